"""What is left, by how much something moved, tables, lines of figures, lists inside sentences: from plain text, without a reader."""

from __future__ import annotations

import pytest

from assistant.engines.composed import calculations, comparisons, moves, remainders
from assistant.engines.composed.announced import announced
from assistant.engines.composed.tabular import looked_up
from assistant.types import Document, Draft, Hit, Passage
from assistant.verification import Evidence, proved

TEXT = """Tarn stoves

The maker recalled 8,400 stoves; 7,950 of these have been returned. Of the 60 dealers, 45 have replied.
The city has replaced 1,150 of its 1,900 lead pipes. The budget is €3.1 million, of which €1.9 million has been promised.

Revenue is now $13.1 billion rather than the $13.6 billion published before. He cut the target for orders to $14 billion from $16 billion.

| | Esk One | Esk Max |
|---|---|---|
| Noise | 52 dB | 67 dB |
| Weight | 310 g | 1,150 g |

- Goals for Holm: Brekke 11, Aas 5, Lund 4
- Goals for Arlen: Haddad 9, Vega 6, Reis 3
- Referees: Tomas Wilk and Andre Munt

Three things may have helped the shares: the better margin, the lower debt and the early end of the strike.
The council approved the reserve. Councillors Lang, Frei and Marten voted against.
Holm had won the cup before, in 1998, 2004 and 2011. Never use bleach, steel wool or sandpaper.
"""
DOCUMENT = Document("d", "Tarn stoves", "stoves.md", TEXT, "0")
HITS = [Hit(Passage("d:0", "d", 0, len(TEXT), TEXT), 1.0)]


def nothing() -> Draft:
    return Draft("", (), 0.0, "not_in_sources", "nothing was read")


def is_proved(question: str, draft: Draft) -> bool:
    citations = tuple(citation for claim in draft.claims for citation in claim.citations)
    return proved(question, draft, citations, Evidence([HITS[0].passage], {"d": DOCUMENT}).documents)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("How many of the recalled stoves have not been returned yet?", "450 stoves"),
        ("How many of the dealers have not replied?", "15 dealers"),
        ("How many of the lead pipes are still to be replaced?", "750 pipes"),
        ("How much of the budget is still missing?", "€1.2 million"),
    ],
)
def test_what_is_left_is_the_whole_less_the_part(question: str, short: str) -> None:
    draft = remainders.answer(question, HITS, [DOCUMENT])
    assert draft is not None
    assert draft.short == short, draft.reason
    assert is_proved(question, draft)


@pytest.mark.parametrize("question", ["How many of the stoves have not been repaired yet?", "How many shops are left?"])
def test_what_is_left_of_something_else_is_refused(question: str) -> None:
    draft = remainders.answer(question, HITS, [DOCUMENT])
    assert draft is not None
    assert (draft.verdict, draft.short, bool(draft.reason)) == ("not_in_sources", "", True)


def test_another_question_is_not_after_what_is_left() -> None:
    assert remainders.answer("How many stoves did the maker recall?", HITS, [DOCUMENT]) is None


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("By how much did the correction lower the revenue published?", "$500 million"),
        ("By how much was the target for orders cut?", "$2 billion"),
        ("By how much was the target for orders raised?", ""),
        ("By how many goals did Arlen beat Holm?", ""),
    ],
)
def test_by_how_much_takes_both_values_of_a_sentence_or_refuses(question: str, short: str) -> None:
    draft = moves.answer(question, HITS, [DOCUMENT], nothing)
    assert draft is not None
    assert draft.short == short
    assert not short or is_proved(question, draft)


@pytest.mark.parametrize(
    ("own", "asked", "about", "figure"),
    [
        (["Esk", "One"], "How loud is the Esk One?", "noise sound", "52"),
        (["Esk", "Max"], "How heavy is the Esk Max?", "weight", "1,150"),
        (["Brekke"], "Brekke scored how many goals?", "", "11"),
        (["Vega"], "Vega scored how many goals?", "", "6"),
        (["Esk"], "How loud is the Esk?", "noise", None),
        (["Brekke"], "Brekke took how many shots?", "", None),
    ],
)
def test_a_figure_is_looked_up_by_its_row_and_column(own: list[str], asked: str, about: str, figure: str | None) -> None:
    found = looked_up(own, asked, about, [DOCUMENT])
    assert (found and found[0].text.split()[0]) == figure
    assert found is None or found[0].text in found[1].quote


@pytest.mark.parametrize(
    ("question", "noun", "number", "short"),
    [
        (
            "Which three things may have helped the shares?",
            "things",
            3,
            "the better margin, the lower debt and the early end of the strike",
        ),
        ("Which four things may have helped the shares?", "things", 4, None),
        ("Who were the referees?", "referees", 0, "Tomas Wilk and Andre Munt"),
        ("Which councillors voted against the reserve?", "councillors", 0, "Lang, Frei and Marten"),
        ("In which years had Holm won the cup?", "years", 0, "1998, 2004 and 2011"),
        ("What must never be used?", "", 0, "bleach, steel wool or sandpaper"),
        ("Which councillors voted for the bridge in Esk?", "councillors", 0, None),
    ],
)
def test_a_list_is_found_by_what_announces_it(question: str, noun: str, number: int, short: str | None) -> None:
    draft = announced(question, noun, number, HITS, [DOCUMENT])
    assert (draft and draft.short) == short


@pytest.mark.parametrize(
    ("question", "operation", "asked"),
    [
        ("How many metres longer is the core of 2022 than the one of 1987?", "difference", ["the core of 2022", "the core of 1987"]),
        ("How many beds more has the plan now than in its first draft?", "difference", ["has the plan now", "in its first draft"]),
    ],
)
def test_a_difference_in_units_asks_for_each_side(question: str, operation: str, asked: list[str]) -> None:
    plan = calculations.plan(question)
    assert plan is not None
    assert plan.operation == operation
    assert all(words in sought.question for words, sought in zip(asked, plan.sought, strict=True)), plan


@pytest.mark.parametrize(
    ("question", "operation", "asked"),
    [
        ("Was revenue above what analysts had forecast?", "more", ["How much was revenue?", "How much had analysts forecast?"]),
        ("Was the cost lower than the council had expected?", "less", ["the cost", "How much had the council expected?"]),
        ("In which year did the canal carry more, 1810 or 1870?", "most", ["carry in 1810", "carry in 1870"]),
        ("Which is quieter, the Esk One or the Esk Max?", "least", ["How loud is the Esk One", "How loud is the Esk Max"]),
        ("Which town is nearer to Holm, Esk or Arlen?", "least", ["How far is Esk from Holm", "How far is Arlen from Holm"]),
    ],
)
def test_a_comparison_by_its_own_measure_asks_for_each_side(question: str, operation: str, asked: list[str]) -> None:
    plan = comparisons.plan(question)
    assert plan is not None
    assert plan.operation == operation
    assert all(words in sought.question for words, sought in zip(asked, plan.sought, strict=True)), plan


def test_a_comparison_that_no_plan_knows_is_told_from_a_plain_choice() -> None:
    assert comparisons.unplanned("Which is prettier, Esk or Holm?")
    assert not comparisons.unplanned("Which town has a harbour, Esk or Holm?")
