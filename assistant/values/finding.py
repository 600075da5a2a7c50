"""One pass over a text.

An anchor is sought, which is a digit, a currency sign or a word that can begin a value, and its readers are asked in turn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from assistant.types import Value
from assistant.values import dateforms, dates, imprecise, money, numbers, periods, quantities, relative, verbs
from assistant.values.source import Found, Source

_SIGNS = "".join(re.escape(sign) for sign in money.SIGNS)
_READERS: dict[str, tuple[Callable[[Source, int], Found | None], ...]] = {}


def _readers(words: Iterable[str], *readers: Callable[[Source, int], Found | None]) -> None:
    for word in words:
        _READERS[word] = (*_READERS.get(word, ()), *readers)


_readers(dateforms.starts(), dates.read)
_readers(relative.WORDS, relative.read)
_readers(numbers.STARTS, relative.read)
_readers(periods.WORDS, relative.read, periods.read)
_readers(imprecise.WORDS, imprecise.read)
_readers(verbs.WORDS, verbs.read)
_ORDERED = sorted({*_READERS, *numbers.STARTS}, key=lambda word: (-len(word), word))
_ANCHOR = re.compile(
    rf"(?<!\w)(?:(?P<digit>[0-9½¼¾])|(?P<word>{'|'.join(re.escape(word) for word in _ORDERED)}))"
    rf"|(?P<sign>[{_SIGNS}])(?=\s{{0,2}}[(-]?[0-9.])|(?<=[a-z])(?P<glued>[0-9])|(?<![^\s(])(?P<point>\.)(?=[0-9])"
)


_OR = re.compile(r" ?, or (?:about |nearly |more than |over |roughly |almost )?")
_LISTED = re.compile(r"(?: ?,)? (?:and |or )?")
_FISCAL_YEAR = re.compile(r"FY[0-9]{4}")
_YEAR = re.compile(r"[0-9]{4}")


def find(text: str, *, published: date | None = None) -> list[Value]:
    """The values in `text`, ordered, not overlapping, each with `text[value.start:value.end] == value.text`.

    `published` is the document's own date, against which "last year" is understood.
    """
    source = Source.of(text, published)
    values: list[Value] = []
    at, floor = 0, 0
    while match := _ANCHOR.search(source.folded, at):
        found = _read(source, match, floor)
        at = max(found.end, match.start() + 1) if found else match.end()
        if found and found.value and found.value.start >= floor:
            values.append(_as_before(source, values[-1], found.value) if values else found.value)
            floor = found.value.end
    return values


def _as_before(source: Source, before: Value, value: Value) -> Value:
    """`value` with what it shares with the one before it: the way of "rose 35 cents, or 0.5%", the calendar of "fiscal 2019 and 2018"."""
    if before.direction and not value.direction and _OR.fullmatch(source.folded, before.end, value.start):
        return replace(value, direction=before.direction)
    years = _FISCAL_YEAR.fullmatch(before.normal) and value.kind == "date" and _YEAR.fullmatch(value.normal)
    if years and _LISTED.fullmatch(source.folded, before.end, value.start):
        return replace(value, normal=f"FY{value.normal}")
    return value


def _read(source: Source, match: re.Match[str], floor: int) -> Found | None:
    at = match.start()
    if match["digit"]:
        return relative.read(source, at) or dates.read(source, at) or quantities.read(source, at, floor)
    if word := match["word"]:
        return _read_word(source, at, word, floor)
    if match["glued"] and not money.is_code_before(source.folded, at, floor):
        return quantities.skip_token(source, at)
    return quantities.read(source, at, floor)


def _read_word(source: Source, at: int, word: str, floor: int) -> Found | None:
    """The first reader of this word that finds something; a number word is one more reader, the last."""
    for length in range(len(word), 0, -1):
        for read in _READERS.get(word[:length], ()):
            if found := read(source, at):
                return found
    return quantities.read(source, at, floor) if word.startswith(numbers.STARTS) else None
