"""A language model's draft taken apart: each sentence with the sentence of a cited passage that bears it out, or left out.

A sentence that cites nothing, or nothing that says so, is no claim. One that joins what two passages say is a claim where each of its
clauses, which must have a subject of its own, is borne out by one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from assistant.engines.generative import Sentence, Source, cited, drafted
from assistant.entailment import Support, SupportJudge
from assistant.syntax import FINITE, clauses, content
from assistant.text import plain
from assistant.types import Claim

_MOST_SENTENCES = 12
_LONGEST = 600  # characters of a sentence that may be a claim


def attributed(text: str, question: str, sources: Sequence[Source], judge: SupportJudge, until: float) -> list[Support]:
    """The claims of a draft, each once, in its order, without those that are about something else than the question.

    What is not judged by `until` (time.monotonic) is left out.
    """
    found: dict[str, Support] = {}
    for sentence in list(dict.fromkeys(drafted(text)))[:_MOST_SENTENCES]:
        if monotonic() > until:
            break
        named = cited(sentence, sources) if len(sentence.text) <= _LONGEST else []
        if support := _support(sentence.text, named, judge) or _joined(sentence, named, judge):
            found.setdefault(plain(support.claim.text), support)
    claims = list(found.values())
    related = judge.related(question, [support.claim.text for support in claims]) if claims else []
    return [support for support, is_related in zip(claims, related, strict=True) if is_related]


def _support(text: str, sources: Sequence[Source], judge: SupportJudge) -> Support | None:
    """The claim by the one sentence of the sources that bears it out best."""
    supports = [support for source in sources if (support := judge.support(text, source.document, source.spans))]
    return max(supports, key=lambda support: support.probability, default=None)


def _joined(sentence: Sentence, sources: Sequence[Source], judge: SupportJudge) -> Support | None:
    """The claim by one sentence for each of its clauses."""
    parts = [sentence.text[start:end].strip(" ,;") for start, end in clauses(sentence.text)]
    if len(parts) < 2 or not all(map(_stands_alone, parts)):
        return None
    supports = [_support(part, sources, judge) for part in parts]
    if not all(supports):
        return None
    known = [support for support in supports if support]
    citations = tuple(dict.fromkeys(citation for support in known for citation in support.claim.citations))
    return Support(Claim(sentence.text, citations), min(support.probability for support in known))


def _stands_alone(clause: str) -> bool:
    """Whether a clause names who or what its verb speaks of."""
    verb = FINITE.search(clause)
    return verb is not None and bool(content(clause[: verb.start()]))
