"""Questions in other words: what may change and what has to stay."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.rewording import reworded as put_in_other_words


def reworded(question: str, seed: int) -> str:
    return put_in_other_words(question, random.Random(seed))  # noqa: S311 - not for secrets


def rewordings(question: str) -> set[str]:
    return {reworded(question, seed) for seed in range(200)}


def test_a_word_is_put_out_for_one_that_means_the_same() -> None:
    assert any("firm" in text or "business" in text for text in rewordings("Which company bought Tarn Foods?"))


def test_another_way_of_asking_is_found() -> None:
    assert any(text.startswith(("In which year did", "When did")) for text in rewordings("What year did the mill close?"))


def test_the_same_draws_give_the_same_words() -> None:
    question = "How many people attended the annual event?"
    assert reworded(question, 3) == reworded(question, 3)


@given(st.integers(), st.sampled_from(["Tarn", "Halvorsen Marine", "King Street", "4.35%", "$53 billion", "1987", "24 May 2024"]))
def test_names_and_values_stay(seed: int, kept: str) -> None:
    assert kept in reworded(f"How much money did the company pay to {kept} in the first year?", seed)
