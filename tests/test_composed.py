"""Composed answers: the plan read off a question, its operands found and cited, a refusal where a piece is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.engines.composed import ComposedEngine, calculations, comparisons, durations
from assistant.engines.composed.lists import joined, listed
from assistant.engines.extractive import ExtractiveEngine
from assistant.reader.model import SpanReader
from assistant.types import Answer, Document, Draft, Hit, Passage
from assistant.values import find
from assistant.verification import Evidence, verify

TEXT = """Two Mills

Acme, the paper maker, raised its revenue from $40 million in 2022 to $50 million in 2023.
Its rival Bolt had revenue of $90 million in 2023.
Acme employs 1,200 people and Bolt employs 300. The Acme mill opened in 1911; the Bolt mill opened in 1931.
Acme paid €5 million for the site.
Bolt did not close its mill. Acme may close its mill next year. The strike at Acme began in March 2019 and ended in October 2020.

The toll was £20 in 1634 and £80 in 1671.

The board named three aims:
- Paper: no plastic.
- Power: no coal.
- People: no layoffs.

Acme sells to Chile, Norway and Peru.
"""
DOCUMENT = Document("d", "Two Mills", "mills.txt", TEXT, "0")
GROWTH = "How much larger was Acme's revenue in 2023 than in 2022?"
HITS = [Hit(Passage("d:0", "d", 0, len(TEXT), TEXT), 1.0)]


@pytest.fixture(scope="module")
def engine() -> ComposedEngine:
    return ComposedEngine(ExtractiveEngine(SpanReader.open()))


@pytest.fixture(scope="module")
def ask(engine: ComposedEngine) -> Callable[[str], Answer]:
    def answer(question: str) -> Answer:
        return verify(question, question, engine.draft(question, HITS, [DOCUMENT]), EVIDENCE, 0.15)

    return answer


EVIDENCE = Evidence([HITS[0].passage], {"d": DOCUMENT})


@pytest.mark.parametrize(
    ("question", "operation", "asked"),
    [
        ("Which is larger, the revenue of Acme or that of Bolt?", "most", ["the revenue of Acme", "the revenue of Bolt"]),
        ("Who employs fewer people, Acme or Bolt?", "least", ["Acme employs how many people?", "Bolt employs how many people?"]),
        ("Which of Acme and Bolt is older?", "least", ["When was Acme founded", "When was Bolt founded"]),
        ("Which mill did Acme open first, Holm or Esk?", "least", ["When did Acme open Holm", "When did Acme open Esk"]),
        ("Is the Acme mill larger than the Bolt mill?", "more", ["the Acme mill", "the Bolt mill"]),
        ("Was the Acme mill built before the Bolt mill?", "less", ["the Acme mill built", "the Bolt mill built"]),
    ],
)
def test_a_comparison_asks_for_each_side(question: str, operation: str, asked: list[str]) -> None:
    plan = comparisons.plan(question)
    assert plan is not None
    assert plan.operation == operation
    assert all(words in sought.question for words, sought in zip(asked, plan.sought, strict=True)), plan


@pytest.mark.parametrize(
    ("question", "operation", "asked"),
    [
        ("What is the difference between the revenue of Acme and that of Bolt?", "difference", ["revenue of Acme", "revenue of Bolt"]),
        ("How much more did the mill cost than the site?", "difference", ["did the mill cost", "did the site cost"]),
        (
            "How many more people work at Acme than at Bolt?",
            "difference",
            ["How many people work at Acme?", "How many people work at Bolt?"],
        ),
        ("How much larger was revenue in 2023 than in 2022?", "difference", ["revenue in 2023", "revenue in 2022"]),
        ("How many times larger is Acme's staff than Bolt's staff?", "ratio", ["is Acme's staff", "is Bolt's staff"]),
        ("By what percentage did revenue grow from 2022 to 2023?", "rise", ["revenue in 2022", "revenue in 2023"]),
        ("By how much did revenue fall between 2022 and 2023?", "difference", ["revenue in 2022", "revenue in 2023"]),
    ],
)
def test_a_calculation_asks_for_each_operand(question: str, operation: str, asked: list[str]) -> None:
    plan = calculations.plan(question)
    assert plan is not None
    assert plan.operation == operation
    assert all(words in sought.question for words, sought in zip(asked, plan.sought, strict=True)), plan


@pytest.mark.parametrize(
    ("question", "unit", "asked"),
    [
        ("How many years passed between the opening of Holm and the opening of Esk?", "year", ["opening of Holm", "opening of Esk"]),
        ("How long after Holm did Esk open?", "", ["did Esk open", "did Holm open"]),
        ("How many months did the strike last?", "month", ["did the strike begin", "did the strike end"]),
    ],
)
def test_a_length_of_time_asks_for_two_dates(question: str, unit: str, asked: list[str]) -> None:
    plan = durations.plan(question)
    assert plan is not None
    assert (plan.operation, plan.unit) == ("elapsed", unit)
    assert all(words in sought.question for words, sought in zip(asked, plan.sought, strict=True)), plan


@pytest.mark.parametrize(
    "question",
    [
        "How much did Acme pay for the site?",
        "When did the Acme mill open?",
        "Who is older?",
        "What is the largest mill?",
        "How many people work at Acme?",
        "How long is the bridge?",
        "Does Acme want only parity, or more than that?",
    ],
)
def test_a_plain_question_makes_no_plan(question: str) -> None:
    assert not any(plan(question) for plan in (durations.plan, calculations.plan, comparisons.plan))


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Which had the larger revenue in 2023, Acme or Bolt?", "Bolt"),
        ("Who employs more people, Acme or Bolt?", "Acme"),
        ("How many times as many people does Acme employ as Bolt?", "4 times"),
        ("By what percentage did Acme's revenue grow from 2022 to 2023?", "25%"),
        ("How much larger was Acme's revenue in 2023 than in 2022?", "$10 million"),
        ("How many years passed between the opening of the Acme mill and the opening of the Bolt mill?", "20 years"),
        ("How many times higher was the toll in 1671 than in 1634?", "4 times"),
        ("Did Bolt close its mill?", "No"),
        ("Which three aims did the board name?", "Paper, Power and People"),
        ("To which countries does Acme sell?", "Chile, Norway and Peru"),
    ],
)
def test_a_composed_answer_is_right_and_cites_each_piece(ask: Callable[[str], Answer], question: str, short: str) -> None:
    answer = ask(question)
    assert (answer.verdict, answer.short) == ("answered", short), answer.reason
    assert all(citation.quote == TEXT[citation.start : citation.end] for citation in answer.citations)
    assert all(value.supported for value in answer.values)
    for operand in answer.derivation.operands if answer.derivation else ():
        assert operand.citation in answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "How much larger was Acme's revenue in 2023 than in 2019?",
        "Who employs more people, Acme or Crane?",
        "Will Acme close its mill next year?",
        "Did Acme close its mill?",
        "Did Bolt pay €5 million for the site?",
        "Which four aims did the board name?",
        "How many days did the strike last?",
    ],
)
def test_what_a_piece_is_missing_for_is_refused_and_says_why(ask: Callable[[str], Answer], question: str) -> None:
    answer = ask(question)
    assert (answer.verdict, answer.short, bool(answer.reason)) == ("not_in_sources", "", True)


@pytest.fixture(scope="module")
def draft(engine: ComposedEngine) -> Draft:
    return engine.draft(GROWTH, HITS, [DOCUMENT])


@pytest.mark.parametrize("short", ["$11 million", "$10 billion", "€10 million", "10%", "about $10 million", "$50 million"])
def test_a_result_that_its_operands_do_not_give_is_not_shown(draft: Draft, short: str) -> None:
    assert verify(GROWTH, GROWTH, draft, EVIDENCE, 0.0).short == "$10 million"
    assert verify(GROWTH, GROWTH, replace(draft, short=short), EVIDENCE, 0.0).verdict == "not_in_sources"


def test_an_operand_that_its_citation_does_not_state_proves_nothing(draft: Draft) -> None:
    assert draft.derivation is not None
    first, second = draft.derivation.operands
    (forged,) = find("$60 million")
    moved = replace(forged, start=second.value.start, end=second.value.end)
    derivation = replace(draft.derivation, operands=(first, replace(second, value=moved)))
    assert verify(GROWTH, GROWTH, replace(draft, short="$20 million", derivation=derivation), EVIDENCE, 0.0).verdict == "not_in_sources"


def test_a_yes_that_the_cited_sentence_does_not_give_is_not_shown(engine: ComposedEngine) -> None:
    question = "Did Bolt close its mill?"
    draft = engine.draft(question, HITS, [DOCUMENT])
    assert verify(question, question, draft, EVIDENCE, 0.0).short == "No"
    assert verify(question, question, replace(draft, short="Yes"), EVIDENCE, 0.0).verdict == "not_in_sources"


def test_an_item_that_no_citation_has_is_not_listed(engine: ComposedEngine) -> None:
    question = "Which three aims did the board name?"
    draft = engine.draft(question, HITS, [DOCUMENT])
    assert verify(question, question, replace(draft, items=(*draft.items, "Profit")), EVIDENCE, 0.0).verdict == "not_in_sources"


def test_the_json_of_an_answer_tells_how_it_was_worked_out(ask: Callable[[str], Answer]) -> None:
    answer = ask(GROWTH).to_dict()
    assert [operand["text"] for operand in answer["derivation"]["operands"]] == ["$50 million", "$40 million"]
    assert answer["values"][0]["text"] == "$10 million"
    assert answer["values"][0]["operands"] == [1, 1]


@pytest.mark.parametrize(
    ("question", "noun", "number", "short"),
    [
        ("Which aims did the board name?", "aims", 0, "Paper, Power and People"),
        ("What are the advantages of the move?", "advantages", 0, "Lower rent and More light"),
        ("What downsides (cons) of the move are listed?", "downsides", 0, "Noise from the road and A higher tax"),
        ("Which aims concern paper?", "aims", 0, None),
        ("What advantages does Crane have?", "advantages", 0, None),
        ("Which four aims did the board name?", "aims", 4, ""),
    ],
)
def test_a_list_is_taken_by_what_leads_in_to_it(question: str, noun: str, number: int, short: str | None) -> None:
    text = TEXT + "\nPros:\n- Lower rent.\n- More light.\nCons:\n- Noise from the road.\n- A higher tax.\n"
    draft = listed(question, noun, number, [replace(DOCUMENT, text=text)])
    assert (draft and draft.short) == short


def test_items_with_commas_of_their_own_are_set_apart() -> None:
    assert joined(["A", "B", "C"]) == "A, B and C"
    assert joined(["A, or B", "C"]) == "A, or B; C"
