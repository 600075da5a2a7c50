"""Passages tile the document, fit the encoder and end where a reader would pause."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chunking import chunk
from assistant.text import sentences
from assistant.types import Document, Passage
from tests.test_text import TEXTS

LIMIT = 40


def count_words(texts: Sequence[str]) -> list[int]:
    """Stands for word pieces: a word counts one for each five letters begun, as long words are cut up."""
    return [sum((len(word) + 4) // 5 for word in text.split()) for text in texts]


def passages_of(text: str, limit: int = LIMIT, pages: tuple[int, ...] = ()) -> list[Passage]:
    return chunk(Document("d", "Title", "d.txt", text, "0", pages), count_words, limit)


@given(TEXTS, st.integers(20, 200))
def test_passages_tile_any_document(text: str, limit: int) -> None:
    passages = passages_of(text, limit)
    assert "".join(passage.text for passage in passages) == text
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    assert [passage.id for passage in passages] == [f"d:{n}" for n in range(len(passages))]


@given(st.lists(st.sampled_from(["word ", "longerword ", "x" * 400, "\n", ". The ", "; "]), max_size=150).map("".join))
def test_no_passage_is_longer_than_the_encoder_takes(text: str) -> None:
    assert all(count <= 190 for count in count_words([passage.text for passage in passages_of(text)]))


@given(TEXTS)
def test_a_passage_begins_where_a_sentence_begins(text: str) -> None:
    starts = {start for start, _ in sentences(text)}
    assert all(passage.start in starts for passage in passages_of(text))


def test_a_heading_begins_a_passage_and_is_carried_by_what_follows() -> None:
    text = "Intro here is long enough.\nMarket Reaction\nShares fell sharply.\n1. Investors:\nThey sold.\nOutlook\nNobody knows.\n"
    assert [(p.text, p.heading) for p in passages_of(text)] == [
        ("Intro here is long enough.\n", ""),
        ("Market Reaction\nShares fell sharply.\n", "Market Reaction"),
        ("1. Investors:\nThey sold.\n", "Market Reaction › 1. Investors"),
        ("Outlook\nNobody knows.\n", "Outlook"),
    ]


def test_passages_are_filled_up_to_the_limit() -> None:
    text = "One two three four five six seven. " * 30
    sizes = count_words([passage.text for passage in passages_of(text)])
    assert max(sizes) <= LIMIT * 1.35
    assert sum(sizes) / len(sizes) > LIMIT * 0.8


@pytest.mark.parametrize(("offset", "page"), [(0, 1), (1, 2), (2, 2)])
def test_a_passage_knows_the_page_it_begins_on(offset: int, page: int) -> None:
    text = "First page. " * 12 + "Second page. " * 40
    passages = passages_of(text, pages=(0, len("First page. " * 12)))
    assert passages[offset].page == page
