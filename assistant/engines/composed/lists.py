"""Whole lists: the items under a heading or lead-in that the question speaks of, or all parts of "A, B and C" where the reader took one.

A number in the question ("the four …") must be the number of the items; a list that is not whole is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.engines.composed.announced import announced
from assistant.engines.spans import trimmed
from assistant.enumerations import Enumeration, coordination, enumerations, labels
from assistant.questions import asks_for
from assistant.senses import alike
from assistant.syntax import Word, content, context_of, holds
from assistant.text import Span
from assistant.types import Citation, Claim, Document, Draft, Hit

_NUMBERS = {word: number for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)}
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|but|please|can you|could you) )*"
    r"(?:(?:for|in|to|with|on|of|from|at|by) )?(?:which|what|who|whom|name|list|give(?: me)?|tell me|enumerate)\b(?: (?:were|are|is|was))?"
    rf"(?: all)?(?: of)?(?: (?:the|its|his|her|their))?(?: (?P<count>{'|'.join(_NUMBERS)}|[2-9]|1\d)\b)?(?: (?P<rest>.+))?$",
    re.I,
)
_PLURAL = re.compile(r"^(?:[\w'’-]+ ){0,3}?(?P<noun>[\w-]*[^\Ws_'’]s|people|men|women|children|criteria|media)\b", re.I)
_NOT_PLURAL = frozenset(
    "is was has does its his this news series business process access status address basis focus bonus congress across".split()
)
_CONFIDENCE = 0.8  # chance, estimated and not fitted, that a list is the one asked for
_ENOUGH = 0.6  # share of the words of a question that a lead-in and its heading must have, unless it has all of the lead-in's
_LISTED = re.compile(r"(?:list|name|enumerat|give)(?:s|ed|d|n)?", re.I)


def complete(question: str, draft: Draft, hits: Sequence[Hit], documents: Sequence[Document]) -> Draft:
    """`draft`, or the whole list where the question asks for one; a refusal where the number that it states is not met."""
    asked = _ASKS.match(question)
    if asked is None:
        return draft
    stated = asked["count"] or ""
    number = _NUMBERS.get(stated.lower(), int(stated) if stated.isdigit() else 0)
    plural = _plural(asked["rest"] or "")
    if found := announced(question, plural, number, hits, documents):
        return found
    if asks_for(question) or not (number or plural):
        return _coordinated(draft, documents, 0) if not asks_for(question) else draft
    return listed(question, plural, number, documents) or _coordinated(draft, documents, number)


def _plural(rest: str) -> str:
    """The plural noun that is asked for."""
    match = _PLURAL.match(rest)
    return match["noun"] if match and match["noun"].lower() not in _NOT_PLURAL else ""


def listed(question: str, noun: str, number: int, documents: Sequence[Document]) -> Draft | None:
    """The items of the one enumeration whose lead-in speaks of what is asked for."""
    wanted = [word for word in content(question) if word.text.lower() not in _NUMBERS and not _LISTED.fullmatch(word.text)]
    scored = [
        (_fit(wanted, noun, document, one), document, one) for document in dict.fromkeys(documents) for one in enumerations(document.text)
    ]
    ranked = sorted((each for each in scored if each[0] > 0), key=lambda each: -each[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    _, document, best = ranked[0]
    return _enumerated(document, best, number)


def _fit(wanted: Sequence[Word], noun: str, document: Document, found: Enumeration) -> float:
    """How well an enumeration suits a question, 0 where it does not: it is led in by other words, or one item of it is asked about."""
    text = document.text
    lead, heading = (content(text[start:end]) for start, end in (found.lead, found.heading))
    above = context_of(text, document.title, found.items[0][0])
    named = all(holds(above, word.text) for word in wanted if word.is_name and word.start)
    if not wanted or not named or (noun and not any(alike(noun, word.text) for word in [*lead, *heading])):
        return 0.0
    open_words = [word for word in wanted if not any(alike(word.text, said.text) for said in [*lead, *heading])]
    spans = labels(text, found.items)
    if any(
        holds(text[start:end], word.text)
        for (start, end), item in zip(spans, found.items, strict=True)
        if end + 1 < item[1]
        for word in open_words
    ):
        return 0.0
    asked = 1 - sum(0.5 if holds(document.title, word.text) else 1.0 for word in open_words) / len(wanted)
    covered = sum(any(alike(said.text, word.text) for word in wanted) for said in lead) / len(lead) if lead else 0.0
    return max(asked, covered) + covered if asked >= _ENOUGH or covered == 1 else 0.0


def _enumerated(document: Document, found: Enumeration, number: int) -> Draft:
    text = document.text
    adjacent = text[found.lead[1] : found.items[0][0]].count("\n\n") == 0
    citation = Citation.of(document, *trimmed(text, found.lead[0] if adjacent else found.items[0][0], found.items[-1][1]))
    if number and number != len(found.items):
        reason = f"You ask for {number}; the articles list {len(found.items)} here."
        return Draft("", (), _CONFIDENCE, "not_in_sources", reason, citation)
    items = tuple(text[start:end] for start, end in labels(text, found.items))
    return Draft(joined(items), (Claim(" ".join(citation.quote.split()), (citation,)),), _CONFIDENCE, items=items)


def _coordinated(draft: Draft, documents: Sequence[Document], number: int) -> Draft:
    """The draft with its span widened to the whole of the coordination it is part of."""
    if draft.verdict != "answered" or not draft.claims:
        return draft
    citation = draft.claims[0].citations[0]
    document = next(one for one in documents if one.id == citation.document_id)
    at = document.text.find(draft.short, citation.start, citation.end)
    parts: tuple[Span, ...] = coordination(document.text, at, at + len(draft.short), (citation.start, citation.end)) if at >= 0 else ()
    if number and len(parts) != number:
        named = f"only {draft.short}" if not parts else f"{len(parts)}: {document.text[parts[0][0] : parts[-1][1]]}"
        return Draft("", (), draft.confidence, "not_in_sources", f"You ask for {number}; the articles name {named}.", citation)
    return replace(draft, short=document.text[parts[0][0] : parts[-1][1]]) if parts else draft


def joined(items: Sequence[str]) -> str:
    """ "A, B and C"; with semicolons where an item has a comma or an "and" of its own."""
    mark = ";" if any(re.search(r",|\band\b", item) for item in items) else ","
    return f"{f'{mark} '.join(items[:-1])} and {items[-1]}" if mark == "," else "; ".join(items)
