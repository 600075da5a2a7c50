""" "Only this, or more than that?": answered by a sentence that says it is not only this."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.engines.composed.polar import sentences_of
from assistant.engines.spans import trimmed
from assistant.syntax import clauses, content, context_of, holds
from assistant.types import Citation, Claim, Document, Draft, Hit

_ONLY_OR_MORE = re.compile(
    r"\b(?:only|just|merely|simply) (?P<what>[^?]+?),? or (?:is (?:it|there) |does it |do they )?(?:more|something more|for more)\b", re.I
)
_NOT_ONLY = re.compile(r"(?:\bnot|n['’]t|\bno longer|\bfar from)\s+(?:only|just|merely|simply|solely|content with)\b", re.I)
_ONLY = re.compile(r"\b(?:only|just|merely|simply|solely|nothing more than)\b", re.I)
_CONFIDENCE = 0.75


def choose(question: str, hits: Sequence[Hit], documents: Sequence[Document]) -> Draft | None:
    """The draft for "only A, or more than that?", or None for another question or where no sentence says."""
    match = _ONLY_OR_MORE.search(question)
    if match is None:
        return None
    asked = content(match["what"])
    ranked = []
    for document, start, end in sentences_of(hits, documents):
        sentence = document.text[start:end]
        context = context_of(document.text, document.title, start)
        for first, last in clauses(sentence):
            clause = sentence[first:last]
            matched = [word for word in asked if holds(clause, word.text)]
            named = all(holds(f"{context} {sentence}", word.text) for word in content(question) if word.is_name)
            if matched and named and _ONLY.search(clause):
                ranked.append((len(matched), bool(_NOT_ONLY.search(clause)), match["what"][matched[0].start :], document, start, end))
    if not ranked:
        return None
    _, more, what, document, start, end = max(ranked, key=lambda each: each[0])
    first, last = trimmed(document.text, start, end)
    citation = Citation.of(document, first, last)
    short = f"more than {what}" if more else f"only {what}"
    return Draft(short, (Claim(" ".join(citation.quote.split()), (citation,)),), _CONFIDENCE)
