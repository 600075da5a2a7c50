"""Whether a value that a text states bears out one that is said: equal, no other qualifier, not the other way.

A qualifier may grow weaker ("over 10%" bears out "at least 10%") but is never lost, gained or turned around. A date may go without its
own, because it is told by its sentence as often as it belongs to it ("by 2030", "after the 2008 crisis"); it may not get another one.
"""

from __future__ import annotations

from assistant.types import Value
from assistant.values.meaning import equal

_WEAKER: dict[str, tuple[str, ...]] = {"": ("~",), ">": (">=",), "<": ("<=",)}
_WEAKER_OF_DATES = {"": ("~", "<=", ">="), ">": ("", ">="), "<": ("", "<="), "<=": ("",), ">=": ("",), "~": ("",)}
_WORDS = {">": "more than", ">=": "at least", "<": "less than", "<=": "up to", "~": "about"}


def supports(stated: Value, said: Value) -> bool:
    """Whether `stated` bears out `said`: an equal value, or the date with which a stated period begins or ends."""
    if _opposite(stated, said):
        return False
    if equal(stated, said):
        weaker = _WEAKER_OF_DATES if _is_date(said) else _WEAKER
        return said.qualifier == stated.qualifier or said.qualifier in weaker.get(stated.qualifier, ())
    if stated.kind != "date_range" or said.kind != "date":
        return False
    begins, ends = stated.low == said.low, stated.high == said.high
    return (begins and said.qualifier in ("", ">=")) or (ends and said.qualifier in ("", "<="))


def lost_qualifier(stated: Value, said: Value) -> str:
    """The words that `said` lacks in front to say no more than `stated` does: "more than", "about"; "" where it lacks none."""
    if said.qualifier or not equal(stated, said) or _opposite(stated, said) or supports(stated, said):
        return ""
    return _WORDS[stated.qualifier]


def _opposite(one: Value, other: Value) -> bool:
    return {one.direction, other.direction} == {"up", "down"}


def _is_date(value: Value) -> bool:
    return value.kind in ("date", "date_range")
