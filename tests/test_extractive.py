"""The offline engine's own steps: whole values, qualifiers, the sentence around, nothing said back."""

from __future__ import annotations

import pytest

from assistant.engines.extractive import ExtractiveEngine
from assistant.engines.spans import fitted, sentence_around, trimmed
from assistant.questions import asks_for
from assistant.reader.model import SpanReader
from assistant.types import Document, Hit, Passage


def fit(sentence: str, words: str, question: str) -> tuple[str, bool]:
    start = sentence.index(words)
    first, last, fits = fitted(sentence, start, start + len(words), (0, len(sentence)), asks_for(question), exact_day=False)
    return sentence[first:last], fits


@pytest.mark.parametrize(
    ("sentence", "words", "question", "expected"),
    [
        ("It will spend $53 billion by 2028.", "53", "How much will it spend?", "$53 billion"),
        ("Its value grew by over $100 billion.", "$100 billion", "By how much did it grow?", "over $100 billion"),
        ("It faced a more than 10% plunge.", "10%", "By what percent did it fall?", "more than 10%"),
        ("It runs between 2025 and 2028.", "2028", "When does it end?", "2028"),
        ("It runs between 2025 and 2028.", "between 2025 and", "Over which years does it run?", "between 2025 and 2028"),
        ("It hired 1,200 engineers.", "1,200", "How many engineers were hired?", "1,200 engineers"),
    ],
)
def test_a_span_is_widened_to_the_whole_value(sentence: str, words: str, question: str, expected: str) -> None:
    assert fit(sentence, words, question) == (expected, True)


@pytest.mark.parametrize(
    ("sentence", "words", "question"),
    [
        ("The plan of Acme is bold.", "Acme", "How much does it cost?"),
        ("It costs $5 million.", "$5 million", "When was it built?"),
        ("It costs $5 million.", "$5 million", "How many people work there?"),
    ],
)
def test_a_span_of_another_kind_does_not_fit(sentence: str, words: str, question: str) -> None:
    assert fit(sentence, words, question) == (words, False)


def test_the_sentence_around_a_list_item_leaves_its_bullet_out() -> None:
    text = "Plans\n- Spend $5 million.\n- Hire more.\n"
    start, end = sentence_around(text, Passage("d:0", "d", 0, len(text), text), text.index("$"), text.index("$") + 2)
    assert text[start:end] == "Spend $5 million."


def test_an_answer_over_two_sentences_gets_both() -> None:
    text = "One is here. Two is there. Three is away."
    start, end = sentence_around(text, Passage("d:0", "d", 0, len(text), text), 4, 18)
    assert text[start:end] == "One is here. Two is there."


def test_trimming_never_goes_past_the_other_end() -> None:
    assert trimmed(" ,, ", 0, 4)[0] == trimmed(" ,, ", 0, 4)[1]


@pytest.fixture(scope="module")
def engine() -> ExtractiveEngine:
    return ExtractiveEngine(SpanReader.open())


def hit(text: str, score: float = 1.0) -> tuple[Hit, Document]:
    document = Document(text[:8], "Title", f"{text[:8]}.txt", text, "0")
    return Hit(Passage(f"{document.id}:0", document.id, 0, len(text), text), score), document


def test_what_the_question_states_is_not_said_back(engine: ExtractiveEngine) -> None:
    found, document = hit("The city set aside $5 million. It is for schools and roads.")
    draft = engine.draft("How much of the $5 million goes to schools?", [found], [document])
    assert "$5 million" not in draft.short


def test_an_answer_that_two_documents_give_is_surer(engine: ExtractiveEngine) -> None:
    one, other = hit("Acme paid $5 million for the mill."), hit("For the mill, Acme paid $5 million.")
    question = "How much did Acme pay for the mill?"
    alone = engine.draft(question, [one[0]], [one[1]])
    both = engine.draft(question, [one[0], other[0]], [one[1], other[1]])
    assert (alone.short, both.short) == ("$5 million", "$5 million")
    assert both.confidence > alone.confidence


def test_a_value_is_given_in_the_terms_of_the_question(engine: ExtractiveEngine) -> None:
    found, document = hit("Acme paid $1.5 billion for the mill.")
    assert engine.draft("How much did Acme pay, in millions of dollars?", [found], [document]).short == "$1,500 million"


def test_without_a_document_it_says_so(engine: ExtractiveEngine) -> None:
    draft = engine.draft("How much?", [], [])
    assert (draft.verdict, "Add one" in draft.reason) == ("not_in_sources", True)
