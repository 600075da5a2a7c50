"""Conversations are kept whole, belong to their owner alone, and can be found, exported and forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversations import Conversations
from assistant.errors import ClosedError, InputError, StorageError
from assistant.types import Answer, Citation

CITED = Citation("d1", "Plans *draft*", "plans.pdf", 2, 4, 20, "It costs $7.5 million.")
ANSWER = Answer(
    "What does it cost?", "What does the furnace cost?", "answered", "$7.5 million", "It costs $7.5 million. [1]", 0.9, (CITED,)
)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    store = Conversations(tmp_path / "conversations.db")
    yield store
    store.close()


def test_turns_are_read_back_as_they_were_after_a_restart(tmp_path: Path) -> None:
    store = Conversations(tmp_path / "conversations.db")
    begun = store.start("me", "  What does\n it cost? ", ["d1"])
    number = store.keep("me", begun, ANSWER)
    store.close()
    again = Conversations(tmp_path / "conversations.db")
    (head,) = again.all("me")
    assert (head.id, head.title, head.documents, head.turns) == (begun, "What does it cost?", ("d1",), 1)
    (turn,) = again.turns("me", begun)
    assert (turn.id, turn.question, turn.answer) == (number, ANSWER.question, ANSWER.to_dict())
    again.close()
    with pytest.raises(ClosedError):
        again.all("me")


def test_what_belongs_to_another_is_not_there(kept: Conversations) -> None:
    theirs = kept.start("them", "Secret")
    number = kept.keep("them", theirs, ANSWER)
    assert kept.all("me") == []
    for trying in (
        lambda: kept.turns("me", theirs),
        lambda: kept.keep("me", theirs, ANSWER),
        lambda: kept.rename("me", theirs, "x"),
        lambda: kept.choose("me", theirs, []),
        lambda: kept.drop("me", theirs, number),
        lambda: kept.rate("me", theirs, number, "like"),
        lambda: kept.delete("me", theirs),
        lambda: kept.to_dict("me", theirs),
        lambda: kept.to_markdown("me", theirs),
    ):
        with pytest.raises(InputError, match="no such conversation"):
            trying()
    assert len(kept.turns("them", theirs)) == 1


def test_the_last_used_comes_first_and_all_words_are_searched_for(kept: Conversations) -> None:
    first, second = kept.start("me", "Furnace"), kept.start("me", "100% sure")
    kept.keep("me", first, replace(ANSWER, reason="Sagt das Café."))
    assert kept.all("me", "verdict") == kept.all("me", "confidence") == []
    assert [one.id for one in kept.all("me", "Café das")] == [first]
    assert [one.id for one in kept.all("me")] == [first, second]
    assert [one.id for one in kept.all("me", "FURNACE million")] == [first]
    assert [one.id for one in kept.all("me", "0%")] == [second]
    assert kept.all("me", "furnace zebra") == []


def test_a_turn_and_what_followed_are_dropped_and_numbers_are_not_given_again(kept: Conversations) -> None:
    begun = kept.start("me", "x")
    numbers = [kept.keep("me", begun, ANSWER) for _ in range(3)]
    kept.drop("me", begun, numbers[1])
    assert [turn.id for turn in kept.turns("me", begun)] == numbers[:1]
    assert kept.keep("me", begun, ANSWER) > numbers[2]


def test_an_answer_is_rated_with_a_comment(kept: Conversations) -> None:
    begun = kept.start("me", "x")
    number = kept.keep("me", begun, ANSWER)
    kept.rate("me", begun, number, "dislike", " wrong year ")
    (turn,) = kept.turns("me", begun)
    assert (turn.rating, turn.comment) == ("dislike", "wrong year")


def test_a_conversation_is_renamed_given_other_documents_and_forgotten(kept: Conversations) -> None:
    begun = kept.start("me", "x")
    kept.keep("me", begun, ANSWER)
    kept.rename("me", begun, "Costs")
    kept.rename("me", begun, "  ")
    kept.choose("me", begun, ["d2"])
    assert (kept.one("me", begun).title, kept.one("me", begun).documents) == ("Costs", ("d2",))
    kept.delete("me", begun)
    assert kept.all("me") == []
    with pytest.raises(InputError):
        kept.turns("me", begun)


def test_an_export_holds_every_citation(kept: Conversations) -> None:
    begun = kept.start("me", "Costs")
    kept.rate("me", begun, kept.keep("me", begun, ANSWER), "like")
    exported = json.loads(json.dumps(kept.to_dict("me", begun)))
    assert exported["turns"][0] == {**ANSWER.to_dict(), "rating": "like", "comment": ""}
    told = kept.to_markdown("me", begun)
    assert "## What does it cost?" in told
    assert "**\\$7.5 million**" in told
    assert "1. Plans \\*draft\\* (plans.pdf, page 2, characters 4–20): “It costs \\$7.5 million.”" in told


def test_a_damaged_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "conversations.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match="cannot be used"):
        Conversations(tmp_path / "conversations.db")
