"""Values are found where they stand, and mean what a reader would say they mean."""

from __future__ import annotations

import pytest

from assistant.values import contains, equal, find


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("$53 billion", "53000000000 USD"),
        ("53 billion in yuan?", "53000000000 CNY"),
        ("half a trillion dollars", "500000000000 USD"),
        ("tens of billions of dollars", "tens of billions USD"),
        ("between 2025 and 2028", "2025/2028"),
        ("over 10%", "10 %"),
        ("three years", "3 year"),
        ("1,200 engineers", "1200 engineers"),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert [value.normal for value in find(text)] == [normal]


def test_a_year_lies_in_its_range() -> None:
    years, year = find("between 2025 and 2028 … 2026")
    assert contains(years, year)
    assert not equal(years, year)
