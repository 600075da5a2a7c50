"""Texts beside what they cite: only what is certainly said otherwise is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.fidelity import departure

SENTENCE = "Sales rose 4% to £9 million while profits fell before the crew of Apollo 13, a Boeing 747 and layer three were back."


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Apollo 13", "Apollo 12", "12"),
        ("Boeing 747", "Boeing 757", "757"),
        ("layer three", "layer five", "five"),
        ("Sales rose", "Sales fell", "“fell”"),
        ("profits fell", "profits rose", "“rose”"),
        ("profits", "losses", "“losses”"),
        ("before", "after", "“after”"),
        ("back", "back with the yuan", "CNY"),
    ],
)
def test_what_is_said_otherwise_is_named(before: str, after: str, said: str) -> None:
    assert said in departure(SENTENCE.replace(before, after), [SENTENCE])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Profits fell while sales rose 4%.",
        "Sales gained 4% and came to £9 million, or 9 million pounds.",
        "The crew of Apollo 13 was back after profits fell.",
        "The team won; three were back.",
        "$47 billion is larger than £9 million.",
    ],
)
def test_what_is_told_in_other_words_or_order_is_left_alone(text: str) -> None:
    assert departure(text, [SENTENCE]) == ""


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The profit was 9 cents.", "It had a loss of 9 cents."),
        ("It gained 40% of its ice.", "Of its ice it lost 40%."),
        ("Shares soared.", "On that day all shares plunged."),
    ],
)
def test_the_contrary_is_found_in_other_words_too(text: str, quote: str) -> None:
    assert departure(text, [quote]).startswith("It says “")


@given(st.lists(st.sampled_from(SENTENCE.split()), min_size=1, max_size=30))
def test_no_text_departs_from_itself(words: list[str]) -> None:
    assert departure(" ".join(words), [" ".join(words)]) == ""
