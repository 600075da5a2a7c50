"""The HTTP door: a FastAPI app with a small JSON API, behind a gate that checks where a request comes from.

The browser chat is not made here: `ui.py` stands above this package and mounts itself onto the app. Only `serve`, which starts a whole
server, has to find it, and does so by name ("ui" is installed as a top-level module): importing it at the top would turn the layers
upside down and load gradio for everybody who wants the API alone.
"""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from functools import partial
from importlib import import_module
from typing import Protocol

import uvicorn
from fastapi import FastAPI, Security
from fastapi.security import HTTPBearer

from assistant import mcp, telemetry
from assistant.api import auth, completions, documents, embed, health, journal, metrics, native, nowhere, problems, signin
from assistant.api.desk import Desk
from assistant.api.gate import Gate
from assistant.app import Assistant
from assistant.config import Settings, read_settings
from assistant.errors import SettingsError
from assistant.indexing import Progress
from assistant.warming import Front

Mount = Callable[[FastAPI, Assistant], object]
_DESCRIPTION = (
    "Ask your articles in plain words: the shortest complete answer, the sentence that says so, and a citation that opens it. "
    "Errors are problem documents (RFC 9457), below /v1 OpenAI's error object."
)


class Opening(Protocol):
    """What opens an assistant, such as `Assistant.open`."""

    def __call__(self, settings: Settings, /, *, progress: Progress) -> Assistant: ...


def make_app(assistant: Assistant) -> FastAPI:
    """The app with every door but the browser chat; `ui.mount(app, assistant)` adds that to it."""
    settings = assistant.settings
    desk = Desk(settings.questions_at_once, settings.questions_waiting, settings.waiting_seconds)
    counted, keys, throttle = metrics.Metrics(desk, assistant.document_count), auth.keys_of(settings), auth.Throttle()
    # No /docs: its page loads scripts from another host. The schema itself stays at /openapi.json.
    app = FastAPI(title="assistant", description=_DESCRIPTION, docs_url=None, redoc_url=None, lifespan=_listening(counted))
    bearer = Security(HTTPBearer(auto_error=False, description="One of ASSISTANT_API_KEYS, where there are any."))
    for guarded in (native, documents, completions):
        app.include_router(guarded.routes(assistant, desk), dependencies=[bearer])
    app.include_router(metrics.routes(counted), dependencies=[bearer])
    for routes in (health.routes(assistant), signin.routes(keys, throttle), embed.routes(), nowhere.routes()):
        app.include_router(routes)
    mcp.mount(app, mcp.make_server(assistant, desk))
    problems.install(app)
    # The one added last is the outermost.
    app.add_middleware(problems.LastResort)
    app.add_middleware(auth.Doorkeeper, keys=keys, throttle=throttle)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(journal.Journal, count=counted.request)
    return app


def _listening(counted: metrics.Metrics) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with telemetry.listening(counted):
            yield

    return lifespan


def serve(settings: Settings | None = None, *, mount: Mount | None = None, open_: Opening = Assistant.open) -> None:
    """Serve the API and the chat until interrupted; the address is printed once requests are answered.

    A browser that comes before is shown a page that waits, from a moment after the start. Raises SettingsError when the address cannot be
    listened on, and what `Assistant.open` raises; each message is one line.
    """
    settings = settings or read_settings()
    auth.require_safety(settings)
    chat = import_module("ui")  # light: it loads gradio when it is mounted
    with _listen(settings.host, settings.port) as listener, ExitStack() as opened:
        journal.configure(settings)

        def load(progress: Progress) -> FastAPI:
            assistant = opened.enter_context(open_(settings, progress=progress))
            app = make_app(assistant)
            progress("preparing the page", 0, 0)
            (mount or chat.mount)(app, assistant)
            return app

        front = Front(chat.waiting_page(), load, settings)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn raises it again once it has shut down; close in order then
        _run(front, listener, address(settings.host, listener.getsockname()[1]))
        if front.failure:
            raise front.failure


def _run(front: Front, listener: socket.socket, where: str) -> None:
    """Serve until interrupted, or until loading failed."""
    config = uvicorn.Config(front, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=3)
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
