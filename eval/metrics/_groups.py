"""Typed accuracy within a group of categories; what is wrong with an answer is told once, by `typed_accuracy` itself."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from assistant import Answer
from eval.cases import Case
from eval.metrics import Score, Texts, typed_accuracy


def accuracy_within(categories: AbstractSet[str], case: Case, answer: Answer, texts: Texts) -> Score | None:
    """None for a case of another category."""
    if case.category not in categories:
        return None
    judged = typed_accuracy.score(case, answer, texts)
    return None if judged is None else Score(judged.value)
