"""Values are found where they stand, and mean what a reader would say they mean."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.types import Value
from assistant.values import asked, compare, contains, equal, find, restate, shown, terms
from assistant.values.numbers import plain
from assistant.values.source import fold

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "samples" / "values.jsonl").read_text("utf-8").splitlines()
]
TEXTS = [row["text"] for row in ROWS]
CORPUS = Path(__file__).parent.parent / "corpus"
FIELDS = ("kind", "text", "normal", "qualifier", "direction", "per")


def only(text: str) -> Value:
    """The one value that a text holds."""
    (value,) = find(text)
    return value


def told(value: Value) -> dict[str, str]:
    return {field: said for field in FIELDS if (said := getattr(value, field))}


@pytest.mark.parametrize("row", ROWS, ids=[text[:60] for text in TEXTS])
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
        *("amount:53000000000", "date_range:2025/2028", "date:2025", "date:2028", "percent:10", "date:2024-03", "date:2024"),
        "imprecise:tens-of-billions",
    ]


def test_a_question_and_its_passage_share_a_term_whatever_the_wording() -> None:
    assert set(terms("53 billion in yuan?")) & set(terms("USD 53,000 million"))


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


# Properties

CURRENCIES = {
    "USD": ("${}", "US${}", "USD {}", "{} dollars", "{} US dollars"),
    "EUR": ("€{}", "EUR {}", "{} euros"),
    "CNY": ("RMB{}", "{} yuan", "CNY {}"),
}
numbers = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999"), places=2)
scales = st.sampled_from([("thousand", 3), ("million", 6), ("bn", 9), ("billion", 9), ("trillion", 12)])


@given(number=numbers, scale=scales, currency=st.sampled_from(sorted(CURRENCIES)), data=st.data())
def test_an_amount_means_the_same_however_it_is_written(
    number: Decimal, scale: tuple[str, int], currency: str, data: st.DataObject
) -> None:
    whole = number.scaleb(scale[1])
    written = data.draw(st.sampled_from(CURRENCIES[currency]))
    for form in (f"{plain(number)} {scale[0]}", f"{number:,} {scale[0]}", f"{whole:,f}", plain(whole)):
        value = only(f"It paid {written.format(form)} for it.")
        assert value.normal == f"{plain(whole)} {currency}"
        assert value.low == value.high == whole


@given(number=numbers, scale=scales, one=st.sampled_from(sorted(CURRENCIES)), other=st.sampled_from(sorted(CURRENCIES)))
def test_two_currencies_never_agree(number: Decimal, scale: tuple[str, int], one: str, other: str) -> None:
    values = [only(CURRENCIES[name][0].format(f"{number} {scale[0]}")) for name in (one, other)]
    assert equal(*values) == (one == other)


@given(number=st.integers(1, 999_999))
def test_number_words_are_read(number: int) -> None:
    assert only(f"{spelled(number)} dollars").normal == f"{number} USD"


def spelled(number: int) -> str:
    """An independent writer of number words, to read back."""
    ones = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    )
    tens = "- - twenty thirty forty fifty sixty seventy eighty ninety"
    if number < 20:
        return ones.split(" ")[number]
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            head, rest = divmod(number, size)
            tail = "" if not rest else f" {'and ' if rest < 100 else ''}{spelled(rest)}"
            return f"{spelled(head)} {name}{tail}"
    return tens.split(" ")[number // 10] + (f"-{spelled(number % 10)}" if number % 10 else "")


@given(
    day=st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)),
    form=st.sampled_from(["%Y-%m-%d", "%B %d, %Y", "%d %B %Y", "%b. %d, %Y", "%d %b %Y"]),
)
def test_a_day_is_read_however_it_is_written(day: date, form: str) -> None:
    value = only(f"It was signed on {day.strftime(form)}, they said.")
    assert value.normal == day.isoformat()
    assert value.low == value.high == Decimal(day.strftime("%Y%m%d"))
    assert contains(only(str(day.year)), value)


@given(
    first=st.integers(1900, 2098),
    years=st.integers(1, 99),
    form=st.sampled_from(["{}-{}", "{}–{}", "between {} and {}", "from {} to {}", "{} to {}", "{} through {}"]),
)
def test_a_range_of_years_is_read_however_it_is_written(first: int, years: int, form: str) -> None:
    last = min(first + years, 2099)
    assert only(form.format(first, last)).normal == f"{first}/{last}"


pieces = st.sampled_from(
    [
        *TEXTS,
        "$",
        "%",
        " ",
        "-",
        "—",
        "to",
        "and",
        "between",
        "from",
        "million",
        "1",
        "12",
        "2025",
        ",",
        ".",
        "(",
        ")",
        "half a",
        "İ",
        "½",
        "\n",
        "\u00a0",
    ]
)


@given(st.one_of(st.text(), st.lists(pieces, max_size=12).map(" ".join), st.lists(pieces, max_size=12).map("".join)))
def test_every_text_is_read_with_exact_offsets(text: str) -> None:
    end = 0
    for value in find(text):
        assert value.text
        assert value.start >= end
        assert text[value.start : value.end] == value.text
        assert equal(value, value)
        assert contains(value, value)
        end = value.end


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
@settings(deadline=None, max_examples=300)
def test_paragraphs_do_not_change_one_another(one: str, other: str) -> None:
    apart = [told(value) for text in (one, other) for value in find(text)]
    assert [told(value) for value in find(f"{one}\n\n{other}")] == apart


@given(st.sampled_from(TEXTS))
def test_typography_does_not_matter(text: str) -> None:
    changed = text.replace("-", "\u2013").replace("'", "\u2019").replace("%", "\uff05")
    assert [value.normal for value in find(changed)] == [value.normal for value in find(text)]


# Cost


def test_a_megabyte_is_read_in_about_a_second() -> None:
    article = "\n".join(path.read_text("utf-8") for path in sorted(CORPUS.glob("*.txt")))
    text = (article + "\n\n".join(TEXTS)) * 100
    began = process_time()
    find(text[:1_000_000])
    assert process_time() - began < 4  # several times what it takes, so that a busy machine passes and a blow-up does not


@pytest.mark.parametrize(
    "piece",
    [
        "one and ",
        "1,",
        "1,111",
        "$",
        "$ ",
        "1",
        "1-",
        "1 000",
        "March to ",
        "between 1 and ",
        "(",
        "a hundred ",
        "2020-",
        "\n",
        "tens of millions of ",
    ],
)
def test_time_grows_with_length_alone(piece: str) -> None:
    began = process_time()
    find(piece * (100_000 // len(piece)))
    assert process_time() - began < 3
