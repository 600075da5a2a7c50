"""Follow-ups stand alone after the fact, by rule; what stands alone already is left as it is."""

from __future__ import annotations

import pytest

from assistant.conversation import standalone
from assistant.types import Turn

COMMITTED = Turn("How much has Alibaba committed to AI and cloud computing?", "$53 billion")
REVENUE = Turn("What was Netflix's revenue in 2017?", "$11.7 billion")


@pytest.mark.parametrize(
    ("follow_up", "last", "expected"),
    [
        ("And until when?", COMMITTED, "Until when has Alibaba committed to AI and cloud computing?"),
        ("Over which years?", COMMITTED, "Over which years has Alibaba committed to AI and cloud computing?"),
        ("Why?", Turn("Did Acme's stock fall?", "Yes."), "Why did Acme's stock fall?"),
        ("What about Microsoft?", COMMITTED, "How much has Microsoft committed to AI and cloud computing?"),
        ("And Meta?", COMMITTED, "How much has Meta committed to AI and cloud computing?"),
        ("and in 2018?", REVENUE, "What was Netflix's revenue in 2018?"),
        ("What was their net income?", REVENUE, "What was Netflix’s net income?"),
        ("And what does he say about AI?", Turn("Who leads Alibaba?", "Its CEO is Eddie Wu."), "What does Eddie Wu say about AI?"),
        ("Where was she born?", Turn("Who wrote the report?", "Maria Lopez"), "Where was Maria Lopez born?"),
        ("What is driving that?", Turn("How large will the AI market be by 2030?", "$1.5 trillion"), "What is driving the AI market?"),
        ("Why did it fall?", Turn("What happened to Acme's stock after the news?", "It fell."), "Why did Acme's stock fall?"),
    ],
)
def test_a_follow_up_is_filled_in_from_the_last_turn(follow_up: str, last: Turn, expected: str) -> None:
    assert standalone(follow_up, [Turn("What is this about?", "Companies."), last]) == expected


@pytest.mark.parametrize(
    "question",
    ["Who is Alibaba's CEO?", "What is Qwen known for?", "How many people work at Netflix?", "When did the Norman conquest begin?"],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert standalone(question, [REVENUE]) == question


def test_a_chain_of_follow_ups_is_followed_back() -> None:
    turns = [COMMITTED, Turn("Over which years?", "2025-2028")]
    assert standalone("What about Microsoft?", turns) == "Over which years has Microsoft committed to AI and cloud computing?"


@pytest.mark.parametrize("question", ["Who paid for it?", "Who said so?"])
def test_a_question_with_a_verb_of_its_own_is_no_fragment(question: str) -> None:
    assert standalone(question, [COMMITTED]).startswith(question.split()[0] + " " + question.split()[1])
    assert "committed" not in standalone(question, [COMMITTED]).split("to")[0]


def test_without_an_earlier_turn_nothing_is_filled_in() -> None:
    assert standalone("And until when?", []) == "And until when?"
