"""Training examples: answers at their place, passages without one where none is meant, changed questions that ask for something else."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reader.examples import Example, ExampleMaker, Question, mixture, read_questions
from assistant.reader.synthesis import TEMPLATES, Synthesis
from assistant.values import find

PASSAGE = (
    "The harbour of Varna was rebuilt in 1906 by the engineer Ilia Dobrev. Its first lighthouse burned down in 1911. "
    "Mayor Anton Petrov ordered a taller tower in 1913, which guides merchant ships to this day. The northern pier carries a railway."
)
OTHER = "The railway from Sofia reached the sea in 1899. Merchant families such as Hristov built storehouses beside the station."
QUESTION = Question(
    "q", "Which engineer did Varna hire to rebuild the harbour in 1906?", PASSAGE, ((57, "Ilia Dobrev"),), "Varna", (PASSAGE, OTHER)
)
PLAIN = Question(
    "p", "What burned down in 1911?", PASSAGE, ((PASSAGE.index("Its first"), "Its first lighthouse"),), "Varna", (PASSAGE, OTHER)
)
NONE = Question("n", "Who painted the tower?", PASSAGE, (), "Varna", (PASSAGE, OTHER))


def drawn(question: Question, negatives: float, count: int = 300) -> list[Example]:
    maker = ExampleMaker(1, negatives)
    return [maker.draw(question) for _ in range(count)]


def test_the_gold_answer_of_the_samples_stands_where_they_say() -> None:
    for question in (QUESTION, PLAIN):
        start, text = question.answers[0]
        assert PASSAGE[start : start + len(text)] == text


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([QUESTION, PLAIN]))
def test_an_answered_example_holds_its_answer_at_its_offsets(seed: int, question: Question) -> None:
    example = ExampleMaker(seed, 0.0).draw(question)
    assert example.passage[example.start : example.end] == question.answers[0][1]
    assert example.passage in PASSAGE


def test_a_question_without_an_answer_never_gets_one() -> None:
    assert all(example.start == example.end == -1 for example in drawn(NONE, 0.5))


def test_negatives_are_of_every_kind() -> None:
    examples = drawn(QUESTION, 1.0)
    assert all(example.start == -1 for example in examples)
    kinds = {
        "elsewhere": [one for one in examples if one.passage in OTHER],
        "without": [one for one in examples if "Dobrev" not in one.passage and one.passage not in OTHER],
        "changed": [one for one in examples if "Dobrev" in one.passage],
    }
    assert all(kinds.values()), {name: len(members) for name, members in kinds.items()}


def test_a_changed_question_differs_by_more_than_typing() -> None:
    words = set(re.findall(r"\w+", QUESTION.text.lower()))
    for example in drawn(QUESTION, 1.0):
        if "Dobrev" in example.passage:
            assert set(re.findall(r"\w+", example.question.lower())) - words, example.question


def test_a_changed_word_comes_from_elsewhere_in_the_passage() -> None:
    question = Question("q", "Where did the engineer of the port work?", PASSAGE, ((0, "The harbour"),), "Varna", (PASSAGE,))
    changed = {ExampleMaker(seed)._other_word(question) for seed in range(20)} - {None}
    assert changed
    for text in changed:
        (new,) = set(re.findall(r"\w+", str(text))) - set(re.findall(r"\w+", question.text))
        assert new in PASSAGE
        assert new not in PASSAGE.split(".")[0]


def test_the_mixture_keeps_to_its_weights_and_uses_every_question_before_any_twice() -> None:
    one, other = [QUESTION] * 3, [PLAIN, NONE]
    stream = list(islice(mixture([(one, 0.75), (other, 0.25)], 3), 4000))
    assert sum(question is QUESTION for question in stream) / 4000 == pytest.approx(0.75, abs=0.03)
    rest = [question.id for question in stream if question is not QUESTION]
    assert all(set(rest[i : i + 2]) == {"p", "n"} for i in range(0, len(rest) - 1, 2))


def test_a_question_file_is_read_with_its_article(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text(
        '{"data": [{"title": "T", "paragraphs": [{"context": "A b.", "qas": [{"id": "1", "question": " What? ", "is_impossible": false,'
        ' "answers": [{"text": "b", "answer_start": 2}]}]}, {"context": "C.", "qas": []}]}]}'
    )
    assert read_questions(path) == [Question("1", "What?", "A b.", ((2, "b"),), "T", ("A b.", "C."))]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_made_up_answers_stand_where_they_say(seed: int) -> None:
    questions = Synthesis(seed).passage()
    assert len({question.context for question in questions}) == 1
    for question in questions:
        assert "{" not in question.text + question.context
        assert all(answer and question.context[start : start + len(answer)] == answer for start, answer in question.answers)


def test_made_up_questions_are_the_same_for_the_same_seed_and_mostly_answerable() -> None:
    one, other = ([q.text for q in islice(Synthesis(7), 500)] for _ in range(2))
    assert one == other
    answerable = sum(bool(question.answers) for question in islice(Synthesis(8), 2000)) / 2000
    assert 0.5 < answerable < 0.8


def test_no_two_answerable_questions_of_a_passage_read_the_same() -> None:
    for seed in range(200):
        asked = [question.text for question in Synthesis(seed).passage()]
        assert len(asked) == len(set(asked)), (seed, asked)


def test_every_template_asks_for_what_it_says_and_leaves_something_open() -> None:
    for template in TEMPLATES:
        assert template.open
        assert all(slot in template.text for slot in template.asked), template.text


def test_made_up_values_are_values() -> None:
    made = Synthesis(3)
    for kind, wanted in (("money", "amount"), ("percent", "percent"), ("duration", "duration"), ("date", "date")):
        made._currency = "€"
        for _ in range(50):
            text = made._made(kind)
            assert wanted in {value.kind for value in find(f"It was {text} then.")}, text
