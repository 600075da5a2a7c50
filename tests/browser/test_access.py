"""Nothing keeps people out: axe-core finds no serious or critical trouble on any view, in light, in dark and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import LOOKS, Chat, serving
from tests.browser.scripted import MONEY, scripted
from ui_parts import texts


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(scripted()) as address:
        yield address


def welcome(chat: Chat) -> None:
    chat.page.wait_for_selector(".welcome .suggestion")


def answered(chat: Chat) -> None:
    chat.ask("What is known of Acme?").locator(".chip").first.click()
    chat.wait_for_mark()


def verdicts(chat: Chat) -> None:
    for question in (MONEY, "And in which years?", "How many people does Acme employ?", "Why does Acme employ 900 people?", "Who won?"):
        chat.ask(question)
    chat.page.locator("[data-do=like]").last.click()
    chat.page.wait_for_selector(".comment")


def busy(chat: Chat) -> None:
    chat._type("slow")
    chat.page.wait_for_selector("#live .sentence")


def failed(chat: Chat) -> None:
    chat._type("broken")
    chat.page.wait_for_selector("#live .failed")


def documents(chat: Chat) -> None:
    chat.view("documents")
    chat.page.wait_for_selector("#documents li")
    chat.page.get_by_role("button", name=texts.PASTE).click()


def facts(chat: Chat) -> None:
    chat.view("facts")
    chat.page.wait_for_selector(".fact-table tr")
    chat.page.wait_for_selector("#bars :is(svg, canvas)")


def conversations(chat: Chat) -> None:
    chat.ask(MONEY)
    if not chat.page.is_visible("#rail"):
        chat.page.click("[data-do=menu]")
    chat.page.click("#conversations .current summary")


def scope(chat: Chat) -> None:
    chat.page.click("#scope summary")


VIEWS = (welcome, answered, verdicts, busy, failed, documents, facts, conversations, scope)


@pytest.mark.parametrize("look", list(LOOKS))
@pytest.mark.parametrize("reach", VIEWS, ids=lambda reach: reach.__name__)
def test_axe_finds_nothing_serious(browser: Any, address: str, look: str, reach: Callable[[Chat], None]) -> None:
    chat = Chat(browser, address, look)
    reach(chat)
    chat.page.wait_for_timeout(400)
    found = Axe().run(chat.page)
    serious = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    chat.photograph(f"axe-{look}-{reach.__name__}")
    chat.close()
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in serious] == []


def test_buttons_fields_and_parts_have_their_names(browser: Any, address: str) -> None:
    chat = Chat(browser, address)
    answered(chat)
    page = chat.page
    assert page.get_by_role("button", name=texts.ASK, exact=True).count() == 1
    assert page.get_by_role("textbox", name=texts.QUESTION).count() == 1
    assert page.get_by_role("complementary", name=texts.SOURCE_PANEL).count() == 1
    assert page.get_by_role("link", name=texts.SOURCE.format(n=1, title="Acme news"), exact=True).count() == 1
    assert page.get_by_role("heading", name=texts.ANSWERED).count() == 1
    chat.close()


def test_what_is_answered_is_spoken_once(browser: Any, address: str) -> None:
    chat = Chat(browser, address)
    chat.ask(MONEY)
    chat.page.wait_for_function("document.querySelector('#spoken').textContent.startsWith('$53 billion')")
    assert chat.page.get_attribute("#spoken", "aria-live") == "polite"
    assert chat.page.locator("#thread [aria-live], #panel [aria-live]").count() == 0
    chat.close()
