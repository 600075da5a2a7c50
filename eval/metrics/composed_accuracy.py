"""Share of the questions for a list, a yes or no, or a comparison that were answered rightly: answers that one span seldom holds."""

from assistant import Answer
from eval.cases import Case
from eval.metrics import Score, Texts
from eval.metrics._groups import accuracy_within

COMPOSED = {"list", "yes_no", "comparison"}


def score(case: Case, answer: Answer, texts: Texts) -> Score | None:
    return accuracy_within(COMPOSED, case, answer, texts)
