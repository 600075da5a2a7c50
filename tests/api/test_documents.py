"""Documents over HTTP: files and texts come in, each by itself, and go out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.server import make_app
from tests.fake_assistant import document_of, fake

ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million.\n", "foundry.txt")


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(make_app(fake(ARTICLE, max_file_mb=1)), base_url="http://localhost") as client:
        yield client


def sources(client: TestClient) -> list[str]:
    return [document["source"] for document in client.get("/api/documents").json()["documents"]]


def test_files_are_added_each_by_itself(client: TestClient) -> None:
    files: Any = [("file", ("bridge.txt", b"The bridge cost $2 million.")), ("file", ("broken.pdf", b"nonsense"))]
    response = client.post("/api/documents", files=files)
    assert response.status_code == 200
    bridge, broken = response.json()["added"]
    assert (bridge["source"], bridge["status"], bridge["document"]["characters"]) == ("bridge.txt", "added", 27)
    assert (broken["source"], broken["status"], broken["document"]) == ("broken.pdf", "rejected", None)
    assert broken["message"]
    assert client.post("/api/ask", json={"question": "What did the bridge cost?"}).json()["short"] == "$2 million"


def test_a_text_is_added_under_its_title(client: TestClient) -> None:
    response = client.post("/api/documents", json={"title": "Minutes", "text": "The board met on 3 May 2025."})
    assert response.status_code == 200
    (added,) = response.json()["added"]
    assert client.get(f"/api/documents/{added['document']['id']}").json()["text"] == "The board met on 3 May 2025."
    assert "Minutes" in added["source"]


def test_a_text_without_a_title_has_its_first_line_for_one(client: TestClient) -> None:
    (added,) = client.post("/api/documents", json={"text": "Minutes of May\n\nThe board met on 3 May 2025."}).json()["added"]
    assert added["document"]["title"] == "Minutes of May"


def test_a_document_is_removed(client: TestClient) -> None:
    assert client.delete(f"/api/documents/{ARTICLE.id}").json()["source"] == "foundry.txt"
    assert sources(client) == []
    assert client.delete(f"/api/documents/{ARTICLE.id}").status_code == 404


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "C:\\temp\\passwd.txt", "/etc/passwd.txt"])
def test_a_name_leads_nowhere(client: TestClient, name: str) -> None:
    client.post("/api/documents", files={"file": (name, b"A text of some length.")})
    assert sources(client) == ["foundry.txt", "passwd.txt"]


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"files": {"file": ("a.exe", b"MZ\x00\x00")}}, 422, "a.exe"),
        ({"files": {"other": ("a.txt", b"text")}}, 422, "called `file`"),
        ({"files": [("file", (f"{n}.txt", b"text")) for n in range(21)]}, 400, "files"),
        ({"json": {"title": "Minutes"}}, 422, "text"),
        ({"json": {"title": "Minutes", "text": ""}}, 422, ""),
        ({"content": b'{"title": "\\ud800", "text": "a"}', "headers": {"Content-Type": "application/json"}}, 422, "title"),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "not JSON"),
        ({"content": b"\xff", "headers": {"Content-Type": "application/json"}}, 400, "not JSON"),
        ({"content": b"[" * 100_000, "headers": {"Content-Type": "application/json"}}, 400, "not JSON"),
        ({"content": b"text", "headers": {"Content-Type": "text/plain"}}, 415, "multipart"),
        ({"content": b"nonsense", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, 400, ""),
        ({"content": b"nonsense", "headers": {"Content-Type": "multipart/form-data"}}, 400, ""),
        ({"files": {"file": ("a.txt", b"a" * 2_100_000)}}, 413, "bytes"),
        ({"files": {"file": ("a.txt", b"a" * 1_100_000)}}, 422, "a.txt"),
    ],
)
def test_what_cannot_be_added_is_said_and_changes_nothing(client: TestClient, sent: dict[str, Any], status: int, said: str) -> None:
    response = client.post("/api/documents", **sent)
    assert response.status_code == status, response.text
    assert said in response.json()["detail"]
    assert sources(client) == ["foundry.txt"]
