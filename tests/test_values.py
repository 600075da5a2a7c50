"""Values are found where they stand, and mean what a reader would say they mean."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.types import Value
from assistant.values import asked, compare, contains, equal, find, restate, shown, terms

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "samples" / "values.jsonl").read_text("utf-8").splitlines()
]
FIELDS = ("kind", "text", "normal", "qualifier", "direction", "per")


def only(text: str) -> Value:
    """The one value that a text holds."""
    (value,) = find(text)
    return value


def told(value: Value) -> dict[str, str]:
    return {field: said for field in FIELDS if (said := getattr(value, field))}


@pytest.mark.parametrize("row", ROWS, ids=[row["text"][:60] for row in ROWS])
def test_hand_checked_expression(row: dict[str, Any]) -> None:
    assert [told(value) for value in find(row["text"])] == row["values"]


def test_the_table_is_broad() -> None:
    assert len(ROWS) >= 300
    assert {value["kind"] for row in ROWS for value in row["values"]} == {
        *("amount", "percent", "points", "multiple", "date", "date_range", "duration", "count", "number", "imprecise")
    }


# Equality


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$53 billion", "USD 53bn"),
        ("$53 billion", "53,000,000,000 dollars"),
        ("$53 billion", "53,000 million"),
        ("$53 billion", "0.053 trillion dollars"),
        ("$53 billion", "fifty-three billion dollars"),
        ("$53 billion", "53,000,000,000"),
        ("over 10%", "10 percent"),
        ("2025-2028", "between 2025 and 2028"),
        ("2025-28", "from 2025 to 2028"),
        ("18 months", "one and a half years"),
        ("two decades", "20 years"),
        ("50 basis points", "half a percentage point"),
        ("1,200 engineers", "1200 software engineers"),
        ("March 14, 2025", "2025-03-14"),
        ("fiscal 2021", "2021"),
        ("tens of billions", "tens of billions of dollars"),
        ("$9.99 per month", "$9.99"),
        ("¥500 billion", "500 billion yuan"),
    ],
)
def test_the_same_said_differently(one: str, other: str) -> None:
    assert equal(only(one), only(other))
    assert equal(only(other), only(one))
    assert compare(only(one), only(other)) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$53 billion", "$53 million"),
        ("$53 billion", "53 billion yuan"),
        ("¥500 billion", "$500 billion"),
        ("10%", "10 percentage points"),
        ("10%", "10"),
        ("2025", "2,025"),
        ("2025-2028", "2025"),
        ("March 2025", "2025"),
        ("tens of billions of dollars", "$50 billion"),
        ("1,200 engineers", "1,200 stores"),
        ("$9.99 per month", "$9.99 per year"),
        ("three years", "three months"),
        ("12 months", "365 days"),
        ("3/4/2025", "March 4, 2025"),
    ],
)
def test_what_differs_is_not_equal(one: str, other: str) -> None:
    assert not equal(only(one), only(other))
    assert not equal(only(other), only(one))


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("between 2025 and 2028", "2026"),
        ("2025-2028", "March 2027"),
        ("2025", "Q2 2025"),
        ("the 2020s", "2025-2028"),
        ("$3 billion to $5 billion", "$4 billion"),
        ("10-15%", "12%"),
        ("5-10 years", "72 months"),
    ],
)
def test_a_range_contains_what_lies_in_it(outer: str, inner: str) -> None:
    assert contains(only(outer), only(inner))
    assert not contains(only(inner), only(outer))


@pytest.mark.parametrize(
    ("outer", "inner"), [("over 10%", "12%"), ("2025-2028", "2029"), ("$3-5 billion", "4 billion yuan"), ("2025", "2,025")]
)
def test_what_lies_outside_is_not_contained(outer: str, inner: str) -> None:
    assert not contains(only(outer), only(inner))


@pytest.mark.parametrize(
    ("less", "more"),
    [("$53 million", "$53 billion"), ("2024", "March 2025"), ("18 months", "2 years"), ("25bps", "1 percentage point"), ("-5%", "2%")],
)
def test_order(less: str, more: str) -> None:
    assert compare(only(less), only(more)) == -1
    assert compare(only(more), only(less)) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("$5", "5 yuan"), ("5%", "$5"), ("2025", "Q2 2025"), ("one month", "30 days"), ("tens of billions", "$5")]
)
def test_what_cannot_be_ordered_is_not(one: str, other: str) -> None:
    assert compare(only(one), only(other)) is None


# Dates told from the day of writing


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("last year", "2023"),
        ("this quarter", "2024-Q1"),
        ("last quarter", "2023-Q4"),
        ("next month", "2024-04"),
        ("yesterday", "2024-02-29"),
        ("this week", "2024-02-26/2024-03-03"),
        ("two years ago", "2022"),
        ("three months ago", "2023-12"),
        ("by the end of the decade", "2020s"),
        ("last January", "2024-01"),
        ("last March", "2023-03"),
        ("this May", "2024-05"),
        ("next March", "2025-03"),
        ("next June", "2024-06"),
        ("last Friday", "2024-02-23"),
        ("this Friday", "2024-03-01"),
        ("next Monday", "2024-03-04"),
    ],
)
def test_relative_dates_are_resolved_against_the_day_of_writing(text: str, normal: str) -> None:
    (value,) = find(text, published=date(2024, 3, 1))
    assert value.normal == normal
    assert value.low is not None


def test_relative_dates_stay_unresolved_without_it() -> None:
    value = only("last year")
    assert (value.normal, value.low, value.high) == ("last year", None, None)


# Terms and wording


def test_terms_are_single_tokens() -> None:
    text = "Alibaba commits $53 billion between 2025-2028; the stock fell by over 10%. In March 2024, tens of billions."
    assert terms(text) == [
        *("amount:53000000000", "date_range:2025/2028", "date:2025", "date:2028", "date:2026", "date:2027", "percent:10"),
        *("date:2024-03", "date:2024", "imprecise:tens-of-billions"),
    ]


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("53 billion in yuan?", "USD 53,000 million"),
        ("1,200 million dollars", "$1.2bn"),
        ("53,000,000,000", "53 billion people"),
        ("at least $3 billion", "$3-5 billion"),
        ("a loss of $37", "$ (37)"),
        ("in 2026", "between 2025 and 2028"),
        ("FY19", "fiscal 2019"),
        ("in March 2024", "on 14 March 2024"),
        ("42 days", "six weeks"),
        ("tens of millions", "tens of millions of dollars"),
    ],
)
def test_a_question_and_its_passage_share_a_term_whatever_the_wording(question: str, passage: str) -> None:
    assert set(terms(question)) & set(terms(passage))


def test_a_long_range_does_not_stand_for_each_of_its_years() -> None:
    assert terms("from 1800 to 1900") == ["date_range:1800/1900", "date:1800", "date:1900"]


@pytest.mark.parametrize(
    ("text", "question", "restated"),
    [
        ("$53 billion", "Express Alibaba's AI and cloud commitment in millions of US dollars.", "$53,000 million"),
        ("$1.5 trillion", "What is the projected 2030 AI market in billions of dollars?", "$1,500 billion"),
        ("$53 billion", "Write Alibaba's pledged sum as a full number with all its zeros.", "$53,000,000,000"),
        ("40 basis points", "How much is that in percentage points?", "0.4 percentage points"),
        ("18 months", "How many years is that?", "1.5 years"),
        ("$53 billion", "How much is it in millions of euros?", None),
        ("$53 billion", "And in yuan?", None),
        ("$53 billion", "How much has Alibaba committed?", None),
        ("one month", "How many days is that?", None),
    ],
)
def test_restating_in_the_terms_of_the_question(text: str, question: str, restated: str | None) -> None:
    assert restate(only(text), question) == restated


def test_what_a_question_asks_for() -> None:
    assert asked("in millions of US dollars").power == 6
    assert asked("53 billion in yuan?").currency == "CNY"
    assert asked("how much $$") == asked("")


@pytest.mark.parametrize("row", [row for row in ROWS if row["values"]], ids=lambda row: row["text"][:60])
def test_what_is_shown_is_read_back_as_the_same(row: dict[str, Any]) -> None:
    for value in find(row["text"]):
        if value.low is not None or value.kind == "imprecise":
            sentence = "It began in {}." if value.kind in ("date", "date_range") else "It is {} in all."
            assert [equal(value, again) for again in find(sentence.format(shown(value)))] == [True]
