"""The server before it can answer: a light ASGI app in front that is there at once, until the real one has been loaded behind it.

A browser gets a page that waits and then turns into the chat by itself, a program a 503 with `Retry-After`, and `/healthz` what is being
done. Nothing is refused by closing the door: whoever comes early is told to wait. No key is asked for, since there is nothing to see yet;
where keys are set, not even the names of the documents that are being read are told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api import auth
from assistant.api.gate import Gate
from assistant.api.problems import refusal
from assistant.config import Settings
from assistant.indexing import Progress


class Front:
    """Serves `page` until `load`, which runs in a thread of its own, has come back with the app; then that app alone.

    `failure` holds what `load` raised, after which `ended` was called to stop the server. When the server is stopped before that, the
    progress handed to `load` raises KeyboardInterrupt at the next step that it is told of.
    """

    def __init__(self, page: str, load: Callable[[Progress], FastAPI], settings: Settings) -> None:
        self.failure: BaseException | None = None
        self.ready: Callable[[], None] = _nothing
        self.ended: Callable[[], None] = _nothing
        self._page = page
        self._load = load
        self._app: ASGIApp = Gate(self._wait, settings)
        self._private = bool(auth.keys_of(settings))
        self._doing = ("starting", 0, 0)
        self._stopping = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._live(receive, send) if scope["type"] == "lifespan" else self._app(scope, receive, send))

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        warming = asyncio.create_task(self._warm())
        await receive()
        self._stopping.set()
        await warming
        await send({"type": "lifespan.shutdown.complete"})

    async def _warm(self) -> None:
        try:
            app = await asyncio.to_thread(self._load, self._told)
            async with app.router.lifespan_context(app):
                self._app = app
                self.ready()
                await self._stopping.wait()
        except BaseException as error:  # it is raised again by whoever started the server
            self.failure = error
            self.ended()

    def _told(self, what: str, done: int, total: int) -> None:
        if self._stopping.is_set():
            raise KeyboardInterrupt
        self._doing = ("starting" if self._private else what, done, total)

    async def _wait(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._waiting(scope)(scope, receive, send)

    def _waiting(self, scope: Scope) -> Response:
        path, is_page = scope["path"], scope.get("method") in ("GET", "HEAD")
        if path == "/healthz":
            what, done, total = self._doing
            return JSONResponse({"status": "warming up", "doing": what, "done": done, "total": total})
        if path == "/" and is_page:
            return HTMLResponse(self._page, headers=_LATER)
        if path == auth.SIGN_IN and "text/html" in Headers(scope=scope).get("accept", ""):
            return RedirectResponse("/", 303, _LATER)  # which leads back here once it is there
        return refusal(scope, 503, "The models are still being loaded. Ask again in a moment.", "warming-up", _LATER)


_LATER = {"Retry-After": "1", "Cache-Control": "no-store"}


def _nothing(*_: Any) -> None:
    """What happens when nobody asked to be told."""
