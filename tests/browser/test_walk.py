"""The walk of a new user through the real assistant: in light, in dark, on a phone, and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF

from assistant import Assistant
from tests.browser.conftest import LOOKS, Chat, serving
from tests.browser.scripted import MONEY
from ui_parts import texts

FERRY = "What did the new ferry to Ostby cost?"


@pytest.fixture(scope="module")
def address(real: Assistant) -> Iterator[str]:
    with serving(real) as address:
        yield address


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages; what is asked stands on the second."""
    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    for text in (
        "The harbour of Ostby was built by fishermen.",
        "The new ferry to Ostby cost 12.5 million euros. It sails since June 2024.",
    ):
        pdf.add_page()
        pdf.multi_cell(0, 8, text)
    path = tmp_path_factory.mktemp("files") / "ferry-report.pdf"
    pdf.output(str(path))
    return path


@pytest.fixture(autouse=True)
def as_before(real: Assistant) -> Iterator[None]:
    """Each walk begins with the corpus alone."""
    yield
    for one in real.listed():
        if not one.from_corpus:
            real.remove(one.id)


@pytest.mark.parametrize("look", list(LOOKS))
def test_the_walk_of_a_new_user(browser: Any, address: str, report: Path, look: str) -> None:
    chat = Chat(browser, address, look)
    chat.page.wait_for_selector(".welcome .suggestion")
    chat.photograph(f"{look}-1-welcome")
    turn = chat.ask(MONEY)
    assert turn.locator(".short").inner_text() == "$53 billion"
    chat.photograph("answer" if look == "light" else "phone" if look == "phone" else "dark")
    turn.locator(".chip").first.click()
    assert "$53 billion" in chat.wait_for_mark()
    chat.photograph(f"{look}-2-source")
    close_on_phone(chat, look)
    later = chat.ask("And until when?")
    assert later.locator(".short").inner_text() == "2028"
    assert texts.UNDERSTOOD in later.locator(".standalone").inner_text()
    chat.view("documents")
    chat.page.set_input_files("#shelf input[type=file]", str(report))
    chat.page.wait_for_selector(".adding .added")
    chat.photograph(f"{look}-3-documents")
    chat.view("facts")
    chat.page.wait_for_selector("#bars :is(svg, canvas)")
    chat.photograph("facts" if look == "light" else f"{look}-4-facts")
    chat.view("chat")
    (chat.page.locator("#top [data-do=fresh]") if look == "phone" else chat.page.locator("#rail [data-do=fresh]")).click()
    chat.page.wait_for_selector(".welcome")
    turn = chat.ask(FERRY)
    assert turn.locator(".short").inner_text() == "12.5 million euros"
    turn.locator(".chip").first.click()
    assert "12.5 million euros" in chat.wait_for_mark()
    assert "page 2" in chat.page.inner_text("#panel header")
    close_on_phone(chat, look)
    if look == "phone":
        chat.page.click("[data-do=menu]")
        chat.photograph("phone-5-menu")
    chat.page.locator("#conversations .pick", has_text="Alibaba").first.click()
    chat.page.wait_for_selector("#thread .short:has-text('2028')")
    chat.page.reload()
    chat.page.wait_for_selector("#thread .short:has-text('2028')")
    assert chat.page.locator("#thread .turn").count() == 2
    assert chat.page.locator("#conversations li").count() == 2
    chat.close()


def close_on_phone(chat: Chat, look: str) -> None:
    if look == "phone":
        chat.page.get_by_role("button", name=texts.CLOSE).click()


def test_the_walk_with_the_keyboard_alone(browser: Any, address: str, report: Path) -> None:
    chat = Chat(browser, address)
    keys = chat.page.keyboard
    chat.page.on("filechooser", lambda _: None)  # from now on; begun only with the key, the browser may be quicker
    chat.page.wait_for_function("document.activeElement.matches('#question textarea')")
    keys.type(MONEY)
    turn = chat.after(lambda: keys.press("Enter"))
    tab_to(chat, ".chip", back=True)
    keys.press("Enter")
    assert "$53 billion" in chat.wait_for_mark()
    keys.press("Escape")
    assert turn.locator(".chip").first.evaluate("(e) => e === document.activeElement")
    tab_to(chat, "#question textarea")
    keys.type("And until when?")
    chat.after(lambda: keys.press("Enter"))
    tab_to(chat, "#rail [data-view=documents]", back=True)
    keys.press("Enter")
    tab_to(chat, "[data-do=choose-files]")
    with chat.page.expect_file_chooser() as chooser:
        keys.press("Enter")
    chooser.value.set_files(str(report))
    chat.page.wait_for_selector(".adding .added")
    tab_to(chat, "#rail .fresh", back=True)
    keys.press("Enter")
    chat.page.wait_for_selector(".welcome")
    chat.page.wait_for_function("document.activeElement.matches('#question textarea')")
    keys.type(FERRY)
    assert chat.after(lambda: keys.press("Enter")).locator(".short").inner_text() == "12.5 million euros"
    tab_to(chat, "#conversations li:last-of-type .pick", back=True)
    keys.press("Enter")
    chat.page.wait_for_selector("#thread .short:has-text('2028')")
    chat.close()


def tab_to(chat: Chat, selector: str, *, back: bool = False) -> None:
    """Press Tab until the focus stands on the element, and see that it can be seen to."""
    for _ in range(80):
        chat.page.keyboard.press("Shift+Tab" if back else "Tab")
        if chat.page.evaluate("(s) => document.activeElement.matches(s)", selector):
            outline = chat.page.evaluate(
                "getComputedStyle(document.activeElement.closest('#question') ?? document.activeElement).outlineStyle"
            )
            assert outline != "none" or selector == "#question textarea"
            return
    pytest.fail(f"no way to {selector}")
