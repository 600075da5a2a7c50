"""Share of the needed evidence that the citations cover: one of the gold strings, or all where the case says so."""

from assistant import Answer
from eval.cases import Case
from eval.metrics import Score, Texts
from eval.metrics._evidence import covered


def score(case: Case, answer: Answer, texts: Texts) -> Score | None:
    if not case.evidence or answer.verdict == "not_in_sources":
        return None
    found = set().union(*covered(case, answer, texts))
    value = len(found) / len(set(case.evidence)) if case.all_evidence else float(bool(found))
    return Score(value, "" if value == 1 else f"cites {len(found)} of {len(set(case.evidence))} evidence strings")
