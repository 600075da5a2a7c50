"""Words that are a multiple by themselves: doubled, tripled, halved; "will double", "twice as many", "twofold"."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.types import Value
from assistant.values import context, vocabulary
from assistant.values.numbers import plain
from assistant.values.source import Found, Source

_VERB = re.compile(
    r"(?P<verb>doubl|tripl|trebl|quadrupl|quintupl|halv)(?:ed|es|ing)(?![a-z])"
    r"|(?P<bare>double|triple|treble|quadruple|halve)(?![a-z-])(?P<than> (?:the|that|what|its|their|his|her|our)(?![a-z]))?"
    r"|(?P<times>twice|thrice|half)(?= (?:as (?:much|many|large|big|high|long|fast|likely)"
    r"|the (?:size|number|amount|rate|price|level|speed|cost|value)|that of|what|its|their)(?![a-z]))"
    r"|(?P<fold>two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|thousand)fold(?![a-z])"
)
_TIMES = {"doubl": "2", "tripl": "3", "trebl": "3", "quadrupl": "4", "quintupl": "5", "halv": "0.5"}
_SAID = {"twice": "2", "thrice": "3", "half": "0.5"}
_FOLDS = {word: str(number) for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)} | {
    "twenty": "20",
    "hundred": "100",
    "thousand": "1000",
}
# What a verb stands after, so that "will double" is one, "a double room" is none and "double the level" tells no direction of itself.
_MODAL = vocabulary.words("to will would could can may might should must not")
_NEARLY = vocabulary.words("nearly almost roughly than about over")
WORDS = (*_TIMES, "twice", "thrice", "half as", "half the", "half what", "half its", "half their", *(f"{word}fold" for word in _FOLDS))


def read(source: Source, at: int) -> Found | None:
    """The multiple that a single word says."""
    match = _VERB.match(source.folded, at)
    part = _part_of_speech(source, match) if match else ""
    if match is None or not part:
        return None
    times, end = Decimal(_times(match)), match.start("than") if match["than"] else match.end()
    sign, before = context.qualifier(source, at, end, dated=False)
    own = "" if part == "comparison" else "down" if times < 1 else "up"
    direction = own or context.direction(source, "multiple", before, end)
    return Found(Value("multiple", source.text[at:end], f"{plain(times)} x", times, times, "x", sign, at, end, direction), end)


def _part_of_speech(source: Source, match: re.Match[str]) -> str:
    """ "verb", which says of itself which way it goes; "comparison", which leaves that to the words around it; "" for a plain adjective."""
    if match["verb"]:
        return "verb"
    if match["times"] or match["fold"]:
        return "comparison"
    foregoing = source.words_before(match.start(), 12)[-1:]
    if _MODAL.intersection(foregoing) or (_NEARLY.intersection(foregoing) and not match["than"]):
        return "verb"
    return "comparison" if match["than"] else ""


def _times(match: re.Match[str]) -> str:
    if match["fold"]:
        return _FOLDS[match["fold"]]
    return _SAID[match["times"]] if match["times"] else _TIMES[match["verb"] or match["bare"].removesuffix("e")]
