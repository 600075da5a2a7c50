"""The HTTP door: what it answers, what it refuses, and how it starts."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant import AssistantError
from assistant.config import read_settings
from assistant.errors import LockedError, SettingsError
from assistant.server import address, make_app, serve
from assistant.types import Event
from tests.fake_assistant import FakeAssistant, document_of, fake, with_pages

ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\nIt opens in May.\n", "foundry.txt")


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(make_app(fake(ARTICLE, max_question=200)), base_url="http://127.0.0.1:7860") as client:
        yield client


def test_a_question_gets_the_answer_in_the_form_of_every_door(client: TestClient) -> None:
    question = "How much has the foundry committed to the furnace?"
    response = client.post("/api/ask", json={"question": question})
    assert response.status_code == 200
    assert response.json() == fake(ARTICLE).ask(question).to_dict()
    citation = response.json()["citations"][0]
    assert citation["quote"] == ARTICLE.text[citation["start"] : citation["end"]]


def test_the_turns_before_reach_the_assistant(client: TestClient) -> None:
    body = {"question": "And the furnace?", "history": [["How much has the foundry committed?", "$7.5 million"]]}
    answer = client.post("/api/ask", json=body).json()
    assert "How much has the foundry committed?" in answer["standalone_question"]


def test_only_what_was_published_by_a_day_counts() -> None:
    client = TestClient(make_app(fake(replace(ARTICLE, published=date(2025, 6, 1)))), base_url="http://localhost")
    body = {"question": "How much has the foundry committed to the furnace?"}
    verdicts = [client.post("/api/ask", json={**body, "as_of": day}).json()["verdict"] for day in ("2025-05-31", "2025-06-01", None)]
    assert verdicts == ["not_in_sources", "answered", "answered"]
    assert client.post("/api/ask", json={**body, "as_of": "June"}).status_code == 422


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream", "/api/search"])
def test_only_the_documents_that_are_named_are_asked(path: str) -> None:
    other = document_of("Bridges\nThe council has committed $9 million to the bridge of the foundry.\n", "bridges.txt")
    client = TestClient(make_app(fake(ARTICLE, other)), base_url="http://localhost")
    question = "How much has the council committed to the bridge of the foundry?"
    assert "$9 million" in client.post(path, json={"question": question}).text
    for name in (ARTICLE.id, ARTICLE.source):
        assert "$9 million" not in client.post(path, json={"question": question, "documents": [name]}).text
    refused = client.post(path, json={"question": question, "documents": ["nowhere"]})
    assert (refused.status_code, "nowhere" in refused.json()["detail"]) == (422, True)


def test_documents_are_listed_and_opened(client: TestClient) -> None:
    listed = client.get("/api/documents").json()["documents"]
    assert [(d["source"], d["title"]) for d in listed] == [("foundry.txt", "Foundry plans")]
    assert client.get(f"/api/documents/{listed[0]['id']}").json()["text"] == ARTICLE.text


def test_pages_are_counted_and_their_offsets_given_with_the_text() -> None:
    paged = with_pages(ARTICLE, 0, 14)
    client = TestClient(make_app(fake(paged)), base_url="http://localhost")
    assert client.get("/api/documents").json()["documents"][0]["pages"] == 2
    assert client.get(f"/api/documents/{paged.id}").json()["page_offsets"] == [0, 14]


def test_the_server_says_that_it_is_well(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", "/api/ask", "{}", 422, "question"),
        ("POST", "/api/ask", "not json", 422, "JSON"),
        ("POST", "/api/ask", '{"question": "a", "histroy": []}', 422, "histroy"),
        ("POST", "/api/ask", '{"question": "a", "history": [["only a question"]]}', 422, "history"),
        ("POST", "/api/ask", '{"question": "   "}', 422, "characters"),
        ("POST", "/api/ask", '{"question": "' + "a" * 201 + '"}', 422, "200"),
        ("GET", "/api/documents/nowhere", None, 404, "nowhere"),
        ("POST", "/api/ask", "not json", 422, "The body is not JSON: Expecting value at character 0."),
        ("POST", "/api/ask", "[1]", 422, 'The body must be a JSON object like {"question"'),
        ("POST", "/api/ask", "{}", 422, "question: is missing."),
        ("POST", "/api/ask", '{"question": 1}', 422, "question: must be a text."),
        ("POST", "/api/ask", '{"question": "\\ud800"}', 422, "holds half a character"),
        ("POST", "/api/ask", '{"question": "a", "history": [["\\udfff", "b"]]}', 422, "holds half a character"),
        ("GET", "/api/ask", None, 405, "/api/ask takes POST, not GET"),
        ("PUT", "/api/documents/nowhere", None, 405, "/api/documents/nowhere takes DELETE, GET, not PUT"),
        ("DELETE", "/api/documents/nowhere", None, 404, "nowhere"),
        ("DELETE", "/api/ask", None, 405, "/api/ask takes POST, not DELETE"),
        ("GET", "/api/else", None, 404, "/api/else"),
        ("GET", "/nowhere", None, 404, "Not Found"),
        ("POST", "/api/ask", "a" * 1_000_001, 413, "bytes"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_field(
    client: TestClient, method: str, path: str, body: str | None, status: int, said: str
) -> None:
    response = client.request(method, path, content=body, headers={"Content-Type": "application/json"} if body else None)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.json()["status"], response.json()["request_id"]) == (status, response.headers["x-request-id"])
    assert said in response.json()["detail"]


def test_a_method_that_is_not_taken_is_told_which_one_is(client: TestClient) -> None:
    assert client.get("/api/ask").headers["Allow"] == "POST"


def test_a_body_of_unknown_length_is_refused(client: TestClient) -> None:
    response = client.post("/api/ask", content=iter([b'{"question":', b'"a"}']))
    assert response.status_code == 411


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "localhost.evil.example", "127.0.0.1.evil.example", "", "[", "a@127.0.0.1@b"]
)
def test_a_name_that_only_points_here_opens_nothing(client: TestClient, host: str) -> None:
    assert client.get("/api/documents", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:7860", "127.0.0.1:80", "[::1]:7860", "192.168.1.7:7860"])
def test_this_machine_and_addresses_are_served(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_the_name_in_the_settings_is_served() -> None:
    assistant = FakeAssistant(ARTICLE)
    assistant.settings = assistant.settings.model_copy(update={"host": "Library"})
    client = TestClient(make_app(assistant), base_url="http://library:7860")  # type: ignore[arg-type]
    assert client.get("/healthz").status_code == 200


def test_further_names_in_the_settings_are_served_and_no_others() -> None:
    client = TestClient(make_app(fake(server_names="docs.example, Papers")), base_url="https://docs.example")
    assert client.get("/healthz").status_code == 200
    assert client.get("/healthz", headers={"Host": "papers:80"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "other.example"}).status_code == 403


@pytest.mark.parametrize("path", ["/mcp", "/api/documents", "/v1/chat/completions", "/api/ask/stream", "/sign-in", "/sign-out"])
def test_every_door_looks_where_a_request_comes_from(client: TestClient, path: str) -> None:
    assert client.post(path, json={}, headers={"Host": "evil.example"}).status_code == 403
    assert client.post(path, json={}, headers={"Origin": "http://evil.example"}).status_code == 403


def test_it_is_ready_while_the_data_folder_is_open() -> None:
    assert TestClient(make_app(fake(ARTICLE)), base_url="http://localhost").get("/readyz").json() == {"status": "ready", "documents": 1}


def test_an_open_address_without_a_key_is_not_served() -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_API_KEYS"):
        serve(read_settings(host="0.0.0.0", port=0))  # noqa: S104


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:8080", "https://localhost:7860"])
def test_pages_of_other_sites_are_not_answered(client: TestClient, origin: str) -> None:
    response = client.post("/api/ask", json={"question": "Which furnace was committed?"}, headers={"Origin": origin})
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


def test_its_own_pages_are_answered(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "Which furnace?"}, headers={"Origin": "http://127.0.0.1:7860"})
    assert response.status_code == 200


@pytest.mark.parametrize(("path", "headers"), [("/healthz", {}), ("/nowhere", {}), ("/healthz", {"Host": "evil.example"})])
def test_every_response_carries_the_security_headers(client: TestClient, path: str, headers: dict[str, str]) -> None:
    got = client.get(path, headers=headers).headers
    policy = dict(part.split(" ", 1) for part in got["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert not any("http" in sources or "*" in sources for sources in policy.values())
    assert got["x-content-type-options"] == "nosniff"
    assert got["referrer-policy"] == "no-referrer"


def test_no_page_is_offered_that_loads_from_elsewhere(client: TestClient) -> None:
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404
    assert "/api/ask" in client.get("/openapi.json").json()["paths"]


class Broken(FakeAssistant):
    """Fails as it is told to."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def stream(self, *_: object, **__: object) -> Iterator[Event]:
        raise self.error
        yield


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (LockedError("The folder is in use by process 7."), 503, "process 7"),
        (AssistantError("The weights are gone."), 500, "weights"),
        (ZeroDivisionError("secret detail"), 500, "log"),
    ],
)
def test_failures_are_told_apart_and_keep_their_inside_to_themselves(error: Exception, status: int, said: str) -> None:
    client = TestClient(make_app(Broken(error)), base_url="http://localhost", raise_server_exceptions=False)  # type: ignore[arg-type]
    response = client.post("/api/ask", json={"question": "Why?"})
    assert response.status_code == response.json()["status"] == status
    assert said in response.json()["detail"]
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:7860"),
        ("0.0.0.0", "http://127.0.0.1:7860"),  # noqa: S104
        ("::", "http://[::1]:7860"),
        ("library", "http://library:7860"),
    ],
)
def test_the_address_can_be_typed_into_a_browser(host: str, shown: str) -> None:
    assert address(host, 7860) == shown


def test_a_port_in_use_is_one_clear_line() -> None:
    assistant = FakeAssistant()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = assistant.settings.model_copy(update={"port": port})
        with pytest.raises(SettingsError, match=rf"127\.0\.0\.1:{port}.*ASSISTANT_PORT") as caught:
            serve(settings)
    assert "\n" not in str(caught.value)


SERVING = """
import sys; sys.path[:0] = [{root!r}]
from tests.fake_assistant import fake
import assistant.server as server
class Opened:
    @staticmethod
    def open(settings, *, progress): return Opened()
    def __enter__(self): return fake()
    def __exit__(self, *_): pass
from assistant.config import read_settings
server.serve(read_settings(port=0), mount=lambda app, assistant: None, open_=Opened.open)
"""


def test_the_address_is_printed_once_it_answers() -> None:
    program = SERVING.format(root=str(Path(__file__).parents[1]))
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert line.startswith("Ready at http://127.0.0.1:")
            port = int(line.split(":")[2].split()[0])
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                assert connection.recv(100).startswith(b"HTTP/1.1 200")
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(10)


def test_the_door_does_without_the_chat_and_its_library() -> None:
    program = "import sys, assistant.server; print([m for m in ('gradio', 'ui', 'torch', 'chromadb') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    assert done.stdout.strip() == "[]"
