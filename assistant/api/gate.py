"""The gate: where a request comes from, how long it is, and the headers that every response carries."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.problems import refusal

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

        refused = self._refused(scope)
        await (refused or self._app)(scope, receive, guarded)

    def _refused(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._is_known(host):
            return refusal(403, "This name is not served here. Use localhost, an IP address, or set ASSISTANT_HOST to the name.")
        if origin is not None and not _same_place(origin, host):
            return refusal(403, "Requests from pages of other sites are not answered.")
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] != _UPLOAD_PATH:
            length = headers.get("content-length", "")
            if not (length.isascii() and length.isdigit()):
                return refusal(411, "Say how long the body is (Content-Length).")
            if len(length) > 12 or int(length) > _BODY_LIMIT:
                return refusal(413, f"The request is longer than {_BODY_LIMIT:,} bytes. Send less.")
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


def _is_ip_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return False
    return True
