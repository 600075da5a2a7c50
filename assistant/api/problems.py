"""What went wrong, as a response: a problem document (RFC 9457), or OpenAI's error object where its clients ask.

`type` names the problem for programs, `detail` says in a sentence what happened and what to do, `request_id` finds it in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError, InputError, StorageError

_LOG = logging.getLogger(__name__)
_OPENAI = "/v1/"
_UNFORESEEN = "Something went wrong here. The server's log says what."
_CODES = {400: "bad-request", 404: "not-found", 405: "method-not-allowed", 413: "too-large", 415: "wrong-kind", 422: "invalid"}


class BusyError(AssistantError):
    """So many questions are being worked on that this one would wait too long."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many questions at once. Ask again in {retry_after} s.")
        self.retry_after = retry_after


class GoneError(Exception):
    """The client went away before it was answered; nobody is told."""


class Problem(JSONResponse):
    """A problem document."""

    media_type = "application/problem+json"


class LastResort:
    """ASGI middleware, the innermost: what nobody foresaw is a 500 that keeps its inside to itself, and stands in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:  # the outermost handler of this door
            _LOG.error("a request failed", exc_info=True, extra={"fields": {"request_id": scope.get("request_id", "")}})
            if scope["type"] != "http" or begun:
                raise
            await refusal(scope, 500, _UNFORESEEN)(scope, receive, send)


def install(app: FastAPI) -> None:
    """Have `app` say what went wrong our way."""
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(StarletteHTTPException, _on_http_error)
    app.add_exception_handler(AssistantError, _on_assistant_error)
    app.add_exception_handler(GoneError, _on_gone)


def refusal(scope: Scope, status: int, detail: str, code: str = "", headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The response that says what went wrong, in the shape that clients of this path expect."""
    code = code or _CODES.get(status, "failed")
    if scope["path"].startswith(_OPENAI):
        # OpenAI calls a body that makes no sense 400, and its clients tell errors apart by that.
        return JSONResponse(openai_error(status, detail, code), 400 if status == 422 else status, headers)
    return Problem(problem(scope, status, detail, code), status, headers)


def problem(scope: Scope, status: int, detail: str, code: str) -> dict[str, Any]:
    """The members of a problem document."""
    named = {"type": f"urn:assistant:problem:{code}", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return {**named, "request_id": scope.get("request_id", "")}


def openai_error(status: int, detail: str, code: str) -> dict[str, Any]:
    """OpenAI's error object."""
    kinds = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
    kind = kinds.get(status) or ("server_error" if status >= 500 else "invalid_request_error")
    return {"error": {"message": detail, "type": kind, "param": None, "code": code.replace("-", "_")}}


def found_in(error: AssistantError) -> tuple[int, str]:
    """Status and code of an error of ours: the request's fault is the sender's to mend (422), a data folder may come back (503)."""
    if isinstance(error, BusyError):
        return 429, "busy"
    if isinstance(error, InputError):
        return 422, "invalid"
    return (503, "unavailable") if isinstance(error, StorageError) else (500, "failed")


def failure(scope: Scope, error: Exception) -> dict[str, Any]:
    """What is said of an error when the response has begun."""
    status, code = found_in(error) if isinstance(error, AssistantError) else (500, "failed")
    said = str(error) if isinstance(error, AssistantError) else _UNFORESEEN
    return openai_error(status, said, code) if scope["path"].startswith(_OPENAI) else problem(scope, status, said, code)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for this class alone)
    return refusal(request.scope, 422, " ".join(dict.fromkeys(_said(one) for one in error.errors())))


def _said(error: Mapping[str, Any]) -> str:
    """What is wrong with a request, in a sentence."""
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


async def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StarletteHTTPException)  # noqa: S101 (registered for this class alone)
    return refusal(request.scope, error.status_code, error.detail, headers=error.headers)


async def _on_assistant_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AssistantError)  # noqa: S101 (registered for this class alone)
    status, code = found_in(error)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, BusyError) else None
    return refusal(request.scope, status, str(error), code, headers)


async def _on_gone(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, GoneError)  # noqa: S101 (registered for this class alone)
    return JSONResponse({}, 499)  # nobody reads it; the log does
