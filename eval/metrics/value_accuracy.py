"""Share of the questions for an amount, a scale, a percent, a date, a period or a duration that were answered rightly."""

from assistant import Answer
from eval.cases import Case
from eval.metrics import Score, Texts
from eval.metrics._groups import accuracy_within
from eval.metrics.typed_accuracy import VALUES


def score(case: Case, answer: Answer, texts: Texts) -> Score | None:
    return accuracy_within(VALUES, case, answer, texts)
