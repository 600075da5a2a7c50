"""What a draft may claim: citations that are slices, values that stand in them, a question whose premises the evidence bears out.

It takes the draft of any engine and never adds to it: a claim without a sound citation or with an unproved value is dropped, and the
verdict goes down with it. What comes out is what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.arithmetic import compute
from assistant.clauses import context_of
from assistant.polarity import decide
from assistant.premises import Finding, examine
from assistant.types import Answer, CheckedValue, Citation, Claim, Derivation, Document, Draft, Operand, Passage, Value
from assistant.values import equal, find

SURE = 0.9  # confidence from which a doubt about a name of the question is let pass
POLAR = ("Yes", "No")


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
    if draft.verdict != "answered" or not proved(standalone, draft, citations, evidence.documents):
        return replace(refused, reason=draft.reason or f"No sentence of the articles states {draft.short}.")
    settled = draft.short in POLAR
    finding = examine(standalone, draft.short, citations, evidence.around(citations), evidence.documents, settled=settled)
    if finding and finding.doubt:
        finding = None if draft.confidence >= SURE else finding
    if finding and not finding.contradicts:
        return replace(refused, reason=finding.reason)
    if draft.confidence < min_confidence:
        return replace(refused, reason="The articles come near this, but no sentence of theirs answers it.")
    return _shown(refused, draft, claims, citations, finding)


def proved(standalone: str, draft: Draft, citations: Sequence[Citation], documents: Mapping[str, Document]) -> bool:
    """Whether the short answer follows from what is cited: as its operands, its items, a yes or no of a sentence, or as it stands there."""
    if draft.derivation:
        return recomputed(draft.derivation, standalone, documents) == draft.short
    if draft.short in POLAR:
        return any(decided(standalone, citation, documents) == draft.short for citation in citations)
    quotes = [citation.quote for citation in citations]
    if draft.items and not all(any(item in quote for quote in quotes) for item in draft.items):
        return False
    return all(value.supported for value in checked(draft.short, quotes))


def recomputed(derivation: Derivation, standalone: str, documents: Mapping[str, Document]) -> str:
    """What the operands of a derivation come to; "" unless each stands, as it is, in its citation or else in the question itself."""
    operands = derivation.operands
    if not all(_stated(operand, standalone, documents) for operand in operands):
        return ""
    values, names = tuple(operand.value for operand in operands), tuple(operand.name for operand in operands)
    return compute(derivation.operation, values, names, derivation.unit).text


def _stated(operand: Operand, standalone: str, documents: Mapping[str, Document]) -> bool:
    if operand.citation is None:
        return operand.value in find(standalone)
    return is_slice(operand.citation, documents) and operand.value in find(operand.citation.quote)


def decided(standalone: str, citation: Citation, documents: Mapping[str, Document]) -> str:
    """What the cited sentence, read where it stands, answers to a yes/no question."""
    document = documents[citation.document_id]
    return decide(standalone, citation.quote, context_of(document.text, document.title, citation.start))


def sound_claim(claim: Claim, documents: Mapping[str, Document]) -> Claim | None:
    """The claim with those of its citations that are slices, or None when none is or a value of its text stands in none of them."""
    citations = tuple(citation for citation in claim.citations if is_slice(citation, documents))
    proved = all(value.supported for value in checked(claim.text, [citation.quote for citation in citations]))
    return replace(claim, citations=citations) if citations and proved else None


def is_slice(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Whether the quote is, character for character, the span of the document that it names."""
    document = documents.get(citation.document_id)
    return document is not None and 0 <= citation.start < citation.end and document.text[citation.start : citation.end] == citation.quote


def _shown(refused: Answer, draft: Draft, claims: Sequence[Claim], citations: tuple[Citation, ...], finding: Finding | None) -> Answer:
    number = {citation: n for n, citation in enumerate(citations, 1)}
    text = " ".join(claim.text + "".join(f" [{number[citation]}]" for citation in claim.citations) for claim in claims)
    quotes = [citation.quote for citation in citations]
    operands = tuple(number[o.citation] for o in draft.derivation.operands if o.citation) if draft.derivation else ()
    short = [replace(one, operands=operands) if operands else one for one in checked(draft.short, quotes)]
    values = [*short, *(one for claim in claims for one in checked(claim.text, quotes))]
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
        derivation=draft.derivation,
    )


def checked(text: str, quotes: Sequence[str]) -> list[CheckedValue]:
    """The values of `text`, each with the number of the first quote that states an equal one.

    Where a quote holds the text word for word its values are read there, with what stands around them: a bare 1874 is a year only then.
    """
    for n, quote in enumerate(quotes, 1):
        if text == " ".join(quote.split()):  # the quote itself, on one line
            return [CheckedValue(value, n) for value in find(quote)]
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
