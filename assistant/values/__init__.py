"""Text <-> typed values: amounts, percents, points, multiples, counts, dates, ranges and durations, with exact offsets.

Everything is read with compiled patterns in one pass, computed with Decimal, and nothing is ever converted from one currency to another.
"""

from __future__ import annotations

from assistant.values import meaning
from assistant.values.finding import find
from assistant.values.meaning import bounds, comparable, compare, contains, equal
from assistant.values.support import lost_qualifier, supports
from assistant.values.wording import asked, restate, shown

__all__ = [
    "asked",
    "bounds",
    "comparable",
    "compare",
    "contains",
    "equal",
    "find",
    "lost_qualifier",
    "restate",
    "shown",
    "supports",
    "terms",
]


def terms(text: str) -> list[str]:
    """Normal forms of the values in `text` as single tokens for a word index: "amount:53000000000", "percent:10", "date:2025"."""
    return meaning.terms(find(text))
