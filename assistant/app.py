"""The public face: `Assistant`. The only place where settings become live objects."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from assistant import checking
from assistant.adoption import Adoption
from assistant.answering import Answering, known_by, within
from assistant.config import Settings, read_settings
from assistant.conversation import standalone
from assistant.conversations import Conversations
from assistant.differences import comparisons
from assistant.embedding import SentenceEncoder
from assistant.engines.composed import ComposedEngine
from assistant.engines.extractive import ExtractiveEngine
from assistant.engines.generative import Writer
from assistant.entailment import SupportJudge
from assistant.errors import InputError, QuestionError, SettingsError
from assistant.facts import FactBook, Order, Wanted, in_order
from assistant.generating import Generating
from assistant.indexing import Index, Progress, quiet
from assistant.language_model import LanguageModel, OpenAICompatible
from assistant.loaders import suffixes
from assistant.reader.calibration import needed_probability
from assistant.reader.model import SpanReader
from assistant.retrieval import Retriever
from assistant.suggestions import Suggestions, nearest
from assistant.telemetry import told
from assistant.text import normalise
from assistant.types import Added, Answer, Answered, Check, Citation, Comparison, Document, Event, Fact, Hit, Listed, Turn, ValueKind

_Known = TypeVar("_Known", Document, Listed)

if TYPE_CHECKING:  # the framework takes seconds to import, so it is when a part is asked for
    from assistant.llamaindex import AnswerEngine, PassageRetriever


class Assistant:
    """Answers questions about the documents of one data folder. Thread-safe; close it, or use it in a `with` statement."""

    def __init__(
        self, settings: Settings, index: Index, retriever: Retriever, answering: Answering, generating: Generating | None = None
    ) -> None:
        """For `open`; takes parts that are already live."""
        self.settings = settings
        self._index = index
        self._retriever = retriever
        self._answering = answering
        self._generating = generating
        self._facts = FactBook()
        self._conversations = Conversations(settings.data_dir / "conversations.db")
        self._suggestions = Suggestions(settings.data_dir / "suggestions.json", index.listed, index.document, self._offline)

    @classmethod
    def open(cls, settings: Settings | None = None, *, progress: Progress = quiet, rebuild: bool = False) -> Self:
        """Open the data folder of `settings` (by default those of the environment and `.env`); an empty one gets the corpus indexed.

        With `rebuild` the stored texts are cut and encoded anew first, as is needed after a change of model or passage size.
        Raises SettingsError, ModelError, StorageError.
        """
        settings = settings or read_settings()
        model = _language_model(settings)
        progress("loading models", 0, 2)
        embedder = SentenceEncoder(settings.model, allow_hub=settings.allow_hub)
        progress("loading models", 1, 2)
        reader = SpanReader.open()
        progress("loading models", 2, 2)
        index = (partial(Index.rebuild, progress=progress) if rebuild else Index.open)(
            settings.data_dir, embedder, passage_pieces=settings.passage_pieces, max_bytes=settings.max_file_mb * 1_000_000
        )
        retriever = Retriever(index, embedder, settings.dense_weight)
        answering = Answering(
            retriever,
            ComposedEngine(ExtractiveEngine(reader)),
            index.document,
            index.published,
            passages_read=settings.passages_read,
            min_confidence=needed_probability(settings.error_cost),
        )
        generating = _generating(settings, model, index, answering, embedder, SupportJudge(reader, embedder)) if model else None
        assistant = cls(settings, index, retriever, answering, generating)
        try:
            if not index.documents():
                assistant._add_corpus(progress)
        except BaseException:
            assistant.close()
            raise
        return assistant

    def ask(
        self, question: str, history: Sequence[tuple[str, str]] = (), *, as_of: date | None = None, documents: Collection[str] = ()
    ) -> Answer:
        """The verified answer. `history` holds earlier (question, answer) pairs, oldest first; it only serves to understand a follow-up.

        With `as_of` it is what the documents published by that day say; those without a date are left out, for nothing says when they were.
        With `documents`, ids or sources, only these are asked. Raises QuestionError when the question is empty or too long, InputError when
        there is no such document.
        """
        *_, last = self.stream(question, history, as_of=as_of, documents=documents)
        assert isinstance(last, Answered)  # noqa: S101 - what stream promises
        return last.answer

    def stream(
        self, question: str, history: Sequence[tuple[str, str]] = (), *, as_of: date | None = None, documents: Collection[str] = ()
    ) -> Iterator[Event]:
        """The events of answering, the last of them `Answered`. A `Token` is a piece of a draft that nobody has checked yet.

        Closing the iterator ends what is being asked of a language model.
        """
        asked, turns, scope = self._checked(question), _turns(history), self._scope(documents)
        if self._generating:
            return told(self._generating.stream(question, asked, turns, as_of, scope))
        return told(self._answering.stream(question, standalone(asked, turns), as_of, scope))

    def search(self, question: str, limit: int = 10, *, as_of: date | None = None, documents: Collection[str] = ()) -> list[Hit]:
        """The passages that retrieval finds, best first; `as_of` and `documents` are as in `ask`."""
        known = within(self._scope(documents), known_by(self._index.published(), as_of) if as_of else None)
        return self._retriever.search(self._checked(question), limit, known)

    def facts(
        self,
        *,
        kinds: Collection[ValueKind] = (),
        documents: Collection[str] = (),
        about: str = "",
        as_of: date | None = None,
        order: Order = "place",
        progress: Progress = quiet,
    ) -> list[Fact]:
        """Every value that the documents state, with what it measures and where.

        `documents` are ids or sources, `about` words that must stand in what is measured, the heading or the title; `as_of` is as in `ask`.
        `order` is "place", "value" or "date". Raises InputError when there is no such document.
        """
        chosen = self._chosen(documents)
        if as_of:
            chosen = [document for document in chosen if document.published is not None and document.published <= as_of]
        return in_order(filter(Wanted(kinds, about), self._facts.of(chosen, progress)), order)

    def comparisons(
        self,
        *,
        kinds: Collection[ValueKind] = (),
        documents: Collection[str] = (),
        about: str = "",
        as_of: date | None = None,
        progress: Progress = quiet,
    ) -> list[Comparison]:
        """The facts that measure the same, side by side, with whether they agree, differ, or the later one replaces the earlier.

        Takes the same as `facts`. It misses rather than claims: only clauses of the same words, names, periods and units are compared.
        """
        return comparisons(self.facts(kinds=kinds, documents=documents, about=about, as_of=as_of, progress=progress), progress)

    def add(self, *paths: str | Path, progress: Progress = quiet, source: Callable[[Path], str] | None = None) -> list[Added]:
        """Add files, and all readable files of folders; one that cannot be read is `rejected` and says why, the others go on.

        `source` says what a file is called, its path unless told; adding a file of a known source replaces that document.
        """
        return self._index.add([(path, (source or self._source)(path)) for path in _files(paths)], progress)

    def add_text(self, title: str, text: str, *, progress: Progress = quiet) -> Added:
        """Add a text that is in no file, say one that was pasted; without a title its first line is its title.

        Another text of the same title replaces it. What cannot be a document is `rejected`, and says why.
        """
        named = " ".join(normalise(title).split()) or " ".join(text.split()[:8])
        return self._index.add_text(title, text, f"pasted/{_sayable(named[:80])}", progress)

    def documents(self) -> list[Document]:
        """All documents, ordered by source."""
        return self._index.documents()

    def document_count(self) -> int:
        """How many documents there are; quicker than to list them."""
        return self._index.document_count()

    def listed(self) -> list[Listed]:
        """All documents as a list shows them, ordered by source, without their texts."""
        corpus = f"{self.settings.corpus_dir.resolve().name}/"
        return [replace(one, from_corpus=one.source.startswith(corpus)) for one in self._index.listed()]

    def document(self, document_id: str) -> Document:
        """One document. Raises InputError when there is none of that id."""
        return self._index.document(document_id)

    def remove(self, document_id: str) -> Document:
        """Remove a document; no search finds it any more. Raises InputError when there is none of that id."""
        return self._index.remove(document_id)

    def restore(self, document_id: str) -> Document:
        """Take back the removal of a document, one of the last few since opening. Raises InputError when it can no longer be taken back."""
        return self._index.restore(document_id)

    def check(self, answer: Answer | Mapping[str, Any]) -> Check:
        """A saved answer (or its JSON) held against the documents as they are now: where its citations stand, which values they state.

        Raises InputError when the JSON is no answer's.
        """
        return checking.check(answer if isinstance(answer, Answer) else checking.saved_answer(answer), self._cited)

    def as_retriever(self, limit: int = 10) -> PassageRetriever:
        """Our retrieval as a LlamaIndex `BaseRetriever`, at most `limit` nodes a question."""
        return cast("PassageRetriever", import_module("assistant.llamaindex").PassageRetriever(self, limit))

    def as_query_engine(self) -> AnswerEngine:
        """Our verified answers as a LlamaIndex query engine; the source nodes are the citations, with their offsets."""
        return cast("AnswerEngine", import_module("assistant.llamaindex").AnswerEngine(assistant=self))

    def suggestions(self, limit: int = 4, *, near: str = "", documents: Collection[str] = (), wait: bool = False) -> list[str]:
        """Questions that the documents answer, made from what they say; with `near` those most like that question first.

        They are made in the background on the first call after the documents changed, a few seconds for an article; until then there are
        those that are known from before, unless told to `wait`. `documents` are ids.
        """
        return [one.question for one in nearest(self._suggestions.now(wait=wait), near, documents)[:limit]]

    @property
    def conversations(self) -> Conversations:
        """The conversations that are kept in the data folder."""
        return self._conversations

    def close(self) -> None:
        """Give the data folder back. Can be called again; everything else raises ClosedError from now on."""
        self._suggestions.close()
        self._conversations.close()
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _add_corpus(self, progress: Progress) -> None:
        """Index the corpus folder. One that was named must be there; an app that adds its own documents need not have the usual one."""
        corpus = self.settings.corpus_dir
        if corpus.is_dir():
            self.add(corpus, progress=progress)
        elif "corpus_dir" in self.settings.model_fields_set:
            raise SettingsError(f"ASSISTANT_CORPUS_DIR is {corpus}, which is no folder. Make it and put documents there, or name another.")

    def _chosen(self, names: Collection[str]) -> list[Document]:
        """The documents of these ids or sources, all for no names."""
        return _named(self.documents(), names) if names else self.documents()

    def _offline(self, question: str) -> Answer:
        """The answer without a language model, and counted nowhere: nobody asked."""
        *_, last = self._answering.stream(question, question)
        assert isinstance(last, Answered)  # noqa: S101 - what stream promises
        return last.answer

    def _scope(self, names: Collection[str]) -> frozenset[str] | None:
        """The ids of the documents that are asked; None for all."""
        return frozenset(one.id for one in _named(self._index.listed(), names)) if names else None

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
        corpus, here, home = self.settings.corpus_dir.resolve(), Path.cwd(), Path.home()
        for inside, root, prefix in ((corpus, corpus.parent, ""), (here, here, ""), (home, home, "~/")):
            if full.is_relative_to(inside):
                return _sayable(prefix + full.relative_to(root).as_posix())
        return _sayable(full.as_posix())

    def _cited(self, citation: Citation) -> Document | None:
        try:
            return self._index.document(citation.document_id)
        except InputError:
            return self._index.document_called(citation.source)


def _named(documents: Sequence[_Known], names: Collection[str]) -> list[_Known]:
    """Those of `documents` that have one of these ids or sources. Raises InputError for a name that none has."""
    for name in names:
        if not any(name in (document.id, document.source) for document in documents):
            raise InputError(f"No document has the id or source {name!r}. The list of documents shows what there is.")
    return [document for document in documents if document.id in names or document.source in names]


def _sayable(name: str) -> str:
    """A file name with the bytes that are no UTF-8 written out."""
    return name.encode("utf-8", "backslashreplace").decode()


def _language_model(settings: Settings) -> OpenAICompatible | None:
    if not settings.llm_url:
        return None
    key = settings.llm_key.get_secret_value()
    return OpenAICompatible(
        settings.llm_url, settings.llm_model, key, context=settings.llm_context, answer_tokens=settings.llm_answer_tokens
    )


def _generating(
    settings: Settings, model: LanguageModel, index: Index, answering: Answering, embedder: SentenceEncoder, judge: SupportJudge
) -> Generating:
    adoption = Adoption(judge, needed_probability(settings.error_cost))
    return Generating(answering, Writer(model, embedder.count_pieces, settings.llm_context), adoption, index.document, settings.llm_timeout)


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
