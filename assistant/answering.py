"""From a question to a verified answer: retrieve, draft, verify. Each step is an event, so that a door can show what is going on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date

from assistant.differences import weighed
from assistant.engines import Engine
from assistant.errors import InputError
from assistant.retrieval import Retriever
from assistant.telemetry import stage
from assistant.types import Answer, Answered, Document, Event, Passages, Searching
from assistant.verification import Evidence, verify


class Answering:
    """One way of answering over one index. Holds no state of a conversation."""

    def __init__(
        self,
        retriever: Retriever,
        engine: Engine,
        document: Callable[[str], Document],
        published: Callable[[], Mapping[str, date | None]],
        *,
        passages_read: int,
        min_confidence: float,
    ) -> None:
        self._retriever = retriever
        self._engine = engine
        self._document = document
        self._published = published
        self._passages_read = passages_read
        self._min_confidence = min_confidence

    def stream(self, question: str, standalone: str, as_of: date | None = None, chosen: Collection[str] | None = None) -> Iterator[Event]:
        """The steps of answering `standalone`, which is `question` with its references filled in; the last one is the answer.

        With `as_of` only documents that were published by then are evidence, with `chosen` only those of these ids.
        """
        yield Searching(standalone)
        published = self._published() if as_of else {}
        known = within(chosen, known_by(published, as_of) if as_of else None)
        if as_of and not known:
            yield Passages(())
            yield Answered(Answer(question, standalone, "not_in_sources", "", "", 0.0, reason=_none_known(published, as_of)))
            return
        with stage("retrieve"):
            found = self._retriever.search(standalone, self._passages_read, known)
            documents = self._documents({hit.passage.document_id for hit in found})
        hits = [hit for hit in found if hit.passage.document_id in documents]
        yield Passages(tuple(hits))
        with stage("read"):
            draft = self._engine.draft(standalone, hits, [documents[hit.passage.document_id] for hit in hits])
        with stage("verify"):
            evidence = Evidence([hit.passage for hit in hits], documents)
            answer = weighed(verify(question, standalone, draft, evidence, self._min_confidence), evidence)
        yield Answered(answer)

    def _documents(self, ids: set[str]) -> dict[str, Document]:
        """The documents by id, without those that were removed while they were searched."""
        documents = {}
        for document_id in ids:
            with suppress(InputError):
                documents[document_id] = self._document(document_id)
        return documents


def within(chosen: Collection[str] | None, known: frozenset[str] | None) -> frozenset[str] | None:
    """The ids of the documents that may be evidence; None stands for all."""
    if chosen is None:
        return known
    return frozenset(chosen) if known is None else known.intersection(chosen)


def known_by(published: Mapping[str, date | None], as_of: date) -> frozenset[str]:
    """The ids of the documents that were published by `as_of`. One without a date is none: nothing says that it was there by then."""
    return frozenset(document_id for document_id, day in published.items() if day is not None and day <= as_of)


def _none_known(published: Mapping[str, date | None], as_of: date) -> str:
    undated = sum(day is None for day in published.values())
    beside = f" ({undated} of {len(published)} have no date)" if undated else ""
    return f"No document is dated {as_of.isoformat()} or earlier{beside}."
