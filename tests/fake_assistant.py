"""A small real assistant over documents given as text: finds the sentence with most of the question's words, and the amount in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from assistant.app import Assistant
from assistant.config import read_settings
from assistant.conversations import Conversations
from assistant.differences import comparisons
from assistant.errors import InputError, QuestionError
from assistant.facts import Wanted, facts_of
from assistant.types import (
    Added,
    Answer,
    Answered,
    Citation,
    Comparison,
    Document,
    Event,
    Fact,
    Listed,
    Passages,
    Searching,
    ValueKind,
)


class FakeAssistant:
    """Answers without a model: good enough to tell whether a door shows what it was told."""

    def __init__(self, *documents: Document, max_question: int = 4000) -> None:
        self.settings = read_settings(max_question=max_question)
        self.conversations = Conversations(None)
        self._documents = {document.id: document for document in documents}

    def ask(
        self, question: str, history: Sequence[tuple[str, str]] = (), *, as_of: date | None = None, documents: Collection[str] = ()
    ) -> Answer:
        if not question.strip() or len(question) > self.settings.max_question:
            raise QuestionError(f"The question must have 1 to {self.settings.max_question} characters.")
        standalone = f"{question} ({history[-1][0]})" if history and question.lower().startswith("and ") else question
        found = self._best(standalone, as_of, documents)
        if found is None:
            return Answer(question, standalone, "not_in_sources", "", "", 0.1, reason="No document speaks of this.", nearest=self._first())
        amount = re.search(r"\$\d[\d.]*( \w+illion)?", found.quote)
        return Answer(question, standalone, "answered", amount.group() if amount else found.quote, f"{found.quote} [1]", 0.97, (found,))

    def stream(self, question: str, history: Sequence[tuple[str, str]] = (), *, documents: Collection[str] = ()) -> Iterator[Event]:
        yield Searching(question)
        yield Passages(())
        yield Answered(self.ask(question, history, documents=documents))

    def suggestions(self, limit: int = 4, *, near: str = "", documents: Collection[str] = ()) -> list[str]:
        del near, documents
        return ["How much money has Alibaba committed to AI and cloud computing?"][:limit] if self._documents else []

    def listed(self) -> list[Listed]:
        return [Listed(one.id, one.title, one.source, len(one.text), len(one.pages), 1, one.published) for one in self.documents()]

    def facts(self, *, kinds: Collection[ValueKind] = (), documents: Collection[str] = (), about: str = "") -> list[Fact]:
        chosen = [one for one in self.documents() if not documents or one.id in documents]
        return [fact for one in chosen for fact in facts_of(one) if Wanted(kinds, about)(fact)]

    def comparisons(self, **chosen: Any) -> list[Comparison]:
        return comparisons(self.facts(**chosen))

    def documents(self) -> list[Document]:
        return sorted(self._documents.values(), key=lambda document: document.source)

    def document(self, document_id: str) -> Document:
        if document_id not in self._documents:
            raise InputError(f"There is no document {document_id}.")
        return self._documents[document_id]

    def add(self, *paths: str | Path, progress: object = None, source: Callable[[Path], str] | None = None) -> list[Added]:
        del progress, source
        return [self._add(Path(path)) for path in paths]

    def _add(self, path: Path) -> Added:
        if path.suffix != ".txt":
            return Added(path.name, "rejected", message=f"{path.name} is no text file. Save it as .txt.")
        document = document_of(path.read_text(encoding="utf-8"), path.name)
        self._documents[document.id] = document
        return Added(path.name, "added", document, 1)

    def remove(self, document_id: str) -> Document:
        self._removed = self._documents.pop(document_id)
        return self._removed

    def restore(self, document_id: str) -> Document:
        return self._documents.setdefault(document_id, self._removed)

    def add_text(self, title: str, text: str) -> Added:
        document = document_of(text, f"pasted/{title}", title)
        self._documents[document.id] = document
        return Added(document.source, "added", document, 1)

    def _best(self, question: str, as_of: date | None, documents: Collection[str]) -> Citation | None:
        asked = {word for word in re.findall(r"\w+", question.lower()) if len(word) > 3}
        best: tuple[int, Citation | None] = (1, None)
        for document in self.documents():
            if documents and document.id not in documents:
                continue
            if as_of and not (document.published and document.published <= as_of):
                continue
            for sentence in re.finditer(r"(?:[^\n.]|\.(?!\s))+[.\n]?", document.text):
                shared = len(asked & set(re.findall(r"\w+", sentence.group().lower())))
                if shared > best[0]:
                    best = (shared, Citation.of(document, sentence.start(), sentence.end()))
        return best[1]

    def _first(self) -> Citation | None:
        return next((Citation.of(document, 0, min(80, len(document.text))) for document in self.documents()), None)


def document_of(text: str, source: str = "article.txt", title: str = "") -> Document:
    """A document with this text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(digest[:16], title or text.split("\n")[0][:80], source, text, digest)


def fake(*documents: Document, max_question: int = 4000) -> Assistant:
    """The fake in the shape that doors take."""
    return cast(Assistant, FakeAssistant(*documents, max_question=max_question))


def with_pages(document: Document, *pages: int) -> Document:
    """The document, its pages beginning at these offsets."""
    return replace(document, pages=pages)
