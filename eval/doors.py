"""What a door costs over the Python call: the same question asked both ways in turn, and the median of the differences.

Asking in turn cancels what else goes on on the machine. The server runs in a thread of this process, so that both ways use one assistant;
the agent's door over stdin runs in a process of its own.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

import anyio
import httpx
from anyio import to_thread
from mcp import Client, StdioServerParameters
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from assistant import Assistant
from eval.runner import Progress

Ask = Callable[[str], Awaitable[object]]
PYTHON = "Python"


def measure(
    assistant: Assistant, address: str, copy: Path, questions: Sequence[str], rounds: int, progress: Progress
) -> dict[str, list[float]]:
    """Seconds of every call by door, in the same order of questions for each."""
    return anyio.run(_measure, assistant, address, copy, questions, rounds, progress)


async def _measure(
    assistant: Assistant, address: str, copy: Path, questions: Sequence[str], rounds: int, progress: Progress
) -> dict[str, list[float]]:
    engine = assistant.as_query_engine()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=120))
        agent = await stack.enter_async_context(Client(f"{address}/mcp"))
        environment = {**os.environ, "ASSISTANT_DATA_DIR": str(copy)}
        command = StdioServerParameters(command=sys.executable, args=["-m", "assistant", "mcp"], env=environment)
        piped = await stack.enter_async_context(Client(command))
        doors: dict[str, Ask] = {
            PYTHON: lambda question: to_thread.run_sync(assistant.ask, question),
            "HTTP /api/ask": lambda question: http.post("/api/ask", json={"question": question}),
            "HTTP /api/ask/stream": lambda question: http.post("/api/ask/stream", json={"question": question}),
            "OpenAI /v1/chat/completions": lambda question: http.post("/v1/chat/completions", json=_completion(question)),
            "MCP over HTTP": lambda question: agent.call_tool("ask", {"question": question}),
            "MCP over stdio": lambda question: piped.call_tool("ask", {"question": question}),
            "LlamaIndex query engine": lambda question: to_thread.run_sync(engine.query, question),
        }
        return await _in_turn(doors, questions, rounds, progress)


async def _in_turn(doors: dict[str, Ask], questions: Sequence[str], rounds: int, progress: Progress) -> dict[str, list[float]]:
    for ask in doors.values():
        await ask(questions[0])  # what is loaded late is loaded
    taken: dict[str, list[float]] = {name: [] for name in doors}
    for done in range(rounds):
        progress("Asking in turn", done, rounds)
        for name, ask in doors.items():
            began = time.perf_counter()
            await ask(questions[done % len(questions)])
            taken[name].append(time.perf_counter() - began)
    progress("Asking in turn", rounds, rounds)
    return taken


def _completion(question: str) -> dict[str, object]:
    return {"model": "assistant", "messages": [{"role": "user", "content": question}]}


def overheads(taken: dict[str, list[float]]) -> dict[str, float]:
    """Milliseconds that each door adds to the Python call, the median over the same questions."""
    return {
        name: 1000 * median(took - alone for took, alone in zip(times, taken[PYTHON], strict=True))
        for name, times in taken.items()
        if name != PYTHON
    }


def show(taken: dict[str, list[float]], console: Console) -> None:
    """A table of the doors."""
    table = Table("door", "median, ms", "over the Python call, median, ms", box=SIMPLE)
    added = overheads(taken)
    for name, times in taken.items():
        table.add_row(name, f"{1000 * median(times):.1f}", f"{added[name]:+.1f}" if name in added else "")
    console.print(table)
