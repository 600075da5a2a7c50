"""Measuring the doors: what clients are told is counted as it is, and a door's own time is told from the assistant's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, cast

import pytest
from typer.testing import CliRunner

from assistant.server import make_app
from assistant.types import Event
from eval import doors, load
from eval.__main__ import app
from tests.fake_assistant import FakeAssistant, document_of
from tests.serving import serving

ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\n", "foundry.txt")
QUESTION = "How much has the foundry committed to the furnace?"


class Slow(FakeAssistant):
    """Takes a while over each question."""

    def stream(self, question: str, *args: Any, **kwargs: Any) -> Iterator[Event]:
        time.sleep(0.1)
        return super().stream(question, *args, **kwargs)


def test_clients_are_answered_or_told_to_come_back() -> None:
    assistant = Slow(ARTICLE, questions_at_once=1, questions_waiting=1)
    with serving(make_app(assistant)) as address:  # type: ignore[arg-type]
        outcome = load.press(address, [QUESTION], clients=4, seconds=1.5)
    figures = outcome.figures()
    assert set(outcome.statuses) - {"200", "429"} == set() or outcome.errors == 0
    assert figures["answers"] >= 3
    assert figures["refusals"] >= 1
    assert 0.1 <= figures["answer_p50"] <= figures["answer_p95"] < 5
    assert figures["memory_before"] > 10


def test_whatever_else_comes_is_an_error() -> None:
    with serving(make_app(FakeAssistant(ARTICLE, max_question=5))) as address:  # type: ignore[arg-type]
        outcome = load.press(address, [QUESTION], clients=1, seconds=1)
    assert outcome.errors == outcome.statuses["422"] > 0


def test_the_time_of_a_door_is_what_the_assistant_did_not_take() -> None:
    timed = doors.Timed(cast(Any, Slow(ARTICLE)))
    began = time.perf_counter()
    assert timed.ask(QUESTION).short == "$7.5 million"
    assert 0.1 <= timed.seconds <= time.perf_counter() - began
    taken = {"Python": [(0.5, 0.5)], "HTTP": [(0.52, 0.5), (0.51, 0.5), (0.9, 0.5)]}
    assert doors.overheads(taken) == {"HTTP": pytest.approx(20)}


def test_both_are_commands() -> None:
    for command in ("load", "doors"):
        result = CliRunner().invoke(app, [command, "--help"])
        assert result.exit_code == 0
