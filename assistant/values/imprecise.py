"""Amounts that name no number: "tens of billions of dollars", "several hundred million", "a few years", "double-digit"."""

from __future__ import annotations

import re

from assistant.types import Value
from assistant.values import context, money, units, vocabulary
from assistant.values.source import Found, Source

_SCALES = "hundred|thousand|million|billion|trillion|crore|lakh"
_MANY = re.compile(
    r"(?P<of>(?:dozens|scores|tens|hundreds|thousands|millions|billions|trillions|lakhs|crores)"
    r"(?:[ -]of[ -](?:hundreds|thousands|millions|billions|trillions|crores)){0,2})(?![a-z])"
)
_SOME = re.compile(
    r"(?P<some>several|a few|a couple(?: of)?|many|multiple|a handful of|a number of)[ -]"
    rf"(?P<scale>(?:{_SCALES}|dozen)(?: (?:{_SCALES}))?)s?(?![a-z])"
)
_SOME_TIME = re.compile(
    r"(?P<some>several|a few|a couple(?: of)?|many)[ -](?P<unit>seconds|minutes|hours|days|weeks|months|quarters|years|decades"
    r"|percent|per cent|percentage points|basis points)(?![a-z])"
)
_MULTI = re.compile(r"multi-?\s?(?P<scale>million|billion|trillion)(?![a-z])")
_OF = re.compile(r" of [a-z$€£]")
_LEAVES_OPEN = re.compile(r" (?:in|on|into|to|for|from|more|annually)(?![a-z])")
WORDS = vocabulary.listed(
    """dozens of, scores of, tens of, hundreds of, thousands of, millions, billions, trillions, hundreds, thousands, dozens, lakhs, crores,
    several, a few, a couple, many, multiple, a handful, a number of, multi, single, double, triple, low, mid, high, four, five, six,
    seven, eight, nine"""
)
_DIGITS = re.compile(
    r"(?P<size>(?:high|mid|low)[ -](?:to[ -](?:high|mid)[ -])?)?(?P<many>single|double|triple)[ -]digits?"
    r"(?: (?P<unit>percentages?|percent|per cent|%))?(?![a-z])"
    r"|(?P<count>four|five|six|seven|eight|nine)[ -]figures?(?![a-z])"
)


def read(source: Source, at: int) -> Found | None:
    """The imprecise quantity that begins at `at`."""
    folded = source.folded
    if source.words_before(at, 8)[-1:] in (["how"], ["so"], ["too"], ["as"], ["that"]):
        return None
    if match := _MULTI.match(folded, at):
        return _found(source, at, match.end(), f"multi-{match['scale']}")
    if match := _SOME_TIME.match(folded, at):
        return _finish(source, at, match.end(), f"{_some(match['some'])} {match['unit']}", "", "")
    if match := _SOME.match(folded, at):
        return _found(source, at, match.end(), f"{_some(match['some'])} {match['scale'].rstrip('s')}")
    if match := _MANY.match(folded, at):
        return _many(source, at, match)
    if match := _DIGITS.match(folded, at):
        phrase = f"{match['size'] or ''}{match['many']} digits" if match["many"] else f"{match['count']} figures"
        return _finish(source, at, match.end(), phrase.replace("-", " ", 2), "%" if match["unit"] else "", "")
    return None


def _some(word: str) -> str:
    return word.removesuffix(" of")


def _many(source: Source, at: int, match: re.Match[str]) -> Found | None:
    if source.words_before(at, 8)[-1:] == ["in"] and match["of"] != "tens":
        return None
    phrase, end = match["of"].replace("-", " "), match.end("of")
    if _OF.match(source.folded, end):
        found = _found(source, at, end + 3, phrase)
        if found.value and found.value.unit:
            return found
    if match["of"] in ("tens", "scores") or not (" of " in phrase or _LEAVES_OPEN.match(source.folded, end)):
        return None
    return _found(source, at, end, phrase)


def _found(source: Source, at: int, end: int, phrase: str) -> Found:
    """The phrase with the currency or the noun that follows it."""
    named = money.after(source.text, source.folded, end, scaled=True)
    currency, start = money.before(source.text, source.folded, at, 0)
    if named:
        unit, end = named[0], named[1]
    elif currency:
        unit = currency
    elif noun := units.read_noun(source.text, source.folded, end):
        unit, end = noun.name, noun.end
    else:
        unit = ""
    per = units.read_per(source.folded, end) if named else None
    return _finish(source, start, per[1] if per else end, phrase, unit, per[0] if per else "")


def _finish(source: Source, start: int, end: int, phrase: str, unit: str, per: str) -> Found:
    normal = " ".join(part for part in (phrase, unit, f"per {per}" if per else "") if part)
    sign, before = context.qualifier(source, start, end, dated=False)
    heading = context.direction(source, "imprecise", before, end)
    return Found(Value("imprecise", source.text[start:end], normal, None, None, unit, sign, start, end, heading, per), end)
