"""Server-sent events: the answer's steps as they come, and a break that is said where it happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fastapi.testclient import TestClient

from assistant.errors import StorageError
from assistant.server import make_app
from assistant.types import Event, Searching
from tests.fake_assistant import FakeAssistant, document_of, fake

ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\n")
QUESTION = "How much has the foundry committed to the furnace?"


class Breaking(FakeAssistant):
    """Begins to answer and breaks."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def stream(self, question: str, *_: Any, **__: Any) -> Iterator[Event]:
        yield Searching(question)
        raise self._error


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields.get("event", ""), json.loads(fields["data"])))
    return found


def test_the_steps_come_one_by_one_and_the_answer_last() -> None:
    with TestClient(make_app(fake(ARTICLE)), base_url="http://localhost") as client:
        response = client.post("/api/ask/stream", json={"question": QUESTION})
    assert response.headers["content-type"].startswith("text/event-stream")
    names, data = zip(*events(response.text), strict=True)
    assert names == ("searching", "passages", "answer")
    assert data[1]["passages"][0]["text"] == "The foundry has committed $7.5 million to a new furnace."
    assert data[-1] == fake(ARTICLE).ask(QUESTION).to_dict()


def test_a_break_is_told_in_the_stream() -> None:
    with TestClient(make_app(Breaking(StorageError("The disk is full."))), base_url="http://localhost") as client:  # type: ignore[arg-type]
        name, problem = events(client.post("/api/ask/stream", json={"question": "Why?"}).text)[-1]
        body = {"model": "assistant", "messages": [{"role": "user", "content": "Why?"}], "stream": True}
        _, error = events(client.post("/v1/chat/completions", json=body).text)[-1]
    assert (name, problem["status"], problem["detail"]) == ("error", 503, "The disk is full.")
    assert error["error"]["message"] == "The disk is full."


def test_an_unforeseen_break_keeps_its_inside_to_itself() -> None:
    with TestClient(make_app(Breaking(ValueError("secret detail"))), base_url="http://localhost") as client:  # type: ignore[arg-type]
        text = client.post("/api/ask/stream", json={"question": "Why?"}).text
    assert "secret" not in text
    assert events(text)[-1][1]["status"] == 500
