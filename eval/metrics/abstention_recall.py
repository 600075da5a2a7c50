"""Share of the questions without an answer in the documents to which none was given.

Where the question's premise is wrong, a correction that cites something is as right as silence.
"""

from assistant import Answer
from eval.cases import Case
from eval.metrics import Score, Texts
from eval.metrics._matching import said


def score(case: Case, answer: Answer, _: Texts) -> Score | None:
    if case.answerable:
        return None
    corrected = answer.verdict == "corrected" and bool(answer.citations) and case.category == "false_premise"
    if answer.verdict == "not_in_sources" or corrected:
        return Score(1)
    return Score(0, f"{answer.verdict} with {said(answer)!r}, expected not_in_sources")
