"""Whether what is left of a language model's draft takes the place of the offline answer, and what its short answer is then.

The offline answer stands where the documents contradict the question or each other, where it was worked out in code, where it is sure of
something that the draft does not say, and where what the draft says answers nothing. What takes its place went through the same
verification.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.attribution import attributed, says
from assistant.differences import weighed
from assistant.engines.generative import Source, says_no_answer
from assistant.entailment import Support, SupportJudge
from assistant.polarity import statement
from assistant.questions import asks_for, is_of
from assistant.text import plain
from assistant.types import Answer, Draft, Passage
from assistant.values import find
from assistant.verification import POLAR, Evidence, decided, qualified, verify

_SURE = 0.5  # confidence from which the offline answer is rather right than wrong
_SETTLED = {
    "corrected": "The articles contradict the question; the language model's draft was not used.",
    "conflicting": "The articles disagree; the language model's draft was not used.",
}
NO_ANSWER = "The language model found no answer in the passages."
NOTHING = "The language model wrote nothing."
UNSUPPORTED = "No sentence of the language model's draft is borne out by the passage that it cites."
CONTRARY = "The language model's draft does not say what the articles surely do."
BESIDE = "The language model's draft does not answer the question."
COMPUTED = "This was worked out from the cited values; the language model's draft was not used."
REFUSED = "The language model's draft did not pass the checks."


class Adoption:
    """Chooses between two answers to one question. `min_confidence` is the probability that an answer needs."""

    def __init__(self, judge: SupportJudge, min_confidence: float) -> None:
        self._judge = judge
        self._min_confidence = min_confidence

    def adopted(self, offline: Answer, text: str, sources: Sequence[Source], until: float) -> Answer:
        """The verified answer made of the draft `text`, or `offline` with a note that says why not; sentences are judged up to `until`."""
        if not text.strip():
            return replace(offline, note=NOTHING)
        if says_no_answer(text):
            return replace(offline, note=NO_ANSWER)
        supports = attributed(text, offline, sources, self._judge, until)
        if not supports:
            return replace(offline, note=UNSUPPORTED)
        if offline.verdict in _SETTLED or offline.derivation:
            return replace(offline, note=_SETTLED.get(offline.verdict, COMPUTED))
        if offline.verdict == "answered" and agrees(offline, supports):
            return self._verified(offline, offline.short, offline.confidence, supports, sources)
        if offline.verdict == "answered" and offline.confidence >= _SURE:
            return replace(offline, note=CONTRARY)
        short, confidence = self._answer(offline.standalone_question, supports, sources)
        return self._verified(offline, short, confidence, supports, sources) if short else replace(offline, note=BESIDE)

    def _verified(self, offline: Answer, short: str, confidence: float, supports: Sequence[Support], sources: Sequence[Source]) -> Answer:
        """What verification lets pass of the draft."""
        claims = tuple(support.claim for support in supports)
        passages = [
            Passage(f"{s.document.id}:{start}", s.document.id, start, end, s.document.text[start:end], s.heading)
            for s in sources
            for start, end in s.spans
        ]
        evidence = Evidence(passages, {source.document.id: source.document for source in sources})
        draft = Draft(short, claims, confidence)
        answer = weighed(verify(offline.question, offline.standalone_question, draft, evidence, self._min_confidence), evidence)
        if answer.verdict != "answered":
            return replace(offline, note=REFUSED)
        return replace(answer, engine="generative")

    def _answer(self, question: str, supports: Sequence[Support], sources: Sequence[Source]) -> tuple[str, float]:
        """The short answer that the draft gives where the offline one gives none or another, and how probable it is; "" for none."""
        documents = {source.document.id: source.document for source in sources}
        for support in supports:
            citation = support.claim.citations[0]
            probability = self._judge.answering(question, documents[citation.document_id], (citation.start, citation.end))
            if probability < self._judge.answering_threshold:
                continue
            if statement(question):
                short = decided(question, citation, documents)
            else:
                short = _asked_value(question, support) or self._span(question, support)
            if short:
                return short, probability * support.probability
        return "", 0.0

    def _span(self, question: str, support: Support) -> str:
        """What of the claim the reader takes for the answer, all of it where that is no part of what is cited; "" for another kind."""
        if asks_for(question):
            return ""
        quote = support.claim.citations[0].quote
        span = self._judge.span(question, quote)
        return span if span and plain(span) in plain(support.claim.text) else support.claim.text.rstrip(".")


def agrees(offline: Answer, supports: Sequence[Support]) -> bool:
    """Whether the claims say the offline answer: its values, and its words, whatever else they say."""
    said = [support.claim.text for support in supports]
    if offline.short in POLAR:
        quotes = {citation.quote for support in supports for citation in support.claim.citations}
        return any(citation.quote in quotes for citation in offline.citations) and not _says_other(offline.short, said)
    return says(offline, said)


def _says_other(short: str, said: Sequence[str]) -> bool:
    opening = re.match(r"(yes|no)\b", said[0], re.I)
    return opening is not None and opening[1].lower() != short.lower()


def _asked_value(question: str, support: Support) -> str:
    """The first value of the claim of a kind that the question asks for and does not state itself, with its qualifier."""
    kinds, stated = asks_for(question), {value.normal for value in find(question)}
    quotes = [citation.quote for citation in support.claim.citations]
    wanted = [value for value in find(support.claim.text) if is_of(value, kinds) and value.normal not in stated]
    return qualified(wanted[0].text, quotes) if wanted else ""
