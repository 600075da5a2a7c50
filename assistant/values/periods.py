"""Lengths of time told without a number: "over a year", "within a decade", "the past year", "a year and a half"."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.types import Value
from assistant.values import context, units, vocabulary
from assistant.values.numbers import plain
from assistant.values.source import Found, Source

_UNIT = r"(?P<unit>year|decade|century|month|week|day|hour)(?![a-z])(?!')"
_ARTICLE = re.compile(rf"an? (?:full |whole |single )?{_UNIT}(?P<half> and a half)?(?! (?:ago|earlier|later|before|on year))")
_PAST = re.compile(rf"(?:past|last|next|coming) {_UNIT}(?! of(?![a-z]))")
_WITHIN = vocabulary.words("over within during for throughout in across")
_ASKING = vocabulary.words(
    "for over within in under than about nearly almost least takes took take lasted lasts roughly another only just around every"
)
WORDS = (
    *(f"a {unit}" for unit in ("year", "decade", "century", "month", "week", "day", "full ", "whole ", "single ")),
    *("an hour", "past ", "coming ", "last ", "next "),
)


def read(source: Source, at: int) -> Found | None:
    """The length of time that begins at `at`."""
    words = source.words_before(at, 20)
    word = words[-1] if words else ""
    if (match := _ARTICLE.match(source.folded, at)) and (word in _ASKING or match["half"]):
        return _found(source, match, Decimal("1.5") if match["half"] else Decimal(1))
    if (match := _PAST.match(source.folded, at)) and word == "the" and (match[0].startswith("past") or _WITHIN & set(words[-2:-1])):
        return _found(source, match, Decimal(1))
    return None


def _found(source: Source, match: re.Match[str], count: Decimal) -> Found:
    base, size = units.time_in_base(match["unit"])
    name, part = units.normal_time(base, (count * size,))
    number, (start, end) = count * size / part, match.span()
    sign, _ = context.qualifier(source, start, end, dated=False)
    return Found(Value("duration", source.text[start:end], f"{plain(number)} {name}", number, number, name, sign, start, end), end)
