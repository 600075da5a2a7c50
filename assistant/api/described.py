"""How the schema describes responses besides the good one, and those that grow."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from assistant.api.schemas import ProblemBody

_WHY = {
    400: "The body cannot be read.",
    401: "A key is needed, or the one sent is not known.",
    403: "Another site's page asks, or the name is not served here.",
    404: "There is no such thing.",
    411: "The body does not say its length.",
    413: "The body is too long.",
    415: "The body is of a kind that is not read here.",
    422: "The request makes no sense; `detail` says why.",
    429: "Too many at once; Retry-After says in how many seconds to ask again.",
    500: "Something went wrong here.",
    503: "The data folder cannot be used at the moment.",
}


def event_stream(*names: str) -> dict[str, Any]:
    """The content of a response of server-sent events, whose data are JSON."""
    event = {"type": "string", "enum": list(names)} if names else {"type": "string"}
    item = {"type": "object", "properties": {"event": event, "data": {"type": "string"}}, "required": ["data"]}
    return {"text/event-stream": {"itemSchema": item}}


def refusals(
    *statuses: int, model: type[BaseModel] = ProblemBody, kind: str = "application/problem+json"
) -> dict[int | str, dict[str, Any]]:
    """The responses of a route besides the good one, as the schema describes them."""
    schema = {key: value for key, value in model.model_json_schema().items() if key not in ("description", "examples")}
    waiting = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds until it is worth asking again."}}
    return {
        status: {"description": _WHY[status], "content": {kind: {"schema": schema}}, **({"headers": waiting} if status == 429 else {})}
        for status in sorted({401, 403, 429, 500, *statuses})
    }


POSTING = refusals(400, 411, 413, 422, 503)
