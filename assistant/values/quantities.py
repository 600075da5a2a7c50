"""Amounts, percents, points, multiples, durations, counts and bare numbers, single or as a range."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.types import Value, ValueKind
from assistant.values import context, money, units, vocabulary
from assistant.values.numbers import EXACT, Figure, plain, read_figure, times_ten
from assistant.values.source import Found, Source, skip

_TOKEN = re.compile(r"[0-9](?:[0-9,.:/'-]{0,60}[0-9])?[a-z]{0,20}")
_STICKS = re.compile(r"[a-z]|[-/:.'][0-9]|,[0-9]|\([a-z0-9]{1,3}\)|/[a-z]|-[a-z](?![a-z])")
_PHONE = re.compile(r"\(?[0-9]{3}\)[\s-]?[0-9]{3}[\s-][0-9]{4}")
_SEPARATOR = re.compile(r"\s?(?P<dash>[-—])\s?|\s+(?P<word>to|and|or)\s+(?:about |approximately |nearly |up to |as much as )?")


@dataclass(frozen=True, slots=True)
class Side:
    """A number with what is written right around it. `low` counts `unit`; `currency` is what was stated, "" if nothing was."""

    start: int
    end: int
    kind: ValueKind
    amount: Decimal
    unit: str
    figure: Figure
    per: str = ""


def read(source: Source, at: int, floor: int) -> Found | None:
    """The quantity whose number or sign stands at `at`; `floor` is where the value before it ended."""
    first = _side(source, at, floor)
    if first is None:
        return skip(_token_end(source, at))
    found = _range(source, first) or first
    if not isinstance(found, Side):
        return Found(found, found.end)
    if found.kind in ("number", "count") and _PHONE.match(source.folded, max(0, found.start - 1)):
        return skip(found.end)
    if _STICKS.match(source.folded, found.end) and not source.folded.startswith(("-dollar", "-per-"), found.end):
        return skip(max(_token_end(source, at), found.end))
    if found.kind in ("number", "count") and (found.figure.digits or found.figure.worded) and _is_name(source, found):
        return skip(found.end)
    if found.kind == "number" and found.figure.worded and " " not in source.folded[found.start : found.end].replace("-", " "):
        return skip(found.end)
    value = _value(source, found, None)
    return Found(value, value.end)


def skip_token(source: Source, at: int) -> Found:
    """Pass over the run of digits and marks at `at`."""
    return skip(_token_end(source, at))


def _token_end(source: Source, at: int) -> int:
    match = _TOKEN.match(source.folded, at)
    return match.end() if match else at + 1


def _side(source: Source, at: int, floor: int) -> Side | None:
    """The number at `at` (or after the currency sign there) with its sign, currency, scale and unit."""
    folded = source.folded
    place, negative = _number_place(folded, at)
    currency, start = money.before(source.text, folded, place - negative[1], floor) if place >= 0 else ("", at)
    if place < 0:
        return None
    figure = read_figure(folded, place, letters=bool(currency)) or None
    if figure is None:
        return None
    minus, start = _minus(folded, start, negative[0], floor)
    if not currency:
        start = start if minus else place
        if figure.digits or not figure.scaled:
            figure = _with_letter(source, figure, place)
    side = _united(source, start, figure, currency)
    side = _bracketed(folded, side, place)
    return replace(side, amount=-side.amount) if minus and side.amount > 0 else side


def _number_place(folded: str, at: int) -> tuple[int, tuple[bool, int]]:
    """Where the digits begin for an anchor that may be a sign: "$ (37", "$-5"; with whether that made them negative."""
    if folded[at] in money.SIGNS:
        place = at + 1
        while folded[place : place + 1] in (" ", "\u00a0") and folded[place : place + 1]:
            place += 1
        if folded[place : place + 1] in ("(", "-") and folded[place : place + 1]:
            return (place + 1, (True, 1)) if folded[place + 1 : place + 2].isdigit() else (-1, (False, 0))
        return place, (False, 0)
    return at, (False, 0)


def _minus(folded: str, start: int, negative: bool, floor: int) -> tuple[bool, int]:
    """Whether a minus stands before `start`, and where the value then begins."""
    if negative:
        return True, start
    if start > floor and folded[start - 1] in "-+" and (start == 1 or folded[start - 2] in " (\n\t\u00a0|"):
        if folded[start - 1] == "+":
            return False, start
        return True, start - 1
    return False, start


def _with_letter(source: Source, figure: Figure, at: int) -> Figure:
    """One-letter scales count only beside a currency ("53m euros") or a plain countable noun ("72B parameters")."""
    if figure.worded or source.folded[figure.end : figure.end + 2].strip()[:1] not in ("k", "m", "b", "t"):
        return figure
    longer = read_figure(source.folded, at, letters=True)
    if longer is None or longer.end == figure.end or longer.end - figure.end > 2:
        return figure
    if money.after(source.text, source.folded, longer.end, scaled=True):
        return longer
    noun = units.read_noun(source.text, source.folded, longer.end)
    glued = source.folded[figure.end] != " "
    return longer if noun and glued and noun.name not in units.MEASURES else figure


def _united(source: Source, start: int, figure: Figure, currency: str) -> Side:
    folded, end = source.folded, figure.end
    if not currency:
        if unit := units.read_ratio(folded, end):
            return _with_per(source, Side(start, unit.end, unit.kind, EXACT.multiply(figure.value, unit.factor), unit.name, figure))
        if (unit := units.read_time(folded, end)) and not _is_idiom(source, start, figure, unit):
            return Side(start, unit.end, "duration", EXACT.multiply(figure.value, unit.factor), unit.name, figure)
    if (named := money.after(source.text, folded, end, scaled=figure.scaled or bool(currency))) and _fits(currency, named[0]):
        side = Side(
            start,
            named[1],
            "amount",
            EXACT.multiply(figure.value, named[2]),
            currency if named[0] in ("", "USD") and currency else named[0],
            figure,
        )
        return _with_per(source, side)
    if currency:
        return _with_per(source, Side(start, end, "amount", figure.value, currency, figure))
    if unit := units.read_noun(source.text, folded, end):
        return Side(start, unit.end, "count", figure.value, unit.name, figure)
    return Side(start, end, "amount" if figure.scaled else "number", figure.value, "", figure)


def _fits(currency: str, named: str) -> bool:
    """Whether a currency after the number goes with the sign before it: "$5 CAD" does, "$5 euro" does not."""
    return (
        not currency or money.agree(currency, named) or (currency == "USD" and named in ("AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN"))
    )


def _with_per(source: Source, side: Side) -> Side:
    found = units.read_per(source.folded, side.end)
    return replace(side, per=found[0], end=found[1]) if found else side


def _is_idiom(source: Source, start: int, figure: Figure, unit: units.Unit) -> bool:
    """ "one day", "a second": an article or "one" before a unit of time tells a length only after a word that asks for one."""
    if not figure.worded or figure.value != 1:
        return False
    if source.folded[start] == "a":
        return False
    words = source.words_before(start, 24)
    return source.folded[start : unit.end] == "one day" and (
        not words or words[-1] not in ("for", "in", "within", "than", "least", "only", "just", "about", "of")
    )


def _bracketed(folded: str, side: Side, place: int) -> Side:
    """ "(1,215)" is a negative number in a report's table; "(1)" is a note and "($37 million)" an aside."""
    end = side.end
    opened = folded[place - 1 : place] == "(" and place > 0
    if not opened or (not folded.startswith(")", end) and not folded.startswith(" )", end)):
        return side
    close = folded.index(")", end) + 1
    if side.kind == "number" and place == side.start and len(folded[place:end]) > 2 and not _is_year(side):
        return replace(side, start=place - 1, end=close, amount=-side.amount)
    if side.kind == "amount" and folded[side.start] in money.SIGNS and place != side.start and "(" in folded[side.start : place]:
        return replace(side, end=close)
    return side


def _is_year(side: Side) -> bool:
    return side.figure.digits and 1900 <= side.amount <= 2099


def _is_name(source: Source, side: Side) -> bool:
    """Whether the number belongs to a name or a reference ("Item 7", "Windows 11", "Fortune 500 companies")."""
    words = source.words_before(side.start, 32)
    before = source.folded[side.start - 1 : side.start]
    if before in ("#", "§", "&") and before:
        return True
    if not words:
        return False
    word = words[-1].lstrip("(\"'")
    if word in vocabulary.LABELS and not (side.kind == "count" and word in vocabulary.WEAK_LABELS):
        return True
    if side.kind == "count" or side.figure.worded or source.folded[side.start - 1] == "\n":
        return False
    written = source.text[max(0, side.start - 32) : side.start].split()[-1]
    ends_row = source.folded[side.end : side.end + 2].strip()[:1]
    return written[0].isupper() and word not in vocabulary.OPENERS and bool(ends_row) and not ends_row.isdigit() and ends_row not in "$(|%-"


def _range(source: Source, first: Side) -> Value | None:
    """The range that `first` begins: "$3 billion to $5 billion", "10-15%", "between 200 and 250 stores"."""
    match = _SEPARATOR.match(source.folded, first.end)
    if match is None or first.per or (match["word"] == "or"):
        return None
    opening = source.words_before(first.start, 16)[-1:]
    opened = opening[0] if opening else ""
    if match["word"] == "and" and opened != "between":
        return None
    second = _side(source, match.end(), match.end())
    if second is None or second.kind == "number" or not _goes_with(first, second) or second.start != match.end():
        return None
    if (
        match["word"] == "to"
        and opened == "from"
        and (first.kind != "number")
        and "rang" not in source.folded[max(0, first.start - 14) : first.start]
    ):
        return None
    low = _shared(first, second)
    if low > second.amount or _STICKS.match(source.folded, second.end):
        return None
    start = source.folded.rindex("between", 0, first.start) if match["word"] == "and" else first.start
    return _value(source, replace(second, start=start, unit=second.unit or first.unit), low)


def _goes_with(first: Side, second: Side) -> bool:
    if first.kind == "number" or (first.kind == "amount" and second.kind == "amount"):
        return first.kind == "number" or money.agree(first.unit, second.unit)
    return first.kind == second.kind and first.unit == second.unit


def _shared(first: Side, second: Side) -> Decimal:
    """The low end; without its own unit or scale it takes those of the high end, where that makes it the lower one."""
    factor = Decimal(1)
    if first.kind == "number" and second.kind != "amount" and second.figure.value:
        factor = EXACT.divide(abs(second.amount), second.figure.value)
    if second.figure.scaled and not first.figure.scaled and first.figure.value <= second.figure.number:
        power = (second.figure.value / second.figure.number).adjusted() if second.figure.number else 0
        return times_ten(first.amount, power) * factor
    return first.amount * factor


def _value(source: Source, side: Side, low: Decimal | None) -> Value:
    """The side (or the range from `low` to it) as a value, with what its surroundings say of it."""
    unit, bounds = side.unit, (side.amount if low is None else low, side.amount)
    if side.kind == "duration":
        unit, size = units.normal_time(unit, bounds)
        bounds = (bounds[0] / size, bounds[1] / size)
    number = plain(bounds[0]) if low is None else f"{plain(bounds[0])}/{plain(bounds[1])}"
    normal = " ".join(part for part in (number, unit, f"per {side.per}" if side.per else "") if part)
    sign, from_ = context.qualifier(source, side.start, side.end, dated=False)
    return Value(
        side.kind,
        source.text[side.start : side.end],
        normal,
        bounds[0],
        bounds[1],
        unit,
        sign,
        side.start,
        side.end,
        context.direction(source, side.kind, from_, side.end),
        side.per,
    )
