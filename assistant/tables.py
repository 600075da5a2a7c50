"""Tables in a document's text: lines of cells between bars, as loaders and Markdown write them. A cell is named by its row and its column.

The head is the row above a Markdown rule, else the last row without quantities above the cell: text and dates only. A head with one cell
less than the row lacks the one above the labels, as printed tables do; with any other difference the columns cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.types import Value

Span = tuple[int, int]

_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")
_LABEL = re.compile(r"[^\W\d_]|^(?:19|20)\d\d$")  # words, or a year
_BAR = re.compile(r"(?<!\\)\|")


class Cell(NamedTuple):
    """A cell of a row that is no head, with the spans of what names it; `row` is the span of its row."""

    span: Span
    row: Span
    names: tuple[Span, ...]


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return _ROW.match(line) is not None


def cells(text: str, rows: Sequence[Span], values: Sequence[Value]) -> Iterator[Cell]:
    """The cells of the neighbouring rows of one table; `values` are those in them, by which a head is told from a row of figures."""
    head: list[Span] = []
    for number, (start, end) in enumerate(rows):
        line = text[start:end]
        if _RULE.match(line):
            continue
        found = [_trimmed(text, first, last) for first, last in _between_bars(text, start, end)]
        ruled = number + 1 < len(rows) and _RULE.match(text[slice(*rows[number + 1])])
        if ruled or (not _ruled_above(text, rows, number) and _is_head(text, found, values)):
            head = found
            continue
        label = found[0] if found and _LABEL.search(text[slice(*found[0])]) else None
        for column, span in enumerate(found):
            if span[0] < span[1]:
                names = (None if span == label else label, _head_of(text, head, column, len(found)))
                yield Cell(span, (start, end), tuple(name for name in names if name and name[0] < name[1]))


def _between_bars(text: str, start: int, end: int) -> Iterator[Span]:
    bars = [match.span() for match in _BAR.finditer(text, start, end)]
    for (_, first), (last, _) in pairwise(bars):
        yield first, last


def _ruled_above(text: str, rows: Sequence[Span], number: int) -> bool:
    return any(_RULE.match(text[slice(*row)]) for row in rows[max(0, number - 200) : number])


def _is_head(text: str, found: Sequence[Span], values: Sequence[Value]) -> bool:
    """Whether a row holds words and dates but no quantity, and more than a label."""
    filled = [span for span in found if span[0] < span[1]]
    quantities = any(
        value.start < end and start < value.end and value.kind not in ("date", "date_range", "duration")
        for start, end in filled
        for value in values
    )
    return len(filled) > 1 and not quantities and any(map(str.isalnum, text[filled[-1][0] : filled[-1][1]]))


def _head_of(text: str, head: Sequence[Span], column: int, columns: int) -> Span | None:
    shift = columns - len(head)
    if not head or shift not in (0, 1) or column < shift:
        return None
    span = head[column - shift]
    return span if any(map(str.isalnum, text[slice(*span)])) else None


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \t*_`":
        start += 1
    while start < end and text[end - 1] in " \t*_`":
        end -= 1
    return start, end
