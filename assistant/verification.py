"""What a draft may claim: citations that are slices, values that stand in them, a question whose premises the evidence bears out.

It takes the draft of any engine and never adds to it: a claim without a sound citation or with an unproved value is dropped, and the
verdict goes down with it. What comes out is what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

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
    short_values = [_checked(value, citations) for value in find(draft.short)]
    if draft.verdict != "answered" or not all(value.supported for value in short_values):
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
    """The claim with those of its citations that are slices, or None when none is or a value of its text stands in none of them."""
    citations = tuple(citation for citation in claim.citations if is_slice(citation, documents))
    proved = all(_checked(value, citations).supported for value in find(claim.text))
    return replace(claim, citations=citations) if citations and proved else None


def is_slice(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Whether the quote is, character for character, the span of the document that it names."""
    document = documents.get(citation.document_id)
    return document is not None and 0 <= citation.start < citation.end and document.text[citation.start : citation.end] == citation.quote


def _shown(refused: Answer, draft: Draft, claims: Sequence[Claim], citations: tuple[Citation, ...], finding: Finding | None) -> Answer:
    number = {citation: n for n, citation in enumerate(citations, 1)}
    text = " ".join(claim.text + "".join(f" [{number[citation]}]" for citation in claim.citations) for claim in claims)
    values = [value for part in (draft.short, *(claim.text for claim in claims)) for value in find(part)]
    return replace(
        refused,
        verdict="corrected" if finding else "answered",
        short="" if finding else draft.short,
        text=text,
        citations=citations,
        values=tuple(_checked(value, citations) for value in {(value.kind, value.normal): value for value in reversed(values)}.values())[
            ::-1
        ],
        reason=finding.reason if finding else "",
        nearest=None,
    )


def _checked(value: Value, citations: Sequence[Citation]) -> CheckedValue:
    """The value with the number of the first citation that holds an equal one."""
    for n, citation in enumerate(citations, 1):
        if value.text in citation.quote or any(equal(value, other) for other in find(citation.quote)):
            return CheckedValue(value, n)
    return CheckedValue(value, None)
