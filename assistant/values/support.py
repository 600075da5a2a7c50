"""Whether a value that a text states bears out one that is said: equal, no other qualifier, not the other way.

A qualifier may grow weaker ("over 10%" bears out "at least 10%") but is never lost, gained or turned around. A date may go without a
"by" or "after", which belongs to its sentence as often as to itself ("after the 2008 crisis"); it may not get another one.
"""

from __future__ import annotations

from assistant.types import Value
from assistant.values.meaning import contains, equal

_WEAKER: dict[str, tuple[str, ...]] = {"": ("~",), ">": (">=",), "<": ("<=",)}
_WEAKER_OF_DATES = {"": ("~", "<=", ">="), ">": ("", ">="), "<": ("", "<="), "<=": ("",), ">=": ("",)}
_WORDS = {">": "more than", ">=": "at least", "<": "less than", "<=": "up to", "~": "about"}


def supports(stated: Value, said: Value) -> bool:
    """Whether `stated` bears out `said`: an equal value, the date with which a stated period begins or ends, the year of a stated day."""
    if _opposite(stated, said):
        return False
    if equal(stated, said) or _is_year_of(stated, said):
        weaker = _WEAKER_OF_DATES if _is_date(stated) else _WEAKER
        return said.qualifier == stated.qualifier or said.qualifier in weaker.get(stated.qualifier, ())
    if stated.kind == said.kind == "date":
        return said.qualifier in ("", stated.qualifier) and contains(said, stated)
    if stated.kind != "date_range" or said.kind != "date":
        return False
    begins, ends = stated.low == said.low, stated.high == said.high
    return (begins and said.qualifier in ("", ">=")) or (ends and said.qualifier in ("", "<="))


def lost_qualifier(stated: Value, said: Value) -> str:
    """The words that `said` lacks in front to say no more than `stated` does: "more than", "about"; "" where it lacks none."""
    same = equal(stated, said) or _is_year_of(stated, said)
    if said.qualifier or not same or _opposite(stated, said) or supports(stated, said):
        return ""
    return "around" if _is_date(stated) else _WORDS[stated.qualifier]


def _opposite(one: Value, other: Value) -> bool:
    return {one.direction, other.direction} == {"up", "down"}


def _is_date(value: Value) -> bool:
    return value.kind in ("date", "date_range")


def _is_year_of(stated: Value, said: Value) -> bool:
    """Whether a bare figure, which alone tells nothing of its kind, is the year of a stated date or of an end of a stated period."""
    bare = said.kind == "number" and len(said.text) == 4 and said.text.isdigit()
    return bare and _is_date(stated) and any(end.removeprefix("FY")[:4] == said.text for end in stated.normal.split("/"))
