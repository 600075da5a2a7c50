"""How well the judge of wordings tells claims that a sentence bears out from those it does not, and the curves that it uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from assistant import Document, SupportJudge
from eval import claims
from eval.claims import Pair
from eval.runner import Progress
from eval.squad import Question, read_squad, spread

ALL = "all"
_PRECISION = 0.94  # what a threshold must reach on the claims that it is fitted on


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with the probability that the judge gave it, 0 where a rule struck it out or its text had to be mended."""

    pair: Pair
    probability: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """A logistic curve: its bias and weights, and the least threshold at which it is precise enough."""

    weights: tuple[float, ...]
    threshold: float


def pairs(sections: Path, questions: Path, limit: int | None, seed: int) -> list[Pair]:
    """Pairs of both files in random order, `limit` of each kind at most."""
    rng = Random(seed)  # noqa: S311  (a sample, no secret)
    every = [*claims.from_sections(sections, rng), *claims.from_questions(questions, rng)]
    rng.shuffle(every)
    kinds: dict[str, list[Pair]] = {}
    for pair in dict.fromkeys(every):
        kinds.setdefault(pair.kind, []).append(pair)
    return [pair for members in kinds.values() for pair in members[:limit]]


def judge_all(every: Sequence[Pair], judge: SupportJudge, progress: Progress) -> list[Judged]:
    judged = []
    for done, pair in enumerate(every, 1):
        judged.append(Judged(pair, judge.probability(pair.claim, _document(pair.context), pair.span)))
        progress("judging claims", done, len(every))
    return judged


def figures(judged: Sequence[Judged], threshold: float) -> dict[str, dict[str, float]]:
    """Of each kind how many there are and how many are kept, and over all precision and recall of keeping what is right.

    Copies are left out of precision and recall: they are no wordings.
    """
    found: dict[str, dict[str, float]] = {}
    for kind in sorted({one.pair.kind for one in judged}):
        members = [one for one in judged if one.pair.kind == kind]
        share = sum(one.probability >= threshold for one in members) / len(members)
        found[kind] = {"claims": len(members), "kept": share, "right": float(members[0].pair.right)}
    worded = [one for one in judged if one.pair.kind != "copied"]
    kept = [one for one in worded if one.probability >= threshold]
    right = [one for one in kept if one.pair.right]
    found[ALL] = {
        "claims": len(worded),
        "precision": len(right) / max(1, len(kept)),
        "recall": len(right) / max(1, sum(one.pair.right for one in worded)),
    }
    return found


def show(found: dict[str, dict[str, float]], console: Console) -> None:
    table = Table("claim", "number", "borne out", "kept")
    for kind, row in found.items():
        if kind != ALL:
            table.add_row(kind, f"{row['claims']:,.0f}", "yes" if row["right"] else "no", f"{100 * row['kept']:.1f} %")
    console.print(table)
    console.print(f"Of {found[ALL]['claims']:,.0f} claims: precision {found[ALL]['precision']:.3f}, recall {found[ALL]['recall']:.3f}.")
    console.print(
        f"Whether a sentence answers a question: precision {found[ALL]['answering_precision']:.3f}, "
        f"recall {found[ALL]['answering_recall']:.3f}, taken for an answer though it is none {found[ALL]['answering_false']:.3f}."
    )


def fit(judged: Sequence[Judged], judge: SupportJudge, progress: Progress) -> Fitted:
    """The curve over what the rules let pass, for `assistant/entailment.py`."""
    passed = [one for one in judged if 0 < one.probability < 1]
    rows = []
    for done, one in enumerate(passed, 1):
        rows.append(judge.features(one.pair.claim, _document(one.pair.context), one.pair.span))
        progress("reading claims", done, len(passed))
    return _fitted(rows, [one.pair.right for one in passed])


@dataclass(frozen=True, slots=True)
class Answering:
    """A question beside a sentence, and whether that answers it."""

    question: Question
    span: tuple[int, int]
    right: bool


def answering_pairs(questions: Path, limit: int | None) -> list[Answering]:
    """Answerable questions beside the sentence with their answer, unanswerable ones beside the one with most of their words."""
    found = []
    for question in spread(read_squad(questions), limit):
        spans = claims.sentences(question.context)
        holding = [span for span in spans if any(answer in question.context[slice(*span)] for answer in question.answers)]
        best = max(holding or spans, key=lambda span: claims.like(question.text, question.context, span))
        if holding or not question.answers:
            found.append(Answering(question, best, bool(holding)))
    return found


def answering_figures(every: Sequence[Answering], judge: SupportJudge, progress: Progress) -> dict[str, float]:
    """Of the sentences that the judge takes for answers the share that are, how many it finds, and how many others it takes for one."""
    said = []
    for done, one in enumerate(every, 1):
        document = _document(one.question.context)
        said.append(judge.answering(one.question.text, document, one.span) >= judge.answering_threshold)
        progress("reading questions", done, len(every))
    right = [one.right for one in every]
    true = sum(s and r for s, r in zip(said, right, strict=True))
    return {
        "answering_precision": true / max(1, sum(said)),
        "answering_recall": true / max(1, sum(right)),
        "answering_false": (sum(said) - true) / max(1, len(right) - sum(right)),
    }


def _fitted(rows: Sequence[Sequence[float]], right: Sequence[bool]) -> Fitted:
    from sklearn.linear_model import LogisticRegression

    curve = LogisticRegression(C=10.0, max_iter=1000).fit(rows, right)
    weights = (float(curve.intercept_[0]), *map(float, curve.coef_[0]))
    ranked = sorted(zip((_probability(weights, row) for row in rows), right, strict=True), reverse=True)
    threshold, true = 1.0, 0
    for said, (probability, is_right) in enumerate(ranked, 1):
        true += is_right
        if true / said >= _PRECISION:
            threshold = probability
    return Fitted(tuple(round(weight, 2) for weight in weights), round(threshold, 2))


def _probability(weights: Sequence[float], row: Sequence[float]) -> float:
    return 1 / (1 + exp(-max(-50.0, min(50.0, weights[0] + sum(w * x for w, x in zip(weights[1:], row, strict=True))))))


def _document(context: str) -> Document:
    return Document("context", "", "context.txt", context, "")
