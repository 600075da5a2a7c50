"""OpenAI's chat completions, as its clients expect them, with our verified answer in a field beside.

The text is the answer's sentences with their [n], and the reason where there is no answer; `assistant` holds the whole answer, and
`annotations` the citations as OpenAI's url citations. There is no sampling here, so the fields that steer it are taken and do nothing, and
neither does a system message: the documents are the only source. When streaming, nothing is sent before it is verified.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import AsyncGenerator, Sequence
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from fastapi.sse import format_sse_event
from pydantic import BaseModel, ConfigDict, Field

from assistant.api.described import event_stream, refusals
from assistant.api.desk import Desk, attended
from assistant.api.schemas import AnswerBody, Sent, Text
from assistant.api.streaming import EventStream
from assistant.app import Assistant
from assistant.errors import QuestionError
from assistant.types import Answer, Answered, Event, Usage

MODEL = "assistant"
_TURNS = 100  # as many as are taken elsewhere; earlier ones no follow-up speaks of
_PIECE = re.compile(r"\S+\s*|\s+")
_MARK = re.compile(r"\[(\d{1,3})\]")


class Part(BaseModel):
    """A part of a message; only text is read."""

    type: Literal["text"]
    text: Text


class Message(BaseModel):
    """One message. Those of system, developer and tools are taken and do nothing."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: Text | Annotated[list[Part], Field(max_length=100)] | None = None

    @property
    def words(self) -> str:
        """Its text."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    include_usage: bool = False


class Completion(BaseModel):
    """A conversation, whose last message is the question. Fields that steer sampling may be sent; there is nothing for them to steer."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"examples": [{"model": MODEL, "messages": [{"role": "user", "content": "How much has Alibaba committed?"}]}]},
    )

    model: Text
    messages: Annotated[list[Message], Field(min_length=1, max_length=2000)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = 1


class CompletionBody(Sent):
    """OpenAI's chat completion; `assistant` is our answer."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]
    usage: dict[str, int]
    assistant: AnswerBody


class OpenAIError(Sent):
    """OpenAI's error object."""

    error: dict[str, Any]


class Model(Sent):
    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class Models(Sent):
    object: Literal["list"]
    data: list[Model]


_READING = refusals(404, model=OpenAIError, kind="application/json")
_POSTING = refusals(400, 404, 411, 413, 503, model=OpenAIError, kind="application/json")
_MODEL = {"id": MODEL, "object": "model", "created": 0, "owned_by": "assistant"}


def routes(assistant: Assistant, desk: Desk) -> APIRouter:
    """The routes below /v1."""
    router = APIRouter(tags=["OpenAI-compatible"])

    @router.get("/v1/models", response_model=Models, responses=_READING)
    async def models() -> Response:
        """The one model that there is."""
        return JSONResponse({"object": "list", "data": [_MODEL]})

    @router.get("/v1/models/{model}", response_model=Model, responses=_READING)
    async def model(model: str) -> Response:
        """What there is to know about it."""
        _need_model(model)
        return JSONResponse(_MODEL)

    @router.post(
        "/v1/chat/completions",
        response_model=CompletionBody,
        responses={**_POSTING, 200: {"description": "The completion; as chunks with `stream`.", "content": event_stream()}},
    )
    async def complete(body: Completion, request: Request) -> Response:
        """Answer the last message, in the light of those before it; as server-sent events with `stream`."""
        _need_model(body.model)
        question, history = _conversation(body.messages)
        steps, reply = partial(assistant.stream, question, history), Reply(str(request.base_url))
        if body.stream:
            return EventStream(desk, steps, partial(reply.chunks, usage=bool(body.stream_options and body.stream_options.include_usage)))
        return JSONResponse(reply.whole(await attended(request.receive, desk.answer(steps))))

    return router


def _need_model(name: str) -> None:
    if name != MODEL:
        raise HTTPException(404, f"There is no model of that name here; the one there is is called {MODEL}.")


def _conversation(messages: Sequence[Message]) -> tuple[str, list[tuple[str, str]]]:
    """The question, and the turns before it: what the user said up to each reply, and that reply."""
    said = [message for message in messages if message.role in ("user", "assistant")]
    if not said or said[-1].role != "user":
        raise QuestionError("The last message must be the user's: it is the question.")
    history: list[tuple[str, str]] = []
    asked = ""
    for message in said[:-1]:
        if message.role == "user":
            asked = message.words
        elif asked:
            history.append((asked, message.words))
            asked = ""
    return said[-1].words, history[-_TURNS:]


class Reply:
    """One completion, whole or in chunks."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._id, self._created = f"chatcmpl-{uuid.uuid4().hex}", int(time.time())

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The completion as one object."""
        message = {"role": "assistant", "content": _text(answer), "refusal": None, "annotations": self._annotations(answer)}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**self._head("chat.completion"), "choices": [choice], "usage": _usage(answer), "assistant": answer.to_dict()}

    async def chunks(self, events: AsyncGenerator[Event], usage: bool) -> AsyncGenerator[bytes]:
        """The completion as events: comments while it is worked on, then the verified text in pieces, then the answer itself."""
        async for event in events:
            if not isinstance(event, Answered):
                yield format_sse_event(comment=type(event).__name__.lower())  # keeps the connection alive
                continue
            yield self._chunk({"role": "assistant", "content": ""})
            for piece in _PIECE.findall(_text(event.answer)):
                yield self._chunk({"content": piece})
            last = {"annotations": self._annotations(event.answer)}
            yield self._chunk(last, "stop", assistant=event.answer.to_dict())
            if usage:
                yield _data({**self._head("chat.completion.chunk"), "choices": [], "usage": _usage(event.answer)})
        yield format_sse_event(data_str="[DONE]")

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self._id, "object": kind, "created": self._created, "model": MODEL}

    def _chunk(self, delta: dict[str, Any], finish: str | None = None, **beside: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _data({**self._head("chat.completion.chunk"), "choices": [choice], **beside})

    def _annotations(self, answer: Answer) -> list[dict[str, Any]]:
        """Each [n] of the text, with where it leads."""
        found = []
        for mark in _MARK.finditer(_text(answer)):
            if 0 < int(mark[1]) <= len(answer.citations):
                citation = answer.citations[int(mark[1]) - 1]
                url = f"{self._base_url}api/documents/{citation.document_id}#{citation.start}-{citation.end}"
                place = {"start_index": mark.start(), "end_index": mark.end(), "title": citation.title, "url": url}
                found.append({"type": "url_citation", "url_citation": place})
        return found


def _text(answer: Answer) -> str:
    return answer.text or answer.reason


def _usage(answer: Answer) -> dict[str, int]:
    """Tokens of a language model, where one took part; there are none otherwise."""
    usage = answer.usage or Usage()
    return {"prompt_tokens": usage.read, "completion_tokens": usage.written, "total_tokens": usage.read + usage.written}


def _data(value: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(value, ensure_ascii=False))
