"""How far the confidence of answers can be believed: questions of a SQuAD-style file and cases of our own, asked over one corpus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant import Answer, Calibration, SpanReader, token_f1
from eval import calibration
from eval.cases import Case
from eval.errors import CasesError
from eval.metrics import typed_accuracy
from eval.reader import RIGHT
from eval.runner import Asked, Progress
from eval.squad import Question


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer that was given: its confidence, and whether it is right."""

    confidence: float
    right: bool


def ask_about(assistant: Asked, questions: Sequence[Question], cases: Sequence[Case], progress: Progress) -> list[Outcome]:
    """Ask everything; questions that get no answer have no outcome."""
    outcomes = []
    total = len(questions) + len(cases)
    for done, question in enumerate(questions):
        progress("asking", done, total)
        answer = assistant.ask(question.text)
        if answer.verdict == "answered":
            right = any(token_f1(answer.short, gold) >= RIGHT for gold in question.answers)
            outcomes.append(Outcome(answer.confidence, right))
    for done, case in enumerate(cases, len(questions)):
        progress("asking", done, total)
        answer = assistant.ask(case.question, case.history)
        if answer.verdict == "answered":
            outcomes.append(Outcome(answer.confidence, _is_right(case, answer)))
    progress("asking", total, total)
    return outcomes


def _is_right(case: Case, answer: Answer) -> bool:
    score = typed_accuracy.score(case, answer, lambda _: "")
    return score is not None and score.value == 1


def figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    probabilities, right = [one.confidence for one in outcomes], [one.right for one in outcomes]
    risks = calibration.risk_coverage(probabilities, right)
    return {
        "calibration_error": calibration.calibration_error(calibration.reliability(probabilities, right)),
        "area_under_risk_coverage": calibration.area_under(risks),
        "right": sum(right) / max(1, len(right)),
    }


def fit(outcomes: Sequence[Outcome], weights: Path) -> None:
    """Fit the curve for pooled spans in `weights`, a weights.json, to these outcomes of the shipped one. Raises CasesError."""
    old = SpanReader.open().pooled
    sure = [one for one in outcomes if 0 < one.confidence < 1]
    if len({one.right for one in sure}) < 2:
        raise CasesError("a curve needs both right and wrong answers; ask more questions")
    scores = [old.middle + log(one.confidence / (1 - one.confidence)) / old.slope for one in sure]
    curve = Calibration.fit(scores, [one.right for one in sure])
    about = json.loads(weights.read_text(encoding="utf-8"))
    about["pooled"] = {"middle": curve.middle, "slope": curve.slope}
    weights.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def show(outcomes: Sequence[Outcome], console: Console) -> None:
    """The bins of confidence, and the figures."""
    bins = calibration.reliability([one.confidence for one in outcomes], [one.right for one in outcomes])
    table = Table("answers", "mean confidence", "right", title=f"{len(outcomes):,} answers by confidence", title_justify="left")
    for one in bins:
        table.add_row(f"{one.size:,}", f"{one.probability:.2f}", f"{one.right:.2f}")
    console.print(table)
    for name, figure in figures(outcomes).items():
        console.print(f"{name.replace('_', ' ')}: {figure:.3f}")
