"""Many clients at once against a server on loopback: what they are told, how long it takes, and what is left in memory.

Each client asks one question after the other; when it is told to come back later, it does.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import anyio
import httpx
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

_MEMORY = re.compile(r"^process_resident_memory_bytes (\S+)", re.M)
_TIMEOUT = 120.0


@dataclass
class Outcome:
    """What the clients met: seconds of each answer, of each refusal and of each health check, and how often each status came."""

    seconds: float
    answered: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """Responses other than an answer and a 429, and requests without any."""
        return sum(times for status, times in self.statuses.items() if status not in ("200", "429"))

    def figures(self) -> dict[str, float]:
        """The outcome in numbers: seconds, and memory in MB before, at the end, and when all is quiet again."""
        before, end, after = self.memory
        return {
            "answers": len(self.answered),
            "answers_per_second": len(self.answered) / self.seconds,
            "refusals": len(self.refused),
            "errors": self.errors,
            "answer_p50": _quantile(self.answered, 0.5),
            "answer_p95": _quantile(self.answered, 0.95),
            "refusal_p95": _quantile(self.refused, 0.95),
            "health_p50": _quantile(self.health, 0.5),
            "health_p99": _quantile(self.health, 0.99),
            "memory_before": before,
            "memory_end": end,
            "memory_after": after,
        }


def press(address: str, questions: Sequence[str], clients: int, seconds: float) -> Outcome:
    """What `clients` meet that ask for `seconds`; one question is asked ahead, so that what is loaded late is loaded."""
    httpx.post(f"{address}/api/ask", json={"question": questions[0]}, timeout=_TIMEOUT)
    outcome = Outcome(seconds)
    outcome.memory.append(_memory(address))
    anyio.run(_press, address, questions, clients, outcome)
    outcome.memory.append(_memory(address))
    time.sleep(min(10.0, seconds))
    outcome.memory.append(_memory(address))
    return outcome


async def _press(address: str, questions: Sequence[str], clients: int, outcome: Outcome) -> None:
    limits = httpx.Limits(max_connections=clients + 1, max_keepalive_connections=clients + 1)
    numbers, until = count(), time.monotonic() + outcome.seconds
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=_TIMEOUT) as http, anyio.create_task_group() as group:
        group.start_soon(_check_health, http, until, outcome)
        for _ in range(clients):
            group.start_soon(_ask_on, http, questions, numbers, until, outcome)


async def _ask_on(http: httpx.AsyncClient, questions: Sequence[str], numbers: count[int], until: float, outcome: Outcome) -> None:
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            response = await http.post("/api/ask", json={"question": questions[next(numbers) % len(questions)]})
        except httpx.HTTPError as error:
            outcome.statuses[type(error).__name__] += 1
            continue
        took = time.monotonic() - began
        outcome.statuses[str(response.status_code)] += 1
        if response.status_code == 200:
            outcome.answered.append(took)
        elif response.status_code == 429:
            outcome.refused.append(took)
            await anyio.sleep(min(float(response.headers["Retry-After"]), max(0.0, until - time.monotonic())))


async def _check_health(http: httpx.AsyncClient, until: float, outcome: Outcome) -> None:
    while time.monotonic() < until:
        began = time.monotonic()
        response = await http.get("/healthz")
        outcome.health.append(time.monotonic() - began)
        outcome.statuses[str(response.status_code)] += response.status_code != 200
        await anyio.sleep(0.2)


def _memory(address: str) -> float:
    """The server's resident memory in MB."""
    found = _MEMORY.search(httpx.get(f"{address}/metrics", timeout=_TIMEOUT).text)
    return float(found[1]) / 1e6 if found else float("nan")


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def show(outcome: Outcome, clients: int, console: Console) -> None:
    """The figures as a table."""
    table = Table("figure", "value", box=SIMPLE, title=f"{clients} clients for {outcome.seconds:g} s")
    for name, value in outcome.figures().items():
        table.add_row(name, f"{value:,.3f}" if value % 1 else f"{value:,.0f}")
    console.print(table)
    console.print("statuses:", dict(+outcome.statuses))
