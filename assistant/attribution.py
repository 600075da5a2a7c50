"""A language model's draft taken apart: each sentence with the sentence of a cited passage that bears it out, or left out.

A sentence that cites nothing, or nothing that says so, is no claim. One that joins what two passages say is a claim where each of its
clauses, which must have a subject of its own, is borne out by one sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from time import monotonic

from assistant.engines.generative import Sentence, Source, cited, drafted
from assistant.entailment import Support, SupportJudge
from assistant.syntax import FINITE, clauses, content, holds
from assistant.text import plain
from assistant.types import Answer, Citation, Claim
from assistant.verification import checked

_MOST_SENTENCES = 12
_LONGEST = 600  # characters of a sentence that may be a claim


def attributed(text: str, offline: Answer, sources: Sequence[Source], judge: SupportJudge, until: float) -> list[Support]:
    """The claims of a draft, each once, in its order, without those that are about something else than the question.

    A sentence that says the offline answer, of a sentence that answers it, needs less to be believed. What is not judged by `until`
    (time.monotonic) is left out.
    """
    found: dict[str, Support] = {}
    for sentence in list(dict.fromkeys(drafted(text)))[:_MOST_SENTENCES]:
        if monotonic() > until:
            break
        named = cited(sentence, sources) if len(sentence.text) <= _LONGEST else []
        sure = offline.citations if says(offline, [sentence.text]) else ()
        if support := _support(sentence.text, named, judge, sure) or _joined(sentence, named, judge):
            found.setdefault(plain(support.claim.text), support)
    return _related(list(found.values()), offline.standalone_question, sources, judge)


def says(offline: Answer, said: Sequence[str]) -> bool:
    """Whether texts say the short answer, its values and its words, whatever else they say."""
    if offline.verdict != "answered" or not all(value.supported for value in checked(offline.short, said)):
        return False
    return all(any(holds(text, word.text) for text in said) for word in content(offline.short))


def _related(claims: Sequence[Support], question: str, sources: Sequence[Source], judge: SupportJudge) -> list[Support]:
    """The claims that are near the question, or whose sentence stands beside that of one that is."""
    if not claims:
        return []
    is_near = judge.related(question, [support.claim.text for support in claims])
    near = [support for support, yes in zip(claims, is_near, strict=True) if yes]
    texts = {source.document.id: source.document.text for source in sources}
    return [one for one in claims if any(one is other or _beside(one, other, texts) for other in near)]


def _beside(one: Support, other: Support, texts: Mapping[str, str]) -> bool:
    """Whether the sentences behind two claims are one, or nothing is said between them."""
    for a in one.claim.citations:
        for b in other.claim.citations:
            first, second = sorted((a, b), key=lambda citation: citation.start)
            if a.document_id == b.document_id and not any(map(str.isalnum, texts[a.document_id][first.end : second.start])):
                return True
    return False


def _support(text: str, sources: Sequence[Source], judge: SupportJudge, sure: Collection[Citation] = ()) -> Support | None:
    """The claim by the one sentence of the sources that bears it out best."""
    supports = [support for source in sources if (support := judge.support(text, source.document, source.spans, sure))]
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
