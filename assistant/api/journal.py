"""The journal: every request gets an id, is timed, counted and written down as a line of JSON, without what was asked or answered."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.config import Settings

_LOG = logging.getLogger(__name__)
_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_MCP = "/mcp"
Count = Callable[[str, str, int, float], None]


class Journal:
    """ASGI middleware, the outermost. A request's own X-Request-ID is kept where it is a plain one, and sent back."""

    def __init__(self, app: ASGIApp, count: Count) -> None:
        self._app, self._count = app, count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        scope["request_id"] = given if _ID.fullmatch(given) else uuid.uuid4().hex
        began, status = time.perf_counter(), 499  # a client that went away is sent nothing

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = scope["request_id"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._write(scope, status, time.perf_counter() - began)

    def _write(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        # Never the path itself, which may name a document.
        route = getattr(scope.get("route"), "path", _MCP if scope["path"] == _MCP else "other")
        self._count(method, route, status, seconds)
        fields = {"request_id": scope["request_id"], "method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        _LOG.info("request", extra={"fields": fields})


def configure(settings: Settings) -> None:
    """Log as the settings say, as JSON lines on stderr, all that this process logs."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(texts=settings.log_texts))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("assistant").setLevel(settings.log_level.upper())


class JsonLines(logging.Formatter):
    """A record as one line of JSON. An unexpected error is told by its class and where it happened: what it says may quote a document."""

    def __init__(self, *, texts: bool) -> None:
        super().__init__()
        self._texts = texts

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": moment, "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        line |= getattr(record, "fields", {})
        if record.exc_info and (error := record.exc_info[1]):
            line["error"] = type(error).__name__
            line["where"] = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-8:]]
            if self._texts:
                line["said"] = str(error)
        return json.dumps(line, ensure_ascii=False)
