"""The routes in the assistant's own terms: questions and documents."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.routing import APIRoute

from assistant.api.schemas import Question
from assistant.app import Assistant
from assistant.errors import InputError
from assistant.types import Document


def routes(assistant: Assistant) -> APIRouter:
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
