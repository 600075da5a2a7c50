"""The desk: so many requests are worked on at once, so many wait for a while, and any further one is told at once to come back.

Work runs in threads, and between two steps of it is looked whether anybody waits still, so that a client that goes away frees its place as
soon as the present step ends.
"""

from __future__ import annotations

import math
import time
from asyncio import Semaphore
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import anyio
from anyio import from_thread, to_thread
from starlette.types import Receive

from assistant.api.problems import BusyError, GoneError
from assistant.types import Answer, Answered, Event

T = TypeVar("T")
Steps = Callable[[], Iterator[Event]]


class Desk:
    """Bounded concurrency and a bounded wait."""

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self._at_once, self._most_waiting, self._patience = at_once, waiting, patience
        self._places = Semaphore(at_once)
        self._threads = anyio.CapacityLimiter(at_once)
        self._usual = 1.0  # seconds that a request takes, as lately seen
        self.busy = self.waiting = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place while the context lasts. Raises BusyError when there is none, now or in time."""
        await self._take()
        began = time.monotonic()
        self.busy += 1
        try:
            yield
        finally:
            self.busy -= 1
            self._usual += (time.monotonic() - began - self._usual) / 8
            self._places.release()

    async def _take(self) -> None:
        if self._places.locked() and self.waiting >= self._most_waiting:
            raise BusyError(self._retry_after())
        self.waiting += 1
        try:
            with anyio.fail_after(self._patience):
                await self._places.acquire()
        except TimeoutError:
            raise BusyError(self._retry_after()) from None
        finally:
            self.waiting -= 1

    def _retry_after(self) -> int:
        return max(1, math.ceil(self._usual * (self.waiting + 1) / self._at_once))

    async def events(self, steps: Steps) -> AsyncGenerator[Event]:
        """The events of answering; to be called with a place."""
        events = steps()
        try:
            while event := await to_thread.run_sync(next, events, None, limiter=self._threads):
                yield event
        finally:
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(_close, events, limiter=self._threads)

    async def answer(self, steps: Steps) -> Answer:
        """The last of the events of answering. Raises BusyError."""
        return await self.run(partial(_last, steps))

    async def run(self, work: Callable[[], T]) -> T:
        """What other work than answering comes to. Raises BusyError."""
        async with self.place():
            return await to_thread.run_sync(work, limiter=self._threads)


def _last(steps: Steps) -> Answer:
    """The answer, in one go, since to change threads for each step takes its time; ends between steps when nobody waits any more."""
    events = steps()
    try:
        for event in events:
            if isinstance(event, Answered):
                return event.answer
            from_thread.check_cancelled()
    finally:
        _close(events)
    raise AssertionError("events ended without an answer")


def _close(events: Iterator[Event]) -> None:
    if isinstance(events, Generator):
        events.close()


async def attended(receive: Receive, work: Awaitable[T]) -> T:
    """What `work` comes to; it is cancelled, and GoneError raised, when the client goes away."""
    outcome: T | Exception = GoneError()
    async with anyio.create_task_group() as group:
        group.start_soon(_cancel_when_gone, receive, group.cancel_scope)
        try:
            outcome = await work
        except Exception as error:  # handed on below: out of the group it would be one of many
            outcome = error
        group.cancel_scope.cancel()
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


async def _cancel_when_gone(receive: Receive, work: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    work.cancel()
