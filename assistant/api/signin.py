"""The page on which a browser gives its key, and gets its cookie."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from assistant.api.auth import COOKIE, SESSION_SECONDS, SIGN_IN, Keys, Throttle, address_of
from assistant.api.pages import page


def routes(keys: Keys, throttle: Throttle) -> APIRouter:
    """`/sign-in` and `/sign-out`. They are pages for people and stand in no schema."""
    router = APIRouter(include_in_schema=False)

    @router.get(SIGN_IN)
    async def form() -> Response:
        return _form("")

    @router.get("/sign-in.css")
    async def style() -> Response:
        return Response(page("sign-in.css"), media_type="text/css")

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        if wait := throttle.wait(address_of(request.scope)):
            return _form(f"Too many wrong keys. Try again in {wait} s.", 429, {"Retry-After": str(wait)})
        async with request.form(max_files=0, max_fields=4) as fields:
            key = str(fields.get("key", "")).strip()
        if not keys.fits(key):
            throttle.wrong(address_of(request.scope))
            return _form("That key is not known here.", 401)
        response = RedirectResponse("/", 303)
        secure = request.url.scheme == "https"
        session = keys.session(key, time.time())
        response.set_cookie(COOKIE, session, max_age=SESSION_SECONDS, httponly=True, samesite="strict", secure=secure)
        return response

    @router.post("/sign-out")
    async def sign_out() -> Response:
        response = RedirectResponse(SIGN_IN, 303)
        response.delete_cookie(COOKIE)
        return response

    return router


def _form(message: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return HTMLResponse(page("sign-in.html").replace("{{message}}", message), status, headers)
