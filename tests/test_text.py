"""The splitter: lossless on anything, and right about the full stops that do not end a sentence."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import heading_level, lines, normalise, plain, sentences

PIECES = st.sampled_from(
    ["Dr. ", "U.S. ", "The ", "word ", "Inc. ", "$1.5 trillion", ". ", "? ", "\n", "\n\n", "- ", "1. ", "Heading\n", "。", "\t", " "]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


def split(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text)]


@given(TEXTS)
def test_sentences_and_lines_tile_any_text(text: str) -> None:
    for spans in (sentences(text), lines(text)):
        assert "".join(text[start:end] for start, end in spans) == text
        assert all(start < end for start, end in spans)
        assert all(one[1] == other[0] for one, other in pairwise(spans))


@given(st.text(max_size=200))
def test_normalised_text_is_nfc_and_stays_as_it_is(text: str) -> None:
    once = normalise(text)
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once
    assert normalise(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith met Mr. Jones at St. Mary's.",
        "The U.S. Department of Energy paid.",
        "Acme Inc. and Widget Co. Ltd. merged.",
        "See No. 5 and Fig. 2 for details.",
        "It reached $1.5 trillion, up 3.4 percent.",
        "Some firms, e.g. Apple, grew; others, i.e. Nokia, did not.",
        "On Jan. 3 2024 and Sept. 9 it rose.",
        "J. P. Morgan and George H. W. Bush spoke.",
        "It cost approx. 5 dollars vs. 7 before.",
        "He asked “why?” and left.",
        "Sales of $2.1 bn. in 2020 fell.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He works in the U.S. The pay is good.", ["He works in the U.S.", "The pay is good."]),
        ("It was bought by Acme Inc. The price is secret.", ["It was bought by Acme Inc.", "The price is secret."]),
        ("“Stop.” She left. Why? Nobody knows!", ["“Stop.”", "She left.", "Why?", "Nobody knows!"]),
        ("They met at 5 p.m. They talked.", ["They met at 5 p.m.", "They talked."]),
        ("Was it No. 1? No. It was late.", ["Was it No. 1?", "No.", "It was late."]),
        ("利润上升。股价下跌。", ["利润上升。", "股价下跌。"]),
        ("It rose. $5 million went. 2024 was good.", ["It rose.", "$5 million went.", "2024 was good."]),
        ("A heading\nThen a sentence.\n- one\n- two", ["A heading", "Then a sentence.", "- one", "- two"]),
        ("1. First thing. It matters.\n2. Second thing.", ["1. First thing.", "It matters.", "2. Second thing."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_line_wrapped_at_a_column_goes_on() -> None:
    text = (
        "The company said on Tuesday that it would spend\nmuch more on research. Analysts were surprised\nby the size of it.\n\n"
        "Next steps\n- hire"
    )
    assert split(text) == [
        "The company said on Tuesday that it would spend\nmuch more on research.",
        "Analysts were surprised\nby the size of it.",
        "Next steps",
        "- hire",
    ]


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("# Title", 1),
        ("### Part", 3),
        ("Riding the Cloud Wave", 1),
        ("Will It Pay Off?", 1),
        ("1. Investor Sentiment:", 2),
        ("Pros:", 2),
        ("A New Era", 1),
        ("It ended there.", 0),
        ("- a list item", 0),
        ("and so on", 0),
        ("| a | b |", 0),
        ("", 0),
    ],
)
def test_headings_are_told_from_sentences(line: str, level: int) -> None:
    assert heading_level(line) == level


def test_plain_makes_typing_variants_equal() -> None:
    assert plain("“2025–2028”  is\u00a0China’s") == plain('"2025-2028" is China\'s')
