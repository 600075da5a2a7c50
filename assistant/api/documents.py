"""The routes of documents: add, list, get the text, delete."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path, PureWindowsPath
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from assistant.api.described import refusals
from assistant.api.desk import Desk
from assistant.api.problems import refusal
from assistant.api.schemas import AddedDocuments, DocumentBody, Documents, DocumentText, NewText
from assistant.app import Assistant
from assistant.errors import InputError
from assistant.types import Added, Document

_MOST_FILES = 20
_LONGEST_NAME = 60  # characters, of four bytes at most
_FILES = {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "Files to add, each called by its name."}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": NewText.model_json_schema()},
            "multipart/form-data": {"schema": {"type": "object", "properties": {"file": _FILES}, "required": ["file"]}},
        },
    }
}


def routes(assistant: Assistant, desk: Desk) -> APIRouter:
    """The routes below /api/documents."""
    router = APIRouter(tags=["documents"])

    @router.get("/api/documents", response_model=Documents, responses=refusals(503))
    def documents() -> Response:
        """What can be asked about."""
        return JSONResponse({"documents": [document_to_dict(document) for document in assistant.documents()]})

    @router.get("/api/documents/{document_id}", response_model=DocumentText, responses=refusals(404, 422, 503))
    def document(document_id: str) -> Response:
        """A document with its text; the offsets of citations count characters of it."""
        try:
            found = assistant.document(document_id)
        except InputError as error:
            raise HTTPException(404, str(error)) from error
        return JSONResponse({**document_to_dict(found), "page_offsets": list(found.pages), "text": found.text})

    @router.delete("/api/documents/{document_id}", response_model=DocumentBody, responses=refusals(404, 422, 503))
    async def remove(document_id: str) -> Response:
        """Remove a document; nothing it says is found any more."""
        try:
            removed = await desk.run(partial(assistant.remove, document_id))
        except InputError as error:
            raise HTTPException(404, str(error)) from error
        return JSONResponse(document_to_dict(removed))

    @router.post("/api/documents", response_model=AddedDocuments, responses=refusals(400, 411, 413, 415, 422, 503), openapi_extra=_BODY)
    async def add(request: Request) -> Response:
        """Add files (multipart, fields called `file`) or a text (JSON); one that is there already is replaced where it changed.

        Each file is taken or rejected by itself. When all are rejected the status is 422.
        """
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "multipart/form-data":
            added = await _add_files(assistant, desk, request)
        elif kind == "application/json":
            text = _new_text(await request.body())
            added = [await desk.run(partial(assistant.add_text, text.title, text.text))]
        else:
            raise HTTPException(415, "Send files as multipart/form-data, or a text as application/json.")
        if all(one.status == "rejected" for one in added):
            return refusal(request.scope, 422, " ".join(one.message for one in added))
        return JSONResponse({"added": [_added_to_dict(one) for one in added]})

    return router


def document_to_dict(document: Document) -> dict[str, Any]:
    """A document without its text as JSON-ready values."""
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "sha256": document.sha256,
        "characters": len(document.text),
        "pages": len(document.pages) or None,
        "published": document.published.isoformat() if document.published else None,
    }


def _added_to_dict(added: Added) -> dict[str, Any]:
    document = document_to_dict(added.document) if added.document else None
    return {"source": added.source, "status": added.status, "message": added.message, "passages": added.passages, "document": document}


def _new_text(body: bytes) -> NewText:
    try:
        return NewText.model_validate(json.loads(body))
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{'.'.join(map(str, first['loc'])) or 'The body'}: {first['msg']}.") from error
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, 'The body is not JSON. Send an object like {"title": "…", "text": "…"}.') from error


async def _add_files(assistant: Assistant, desk: Desk, request: Request) -> list[Added]:
    async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FILES) as form:
        files = [part for name, part in form.multi_items() if name == "file" and isinstance(part, UploadFile)]
        if not files:
            raise InputError("There is no file. Send each as a field called `file`.")
        return await desk.run(partial(_keep_and_add, assistant, files))


def _keep_and_add(assistant: Assistant, files: Sequence[UploadFile]) -> list[Added]:
    """Add uploads from a folder that lasts until they are read. Each lies in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
        named: dict[Path, str] = {}
        for number, file in enumerate(files):
            name = _plain_name(file.filename or "")
            path = Path(folder) / str(number) / name
            path.parent.mkdir()
            with path.open("wb") as kept:
                shutil.copyfileobj(file.file, kept)
            named[path] = name
        return assistant.add(*named, source=lambda path: named[path])


def _plain_name(given: str) -> str:
    """What an upload is called: the last part of its name, printable, and of a length that every file system takes."""
    last = PureWindowsPath(given).name
    return "".join(character for character in last if character.isprintable())[-_LONGEST_NAME:].strip(". ") or "document.txt"
