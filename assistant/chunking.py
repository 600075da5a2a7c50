"""A document to passages that tile it: every character stands in exactly one passage, in order.

A passage ends where a sentence, list item or heading ends, begins anew at each heading, and holds about `limit` word pieces. Only a single
sentence longer than the encoder can take is cut inside, at a clause or word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.text import heading_level, sentences
from assistant.types import Document, Passage

VERSION = 1
CountPieces = Callable[[Sequence[str]], list[int]]

_HARD_LIMIT = 180  # of the encoder's 256 word pieces, the rest being the question's
_LONGEST = 3000  # characters of a piece, for a word that no encoder knows counts as one piece however long it is
_SHORTEST = 0.35  # a piece shorter than this share of the limit is joined to its neighbour of the same heading
_CUTS = (re.compile(r"[;:,)–—]\s+"), re.compile(r"\s+"))


@dataclass(slots=True)
class _Section:
    """Consecutive sentences under one heading, with their word pieces; `heading` is the path to it."""

    heading: str
    spans: list[tuple[int, int]] = field(default_factory=list)
    pieces: list[int] = field(default_factory=list)


def chunk(document: Document, count_pieces: CountPieces, limit: int) -> list[Passage]:
    """The passages of `document`, each of about `limit` word pieces and never more than the encoder takes beside a question."""
    text = document.text
    spans = [piece for span in sentences(text) for piece in _fitting(text, span, count_pieces)]
    counts = count_pieces([text[start:end] for start, end in spans])
    passages: list[Passage] = []
    for section in _sections(text, spans, counts):
        for start, end in _packed(section, limit):
            passage_id = f"{document.id}:{len(passages)}"
            passages.append(Passage(passage_id, document.id, start, end, text[start:end], section.heading, document.page_at(start)))
    return passages


def _sections(text: str, spans: Sequence[tuple[int, int]], counts: Sequence[int]) -> Iterator[_Section]:
    """Cut at headings. A heading belongs to what follows it, and a run of headings stays together."""
    section = _Section("")
    only_headings = True
    for (start, end), count, (level, path) in zip(spans, counts, headings(text, spans), strict=True):
        if level:
            if not only_headings:
                yield section
                section = _Section("")
            section.heading = path
        only_headings = bool(level) if not section.spans else only_headings and bool(level)
        section.spans.append((start, end))
        section.pieces.append(count)
    if section.spans:
        yield section


def headings(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """For each span its level as a heading, 0 for none, and the path of headings that it stands under or ends."""
    path: list[tuple[int, str]] = []
    for index, (start, end) in enumerate(spans):
        if level := _heading(text, spans, index):
            path = [(depth, title) for depth, title in path if depth < level] + [(level, _title(text[start:end]))]
        yield level, " › ".join(title for _, title in path)


def _heading(text: str, spans: Sequence[tuple[int, int]], index: int) -> int:
    """The level of the heading at `spans[index]`, 0 for none: it must be a line of its own with text after it."""
    start, end = spans[index]
    own_line = (start == 0 or text[start - 1] == "\n") and text[start:end].endswith("\n")
    return heading_level(text[start:end]) if own_line and index + 1 < len(spans) else 0


def _title(line: str) -> str:
    return line.strip().strip("#").strip().rstrip(":")


def _packed(section: _Section, limit: int) -> Iterator[tuple[int, int]]:
    """Fill passages up to `limit`; a short rest is joined to the passage before it."""
    groups: list[tuple[int, int, int]] = []
    for (start, end), count in zip(section.spans, section.pieces, strict=True):
        if groups and groups[-1][2] + count <= limit:
            groups[-1] = (groups[-1][0], end, groups[-1][2] + count)
        else:
            groups.append((start, end, count))
    if len(groups) > 1 and groups[-1][2] < _SHORTEST * limit and groups[-2][2] + groups[-1][2] <= _HARD_LIMIT:
        groups[-2:] = [(groups[-2][0], groups[-1][1], groups[-2][2] + groups[-1][2])]
    return ((start, end) for start, end, _ in groups)


def _fitting(text: str, span: tuple[int, int], count_pieces: CountPieces) -> Iterator[tuple[int, int]]:
    """`span` itself, or where it is longer than the encoder takes, parts of it cut at clauses, words or, failing these, anywhere."""
    start, end = span
    if end - start <= _HARD_LIMIT or (end - start <= _LONGEST and count_pieces([text[start:end]])[0] <= _HARD_LIMIT):
        yield span
        return
    middle = (start + end) // 2
    for cut in _CUTS:
        places = [match.end() for match in cut.finditer(text, start, end) if start < match.end() < end]
        if places:
            middle = min(places, key=lambda place: abs(place - (start + end) // 2))
            break
    yield from _fitting(text, (start, middle), count_pieces)
    yield from _fitting(text, (middle, end), count_pieces)
