"""What is counted or measured after a number: percent, points, multiples, units of time, units of measure, and plain nouns."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from assistant.types import ValueKind
from assistant.values import vocabulary

_PERCENT = re.compile(
    r"[\s-]{0,2}(?:(?P<points>percentage[\s-]points?|per[\s-]?cent[\s-]points?|%[\s-]points?|ppts?(?![a-z])|pps?(?![a-z.])|p\.p\.)"
    r"|(?P<basis>basis[\s-]points?|bps?(?![a-z]))|(?:%(?:age points?)?|per[\s-]?cents?(?![a-z])|pct(?![a-z])\.?))"
)
_MULTIPLE = re.compile(
    r"(?: ?x(?![\w]|\s?[0-9^])|[\s-]?folds?(?![a-z])"
    r"|\s+times(?=\s+(?:as|more|higher|larger|faster|bigger|greater|cheaper|better|lower|smaller|the|its|their|that|what|earnings|sales|"
    r"revenue|ebitda|book|forward|annual|over)(?![a-z])))"
)
_ADJECTIVE = r"(?:(?:consecutive|straight|full|successive|calendar|fiscal|working|more|additional|long|whole|further|extra|trading)[\s-])?"
_DURATION = re.compile(
    rf"[\s-]{{1,2}}{_ADJECTIVE}(?P<unit>second|minute|hour|day|week|month|quarter|year|decade|century|centurie|sec|min|hr|yr|mo|mth)s?(?![a-z])"
    r"|(?P<short>hrs?|yrs?|mins?|secs?)(?![a-z])"
)
_TIME = {
    "second": (1, "second"),
    "sec": (1, "second"),
    "minute": (60, "second"),
    "min": (60, "second"),
    "hour": (3600, "second"),
    "hr": (3600, "second"),
    "day": (86400, "second"),
    "week": (604800, "second"),
    "month": (1, "month"),
    "mo": (1, "month"),
    "mth": (1, "month"),
    "quarter": (3, "month"),
    "year": (12, "month"),
    "yr": (12, "month"),
    "decade": (120, "month"),
    "century": (1200, "month"),
    "centurie": (1200, "month"),
}
_NORMAL_TIME = {
    "second": ((604800, "week"), (86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")),
    "month": ((12, "year"), (1, "month")),
}
MEASURES = {
    "km": "km",
    "kilometer": "km",
    "kilometers": "km",
    "kilometres": "km",
    "cm": "cm",
    "nm": "nm",
    "nanometers": "nm",
    "kg": "kg",
    "kilograms": "kg",
    "lb": "lb",
    "lbs": "lb",
    "oz": "ounces",
    "mw": "mw",
    "megawatts": "mw",
    "megawatt": "mw",
    "gw": "gw",
    "gigawatts": "gw",
    "gigawatt": "gw",
    "kwh": "kwh",
    "mwh": "mwh",
    "gwh": "gwh",
    "twh": "twh",
    "gb": "gb",
    "tb": "tb",
    "pb": "pb",
    "mb": "mb",
    "ghz": "ghz",
    "mhz": "mhz",
    "mph": "mph",
    "km/h": "km/h",
    "bpd": "barrels per day",
    "sq ft": "square feet",
    "sq. ft.": "square feet",
    "square-foot": "square feet",
    "square-meter": "square meters",
    "square-metre": "square meters",
    "square-mile": "square miles",
    "square feet": "square feet",
    "square foot": "square feet",
    "square meters": "square meters",
    "square metres": "square meters",
    "square kilometers": "square km",
    "square kilometres": "square km",
    "square miles": "square miles",
    "cubic meters": "cubic meters",
    "cubic metres": "cubic meters",
    "cubic feet": "cubic feet",
    "metric tons": "tonnes",
    "metric tonnes": "tonnes",
    "tonnes": "tonnes",
    "feet": "feet",
    "°c": "degrees celsius",
    "degrees celsius": "degrees celsius",
    "degrees centigrade": "degrees celsius",
    "°f": "degrees fahrenheit",
    "degrees fahrenheit": "degrees fahrenheit",
}
_MEASURE = re.compile(rf"[\s-]{{0,2}}(?P<measure>{'|'.join(map(re.escape, sorted(MEASURES, key=len, reverse=True)))})(?![a-z])")
# Symbols that are words or scales in another case.
_SYMBOL = re.compile(r"[\s\u00a0]?(?P<symbol>k?W|dB(?:\(A\)|A)?|k?Hz|[kMh]Pa|m[Ll]|mm|mAh|k?Wp|lm|rpm|m³/h|m²|m³|µm|kJ|kcal|mbar)(?![\w/])")
_WORD = re.compile(r"[\s\u00a0](?P<word>[a-z][a-z'/-]*[a-z]|[a-z])(?![a-z0-9])")
_HYPHEN_NOUN = re.compile(
    r"-(?P<noun>person|member|employee|store|seat|page|bed|room|unit|mile|acre|megawatt|gigawatt|nation|country|company|hospital|engineer|worker|point|foot|yard|inch|metre|meter|"
    r"story|storey|floor|state|city|vessel|ship|aircraft|satellite|vehicle|patient|student|game|episode|run|goal|player|question|word|team)(?![a-z])"
)
_PER = re.compile(
    r"(?:\s?/\s?|\s+(?:per|(?P<article>an?)|each|every)\s+|-(?:per|a|an)-)"
    r"(?P<per>(?:diluted |basic |common |ordinary |metric |square |kilowatt[ -]|megawatt[ -])?"
    r"(?:share|year|month|week|day|hour|minute|quarter|barrel|tonnes?|tons?|ounces?|unit|person|head|capita|user|customer|member|"
    r"subscriber|employee|night|gallon|lit(?:er|re)|pound|kg|kilogram|mile|km|kilomet(?:er|re)|foot|meter|metre|acre|seat|vehicle|car|"
    r"home|household|token|(?:million|thousand) (?:input |output )?tokens|annum|warrant|kwh|mwh|mmbtu|bbl|lb|oz|sq\.? ?ft|"
    r"square (?:foot|meter|metre)|transaction|order|item|piece|game|episode|student|patient|dose|bottle|"
    r"dozen|mo|yr|hr))(?![a-z])(?(article)(?! (?:of|ago|earlier)(?![a-z])))"
    r"|\s+(?P<adverb>annually|yearly|monthly|weekly|daily|hourly|quarterly|apiece)(?![a-z])|\s+each(?![a-z])"
)
_PER_AGAIN = re.compile(r"/| per ")
_PER_NAMES = {
    "annum": "year",
    "annually": "year",
    "yearly": "year",
    "monthly": "month",
    "mo": "month",
    "yr": "year",
    "hr": "hour",
    "weekly": "week",
    "daily": "day",
    "hourly": "hour",
    "quarterly": "quarter",
    "apiece": "unit",
    "each": "unit",
    "head": "person",
    "capita": "person",
    "bbl": "barrel",
    "lb": "pound",
    "oz": "ounce",
    "ton": "tonne",
    "tons": "tonne",
    "tonnes": "tonne",
    "ounces": "ounce",
    "litre": "liter",
    "kilogram": "kg",
}


class Unit(NamedTuple):
    """A unit read after a number: what kind of value it makes, its name, how many of the name one of it is, and where it ends."""

    kind: ValueKind
    name: str
    factor: Decimal
    end: int


def read_ratio(folded: str, at: int) -> Unit | None:
    """Percent, percentage points, basis points or a multiple."""
    if match := _PERCENT.match(folded, at):
        if match["points"]:
            return Unit("points", "pp", Decimal(1), match.end())
        return Unit("points", "pp", Decimal("0.01"), match.end()) if match["basis"] else Unit("percent", "%", Decimal(1), match.end())
    if match := _MULTIPLE.match(folded, at):
        return Unit("multiple", "x", Decimal(1), match.end())
    return None


def read_time(folded: str, at: int) -> Unit | None:
    """A unit of time; its name is the base it is measured in, "second" or "month", which `normal_time` brings back to a readable one."""
    match = _DURATION.match(folded, at)
    if match is None:
        return None
    factor, name = _TIME[match["unit"] or match["short"].rstrip("s")]
    return Unit("duration", name, Decimal(factor), match.end())


def normal_time(base: str, amounts: tuple[Decimal, ...]) -> tuple[str, Decimal]:
    """The largest unit in which all `amounts` of `base` are whole, and its size."""
    for size, name in _NORMAL_TIME[base]:
        if all(amount % size == 0 for amount in amounts):
            return name, Decimal(size)
    return base, Decimal(1)


def time_in_base(unit: str) -> tuple[str, Decimal]:
    """The base a unit of time is measured in, and how many of the base it is."""
    factor, base = _TIME[unit]
    return base, Decimal(factor)


def read_noun(text: str, folded: str, at: int) -> Unit | None:
    """The noun that is counted: a unit of measure, or up to two describing words and a plural."""
    if match := _SYMBOL.match(text, at):
        return Unit("count", match["symbol"], Decimal(1), match.end())
    if match := _MEASURE.match(folded, at):
        return Unit("count", MEASURES[match["measure"]], Decimal(1), match.end())
    if match := _HYPHEN_NOUN.match(folded, at):
        return Unit("count", plural(match["noun"]), Decimal(1), match.end())
    end, best = at, None
    for _ in range(4):
        match = _WORD.match(folded, end)
        if match is None or (word := match["word"]) in vocabulary.STOPS:
            break
        if folded[end] == "\n" and text[match.start("word")].isupper():
            break
        end = match.end()
        if _is_plural(word) and not text[match.start("word") : match.end("word")].istitle():
            best = Unit("count", "lb" if word == "pounds" else word, Decimal(1), end)
            break
    return best


def _is_plural(word: str) -> bool:
    if word in vocabulary.PLURALS:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "'s", "ous", "sis")) and word not in vocabulary.NOT_PLURAL


_IRREGULAR = {"person": "people", "foot": "feet", "aircraft": "aircraft"}


def plural(noun: str) -> str:
    """The plural of a regular English noun, "people" for "person"."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("y") and noun[-2:-1] not in "aeo":
        return noun[:-1] + "ies"
    return noun + "es" if noun.endswith("ch") else noun + "s"


def read_per(folded: str, at: int) -> tuple[str, int] | None:
    """What an amount is paid for ("per month", "/share", "per user per month", "annually") and where that ends."""
    first = _per(folded, at)
    second = _per(folded, first[1]) if first and _PER_AGAIN.match(folded, first[1]) else None
    return (f"{first[0]} per {second[0]}", second[1]) if first and second else first


def _per(folded: str, at: int) -> tuple[str, int] | None:
    match = _PER.match(folded, at)
    if match is None:
        return None
    name = match["per"] or match["adverb"] or "each"
    for adjective in ("diluted ", "basic ", "common ", "ordinary ", "metric "):
        name = name.removeprefix(adjective)
    return _PER_NAMES.get(name, name), match.end()
