"""Spans stand around the stages of answering, below one for the answer, and say nothing of the text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant import telemetry
from assistant.types import Answered, Event, Searching
from tests.fake_assistant import FakeAssistant, document_of

ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\n", "foundry.txt")


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(telemetry, "_tracer", provider.get_tracer("test"))
    return exporter


def answering(closed: list[bool]) -> Iterator[Event]:
    try:
        yield Searching("Why?")
        with telemetry.stage("retrieve"):
            yield Searching("Why?")  # a stage may tell what it does while it lasts
        with telemetry.stage("read"):
            pass
        yield Answered(FakeAssistant(ARTICLE).ask("How much has the foundry committed?"))
    finally:
        closed.append(True)


def test_stages_stand_below_their_answer(spans: InMemorySpanExporter) -> None:
    list(telemetry.told(answering([])))
    retrieve, read, answer = spans.get_finished_spans()
    assert [span.name for span in (retrieve, read, answer)] == ["assistant.retrieve", "assistant.read", "assistant.answer"]
    assert answer.context is not None
    assert all(span.parent and span.parent.span_id == answer.context.span_id for span in (retrieve, read))
    assert dict(answer.attributes or {}) == {"assistant.verdict": "answered"}


def test_an_answer_that_nobody_waits_for_ends_what_it_began(spans: InMemorySpanExporter) -> None:
    closed: list[bool] = []
    events = telemetry.told(answering(closed))
    next(events)
    next(events)
    events.close()
    assert closed == [True]
    assert [span.name for span in spans.get_finished_spans()] == ["assistant.retrieve", "assistant.answer"]


def test_a_failed_stage_is_marked_by_the_class_of_its_error(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="text"), telemetry.stage("verify"):
        raise ValueError("text of a document")
    (span,) = spans.get_finished_spans()
    assert (span.status.is_ok, span.status.description, len(span.events)) == (False, "ValueError", 0)
