"""Spans of documents that may answer: cut or widened to whole values, with the sentence around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.questions import Kinds, is_of
from assistant.text import BULLET, sentences
from assistant.types import Document, Passage, Value
from assistant.values import find

RETRIEVAL_SHARE = 1.0  # how much of a passage's retrieval score is added to the reader's score of a span
_QUALIFIER = re.compile(
    r"\b(?:(?:more|less|fewer|greater|higher|lower) than|over|under|above|below|at least|at most|up to|as (?:much|many) as"
    r"|about|around|nearly|almost|roughly|approximately|exceeding|close to)\s+(?:an? )?$",
    re.I,
)
_LISTED = re.compile(r"\b(?:and|or)\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a document that may answer, with the sentence or sentences around it."""

    document: Document
    start: int
    end: int
    sentence: tuple[int, int]
    score: float

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


def fitted(text: str, start: int, end: int, sentence: tuple[int, int], kinds: Kinds, *, exact_day: bool) -> tuple[int, int, bool]:
    """The span cut or widened to the quantity asked for (or to all that it lists), and whether it holds a value of such a kind.

    A span that is a date by itself stays as it is unless a period is asked for: a year inside one may be just what was asked.
    """
    offset, stop = sentence
    touching = [value for value in find(text[offset:stop]) if offset + value.start < end and start < offset + value.end]
    wanted = [value for value in touching if is_of(value, kinds) and (not exact_day or _names_day(value))]
    if not wanted:
        cut = [value for value in touching if value.kind not in ("date", "date_range")]  # half an amount would be another amount
        return min([start, *(offset + value.start for value in cut)]), max([end, *(offset + value.end for value in cut)]), not kinds
    if "duration" not in kinds and any(value.kind in kinds and value.kind == "date" for value in find(text[start:end])):
        return start, end, True
    first = _with_qualifier(text, offset + wanted[0].start, wanted[0])
    if wanted[0].kind not in ("date", "date_range") and (len(wanted) == 1 or not _LISTED.search(text, offset + wanted[0].end, end)):
        return first, offset + wanted[0].end, True
    return min(start, first), max(end, *(offset + value.end for value in wanted)), True


def _with_qualifier(text: str, start: int, value: Value) -> int:
    """Where the value begins with its "over" or "at least": an amount without it would say something else."""
    if not value.qualifier or value.kind in ("date", "date_range"):
        return start
    qualifier = _QUALIFIER.search(text, max(0, start - 24), start)
    return qualifier.start() if qualifier else start


def sentence_around(text: str, passage: Passage, start: int, end: int) -> tuple[int, int]:
    """The sentences of the passage that `text[start:end]` lies in, without white space at either side."""
    spans = [(passage.start + a, passage.start + b) for a, b in sentences(passage.text)]
    first = max(a for a, _ in spans if a <= start)
    last = min(b for _, b in spans if b >= end)
    if (bullet := BULLET.match(text, first, last)) and bullet.end() <= start:
        first = bullet.end()
    return trimmed(text, first, last)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and stray punctuation at its ends."""
    while start < end and (text[start].isspace() or text[start] in ",;:"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:"):
        end -= 1
    return start, end


def sentences_of(passage: Passage) -> list[tuple[int, int]]:
    """The sentences of a passage as spans of its document."""
    return [(passage.start + start, passage.start + end) for start, end in sentences(passage.text)]


def echoes(text: str, kinds: Kinds, stated: set[str]) -> bool:
    """Whether a question for a value would get back only what it states itself."""
    values = [value for value in find(text) if is_of(value, kinds)]
    return bool(values) and all(value.normal in stated for value in values)


def _names_day(value: Value) -> bool:
    return value.normal.count("-") == 2
