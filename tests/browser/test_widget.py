"""The widget in a real Chromium: a page of another origin adds it by a script tag, and those that were not named cannot frame it."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import ui
from assistant import Assistant
from assistant.server import make_app
from tests.fake_assistant import document_of, fake
from tests.serving import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
HOSTILE = "Hostile <img src=http://evil.example/a.png onerror=alert(1)> ${alert(2)} zebra"
ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\nIt opens in May.\n", "foundry.txt")
QUESTION = "How much has the foundry committed to the furnace?"
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
PAGE = """<!doctype html><meta charset="utf-8"><title>Intranet</title><link rel="icon" href="data:,">
<style>* {{ color: red !important }} button {{ display: none }}</style>
<h1>Another site</h1>{tag}"""
(TAG,) = re.findall("```html\n(.*?)```", README, flags=re.S)  # the README's own


pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing on stderr."""


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The origin of a site that serves a folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def host_page(browser: Any, folder: Path, assistant_for: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page of another site that holds the script tag, and what the browser complained of."""
    with site(folder) as origin, serving(make_app(assistant_for(origin))) as address:
        (folder / "index.html").write_text(PAGE.format(tag=TAG.replace("http://127.0.0.1:7860", address)), encoding="utf-8")
        page = browser.new_page()
        trouble: list[str] = []
        page.on("dialog", lambda dialog: trouble.append(dialog.message))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: None if request.url.startswith((address, origin)) else trouble.append(request.url))
        page.goto(f"{origin}/index.html")
        yield page, trouble
        page.close()


def ask(page: Any, question: str) -> Any:
    """The answer's element in the frame."""
    frame = page.frame_locator("iframe")
    done = frame.locator(".answer:not(.waiting)")
    before = done.count()
    frame.locator("#question").fill(question)
    frame.locator("#question").press("Enter")
    done.nth(before).wait_for()
    return done.nth(before)


def test_a_page_of_another_origin_gets_a_floating_chat(browser: Any, tmp_path: Path) -> None:
    with host_page(browser, tmp_path, lambda origin: fake(ARTICLE, embed_origins=origin)) as (page, trouble):
        button = page.get_by_role("button", name="Ask our articles")
        assert button.get_attribute("aria-expanded") == "false"
        button.click()
        assert page.frame_locator("iframe").locator("#title").inner_text() == "Ask our articles"
        answer = ask(page, QUESTION)
        assert answer.locator(".short").inner_text() == "$7.5 million"
        answer.locator("summary").click()
        assert answer.locator("blockquote").inner_text() == "The foundry has committed $7.5 million to a new furnace."
        assert "Not in the documents" in ask(page, "Who won the cup?").inner_text()
        button.click()
        assert not page.locator("iframe").is_visible()
    assert trouble == []


def test_foreign_text_stays_text(browser: Any, tmp_path: Path) -> None:
    hostile = document_of(HOSTILE, HOSTILE, HOSTILE)
    with host_page(browser, tmp_path, lambda origin: fake(hostile, embed_origins=origin)) as (page, trouble):
        page.get_by_role("button", name="Ask our articles").click()
        answer = ask(page, "Hostile zebra?")
        assert "<img src=http://evil.example/a.png onerror=alert(1)>" in answer.inner_text()
    assert trouble == []


def test_a_site_that_is_not_named_cannot_frame_it(browser: Any, tmp_path: Path) -> None:
    with host_page(browser, tmp_path, lambda _: fake(ARTICLE, embed_origins="https://intranet.example")) as (page, trouble):
        page.get_by_role("button", name="Ask our articles").click()
        page.wait_for_timeout(500)
        assert page.frame_locator("iframe").locator("#question").count() == 0
    assert any("frame-ancestors" in said for said in trouble)


def test_the_plain_page_works_by_itself_and_signs_in_where_keys_are_needed(browser: Any) -> None:
    key = "a-key-of-20-letters-"
    with serving(make_app(fake(ARTICLE, api_keys=key))) as address:
        page = browser.new_page()
        page.goto(f"{address}/embed")
        page.fill("#question", QUESTION)
        page.press("#question", "Enter")
        with page.expect_popup() as opened:
            page.click("text=Sign in")
        opened.value.fill("#key", key)
        with opened.value.expect_navigation():
            opened.value.click("button")
        page.fill("#question", QUESTION)
        page.press("#question", "Enter")
        page.locator(".short").wait_for()
        assert page.locator(".short").inner_text() == "$7.5 million"
        page.close()


@pytest.mark.slow
def test_the_widget_gives_the_same_answers_as_every_door(browser: Any, tmp_path: Path) -> None:
    from assistant import read_settings
    from tests.test_doors import QUESTIONS, ROOT, Gist, gist

    (tmp_path / "site").mkdir()
    with Assistant.open(read_settings(data_dir=tmp_path / "data", corpus_dir=ROOT / "corpus")) as assistant:
        expected = [gist(assistant.ask(question).to_dict()) for question in QUESTIONS]

        def allowed(origin: str) -> Assistant:
            assistant.settings = assistant.settings.model_copy(update={"embed_origins": origin})
            return assistant

        found = []
        with host_page(browser, tmp_path / "site", allowed) as (page, _):
            page.get_by_role("button", name="Ask our articles").click()
            for question in QUESTIONS:
                page.reload()
                page.get_by_role("button", name="Ask our articles").click()
                found.append(_seen(ask(page, question), assistant, Gist))
    assert found == expected


def _seen(answer: Any, assistant: Assistant, gist: Any) -> Any:
    """What a person can read of an answer."""
    verdict = answer.get_attribute("class").split()[1]
    short = answer.locator(".short")
    citations = []
    for source in answer.locator("details").all():
        if source.locator("summary").inner_text().startswith("["):
            document, _, span = str(source.get_attribute("data-place")).rpartition(":")
            start, end = map(int, span.split("-"))
            quote = source.locator("blockquote").text_content()
            assert quote == assistant.document(document).text[start:end]
            citations.append((document, start, end, quote))
    return gist(verdict, short.inner_text() if short.count() else "", tuple(citations))


def test_the_chat_itself_asks_for_a_key_once(browser: Any) -> None:
    key = "a-key-of-20-letters-"
    assistant = fake(ARTICLE, api_keys=key)
    app = make_app(assistant)
    ui.mount(app, assistant)
    with serving(app) as address:
        page = browser.new_page()
        page.goto(address)
        assert page.url == f"{address}/sign-in"
        page.fill("#key", "a-wrong-key-of-the-house")
        page.click("button")
        assert page.get_by_role("alert").inner_text() == "That key is not known here."
        page.fill("#key", key)
        page.click("button")
        page.fill("#question textarea", QUESTION)
        page.press("#question textarea", "Enter")
        page.locator(".answer .short").wait_for()
        assert page.locator(".answer .short").inner_text() == "$7.5 million"
        page.close()
