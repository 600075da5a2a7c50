"""Facts: every value with what it measures and a citation that holds it, from sentences and tables; in order, and as CSV."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.csvrows import FACT_COLUMNS, fact_row, plain, safe, written
from assistant.facts import JOINER, FactBook, Order, Wanted, facts_of, in_order
from assistant.types import Citation, Document, Fact, Value, ValueKind
from tests.fake_assistant import document_of

REPORT = """# Harbour works

The council of Norwick approved 4.2 million euros for the wall on 3 March 2021. As of 1 May 2022, it had spent $1.5 million.

## Figures

- About 35 jobs are expected.

| Year | Revenue | Staff |
|------|---------|-------|
| 2023 | $10 million | 120 |
| 2024 | $12 million | 135 |

| | 2021 | 2020 |
| Net sales | $192 | $163 |

| 2021 | 2020 |
| Net income | $5 | $4 |
"""
BLOCK = st.sampled_from(
    [
        "Sales rose 5% to $3 billion in 2024, and costs fell. ",
        "\n\n## Figures\n\n",
        "\n| a | 2021 |\n| Sales | $5 million |\n",
        "- 12 engineers\n",
        "As of 1 May 2022",
        " it had 40 stores",
        "\n\n",
        "| 5 | 6 ",
        "in March 3, ",
        "2021. ",
        "\u00a0(about 10%)",
        "“$7bn”",
    ]
)


def facts(text: str) -> dict[str, Fact]:
    return {fact.value.text: fact for fact in facts_of(document_of(text))}


def test_a_fact_says_what_is_measured_where_it_stands_and_of_when() -> None:
    found = facts(REPORT)
    grant = found["4.2 million euros"]
    assert grant.measures == "The council of Norwick approved … for the wall on 3 March 2021"
    assert grant.citation.quote == "The council of Norwick approved 4.2 million euros for the wall on 3 March 2021."
    assert (grant.heading, grant.as_of) == ("Harbour works", None)
    assert found["$1.5 million"].as_of == date(2022, 5, 1)
    assert (found["35 jobs"].heading, found["35 jobs"].citation.quote) == ("Harbour works › Figures", "About 35 jobs are expected.")


def test_a_document_s_own_day_is_that_of_its_facts_and_settles_last_year() -> None:
    document = Document("d", "T", "t.txt", "Acme sold 40 cars last year.", "0", (), date(2024, 2, 1))
    assert {(fact.value.normal, fact.as_of) for fact in facts_of(document)} == {("40 cars", date(2024, 2, 1)), ("2023", date(2024, 2, 1))}


@pytest.mark.parametrize(
    ("cell", "measures", "row"),
    [
        ("$10 million", "2023 … Revenue", "| 2023 | $10 million | 120 |"),
        ("135", "2024 … Staff", "| 2024 | $12 million | 135 |"),
        ("$163", "Net sales … 2020", "| Net sales | $192 | $163 |"),
        ("$5", "Net income … 2021", "| Net income | $5 | $4 |"),
    ],
)
def test_a_cell_is_named_by_its_row_and_its_column(cell: str, measures: str, row: str) -> None:
    assert (facts(REPORT)[cell].measures, facts(REPORT)[cell].citation.quote) == (measures, row)


def test_a_head_that_does_not_fit_the_row_names_no_column() -> None:
    assert facts("| A | B | C | D |\n| Sales | $5 |")["$5"].measures == "Sales"


@given(st.lists(BLOCK, max_size=12).map("".join))
def test_every_fact_is_a_value_in_a_slice_and_its_words_are_cut_out_of_the_text(text: str) -> None:
    document = document_of(text)
    for fact in facts_of(document):
        value, citation = fact.value, fact.citation
        assert document.text[citation.start : citation.end] == citation.quote
        assert citation.start <= value.start < value.end <= citation.end
        assert document.text[value.start : value.end] == value.text
        words = " ".join(document.text.split())
        assert all(piece in words for piece in fact.measures.split(JOINER)) or fact.measures == fact.heading


def test_a_part_of_a_document_has_the_facts_of_the_whole_in_it() -> None:
    document = document_of(REPORT)
    start, end = REPORT.index("As of"), REPORT.index("## Figures")
    within = [fact for fact in facts_of(document) if start <= fact.value.start < end]
    assert list(facts_of(document, start, end, "Harbour works")) == within


def test_a_text_without_sentences_still_has_its_values_cited() -> None:
    document = document_of("word " * 2000 + "paid $5 million " + "word " * 2000)
    (fact,) = facts_of(document)
    assert "$5 million" in fact.citation.quote
    assert len(fact.citation.quote) < 300


def test_documents_are_read_once_and_forgotten_when_they_are_gone() -> None:
    book = FactBook()
    seen: list[tuple[str, int, int]] = []
    first, second = document_of("Acme paid $5.", "a.txt"), document_of("Acme paid $6.", "b.txt")

    def steps(what: str, done: int, total: int) -> None:
        seen.append((what, done, total))

    found = book.of([first, second], steps)
    assert seen == [("finding facts", 0, 2), ("finding facts", 1, 2), ("finding facts", 2, 2)]
    again = book.of([second], steps)
    assert again[0] is found[1]
    assert book.of([first], steps)[0] is not found[0]


def test_facts_are_chosen_by_kind_and_by_words() -> None:
    found = list(facts_of(document_of(REPORT)))
    kinds: list[ValueKind] = ["count"]
    assert [fact.value.text for fact in found if Wanted(kinds)(fact)] == ["35 jobs"]
    assert [fact.value.text for fact in found if Wanted(about="norwick WALL")(fact)] == ["4.2 million euros", "3 March 2021"]


FACTS = st.builds(
    lambda source, start, kind, day, measures: Fact(
        Value(kind, str(start), str(start), Decimal(start), Decimal(start), "", "", start, start + 1),
        measures,
        Citation("d", "=Title", source, None, start, start + 1, "-quote"),
        day,
    ),
    st.sampled_from(["a", "b"]),
    st.integers(0, 9),
    st.sampled_from(["amount", "count"]),
    st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 3)),
    st.text(max_size=6),
)


@given(st.lists(FACTS, max_size=12), st.sampled_from(["place", "value", "date"]))
def test_sorting_keeps_the_order_of_ties_and_loses_nothing(found: list[Fact], order: Order) -> None:
    once = in_order(found, order)
    assert sorted(map(id, once)) == sorted(map(id, found))
    assert [id(fact) for fact in in_order(once, order)] == [id(fact) for fact in once]
    keys = [_key(fact, order) for fact in once]
    assert keys == sorted(keys)


def _key(fact: Fact, order: Order) -> Any:
    if order == "place":
        return fact.citation.source, fact.value.start
    return (fact.value.kind, fact.value.low) if order == "value" else fact.as_of or date.max


@given(st.lists(FACTS, max_size=6))
def test_csv_is_read_back_as_it_was(found: list[Fact]) -> None:
    rows = [fact_row(fact) for fact in found]
    head, *read = csv.reader(StringIO(written(FACT_COLUMNS, rows), newline=""))
    assert tuple(head) == FACT_COLUMNS
    assert [[plain(cell) for cell in row] for row in read] == rows


@given(st.sampled_from(["=", "+", "-", "@", "\t", "\r", "＝", ""]), st.text(max_size=8))
def test_no_cell_can_be_taken_for_a_formula(first: str, rest: str) -> None:
    cell = safe(first + rest)
    assert cell[:1] not in set("=+-@\t\r＝") or cell.lstrip("-").replace(".", "").isdigit()
    assert plain(cell) == first + rest


def test_a_negative_number_stays_a_number() -> None:
    assert (safe("-5.2"), safe("-5+1"), safe("=1"), safe("'=1")) == ("-5.2", "'-5+1", "'=1", "''=1")


def test_dates_before_our_era_are_facts_without_a_day() -> None:
    found = list(
        facts_of(document_of("Euclid wrote around 300 BC. As of 44 BC, Rome had 4 legions there. As of 12 March 5, it had 3 legions."))
    )
    assert {fact.value.text for fact in found} >= {"300 BC", "4 legions"}
    assert all(fact.as_of is None or fact.as_of.year >= 1 for fact in found)
