"""A small real assistant over documents given as text: finds the sentence with most of the question's words, and the amount in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from assistant import checking
from assistant.app import Assistant
from assistant.config import read_settings
from assistant.conversations import Conversations
from assistant.differences import comparisons
from assistant.errors import DocumentError, InputError, QuestionError
from assistant.facts import Order, Wanted, facts_of, in_order
from assistant.loaders import load, pasted
from assistant.types import (
    Added,
    Answer,
    Answered,
    Check,
    Citation,
    Comparison,
    Document,
    Event,
    Fact,
    Hit,
    Listed,
    Passage,
    Passages,
    Searching,
    ValueKind,
)


class FakeAssistant:
    """Answers without a model: good enough to tell whether a door shows what it was told."""

    def __init__(self, *documents: Document, **settings: object) -> None:
        self.settings = read_settings(**settings)
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

    def stream(
        self, question: str, history: Sequence[tuple[str, str]] = (), *, as_of: date | None = None, documents: Collection[str] = ()
    ) -> Iterator[Event]:
        answer = self.ask(question, history, as_of=as_of, documents=documents)
        return iter([Searching(question), Passages(tuple(self.search(question, as_of=as_of, documents=documents))), Answered(answer)])

    def search(self, question: str, limit: int = 10, *, as_of: date | None = None, documents: Collection[str] = ()) -> list[Hit]:
        found = self._best(question, as_of, documents)
        passages = [Passage(f"{found.document_id}:0", found.document_id, found.start, found.end, found.quote)] if found else []
        return [Hit(passage, 1.0, ("lexical",)) for passage in passages][:limit]

    def facts(
        self,
        *,
        kinds: Collection[ValueKind] = (),
        documents: Collection[str] = (),
        about: str = "",
        as_of: date | None = None,
        order: Order = "place",
    ) -> list[Fact]:
        known = [one for one in self._chosen(documents) if not as_of or (one.published and one.published <= as_of)]
        return in_order(filter(Wanted(kinds, about), [fact for document in known for fact in facts_of(document)]), order)

    def comparisons(
        self, *, kinds: Collection[ValueKind] = (), documents: Collection[str] = (), about: str = "", as_of: date | None = None
    ) -> list[Comparison]:
        return comparisons(self.facts(kinds=kinds, documents=documents, about=about, as_of=as_of))

    def check(self, answer: Mapping[str, Any]) -> Check:
        return checking.check(checking.saved_answer(answer), lambda citation: self._documents.get(citation.document_id))

    def remove(self, document_id: str) -> Document:
        self._removed = self.document(document_id)
        return self._documents.pop(document_id)

    def restore(self, document_id: str) -> Document:
        return self._documents.setdefault(document_id, self._removed)

    def suggestions(self, limit: int = 4, *, near: str = "", documents: Collection[str] = ()) -> list[str]:
        del near, documents
        return ["How much money has Alibaba committed to AI and cloud computing?"][:limit] if self._documents else []

    def listed(self) -> list[Listed]:
        return [Listed(one.id, one.title, one.source, len(one.text), len(one.pages), 1, one.published) for one in self.documents()]

    def document_count(self) -> int:
        return len(self._documents)

    def _chosen(self, names: Collection[str]) -> list[Document]:
        if unknown := set(names) - {name for document in self.documents() for name in (document.id, document.source)}:
            raise InputError(f"No document has the id or source {unknown.pop()!r}.")
        return [document for document in self.documents() if not names or document.id in names or document.source in names]

    def documents(self) -> list[Document]:
        return sorted(self._documents.values(), key=lambda document: document.source)

    def document(self, document_id: str) -> Document:
        if document_id not in self._documents:
            raise InputError(f"There is no document {document_id}.")
        return self._documents[document_id]

    def add(self, *paths: str | Path, progress: object = None, source: Callable[[Path], str] | None = None) -> list[Added]:
        del progress
        return [self._add(Path(path), source(Path(path)) if source else Path(path).name) for path in paths]

    def _add(self, path: Path, name: str) -> Added:
        if path.suffix != ".txt":
            return Added(name, "rejected", message=f"{name} is no text file. Save it as .txt.")
        try:
            document = replace(load(path, source=name, max_bytes=self.settings.max_file_mb * 1_000_000), source=name)
        except DocumentError as error:
            return Added(name, "rejected", message=str(error))
        self._documents[document.id] = document
        return Added(name, "added", document, 1)

    def add_text(self, title: str, text: str) -> Added:
        named = title or text.split("\n")[0]
        try:
            document = pasted(title, text, f"pasted/{named}", max_bytes=self.settings.max_file_mb * 1_000_000)
        except DocumentError as error:
            return Added(f"pasted/{named}", "rejected", message=str(error))
        self._documents[document.id] = document
        return Added(document.source, "added", document, 1)

    def _best(self, question: str, as_of: date | None, documents: Collection[str]) -> Citation | None:
        asked = {word for word in re.findall(r"\w+", question.lower()) if len(word) > 3}
        best: tuple[int, Citation | None] = (1, None)
        for document in self._chosen(documents):
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


def fake(*documents: Document, **settings: object) -> Assistant:
    """The fake in the shape that doors take."""
    return cast(Assistant, FakeAssistant(*documents, **settings))


def with_pages(document: Document, *pages: int) -> Document:
    """The document, its pages beginning at these offsets."""
    return replace(document, pages=pages)
