"""Yes and no: decided by a sentence of the hits, refused where none decides or two decide differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.engines.spans import sentence_around
from assistant.injection import is_injected
from assistant.polarity import decide, statement
from assistant.syntax import content, context_of, holds
from assistant.text import sentences
from assistant.types import Citation, Claim, Document, Draft, Hit

_CONFIDENCE = 0.85  # chance, estimated and not fitted, that a decision is right


def answer(question: str, hits: Sequence[Hit], documents: Sequence[Document]) -> Draft | None:
    """The draft for a yes/no question, or None for any other."""
    asked = statement(question)
    if asked is None:
        return None
    decided: dict[str, list[Citation]] = {"Yes": [], "No": []}
    for document, start, end in sentences_of(hits, documents):
        verdict = decide(question, document.text[start:end], context_of(document.text, document.title, start))
        if verdict:
            decided[verdict].append(Citation.of(document, start, end))
    both = bool(decided["Yes"] and decided["No"])
    verdict = "Yes" if decided["Yes"] else "No"
    if both or not decided[verdict]:
        reason = "The articles say both yes and no to this." if both else "No sentence of the articles settles this with a yes or a no."
        return Draft("", (), 0.0, "not_in_sources", reason, _nearest(asked.text, hits, documents))
    cited = decided[verdict][0]
    return Draft(verdict, (Claim(" ".join(cited.quote.split()), (cited,)),), _CONFIDENCE)


def sentences_of(hits: Sequence[Hit], documents: Sequence[Document]) -> Iterator[tuple[Document, int, int]]:
    """Every sentence of the hits, best hit first, without bullet and white space around it."""
    for hit, document in zip(hits, documents, strict=True):
        for first, last in sentences(hit.passage.text):
            start, end = sentence_around(document.text, hit.passage, hit.passage.start + first, hit.passage.start + last)
            if start < end and not is_injected(document.text, start):
                yield document, start, end


def _nearest(text: str, hits: Sequence[Hit], documents: Sequence[Document]) -> Citation:
    """The sentence with the most words of the question."""
    wanted = content(text)
    best = max(sentences_of(hits, documents), key=lambda one: sum(holds(one[0].text[one[1] : one[2]], word.text) for word in wanted))
    return Citation.of(*best)
