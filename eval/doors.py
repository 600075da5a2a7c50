"""What a door costs over the Python call: the time that a question takes through it, less the time that the assistant itself was at work.

That difference is free of what else goes on on the machine, which answering is not. The server runs in a thread of this process, over an
assistant that keeps the time. The agent's door over stdin is a process of its own; there the Python call of the same question is
subtracted, which is rougher.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from typing import Any, cast

import anyio
import httpx
from anyio import to_thread
from mcp import Client, StdioServerParameters
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from assistant import Answer, Answered, Assistant, Event
from eval.runner import Progress

Ask = Callable[[str], Awaitable[object]]
Taken = dict[str, list[tuple[float, float]]]  # by door: seconds of each call, and seconds of it to subtract
PYTHON, STDIO = "Python", "MCP over stdio"


class Timed:
    """An assistant that notes how long it was at work."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._assistant, name)

    def stream(self, *args: Any, **kwargs: Any) -> Iterator[Event]:
        events = self._timed(self._assistant.stream, *args, **kwargs)
        while event := self._timed(next, events, None):
            yield event

    def ask(self, *args: Any, **kwargs: Any) -> Answer:
        *_, last = self.stream(*args, **kwargs)
        return cast(Answered, last).answer

    def as_query_engine(self) -> Any:
        return Assistant.as_query_engine(cast(Assistant, self))

    def _timed(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return work(*args, **kwargs)
        finally:
            self.seconds += time.perf_counter() - began


def measure(assistant: Timed, address: str, copy: Path, questions: Sequence[str], rounds: int, progress: Progress) -> Taken:
    """Ask `rounds` questions through every door in turn; `address` serves `assistant`, and `copy` is a copy of its data folder."""
    return anyio.run(_measure, assistant, address, copy, questions, rounds, progress)


async def _measure(assistant: Timed, address: str, copy: Path, questions: Sequence[str], rounds: int, progress: Progress) -> Taken:
    engine = assistant.as_query_engine()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=120))
        agent = await stack.enter_async_context(Client(f"{address}/mcp"))
        environment = {**os.environ, "ASSISTANT_DATA_DIR": str(copy)}
        command = StdioServerParameters(command=sys.executable, args=["-m", "assistant", "mcp"], env=environment)
        piped = await stack.enter_async_context(Client(command))
        doors: dict[str, Ask] = {
            PYTHON: lambda question: to_thread.run_sync(assistant.ask, question),
            "LlamaIndex query engine": lambda question: to_thread.run_sync(engine.query, question),
            "HTTP /api/ask": lambda question: http.post("/api/ask", json={"question": question}),
            "HTTP /api/ask/stream": lambda question: http.post("/api/ask/stream", json={"question": question}),
            "OpenAI /v1/chat/completions": lambda question: http.post("/v1/chat/completions", json=_completion(question)),
            "MCP over HTTP": lambda question: agent.call_tool("ask", {"question": question}),
            STDIO: lambda question: piped.call_tool("ask", {"question": question}),
        }
        return await _in_turn(doors, assistant, questions, rounds, progress)


async def _in_turn(doors: dict[str, Ask], assistant: Timed, questions: Sequence[str], rounds: int, progress: Progress) -> Taken:
    for ask in doors.values():
        await ask(questions[0])  # what is loaded late is loaded
    taken: Taken = {name: [] for name in doors}
    for done in range(rounds):
        progress("Asking in turn", done, rounds)
        for name, ask in doors.items():
            assistant.seconds, began = 0.0, time.perf_counter()
            await ask(questions[done % len(questions)])
            took = time.perf_counter() - began
            taken[name].append((took, taken[PYTHON][-1][0] if name == STDIO else assistant.seconds))
    progress("Asking in turn", rounds, rounds)
    return taken


def _completion(question: str) -> dict[str, object]:
    return {"model": "assistant", "messages": [{"role": "user", "content": question}]}


def overheads(taken: Taken) -> dict[str, float]:
    """Milliseconds that each door adds, the median."""
    return {name: 1000 * median(took - less for took, less in times) for name, times in taken.items() if name != PYTHON}


def show(taken: Taken, console: Console) -> None:
    """A table of the doors."""
    table = Table("door", "median, ms", "of which the door's own, ms", box=SIMPLE)
    added = overheads(taken)
    for name, times in taken.items():
        table.add_row(name, f"{1000 * median(took for took, _ in times):.1f}", f"{added[name]:.1f}" if name in added else "")
    console.print(table)
