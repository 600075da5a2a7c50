"""From a score to the chance of being right (Platt's logistic curve), and from the cost of an error to the chance that an answer needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Self


@dataclass(frozen=True, slots=True)
class Calibration:
    """`probability(score) = 1 / (1 + exp(-slope * (score - middle)))`; scores are log-odds."""

    middle: float = 0.0
    slope: float = 1.0

    def probability(self, score: float) -> float:
        """The chance that an answer of this score is right."""
        exponent = -self.slope * (score - self.middle)
        return 1 / (1 + exp(exponent)) if exponent < 700 else 0.0

    @classmethod
    def fit(cls, scores: Sequence[float], right: Sequence[bool]) -> Self:
        """The curve that makes these outcomes likeliest. Raises ValueError unless there are both right and wrong ones."""
        import numpy as np
        from sklearn.linear_model import LogisticRegression

        curve = LogisticRegression(C=1e6).fit(np.asarray(scores)[:, None], right)
        slope = float(curve.coef_[0, 0])
        return cls(middle=-float(curve.intercept_[0]) / slope, slope=slope)


def needed_probability(error_cost: float) -> float:
    """The chance of being right from which answering is worth more than refusing, which is worth nothing.

    A right answer is worth 1, a wrong one `-error_cost`.
    """
    return error_cost / (1 + error_cost)
