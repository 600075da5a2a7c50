"""Verbs that are a multiple by themselves: doubled, tripled, halved; and "twofold"."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.types import Value
from assistant.values import context
from assistant.values.numbers import plain
from assistant.values.source import Found, Source

_VERB = re.compile(
    r"(?P<verb>doubl|tripl|trebl|quadrupl|quintupl|halv)(?:ed|es|ing)(?![a-z])|(?P<fold>two|three|four|five|six|seven|eight|nine|ten)fold(?![a-z])"
)
_TIMES = {"doubl": "2", "tripl": "3", "trebl": "3", "quadrupl": "4", "quintupl": "5", "halv": "0.5"}
_FOLDS = {word: str(number) for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)}
WORDS = (*_TIMES, *_FOLDS)


def read(source: Source, at: int) -> Found | None:
    """The multiple that a single word says."""
    match = _VERB.match(source.folded, at)
    if match is None:
        return None
    times = Decimal(_TIMES[match["verb"]] if match["verb"] else _FOLDS[match["fold"]])
    sign, before = context.qualifier(source, at, match.end(), dated=False)
    direction = context.direction(source, "multiple", before, match.end()) if match["fold"] else "down" if times < 1 else "up"
    return Found(
        Value("multiple", source.text[at : match.end()], f"{plain(times)} x", times, times, "x", sign, at, match.end(), direction),
        match.end(),
    )
