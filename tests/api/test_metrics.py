"""Prometheus reads what was asked, how it went and how long it took."""

from __future__ import annotations

from fastapi.testclient import TestClient

from assistant import telemetry
from assistant.server import make_app
from assistant.types import Answered
from tests.fake_assistant import FakeAssistant, document_of, fake

ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\n", "foundry.txt")


def figures(client: TestClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


def test_requests_errors_and_documents_are_counted() -> None:
    with TestClient(make_app(fake(ARTICLE)), base_url="http://localhost") as client:
        client.post("/api/ask", json={"question": "How much has the foundry committed?"})
        client.post("/api/ask", json={})
        client.get("/nowhere")
        found = figures(client)
    assert found["assistant_documents"] == 1
    assert found["assistant_in_flight"] == found["assistant_waiting"] == 0
    assert found['assistant_request_seconds_count{method="POST",route="/api/ask",status="200"}'] == 1
    assert found['assistant_errors_total{route="/api/ask",status="422"}'] == 1
    assert found['assistant_errors_total{route="other",status="404"}'] == 1
    assert found["process_resident_memory_bytes"] > 1_000_000


def test_answers_and_stages_are_counted_wherever_they_are_asked_for() -> None:
    answer = FakeAssistant(ARTICLE).ask("How much has the foundry committed?")
    with TestClient(make_app(fake(ARTICLE)), base_url="http://localhost") as client:
        with telemetry.stage("read"):
            list(telemetry.told(iter([Answered(answer)])))
        found = figures(client)
    assert found['assistant_questions_total{verdict="answered"}'] == 1
    assert found['assistant_stage_seconds_count{stage="read"}'] == 1
    with telemetry.stage("read"):
        pass  # nobody listens any more
