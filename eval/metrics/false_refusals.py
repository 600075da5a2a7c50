"""Share of the answerable questions that were refused; the lower the better."""

from assistant import Answer
from eval.cases import Case
from eval.metrics import Score, Texts


def score(case: Case, answer: Answer, _: Texts) -> Score | None:
    if not case.answerable:
        return None
    return Score(float(answer.verdict == "not_in_sources"))
