"""Suggested questions: made from what the documents say, and each asked before it is offered.

Only a question that the assistant answered, out of the document and with the very thing that it was made of, is kept. That takes a while,
so it happens in the background; the result stays in the data folder for as long as the documents stay the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from threading import Event, Lock, Thread

from assistant.asking import Candidate, candidates
from assistant.errors import AssistantError
from assistant.facts import facts_of
from assistant.folder import read_json, write_durably
from assistant.syntax import content
from assistant.types import Answer, Document, Listed
from assistant.values import equal, find

VERSION = 1  # raised when other questions come out of the same documents
TRIED = 60  # questions, all documents together
TRIED_OF_ONE = 12
KEPT = 24


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that is answered from this document."""

    question: str
    document_id: str


class Suggestions:
    """The suggestions for one catalog, made anew in the background when its documents have changed."""

    def __init__(
        self, file: Path, listed: Callable[[], list[Listed]], document: Callable[[str], Document], ask: Callable[[str], Answer]
    ) -> None:
        self._file, self._listed, self._document, self._ask = file, listed, document, ask
        self._starting, self._stopped = Lock(), Event()
        self._thread: Thread | None = None
        self._key, self._known = _kept(file)

    def now(self, *, wait: bool = False) -> list[Suggestion]:
        """Those that are known at this moment; what is missing is begun, and waited for if told to."""
        there = {one.id for one in self._listed()}
        with self._starting:
            idle = self._thread is None or not self._thread.is_alive()
            if idle and self._key != _key(there) and not self._stopped.is_set():
                self._thread = Thread(target=self._make, args=(sorted(there),), name="suggestions", daemon=True)
                self._thread.start()
            thread = self._thread
        if wait and thread:
            thread.join()
        return [one for one in self._known if one.document_id in there]

    def close(self) -> None:
        """Stop making more."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def _make(self, ids: Sequence[str]) -> None:
        try:
            found = list(self._answered(ids))
            if not self._stopped.is_set():
                self._known, self._key = found, _key(ids)
                write_durably(self._file, json.dumps({"key": self._key, "questions": [asdict(one) for one in found]}))
        except (AssistantError, OSError):
            return  # documents went away meanwhile, or the disk is full: what was known stays, and the next call tries again

    def _answered(self, ids: Sequence[str]) -> Iterator[Suggestion]:
        kept = 0
        for candidate in self._candidates(ids):
            if self._stopped.is_set() or kept == KEPT:
                return
            if holds(self._ask(candidate.question), candidate):
                kept += 1
                yield Suggestion(candidate.question, candidate.citation.document_id)

    def _candidates(self, ids: Sequence[str]) -> list[Candidate]:
        """The first of each document, then the second of each, and so on: no document crowds out the others."""
        per_document = []
        for document in map(self._document, ids[:TRIED]):
            per_document.append(list(candidates(document, facts_of(document)))[:TRIED_OF_ONE])
        return [one for together in zip_longest(*per_document) for one in together if one][:TRIED]


def _kept(file: Path) -> tuple[str, list[Suggestion]]:
    """What was written when the documents were those of the key; nothing where the file is not, or not whole."""
    kept = read_json(file) or {}
    try:
        return str(kept["key"]), [Suggestion(str(one["question"]), str(one["document_id"])) for one in kept["questions"]]
    except (KeyError, TypeError):
        return "", []


def holds(answer: Answer, candidate: Candidate) -> bool:
    """Whether the answer says what the question was made from, out of the same document."""
    if answer.verdict != "answered" or candidate.citation.document_id not in {one.document_id for one in answer.citations}:
        return False
    if candidate.value is not None:
        return any(equal(value, candidate.value) for value in find(answer.short))
    return candidate.words in answer.short


def nearest(suggestions: Iterable[Suggestion], question: str, documents: Collection[str]) -> list[Suggestion]:
    """Those about `documents` (all for none); with a `question`, those that share most words with it first."""
    asked = {word.text.casefold() for word in content(question)}
    about = [one for one in suggestions if not documents or one.document_id in documents]
    return sorted(about, key=lambda one: -len(asked & {word.text.casefold() for word in content(one.question)}))


def _key(ids: Iterable[str]) -> str:
    return sha256(f"{VERSION} {' '.join(sorted(ids))}".encode()).hexdigest()
