"""The second look: of several values, the one that the question's words stand with; of a table, the cell in their row and column."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.app import Assistant
from assistant.config import read_settings
from assistant.engines import choice
from assistant.engines.extractive import ExtractiveEngine
from assistant.questions import Kinds, asks_for
from assistant.reader.model import Reading, SpanReader
from assistant.text import sentences
from assistant.types import Document, Hit, Passage, ValueKind
from assistant.values import find


def fits(question: str, text: str, family: ValueKind) -> list[tuple[float, str]]:
    """The rivals of a text, best first."""
    wanted = choice.Wanted(asks_for(question) or Kinds({family}), next(one for one in choice.FAMILIES if family in one))
    spans = sentences(text)
    asked = choice.Asked(question, [text[start:end] for start, end in spans] + ["Other words."] * 8)
    found = [(one.fit, text[one.start : one.end]) for one in choice.rivals(asked, text, spans, "", wanted)]
    return sorted(found, key=lambda one: -one[0])


@pytest.mark.parametrize(
    ("question", "text", "family", "expected"),
    [
        ("How much did the bridge cost?", "The tunnel cost $5 million and the bridge cost $7 million.", "amount", "$7 million"),
        ("How much did the tunnel cost?", "The tunnel cost $5 million and the bridge cost $7 million.", "amount", "$5 million"),
        ("What does a day ticket cost?", "A day ticket rose from €12 to €15.", "amount", "€15"),
        ("What did a day ticket cost before?", "A day ticket rose from €12 to €15.", "amount", "€12"),
        ("What does the pass for a dog cost?", "The pass costs £30 a year; for a dog it rises from £4 to £6.", "amount", "£6"),
        ("What was the margin?", "The margin was 8%, against 6% a year earlier.", "percent", "8%"),
        ("What was the margin in 2021?", "The margin was 8%, against 6% in 2021.", "percent", "6%"),
        ("What was the margin a year ago?", "The margin was 8%, against 6% a year earlier.", "percent", "6%"),
        ("How deep are wells in clay?", "Wells in sand are 35 feet deep, wells in clay 18 feet.", "count", "18 feet"),
        ("How much do team leaders get?", "Each gets 15 euros for the bus, team leaders 40 euros.", "amount", "40 euros"),
        ("What is the debt?", "The debt is now $3 million rather than $4 million.", "amount", "$3 million"),
        ("By what percentage did oak timber fall?", "Pine timber fell by 9%. Oak was down by 4%.", "percent", "4%"),
        ("When was part 2 issued?", "Part 3 was issued on 4 May 2020. It follows part 2 of 6 June 2018.", "date", "6 June 2018"),
        ("How many goals did Smith score?", "Goals: Smith 11, Jones 7, Brown 4.", "number", "11"),
        ("How many goals did Jones score?", "Goals: Smith 11, Jones 7, Brown 4.", "number", "7"),
        ("How many games did Smith play?", '"Nine games is enough," said Smith. Smith played seven games.', "count", "seven games"),
    ],
)
def test_the_value_is_the_one_that_the_words_of_the_question_stand_with(question: str, text: str, family: ValueKind, expected: str) -> None:
    (best, text_of_best), *others = fits(question, text, family)
    assert text_of_best == expected
    assert all(fit < best for fit, _ in others)


TABLE = """Figures in tons:

| Mill | Output 2022 | Output 2023 | Power |
|---|---|---|---|
| North | 40 | 55 | 7 kW |
| South | 60 | 65 | 9 kW |
"""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was the output of the North mill in 2023?", "55"),
        ("What was the output of the South mill in 2022?", "60"),
        ("How much power does the South mill take?", "9 kW"),
    ],
)
def test_a_cell_is_read_with_the_names_of_its_row_and_column(question: str, expected: str) -> None:
    (best, cell), *others = fits(question, TABLE, "number")
    assert cell == expected
    assert all(fit < best for fit, _ in others)


@pytest.mark.parametrize(
    ("question", "text", "several"),
    [
        ("When was it won?", "in 1998, 2004 and 2011", False),
        ("What is the error?", "5%; for the young ones it is 3%", True),
        ("What were both errors?", "5%; for the young ones it is 3%", False),
        ("What is the error?", "5%", False),
    ],
)
def test_one_answer_where_one_is_asked(question: str, text: str, *, several: bool) -> None:
    assert choice.is_several(text, find(text), question) is several


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    return SpanReader.open()


@pytest.fixture(scope="module")
def engine(reader: SpanReader) -> ExtractiveEngine:
    return ExtractiveEngine(reader)


def hit(text: str) -> tuple[list[Hit], list[Document]]:
    document = Document("d", "Title", "d.txt", text, "0")
    return [Hit(Passage("d:0", "d", 0, len(text), text), 1.0)], [document]


@pytest.mark.parametrize(
    ("question", "text", "short"),
    [
        ("What was the margin in 2021?", "The margin of Acme was 8%, against 6% in 2021.", "6%"),
        ("How much power does the South mill take?", TABLE, "9 kW"),
        ("When was part 2 issued?", "Part 3 of the rules was issued on 4 May 2020. It replaces part 2 of 6 June 2018.", "6 June 2018"),
    ],
)
def test_the_engine_gives_one_value_with_its_unit(engine: ExtractiveEngine, question: str, text: str, short: str) -> None:
    assert engine.draft(question, *hit(text)).short == short


def test_the_second_look_leaves_the_best_score_as_it_was(engine: ExtractiveEngine) -> None:
    found = hit("The tunnel cost $5 million and the bridge cost $7 million.")
    question = "How much did the bridge cost?"
    plain = engine.candidates(question, *found, asks_for(question))
    again = engine.candidates(question, *found)
    assert max(one.score for one in again) == pytest.approx(max(one.score for one in plain))


def test_no_answer_runs_over_the_end_of_a_sentence(engine: ExtractiveEngine) -> None:
    text = "Acme beat Bolt\n\nOSLO, Sunday 1 June 2025. Acme won the cup in Oslo. Bolt lost it."
    for question in ("Who won the cup?", "Which team won in Oslo?", "What happened?"):
        found = engine.candidates(question, *hit(text))
        borders = {end for _, end in sentences(text)}
        assert not any(one.start < border < one.end for one in found for border in borders)


@pytest.fixture(scope="module")
def reading(reader: SpanReader) -> Reading:
    return reader.readings("What did the tunnel cost?", ["The tunnel cost $5 million in all, they say."])[0]


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_best_span_within_a_part_lies_in_it_and_is_no_better_than_the_best(reading: Reading, one: int, other: int) -> None:
    start, end = min(one, other), max(one, other)
    part = reading.best_within(start, end)
    if part:
        assert start <= part.start < part.end <= end
        assert part.score <= reading.spans[0].score


@pytest.mark.slow
def test_two_articles_with_many_values_of_a_kind(tmp_path: Path) -> None:
    samples = Path(__file__).parent / "samples" / "choice"
    cases = [json.loads(line) for line in (samples / "cases.jsonl").read_text().splitlines()]
    with Assistant.open(read_settings(data_dir=tmp_path, corpus_dir=samples / "corpus")) as assistant:
        answers = [assistant.ask(case["question"]).short for case in cases]
    right = [
        answer == case["short"] or [(one.low, one.high) for one in find(answer)] == [(one.low, one.high) for one in find(case["short"])]
        for answer, case in zip(answers, cases, strict=True)
    ]
    assert sum(right) >= 24
