"""Who may come in: one check before every door, the browser chat and MCP included.

A program sends a key as bearer token. A browser signs in once and gets a cookie that was made with the key and a day of expiry, never the
key itself; nothing is kept on the server. Wrong tries are counted for each address, and too many of them wait; a cookie cannot be
guessed, so those who are signed in never wait for the wrong tries of others.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api.gate import is_ip_address
from assistant.api.problems import refusal
from assistant.config import Settings, listed
from assistant.errors import SettingsError

COOKIE = "assistant_session"
SIGN_IN = "/sign-in"
OPEN = frozenset({"/healthz", "/readyz", SIGN_IN, "/sign-in.css", "/embed", "/embed.js", "/embed.css", "/embed-chat.js"})
SESSION_SECONDS = 7 * 24 * 3600

_TRIES, _TRIES_SECONDS, _ADDRESSES = 10, 60.0, 10_000
Clock = Callable[[], float]


class Keys:
    """The keys that open the doors; none opens them all. Compared in constant time, and shown nowhere."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._digests = [hashlib.sha256(key.encode()).digest() for key in keys]

    def __bool__(self) -> bool:
        return bool(self._digests)

    def fits(self, key: str) -> bool:
        """Whether `key` is one of them."""
        given = hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
        return _any([hmac.compare_digest(given, digest) for digest in self._digests])

    def session(self, key: str, now: float) -> str:
        """What a browser that knows `key` is given to keep."""
        expires = str(int(now) + SESSION_SECONDS)
        return f"{expires}.{_signed(hashlib.sha256(key.encode()).digest(), expires)}"

    def knows(self, session: str, now: float) -> bool:
        """Whether `session` was given out for one of the keys, and has not expired."""
        expires, _, signature = session.partition(".")
        if not (session.isascii() and expires.isdigit() and len(expires) < 15 and int(expires) > now):
            return False
        return _any([hmac.compare_digest(signature, _signed(digest, expires)) for digest in self._digests])


def _any(outcomes: list[bool]) -> bool:
    """As `any`; takes a list, so that all of them have been computed."""
    return True in outcomes


def _signed(digest: bytes, expires: str) -> str:
    return hmac.new(digest, f"assistant session until {expires}".encode(), hashlib.sha256).hexdigest()


class Throttle:
    """Wrong tries of each address; ten in a minute, and the next has to wait."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, address: str) -> int:
        """Seconds until `address` may try again; 0 for at once."""
        tries = self._wrong.get(address, deque())
        while tries and tries[0] <= self._clock() - _TRIES_SECONDS:
            tries.popleft()
        return math.ceil(tries[0] + _TRIES_SECONDS - self._clock()) if len(tries) >= _TRIES else 0

    def wrong(self, address: str) -> None:
        """Count a wrong try."""
        self._wrong.setdefault(address, deque()).append(self._clock())
        self._wrong.move_to_end(address)
        while len(self._wrong) > _ADDRESSES:
            self._wrong.popitem(last=False)


class Doorkeeper:
    """ASGI middleware: lets in who has a key, or everybody where there are no keys."""

    def __init__(self, app: ASGIApp, keys: Keys, throttle: Throttle) -> None:
        self._app, self._keys, self._throttle = app, keys, throttle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not self._keys or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        await (self._refused(scope) or self._app)(scope, receive, send)

    def _refused(self, scope: Scope) -> ASGIApp | None:
        connection, headers = HTTPConnection(scope), Headers(scope=scope)
        if self._keys.knows(connection.cookies.get(COOKIE, ""), time.time()):
            return None
        kind, _, key = headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer":
            if scope.get("method") == "GET" and "text/html" in headers.get("accept", ""):
                return RedirectResponse(SIGN_IN, 303)
            return refusal(scope, 401, "A key is needed: send it as Authorization: Bearer KEY.", "no-key", {"WWW-Authenticate": "Bearer"})
        if wait := self._throttle.wait(address_of(scope)):
            return refusal(scope, 429, f"Too many wrong keys. Try again in {wait} s.", "wrong-key", {"Retry-After": str(wait)})
        if self._keys.fits(key.strip()):
            return None
        self._throttle.wrong(address_of(scope))
        return refusal(scope, 401, "That key is not known here.", "wrong-key", {"WWW-Authenticate": 'Bearer error="invalid_token"'})


def keys_of(settings: Settings) -> Keys:
    """The keys that the settings name."""
    return Keys(listed(settings.api_keys))


def address_of(scope: Scope) -> str:
    """Whose wrong tries are counted together."""
    return str((scope.get("client") or ("",))[0])


def require_safety(settings: Settings) -> None:
    """Raise SettingsError where everybody on a network could come in, and nobody said that they may."""
    if settings.allow_anonymous or listed(settings.api_keys) or _is_loopback(settings.host):
        return
    raise SettingsError(
        f"{settings.host} can be reached from other machines, and no key is set. Set ASSISTANT_API_KEYS, or ASSISTANT_ALLOW_ANONYMOUS=true "
        "where everybody who reaches it may read, add and remove documents."
    )


def _is_loopback(host: str) -> bool:
    name = host.lower().split("%")[0]
    return name == "localhost" or (is_ip_address(name) and ip_address(name).is_loopback)
