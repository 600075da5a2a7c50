"""Every value of a document as a fact: with the words that say what it measures, the sentence that states it, and the day it holds for.

Nothing is stored: facts follow from the text, at about a second for a million characters, and are kept in memory once they were asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import MINYEAR, date
from decimal import Decimal
from typing import Literal

from assistant import tables
from assistant.chunking import headings
from assistant.clauses import Sentence
from assistant.indexing import Progress
from assistant.text import BULLET, sentences
from assistant.types import Citation, Document, Fact, Value, ValueKind
from assistant.values import find

Span = tuple[int, int]
Order = Literal["place", "value", "date"]

JOINER = " … "
_LONGEST = 2000  # characters that are read as one sentence; what is longer is no prose
_AS_OF = re.compile(r"\bas (?:of|at)\s$", re.IGNORECASE)
_MARK = re.compile(r"\s*(?:#{1,6}\s+|>\s+)?")


class FactBook:
    """The facts of documents, each read once. Threads may share it: at worst a document is read twice."""

    def __init__(self) -> None:
        self._known: dict[Document, tuple[Fact, ...]] = {}

    def of(self, documents: Sequence[Document], progress: Progress) -> list[Fact]:
        """The facts of `documents` in their order and in reading order; what it knew of other documents is forgotten."""
        known: dict[Document, tuple[Fact, ...]] = {}
        for done, document in enumerate(documents):
            progress("finding facts", done, len(documents))
            known[document] = self._known.get(document) or tuple(facts_of(document))
        progress("finding facts", len(documents), len(documents))
        self._known = known
        return [fact for facts in known.values() for fact in facts]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which facts are asked for; empty fields let everything through. `about` holds words that must stand in measures, heading or title."""

    kinds: Collection[ValueKind] = ()
    about: str = ""

    def __call__(self, fact: Fact) -> bool:
        if self.kinds and fact.value.kind not in self.kinds:
            return False
        told = f"{fact.measures} {fact.heading} {fact.citation.title}".casefold()
        return all(word in told for word in self.about.casefold().split())


def in_order(facts: Iterable[Fact], order: Order) -> list[Fact]:
    """By place (source, then reading order), by value (kind, unit, then size), or by date (undated last); ties keep their order."""
    by_place = sorted(facts, key=lambda fact: (fact.citation.source, fact.value.start))
    if order == "value":
        return sorted(by_place, key=_size)
    if order == "date":
        return sorted(by_place, key=lambda fact: (fact.as_of is None, fact.as_of or date.min))
    return by_place


def _size(fact: Fact) -> tuple[str, str, bool, Decimal, Decimal]:
    value = fact.value
    open_ended = value.low is None or value.high is None
    return value.kind, value.unit, open_ended, value.low or Decimal(0), value.high or Decimal(0)


def facts_of(document: Document, start: int = 0, end: int | None = None, under: str = "") -> Iterator[Fact]:
    """The facts of `document`, or of the part of it from `start` to `end` that stands under the heading `under`, in reading order."""
    part = document.text[start:end]
    values = [_moved(value, start) for value in find(part, published=document.published)]
    spans = [(start + first, start + last) for first, last in sentences(part)]
    table: list[tuple[Span, str]] = []
    for (first, last), (_, path) in zip(spans, headings(document.text, spans), strict=True):
        heading = under or path
        line = document.text[first:last]
        row = tables.is_row(line.rstrip("\n"))
        if table and (not row or document.text[first - 2 : first] == "\n\n"):
            yield from _of_table(document, table, values)
            table = []
        if row:
            table.append(((first, last), heading))
        else:
            yield from _of_sentence(document, (first, last), heading, _within(values, first, last))
    yield from _of_table(document, table, values)


def _moved(value: Value, by: int) -> Value:
    return replace(value, start=value.start + by, end=value.end + by) if by else value


def _within(values: Sequence[Value], start: int, end: int) -> Sequence[Value]:
    """The values that begin between `start` and `end`."""
    return values[bisect_left(values, start, key=_begin) : bisect_left(values, end, key=_begin)]


def _begin(value: Value) -> int:
    return value.start


def _of_sentence(document: Document, span: Span, heading: str, values: Sequence[Value]) -> Iterator[Fact]:
    if not values:
        return
    start, end = _trimmed(document.text, span[0], max(span[1], values[-1].end), values[0].start)
    if end - start > _LONGEST:
        yield from (_fact(document, value, "", _around(document.text, value), heading, None) for value in values)
        return
    local = [_moved(value, -start) for value in values]
    sentence = Sentence(document.text[start:end], local)
    as_of = next((day for value in local if (day := _day(value)) and _AS_OF.search(sentence.text, 0, value.start)), None)
    for value, inner in zip(values, local, strict=True):
        measures = JOINER.join(sentence.text[first:last] for first, last in sentence.measured(inner))
        yield _fact(document, value, measures, (start, end), heading, as_of)


def _fact(document: Document, value: Value, measures: str, span: Span, heading: str, as_of: date | None) -> Fact:
    return Fact(value, " ".join(measures.split()) or heading, Citation.of(document, *span), as_of or document.published, heading)


def _around(text: str, value: Value) -> Span:
    """The words around a value that stands in no sentence of a readable length."""
    start, end = max(0, value.start - 100), min(len(text), value.end + 100)
    return _trimmed(text, start, end, value.start)


def _trimmed(text: str, start: int, end: int, before: int) -> Span:
    """The span without white space at its ends and without its bullet or heading mark; it keeps what stands at `before`."""
    for mark in (_MARK, BULLET):
        if (found := mark.match(text, start, end)) and found.end() <= before:
            start = found.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _day(value: Value) -> date | None:
    """The last day of a date that is told with its year; none before our era, which the calendar of `date` does not know."""
    if value.kind != "date" or value.high is None or value.high < MINYEAR * 10_000:
        return None
    number = int(value.high)
    return date(number // 10_000, number // 100 % 100, number % 100)


def _of_table(document: Document, table: Sequence[tuple[Span, str]], values: Sequence[Value]) -> Iterator[Fact]:
    if not table:
        return
    heading = dict(table)
    rows = [span for span, _ in table]
    inside = _within(values, rows[0][0], rows[-1][1])
    for cell in tables.cells(document.text, rows, inside):
        measures = JOINER.join(document.text[start:end] for start, end in cell.names)
        span = _trimmed(document.text, *cell.row, cell.span[0])
        for value in _within(inside, *cell.span):
            if value.end <= cell.span[1]:
                yield _fact(document, value, measures, span, heading[cell.row], None)
