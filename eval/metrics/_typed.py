"""When two typed values mean the same, by the rules of the evaluation: nothing is converted, nothing is rounded.

Written apart from the assistant's own equality on purpose: what judges must not share the mistakes of what is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from assistant import Value

_FAMILIES = {"amount": "quantity", "count": "quantity", "number": "quantity", "date_range": "date"}
_CURRENCY = re.compile(r"[A-Z]{3}|¥")
_UPWARD, _DOWNWARD = {">", ">="}, {"<", "<="}


def family(value: Value) -> str:
    """The kinds that answer the same sort of question: an amount without a currency is a number."""
    return _FAMILIES.get(value.kind, value.kind)


def same(a: Value, b: Value) -> bool:
    """Whether two values mean the same; qualifiers ("over", "about") are judged apart."""
    if family(a) != family(b):
        return _spans_duration(a, b) or _spans_duration(b, a)
    if family(a) == "quantity":
        return a.low is not None and (a.low, a.high) == (b.low, b.high) and _units_agree(a.unit, b.unit)
    if family(a) == "percent":
        # The sign of a percent is told by words as often as by "-": direction is judged apart.
        return a.low is not None and _bounds(a) == _bounds(b)
    return a.normal == b.normal


def _bounds(value: Value) -> list[Decimal]:
    return sorted(abs(bound) for bound in (value.low, value.high) if bound is not None)


def _units_agree(a: str, b: str) -> bool:
    """A missing currency matches any, two different ones never match, and dollars are not people."""
    if a == b or not a or not b:
        return True
    return not _CURRENCY.fullmatch(a) and not _CURRENCY.fullmatch(b)


def _spans_duration(duration: Value, span: Value) -> bool:
    """Whether a range of years is as long as a duration in years: 2025–2028 and three years."""
    if family(duration) != "duration" or span.kind != "date_range" or span.low is None or span.high is None or duration.low is None:
        return False
    return duration.unit.rstrip("s") == "year" and int(span.high) // 10_000 - int(span.low) // 10_000 == duration.low


def opposed(a: Value, b: Value) -> bool:
    """Whether the qualifiers contradict each other: "over" and "under"."""
    return bool(({a.qualifier} <= _UPWARD and {b.qualifier} <= _DOWNWARD) or ({a.qualifier} <= _DOWNWARD and {b.qualifier} <= _UPWARD))


def present(value: Value, values: Iterable[Value]) -> bool:
    return any(same(value, other) for other in values)


def distinct(values: Iterable[Value]) -> list[Value]:
    """The values, each meaning once, in their order."""
    kept: list[Value] = []
    for value in values:
        if not present(value, kept):
            kept.append(value)
    return kept
