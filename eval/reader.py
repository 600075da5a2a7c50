"""How well the span reader reads, each question in its own context, by the official formulas of SQuAD 2.0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from rich.console import Console
from rich.table import Table

from assistant import SpanReader, exact_match, find_values, token_f1
from eval import calibration
from eval.runner import Progress
from eval.squad import Question

RIGHT = 0.5  # the F1 from which an answer counts as right where the question is only whether it is
WORDS = "words"


@dataclass(frozen=True, slots=True)
class Reading:
    """The best span for a question, the chance that it is right, and whether the reader would say it or stay silent."""

    question: Question
    text: str
    probability: float
    said: bool

    def f1(self, text: str) -> float:
        """The official F1 of saying `text`; saying nothing is right where nothing answers."""
        return max((token_f1(text, answer) for answer in self.question.answers or ("",)), default=0.0)

    def exact(self, text: str) -> float:
        return max((exact_match(text, answer) for answer in self.question.answers or ("",)), default=0.0)

    @property
    def is_right(self) -> bool:
        """Whether the best span answers the question, said or not."""
        return bool(self.question.answers) and self.f1(self.text) >= RIGHT


def read_all(reader: SpanReader, questions: Sequence[Question], progress: Progress) -> list[Reading]:
    """Read every question in its context."""
    readings = []
    for done, question in enumerate(questions):
        progress("reading", done, len(questions))
        (spans,) = reader.read(question.text, [question.context], 1)
        text, score = (question.context[spans[0].start : spans[0].end], spans[0].score) if spans else ("", float("-inf"))
        readings.append(Reading(question, text, reader.calibration.probability(score), score >= reader.threshold))
    progress("reading", len(questions), len(questions))
    return readings


def predictions(readings: Sequence[Reading], *, forced: bool) -> dict[str, str]:
    """What the official script takes: the answer to each question by its id, "" for none."""
    return {one.question.id: one.text if forced or one.said else "" for one in readings}


def figures(readings: Sequence[Reading]) -> dict[str, float]:
    """All figures as shares from 0 to 1; a figure that no question bears on is left out."""
    answerable = [one for one in readings if one.question.answers]
    impossible = [one for one in readings if not one.question.answers]
    probabilities, right = [one.probability for one in readings], [one.is_right for one in readings]
    risks = calibration.risk_coverage(probabilities, right)
    sets = {"": readings, "has_answer_": answerable, "no_answer_": impossible}
    found: dict[str, float] = {}
    for name, members in sets.items():
        if members:
            found[f"{name}exact"] = fmean(one.exact(one.text if one.said else "") for one in members)
            found[f"{name}f1"] = fmean(one.f1(one.text if one.said else "") for one in members)
    if answerable:
        found["forced_exact"] = fmean(one.exact(one.text) for one in answerable)
        found["forced_f1"] = fmean(one.f1(one.text) for one in answerable)
    found["calibration_error"] = calibration.calibration_error(calibration.reliability(probabilities, right))
    found["area_under_risk_coverage"] = calibration.area_under(risks)
    return found


def by_type(readings: Sequence[Reading]) -> dict[str, list[Reading]]:
    """Answerable questions by what is answered: the kind of the value that the first right answer holds, or words."""
    groups: dict[str, list[Reading]] = {}
    for one in readings:
        if one.question.answers:
            values = find_values(one.question.answers[0])
            groups.setdefault(values[0].kind if values else WORDS, []).append(one)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def show(readings: Sequence[Reading], console: Console) -> None:
    """Figures over all questions, then of answering always by the type of answer."""
    found = figures(readings)
    console.print("At the threshold that comes with the weights:")
    table = Table("questions", "number", "EM", "F1")
    sizes = {"": len(readings), "has_answer_": sum(bool(one.question.answers) for one in readings)}
    sizes["no_answer_"] = sizes[""] - sizes["has_answer_"]
    for name, label in (("", "all"), ("has_answer_", "answerable"), ("no_answer_", "unanswerable")):
        if f"{name}f1" in found:
            table.add_row(label, f"{sizes[name]:,}", f"{100 * found[f'{name}exact']:.1f}", f"{100 * found[f'{name}f1']:.1f}")
    console.print(table)
    console.print("Answering always:")
    table = Table("answer holds", "number", "EM", "F1")
    groups = by_type(readings)
    for name, members in {"all answerable": [one for group in groups.values() for one in group], **groups}.items():
        exact, f1 = (fmean(how(one, one.text) for one in members) for how in (Reading.exact, Reading.f1))
        table.add_row(name, f"{len(members):,}", f"{100 * exact:.1f}", f"{100 * f1:.1f}")
    console.print(table)
    console.print(
        f"Expected calibration error {found['calibration_error']:.3f}, "
        f"area under the risk-coverage curve {found['area_under_risk_coverage']:.3f} (right: F1 of at least {RIGHT})"
    )
