"""Which stated values bear out which said ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Value
from assistant.values import equal, find, lost_qualifier, supports


def value(text: str) -> Value:
    (one,) = find(text)
    return one


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("over 10%", "more than 10 percent"),
        ("over 10%", "at least 10%"),
        ("under 10%", "up to 10%"),
        ("$53 billion", "about 53bn dollars"),
        ("fell 10%", "10%"),
        ("by 2030", "2030"),
        ("in 2030", "by 2030"),
        ("before 1874", "1874"),
        ("between 2025 and 2028", "until 2028"),
        ("between 2025 and 2028", "since 2025"),
        ("2025–2028", "2028"),
        ("on May 24, 1883", "in 1883"),
        ("on May 24, 1883", "1883"),
        ("on May 24, 1883", "in May 1883"),
        ("It went up to 5 million euros.", "5 million euros"),
    ],
)
def test_a_value_is_borne_out(stated: str, said: str) -> None:
    assert supports(value(stated), value(said))


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("over 10%", "10%"),
        ("10%", "over 10%"),
        ("at least 10%", "over 10%"),
        ("over 10%", "under 10%"),
        ("about 10%", "10%"),
        ("10%", "10 percentage points"),
        ("fell 10%", "rose 10%"),
        ("-10%", "10%"),
        ("by 2030", "after 2030"),
        ("in 2030", "before 2030"),
        ("around 1712", "1712"),
        ("in 1883", "on May 24, 1883"),
        ("between 2025 and 2028", "2026"),
        ("between 2025 and 2028", "after 2028"),
        ("in 1883", "1884"),
        ("$1,883", "in 1883"),
    ],
)
def test_a_value_is_not_borne_out(stated: str, said: str) -> None:
    assert not supports(value(stated), value(said))


QUALIFIERS = ("", "over ", "at least ", "under ", "up to ", "about ")


@given(st.integers(1, 10**12), st.sampled_from(QUALIFIERS), st.sampled_from(QUALIFIERS))
def test_a_lost_qualifier_put_back_makes_a_value_that_is_borne_out(number: int, stated: str, said: str) -> None:
    one, other = value(f"It cost {stated}${number}."), value(f"It cost {said}${number}.")
    lost = lost_qualifier(one, other)
    assert bool(lost) == (bool(stated) and not said)
    assert not lost or supports(one, value(f"It cost {lost} ${number}."))
    assert not supports(one, other) or equal(one, other)
    assert supports(one, one)
