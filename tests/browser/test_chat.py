"""The chat in a real Chromium, over a real server on a loopback port.

With ASSISTANT_SCREENSHOTS naming a folder, what a person sees is photographed into it: `answer.png`, which is the picture of the README,
and the chat in light, in dark and 390 px wide.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

import ui
from assistant import Assistant, read_settings
from assistant.server import make_app
from tests.fake_assistant import document_of, fake, with_pages

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
CORPUS = Path(__file__).parents[2] / "corpus"
HOSTILE = (
    "Hostile <script>alert(1)</script> <img src=http://evil.example/a.png> ![x](http://evil.example/b.png) ${alert(2)} {{value}} `tick` "
    "C:\\temp\\new [press](javascript:alert(3)) <b onclick=alert(4)>bold</b> &amp; $5 and $6"
)
MONEY = "How much money has Alibaba committed to AI and cloud computing?"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
]


@contextmanager
def serving(assistant: Assistant) -> Iterator[str]:
    """The address of a server that runs while the context does."""
    app = make_app(assistant)
    ui.mount(app, assistant)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    article = next(CORPUS.glob("*.txt")).read_text(encoding="utf-8")
    lines = "\n".join(f"Paragraph {n} of the long report says nothing that anybody would ask about, page after page." for n in range(400))
    report = f"{lines}\nThe foundry has committed $7.5 million to its furnace.\n{lines}"
    documents = (
        document_of(article, "alibaba.txt", "Alibaba’s $53 Billion AI Bet: Will It Pay Off?"),
        document_of(f"{HOSTILE}\nThe hostile document mentions zebra crossings {HOSTILE}\n", f"{HOSTILE}.txt", HOSTILE),
        with_pages(document_of(report, "report.pdf", "Foundry report"), 0, 20_000, 40_000),
    )
    with serving(fake(*documents)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Chat:
    """A person before the chat: types, clicks and notes what else the page tries."""

    def __init__(self, browser: Any, address: str, width: int = 1360, height: int = 820, scheme: str = "light") -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.foreign: list[str] = []
        self.trouble: list[str] = []
        self.page.on("request", lambda request: self._note_request(request.url, address))
        self.page.on("dialog", self._note_dialog)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.goto(address)
        self.page.wait_for_selector("#question textarea")
        self.page.wait_for_selector("#panel .documents")

    def _note_request(self, url: str, address: str) -> None:
        if not url.startswith((f"{address}/", "data:", "blob:")):
            self.foreign.append(url)

    def _note_dialog(self, dialog: Any) -> None:
        self.trouble.append(dialog.message)
        dialog.dismiss()

    def ask(self, question: str) -> Any:
        """The bubble of the answer."""
        done = self.page.locator(".answer:not(.waiting)")
        before = done.count()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        done.nth(before).wait_for()
        return done.nth(before)

    def photograph(self, name: str) -> None:
        if folder := os.environ.get("ASSISTANT_SCREENSHOTS"):
            self.page.wait_for_timeout(700)
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"))

    def in_view(self, selector: str) -> bool:
        """Whether an element is seen in the panel's text."""
        return bool(
            self.page.evaluate(
                """(selector) => {
                    const inner = document.querySelector(selector).getBoundingClientRect();
                    const outer = document.querySelector('#panel .text').getBoundingClientRect();
                    return inner.top >= outer.top && inner.bottom <= outer.bottom && inner.top >= 0 && inner.bottom <= innerHeight;
                }""",
                selector,
            )
        )


@pytest.fixture
def chat(browser: Any, address: str) -> Iterator[Chat]:
    chat = Chat(browser, address)
    yield chat
    chat.context.close()
    assert chat.foreign == []
    assert chat.trouble == []


def test_an_answer_stands_out_and_opens_its_source(chat: Chat) -> None:
    answer = chat.ask(MONEY)
    assert answer.locator(".short").inner_text() == "$53 billion"
    chat.page.wait_for_selector("#panel mark")
    assert "$53 billion" in chat.page.inner_text("#panel mark")
    assert chat.in_view("#panel mark")
    chat.photograph("light")


def test_a_chip_scrolls_a_long_document_to_the_sentence(chat: Chat) -> None:
    answer = chat.ask("How much has the foundry committed to its furnace?")
    chat.page.wait_for_selector("#panel mark")
    chat.page.click("#panel .back")
    chat.page.wait_for_selector("#panel .documents")
    started = time.monotonic()
    answer.locator(".chip").click()
    chat.page.wait_for_selector("#panel mark")
    assert time.monotonic() - started < 2  # far above what a person waits, below what a stuck page takes
    chat.page.wait_for_timeout(300)
    assert chat.in_view("#panel mark")
    assert "page 2" in chat.page.inner_text("#panel header")
    assert chat.page.inner_text("#panel mark").strip() == "The foundry has committed $7.5 million to its furnace."


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_chip_opens_with_the_keyboard(chat: Chat, key: str) -> None:
    answer = chat.ask(MONEY)
    chat.page.wait_for_selector("#panel mark")
    chat.page.click("#panel .back")
    chat.page.wait_for_selector("#panel .documents")
    answer.get_by_role("button", name="source 1", exact=True).focus()
    chat.page.keyboard.press(key)
    chat.page.wait_for_selector("#panel mark")


def test_a_document_opens_from_the_list(chat: Chat) -> None:
    chat.page.click("#panel .documents a:has-text('Foundry report')")
    chat.page.wait_for_selector("#panel .document")
    assert chat.page.inner_text("#panel h2") == "Foundry report"


def test_a_follow_up_shows_how_it_was_understood(chat: Chat) -> None:
    chat.ask(MONEY)
    assert MONEY in chat.ask("And in which years?").locator(".standalone").inner_text()


def test_an_example_question_is_asked_with_a_click(chat: Chat) -> None:
    chat.photograph("welcome")
    question = chat.page.locator("#chat .example").first
    text = question.inner_text().strip()
    question.click()
    chat.page.wait_for_selector(".answer.answered")
    assert chat.page.locator("#chat [data-testid=user]").inner_text().strip() == text


def test_a_new_chat_forgets_the_turns_before(chat: Chat) -> None:
    chat.ask(MONEY)
    chat.page.click("#fresh")
    chat.page.wait_for_selector(".welcome")
    chat.page.wait_for_selector("#panel .documents")
    assert chat.ask("And for how long was that committed to cloud computing?").locator(".standalone").count() == 0


def test_silence_is_said_with_the_closest_passage(chat: Chat) -> None:
    answer = chat.ask("Who won?")
    assert "Not in the documents" in answer.inner_text()
    answer.locator(".nearest .source").click()
    chat.page.wait_for_selector("#panel mark")


def test_hostile_text_is_shown_letter_by_letter(chat: Chat) -> None:
    question = f"What does the hostile document mention about zebra crossings? {HOSTILE}"
    answer = chat.ask(question)
    chat.page.wait_for_selector("#panel mark")
    chat.page.wait_for_timeout(500)
    assert chat.page.locator("#chat [data-testid=user]").inner_text().strip() == question
    assert HOSTILE in answer.locator(".sentence").inner_text()
    assert HOSTILE in chat.page.inner_text("#panel .text")
    assert chat.page.inner_text("#panel h2") == HOSTILE
    assert chat.page.locator("#chat img, #chat script, #panel img, #panel script, #chat b, #panel b").count() == 0
    chat.page.click("#panel .back")
    chat.page.wait_for_selector("#panel .documents")
    assert HOSTILE in chat.page.inner_text("#panel .documents")


def test_an_answer_is_copied_as_plain_text(browser: Any, address: str) -> None:
    chat = Chat(browser, address)
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer = chat.ask(MONEY)
    answer.locator(".copy").click()
    chat.page.wait_for_selector(".copy:has-text('Copied')")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    chat.context.close()
    assert copied.startswith("$53 billion\n")
    assert "[1] Alibaba’s $53 Billion AI Bet" in copied
    assert "<" not in copied


def test_a_file_is_added_and_another_refused_with_a_reason(chat: Chat, tmp_path: Path) -> None:
    good, bad = tmp_path / "bridge.txt", tmp_path / "bridge.exe"
    good.write_text("The bridge over the Elbe has cost $3 million so far.", encoding="utf-8")
    bad.write_bytes(b"MZ")
    chat.page.set_input_files("#side input[type=file]", [str(good), str(bad)])
    chat.page.wait_for_selector("#added li.rejected")
    said = chat.page.inner_text("#added")
    assert "bridge.txt added" in said
    assert "bridge.exe is no text file" in said
    assert chat.ask("What has the bridge over the Elbe cost?").locator(".short").inner_text() == "$3 million"


def test_everything_has_a_name_for_a_screen_reader(chat: Chat) -> None:
    chat.ask(MONEY)
    chat.page.wait_for_timeout(300)
    nameless = chat.page.evaluate(
        "[...document.querySelectorAll('button, a[href], textarea')].filter((e) => e.checkVisibility() && !e.innerText.trim() "
        "&& !e.getAttribute('aria-label') && !e.labels?.length).map((e) => e.outerHTML)"
    )
    assert nameless == []
    assert chat.page.locator("#chat [data-testid=bot]").get_attribute("aria-label") == "Answer"


def test_a_phone_shows_the_answer_first_and_never_scrolls_sideways(browser: Any, address: str) -> None:
    chat = Chat(browser, address, width=390, height=844)
    answer = chat.ask(MONEY)
    chat.page.wait_for_selector("#panel mark", state="attached")
    chat.photograph("phone")
    assert chat.page.evaluate("scrollY") == 0
    assert answer.locator(".short").bounding_box()["y"] < 844
    for _ in range(2):
        assert chat.page.evaluate("document.documentElement.scrollWidth") <= 390
        answer.locator(".chip").click()
        chat.page.wait_for_timeout(900)
        assert chat.in_view("#panel mark")
    chat.context.close()


def test_dark_is_dark(browser: Any, address: str) -> None:
    chat = Chat(browser, address, scheme="dark")
    chat.ask(MONEY)
    chat.page.wait_for_selector("#panel mark")
    chat.photograph("dark")
    colour = chat.page.evaluate("getComputedStyle(document.body).backgroundColor")
    chat.context.close()
    assert max(int(part) for part in colour.strip("rgb()").split(", ")) < 60


def test_the_article_is_answered_from_end_to_end(browser: Any, tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path / "data", corpus_dir=CORPUS)
    with Assistant.open(settings) as assistant, serving(assistant) as address:
        chat = Chat(browser, address, height=760)
        answer = chat.ask(MONEY)
        assert answer.locator(".short").inner_text() == "$53 billion"
        chat.page.wait_for_selector("#panel mark")
        assert "$53 billion" in chat.page.inner_text("#panel mark")
        silent = chat.ask("Who is the chief executive of Siemens?")
        assert "Not in the documents" in silent.inner_text()
        chat.photograph("answer")
        chat.context.close()
    assert chat.foreign == []
