"""What a person waits for: the first paint, a click among much that is kept, and what the page adds to the engine's own time."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.types import Citation, Event
from tests.browser.conftest import CORPUS, Chat, serving
from tests.browser.scripted import MONEY, cite
from tests.fake_assistant import document_of, fake

PAINT, ADDED, CLICK = 2, 0.15, 0.3  # seconds


def assert_within(limit: float, **seconds: float) -> None:
    """That nothing took longer; where it did while others kept the machine busy, nothing was learnt."""
    longer = {name: round(spent, 3) for name, spent in seconds.items() if spent >= limit}
    busy, cores = os.getloadavg()[0], os.cpu_count() or 1
    if longer and busy > 2 * cores:
        pytest.skip(f"the machine is too busy to time anything (load {busy:.0f} on {cores} cores): {longer}")
    assert longer == {}


def test_the_first_paint_comes_within_two_seconds_and_turns_into_the_chat(browser: Any, tmp_path: Path) -> None:
    painted = []
    for attempt in range(3):  # a machine that is busy at the moment is no failure
        painted.append(_first_paint(browser, tmp_path / str(attempt), whole=attempt == 0))
        if painted[-1] < PAINT:
            break
    print(f"first paint after {min(painted):.2f} s")
    assert_within(PAINT, first_paint=min(painted))


def _first_paint(browser: Any, folder: Path, *, whole: bool) -> float:
    """Seconds from the start of the process to its first page, with the models not yet loaded; wait for the `whole` chat if told to."""
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(folder), "ASSISTANT_CORPUS_DIR": str(CORPUS)}
    page = browser.new_page()
    started = time.monotonic()
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment) as server:
        try:
            assert server.stderr is not None
            address = re.search(r"http://\S+", server.stderr.readline())
            assert address
            page.goto(address[0])
            page.wait_for_selector("h1")
            painted = time.monotonic() - started
            assert page.request.get(f"{address[0]}/healthz").json()["status"] == "warming up"
            if whole:
                if pictures := os.environ.get("ASSISTANT_SCREENSHOTS"):
                    page.screenshot(path=str(Path(pictures) / "warming.png"))
                page.wait_for_selector("#thread .welcome", timeout=120_000)
        finally:
            server.terminate()
            server.wait(60)
            page.close()
    return painted


class Timed:
    """Measures how long the engine itself works."""

    def __init__(self, assistant: Assistant) -> None:
        self.spent: list[float] = []
        self._stream = assistant.stream

    def stream(self, *args: Any, **kwargs: Any) -> Iterator[Event]:
        began = time.monotonic()
        for event in self._stream(*args, **kwargs):
            self.spent.append(time.monotonic() - began)
            yield event


def test_the_page_adds_little_to_the_time_of_the_engine(browser: Any, real: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    timed = Timed(real)
    monkeypatch.setattr(real, "stream", timed.stream)
    added = []
    with serving(real) as address:
        chat = Chat(browser, address)
        chat.page.evaluate(_WATCH)
        for question in [MONEY, "Who is Alibaba’s CEO?", "How much is the AI market projected to reach?"] * 3:
            chat.ask(question)
            added.append(chat.page.evaluate("window.shown - window.asked") / 1000 - timed.spent[-1])
        chat.close()
    print(f"added: median {statistics.median(added):.3f} s, most {max(added):.3f} s")
    assert_within(ADDED, added=statistics.median(added))


_WATCH = """() => {
    document.addEventListener('keydown', (event) => { if (event.key === 'Enter') window.asked = performance.now(); }, true);
    let turns = 0;
    new MutationObserver(() => {
        const now = document.querySelectorAll('#thread .turn').length;
        if (now > turns) { window.shown = performance.now(); turns = now; }
    }).observe(document.querySelector('#thread'), {subtree: true, childList: true});
}"""


def crowded() -> Assistant:
    """An assistant with a document of two megabytes."""
    line = "Paragraph {n} of the long report says nothing that anybody would ask about, page after page, year after year.\n\n"
    text = "".join(line.format(n=n) for n in range(18_500)) + "The foundry has committed $7.5 million to its furnace.\n"
    assert len(text) > 2_000_000
    return fake(document_of(text, "long.txt", "Long report"))


def test_much_that_is_kept_still_answers_a_click_at_once(browser: Any) -> None:
    """Fifty conversations of ten messages, and one of five hundred."""
    assistant = crowded()
    (document,) = assistant.documents()
    with serving(assistant) as address:
        chat = Chat(browser, address)
        page = chat.page
        chat.ask("How much has the foundry committed to its furnace?")
        answer = assistant.ask("How much has the foundry committed to its furnace?")
        early = cite(document, "Paragraph 9000 of the long report")
        (owner, long), others = _fill(assistant, answer)
        page.reload()
        page.wait_for_function("document.querySelectorAll('#conversations li').length === 51")
        waits: dict[str, float] = {}
        for _ in range(3):  # the best of three, for the machine may be busy with other things
            for name, wait in _clicks(page, long, others[25], early).items():
                waits[name] = min(wait, waits.get(name, wait))
        chat.close()
        assert assistant.conversations.one(owner, long).turns == 250
    print({name: round(wait, 3) for name, wait in waits.items()})
    assert_within(CLICK, **waits)


def _clicks(page: Any, long: str, other: str, early: Citation) -> dict[str, float]:
    """Seconds that each click takes to show what it leads to."""
    thread, last = "#thread .turns[data-conversation='{}']", "#thread .turn:last-child"
    waits = {
        "another": _wait(page, f"#conversations .pick[data-id='{other}']", thread.format(other)),
        "long": _wait(page, f"#conversations .pick[data-id='{long}']", thread.format(long)),
    }
    was = page.get_attribute(f"{last} [data-do=like]", "aria-pressed")
    changed = "true" if was == "false" else "false"
    waits["rating"] = _wait(page, f"{last} [data-do=like]", f"{last} [data-do=like][aria-pressed={changed}]")
    waits["earlier"] = _wait(page, "#thread .earlier", "#thread .turn:nth-of-type(31)")
    page.evaluate(f"location.hash = '#cite-{early.document_id}-{early.start}-{early.end}'")
    page.wait_for_selector("#panel mark:has-text('Paragraph 9000')")
    waits["panel"] = _wait(page, f"{last} .chip", "#panel header .meta", "foundry")
    return waits


def _fill(assistant: Assistant, answer: Any) -> tuple[tuple[str, str], list[str]]:
    """More conversations for the one who has one already."""
    store = assistant.conversations
    with store._using() as connection:
        owner = connection.exec_driver_sql("SELECT owner FROM conversations").scalar_one()
    others = []
    for n in range(49):
        others.append(store.start(owner, f"Conversation {n} about the foundry and its furnace"))
        for _ in range(5):
            store.keep(owner, others[-1], answer)
    long = store.start(owner, "The long one")
    for _ in range(250):
        store.keep(owner, long, answer)
    return (owner, long), others


def _wait(page: Any, click: str, until: str, marked: str = "") -> float:
    """Seconds from a click to the frame that shows what it leads to, with these words marked in the panel."""
    began = page.evaluate(
        """([click, until, marked]) => new Promise((done, fail) => {
            const began = performance.now();
            const look = () => {
                const right = !marked || document.querySelector('#panel mark')?.textContent.includes(marked);
                const spent = performance.now() - began;
                if (right && document.querySelector(until)?.checkVisibility()) return requestAnimationFrame(() => done(spent));
                if (spent > 10000) return fail(new Error(until));
                requestAnimationFrame(look);
            };
            document.querySelector(click).click();
            look();
        })""",
        [click, until, marked],
    )
    return float(began) / 1000
