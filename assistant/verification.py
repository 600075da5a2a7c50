"""What a draft may claim: citations that are slices, values that stand in them, a question whose premises the evidence bears out.

It takes the draft of any engine and never adds to it: a claim without a sound citation or with an unproved value is dropped, and the
verdict goes down with it. What comes out is what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from assistant.arithmetic import compute
from assistant.bearing import Finding
from assistant.fidelity import departure
from assistant.injection import is_injected
from assistant.polarity import decide
from assistant.premises import examine
from assistant.syntax import context_of
from assistant.types import Answer, CheckedValue, Citation, Claim, Derivation, Document, Draft, Operand, Passage, Value
from assistant.values import find, lost_qualifier, supports

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
    quotes = [citation.quote for citation in citations]
    if not draft.derivation:
        draft = replace(draft, short=qualified(draft.short, quotes))
    if draft.verdict != "answered" or not proved(standalone, draft, citations, evidence.documents):
        return replace(refused, reason=draft.reason or f"No sentence of the articles states {draft.short}.")
    if not draft.derivation and (departs := departure(draft.short, quotes)):
        return replace(refused, reason=departs)
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
    if not all(_stands(operand, standalone, documents) for operand in operands):
        return ""
    values, names = tuple(operand.value for operand in operands), tuple(operand.name for operand in operands)
    return compute(derivation.operation, values, names, derivation.unit).text


def _stands(operand: Operand, standalone: str, documents: Mapping[str, Document]) -> bool:
    if operand.citation is None:
        return operand.value in find(standalone)
    return is_slice(operand.citation, documents) and operand.value in find(operand.citation.quote)


def decided(standalone: str, citation: Citation, documents: Mapping[str, Document]) -> str:
    """What the cited sentence, read where it stands, answers to a yes/no question."""
    document = documents[citation.document_id]
    return decide(standalone, citation.quote, context_of(document.text, document.title, citation.start))


def sound_claim(claim: Claim, documents: Mapping[str, Document]) -> Claim | None:
    """The claim with those of its citations that are slices and no planted instruction, and with the qualifiers of its values.

    None when no citation is sound, or when those that are do not state a value of its text, or say otherwise.
    """
    citations = tuple(citation for citation in claim.citations if _is_evidence(citation, documents))
    quotes = [citation.quote for citation in citations]
    text = qualified(claim.text, quotes)
    proved = all(value.supported for value in checked(text, quotes)) and not departure(text, quotes)
    return Claim(text, citations) if citations and proved else None


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
    operands = tuple(number[o.citation] for o in draft.derivation.operands if o.citation) if draft.derivation else ()
    short = _numbered(draft.short, citations, number)
    values = [replace(one, operands=operands) if operands else one for one in short]
    values += [one for claim in claims for one in _numbered(claim.text, claim.citations, number)]
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


def _numbered(text: str, citations: Sequence[Citation], number: Mapping[Citation, int]) -> list[CheckedValue]:
    """The values of `text`, proved by these citations, each with the number under which its citation is shown."""
    values = checked(text, [citation.quote for citation in citations])
    return [replace(one, citation=number[citations[one.citation - 1]]) if one.citation else one for one in values]


def checked(text: str, quotes: Sequence[str]) -> list[CheckedValue]:
    """The values of `text`, each with the number of the first quote that states an equal one, alike in qualifier and direction."""
    stated = _stated(quotes)
    return [CheckedValue(value, _proof(value, stated)) for value in _said(text, quotes)]


def qualified(text: str, quotes: Sequence[str]) -> str:
    """`text` with the qualifiers that its values have wherever they are stated: "10%" is "more than 10%" of "fell by over 10%"."""
    stated = _stated(quotes)
    for value in reversed(_said(text, quotes)):
        lost = [words for values in stated for one in values if (words := lost_qualifier(one, value))]
        if lost and _proof(value, stated) is None:
            text = f"{text[: value.start]}{lost[0]} {text[value.start :]}"
    return text


def _said(text: str, quotes: Sequence[str]) -> list[Value]:
    """The values of `text`, with what it says of them itself.

    Where a quote holds the text word for word they are read there, with what stands around them: a bare 1874 is a year only then.
    """
    own = list(_found(text))
    alone = {(value.start, value.end): value for value in own}
    for quote in chain.from_iterable(map(_forms, quotes)) if text else ():
        values = _found(quote)
        for match in re.finditer(re.escape(text), quote):
            start, end = match.span()
            if not any(_cuts(value, start, end) for value in values):
                inside = [replace(v, start=v.start - start, end=v.end - start) for v in values if start <= v.start and v.end <= end]
                return [_as_said(value, alone) for value in inside]
    return own


def _as_said(value: Value, alone: Mapping[tuple[int, int], Value]) -> Value:
    """A value that was read in a quote, with the qualifier and direction that the text alone gives it."""
    said = alone.get((value.start, value.end))
    return replace(value, qualifier=said.qualifier if said else "", direction=said.direction if said else "")


def _forms(quote: str) -> list[str]:
    """A quote as it is written, and on one line where it has several."""
    return list(dict.fromkeys((quote, " ".join(quote.split()))))


def _cuts(value: Value, start: int, end: int) -> bool:
    """Whether `start:end` holds a part of the value only."""
    return value.start < end and start < value.end and not (start <= value.start and value.end <= end)


def _stated(quotes: Sequence[str]) -> list[tuple[Value, ...]]:
    """The values of each quote."""
    return [tuple(value for form in _forms(quote) for value in _found(form)) for quote in quotes]


@lru_cache(maxsize=256)
def _found(text: str) -> tuple[Value, ...]:
    """The values of a text; kept, because the quotes of an answer are looked at for each of its parts."""
    return tuple(find(text))


def _proof(value: Value, stated: Sequence[Sequence[Value]]) -> int | None:
    return next((n for n, values in enumerate(stated, 1) if any(supports(one, value) for one in values)), None)
