"""What Prometheus reads: questions by verdict, durations of stages and requests, work in flight, documents, errors, memory.

The only importer of prometheus_client. The registry is the app's own, so that two apps in one process do not add up.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from assistant.api.described import refusals
from assistant.api.desk import Desk

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The figures of one app; listens to answering (`telemetry.Listener`)."""

    def __init__(self, desk: Desk, documents: Callable[[], int]) -> None:
        self.registry = registry = CollectorRegistry()
        self._answers = Histogram(
            "assistant_answer_seconds", "Answers, in whichever door they were asked for.", ["verdict"], buckets=_SECONDS, registry=registry
        )
        self._stages = Histogram("assistant_stage_seconds", "The stages of answering.", ["stage"], buckets=_SECONDS, registry=registry)
        self._requests = Histogram(
            "assistant_request_seconds", "HTTP requests.", ["method", "route", "status"], buckets=_SECONDS, registry=registry
        )
        self._questions = Counter("assistant_questions", "Questions that were answered.", ["verdict"], registry=registry)
        self._errors = Counter("assistant_errors", "Requests that failed or were refused.", ["route", "status"], registry=registry)
        Gauge("assistant_in_flight", "Requests that are worked on.", registry=registry).set_function(lambda: desk.busy)
        Gauge("assistant_waiting", "Requests that wait for their turn.", registry=registry).set_function(lambda: desk.waiting)
        Gauge("assistant_documents", "Documents that can be asked about.", registry=registry).set_function(documents)
        ProcessCollector(registry=registry)

    def stage(self, name: str, seconds: float) -> None:
        """A stage of answering is done."""
        self._stages.labels(name).observe(seconds)

    def answered(self, verdict: str, seconds: float) -> None:
        """A question is answered."""
        self._questions.labels(verdict).inc()
        self._answers.labels(verdict).observe(seconds)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request is done; `route` is its pattern, so that there are only so many."""
        self._requests.labels(method, route, str(status)).observe(seconds)
        if status >= 400:
            self._errors.labels(route, str(status)).inc()


def routes(metrics: Metrics) -> APIRouter:
    """`GET /metrics`."""
    router = APIRouter(tags=["server"])

    @router.get(
        "/metrics", response_class=Response, responses={**refusals(), 200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
    )
    def read() -> Response:
        """Figures for Prometheus."""
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return router
