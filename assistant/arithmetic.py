"""Computing with the values of articles: differences, ratios, changes, times between dates, which of two is more.

Decimal throughout. A result keeps what its operands leave open ("over $100 billion" less $53 billion is more than $47 billion), nothing is
converted from one currency to another, and what cannot be computed says why. Engines compute here, and verification computes again.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assistant.types import Operation, Value
from assistant.values import bounds, comparable, shown

_DATED = frozenset(("date", "date_range"))
_FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "~": "~", "": ""}
_SAID = {">": "more than ", ">=": "at least ", "<": "less than ", "<=": "at most ", "~": "about ", "": ""}
_ROUND = Decimal("0.1")
_ABOUT = Decimal("0.05")  # how far a quantity that is "about" may be off when two are ordered
_PRECISIONS = ("year", "month", "day")
_Bound = Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out, in words (`text`), or why nothing did (`reason`)."""

    text: str = ""
    reason: str = ""


def compute(operation: Operation, values: tuple[Value, ...], names: tuple[str, ...] = (), unit: str = "") -> Outcome:
    """Carry out `operation` on `values`; `names` are what the question calls them, `unit` the unit of time it asks for."""
    if any(value.low is None or value.high is None for value in values):
        vague = next(value.text for value in values if value.low is None or value.high is None)
        return Outcome(reason=f"The articles only say “{vague}”, which cannot be reckoned with.")
    if operation == "elapsed":
        return _elapsed(values, unit)
    first, second = values
    if not comparable(first, second) and not {first.kind, second.kind} <= _DATED:
        return Outcome(reason=f"“{first.text}” and “{second.text}” are not in the same unit, and nothing is converted.")
    if operation in ("most", "least"):
        return _pick(operation, first, second, names)
    if operation in ("more", "less", "equal"):
        return _judge(operation, first, second)
    if first.kind in _DATED or first.low != first.high or second.low != second.high:
        return Outcome(reason=f"“{first.text}” and “{second.text}” cannot be reckoned with.")
    if operation == "difference":
        return _difference(first, second)
    return _ratio(first, second) if operation == "ratio" else _change(operation, first, second)


def order(first: Value, second: Value) -> int | None:
    """-1, 0 or 1 as the first is less (or before), the same, or more (or after), whatever their qualifiers leave open; or None."""
    (low, high), (least, most) = _reach(first), _reach(second)
    if high is not None and least is not None and (high < least or (high == least and _strict(first, second))):
        return -1
    if low is not None and most is not None and (low > most or (low == most and _strict(first, second))):
        return 1
    same = (low, high) == (least, most) and low == high and not (first.qualifier or second.qualifier)
    return 0 if same or (first.kind in _DATED and first.normal == second.normal) else None


def _strict(first: Value, second: Value) -> bool:
    """Whether bounds that touch still tell apart: "over 10" is more than 10."""
    return {first.qualifier, second.qualifier} & {">", "<"} != set() and "~" not in (first.qualifier, second.qualifier)


def _reach(value: Value) -> tuple[_Bound, _Bound]:
    """The least and most that a value may be, None where it is open."""
    low, high = bounds(value)
    if value.kind in _DATED:
        return low, high
    if value.qualifier == "~":
        return low - abs(low) * _ABOUT, high + abs(high) * _ABOUT
    return None if value.qualifier in ("<", "<=") else low, None if value.qualifier in (">", ">=") else high


def _pick(operation: Operation, first: Value, second: Value, names: tuple[str, ...]) -> Outcome:
    ordered = order(first, second)
    if ordered is None:
        return Outcome(reason=f"“{first.text}” and “{second.text}” do not settle which it is.")
    if ordered == 0:
        return Outcome(reason=f"Both are the same: {first.text}.")
    return Outcome(names[0] if (ordered > 0) == (operation == "most") else names[1])


def _judge(operation: Operation, first: Value, second: Value) -> Outcome:
    """Yes or no to whether the first is more than, less than or equal to the second."""
    if operation == "equal":
        return _equal(first, second)
    ordered = order(first, second)
    if ordered is None:
        return Outcome(reason=f"“{first.text}” does not settle whether it is {operation} than {second.text}.")
    return Outcome("Yes" if ordered == (1 if operation == "more" else -1) else "No")


def _equal(first: Value, second: Value) -> Outcome:
    if first.kind in _DATED:
        (low, high), (least, most) = bounds(first), bounds(second)
        inside = least <= low and high <= most
        apart = high < least or low > most
        return Outcome("Yes" if inside else "No") if inside or apart else Outcome(reason=f"The articles only say {first.text}.")
    if bounds(first) == bounds(second) and (first.qualifier == second.qualifier or not second.qualifier):
        return Outcome("Yes")
    return Outcome("No") if order(first, second) else Outcome(reason=f"“{first.text}” does not settle whether it is {second.text}.")


def _difference(first: Value, second: Value) -> Outcome:
    more, less = (first, second) if _size(first) >= _size(second) else (second, first)
    qualifier = _joined(more.qualifier, _FLIPPED[less.qualifier])
    if qualifier is None:
        return _open_ended(first, second)
    if more.kind == "duration" and more.unit != less.unit:
        return Outcome(reason=f"“{first.text}” and “{second.text}” are in different units of time.")
    unit = more.unit or less.unit
    if more.kind == "percent":
        result = replace(more, kind="points", unit="pp")
    else:
        result = replace(more, kind="count" if more.kind == "number" and unit else more.kind, unit=unit)
    return Outcome(_SAID[qualifier] + shown(_value(result, _size(more) - _size(less))))


def _ratio(first: Value, second: Value) -> Outcome:
    qualifier = _joined(first.qualifier, _FLIPPED[second.qualifier])
    (number, _), (of, _) = bounds(first), bounds(second)
    if of <= 0 or number < 0:
        return Outcome(reason=f"A ratio to {second.text} has no meaning.")
    return _open_ended(first, second) if qualifier is None else Outcome(_rounded(number / of, qualifier, " times"))


def _change(operation: Operation, first: Value, second: Value) -> Outcome:
    """The change from the first to the second in percent; "rise" and "fall" must be what happened."""
    if first.qualifier or second.qualifier:
        return _open_ended(first, second)
    before, after = _size(first), _size(second)
    if before <= 0:
        return Outcome(reason=f"A percentage of {first.text} has no meaning.")
    if (operation == "rise" and after < before) or (operation == "fall" and after > before):
        return Outcome(reason=f"It went from {first.text} to {second.text}, which is no {operation}.")
    percent = _rounded(abs(after - before) / before * 100, "", "%")
    way = "" if operation != "change" else "a rise of " if after >= before else "a fall of "
    return Outcome(way + percent)


def _elapsed(values: tuple[Value, ...], unit: str) -> Outcome:
    """The time between two dates, or that a period lasts; in whole units that have passed."""
    ends = [end for value in values for end in value.normal.split("/")] if all(value.kind in _DATED for value in values) else []
    dates = [pieces for end in ends if (pieces := _pieces(end))]
    if len(dates) != 2 or len(ends) != 2:
        return Outcome(reason="The articles do not give two dates here.")
    precision = min(len(pieces) for pieces in dates)
    first, last = sorted(pieces[:precision] for pieces in dates)
    wanted = unit or _PRECISIONS[precision - 1]
    if wanted not in _UNITS[precision]:
        return Outcome(reason=f"The articles only give the {_PRECISIONS[precision - 1]}s; {wanted}s cannot be told from that.")
    days = (date(*last) - date(*first)).days if precision == 3 else 0
    months = _months(first, last)
    number = {"day": days, "week": days // 7, "month": months, "year": months // 12}[wanted]
    return Outcome(_plural(number, wanted)) if unit or wanted == "year" else Outcome(_lasting(days, months))


_UNITS = {1: ("year",), 2: ("year", "month"), 3: ("year", "month", "week", "day")}


def _months(first: tuple[int, ...], last: tuple[int, ...]) -> int:
    """Whole months that have passed; years count as twelve."""
    if len(first) == 1:
        return 12 * (last[0] - first[0])
    months = 12 * (last[0] - first[0]) + last[1] - first[1]
    at_end = len(last) == 3 and last[2] == monthrange(last[0], last[1])[1]
    return months - (len(first) == 3 and last[2] < first[2] and not at_end)


def _lasting(days: int, months: int) -> str:
    """A length of time in the unit that people would use."""
    if months == 0 or 0 < days <= 60:
        return _plural(days, "day")
    if months < 24:
        return _plural(months, "month") if not days else f"about {_plural(months, 'month')}"
    years, rest = divmod(months, 12)
    return _plural(years, "year") if not rest and not days else f"more than {_plural(years, 'year')}"


def _plural(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'s' if number != 1 else ''}"


def _pieces(normal: str) -> tuple[int, ...]:
    """(year), (year, month) or (year, month, day); () for a date without a year, a quarter, a decade."""
    pieces = normal.removeprefix("FY").split("-")
    return tuple(int(piece) for piece in pieces) if all(piece.isdigit() for piece in pieces) else ()


def _joined(one: str, other: str) -> str | None:
    """What two qualifiers make together; None where they pull apart."""
    if not one or not other or one == other:
        return one or other
    return ">" if {one, other} == {">", ">="} else "<" if {one, other} == {"<", "<="} else None


def _open_ended(first: Value, second: Value) -> Outcome:
    return Outcome(reason=f"“{_qualified(first)}” and “{_qualified(second)}” leave the result open.")


def _qualified(value: Value) -> str:
    return _SAID[value.qualifier] + value.text


def _rounded(number: Decimal, qualifier: str, tail: str) -> str:
    """With one decimal at most, and "about" where that is not exact."""
    near = number.quantize(_ROUND, ROUND_HALF_UP)
    text = f"{near.normalize():,f}{tail}"
    return _SAID[qualifier or ("" if near == number else "~")] + text


def _size(value: Value) -> Decimal:
    return value.low or Decimal(0)


def _value(like: Value, number: Decimal) -> Value:
    return replace(like, low=number, high=number, qualifier="", direction="", normal="", text="")
