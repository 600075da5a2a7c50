"""Share of an answer's citations that lie on gold evidence."""

from assistant import Answer
from eval.cases import Case
from eval.metrics import Score, Texts
from eval.metrics._evidence import covered


def score(case: Case, answer: Answer, texts: Texts) -> Score | None:
    if not case.evidence or not answer.citations or answer.verdict == "not_in_sources":
        return None
    hits = [bool(found) for found in covered(case, answer, texts)]
    return Score(sum(hits) / len(hits), "" if all(hits) else f"{len(hits) - sum(hits)} of {len(hits)} citations lie on no evidence")
