"""A real Chromium before a real server on a loopback port.

With ASSISTANT_SCREENSHOTS naming a folder, what a person sees is photographed into it; `answer.png`, `facts.png` and `phone.png` are the
pictures of the README.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

import ui
from assistant import Assistant, read_settings
from assistant.server import make_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
CORPUS = Path(__file__).parents[2] / "corpus"
LOOKS = {"light": (1360, 820, "light"), "dark": (1360, 820, "dark"), "phone": (390, 844, "light")}
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"))


@contextmanager
def serving(assistant: Assistant) -> Iterator[str]:
    """The address of a server that runs while the context does."""
    app = make_app(assistant)
    ui.mount(app, assistant)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")  # while it is open no other event loop can run in this thread
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The whole assistant over the corpus; its suggestions are made already."""
    settings = read_settings(data_dir=tmp_path_factory.mktemp("real") / "data", corpus_dir=CORPUS)
    with Assistant.open(settings) as assistant:
        assistant.suggestions(wait=True)
        yield assistant


class Chat:
    """A person before the chat: types, clicks and notes what else the page tries."""

    def __init__(self, browser: Any, address: str, look: str = "light", *, at: str = "") -> None:
        width, height, scheme = LOOKS[look]
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.address = address
        self.foreign: list[str] = []
        self.trouble: list[str] = []
        self.page.on("request", lambda request: self._note_request(request.url))
        self.page.on("dialog", self._note_dialog)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("console", lambda said: self.trouble.append(said.text) if "js_on_load" in said.text else None)
        self.page.goto(f"{address}/{at}")
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        self.page.wait_for_selector("#thread :is(.welcome, .turns)")

    def _note_request(self, url: str) -> None:
        if not url.startswith((f"{self.address}/", "data:", "blob:")):
            self.foreign.append(url)

    def _note_dialog(self, dialog: Any) -> None:
        self.trouble.append(dialog.message)
        dialog.dismiss()

    def ask(self, question: str) -> Any:
        """The turn of the answer."""
        return self.after(lambda: self._type(question))

    def after(self, act: Any) -> Any:
        """The turn that is there after something was done that asks."""
        turns = self.page.locator("#thread .turn")
        before = turns.count()
        act()
        turns.nth(before).wait_for()
        return turns.nth(before)

    def _type(self, question: str) -> None:
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")

    def view(self, name: str) -> None:
        self.page.wait_for_timeout(500)  # on a phone the list may be closing still
        if not self.page.is_visible("#rail"):
            self.page.click("[data-do=menu]")
        self.page.click(f"#rail [data-view={name}]")

    def photograph(self, name: str) -> None:
        if folder := os.environ.get("ASSISTANT_SCREENSHOTS"):
            self.page.wait_for_timeout(700)
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"))

    def wait_for_mark(self) -> str:
        """The marked text, once it is to be seen."""
        self.page.wait_for_function(_IN_VIEW)
        return str(self.page.inner_text("#panel mark:not(.beside)"))

    def close(self) -> None:
        """Nobody asked another host for anything, and nothing ran that should not."""
        self.context.close()
        assert self.foreign == []
        assert self.trouble == []


_IN_VIEW = """() => {
    const mark = document.querySelector('#panel mark:not(.beside)'), text = document.querySelector('#panel .text');
    if (!mark || !text?.checkVisibility()) return false;
    const inner = mark.getBoundingClientRect(), outer = text.getBoundingClientRect();
    return inner.top >= outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left && inner.right <= outer.right;
}"""
