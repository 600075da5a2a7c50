"""By how much something was moved, where a sentence states it or gives both values: "to 14 from 16", "13.1 rather than 13.6"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from assistant.arithmetic import compute, order
from assistant.engines.composed.polar import sentences_of
from assistant.senses import senses
from assistant.syntax import content, context_of, holds
from assistant.types import Citation, Claim, Derivation, Document, Draft, Hit, Operand, Value
from assistant.values import comparable, find

_ASKS = re.compile(
    r"^\W*(?:and |so |but )?by how (?:much|many\b(?P<noun>[^?]*?))\s(?:did|does|do|has|have|had|was|were|is|are|will)\b", re.I
)
_STATED = re.compile(r"\bby\s+(?:(?:more|less) than |over |about |almost |nearly |some |at least |up to |around )?$", re.I)
_MOVED = re.compile(
    r",?\s*(?:(?:rather than|instead of|not|down from|up from|from|against|compared with|to|and not)\s+)(?:the |an? |its )?"
)
_NEWER_FIRST = re.compile(r"rather|instead|from|against|compared|not")
_UP, _DOWN = frozenset({"rise", "raise"}), frozenset({"fall", "lower"})
_CONFIDENCE = 0.8  # chance, estimated and not fitted, that the two values are the ones asked about


def answer(question: str, hits: Sequence[Hit], documents: Sequence[Document], extract: Callable[[], Draft]) -> Draft | None:
    """The draft for "by how much", or None for another question; it refuses where a span is no difference and no sentence gives two."""
    if _ASKS.match(question) is None:
        return None
    stated = extract()
    if _states_difference(stated):
        return stated
    ways = frozenset().union(*(senses(word.text) for word in content(question)))
    wanted = [word for word in content(question) if not senses(word.text) & (_UP | _DOWN)]
    for document, start, end in sentences_of(hits, documents):
        quote = document.text[start:end]
        context = context_of(document.text, document.title, start)
        said = sum(holds(quote, word.text) for word in wanted)
        known = [word for word in wanted if holds(quote, word.text) or holds(context, word.text)]
        if not said or len(known) < len(wanted) - (len(wanted) > 2) or not ways & (_UP | _DOWN):
            continue
        pairs = [pair for pair in _pairs(quote) if _agrees(pair, ways)]
        outcome = compute("difference", pairs[0]) if len(pairs) == 1 else None
        if outcome and outcome.text:
            citation = Citation.of(document, start, end)
            operands = tuple(Operand(value, citation, name) for value, name in zip(pairs[0], ("before", "after"), strict=True))
            claims = (Claim(" ".join(quote.split()), (citation,)),)
            return Draft(outcome.text, claims, _CONFIDENCE, derivation=Derivation("difference", operands))
    nearest = stated.nearest or next((citation for claim in stated.claims for citation in claim.citations), None)
    reason = "The articles state no difference here, nor the two values that it would be worked out from."
    return Draft("", (), stated.confidence, "not_in_sources", reason, nearest)


def _states_difference(draft: Draft) -> bool:
    """Whether the short answer is what something rose or fell by, as its sentence says."""
    if draft.verdict != "answered" or not draft.claims:
        return False
    quote = draft.claims[0].citations[0].quote
    at = quote.find(draft.short)
    values = [value for value in find(quote) if at <= value.start < at + len(draft.short)]
    return len(values) == 1 and bool(values[0].direction or _STATED.search(quote[: values[0].start]) or _compared(quote[values[0].end :]))


def _compared(after: str) -> bool:
    """Whether what follows a value makes it a difference: "18% less than", "2 points higher"."""
    return bool(re.match(r"\s+(?:\w+\s+)?(?:more|less|fewer|higher|lower|longer|shorter|larger|smaller|better|worse)\b", after))


def _pairs(quote: str) -> Iterator[tuple[Value, Value]]:
    """(before, after) of two neighbouring values that a word for a change joins."""
    values = [value for value in find(quote) if value.low is not None and value.kind not in ("date", "date_range", "duration")]
    for one, other in pairwise(values):
        joint = _MOVED.fullmatch(quote[one.end : other.start])
        if joint and comparable(one, other):
            yield (other, one) if _NEWER_FIRST.search(joint[0]) else (one, other)


def _agrees(pair: tuple[Value, Value], ways: frozenset[str]) -> bool:
    """Whether the values moved the way that the question says."""
    moved = order(*pair)
    return moved == (-1 if ways & _UP and not ways & _DOWN else 1)
