"""The routes in the assistant's own terms: questions, passages, facts and checks."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from fastapi.sse import format_sse_event

from assistant.api.described import POSTING, event_stream, refusals
from assistant.api.desk import Desk, Steps, attended
from assistant.api.schemas import AnswerBody, CheckBody, Comparisons, Facts, Object, Passages, Question, Search
from assistant.api.streaming import EventStream
from assistant.app import Assistant
from assistant.facts import Order
from assistant.types import Answered, Event, Hit, Searching, ValueKind
from assistant.types import Passages as Reading

AsOf = Annotated[date | None, Query(description="Only documents published by this day count.")]
_STREAM = {
    "description": "The events; `answer` or `error` is the last.",
    "content": event_stream("searching", "passages", "answer", "error"),
}


def routes(assistant: Assistant, desk: Desk) -> APIRouter:
    """The routes below /api, but for those of documents."""
    router = APIRouter(tags=["assistant"])

    @router.post("/api/ask", response_model=AnswerBody, responses=POSTING)
    async def ask(body: Question, request: Request) -> Response:
        """The verified answer to a question."""
        answer = await attended(request.receive, desk.answer(_steps(assistant, body)))
        return JSONResponse(answer.to_dict())

    @router.post("/api/ask/stream", response_class=Response, responses={**POSTING, 200: _STREAM})
    async def stream(body: Question) -> Response:
        """The same as server-sent events: what is searched for, the passages that are read, and the verified answer last."""
        return EventStream(desk, _steps(assistant, body), _as_events)

    @router.post("/api/search", response_model=Passages, responses=POSTING)
    async def search(body: Search, request: Request) -> Response:
        """The passages that speak of a question, best first."""
        work = partial(assistant.search, body.question, body.limit, as_of=body.as_of, documents=body.documents)
        hits = await attended(request.receive, desk.run(work))
        return JSONResponse({"passages": [hit_to_dict(hit) for hit in hits]})

    @router.post("/api/check", response_model=CheckBody, responses=POSTING)
    async def check(body: Object, request: Request) -> Response:
        """A saved answer held against the documents as they are now. The body is an answer as this interface gives it."""
        found = await attended(request.receive, desk.run(partial(assistant.check, body)))
        return JSONResponse(found.to_dict())

    _add_facts(router, assistant, desk)
    return router


def _add_facts(router: APIRouter, assistant: Assistant, desk: Desk) -> None:
    @router.get("/api/facts", response_model=Facts, responses=refusals(422, 503))
    async def facts(
        request: Request,
        kind: Annotated[list[ValueKind], Query(description="Only values of these kinds.")] = [],  # noqa: B006 (FastAPI copies it)
        document: Annotated[list[str], Query(description="Only these documents, by id or source.")] = [],  # noqa: B006
        about: Annotated[
            str, Query(max_length=1000, description="Words that must stand in what is measured, the heading or the title.")
        ] = "",
        as_of: AsOf = None,
        order: Order = "place",
        limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
        offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    ) -> Response:
        """Every value of the documents, with what it measures and where it stands."""
        work = partial(assistant.facts, kinds=kind, documents=document, about=about, as_of=as_of, order=order)
        found = await attended(request.receive, desk.run(work))
        return JSONResponse({"total": len(found), "facts": [fact.to_dict() for fact in found[offset : offset + limit]]})

    @router.get("/api/comparisons", response_model=Comparisons, responses=refusals(422, 503))
    async def comparisons(
        request: Request,
        document: Annotated[list[str], Query(description="Only these documents, by id or source.")] = [],  # noqa: B006
        about: Annotated[str, Query(max_length=1000, description="As for facts.")] = "",
        as_of: AsOf = None,
    ) -> Response:
        """The facts that measure the same, side by side: they agree, differ, or the later one replaces the earlier."""
        found = await attended(request.receive, desk.run(partial(assistant.comparisons, documents=document, about=about, as_of=as_of)))
        return JSONResponse({"total": len(found), "comparisons": [one.to_dict() for one in found]})


def _steps(assistant: Assistant, body: Question) -> Steps:
    return partial(assistant.stream, body.question, body.history, as_of=body.as_of, documents=body.documents)


def hit_to_dict(hit: Hit) -> dict[str, Any]:
    """A passage that was found, as JSON-ready values."""
    passage = hit.passage
    place = {"document_id": passage.document_id, "start": passage.start, "end": passage.end}
    return {**place, "text": passage.text, "heading": passage.heading, "page": passage.page, "score": round(hit.score, 4)}


async def _as_events(events: AsyncGenerator[Event]) -> AsyncGenerator[bytes]:
    async for event in events:
        yield _as_event(event)


def _as_event(event: Event) -> bytes:
    """One event on the wire. A piece of a draft is a comment without it: nobody has checked it yet."""
    if isinstance(event, Searching):
        return _event("searching", {"question": event.question})
    if isinstance(event, Reading):
        return _event("passages", {"passages": [hit_to_dict(hit) for hit in event.hits]})
    return _event("answer", event.answer.to_dict()) if isinstance(event, Answered) else format_sse_event(comment="writing")


def _event(name: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
