"""Exact match and F1 of extracted answers, by the formulas of SQuAD 2.0's official script."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = frozenset(string.punctuation)
RIGHT = 0.5  # the F1 from which an answer counts as right where the question is only whether it is

Row = tuple[str, float, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Percentages.

    `forced_*` over answerable questions, always answering; the rest over all at `threshold`, the one best for F1 on these rows.
    """

    forced_exact: float
    forced_f1: float
    exact: float
    f1: float
    no_answer: float
    threshold: float


def normalise_answer(text: str) -> list[str]:
    """Lower case, without ASCII punctuation, articles and extra spaces, as words."""
    text = "".join(character for character in text.lower() if character not in _PUNCTUATION)
    return _ARTICLES.sub(" ", text).split()


def exact_match(predicted: str, gold: str) -> float:
    return float(normalise_answer(predicted) == normalise_answer(gold))


def token_f1(predicted: str, gold: str) -> float:
    """Harmonic mean of word precision and recall; 1 or 0 where either is empty."""
    ours, theirs = normalise_answer(predicted), normalise_answer(gold)
    if not ours or not theirs:
        return float(ours == theirs)
    same = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * same / (len(ours) + len(theirs))


def score(rows: Sequence[Row]) -> Score:
    """Score rows of (best span, its log-odds against no answer, gold answers)."""
    judged = [
        (odds, *(max((how(text, gold) for gold in golds), default=0.0) for how in (exact_match, token_f1)), not golds)
        for text, odds, golds in rows
    ]
    answerable = [row for row in judged if not row[3]] or [(0.0, 0.0, 0.0, False)]
    impossible = sum(row[3] for row in judged)
    best, total, threshold = float(impossible), float(impossible), max((row[0] for row in judged), default=0.0) + 1
    for odds, _, f1_score, is_impossible in sorted(judged, key=lambda row: -row[0]):
        total += -1.0 if is_impossible else f1_score
        if total > best:
            best, threshold = total, odds
    said = [row for row in judged if row[0] >= threshold]
    return Score(
        forced_exact=100 * sum(row[1] for row in answerable) / len(answerable),
        forced_f1=100 * sum(row[2] for row in answerable) / len(answerable),
        exact=100 * (sum(row[1] for row in said) + sum(row[3] for row in judged if row[0] < threshold)) / len(judged),
        f1=100 * best / len(judged),
        no_answer=100 * sum(row[3] for row in judged if row[0] < threshold) / max(1, impossible),
        threshold=threshold,
    )
