"""What the words around a value say of it: "over", "at least", "about" make a qualifier; "fell", "rose", "plunge" a direction."""

from __future__ import annotations

from assistant.types import ValueKind
from assistant.values import vocabulary
from assistant.values.source import Source

_LAST = {
    False: frozenset(phrase.split()[-1] for phrase in vocabulary.QUALIFIERS),
    True: frozenset(phrase.split()[-1] for phrase in vocabulary.DATE_QUALIFIERS),
}
_SIGNS = {"~": "~", ">": ">", "<": "<", "≥": ">=", "≤": "<="}
_MOVED = frozenset("went go goes going gone moved came".split())  # "went up to 5%": it is 5% now
_DIRECTIONS = dict.fromkeys(vocabulary.UP, "up") | dict.fromkeys(vocabulary.DOWN, "down")
_MOVING = frozenset(("amount", "percent", "points", "multiple", "count", "number", "imprecise"))


def qualifier(source: Source, start: int, end: int, *, dated: bool) -> tuple[str, int]:
    """The qualifier of the value at `start:end`, and where the words that make it begin (`start` where none do)."""
    before = source.folded[start - 1] if start else ""
    if before in _SIGNS and before:
        return _SIGNS[before], start - 1
    words = source.words_before(start, 40)
    if dated and words[-1:] == ["the"]:
        words = words[:-1]
    if words and words[-1].lstrip('("') in _LAST[dated]:
        table = vocabulary.DATE_QUALIFIERS if dated else vocabulary.QUALIFIERS
        for count in range(min(5, len(words)), 0, -1):
            sign = table.get(" ".join(words[-count:]).lstrip('("'))
            ahead = words[-count - 1 : -count]
            if sign and ahead not in (["what"], ["how"]) and not (words[-count:] == ["up", "to"] and ahead and ahead[0] in _MOVED):
                return sign, _start_of(source, words[-count:], start)
    return _qualifier_after(source, end, dated=dated), start


def _start_of(source: Source, words: list[str], start: int) -> int:
    """Where the run of `words` that ends before `start` begins."""
    for word in reversed(words):
        start = source.folded.rindex(word, 0, start)
    return start


def _qualifier_after(source: Source, end: int, *, dated: bool) -> str:
    following = source.folded[end : end + 2]
    if source.folded.startswith("-plus", end) and not source.folded[end + 5 : end + 6].isalnum():
        return ">="
    if following[:1] == "+" and not following[1:2].isalnum():
        return ">="
    if following[:1] not in (" ", "\n"):
        return ""
    table = vocabulary.DATE_QUALIFIERS_AFTER if dated else vocabulary.QUALIFIERS_AFTER
    words = [word.rstrip(",.;:)") for word in source.words_after(end)[:2]]
    return table.get(words[0]) or table.get(" ".join(words), "") if words else ""


def direction(source: Source, kind: ValueKind, start: int, end: int) -> str:
    """ "up" or "down" where a verb before the value, or a noun or comparative after it, says so; "" where nothing does."""
    if kind not in _MOVING:
        return ""
    return _direction_before(source, start) or _direction_after(source, end)


def _direction_before(source: Source, start: int) -> str:
    words = source.words_before(start, 72)
    noun_of = bool(words) and words[-1] == "of"
    for distance, word in enumerate(reversed(words[-9:])):
        bare = word.strip("(\"'")
        if bare in _DIRECTIONS and bare not in vocabulary.ONLY_AFTER:
            return _DIRECTIONS[bare]
        if bare.endswith((",", ".", ";", ":", ")")) or (bare in vocabulary.BREAKS and not (noun_of and bare in ("in", "for", "and"))):
            return ""
        if distance >= 3 and not noun_of and bare not in vocabulary.FILLERS:
            return ""
    return ""


def _direction_after(source: Source, end: int) -> str:
    if source.folded[end : end + 1] not in (" ", "-", "\n"):
        return ""
    for word in source.words_after(end)[:3]:
        bare = word.strip("\"')")
        cut = bare.rstrip(",.;:")
        if cut in _DIRECTIONS and cut not in vocabulary.ONLY_BEFORE:
            return _DIRECTIONS[cut]
        if cut != bare or bare in vocabulary.BREAKS or bare in ("of", "by"):
            return ""
    return ""
