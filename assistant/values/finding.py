"""One pass over a text: an anchor (a digit, a currency sign, or a word that can begin a value) is found, and the readers are asked in turn."""

from __future__ import annotations

import re
from datetime import date

from assistant.types import Value
from assistant.values import dates, imprecise, money, quantities, verbs
from assistant.values.numbers import ONES, TENS
from assistant.values.source import Found, Source

_SIGNS = "".join(re.escape(sign) for sign in money.SIGNS)
_NUMBER_WORDS = (
    "half a",
    "half-a",
    "half an",
    "a hundred",
    "a thousand",
    "a million",
    "a billion",
    "a trillion",
    "a dozen",
    "a lakh",
    "a crore",
    "quarter of a",
    *ONES,
    *TENS,
)
_NUMBER_WORDS = (*_NUMBER_WORDS, "a percentage point", "a year", "a decade", "a century", "a month", "a week", "a quarter of a")
_IMPRECISE_WORDS = (
    "dozens of", "scores of", "tens of", "hundreds of", "thousands of", "millions", "billions", "trillions", "hundreds", "thousands", "dozens", "lakhs", "crores",
    "several", "a few", "a couple", "many", "multiple", "a handful", "a number of", "multi", "single", "double", "triple", "low", "mid", "high", "four", "five", "six", "seven", "eight", "nine",
)  # fmt: skip
_DATE_WORDS = (
    *dates.MONTH_WORDS,
    "q1",
    "q2",
    "q3",
    "q4",
    "h1",
    "h2",
    "first",
    "second",
    "third",
    "fourth",
    "1st",
    "2nd",
    "3rd",
    "4th",
    "final",
    "last",
    "fiscal",
    "financial",
    "fy",
    "f.y.",
)


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


_ANCHOR = re.compile(
    rf"(?<![\w])(?:(?P<digit>[0-9½¼¾])|(?P<word>{_alternatives((*_NUMBER_WORDS, *_IMPRECISE_WORDS, *_DATE_WORDS, *verbs.WORDS))}))"
    rf"|(?P<sign>[{_SIGNS}])(?=\s{{0,2}}[(-]?[0-9.])|(?<=[a-z])(?P<glued>[0-9])|(?<=[\s(])(?P<point>\.)(?=[0-9])"
)
_GLUED = frozenset("usd eur gbp cny rmb jpy hkd aud cad chf inr krw sgd twd rs".split())


def find(text: str, *, published: date | None = None) -> list[Value]:
    """The values in `text`, ordered, not overlapping, each with `text[value.start:value.end] == value.text`."""
    source = Source.of(text, published)
    values: list[Value] = []
    at, floor = 0, 0
    while match := _ANCHOR.search(source.folded, at):
        found = _read(source, match, floor)
        if found is None:
            at = match.end()
            continue
        at = max(found.end, match.start() + 1)
        if found.value is not None and found.value.start >= floor:
            values.append(found.value)
            floor = found.value.end
    return values


def _read(source: Source, match: re.Match[str], floor: int) -> Found | None:
    at = match.start()
    if match["glued"]:
        return _read_glued(source, at, floor)
    if match["digit"]:
        return dates.read(source, at) or quantities.read(source, at, floor)
    if match["sign"] or match["point"]:
        return quantities.read(source, at, floor)
    return _read_word(source, at, match["word"], floor)


def _read_glued(source: Source, at: int, floor: int) -> Found | None:
    """A number right after letters is read only where these are a currency code: "RMB53bn"; all else is a name ("B2", "inover190")."""
    for length in (2, 3):
        if source.folded[max(floor, at - length) : at] in _GLUED and not source.folded[at - length - 1 : at - length].isalnum():
            return quantities.read(source, at, floor)
    return quantities.skip_token(source, at)


def _read_word(source: Source, at: int, word: str, floor: int) -> Found | None:
    for read in (dates.read, imprecise.read, verbs.read):
        if found := read(source, at):
            return found
    if not word.startswith(_NUMBER_WORDS):
        return None
    found = quantities.read(source, at, floor)
    return found if found and found.value else None
