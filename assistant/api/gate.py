"""The gate: where a request comes from, how long it is, and the headers that every response carries."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.problems import refusal
from assistant.config import Settings, listed

BODY_LIMIT = 1_000_000
_ADDING = "/api/documents"
_UPLOAD_PATH = "/gradio_api/upload"  # limited for each file by the one who reads it
_POLICY = {
    # 'unsafe-eval' is what the chat's own templates need; the policy stops loading from and sending to other hosts.
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
_SMALL_POLICY = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "connect-src": "'self'", "form-action": "'self'"}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Gate:
    """ASGI middleware: refuses requests that a foreign page may have sent, and adds the security headers to every response.

    Host must be an IP address, localhost or one of the names in the settings, so that a name that is made to point at this machine opens
    nothing (DNS rebinding). An Origin, where there is one, must be that Host. A body must say its length, and be no longer than its route
    needs. The pages of the widget alone may be framed and loaded by other sites, which ones the settings say.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._names = {"localhost", settings.host.lower(), *(name.lower() for name in listed(settings.server_names))}
        self._limits = {_ADDING: settings.max_file_mb * 1_000_000 + BODY_LIMIT}
        self._headers = _headers(_POLICY)
        self._of_pages = page_headers(listed(settings.embed_origins))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        added = self._of_pages.get(scope["path"], self._headers)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(added)
            await send(message)

        refused = self._refused(scope)
        await (refused or self._app)(scope, receive, guarded)

    def _refused(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._is_known(host):
            said = "This name is not served here. Use localhost, an IP address, or put the name into ASSISTANT_SERVER_NAMES."
            return refusal(scope, 403, said, "unknown-host")
        if origin is not None and not _same_place(origin, host):
            return refusal(scope, 403, "Requests from pages of other sites are not answered.", "foreign-page")
        if scope["type"] == "http" and scope["method"] in ("POST", "PUT", "PATCH") and scope["path"] != _UPLOAD_PATH:
            length, limit = headers.get("content-length", ""), self._limits.get(scope["path"], BODY_LIMIT)
            if not (length.isascii() and length.isdigit()):
                return refusal(scope, 411, "Say how long the body is (Content-Length).", "length-required")
            if len(length) > 12 or int(length) > limit:
                return refusal(scope, 413, f"The request is longer than {limit:,} bytes. Send less.", "too-large")
        return None

    def _is_known(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._names or is_ip_address(name)


def page_headers(origins: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """The headers of our small pages: the widget's, which `origins` may frame, its script, which any page may load, and the sign-in's.

    A form that is sent with no referrer has no origin either, and would be taken for a foreign one.
    """
    policy = {**_SMALL_POLICY, "base-uri": "'none'", "frame-ancestors": "'none'"}
    framed = _headers({**policy, "frame-ancestors": " ".join(("'self'", *origins))})
    shared = {"Cross-Origin-Resource-Policy": "cross-origin"}
    return {
        "/embed": {**framed, **shared},
        "/embed.js": {**_headers(policy), **shared},
        "/sign-in": {**_headers(policy), "Referrer-Policy": "same-origin"},
    }


def _headers(policy: Mapping[str, str]) -> dict[str, str]:
    return {"Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()), **_HEADERS}


def _same_place(origin: str, host: str) -> bool:
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


def is_ip_address(name: str) -> bool:
    """Whether `name` is an IP address rather than a name."""
    try:
        ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return False
    return True
