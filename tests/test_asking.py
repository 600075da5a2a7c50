"""Questions made out of sentences: they read like questions, and ask for what the sentence states."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking import candidates
from assistant.facts import facts_of
from tests.fake_assistant import document_of


def asked(text: str) -> dict[str, str]:
    document = document_of(text)
    return {one.question: one.value.text if one.value else one.words for one in candidates(document, facts_of(document))}


@pytest.mark.parametrize(
    ("sentence", "question", "value"),
    [
        ("The firm Acme commits $5 million to clean steel, a record.", "How much does the firm Acme commit to clean steel?", "$5 million"),
        (
            "By 2031, the steel market is expected to reach $9 billion, they said.",
            "How much is the steel market expected to reach?",
            "$9 billion",
        ),
        (
            "The council approved repairs of the bridge for $2 million.",
            "For how much did the council approve repairs of the bridge?",
            "$2 million",
        ),
        ("The price of the ticket fell by 12% in May.", "By how much did the price of the ticket fall in May?", "12%"),
        ("The mill in Ostby was opened in 1911.", "When was the mill in Ostby opened?", "1911"),
        ("The new line to Ostby will be finished by June 2027.", "By when will the new line to Ostby be finished?", "June 2027"),
        ("The repair of the lock took three weeks.", "How long did the repair of the lock take?", "three weeks"),
        ("The mill in Ostby employed 340 people in spring.", "How many people did the mill in Ostby employ in spring?", "340 people"),
        ("Look at Acme’s CEO, Ann Lee, for once.", "Who is Acme’s CEO?", "Ann Lee"),
    ],
)
def test_a_sentence_is_turned_round_into_the_question_for_its_value(sentence: str, question: str, value: str) -> None:
    assert asked(f"{sentence}\n").get(question) == value


@pytest.mark.parametrize(
    "sentence",
    [
        "It paid $5 million for this.",
        "Who says that the firm paid $5 million to them?",
        "| Rent | $5 million |",
        "Sales (net of tax) reached $5 million.",
        "He said he had $5 million and she had $6 million.",
    ],
)
def test_a_sentence_that_leans_on_others_or_has_another_build_is_left_alone(sentence: str) -> None:
    assert asked(sentence) == {}


def test_headings_that_ask_or_announce_a_list_are_questions_too() -> None:
    text = "Cons:\n- High cost of steel.\n- Long waits.\n\nWhat does a ticket cost?\nA ticket costs 5 euros.\n"
    assert {"What are the cons?", "What does a ticket cost?"} <= set(asked(text))


@given(st.text(max_size=300))
def test_any_text_is_read_without_trouble_and_every_question_cites_it(text: str) -> None:
    document = document_of(text)
    for one in candidates(document, facts_of(document)):
        assert one.citation.quote == text[one.citation.start : one.citation.end]
        assert one.question.endswith("?")
