"""What a text enumerates: the items under a heading or lead-in, and the parts of "A, B and C" around a span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.syntax import FINITE, clause_at
from assistant.text import BULLET, Span, heading_level, lines, sentences

_LABEL = re.compile(r"(?P<label>[^.:;!?\n]{2,60}):\s+\S")
_SPLIT = re.compile(r",\s*(?:and|or|&)\s+|,\s+|\s+(?:and|or|&|as well as)\s+")
_CONJUNCTION = re.compile(r"(?:,\s*|\s+)(?:and|or|&|as well as)\s+")
# What ends an item to the right: a clause border, a relative clause, a preposition other than "of", a verb.
_STOP = re.compile(
    r"[.;:!?()\[\]—\n]|\s–\s|,?\s+(?:that|which|who|whom|whose|where|when|while|because|but|although|though|so|if|as|than|in|on|at|for|from|to|by|with"
    r"|about|against|during|since|until|after|before|over|under|into|through|is|are|was|were|has|have|had|will|would|can|could|may|might|must"
    r"|should|did|does|do|also|both|sold|pour\w*)\b"
)
_START = re.compile(
    r"[.;:!?()\[\]—\n]|\s–\s|\b(?:such as|like|including|includes?|included"
    r"|namely|especially|between|among|are|were|is|was|of|for|to|in|on|at|by|with|from|than"
    r"|against|the following|both)\s"
)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Items in their order, as spans of the text, with the span of what leads in to them and the heading above that."""

    items: tuple[Span, ...]
    lead: Span
    heading: Span


def enumerations(text: str) -> Iterator[Enumeration]:
    """Every run of two or more bulleted or numbered lines with its lead-in; a sub-list belongs to the item above it."""
    spans = [(start, end) for start, end in lines(text) if text[start:end].strip()]
    lead, heading, run, mark = (0, 0), (0, 0), list[Span](), ""
    for span in [*spans, (len(text), len(text))]:  # the empty last one ends a run
        bullet = BULLET.match(text, *span)
        kind = _kind(bullet[0]) if bullet else ""
        if run and kind == mark:
            run.append(_body(text, span))
            continue
        if len(run) > 1:
            yield Enumeration(tuple(run), lead, heading)
        if bullet and mark and run:
            lead = run[-1]  # the item that a sub-list stands under
        run, mark = ([_body(text, span)], kind) if bullet else ([], "")
        if not bullet and span[0] < span[1]:
            heading = span if heading_level(text[span[0] : span[1]]) and not text[span[0] : span[1]].rstrip().endswith(":") else heading
            lead = _last_sentence(text, span)


def _kind(mark: str) -> str:
    """The kind of a bullet: all numbers are one, all letters another."""
    bare = mark.strip().strip("().")
    return "1" if bare.isdigit() else "a" if bare.isalpha() else bare


def _body(text: str, span: Span) -> Span:
    bullet = BULLET.match(text, *span)
    start = bullet.end() if bullet else span[0]
    return start, start + len(text[start : span[1]].rstrip())


def _last_sentence(text: str, span: Span) -> Span:
    start, end = sentences(text[span[0] : span[1]])[-1]
    return span[0] + start, span[0] + start + len(text[span[0] + start : span[0] + end].rstrip())


def labels(text: str, items: tuple[Span, ...]) -> tuple[Span, ...]:
    """What names each item: the words before its colon or its first sentence, where all items have one; else the whole of each."""
    labelled = [(match.start("label"), match.end("label")) for item in items if (match := _LABEL.match(text, *item))]
    if len(labelled) == len(items):
        return tuple(labelled)
    return tuple(_first_sentence(text, item) for item in items)


def _first_sentence(text: str, item: Span) -> Span:
    _, end = sentences(text[item[0] : item[1]])[0]
    bare = text[item[0] : item[0] + end].rstrip().rstrip(".;,")
    return item[0], item[0] + len(bare)


def coordination(text: str, start: int, end: int, within: Span) -> tuple[Span, ...]:
    """The parts of the coordination that `start:end` belongs to or is, whole and in one clause of `within`; () where it belongs to none."""
    clause = clause_at(text[slice(*within)], start - within[0])
    floor, ceiling = within[0] + clause[0], max(end, within[0] + clause[1])
    first, last = _leftmost(text, start, floor), _rightmost(text, end, ceiling)
    parts = _parts(text, first, last)
    closed = any(_CONJUNCTION.fullmatch(text[a[1] : b[0]]) for a, b in zip(parts[-2:], parts[-1:], strict=False))
    return tuple(parts) if len(parts) > 1 and closed else ()


def _leftmost(text: str, start: int, floor: int) -> int:
    """Where the coordination begins, if what stands before `start` joins on to it."""
    before = text[floor:start]
    if not re.search(r"(?:,|\band|\bor|&)\s+(?:the |a |an )?$", before):
        return start
    openings = [match.end() for pattern in (_START, FINITE) for match in pattern.finditer(before)]
    opening = max(openings, default=None)
    return start if opening is None else floor + opening + len(before[opening:]) - len(before[opening:].lstrip())


def _rightmost(text: str, end: int, ceiling: int) -> int:
    """Where the coordination ends, if what stands after `end` joins on to it."""
    after = text[end:ceiling]
    if not re.match(r",\s|\s+(?:and|or|&|as well as)\s", after):
        return end
    joined = _CONJUNCTION.search(after)
    if joined is None:
        return end
    stop = _STOP.search(after, joined.end())
    early = _STOP.search(after[: joined.start()])
    if early:
        return end
    tail = re.search(r",", after[joined.end() : stop.start() if stop else len(after)])
    limit = joined.end() + tail.start() if tail else (stop.start() if stop else len(after))
    return end + len(after[:limit].rstrip())


def _parts(text: str, start: int, end: int) -> list[Span]:
    parts, at = [], start
    for match in _SPLIT.finditer(text, start, end):
        parts.append((at, match.start()))
        at = match.end()
    return [part for part in [*parts, (at, end)] if part[0] < part[1]]
