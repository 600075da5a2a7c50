"""Values back into words: the usual way to write one, and the same value in the scale or unit that a question asks for.

What is written here is read back as an equal value; nothing is rounded, and a currency that differs from the value's own is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from assistant.types import Value
from assistant.values import money, units
from assistant.values.dateforms import MONTHS
from assistant.values.numbers import EXACT, SCALES, plain
from assistant.values.source import fold

_NAMES = {12: "trillion", 9: "billion", 6: "million"}
_PREFIXES = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "¥": "¥", "HKD": "HK$", "AUD": "A$", "CAD": "C$", "SGD": "S$", "NZD": "NZ$"}
_WORDS = {"USD": "dollars", "EUR": "euros", "GBP": "pounds", "CNY": "yuan", "JPY": "yen", "INR": "rupees", "KRW": "won"}
_SCALE = re.compile(
    r"\b(?:in|how many|as)\s+(?:the\s+)?(?P<scale>thousand|million|billion|trillion|lakh|crore)s?(?![a-z])"
    r"(?:\s+(?:of\s+)?(?P<rest>[a-z. ]{3,24}))?"
)
_IN_FULL = re.compile(
    r"\b(?:in full|full (?:number|figure|amount)|all (?:its|the|of its) zero(?:e?s)|in (?:digits|figures|numerals)|every digit)\b"
)
_UNITS = "basis points|percentage points|seconds|minutes|hours|days|weeks|months|quarters|years|decades"
_UNIT = re.compile(rf"\b(?:in|how many)\s+(?:the\s+)?(?P<unit>{_UNITS})\b")
_CURRENCY = re.compile(r"\bin\s+(?P<rest>[a-z. ]{3,24})")
_MONTH_NAMES = {number: name.capitalize() for name, number in reversed(MONTHS.items())}


class Asked(NamedTuple):
    """The terms a question wants its answer in: a power of ten, all digits, a unit, a currency; None and "" where it does not say."""

    power: int | None = None
    in_full: bool = False
    unit: str = ""
    currency: str = ""


def asked(question: str) -> Asked:
    """What a question says of the form of its answer: "in millions of US dollars", "as a full number", "in basis points"."""
    folded = fold(question)
    in_full = bool(_IN_FULL.search(folded))
    if match := _SCALE.search(folded):
        return Asked(SCALES[match["scale"]], in_full, "", money.named(match["rest"] or ""))
    unit = _UNIT.search(folded)
    named = [name for match in _CURRENCY.finditer(folded) if (name := money.named(match["rest"]))]
    return Asked(None, in_full, unit["unit"] if unit else "", named[0] if named else "")


def restate(value: Value, question: str) -> str | None:
    """`value` in the terms of `question`; None where it asks for none or where they do not fit (another currency, no such unit)."""
    wanted = asked(question)
    if value.low is None or value.high is None or not money.agree(value.unit if value.kind == "amount" else "", wanted.currency):
        return None
    if value.kind in ("amount", "number", "count") and (wanted.in_full or wanted.power is not None):
        return _scaled(value, 0 if wanted.in_full else wanted.power or 0)
    if value.kind == "points" and wanted.unit in ("basis points", "percentage points"):
        factor = 100 if wanted.unit == "basis points" else 1
        return f"{_numbers(value, lambda number: grouped(number * factor))} {wanted.unit}"
    if value.kind == "duration" and wanted.unit and "points" not in wanted.unit:
        return _timed(value, wanted.unit.removesuffix("s"))
    return None


def shown(value: Value) -> str:
    """The usual way to write `value`: "$53 billion", "10%", "14 March 2025", "2025–2028", "1,200 engineers"."""
    if value.kind in ("date", "date_range"):
        return _ranged(*value.normal.split("/")) if value.kind == "date_range" else _dated(value.normal)
    if value.low is None or value.high is None:
        return _imprecise(value)
    if value.kind in ("percent", "points", "multiple"):
        tail = {"percent": "%", "multiple": "x"}.get(value.kind) or (" percentage points" if value.high != 1 else " percentage point")
        return _numbers(value, grouped) + tail + _per(value)
    if value.kind == "duration":
        return _timed(value, value.unit) or value.text
    return _scaled(value, _power(value) if value.kind == "amount" else 0)


def grouped(number: Decimal) -> str:
    """Digits with commas: 53,000,000,000; 1,234.5."""
    whole, _, part = plain(number).partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return sign + f"{int(whole):,}" + (f".{part}" if part else "")


def _numbers(value: Value, write: Callable[[Decimal], str]) -> str:
    low, high = value.low or Decimal(0), value.high or Decimal(0)
    return write(low) if low == high else f"{write(low)} to {write(high)}"


def _power(value: Value) -> int:
    """The largest scale that leaves at most two decimals."""
    ends = [end for end in (value.low, value.high) if end is not None]
    fits = (
        power for power in _NAMES if all(abs(end) >= Decimal(10) ** power and _decimals(end.scaleb(-power, EXACT)) <= 2 for end in ends)
    )
    return next(fits, 0)


def _decimals(number: Decimal) -> int:
    return len(plain(number).partition(".")[2])


def _scaled(value: Value, power: int) -> str:
    """Number, scale and unit: "$53,000 million", "53 billion yuan", "1,200 engineers"."""
    scale = next((f" {name}" for name, size in SCALES.items() if size == power and name not in ("milliard", "lac")), "") if power else ""
    prefix = _PREFIXES.get(value.unit, "") if value.kind == "amount" else ""
    unit = f" {_WORDS.get(value.unit, value.unit)}" if value.unit and not prefix else ""

    def write(number: Decimal) -> str:
        sign = "-" if number < 0 else ""
        return f"{sign}{prefix}{grouped(abs(number).scaleb(-power, EXACT))}{scale}"

    return _numbers(value, write) + unit + _per(value)


def _per(value: Value) -> str:
    return f" per {value.per}" if value.per else ""


def _timed(value: Value, unit: str) -> str | None:
    """A length of time in `unit`; None where the calendar does not say how many make one ("months in days")."""
    (base, size), (wanted, part) = units.time_in_base(value.unit), units.time_in_base(unit)
    if base != wanted:
        return None
    low, high = (EXACT.divide(EXACT.multiply(end or Decimal(0), size), part) for end in (value.low, value.high))
    if any(len(plain(end)) > 12 for end in (low, high)):
        return None
    number = grouped(low) if low == high else f"{grouped(low)} to {grouped(high)}"
    return f"{number} {unit}" if high == 1 else f"{number} {unit}s"


def _ranged(low: str, high: str) -> str:
    """Two ends joined; a year that both share is written once: "March–May 2024"."""
    first, last = _dated(low), _dated(high)
    year = low[:4] if low[:4] == high[:4] and low[5:6].isdigit() else ""
    return f"{first.removesuffix(year).strip()}–{last}"


def _dated(normal: str) -> str:
    if normal[:1] == "-" and normal[1:2].isdigit():
        return f"{int(normal[1:])} BC"
    if normal.startswith("0"):
        return f"AD {int(normal)}"
    pieces = normal.removeprefix("--").removeprefix("FY").split("-")
    year = "" if normal.startswith("--") else ("fiscal " if normal.startswith("FY") else "") + pieces.pop(0)
    if pieces and pieces[0][:1] in ("Q", "H"):
        return f"{pieces[0]} {year}"
    if not pieces or not pieces[0].isdigit():
        return year or normal
    month = _MONTH_NAMES[int(pieces[0])]
    return " ".join(piece for piece in (str(int(pieces[1])) if len(pieces) > 1 else "", month, year) if piece)


def _imprecise(value: Value) -> str:
    """ "tens of billions of dollars", "several hundred people"; the phrase takes "of" after a plural or before a currency."""
    phrase = value.normal.removesuffix(_per(value)).removesuffix(value.unit).strip()
    unit = _WORDS.get(value.unit, value.unit)
    joined = " of " if unit and (value.unit.isupper() or phrase.endswith(("ions", "ands", "reds", "ens", "ores", "akhs"))) else " "
    return f"{phrase}{joined}{unit}".strip() + _per(value)
