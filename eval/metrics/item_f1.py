"""Harmonic mean of the shares of items asked for and items given, for the answers that are lists."""

from assistant import Answer
from eval.cases import Case
from eval.metrics import Score, Texts
from eval.metrics._judges import count_items
from eval.metrics._matching import said


def score(case: Case, answer: Answer, _: Texts) -> Score | None:
    if not case.items or answer.verdict == "not_in_sources":
        return None
    found, extra = count_items(case.items, said(answer))
    right = sum(found.values())
    return Score(2 * right / (len(found) + right + extra))
