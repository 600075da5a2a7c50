"""What is asked for where nothing is: told so, with the methods that are taken. The chat behind it would answer with its page."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from starlette.routing import compile_path

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def routes() -> APIRouter:
    """All that is left below /api and /v1; to be included last."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/api/{path:path}", methods=_METHODS)
    @router.api_route("/v1/{path:path}", methods=_METHODS)
    def nothing(request: Request) -> None:
        path, known = request.url.path, request.app.openapi()["paths"]
        matching = [operations for pattern, operations in known.items() if compile_path(pattern)[0].match(path)]
        if allowed := ", ".join(sorted({method.upper() for operations in matching for method in operations})):
            raise HTTPException(405, f"{path} takes {allowed}, not {request.method}. See /openapi.json.", {"Allow": allowed})
        raise HTTPException(404, f"There is nothing at {path}. See /openapi.json for what there is.")

    return router
