"""Ask every case, or take saved answers, and let every metric judge them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant import Answer
from eval.cases import Case
from eval.errors import CasesError
from eval.metrics import Metric, Score, Texts

Progress = Callable[[str, int, int], None]


class Asked(Protocol):
    """What is evaluated: anything that answers."""

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, its answer, and the scores of the metrics that apply, by name."""

    case: Case
    answer: Answer
    scores: Mapping[str, Score] = field(default_factory=dict)

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong with the answer, by metric."""
        return {name: score.why for name, score in self.scores.items() if score.why}


def ask_all(cases: Sequence[Case], assistant: Asked, progress: Progress) -> Iterator[Answer]:
    """The answer to each case, in order, each asked with its own history."""
    for done, case in enumerate(cases, 1):
        yield assistant.ask(case.question, history=case.history)
        progress("Asking", done, len(cases))


def pick_saved(cases: Iterable[Case], answers: Mapping[str, Answer]) -> Iterator[Answer]:
    """The saved answer to each case, in order. Raises CasesError for a case without one."""
    for case in cases:
        if case.id not in answers:
            raise CasesError(f"the saved answers hold none with the id {case.id}")
        yield answers[case.id]


def judge(cases: Iterable[Case], answers: Iterable[Answer], metrics: Mapping[str, Metric], texts: Texts) -> list[Judged]:
    """Every answer with its scores."""
    return [Judged(case, answer, _scores(case, answer, metrics, texts)) for case, answer in zip(cases, answers, strict=True)]


def _scores(case: Case, answer: Answer, metrics: Mapping[str, Metric], texts: Texts) -> dict[str, Score]:
    scores = {name: metric(case, answer, texts) for name, metric in metrics.items()}
    return {name: score for name, score in scores.items() if score is not None}
