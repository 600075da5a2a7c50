"""Computing with values: exact, kept open where the operands are, refused across units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.arithmetic import compute, order
from assistant.types import Operation, Value
from assistant.values import find


def value(text: str) -> Value:
    (found,) = find(text)
    return found


def worked(operation: Operation, *texts: str, unit: str = "") -> str:
    return compute(operation, tuple(value(text) for text in texts), ("one", "other"), unit).text


@pytest.mark.parametrize(
    ("operation", "first", "second", "expected"),
    [
        ("difference", "$1.5 trillion", "$53 billion", "$1,447 billion"),
        ("difference", "£640 million", "£736 million", "£96 million"),
        ("difference", "over $100 billion", "$53 billion", "more than $47 billion"),
        ("difference", "$53 billion", "over $40 billion", "less than $13 billion"),
        ("difference", "24 goals", "17 goals", "7 goals"),
        ("difference", "5%", "3%", "2 percentage points"),
        ("difference", "0.3 metres", "0.1 metres", "0.2 metres"),
        ("ratio", "£58 million", "£29 million", "2 times"),
        ("ratio", "$1.5 trillion", "$53 billion", "about 28.3 times"),
        ("ratio", "over $100 billion", "$50 billion", "more than 2 times"),
        ("change", "£640 million", "£736 million", "a rise of 15%"),
        ("change", "80 students", "20 students", "a fall of 75%"),
        ("rise", "$198 million", "$212 million", "about 7.1%"),
        ("fall", "80 students", "20 students", "75%"),
        ("most", "£45 million", "£46 million", "other"),
        ("least", "£45 million", "£46 million", "one"),
        ("least", "3 May 2019", "2020", "one"),
        ("most", "over $100 billion", "$53 billion", "one"),
        ("more", "$53 billion", "$50 billion", "Yes"),
        ("less", "$53 billion", "$50 billion", "No"),
        ("equal", "$53 billion", "$53,000 million", "Yes"),
        ("equal", "£92 million", "£95 million", "No"),
        ("equal", "14 March 2020", "2020", "Yes"),
        ("equal", "1612", "1620", "No"),
    ],
)
def test_results_are_exact_and_as_open_as_their_operands(operation: Operation, first: str, second: str, expected: str) -> None:
    assert worked(operation, first, second) == expected


@pytest.mark.parametrize(
    ("operation", "first", "second"),
    [
        ("difference", "$5 million", "€4 million"),  # never converted
        ("most", "$5 million", "£4 million"),
        ("ratio", "$5 million", "12 engineers"),
        ("difference", "5%", "$3 million"),
        ("most", "12 engineers", "12 factories"),
        ("difference", "over $5 million", "over $4 million"),  # open on both sides
        ("difference", "about $5 million", "over $4 million"),
        ("most", "over $40 billion", "$53 billion"),
        ("most", "about $100 million", "$101 million"),
        ("most", "$5 million", "$5 million"),
        ("most", "tens of billions of dollars", "$5 million"),
        ("difference", "$3-5 million", "$1 million"),
        ("more", "over $40 billion", "$53 billion"),
        ("rise", "80 students", "20 students"),
        ("ratio", "$5 million", "$0"),
        ("most", "2020", "May 2020"),
        ("equal", "2020", "14 March 2020"),
    ],
)
def test_what_cannot_be_told_is_refused_with_a_reason(operation: Operation, first: str, second: str) -> None:
    outcome = compute(operation, (value(first), value(second)), ("one", "other"))
    assert (outcome.text, bool(outcome.reason)) == ("", True)


@pytest.mark.parametrize(
    ("texts", "unit", "expected"),
    [
        (("2016", "2021"), "", "5 years"),
        (("2021", "2016"), "year", "5 years"),
        (("between 1641 and 1648",), "year", "7 years"),
        (("25 May 1998", "1 June 2009"), "year", "11 years"),
        (("1 June 2009", "25 May 2019"), "year", "9 years"),
        (("March 2021", "October 2022"), "month", "19 months"),
        (("March 2021", "October 2022"), "", "19 months"),
        (("1 March 2024", "12 March 2024"), "", "11 days"),
        (("1 March 2024", "1 March 2025"), "day", "365 days"),
        (("2016", "August 2018"), "", "2 years"),
        (("2016", "2018"), "month", ""),
        (("March 2021", "October 2022"), "day", ""),
        (("14 March", "October 2022"), "", ""),
        (("$5 million", "2016"), "", ""),
    ],
)
def test_time_between_dates_is_as_fine_as_the_coarser_one(texts: tuple[str, ...], unit: str, expected: str) -> None:
    assert worked("elapsed", *texts, unit=unit) == expected


WHOLE = st.integers(1, 10**12)


@given(WHOLE, WHOLE)
def test_a_difference_added_to_the_less_gives_the_more(one: int, other: int) -> None:
    result = worked("difference", f"${one:,}", f"${other:,}")
    assert value(result).low == abs(Decimal(one) - Decimal(other))


@given(WHOLE, WHOLE)
def test_order_is_that_of_numbers_and_turns_around(one: int, other: int) -> None:
    first, second = value(f"${one:,}"), value(f"${other:,}")
    assert order(first, second) == (one > other) - (one < other)
    assert order(second, first) == (other > one) - (other < one)


@given(st.dates(date(1800, 1, 1), date(2100, 1, 1)), st.dates(date(1800, 1, 1), date(2100, 1, 1)))
def test_days_between_two_days_are_those_of_the_calendar(one: date, other: date) -> None:
    texts = [f"{day.day} {day:%B} {day.year}" for day in (one, other)]
    days = abs((one - other).days)
    assert worked("elapsed", *texts, unit="day") == f"{days:,} day{'s' if days != 1 else ''}"
