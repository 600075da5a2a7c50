"""A response that grows: it takes its place at the desk first, so that one too many is refused with a status."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress

from fastapi.responses import Response
from fastapi.sse import format_sse_event
from starlette.types import Receive, Scope, Send

from assistant.api.desk import Desk, Steps, attended
from assistant.api.problems import GoneError, failure
from assistant.types import Event

Writing = Callable[[AsyncGenerator[Event]], AsyncGenerator[bytes]]
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class EventStream(Response):
    """Server-sent events, which `writing` makes of the events of answering. Ends early when the client goes away."""

    media_type = "text/event-stream"

    def __init__(self, desk: Desk, steps: Steps, writing: Writing) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._desk, self._steps, self._writing = desk, steps, writing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(GoneError):
            await attended(receive, self._send(scope, send))

    async def _send(self, scope: Scope, send: Send) -> None:
        async with self._desk.place(), aclosing(self._desk.events(self._steps)) as events, aclosing(self._writing(events)) as pieces:
            begun = False
            try:
                async for piece in pieces:
                    if not begun:
                        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                        begun = True
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            except Exception as error:
                if not begun:
                    raise
                logging.getLogger(__name__).error(
                    "a stream broke", exc_info=True, extra={"fields": {"request_id": scope.get("request_id")}}
                )
                said = json.dumps(failure(scope, error), ensure_ascii=False)
                await send({"type": "http.response.body", "body": format_sse_event(event="error", data_str=said), "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
