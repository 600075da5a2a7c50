"""From a question to a verified answer: retrieve, draft, verify. Each step is an event, so that a door can show what is going on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from assistant.engines import Engine
from assistant.errors import InputError
from assistant.retrieval import Retriever
from assistant.types import Answered, Document, Event, Passages, Searching
from assistant.verification import Evidence, verify


class Answering:
    """One way of answering over one index. Holds no state of a conversation."""

    def __init__(
        self, retriever: Retriever, engine: Engine, document: Callable[[str], Document], *, passages_read: int, min_confidence: float
    ) -> None:
        self._retriever = retriever
        self._engine = engine
        self._document = document
        self._passages_read = passages_read
        self._min_confidence = min_confidence

    def stream(self, question: str, standalone: str) -> Iterator[Event]:
        """The steps of answering `standalone`, which is `question` with its references filled in; the last one is the answer."""
        yield Searching(standalone)
        found = self._retriever.search(standalone, self._passages_read)
        documents = self._documents({hit.passage.document_id for hit in found})
        hits = [hit for hit in found if hit.passage.document_id in documents]
        yield Passages(tuple(hits))
        draft = self._engine.draft(standalone, hits, [documents[hit.passage.document_id] for hit in hits])
        evidence = Evidence([hit.passage for hit in hits], documents)
        yield Answered(verify(question, standalone, draft, evidence, self._min_confidence))

    def _documents(self, ids: set[str]) -> dict[str, Document]:
        """The documents by id, without those that were removed while they were searched."""
        documents = {}
        for document_id in ids:
            with suppress(InputError):
                documents[document_id] = self._document(document_id)
        return documents
