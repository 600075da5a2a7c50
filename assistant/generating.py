"""Answering with a language model: the offline answer is made while the model writes, and stands wherever the model's draft does not.

One wall-clock time holds for all that is asked of the model for a question. No server can stretch it: whatever becomes of the requests, the
offline answer is shown by then, with a note that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from time import monotonic

from assistant.adoption import Adoption
from assistant.answering import Answering
from assistant.conversation import accepted, standalone
from assistant.engines.generative import Source, Writer
from assistant.errors import InputError, LanguageModelError
from assistant.language_model import Reply
from assistant.telemetry import stage
from assistant.types import Answer, Answered, Document, Event, Hit, Passages, Token, Turn, Usage

_CONDENSING = 1 / 3  # share of the time in which a follow-up must be condensed
_CHECKING = 0.1  # share of the time, and seconds at most, that are kept for taking the draft apart
_CHECKING_MOST = 1.5


class Generating:
    """One way of answering, with a writer beside it that has `seconds` for each question."""

    def __init__(
        self, answering: Answering, writer: Writer, adoption: Adoption, document: Callable[[str], Document], seconds: float
    ) -> None:
        self._answering = answering
        self._writer = writer
        self._adoption = adoption
        self._document = document
        self._seconds = seconds

    def stream(
        self, question: str, asked: str, turns: Sequence[Turn], as_of: date | None = None, chosen: Collection[str] | None = None
    ) -> Iterator[Event]:
        """The steps of answering `asked`, which is `question` as it was read; tokens are a draft, unverified, the last event the answer.

        Closing the iterator ends the request to the model.
        """
        writing = _Writing(self._writer, monotonic(), self._seconds)
        try:
            alone = writing.condensed(asked, turns)
            for event in self._answering.stream(question, alone, as_of, chosen):
                if isinstance(event, Passages):
                    writing.begin(alone, self._sources(event.hits))
                if isinstance(event, Answered):
                    with stage("generate"):
                        yield from writing.tokens()
                    with stage("verify"):
                        answer = self._final(event.answer, writing)
                    yield Answered(answer)
                else:
                    yield event
        finally:
            writing.close()

    def _final(self, offline: Answer, writing: _Writing) -> Answer:
        answer = replace(offline, note=writing.failure) if writing.failure else offline
        if writing.sources and not writing.failure:
            answer = self._adoption.adopted(offline, writing.text, writing.sources, writing.deadline)
        return replace(answer, usage=writing.usage)

    def _sources(self, hits: Sequence[Hit]) -> list[Source]:
        """The passages to send, without those of documents that were removed while they were searched."""
        found: list[tuple[Hit, Document]] = []
        documents: dict[str, Document] = {}
        for hit in hits:
            with suppress(InputError):
                documents.setdefault(hit.passage.document_id, self._document(hit.passage.document_id))
                found.append((hit, documents[hit.passage.document_id]))
        return self._writer.sources([hit for hit, _ in found], [document for _, document in found])


class _Writing:
    """What is asked of the model for one question, and what has come of it."""

    def __init__(self, writer: Writer, began: float, seconds: float) -> None:
        self.text = ""
        self.failure = ""
        self.sources: list[Source] = []
        self._writer = writer
        self._until_condensed = began + seconds * _CONDENSING
        self.deadline = began + seconds
        self._until = self.deadline - min(_CHECKING_MOST, seconds * _CHECKING)
        self._replies: list[Reply] = []

    @property
    def usage(self) -> Usage | None:
        """Tokens of all requests, None when no server told any."""
        counted = [reply.usage for reply in self._replies if reply.usage]
        return sum(counted[1:], counted[0]) if counted else None

    def condensed(self, question: str, turns: Sequence[Turn]) -> str:
        """The question made to stand alone: by the model where that makes sense, else by rule. A model that fails is not asked again."""
        by_rule = standalone(question, turns)
        if not turns:
            return by_rule
        try:
            reply = self._ask(self._writer.condensed(question, turns, self._until_condensed))
            return accepted("".join(reply), question, turns) or by_rule
        except LanguageModelError as error:
            self.failure = str(error)
            return by_rule

    def begin(self, question: str, sources: list[Source]) -> None:
        """Have the model begin its draft, where there is anything to draft from."""
        self.sources = sources
        if sources and not self.failure:
            self._ask(self._writer.draft(question, sources, self._until))

    def tokens(self) -> Iterator[Token]:
        """The draft as it comes; afterwards it is in `text`, or why it is not in `failure`."""
        try:
            for piece in self._replies[-1] if self.sources and not self.failure else ():
                self.text += piece
                yield Token(piece)
        except LanguageModelError as error:
            self.failure = str(error)

    def close(self) -> None:
        """End every request."""
        for reply in self._replies:
            reply.close()

    def _ask(self, reply: Reply) -> Reply:
        self._replies.append(reply)
        return reply
