"""Ways of making a text wrong, one thing at a time: a digit, a number word, a year, a scale word, a currency, a sign, a qualifier, a
direction.

They know words and figures, and nothing of how the assistant reads values, so that they can surprise it. Each gives the text with one
thing changed, or None where there is no such thing in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

Mutator = Callable[[str, Random], str | None]

_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty eighty ninety".split()
_SCALES = ("thousand", "million", "billion", "trillion")
_SHORT_SCALES = ("mn", "bn", "tn")
_CURRENCIES = {
    **dict.fromkeys("$€£¥₹", "$€£₹"),
    **dict.fromkeys("dollars euros pounds yuan yen rupees francs".split(), "dollars euros yuan rupees".split()),
    **dict.fromkeys("USD EUR GBP CNY JPY".split(), "USD EUR GBP".split()),
}
_OTHER_QUALIFIER = {
    "over": "under",
    "more than": "less than",
    "above": "below",
    "exceeding": "below",
    "under": "over",
    "less than": "more than",
    "fewer than": "more than",
    "below": "above",
    "at least": "at most",
    "at most": "at least",
    "no more than": "no less than",
    "up to": "at least",
    "as much as": "at least",
    "as many as": "at least",
    "about": "over",
    "around": "under",
    "roughly": "at least",
    "nearly": "more than",
    "almost": "over",
    "approximately": "up to",
}
_OTHER_DATE_QUALIFIER = {"before": "after", "after": "before", "since": "before", "until": "after", "by": "after"}
_TURNED = {
    word: opposite
    for pair in (
        "rose/fell rises/falls rise/fall rising/falling grew/shrank grow/shrink growing/shrinking growth/decline gained/lost gains/losses "
        "gain/loss increased/decreased increases/decreases increase/decrease increasing/decreasing climbed/dropped climb/drop "
        "jumped/plunged jump/plunge surged/slumped surge/slump soared/tumbled up/down higher/lower expanded/contracted profit/loss "
        "profits/losses advanced/declined swelled/sank"
    ).split()
    for word, opposite in (pair.split("/"), pair.split("/")[::-1])
}

_SIGN = "[$€£¥₹]"
_FIGURE = rf"(?<![\w.,/:–−-]){_SIGN}?\d[\d,]*(?:\.\d+)?"
_QUANTITY = re.compile(rf"{_FIGURE}(?=\s?%|\s(?:percent|{'|'.join(_SCALES)})\b)|(?<![\w.,/:–−-]){_SIGN}\d[\d,]*(?:\.\d+)?")
_NEGATIVE = re.compile(rf"(?<![\w)])[-−](?={_SIGN}?\d)")
_DIGIT = re.compile(r"\d")
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b", re.I)
_YEAR = re.compile(rf"(?<![\d.,$€£¥₹])(?:1[5-9]|20)\d\d(?![\d%]|[.,]\d|\s?(?:{'|'.join(_SCALES)}))")
_SCALE = re.compile(
    rf"(?<=\d)(?<!\d\d\d\d\d\d)[ -]?\b(?:{'|'.join((*_SCALES, *_SHORT_SCALES))})\b|(?<=\d)(?:{'|'.join(_SHORT_SCALES)})\b", re.I
)
_CURRENCY = re.compile(rf"{_SIGN}(?=\s?\d)|(?<=[\d ])\b(?:{'|'.join(name for name in _CURRENCIES if name.isalpha())})\b")
_DIRECTION = re.compile(rf"\b(?:{'|'.join(_TURNED)})\b", re.I)
_TAKES_QUALIFIER = re.compile(r"(?:^|\b(?:of|was|were|is|by|reached|spent|paid|cost|costs|for|committed|approved|raised) )$")


def _words(table: Mapping[str, str]) -> str:
    return "|".join(sorted(table, key=len, reverse=True))


_QUALIFIER = re.compile(
    rf"\b(?:{_words(_OTHER_QUALIFIER)})(?=\s+{_SIGN}?\d)|\b(?:{_words(_OTHER_DATE_QUALIFIER)})(?=\s+{_YEAR.pattern})", re.I
)


def _one(pattern: re.Pattern[str], text: str, chance: Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return chance.choice(found) if found else None


def _put(text: str, match: re.Match[str], new: str) -> str:
    """`new` in the place of the match, with a capital where that has one."""
    return text[: match.start()] + (new[:1].upper() + new[1:] if match[0][:1].isupper() else new) + text[match.end() :]


def digit(text: str, chance: Random) -> str | None:
    """Another digit, never a nought."""
    match = _one(_DIGIT, text, chance)
    return _put(text, match, chance.choice([other for other in "123456789" if other != match[0]])) if match else None


def number_word(text: str, chance: Random) -> str | None:
    """ "Seven" for "three"."""
    match = _one(_NUMBER_WORD, text, chance)
    return _put(text, match, chance.choice([word for word in _NUMBER_WORDS if word != match[0].lower()])) if match else None


def year(text: str, chance: Random) -> str | None:
    """A year nearby."""
    match = _one(_YEAR, text, chance)
    return _put(text, match, str(int(match[0]) + chance.choice((-9, -2, -1, 1, 2, 9)))) if match else None


def scale(text: str, chance: Random) -> str | None:
    """Millions for billions."""
    match = _one(_SCALE, text, chance)
    if match is None:
        return None
    word = match[0].strip(" -").lower()
    other = chance.choice([one for one in (_SCALES if word in _SCALES else _SHORT_SCALES) if one != word])
    return _put(text, match, match[0][: len(match[0]) - len(word)] + other)


def currency(text: str, chance: Random) -> str | None:
    """Euros for dollars."""
    match = _one(_CURRENCY, text, chance)
    return _put(text, match, chance.choice([other for other in _CURRENCIES[match[0]] if other != match[0]])) if match else None


def sign(text: str, chance: Random) -> str | None:
    """A minus taken away, or put before a quantity that has none."""
    if negative := _one(_NEGATIVE, text, chance):
        return _put(text, negative, "")
    match = _one(_QUANTITY, text, chance)
    return _put(text, match, f"-{match[0]}") if match else None


def turned_qualifier(text: str, chance: Random) -> str | None:
    """ "Under" for "over", "after" for "before"."""
    match = _one(_QUALIFIER, text, chance)
    return _put(text, match, (_OTHER_QUALIFIER | _OTHER_DATE_QUALIFIER)[match[0].lower()]) if match else None


def lost_qualifier(text: str, chance: Random) -> str | None:
    """ "10%" for "over 10%"."""
    match = _one(re.compile(rf"\b(?:{_words(_OTHER_QUALIFIER)})\s+(?={_SIGN}?\d)", re.I), text, chance)
    return _put(text, match, "") if match else None


def gained_qualifier(text: str, chance: Random) -> str | None:
    """ "Over 10%" for "10%"."""
    bare = [match for match in _QUANTITY.finditer(text) if _TAKES_QUALIFIER.search(text[: match.start()])]
    if not bare:
        return None
    match = chance.choice(bare)
    return _put(text, match, f"{chance.choice(('over', 'under', 'at least', 'up to'))} {match[0]}")


def direction(text: str, chance: Random) -> str | None:
    """ "Rose" for "fell"."""
    match = _one(_DIRECTION, text, chance)
    return _put(text, match, _TURNED[match[0].lower()]) if match else None


MUTATORS: Mapping[str, Mutator] = {
    "digit": digit,
    "number word": number_word,
    "year": year,
    "scale": scale,
    "currency": currency,
    "sign": sign,
    "turned qualifier": turned_qualifier,
    "lost qualifier": lost_qualifier,
    "gained qualifier": gained_qualifier,
    "direction": direction,
}

_NUMBER = re.compile(rf"\d+(?:[.,]\d+)*|\b(?:{'|'.join(_NUMBER_WORDS)})\b", re.I)
_TOKEN = re.compile(
    rf"[-−]?{_SIGN}?\d[\d,.]*\d(?:[ -]?(?:{'|'.join((*_SCALES, *_SHORT_SCALES))})\b)?|[-−]?{_SIGN}?\d|\b(?:{'|'.join(_NUMBER_WORDS)})\b",
    re.I,
)


def figures(text: str) -> set[str]:
    """The figures and number words of a text with their signs and scales."""
    return {match[0].lower() for match in _TOKEN.finditer(text)}


def numbers(text: str) -> set[str]:
    """The bare numbers of a text, in digits or in words."""
    return {match[0].lower() for match in _NUMBER.finditer(text)}
