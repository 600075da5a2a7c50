"""The desk: no more at once than it has places, a bounded wait, and nothing kept by those who went away."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import anyio
import httpx
import pytest

from assistant.api.desk import Desk
from assistant.api.problems import BusyError
from assistant.server import make_app
from assistant.types import Answered, Event, Searching
from tests.fake_assistant import FakeAssistant, document_of
from tests.serving import serving

ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\n")
QUESTION = {"question": "How much has the foundry committed to the furnace?"}


class Slow(FakeAssistant):
    """Answers in many short steps while it is told to wait."""

    def __init__(self, **settings: object) -> None:
        super().__init__(ARTICLE, **settings)
        self.wait, self.closed, self.most = threading.Event(), threading.Event(), 0
        self._now, self._lock = 0, threading.Lock()

    def stream(self, question: str, *args: Any, **kwargs: Any) -> Iterator[Event]:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            while not self.wait.is_set():
                yield Searching(question)
                time.sleep(0.02)
            yield Answered(self.ask(question, *args, **kwargs))
        finally:
            with self._lock:
                self._now -= 1
            self.closed.set()


def test_one_too_many_is_told_at_once_to_come_back() -> None:
    assistant = Slow(questions_at_once=2, questions_waiting=1)
    with serving(make_app(assistant)) as address, ThreadPoolExecutor(5) as pool:  # type: ignore[arg-type]
        for path in ("/api/ask", "/api/ask/stream", "/api/ask"):
            pool.submit(httpx.post, f"{address}{path}", json=QUESTION, timeout=20)
            time.sleep(0.3)
        began = time.monotonic()
        refused = httpx.post(f"{address}/api/ask", json=QUESTION)
        stream = httpx.post(f"{address}/api/ask/stream", json=QUESTION)
        openai = httpx.post(
            f"{address}/v1/chat/completions", json={"model": "assistant", "messages": [{"role": "user", "content": "a b?"}]}
        )
        assert httpx.get(f"{address}/healthz").status_code == 200
        assert time.monotonic() - began < 1
        assistant.wait.set()
    for response in (refused, stream, openai):
        assert response.status_code == 429
        assert int(response.headers["retry-after"]) >= 1
    assert refused.json()["type"].endswith("busy")
    assert openai.json()["error"]["type"] == "rate_limit_error"
    assert assistant.most == 2


def test_a_wait_has_an_end() -> None:
    assistant = Slow(questions_at_once=1, questions_waiting=5, waiting_seconds=0.2)
    with serving(make_app(assistant)) as address, ThreadPoolExecutor(1) as pool:  # type: ignore[arg-type]
        pool.submit(httpx.post, f"{address}/api/ask", json=QUESTION, timeout=20)
        time.sleep(0.3)
        assert httpx.post(f"{address}/api/ask", json=QUESTION).status_code == 429
        assistant.wait.set()


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream", "/v1/chat/completions"])
def test_a_client_that_goes_away_frees_its_place(path: str) -> None:
    assistant = Slow(questions_at_once=1, questions_waiting=0)
    body = {"model": "assistant", "messages": [{"role": "user", "content": QUESTION["question"]}], "stream": True}
    with serving(make_app(assistant)) as address:  # type: ignore[arg-type]
        asked = body if path.startswith("/v1") else QUESTION
        with suppress(httpx.TimeoutException), httpx.stream("POST", f"{address}{path}", json=asked, timeout=0.4) as response:
            next(response.iter_raw())
        assert assistant.closed.wait(5)
        assistant.wait.set()
        time.sleep(0.1)
        assert httpx.post(f"{address}/api/ask", json=QUESTION).json()["short"] == "$7.5 million"


def test_one_that_waits_and_goes_away_is_not_worked_on() -> None:
    assistant = Slow(questions_at_once=1, questions_waiting=1)
    with serving(make_app(assistant)) as address, ThreadPoolExecutor(1) as pool:  # type: ignore[arg-type]
        first = pool.submit(httpx.post, f"{address}/api/ask", json=QUESTION, timeout=20)
        time.sleep(0.3)
        for _ in range(2):  # the second finds the place in the queue free again
            with pytest.raises(httpx.TimeoutException):
                httpx.post(f"{address}/api/ask", json=QUESTION, timeout=0.3)
            time.sleep(0.1)
        assistant.wait.set()
        assert first.result().status_code == 200
    assert assistant.most == 1


def test_a_place_is_given_back_after_a_failure() -> None:
    async def go() -> None:
        desk = Desk(1, 0, 0)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await desk.run(lambda: 1 // 0)
        async with desk.place():
            assert desk.busy == 1
            with pytest.raises(BusyError):
                await desk.run(lambda: 1)
        assert desk.busy == desk.waiting == 0

    anyio.run(go)
