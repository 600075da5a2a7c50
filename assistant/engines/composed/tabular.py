"""Operands that a text sets out in order: the cells of a table, and lines of names with a figure each ("Goals: Brekke 11, Holm 7")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant import tables
from assistant.facts import facts_of
from assistant.senses import alike
from assistant.syntax import content, holds
from assistant.text import BULLET, lines
from assistant.types import Citation, Document, Value
from assistant.values import find

_LINE = re.compile(r"(?P<label>[^:|\n]{2,60}):\s+(?P<items>[^\n]+)")
_ITEM = re.compile(r"(?P<name>[^\W\d][^,;:\d]*?)\s+(?P<figure>\d[\d.,]*\d|\d)\s*(?=[,;.]|$)")


def looked_up(own: Sequence[str], asked: str, about: str, documents: Sequence[Document]) -> tuple[Value, Citation] | None:
    """The one figure of a table, or of a line of figures, whose names have all the words that tell the thing (`own`) and most of the
    question; `about` are nouns for what is measured, one of which its names must have. None where no figure or more than one does."""
    found = [
        (score, value, citation)
        for document in dict.fromkeys(documents)
        for names, value, citation in (*_cells(document), *_figures(document))
        if (score := _fit(names, document.title, own, asked, about)) > 0
    ]
    best = max((score for score, _, _ in found), default=0.0)
    top = [(value, citation) for score, value, citation in found if score == best]
    return top[0] if len(top) == 1 else None


def _fit(names: str, title: str, own: Sequence[str], asked: str, about: str) -> float:
    """The share of the question's words in what names a figure, 0 where it is named as another thing."""
    if not own or not all(holds(names, word) for word in own) or (about and not any(holds(names, word) for word in about.split())):
        return 0.0
    wanted = [word.text for word in content(asked) if not any(alike(word.text, one) for one in own)]
    known = [word for word in wanted if holds(names, word)]
    open_words = [word for word in wanted if word not in known and not holds(title, word)]
    if not about and not known:
        return 0.0
    head = next((word.text for word in content(names)), "")
    headed = any(alike(head, word) for word in [*known, *about.split()])
    return (1 + len(known)) / (1 + len(wanted)) if headed or len(open_words) <= 1 else 0.0


@lru_cache(maxsize=64)
def _cells(document: Document) -> tuple[tuple[str, Value, Citation], ...]:
    if not any(tables.is_row(document.text[start:end].rstrip("\n")) for start, end in lines(document.text)):
        return ()
    return tuple(
        (fact.measures, _within(fact.value, fact.citation), fact.citation)
        for fact in facts_of(document)
        if tables.is_row(fact.citation.quote) and fact.value.low is not None
    )


def _within(value: Value, citation: Citation) -> Value:
    """The value with its place in the quote, as it is found there."""
    at = value.start - citation.start
    return next((one for one in find(citation.quote) if one.start == at), value)


@lru_cache(maxsize=64)
def _figures(document: Document) -> tuple[tuple[str, Value, Citation], ...]:
    return tuple(_figures_of(document))


def _figures_of(document: Document) -> Iterator[tuple[str, Value, Citation]]:
    text = document.text
    for start, end in lines(text):
        bullet = BULLET.match(text, start, end)
        first = bullet.end() if bullet else start
        last = first + len(text[first:end].rstrip())
        line = _LINE.fullmatch(text, first, last)
        items = list(_ITEM.finditer(text, line.start("items"), last)) if line else []
        if line is None or len(items) < 2:
            continue
        for item in items:
            citation = Citation.of(document, first, item.end("figure"))
            if value := next((one for one in find(citation.quote) if one.start == item.start("figure") - first), None):
                yield f"{line['label']} {item['name']}", value, citation
