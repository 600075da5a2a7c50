"""Lists inside a sentence, found by what announces them: "Three goals are named: A, B and C", "Referees: A and B", "the reasons are A and
B", "Councillors A and B voted against", "won in 1998, 2004 and 2011", "Never use A, B or C"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.engines.composed.polar import sentences_of
from assistant.senses import alike
from assistant.syntax import content, context_of, holds, words
from assistant.text import Span
from assistant.types import Citation, Claim, Document, Draft, Hit
from assistant.values import find

_COLON = re.compile(r"(?P<lead>[^:]{3,200}):\s+(?:first\s+)?(?P<items>[^:]+?)[.;]?$", re.S)
_ARE = re.compile(r"(?P<lead>[^,:;]{3,160}?)\s(?:are|were|include|included|includes)\s(?P<items>[^:;]+?)[.;]?$", re.S)
_NAMES = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)*"
_NAMED = re.compile(rf"\b(?P<noun>[A-Za-z][\w-]*s) (?P<items>{_NAMES}(?:, {_NAMES})*,? and {_NAMES})(?P<said> [^.;]*)")
_YEARS = re.compile(r"\b(?P<items>[12]\d{3}(?:, [12]\d{3})*,? and [12]\d{3})\b")
_NEVER = re.compile(r"^\W*(?:never|do not|don['’]t)\s+(?P<verb>[a-z]+)\s+(?P<items>[^.;:]+)", re.I)
_FORBIDDEN = re.compile(r"^\W*what\b[^?]*\b(?:never|not|n['’]t|forbidden|banned)\b", re.I)
_ASKS_YEARS = re.compile(r"^\W*(?:in |on |and )*(?:which|what) (?:years|seasons)\b", re.I)
_JOINT = re.compile(r",\s+(?:and\s+|or\s+|then\s+)?|\s+(?:and|or|&)\s+")
_LAST_JOINT = re.compile(r"(?:,\s*|\s+)(?:and|or|&|then)\s+")
_DESCRIBES = re.compile(r",\s(?:which|who|where)\b[^,]*(?=,)")
_SIDES = frozenset({"against", "without"})  # what must be in the question as in what announces the list
_ENOUGH = 0.6  # share of the words of a question that must be said, most of them where the list is announced
_CONFIDENCE = 0.8  # chance, estimated and not fitted, that a list is the one asked for


def announced(question: str, noun: str, number: int, hits: Sequence[Hit], documents: Sequence[Document]) -> Draft | None:
    """The one list that a sentence of the hits announces in the words of the question; None where there is none, or more than one.

    `noun` is the plural that the question asks for, "" where it has none, `number` how many items it asks for, 0 where it does not say.
    """
    fits: list[tuple[float, Document, Span, Span]] = []
    for document, start, end in sentences_of(hits, documents):
        sentence = document.text[start:end]
        context = context_of(document.text, document.title, start)
        for lead, (first, last) in _lists(question, noun, sentence):
            count = len(_JOINT.split(_DESCRIBES.sub("", sentence[first:last])))
            fit = _fit(question, noun, lead, sentence, context)
            if fit and (not number or count == number):
                fits.append((fit, document, (start, end), (start + first, start + last)))
    best = max((fit for fit, *_ in fits), default=0.0)
    top = {(document.id, items): (document, sentence, items) for fit, document, sentence, items in fits if fit == best}
    if len(top) != 1:
        return None
    document, around, items = next(iter(top.values()))
    citation = Citation.of(document, *around)
    return Draft(" ".join(document.text[slice(*items)].split()), (Claim(" ".join(citation.quote.split()), (citation,)),), _CONFIDENCE)


def _lists(question: str, noun: str, sentence: str) -> Iterator[tuple[str, Span]]:
    """What announces each list of a sentence, with the span of its items."""
    if _ASKS_YEARS.match(question):
        yield from ((sentence[: years.start()], years.span("items")) for years in _YEARS.finditer(sentence))
        return
    if _FORBIDDEN.match(question) and (order := _NEVER.match(sentence)) and holds(question, order["verb"]):
        yield order["verb"], order.span("items")
    if not noun:
        return
    for named in _NAMED.finditer(sentence):
        if alike(named["noun"], noun):
            yield f"{named['noun']}{named['said']}", named.span("items")
    for pattern in (_COLON, _ARE):
        match = pattern.match(sentence)
        if match and holds(match["lead"], noun) and _is_list(match["items"]):
            yield match["lead"], match.span("items")


def _is_list(text: str) -> bool:
    return bool(_LAST_JOINT.search(text)) and len(text.split()) < 80


def _fit(question: str, noun: str, lead: str, sentence: str, context: str) -> float:
    """The share of the question's words that lead in to the list, 0 where a name is said nowhere or too little is."""
    stated = {value.text for value in find(question)}
    wanted = [word for word in content(question) if not alike(word.text, noun or "-") and word.text not in stated]
    known = [word for word in wanted if holds(lead, word.text) or holds(sentence, word.text) or holds(context, word.text)]
    if any(word.is_name and word.start and word not in known for word in wanted):
        return 0.0
    near = sum(holds(lead, word.text) for word in wanted)
    if len(known) < _ENOUGH * len(wanted) or (not near and not (noun and holds(lead, noun))):
        return 0.0
    asked, said = ({word.text.lower() for word in words(text)} & _SIDES for text in (question, lead))
    return (1 + near) / (1 + len(wanted)) if asked == said else 0.0
