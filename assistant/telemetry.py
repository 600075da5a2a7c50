"""What goes on while a question is answered, for whoever wants to watch: OpenTelemetry spans, and listeners that count and time.

The only importer of opentelemetry, and of its API alone: without an exporter that the host application configures, a span is nothing.
Neither spans nor listeners are told what a question or a document says.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Literal, Protocol

from opentelemetry import context, trace

from assistant.types import Answered, Event

Stage = Literal["retrieve", "read", "generate", "verify"]


class Listener(Protocol):
    """Is told of every stage and every answer of this process."""

    def stage(self, name: Stage, seconds: float) -> None: ...
    def answered(self, verdict: str, seconds: float) -> None: ...


_tracer = trace.get_tracer("assistant")
_listeners: tuple[Listener, ...] = ()


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell `listener` while the context lasts."""
    global _listeners
    _listeners = (*_listeners, listener)
    try:
        yield
    finally:
        _listeners = tuple(one for one in _listeners if one is not listener)


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """One stage of answering. It may yield in its midst: the span is not made the current one, which would leak to whoever goes on."""
    began = time.perf_counter()
    span = _tracer.start_span(f"assistant.{name}")
    try:
        yield
    except Exception as error:
        span.set_status(trace.StatusCode.ERROR, type(error).__name__)
        raise
    finally:
        span.end()
        for listener in _listeners:
            listener.stage(name, time.perf_counter() - began)


def told(events: Iterator[Event]) -> Generator[Event]:
    """`events`, with a span around them in which those of the stages stand, and their answer told to the listeners."""
    began = time.perf_counter()
    span = _tracer.start_span("assistant.answer")
    inside = trace.set_span_in_context(span)
    try:
        while event := _next_within(inside, events):
            if isinstance(event, Answered):
                span.set_attribute("assistant.verdict", event.answer.verdict)
                for listener in _listeners:
                    listener.answered(event.answer.verdict, time.perf_counter() - began)
            yield event
    finally:
        if isinstance(events, Generator):
            events.close()
        span.end()


def _next_within(inside: context.Context, events: Iterator[Event]) -> Event | None:
    token = context.attach(inside)
    try:
        return next(events, None)
    finally:
        context.detach(token)
