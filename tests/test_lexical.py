"""Word search: numbers whole, stems, values in normal form, and nothing a user types can break a query."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.folder import Level
from assistant.lexical import WordIndex, tokens
from assistant.types import Passage


def passage(i: str, text: str, heading: str = "") -> Passage:
    return Passage(i, i.split(":")[0], 0, len(text), text, heading)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[WordIndex]:
    index = WordIndex(tmp_path / "words")
    yield index
    index.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It grew by 10.5 percent", ["10.5", "grew", "percent"]),
        ("1,200 ships, 1,234,567.89 tonnes", ["1200", "ship", "1234567.89", "tonn"]),
        ("$53 billion", ["53", "$53", "billion"]),
        ("€ 7.5bn", ["7.5", "€7.5", "7.5bn"]),
        ("10% or 12 %", ["10", "10%", "12", "12%"]),
        ("the 1990s, 3rd, 2025-2028", ["1990", "1990s", "3", "3rd", "2025", "2028"]),
        ("Q3 of GPT4", ["q3", "gpt4"]),
        ("1,2,3", ["1", "2", "3"]),
        ("ＡＢＣ １２％", ["abc", "12", "12%"]),
        ("commitments committed Alibaba’s", ["commit", "alibaba"]),
    ],
)
def test_tokens_keep_numbers_whole_and_stem_words(text: str, expected: list[str]) -> None:
    assert set(expected) <= set(tokens(text))


def test_words_of_one_stem_find_each_other_and_the_best_comes_first(index: WordIndex) -> None:
    texts = {"a:0": "Alibaba commits money to clouds.", "a:1": "A river flows.", "b:0": "The commitment was to rivers and to a cloud."}
    index.write([], [(passage(i, text), "") for i, text in texts.items()], Level("c", 1))
    found = index.search("Which clouds did Alibaba commit to?", 10)
    assert [i for i, _ in found] == ["a:0", "b:0"]
    assert found[0][1] > found[1][1] > 0
    assert index.search("rivers", 1) == index.search("river", 1)


def test_a_passage_is_found_by_title_and_heading_but_its_own_words_count_more(index: WordIndex) -> None:
    rows = [
        (passage("a:0", "It rose.", "Outlook"), "Annual report of Nokia"),
        (passage("b:0", "Nokia fell."), "News"),
        (passage("c:0", "Else."), ""),
    ]
    index.write([], rows, Level("c", 1))
    assert [i for i, _ in index.search("Nokia", 10)] == ["b:0", "a:0"]
    assert [i for i, _ in index.search("outlook", 10)] == ["a:0"]


def test_a_value_is_found_in_other_words_and_narrows_the_search(index: WordIndex) -> None:
    texts = {
        "a:0": "Halden bought the dairy maker Orrin for $1.2bn in cash.",
        "a:1": "Halden bought the bakery chain Pell for $120m in cash, after a million talks about dollars.",
        "b:0": "Halden bought the dairy maker Quill in spring; the dollars flowed, a company said in millions of words.",
    }
    index.write([], [(passage(i, text), "") for i, text in texts.items()], Level("c", 1))
    assert index.search("Which dairy maker did Halden buy for 1,200 million dollars?", 1)[0][0] == "a:0"
    assert index.search("What did Halden buy for 0.12 billion dollars?", 1)[0][0] == "a:1"


def test_a_value_counts_more_than_the_words_it_is_told_in(index: WordIndex) -> None:
    rows = [(passage("a:0", "It took one year and a half."), ""), (passage("b:0", "Eighteen trials took months."), "")]
    index.write([], rows, Level("c", 1))
    assert [i for i, _ in index.search("What took 18 months?", 3)] == ["a:0", "b:0"]


def test_a_number_is_not_found_by_its_parts(index: WordIndex) -> None:
    index.write([], [(passage("a:0", "It grew by 10.5 percent."), ""), (passage("b:0", "It cost $1,200."), "")], Level("c", 1))
    assert [i for i, _ in index.search("10.5", 10)] == ["a:0"]
    assert [i for i, _ in index.search("$1200", 10)] == ["b:0"]
    assert index.search("200", 10) == []


def test_words_that_say_nothing_count_only_where_there_is_nothing_else(index: WordIndex) -> None:
    index.write([], [(passage("a:0", "What is the use of it?"), ""), (passage("b:0", "Rivers flow."), "")], Level("c", 1))
    assert [i for i, _ in index.search("What is it that flows?", 10)] == ["b:0"]
    assert [i for i, _ in index.search("What is it?", 10)] == ["a:0"]


def test_removed_and_replaced_passages_are_gone(index: WordIndex) -> None:
    index.write([], [(passage("a:0", "old words"), ""), (passage("b:0", "more words"), "")], Level("c", 1))
    index.write(["b:0"], [(passage("a:0", "new terms"), "")], Level("c", 2))
    assert index.search("words", 10) == []
    assert [i for i, _ in index.search("terms", 10)] == ["a:0"]
    assert index.count() == 1


def test_the_level_is_kept_and_a_closed_index_opens_as_it_was(tmp_path: Path) -> None:
    first = WordIndex(tmp_path / "words")
    assert first.level is None
    first.write([], [(passage("a:0", "some words"), "")], Level("c", 7))
    first.close()
    again = WordIndex(tmp_path / "words")
    assert again.level == Level("c", 7)
    assert [i for i, _ in again.search("word", 10)] == ["a:0"]
    again.close()


def test_tokens_of_another_version_count_as_no_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = WordIndex(tmp_path / "words")
    first.write([], [(passage("a:0", "some words"), "")], Level("c", 7))
    monkeypatch.setattr("assistant.lexical.VERSION", 99)
    assert first.level is None
    first.close()


@pytest.mark.parametrize(
    "question", ["", " ", "\0", "(", 'a AND "b', "words:*", "+-!{}[]^~*?:\\/", "x" * 100_000, "？", "🙂" * 50, "' OR 1=1 --"]
)
def test_no_question_breaks_the_search(index: WordIndex, question: str) -> None:
    index.write([], [(passage("a:0", "some words"), "")], Level("c", 1))
    assert isinstance(index.search(question, 10), list)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_tokens_hold_no_space_and_are_never_empty(text: str) -> None:
    assert all(token and not token.isspace() and len(token.split()) == 1 for token in tokens(text))


@pytest.mark.parametrize("pattern", ["*.idx", "*.store", "*.term", "meta.json", "*.fieldnorm"])
@pytest.mark.parametrize("share", [0, 0.5])
def test_a_torn_folder_is_begun_anew(tmp_path: Path, pattern: str, share: float) -> None:
    first = WordIndex(tmp_path / "words")
    first.write([], [(passage(f"a:{n}", f"some words {n}"), "") for n in range(100)], Level("c", 1))
    first.close()
    for path in (tmp_path / "words").glob(pattern):
        with path.open("r+b") as file:
            file.truncate(int(path.stat().st_size * share))
    again = WordIndex(tmp_path / "words")
    assert (again.level, again.count()) == (None, 0)
    again.write([], [(passage("a:0", "some words"), "")], Level("c", 1))
    assert [i for i, _ in again.search("words", 10)] == ["a:0"]
    again.close()
