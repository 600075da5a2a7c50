"""The chat in a real Chromium: asking, sources, conversations, documents and facts, each as a person meets it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from assistant import Assistant
from tests.browser.conftest import Chat, serving
from tests.browser.scripted import MONEY, Scripted, scripted
from ui_parts import texts


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return scripted()


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with serving(assistant) as address:
        yield address


@pytest.fixture
def chat(browser: Any, address: str) -> Iterator[Chat]:
    chat = Chat(browser, address)
    yield chat
    chat.close()


# --- answers


def test_an_answer_stands_out_and_opens_its_source(chat: Chat) -> None:
    turn = chat.ask(MONEY)
    assert turn.locator(".short").inner_text() == "$53 billion"
    assert "$53 billion" in chat.wait_for_mark()
    assert turn.locator(".chip.current").count() == 1


def test_each_verdict_looks_different_and_says_why(chat: Chat) -> None:
    grounds = set()
    for question, verdict in (
        ("How many people does Acme employ?", "conflicting"),
        ("Why does Acme employ 900 people?", "corrected"),
        ("Who won?", "not_in_sources"),
    ):
        answer = chat.ask(question).locator(".answer")
        assert texts.VERDICTS[verdict] in answer.inner_text()
        assert answer.locator(".reason").inner_text()
        grounds.add(answer.evaluate("(e) => getComputedStyle(e).backgroundColor"))
        chat.photograph(verdict)
    assert len(grounds) == 3


def test_a_refusal_offers_the_closest_passage_and_questions_that_are_answered(chat: Chat) -> None:
    answer = chat.ask("Who won?").locator(".answer")
    answer.locator(".passage").click()
    chat.wait_for_mark()
    turn = chat.after(lambda: answer.locator(".instead button").first.click())
    assert turn.locator(".answer.answered .short").inner_text() == "$53 billion"


def test_every_value_has_a_mark_that_is_spoken(chat: Chat) -> None:
    turn = chat.ask("What is known of Acme?")
    assert turn.get_by_role("img", name=texts.FOUND, exact=True).count() > 0
    assert turn.locator("s").all_inner_texts() == ["May 1911"]
    assert turn.get_by_role("img", name=texts.NOT_FOUND, exact=True).count() == 1


def test_steps_and_words_are_seen_as_they_come_and_can_be_stopped(chat: Chat, assistant: Assistant) -> None:
    ended = cast(Scripted, assistant).answering_ended
    chat._type("slow")
    chat.page.wait_for_selector("#live .sentence:has-text('word word')")
    chat.photograph("writing")
    assert texts.SEARCHED in chat.page.inner_text("#live .steps")
    chat.page.get_by_role("button", name=texts.STOP, exact=True).click()
    chat.page.wait_for_selector(f"#live :text('{texts.STOPPED}')")
    assert chat.page.get_by_role("button", name=texts.ASK, exact=True).is_visible()
    chat.page.wait_for_timeout(500)
    assert cast(Scripted, assistant).answering_ended == ended + 1
    assert chat.ask(MONEY).locator(".short").inner_text() == "$53 billion"


def test_a_failure_says_what_to_do_and_the_question_can_be_asked_again(chat: Chat) -> None:
    chat._type("broken")
    chat.page.wait_for_selector("#live .failed")
    assert "Free some space" in chat.page.inner_text("#live .failed")
    chat.photograph("failed")
    chat.page.click("#live .failed [data-do=ask]")
    chat.page.wait_for_selector("#live .failed")
    assert chat.ask(MONEY).locator(".short").count() == 1


def test_a_follow_up_shows_how_it_was_understood_and_can_be_asked_as_typed(chat: Chat) -> None:
    chat.ask(MONEY)
    turn = chat.ask("And in which years?")
    assert MONEY in turn.locator(".standalone").inner_text()
    turn.get_by_role("button", name=texts.AS_TYPED).click()
    chat.page.wait_for_selector("#thread .turn:last-child:not(:has(.standalone))")
    assert chat.page.locator("#thread .turn").count() == 2


def test_the_last_question_is_edited_or_asked_again_in_its_place(chat: Chat) -> None:
    chat.ask("How many people does Acme employ?")
    chat.page.get_by_role("button", name=texts.RETRY).click()
    chat.page.wait_for_selector("#thread .turn .sides")
    chat.page.hover("#thread .question")
    chat.page.get_by_role("button", name=texts.EDIT).click()
    chat.page.wait_for_function("document.querySelector('#question textarea').value.startsWith('How many people')")
    assert chat.page.inner_text("#editing").startswith(texts.EDITING)
    chat.page.fill("#question textarea", MONEY)
    chat.page.press("#question textarea", "Enter")
    chat.page.wait_for_selector("#thread .short:has-text('$53 billion')")
    assert chat.page.locator("#thread .turn").count() == 1
    assert chat.page.locator("#editing").count() == 0


def test_an_answer_is_copied_with_its_citations(browser: Any, address: str) -> None:
    chat = Chat(browser, address)
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.ask(MONEY).get_by_role("button", name=texts.COPY, exact=True).click()
    chat.page.wait_for_selector(".done")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    chat.close()
    assert copied.startswith("$53 billion\n")
    assert "[1] Alibaba’s $53 Billion AI Bet" in copied
    assert not re.search("[<✓]", copied)


def test_an_answer_is_rated_with_a_comment_and_the_rating_stays(chat: Chat) -> None:
    turn = chat.ask(MONEY)
    turn.get_by_role("button", name=texts.DISLIKE).click()
    turn.locator(".comment input").fill("Too short")
    turn.locator(".comment button").click()
    chat.page.wait_for_selector(f".commented:has-text('{texts.THANKS}')")
    chat.page.reload()
    chat.wait_until_ready()
    kept = chat.page.evaluate("document.querySelector('#thread .turn .commented q').textContent")
    assert kept == "Too short"
    assert chat.page.locator("[data-do=dislike][aria-pressed=true]").count() == 1


# --- sources


def test_a_chip_scrolls_a_long_document_to_the_sentence(chat: Chat) -> None:
    turn = chat.ask("How much has the foundry committed to its furnace?")
    assert chat.wait_for_mark().strip() == "The foundry has committed $7.5 million to its furnace."
    assert "page 2" in chat.page.inner_text("#panel header")
    chat.page.get_by_role("button", name=texts.CLOSE).click()
    assert not chat.page.is_visible("#panel")
    turn.locator(".chip").click()
    chat.wait_for_mark()


def test_the_other_citations_are_marked_lightly_and_reached_with_previous_and_next(chat: Chat) -> None:
    chat.ask("What is known of Acme?")
    assert "450 people" in chat.wait_for_mark()
    assert chat.page.locator("#panel mark.beside").inner_text() == "It was founded in May 1911."
    assert "1 of 3" in chat.page.inner_text("#panel header")
    chat.page.get_by_role("button", name=texts.NEXT).click()
    chat.page.wait_for_selector("#panel mark:not(.beside):has-text('founded')")
    assert chat.page.locator("#thread .chip.current").inner_text() == "2"
    chat.page.get_by_role("button", name=texts.PREVIOUS).click()
    chat.page.wait_for_selector("#panel mark:not(.beside):has-text('450')")
    chat.page.get_by_role("button", name=texts.PREVIOUS).click()
    chat.page.wait_for_selector("#panel h2:has-text('Acme report')")


def test_a_chip_opens_with_the_keyboard_and_escape_leads_back(chat: Chat) -> None:
    turn = chat.ask("What is known of Acme?")
    chat.wait_for_mark()
    chip = turn.locator(".chip").first
    chip.focus()
    chat.page.keyboard.press("Enter")
    chat.page.wait_for_function("document.activeElement.closest('#panel')")
    chat.page.keyboard.press("Escape")
    assert not chat.page.is_visible("#panel")
    assert chip.evaluate("(e) => e === document.activeElement")


def test_the_panel_follows_the_keyboard_from_chip_to_chip(chat: Chat) -> None:
    turn = chat.ask("What is known of Acme?")
    assert "450 people" in chat.wait_for_mark()
    turn.locator(".chip").first.focus()
    chat.page.keyboard.press("Tab")
    chat.page.wait_for_selector("#panel mark:not(.beside):has-text('founded')")
    assert turn.locator(".chip").nth(1).evaluate("(e) => e === document.activeElement")


def test_a_link_opens_just_this_citation(browser: Any, chat: Chat, address: str) -> None:
    chat.ask("What is known of Acme?")
    chat.wait_for_mark()
    link = chat.page.evaluate("location.href")
    other = Chat(browser, address, at=link.removeprefix(f"{address}/"))
    assert other.wait_for_mark() == "Acme employs 450 people in Ostby."
    other.close()


def test_tables_of_a_source_are_tables(chat: Chat) -> None:
    chat.ask("What is known of Acme?")
    chat.wait_for_mark()
    assert chat.page.locator("#panel table tr").count() == 3
    assert [cell.strip() for cell in chat.page.locator("#panel th").all_inner_texts()] == ["Year", "Staff"]


# --- conversations


def test_conversations_are_kept_found_renamed_exported_and_deleted(chat: Chat) -> None:
    page = chat.page
    chat.ask(MONEY)
    page.get_by_role("button", name=texts.NEW_CHAT).first.click()
    page.wait_for_selector(".welcome")
    chat.ask("How many people does Acme employ?")
    rows = page.locator("#conversations li")
    assert rows.count() == 2
    page.fill("#rail input[type=search]", "billion")
    page.wait_for_function("document.querySelectorAll('#conversations li').length === 1")
    page.click("#conversations .pick")
    page.wait_for_selector("#thread .short:has-text('$53 billion')")
    page.fill("#rail input[type=search]", "")
    page.wait_for_function("document.querySelectorAll('#conversations li').length === 2")
    _more(page, texts.RENAME)
    page.keyboard.type("The big bet")
    page.keyboard.press("Enter")
    page.wait_for_selector("#conversations .current:has-text('The big bet')")
    page.reload()
    page.wait_for_selector("#thread .short:has-text('$53 billion')")
    exported = _exported(page, texts.EXPORT_JSON)
    assert json.loads(exported)["turns"][0]["citations"][0]["quote"].startswith("- Alibaba commits $53 billion")
    assert "1. Alibaba’s \\$53 Billion AI Bet" in _exported(page, texts.EXPORT_MARKDOWN)
    _more(page, texts.DELETE)
    page.get_by_role("button", name=texts.REALLY_DELETE).click()
    page.wait_for_selector(".welcome")
    assert rows.count() == 1


def _more(page: Any, choice: str) -> None:
    page.click("#conversations .current summary")
    page.locator("#conversations .current").get_by_role("button", name=choice, exact=True).click()


def _exported(page: Any, choice: str) -> str:
    with page.expect_download() as download:
        _more(page, choice)
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_nobody_sees_the_conversations_of_another(browser: Any, chat: Chat, address: str) -> None:
    chat.ask(MONEY)
    other = Chat(browser, address)
    assert texts.NO_CONVERSATIONS in other.page.inner_text("#conversations")
    other.close()


# --- documents


def test_files_are_added_by_button_and_a_refused_one_says_why(chat: Chat, tmp_path: Path) -> None:
    good, bad = tmp_path / "bridge.txt", tmp_path / "bridge.exe"
    good.write_text("The bridge over the Elbe has cost $3 million so far.", encoding="utf-8")
    bad.write_bytes(b"MZ")
    chat.view("documents")
    chat.page.set_input_files("#shelf input[type=file]", [str(good), str(bad)])
    chat.page.wait_for_selector(".adding .rejected")
    assert [row.split("\n") for row in chat.page.locator(".adding li").all_inner_texts()] == [
        ["bridge.txt", "added"],
        ["bridge.exe", "bridge.exe is no text file. Save it as .txt."],
    ]
    chat.photograph("adding")
    chat.view("chat")
    assert chat.ask("What has the bridge over the Elbe cost?").locator(".short").inner_text() == "$3 million"


def test_files_are_added_by_dropping_them_anywhere(chat: Chat) -> None:
    chat.page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(['The ferry to Ostby has cost $4 million.'], 'ferry.txt', {type: 'text/plain'}));
            for (const kind of ['dragover', 'drop']) {
                document.querySelector('#talk').dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
            }
        }"""
    )
    chat.page.wait_for_selector(".adding .added:has-text('ferry.txt')")
    assert chat.page.is_visible("#documents li:has-text('ferry.txt')")


def test_a_text_is_pasted_and_a_removal_taken_back(chat: Chat) -> None:
    page = chat.page
    chat.view("documents")
    page.get_by_role("button", name=texts.PASTE).click()
    page.fill(".paste input", "Tunnel notes")
    page.fill(".paste textarea", "The tunnel to Ostby has cost $8 million.")
    page.get_by_role("button", name=texts.PASTE_ADD).click()
    row = page.locator("#documents li:has-text('Tunnel notes')")
    row.wait_for()
    row.get_by_role("button", name=f"{texts.REMOVE}: Tunnel notes").click()
    row.wait_for(state="detached")
    chat.photograph("removed")
    page.get_by_role("button", name=texts.UNDO).click()
    row.wait_for()


def test_a_conversation_asks_the_documents_that_were_chosen(chat: Chat) -> None:
    page = chat.page
    page.click("#scope summary")
    page.get_by_label("Foundry report").check()
    page.wait_for_selector("#scope summary:has-text('1 of')")
    chat.photograph("scope")
    page.keyboard.press("Escape")
    assert chat.ask(MONEY).locator(".answer.not_in_sources").count() == 1
    page.reload()
    page.wait_for_selector("#scope summary:has-text('1 of')")
    page.click("#scope summary")
    page.get_by_label(texts.ALL_DOCUMENTS).check()
    page.wait_for_selector(f"#scope summary:has-text('{texts.ASKS_ALL}')")
    assert chat.ask(MONEY).locator(".short").inner_text() == "$53 billion"


# --- facts


def test_facts_are_searched_drawn_opened_and_taken_away(chat: Chat) -> None:
    page = chat.page
    chat.view("facts")
    page.wait_for_selector(".fact-table tr:has-text('$53 billion')")
    assert texts.DISAGREEING in page.inner_text("#facts")
    page.wait_for_selector("#timeline svg, #timeline canvas")
    page.wait_for_selector("#bars svg, #bars canvas")
    page.select_option("select[name=kind]", "count")
    page.wait_for_function("!document.querySelector('.fact-table').innerText.includes('$53 billion')")
    page.fill(".choose input", "acme ostby")
    page.wait_for_function("document.querySelectorAll('.fact-table tbody tr').length === 2")
    with page.expect_download() as download:
        page.get_by_role("button", name=texts.CSV).click()
    rows = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert (len(rows), rows[0][:16]) == (3, "kind,value,norma")
    page.click(".fact-table tbody a")
    assert "450 people" in chat.wait_for_mark()


# --- everywhere


def test_a_suggested_question_is_asked_with_a_click(chat: Chat) -> None:
    card = chat.page.locator(".welcome .suggestion").first
    text = card.inner_text()
    turn = chat.after(card.click)
    assert turn.locator(".question p").inner_text() == text


def test_a_phone_shows_the_answer_first_and_never_scrolls_sideways(browser: Any, address: str) -> None:
    chat = Chat(browser, address, "phone")
    turn = chat.ask(MONEY)
    chat.page.wait_for_timeout(500)
    assert not chat.page.is_visible("#panel")
    assert turn.locator(".short").bounding_box()["y"] < 844
    turn.locator(".chip").click()
    chat.wait_for_mark()
    chat.page.get_by_role("button", name=texts.CLOSE).click()
    for view in ("documents", "facts", "chat"):
        chat.view(view)
        chat.page.wait_for_timeout(400)
        assert chat.page.evaluate("document.documentElement.scrollWidth") <= 390
    chat.close()


def test_dark_is_dark(browser: Any, address: str) -> None:
    chat = Chat(browser, address, "dark")
    colour = chat.page.evaluate("getComputedStyle(document.body).backgroundColor")
    chat.close()
    assert max(int(part) for part in colour.strip("rgb()").split(", ")) < 60


def test_nothing_moves_for_those_who_want_no_motion(browser: Any, address: str) -> None:
    chat = Chat(browser, address)
    chat.page.emulate_media(reduced_motion="reduce")
    chat._type("slow")
    chat.page.wait_for_selector("#live .sentence")
    moving = chat.page.evaluate(
        "document.getAnimations().filter((one) => one.playState === 'running' && one.effect.target.closest('#live')).length"
    )
    chat.page.get_by_role("button", name=texts.STOP, exact=True).click()
    chat.page.wait_for_selector(f"#live :text('{texts.STOPPED}')")
    chat.close()
    assert moving == 0
