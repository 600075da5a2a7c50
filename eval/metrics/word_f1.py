"""Words in common between what was said and the nearest right answer, as SQuAD counts them but keeping "$", "%", "." and "-"."""

from assistant import Answer
from eval.cases import Case
from eval.metrics import Score, Texts
from eval.metrics._matching import f1, said


def score(case: Case, answer: Answer, _: Texts) -> Score | None:
    if not case.answerable or answer.verdict == "not_in_sources":
        return None
    return Score(max(f1(said(answer), gold) for gold in case.accepted))
