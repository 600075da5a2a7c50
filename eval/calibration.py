"""How far stated probabilities can be believed: reliability, expected calibration error, risk at each coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose probability lies in one tenth of the scale: how many, their mean probability and the share that is right."""

    size: int
    probability: float
    right: float


def reliability(probabilities: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """The bins of equal width that hold any answer, from the least probable up."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for probability, is_right in zip(probabilities, right, strict=True):
        members[min(BINS - 1, int(probability * BINS))].append((probability, is_right))
    return [Bin(len(one), sum(p for p, _ in one) / len(one), sum(r for _, r in one) / len(one)) for one in members if one]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error (Naeini et al. 2015): |mean probability - share right|, weighted by the size of the bin."""
    return sum(one.size * abs(one.probability - one.right) for one in bins) / max(1, sum(one.size for one in bins))


def risk_coverage(probabilities: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """For each number of answers given, the most probable first: the share of questions answered, the share of answers that is wrong."""
    ranked = [is_right for _, is_right in sorted(zip(probabilities, right, strict=True), key=lambda pair: -pair[0])]
    points, wrong = [], 0
    for given, is_right in enumerate(ranked, 1):
        wrong += not is_right
        points.append((given / len(ranked), wrong / given))
    return points


def area_under(points: Sequence[tuple[float, float]]) -> float:
    """Mean risk over all coverages (AURC); the lower, the better wrong answers are told from right ones."""
    return sum(risk for _, risk in points) / max(1, len(points))


def risk_at(points: Sequence[tuple[float, float]], coverage: float) -> float:
    """The risk when at least this share of the questions is answered."""
    return next((risk for share, risk in points if share >= coverage), 0.0)
