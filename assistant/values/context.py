"""What the words around a value say of it: "over", "at least", "about" make a qualifier; "fell", "rose", "plunge" a direction."""

from __future__ import annotations

from assistant.types import ValueKind
from assistant.values.source import Source

_QUALIFIERS = {
    ">": "over|more than|above|exceeding|exceeded|exceeds|exceed|in excess of|upwards of|upward of|north of|greater than|higher than|larger than|just over|well over|"
    "topped|tops|topping|surpassed|surpassing|surpasses|>|beyond|past the",
    ">=": "at least|no less than|not less than|a minimum of|minimum of|no fewer than|not fewer than|>=|≥|minimum",
    "<": "under|less than|below|fewer than|short of|south of|lower than|smaller than|just under|well under|<|just shy of|shy of",
    "<=": "up to|at most|no more than|not more than|a maximum of|maximum of|as much as|as many as|not exceeding|not to exceed|<=|≤|as high as|maximum|no greater than|"
    "up to a maximum of|up to an additional|up to another",
    "~": "about|nearly|roughly|around|approximately|approx|approx.|circa|c.|ca.|~|almost|close to|some|an estimated|estimated|estimated at|or so|about a|nearing|"
    "near|virtually|somewhere around|in the region of|in the neighborhood of|on the order of|an approximate",
}
_DATE_QUALIFIERS = {
    ">=": "since|starting in|beginning in|starting|beginning|effective|from the start of|as early as",
    ">": "after|later than|following|post|post-",
    "<": "before|prior to|earlier than|pre|pre-|ahead of",
    "<=": "by|until|till|through|no later than|not later than|by the end of|up to|by year-end|by late|by early|by the year|by mid|by mid-|through the end of|"
    "until the end of|by end|by fiscal",
    "~": "around|about|circa|c.|ca.|~|approximately|roughly",
}
_AFTER = (
    (">=", ("or more", "or above", "or higher", "or greater", "and above", "or older", "at least", "and up", "plus ")),
    ("<=", ("or less", "or fewer", "or below", "or under", "or lower", "at most")),
    ("~", ("or so", "approximately", "or thereabouts", "give or take")),
)


def _phrases(table: dict[str, str]) -> dict[str, str]:
    return {phrase: sign for sign, phrases in table.items() for phrase in phrases.split("|")}


_OF_QUANTITY = _phrases(_QUALIFIERS)
_OF_DATE = _phrases(_DATE_QUALIFIERS)
_LAST_OF_QUANTITY = frozenset(phrase.split()[-1] for phrase in _OF_QUANTITY)
_LAST_OF_DATE = frozenset(phrase.split()[-1] for phrase in _OF_DATE)

_UP = frozenset(
    "rose rise rises rising risen grew grow grows growing grown gained gain gains gaining increased increase increases increasing climbed climb climbs climbing "
    "jumped jump jumps jumping surged surge surges surging soared soar soars soaring advanced advance up higher growth rally rallied rallies rallying upside uptick "
    "expanded expand expands expanding expansion improved improve improvement burgeoned swelled ballooned added adding adds raised raise raises raising hike hiked "
    "hikes upturn appreciated appreciation boosted boost spike spiked skyrocketed leapt leap leaped rebound rebounded accelerated doubled premium larger bigger".split()
)
_DOWN = frozenset(
    "fell fall falls falling fallen dropped drop drops dropping declined decline declines declining decreased decrease decreases decreasing plunged plunge plunges "
    "plunging sank sink sinks sinking slid slide slides sliding slipped slip slips slipping tumbled tumble tumbles tumbling lost lose loses losing shed sheds down "
    "lower reduced reduction reduce reduces reducing cut cuts cutting shrank shrink shrinks shrinking contracted contraction contracts dipped dip dips crashed crash "
    "plummeted plummet downside downturn depreciated depreciation slump slumped slumps selloff sell-off weakened tanked tank retreated eased smaller fewer cheaper "
    "slashed trimmed lowered discount dropoff".split()
)
_DIRECTIONS = {word: "up" for word in _UP} | {word: "down" for word in _DOWN}
_NOT_BEFORE = frozenset(
    "adding adds added premium discount boost raise raised raises raising larger bigger smaller fewer lost cut".split()
) - frozenset("lost cut added raised".split())
_BREAKS = frozenset("to from at and or but than vs versus against in on for with which who were is are was reached totaled stood".split())
_FILLERS = frozenset(
    "by of about a an another some as much many nearly initially another further additional roughly almost approximately more less over up down to".split()
)
_MOVING = frozenset(("amount", "percent", "points", "multiple", "count", "number", "imprecise"))


def qualifier(source: Source, kind: ValueKind, start: int, end: int) -> tuple[str, int]:
    """The qualifier of the value at `start:end`, and where the words that make it begin (`start` where none do)."""
    dated = kind in ("date", "date_range")
    words = source.words_before(start, 40)
    last, phrases = (_LAST_OF_DATE, _OF_DATE) if dated else (_LAST_OF_QUANTITY, _OF_QUANTITY)
    if words and (word := words[-1].lstrip("(")) in last:
        for count in (5, 4, 3, 2, 1):
            phrase = " ".join(words[-count:]).lstrip("(")
            if len(words) >= count and phrase in phrases and not (phrase in ("up", "some", "past") and dated):
                return phrases[phrase], max(0, source.folded.rfind(word if count == 1 else phrase.split()[0], 0, start))
    elif source.folded[start - 1 : start] in ("~", ">", "<", "≥", "≤") and start:
        return {"~": "~", ">": ">", "<": "<", "≥": ">=", "≤": "<="}[source.folded[start - 1]], start - 1
    return _qualifier_after(source, end, dated=dated), start


def _qualifier_after(source: Source, end: int, *, dated: bool) -> str:
    following = source.folded[end : end + 16]
    if following[:1] == "+" and not following[1:2].isdigit():
        return ">="
    if following[:1] != " ":
        return ""
    if dated:
        return ">=" if following.startswith((" onward", " and beyond", " and later", " or later")) else ""
    words = following[1:]
    return next((sign for sign, phrases in _AFTER if words.startswith(phrases)), "")


def direction(source: Source, kind: ValueKind, start: int, end: int) -> str:
    """ "up" or "down" where a verb before the value or a noun or comparative after it says so; "" where nothing does."""
    if kind not in _MOVING:
        return ""
    return _direction_before(source, start) or _direction_after(source, end)


def _direction_before(source: Source, start: int) -> str:
    words = source.words_before(start, 72)
    noun_of = bool(words) and words[-1] == "of"
    for distance, word in enumerate(reversed(words[-9:])):
        bare = word.strip("(\"'")
        if bare.endswith((",", ".", ";", ":", ")")):
            return ""
        if bare in _DIRECTIONS and not (bare in ("up", "more") and distance and words[-distance] == "to") and bare not in _NOT_BEFORE:
            return _DIRECTIONS[bare]
        if bare in _BREAKS and not (noun_of and bare in ("in", "for", "and")):
            return "" if bare != "than" else _over(words[: len(words) - distance], source)
        if distance >= 3 and not noun_of and bare not in _FILLERS:
            return ""
    return ""


def _over(words: list[str], source: Source) -> str:
    """What stands before "more than" or "less than": "fell more than 10%"."""
    for word in reversed(words[-5:-2]):
        if word in _DIRECTIONS:
            return _DIRECTIONS[word]
        if word not in _FILLERS and not word.endswith("ly"):
            return ""
    return ""


def _direction_after(source: Source, end: int) -> str:
    if source.folded[end : end + 1] not in (" ", "-"):
        return ""
    for word in source.folded[end + 1 : end + 48].split(" ")[:3]:
        bare = word.strip("\"')")
        cut = bare.rstrip(",.;:")
        if cut in _DIRECTIONS and cut not in ("up", "down", "lost", "added", "cut", "raised", "shed"):
            return _DIRECTIONS[cut]
        if cut != bare or bare in _BREAKS or bare in ("of", "by"):
            return ""
    return ""
