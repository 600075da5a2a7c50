"""A language model that misbehaves in every way we can think of: nothing unsupported is shown, nobody waits beyond the deadline.

The real assistant with the real reader asks a real server on loopback, which speaks the protocol and says what a test has it say.
"""

from __future__ import annotations

import logging
import re
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Usage
from assistant.types import Answered
from tests import language_model_server as double
from tests.conftest import LLM_KEY
from tests.language_model_server import Asked, Behaviour, Server, say

MISDEED_ROWS = tomllib.loads((Path(__file__).parent / "samples/misdeeds.toml").read_text(encoding="utf-8"))["misdeed"]
SECONDS = 4.0  # that a failing server gets
SLACK = 15.0  # a busy machine may be this slow at what is no wait for the model
BRIDGE = "How much will the repairs of the Harbor Bridge cost?"


@pytest.fixture(scope="module")
def offline(assisted: Assistant) -> Callable[[str], Answer]:
    """The answers of the offline engine alone."""
    known: dict[str, Answer] = {}

    def ask(question: str) -> Answer:
        if question not in known:
            *_, last = assisted._answering.stream(question, question)
            assert isinstance(last, Answered)
            known[question] = last.answer
        return known[question]

    return ask


def check_soundness(assistant: Assistant, answer: Answer) -> None:
    """What holds of every answer: slices, proved values, no key."""
    for citation in answer.citations:
        assert assistant.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    assert all(value.supported for value in answer.values)
    assert LLM_KEY not in str(answer.to_dict())


@dataclass(frozen=True)
class Misdeed:
    """A draft that is wrong in one way; see the file."""

    name: str
    question: str
    draft: str
    wrong: str
    right: str = ""
    cites: str = ""
    times: int = 1

    def __str__(self) -> str:
        return self.name

    def written(self, asked: Asked) -> str:
        """The draft, with the numbers that the passages have this time."""
        system, user = (message["content"] for message in asked.body["messages"])
        holding = [n for n, text in asked.passages.items() if self.cites in " ".join(text.split())] if self.cites else []
        other = next(n for n in asked.passages if n not in holding)
        numbers = {"{cited}": str((holding or [0])[0]), "{other}": str(other), "{last}": str(max(asked.passages))}
        text = self.draft
        for name, put in {**numbers, "{rules}": system, "{passages}": user}.items():
            text = text.replace(name, put)
        return text * self.times


MISDEEDS = [Misdeed(**row) for row in MISDEED_ROWS]


@pytest.mark.parametrize("misdeed", MISDEEDS, ids=str)
def test_nothing_is_shown_that_no_passage_says(
    assisted: Assistant, language_server: Server, offline: Callable[[str], Answer], misdeed: Misdeed
) -> None:
    language_server.behaviour = say(misdeed.written)
    answer, alone = assisted.ask(misdeed.question), offline(misdeed.question)
    check_soundness(assisted, answer)
    assert (answer.verdict, answer.short) == (alone.verdict, alone.short)
    assert misdeed.wrong not in f"{answer.text} {answer.short} {answer.engine}"
    if misdeed.right:
        assert (answer.engine, misdeed.right in answer.text) == ("generative", True)
    if answer.engine == "extractive":
        assert answer.note.endswith(".")
        assert replace(answer, note="", usage=None) == alone
    assert answer.usage == (None if "did not come to an end" in answer.note else Usage(100, 20))


FAULTS: dict[str, tuple[Behaviour, str]] = {
    "cut off by its length": (say("The repairs of the Harbor Bridge cost $18.", finish="length"), "cut off"),
    "filtered": (say("The repairs", finish="content_filter"), "cut off"),
    "connection broken within a number": (double.cut, "cut off|broke off|no reply"),
    "half a JSON": (double.raw(b'data: {"id": "c", "choices": [{"delta": {"content": "The sum is $5'), "cut off|no reply"),
    "half a JSON, then an end": (double.raw(b'data: {"id": "c", "choi\n\ndata: [DONE]\n\n'), "no reply"),
    "not JSON": (double.raw(b"data: <html>busy</html>\n\n"), "no reply"),
    "JSON of another shape": (double.raw(b'data: [1, 2]\n\ndata: "x"\n\n'), "no reply|cut off"),
    "choices that are none": (double.raw(b'data: {"choices": null}\n\ndata: {"choices": [null]}\n\n'), "no reply|cut off"),
    "an error within the stream": (double.raw(f'data: {{"error": {{"message": "bad key {LLM_KEY}"}}}}\n\n'.encode()), "no reply"),
    "bytes that are no text": (double.raw(b"data: \xff\xfe\x00\xc3\n\n"), "no reply"),
    "a page instead": (double.raw(b"<html>Sign in</html>", kind="text/html"), "stream of events"),
    "JSON instead of events": (double.raw(b'{"choices": []}', kind="application/json"), "stream of events"),
    "nothing": (double.raw(b""), "cut off"),
    "500": (double.status(500), "failed .500"),
    "503 that asks to try again": (double.status(503, Retry_After="1"), "failed .503"),
    "429": (double.status(429, Retry_After="1"), "too many requests .429"),
    "401 that echoes the key": (double.status(401, lambda asked: f"Bad key: {asked.headers['authorization']}"), "refused the key .401"),
    "404": (double.status(404), "no such model or path .404"),
    "400": (double.status(400), "refused the request .400"),
    "redirect to another host": (double.status(307, Location="http://192.0.2.1/v1/chat/completions"), "refused the request .307"),
    "huge single token": (say("x" * 2_000_000), "did not come to an end"),
    "huge single event": (double.endless_line, "more than any answer needs|too long"),
    "endless stream": (double.endless, "did not come to an end"),
    "endless comments": (double.endless_comments, "too long|more than any"),
    "hang before headers": (double.hang, "took too long"),
    "hang after headers": (double.hang_after_headers, "took too long"),
    "slow drip of bytes": (double.drip, "took too long"),
    "slow drip of words": (double.drip_tokens, "took too long"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_server_does_the_offline_answer_comes_in_time_and_says_why(
    assisted: Assistant,
    language_server: Server,
    offline: Callable[[str], Answer],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(assisted._generating, "_seconds", SECONDS)
    language_server.behaviour, note = FAULTS[fault]
    alone, before, began = offline(BRIDGE), len(language_server.asked), time.monotonic()
    answer = assisted.ask(BRIDGE)
    assert time.monotonic() - began < SECONDS + SLACK
    assert re.search(note, answer.note), answer.note
    assert replace(answer, note="", usage=None) == alone
    assert len(language_server.asked) - before == 1  # no hidden second try
    assert LLM_KEY not in f"{answer.to_dict()} {caplog.text}"
    assert language_server.asked[-1].headers["authorization"] == f"Bearer {LLM_KEY}"
