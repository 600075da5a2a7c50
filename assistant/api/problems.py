"""What went wrong, as a response."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from assistant.errors import AssistantError, InputError, StorageError


def install(app: FastAPI) -> None:
    """Have `app` say what went wrong our way."""
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(StarletteHTTPException, _on_http_error)
    app.add_exception_handler(AssistantError, _on_assistant_error)
    app.add_exception_handler(Exception, _on_crash)


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": message}, status, headers)


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for this class alone)
    return refusal(422, " ".join(dict.fromkeys(_problem(one) for one in error.errors())))


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
    return refusal(error.status_code, error.detail, error.headers)


async def _on_assistant_error(_: Request, error: Exception) -> JSONResponse:
    """What is wrong with the request is the sender's to mend (422), the data folder may come back (503), the rest is ours (500)."""
    return refusal(422 if isinstance(error, InputError) else 503 if isinstance(error, StorageError) else 500, str(error))


async def _on_crash(_: Request, error: Exception) -> JSONResponse:
    logging.getLogger(__name__).debug("a request failed", exc_info=error)
    return refusal(500, "Something went wrong here. The server's log says what.")
