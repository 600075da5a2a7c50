"""Whether two values mean the same, lie within one another, or can be ordered. Decimal throughout, and no currency is ever converted."""

from __future__ import annotations

from decimal import Decimal

from assistant.types import Value
from assistant.values import money, units
from assistant.values.numbers import EXACT

_UNITLESS = frozenset(("number", "amount", "count"))
LONGEST_SPAN = 20  # years of a range that can be asked for one by one
_DATED = frozenset(("date", "date_range"))


def equal(a: Value, b: Value) -> bool:
    """Whether both say the same: kind and meaning, not wording.

    What is unstated agrees with anything (a missing currency, noun or "per"; a bare year with the fiscal year of that name), what is
    stated must not differ. Qualifiers and direction are not part of equality; imprecise quantities equal only themselves.
    """
    if not comparable(a, b):
        return False
    if a.kind in _DATED or a.low is None or b.low is None:
        return a.normal.replace("FY", "") == b.normal.replace("FY", "") if a.kind != "imprecise" else _same_words(a, b)
    return bounds(a) == bounds(b)


def contains(a: Value, b: Value) -> bool:
    """Whether `b` lies within the bounds of `a`: 2026 in 2025–2028, March in its year, $4 billion in $3–5 billion; equal values too.

    Only stated bounds count: "over 10%" does not contain 12%.
    """
    if a.low is None or b.low is None:
        return equal(a, b)
    if not (a.kind in _DATED and b.kind in _DATED) and not comparable(a, b):
        return False
    (low, high), (least, most) = bounds(a), bounds(b)
    return low <= least and most <= high


def compare(a: Value, b: Value) -> int | None:
    """-1, 0 or 1 as `a` is less than (or before), equal to or more than (or after) `b`; None where they cannot be ordered."""
    if equal(a, b):
        return 0
    if a.low is None or b.low is None or not (comparable(a, b) or (a.kind in _DATED and b.kind in _DATED)):
        return None
    (low, high), (least, most) = bounds(a), bounds(b)
    return -1 if high < least else 1 if low > most else None


def terms(values: list[Value]) -> list[str]:
    """The values as single tokens, each once, in the order they were found, with what else they may be asked for by.

    A day is also its month and year, a range also its ends and the years in it, a quantity without a unit any of the three that it may be.
    Signs, currencies and units are left out, for they are as often told by words that stand elsewhere.
    """
    return list(dict.fromkeys(term for value in values for term in _terms(value)))


def _terms(value: Value) -> list[str]:
    if value.kind in _DATED:
        return _date_terms(value)
    if value.kind == "duration":
        return ["duration:" + value.normal.replace(" ", "-")]
    if value.kind == "imprecise":
        return ["imprecise:" + _phrase(value).replace(" ", "-")]
    ends = value.normal.split(" ")[0].split("/")
    written = ["/".join(ends), *ends] if len(ends) > 1 else ends
    kinds = ("number", "amount", "count") if value.kind in _UNITLESS and not value.unit else (value.kind,)
    return [f"{kind}:{number.lstrip('-')}" for kind in kinds for number in written]


def _date_terms(value: Value) -> list[str]:
    normal = value.normal.replace("FY", "").replace(" ", "-")
    ends = normal.split("/") if value.kind == "date_range" else [normal]
    found = [f"date_range:{normal}"] if value.kind == "date_range" else []
    for end in ends:
        pieces = end.split("-")
        found += ["date:" + "-".join(pieces[:count]) for count in range(len(pieces), 0, -1) if pieces[0]] or [f"date:{end}"]
    return found + _years_within(value)


def _years_within(value: Value) -> list[str]:
    """The years between the ends of a range, unless it is so long that they say nothing."""
    if value.kind != "date_range" or value.low is None or value.high is None:
        return []
    first, last = int(value.low) // 10_000, int(value.high) // 10_000
    return [f"date:{year}" for year in range(first + 1, last)] if last - first <= LONGEST_SPAN else []


def comparable(a: Value, b: Value) -> bool:
    """Whether the units agree: same kind, or a bare number beside what is counted or paid."""
    if a.per and b.per and a.per != b.per:
        return False
    if a.kind != b.kind:
        return a.kind in _UNITLESS and b.kind in _UNITLESS and "number" in (a.kind, b.kind)
    if a.kind == "amount":
        return money.agree(a.unit, b.unit)
    if a.kind == "duration":
        return units.time_in_base(a.unit)[0] == units.time_in_base(b.unit)[0]
    if a.kind == "count":
        return _stem(a.unit) == _stem(b.unit)
    return True


def _stem(noun: str) -> str:
    noun = {"people": "person", "children": "child", "men": "man", "women": "woman"}.get(noun, noun)
    return noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")


def _same_words(a: Value, b: Value) -> bool:
    return _phrase(a) == _phrase(b) and (not a.unit or not b.unit or money.agree(a.unit, b.unit))


def _phrase(value: Value) -> str:
    """The words of an imprecise quantity without its unit: "tens of billions"."""
    return value.normal.removesuffix(f" per {value.per}" if value.per else "").removesuffix(value.unit).strip()


def bounds(value: Value) -> tuple[Decimal, Decimal]:
    """The bounds, those of a duration in its base unit; 0 where there is none."""
    low, high = value.low or Decimal(0), value.high or Decimal(0)
    if value.kind != "duration":
        return low, high
    size = units.time_in_base(value.unit)[1]
    return EXACT.multiply(low, size), EXACT.multiply(high, size)
