"""What a draft may claim: citations that are slices, values that stand in them, a question whose premises the evidence bears out.

It takes the draft of any engine and never adds to it: a claim without a sound citation or with an unproved value is dropped, and the
verdict goes down with it. What comes out is what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.injection import is_injected
from assistant.premises import Finding, examine
from assistant.types import Answer, CheckedValue, Citation, Claim, Document, Draft, Passage, Value
from assistant.values import equal, find

SURE = 0.9  # confidence from which a doubt about a name of the question is let pass


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer may lean on: the passages of this turn and the documents they come from."""

    passages: Sequence[Passage]
    documents: Mapping[str, Document]

    def around(self, citations: Iterable[Citation]) -> list[Passage]:
        """The passages that the citations lie in."""
        spans = [(citation.document_id, citation.start, citation.end) for citation in citations]
        return [p for p in self.passages if any(p.document_id == d and p.start < end and start < p.end for d, start, end in spans)]


def verify(question: str, standalone: str, draft: Draft, evidence: Evidence, min_confidence: float) -> Answer:
    """The answer that may be shown for `draft`."""
    refused = Answer(question, standalone, "not_in_sources", "", "", draft.confidence, reason=draft.reason, nearest=draft.nearest)
    claims = tuple(sound for claim in draft.claims if (sound := sound_claim(claim, evidence.documents)))
    if not claims:
        return replace(refused, reason=draft.reason or "Nothing in the articles bears out an answer.")
    citations = tuple(dict.fromkeys(citation for claim in claims for citation in claim.citations))
    refused = replace(refused, nearest=draft.nearest or citations[0])
    proved = all(value.supported for value in checked(draft.short, [citation.quote for citation in citations]))
    if draft.verdict != "answered" or not proved:
        return replace(refused, reason=draft.reason or f"No sentence of the articles states {draft.short}.")
    finding = examine(standalone, draft.short, citations, evidence.around(citations), evidence.documents)
    if finding and finding.doubt:
        finding = None if draft.confidence >= SURE else finding
    if finding and not finding.contradicts:
        return replace(refused, reason=finding.reason)
    if draft.confidence < min_confidence:
        return replace(refused, reason="The articles come near this, but no sentence of theirs answers it.")
    return _shown(refused, draft, claims, citations, finding)


def sound_claim(claim: Claim, documents: Mapping[str, Document]) -> Claim | None:
    """The claim with those of its citations that are slices and no planted instruction.

    None when there is no such citation, or none states a value of its text.
    """
    citations = tuple(citation for citation in claim.citations if _is_evidence(citation, documents))
    proved = all(value.supported for value in checked(claim.text, [citation.quote for citation in citations]))
    return replace(claim, citations=citations) if citations and proved else None


def is_slice(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Whether the quote is, character for character, the span of the document that it names."""
    document = documents.get(citation.document_id)
    return document is not None and 0 <= citation.start < citation.end and document.text[citation.start : citation.end] == citation.quote


def _is_evidence(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Whether it is a slice, and none of an instruction planted for a machine."""
    if not is_slice(citation, documents):
        return False
    text = documents[citation.document_id].text
    return not (is_injected(text, citation.start) or is_injected(text, citation.end - 1))


def _shown(refused: Answer, draft: Draft, claims: Sequence[Claim], citations: tuple[Citation, ...], finding: Finding | None) -> Answer:
    number = {citation: n for n, citation in enumerate(citations, 1)}
    text = " ".join(claim.text + "".join(f" [{number[citation]}]" for citation in claim.citations) for claim in claims)
    quotes = [citation.quote for citation in citations]
    values = [one for part in (draft.short, *(claim.text for claim in claims)) for one in checked(part, quotes)]
    each: dict[tuple[str, str], CheckedValue] = {}
    for one in values:
        each.setdefault((one.value.kind, one.value.normal), one)
    return replace(
        refused,
        verdict="corrected" if finding else "answered",
        short="" if finding else draft.short,
        text=text,
        citations=citations,
        values=tuple(each.values()),
        reason=finding.reason if finding else "",
        nearest=None,
    )


def checked(text: str, quotes: Sequence[str]) -> list[CheckedValue]:
    """The values of `text`, each with the number of the first quote that states an equal one.

    Where a quote holds the text word for word its values are read there, with what stands around them: a bare 1874 is a year only then.
    """
    for n, quote in enumerate(quotes, 1):
        at, stated = quote.find(text), find(quote)
        if text and at >= 0 and not any(_cuts(value, at, at + len(text)) for value in stated):
            return [CheckedValue(value, n) for value in stated if at <= value.start and value.end <= at + len(text)]
    return [CheckedValue(value, _proof(value, quotes)) for value in find(text)]


def _cuts(value: Value, start: int, end: int) -> bool:
    """Whether `start:end` holds a part of the value only."""
    return value.start < end and start < value.end and not (start <= value.start and value.end <= end)


def _proof(value: Value, quotes: Sequence[str]) -> int | None:
    return next((n for n, quote in enumerate(quotes, 1) if any(_proves(stated, value) for stated in find(quote))), None)


def _proves(stated: Value, value: Value) -> bool:
    """Whether what a citation states bears out `value`: it is equal, or the date with which a stated period begins or ends."""
    if equal(stated, value):
        return True
    return stated.kind == "date_range" and value.kind == "date" and (stated.low == value.low or stated.high == value.high)
