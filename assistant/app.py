"""The public face: `Assistant`. The only place where settings become live objects."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.answering import Answering
from assistant.config import Settings, read_settings
from assistant.conversation import standalone
from assistant.embedding import SentenceEncoder, base_folder
from assistant.engines.composed import ComposedEngine
from assistant.engines.extractive import ExtractiveEngine
from assistant.errors import InputError, QuestionError
from assistant.indexing import Index, Progress, quiet
from assistant.loaders import suffixes
from assistant.reader.model import SpanReader
from assistant.retrieval import Retriever
from assistant.text import normalise
from assistant.types import Added, Answer, Answered, Document, Event, Hit, Turn
from assistant.verification import checked


class Assistant:
    """Answers questions about the documents of one data folder. Thread-safe; close it, or use it in a `with` statement."""

    def __init__(self, settings: Settings, index: Index, retriever: Retriever, answering: Answering) -> None:
        """For `open`; takes parts that are already live."""
        self.settings = settings
        self._index = index
        self._retriever = retriever
        self._answering = answering

    @classmethod
    def open(cls, settings: Settings | None = None, *, progress: Progress = quiet, rebuild: bool = False) -> Self:
        """Open the data folder of `settings` (by default those of the environment and `.env`); an empty one gets the corpus indexed.

        With `rebuild` the stored texts are cut and encoded anew first, as is needed after a change of model or passage size.
        Raises SettingsError, ModelError, StorageError.
        """
        settings = settings or read_settings()
        progress("loading models", 0, 2)
        embedder = SentenceEncoder(settings.model, allow_hub=settings.allow_hub)
        progress("loading models", 1, 2)
        reader = SpanReader(base_folder())
        progress("loading models", 2, 2)
        index = (partial(Index.rebuild, progress=progress) if rebuild else Index.open)(
            settings.data_dir, embedder, passage_pieces=settings.passage_pieces, max_bytes=settings.max_file_mb * 1_000_000
        )
        retriever = Retriever(index, embedder, settings.dense_weight)
        answering = Answering(
            retriever,
            ComposedEngine(ExtractiveEngine(reader)),
            index.document,
            passages_read=settings.passages_read,
            min_confidence=settings.min_confidence,
        )
        assistant = cls(settings, index, retriever, answering)
        if not index.documents() and settings.corpus_dir.is_dir():
            assistant.add(settings.corpus_dir, progress=progress)
        return assistant

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer:
        """The verified answer. `history` holds earlier (question, answer) pairs, oldest first; it only serves to understand a follow-up.

        Raises QuestionError when the question is empty or too long.
        """
        *_, last = self.stream(question, history)
        assert isinstance(last, Answered)  # noqa: S101 - what stream promises
        return last.answer

    def stream(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Iterator[Event]:
        """The events of answering, the last of them `Answered`."""
        asked = self._checked(question)
        return self._answering.stream(question, standalone(asked, _turns(history)))

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """The passages that retrieval finds, best first."""
        return self._retriever.search(self._checked(question), limit)

    def add(self, *paths: str | Path, progress: Progress = quiet, source: Callable[[Path], str] | None = None) -> list[Added]:
        """Add files, and all readable files of folders; one that cannot be read is `rejected` and says why, the others go on.

        `source` says what a file is called, its path unless told; adding a file of a known source replaces that document.
        """
        return self._index.add([(path, (source or self._source)(path)) for path in _files(paths)], progress)

    def documents(self) -> list[Document]:
        """All documents, ordered by source."""
        return self._index.documents()

    def document(self, document_id: str) -> Document:
        """One document. Raises InputError when there is none of that id."""
        return self._index.document(document_id)

    def remove(self, document_id: str) -> Document:
        """Remove a document; no search finds it any more. Raises InputError when there is none of that id."""
        return self._index.remove(document_id)

    def check(self, answer: Answer | Mapping[str, Any]) -> list[str]:
        """What no longer holds of a saved answer (or its JSON), a sentence each: citations gone or changed, values unproved."""
        saved = answer.to_dict() if isinstance(answer, Answer) else answer
        broken = [problem for citation in saved["citations"] if (problem := self._check_citation(citation))]
        values = checked(saved["short"], [str(citation["quote"]) for citation in saved["citations"]])
        return broken + [f"{one.value.text} is stated by no citation." for one in values if not one.supported]

    def close(self) -> None:
        """Give the data folder back."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _checked(self, question: str) -> str:
        if len(question) > self.settings.max_question:
            raise QuestionError(
                f"The question has {len(question):,} characters; at most {self.settings.max_question:,} are read. Shorten it."
            )
        visible = "".join(c for c in normalise(question) if unicodedata.category(c) not in {"Cf", "Cc", "Cs", "Co", "Cn"} or c in "\n\t")
        asked = " ".join(visible.split())
        if not any(character.isalnum() for character in asked):
            raise QuestionError("The question is empty. Ask in plain words, for example: How much was invested, and until when?")
        return asked

    def _source(self, path: Path) -> str:
        """What a file is called: relative to the corpus folder's parent or the current folder if inside, with `~` for the home folder."""
        try:
            full = path.resolve()
        except (OSError, RuntimeError):  # a loop of links; reading it says so
            return _sayable(str(path))
        for root, prefix in ((self.settings.corpus_dir.resolve().parent, ""), (Path.cwd(), ""), (Path.home(), "~/")):
            inside = self.settings.corpus_dir.resolve() if root == self.settings.corpus_dir.resolve().parent else root
            if full.is_relative_to(inside):
                return _sayable(prefix + full.relative_to(root).as_posix())
        return _sayable(full.as_posix())

    def _check_citation(self, citation: Mapping[str, Any]) -> str:
        try:
            text = self._index.document(citation["document_id"]).text
        except InputError:
            return f"{citation['source']} was removed or changed: “{citation['quote']}” cannot be opened any more."
        if text[citation["start"] : citation["end"]] == citation["quote"]:
            return ""
        return f"{citation['source']} reads otherwise at {citation['start']}–{citation['end']} than “{citation['quote']}”."


def _sayable(name: str) -> str:
    """A file name with the bytes that are no UTF-8 written out."""
    return name.encode("utf-8", "backslashreplace").decode()


def _turns(history: Sequence[tuple[str, str]]) -> list[Turn]:
    """Earlier turns as values. Raises QuestionError when they are no pairs of texts."""
    turns = [tuple(pair) if isinstance(pair, list | tuple) else () for pair in history]
    if not all(len(turn) == 2 and all(isinstance(text, str) for text in turn) for turn in turns):
        raise QuestionError("The history cannot be read. Give (question, answer) pairs of texts, oldest first.")
    return [Turn(normalise(question), normalise(answer)) for question, answer in turns]


def _files(paths: Sequence[str | Path]) -> Iterator[Path]:
    """The files meant: those named, and in folders every file of a readable format that lies in it, in a stable order."""
    for path in paths:
        if not str(path):
            raise InputError("An empty path names no file. Give files or folders; `.` is the current folder.")
        if os.path.isdir(path):  # noqa: PTH112 - never raises, unlike Path.is_dir with a name that is too long
            yield from (file for file in sorted(Path(path).rglob("*")) if _readable(file, Path(path)))
        else:
            yield Path(path)


def _readable(file: Path, folder: Path) -> bool:
    return file.suffix.lower() in suffixes() and file.is_file() and file.resolve().is_relative_to(folder.resolve())
