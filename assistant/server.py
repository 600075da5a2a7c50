"""The HTTP door: a FastAPI app with a small JSON API, behind a gate that checks where a request comes from.

The browser chat is not made here: `ui.py` stands above this package and mounts itself onto the app. Only `serve`, which starts a whole
server, has to find it, and does so by name ("ui" is installed as a top-level module): importing it at the top would turn the layers
upside down and load gradio for everybody who wants the API alone.
"""

from __future__ import annotations

import ipaddress
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import date
from functools import partial
from importlib import import_module
from typing import Annotated, Any, Protocol
from urllib.parse import urlsplit

import uvicorn
from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.app import Assistant
from assistant.config import Settings, read_settings
from assistant.errors import AssistantError, InputError, SettingsError, StorageError
from assistant.indexing import Progress
from assistant.types import Document
from assistant.warming import Front

Mount = Callable[[FastAPI, Assistant], object]


class Opening(Protocol):
    """What opens an assistant, such as `Assistant.open`."""

    def __call__(self, settings: Settings, /, *, progress: Progress) -> Assistant: ...


_BODY_LIMIT = 1_000_000
_UPLOAD_PATH = "/gradio_api/upload"  # limited for each file by the one who reads it
_HEADERS = {
    # 'unsafe-eval' is what the chat's own templates need; the policy stops loading from and sending to other hosts.
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def _whole(text: str) -> str:
    """JSON may hold half a surrogate pair, which is no character and cannot be sent back."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds half a character")
    return text


Text = Annotated[str, AfterValidator(_whole)]


class Question(BaseModel):
    """The body of `POST /api/ask`; `history` holds the turns before, oldest first, as [question, answer].

    With `as_of` only documents that were published by that day count.
    """

    model_config = ConfigDict(extra="forbid")

    question: Annotated[Text, Field(examples=["How much has Alibaba committed?"])]
    history: Annotated[list[tuple[Text, Text]], Field(max_length=100)] = []
    as_of: date | None = None


def make_app(assistant: Assistant) -> FastAPI:
    """The app with the API alone; `ui.mount(app, assistant)` adds the chat to it."""
    # No /docs: its page loads scripts from another host. The schema itself stays at /openapi.json.
    app = FastAPI(title="assistant", description="Ask your articles in plain words.", docs_url=None, redoc_url=None)
    app.include_router(_routes(assistant))
    app.add_middleware(Gate, names=frozenset({assistant.settings.host.lower()}))
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(StarletteHTTPException, _on_http_error)
    app.add_exception_handler(AssistantError, _on_assistant_error)
    app.add_exception_handler(Exception, _on_crash)
    return app


def serve(settings: Settings | None = None, *, mount: Mount | None = None, open_: Opening = Assistant.open) -> None:
    """Serve the API and the chat until interrupted; the address is printed once requests are answered.

    A browser that comes before is shown a page that waits, from a moment after the start. Raises SettingsError when the address cannot be
    listened on, and what `Assistant.open` raises; each message is one line.
    """
    settings = settings or read_settings()
    chat = import_module("ui")  # light: it loads gradio when it is mounted
    with _listen(settings.host, settings.port) as listener, ExitStack() as opened:

        def load(progress: Progress) -> FastAPI:
            assistant = opened.enter_context(open_(settings, progress=progress))
            app = make_app(assistant)
            progress("preparing the page", 0, 0)
            (mount or chat.mount)(app, assistant)
            return app

        front = Front(chat.waiting_page(), load, partial(Gate, names=frozenset({settings.host.lower()})))
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn raises it again once it has shut down; close in order then
        _run(front, listener, address(settings.host, listener.getsockname()[1]))
        if front.failure:
            raise front.failure


def _run(front: Front, listener: socket.socket, where: str) -> None:
    """Serve until interrupted, or until loading failed."""
    config = uvicorn.Config(front, log_level="warning", server_header=False, timeout_graceful_shutdown=3)
    server = uvicorn.Server(config)

    def end() -> None:
        server.should_exit = True

    front.ended = end
    front.ready = partial(print, f"Ready at {where} (stop with Ctrl+C)", flush=True)
    print(f"Warming up at {where}", file=sys.stderr, flush=True)
    server.run(sockets=[listener])


def address(host: str, port: int) -> str:
    """What to type into a browser on this machine for a server that listens on `host` and `port`."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104
    return f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{port}"


class Gate:
    """ASGI middleware: refuses requests that a foreign page may have sent, and adds the security headers to every response.

    Host must be an IP address, localhost or one of `names`, so that a name that is made to point at this machine opens nothing (DNS
    rebinding). An Origin, where there is one, must be that Host. A body must say its length, and be no longer than a question needs.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._names = names | {"localhost"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._is_known(host):
            return _error(403, "This name is not served here. Use localhost, an IP address, or set ASSISTANT_HOST to the name.")
        if origin is not None and not _same_place(origin, host):
            return _error(403, "Requests from pages of other sites are not answered.")
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] != _UPLOAD_PATH:
            length = headers.get("content-length", "")
            if not (length.isascii() and length.isdigit()):
                return _error(411, "Say how long the body is (Content-Length).")
            if len(length) > 12 or int(length) > _BODY_LIMIT:
                return _error(413, f"The request is longer than {_BODY_LIMIT:,} bytes. Send less.")
        return None

    def _is_known(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._names or _is_ip_address(name)


def _same_place(origin: str, host: str) -> bool:
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


def _routes(assistant: Assistant) -> APIRouter:
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Answers while the server is up; touches nothing else, so that it also answers under load."""
        return {"status": "ok"}

    @router.post("/api/ask")
    def ask(body: Question) -> dict[str, Any]:
        """The verified answer to a question."""
        return assistant.ask(body.question, body.history, as_of=body.as_of).to_dict()

    @router.get("/api/documents")
    def documents() -> dict[str, Any]:
        """What can be asked about."""
        return {"documents": [_document_to_dict(document) for document in assistant.documents()]}

    @router.get("/api/documents/{document_id}")
    def document(document_id: str) -> dict[str, Any]:
        """A document with its text; the offsets of citations count characters of it."""
        try:
            found = assistant.document(document_id)
        except InputError as error:
            raise HTTPException(404, str(error)) from error
        return {**_document_to_dict(found), "page_offsets": list(found.pages), "text": found.text}

    taken = [(route.path_regex, route.methods) for route in router.routes if isinstance(route, APIRoute)]

    @router.api_route("/api/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    def nothing(request: Request) -> None:
        path = request.url.path
        allowed = ", ".join(sorted(method for pattern, methods in taken if pattern.match(path) for method in methods or ()))
        if allowed:
            raise HTTPException(405, f"{path} takes {allowed}, not {request.method}. See /openapi.json.", {"Allow": allowed})
        raise HTTPException(404, f"There is nothing at {path}. See /openapi.json for what there is.")

    return router


def _document_to_dict(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "sha256": document.sha256,
        "characters": len(document.text),
        "pages": len(document.pages) or None,
        "published": document.published.isoformat() if document.published else None,
    }


def _error(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": message}, status, headers)


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for this class alone)
    return _error(422, " ".join(dict.fromkeys(_problem(one) for one in error.errors())))


def _problem(error: Mapping[str, Any]) -> str:
    """What is wrong with a body, in a sentence."""
    where, kind = ".".join(str(part) for part in error["loc"][1:]), error["type"]
    if kind == "json_invalid":
        return f"The body is not JSON: {error['ctx']['error']} at character {where}."
    if not where:
        return 'The body must be a JSON object like {"question": "…"}, sent as application/json.'
    known = {
        "missing": "is missing",
        "extra_forbidden": "is no field of it",
        "string_type": "must be a text",
        "list_type": "must be a list",
    }
    return f"{where}: {known.get(kind) or error['msg']}."


async def _on_http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StarletteHTTPException)  # noqa: S101 (registered for this class alone)
    return _error(error.status_code, error.detail, error.headers)


async def _on_assistant_error(_: Request, error: Exception) -> JSONResponse:
    """What is wrong with the request is the sender's to mend (422), the data folder may come back (503), the rest is ours (500)."""
    return _error(422 if isinstance(error, InputError) else 503 if isinstance(error, StorageError) else 500, str(error))


async def _on_crash(_: Request, error: Exception) -> JSONResponse:
    logging.getLogger(__name__).debug("a request failed", exc_info=error)
    return _error(500, "Something went wrong here. The server's log says what.")


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything slow happens."""
    try:
        family, *_, where = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(where[:2], family=family)
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {host}:{port} ({error.strerror or error}). "
            "Stop what uses it, or choose another with --host and --port (ASSISTANT_HOST, ASSISTANT_PORT)."
        ) from error


def _is_ip_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return False
    return True
