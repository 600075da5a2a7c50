"""The two plots that show whether probabilities can be believed, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.calibration import Bin

_SIZE = (4.2, 3.4)  # inches


def draw_reliability(bins: Sequence[Bin], path: Path) -> None:
    """Share right against stated probability, one dot a bin, its area by the number of answers; the diagonal is perfect."""
    from matplotlib.figure import Figure

    figure = Figure(_SIZE, layout="constrained")
    axes = figure.subplots()
    total = sum(one.size for one in bins)
    axes.plot((0, 1), (0, 1), linestyle="--", color="grey", linewidth=1)
    axes.plot([one.probability for one in bins], [one.right for one in bins], color="tab:blue", linewidth=1)
    axes.scatter([one.probability for one in bins], [one.right for one in bins], [1200 * one.size / total for one in bins], alpha=0.5)
    axes.set(xlabel="stated probability", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1))
    figure.savefig(path, metadata={"Date": None})


def draw_risk_coverage(points: Sequence[tuple[float, float]], path: Path) -> None:
    """Share of wrong answers against share of questions answered, the most probable first."""
    from matplotlib.figure import Figure

    figure = Figure(_SIZE, layout="constrained")
    axes = figure.subplots()
    thinned = points[len(points) // 200 :: max(1, len(points) // 400)]
    axes.plot([coverage for coverage, _ in thinned], [risk for _, risk in thinned], color="tab:blue", linewidth=1.5)
    axes.set(xlabel="share of questions answered", ylabel="share of answers that is wrong", xlim=(0, 1), ylim=(0, None))
    figure.savefig(path, metadata={"Date": None})
