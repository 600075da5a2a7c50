"""The journal: every request has an id and a line, and none of what was asked or answered."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api.journal import JsonLines
from assistant.server import make_app
from assistant.types import Event
from tests.fake_assistant import FakeAssistant, document_of, fake

ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\n", "foundry.txt")


class Broken(FakeAssistant):
    def stream(self, *_: Any, **__: Any) -> Iterator[Event]:
        raise ValueError("a sentence of a document")
        yield


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(texts=False))
    ours = logging.getLogger("assistant")
    ours.addHandler(handler)
    ours.setLevel("INFO")
    yield stream
    ours.removeHandler(handler)
    ours.setLevel("NOTSET")


def test_a_request_is_a_line_with_its_id_and_none_of_its_text(log: io.StringIO) -> None:
    client = TestClient(make_app(fake(ARTICLE)), base_url="http://localhost")
    response = client.post("/api/ask", json={"question": "How much has the foundry committed?"}, headers={"X-Request-ID": "mine-1"})
    (line,) = map(json.loads, log.getvalue().splitlines())
    assert response.headers["x-request-id"] == line["request_id"] == "mine-1"
    assert (line["method"], line["route"], line["status"], line["level"]) == ("POST", "/api/ask", 200, "info")
    assert line["ms"] > 0
    assert "foundry" not in log.getvalue()


def test_a_path_is_written_as_its_pattern(log: io.StringIO) -> None:
    client = TestClient(make_app(fake(ARTICLE)), base_url="http://localhost")
    client.get(f"/api/documents/{ARTICLE.id}")
    client.get("/secret-page")
    assert [json.loads(line)["route"] for line in log.getvalue().splitlines()] == ["/api/documents/{document_id}", "other"]


@pytest.mark.parametrize("given", ["", "a" * 65, "a b", "a\tb", "<b>"])
def test_an_id_that_is_not_plain_is_replaced(given: str) -> None:
    client = TestClient(make_app(fake()), base_url="http://localhost")
    got = client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert got != given
    assert len(got) == 32


def test_a_crash_is_told_by_its_class_and_place_alone(log: io.StringIO) -> None:
    client = TestClient(make_app(Broken(ARTICLE)), base_url="http://localhost")  # type: ignore[arg-type]
    problem = client.post("/api/ask", json={"question": "Why?"}).json()
    crash = json.loads(log.getvalue().splitlines()[0])
    assert (crash["error"], crash["request_id"]) == ("ValueError", problem["request_id"])
    assert "test_journal.py" in " ".join(crash["where"])
    assert "sentence of a document" not in log.getvalue()


def test_texts_stand_in_the_log_where_the_settings_say_so() -> None:
    try:
        raise ValueError("a sentence of a document")
    except ValueError as error:
        record = logging.LogRecord("assistant", logging.ERROR, "", 0, "failed", (), (type(error), error, error.__traceback__))
    assert "a sentence of a document" in JsonLines(texts=True).format(record)
    assert "a sentence of a document" not in JsonLines(texts=False).format(record)
