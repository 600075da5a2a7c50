"""Sentences of texts that are not ours, named by where they stand and by their hash, so that a sample holds no text of others.

Texts are taken with single spaces: how a file's lines are broken changes neither a place nor a hash. A sentence that has moved is found
by its hash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from random import Random
from typing import NamedTuple

# Broad on purpose, and apart from what is evaluated: any sign that a sentence might hold a value.
_PROMISING = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundreds?|thousands?|millions?"
    r"|billions?|dozens?|half|quarters?|doubled?|tripled?|several|few|years?|months?|weeks?|days?|decades?|percent|yesterday|tomorrow)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?<=[.!?])\s(?=[A-Z“\"(])")
_LENGTHS = range(20, 401)


class Span(NamedTuple):
    """A sentence of a text with single spaces, and the SHA-256 of it."""

    start: int
    end: int
    sha256: str


def spaced(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


def sentence(text: str, span: Span) -> str | None:
    """The sentence that `span` names, at its place or wherever the spaced text has it now; None where it is not there."""
    length = span.end - span.start
    places = (span.start, *range(len(text) - length + 1))
    return next((text[at : at + length] for at in places if _hash(text[at : at + length]) == span.sha256), None)


def draw(text: str, count: int, seed: int) -> list[Span]:
    """`count` sentences that may hold a value, drawn at random without replacement, in reading order; all where there are fewer."""
    plain = spaced(text)
    every = [span for span in _sentences(text) if _PROMISING.search(plain[span.start : span.end])]
    return sorted(Random(seed).sample(every, min(count, len(every))))  # noqa: S311  (a sample, no secret)


def _sentences(text: str) -> Iterator[Span]:
    """The sentences of the lines of `text`: what begins with no small letter and ends with a full stop."""
    at = 0
    for line in filter(None, map(spaced, text.split("\n"))):
        for piece in _BETWEEN.split(line):
            if len(piece) in _LENGTHS and not piece[0].islower() and piece[-1] in ".!?":
                yield Span(at, at + len(piece), _hash(piece))
            at += len(piece) + 1


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
