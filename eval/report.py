"""What an evaluation found: figures by category, the answers that are wrong, thresholds missed; as a table and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.errors import CasesError
from eval.runner import Judged
from eval.thresholds import Threshold, missed

ALL = "all"


def figures(judged: Iterable[Judged]) -> dict[str, tuple[float, int]]:
    """The mean of each metric and the number of answers it applies to."""
    values: dict[str, list[float]] = {}
    for one in judged:
        for name, score in one.scores.items():
            values.setdefault(name, []).append(score.value)
    return {name: (fmean(scores), len(scores)) for name, scores in values.items()}


def by_category(judged: Sequence[Judged]) -> dict[str, dict[str, tuple[float, int]]]:
    """The figures of each category, in the order of the cases, and of all together."""
    categories = dict.fromkeys(one.case.category for one in judged)
    return {name: figures(one for one in judged if one.case.category == name) for name in categories} | {ALL: figures(judged)}


def missed_thresholds(judged: Sequence[Judged], thresholds: Mapping[str, Threshold]) -> list[str]:
    return missed({name: figure for name, (figure, _) in figures(judged).items()}, thresholds)


def show(judged: Sequence[Judged], thresholds: Mapping[str, Threshold], console: Console) -> None:
    """The table by category, then one line for each thing that is wrong, then the thresholds that are missed."""
    sections = by_category(judged)
    names = sorted(
        sections[ALL], key=lambda name: (name not in thresholds, list(thresholds).index(name) if name in thresholds else 0, name)
    )
    table = Table(box=SIMPLE, pad_edge=False, show_footer=bool(thresholds))
    table.add_column("category", footer="must be", no_wrap=True)
    table.add_column("cases", justify="right")
    for name in names:
        table.add_column(name.replace("_", " "), footer=str(thresholds.get(name, "")), justify="right")
    counts = Counter(one.case.category for one in judged) | Counter({ALL: len(judged)})
    for category, section in sections.items():
        cells = (f"{section[name][0]:.2f}" if name in section else "–" for name in names)
        table.add_row(category, str(counts[category]), *cells, end_section=list(sections)[-2:-1] == [category])
    console.print(table)
    _show_wrong(judged, console)
    _show_missed(missed_thresholds(judged, thresholds), console)


def _show_wrong(judged: Iterable[Judged], console: Console) -> None:
    for one in judged:
        for name, why in one.wrong.items():
            line = " ".join(f"{one.case.id}  {one.case.category}  {name}: {why}  [{one.case.question}]".split())
            console.print(escape(line), soft_wrap=True, highlight=False)
    warnings = Counter(warning for one in judged for score in one.scores.values() for warning in score.warnings)
    if warnings:
        console.print(escape("right, with a warning: " + ", ".join(f"{name} {count}" for name, count in sorted(warnings.items()))))


def _show_missed(problems: Iterable[str], console: Console) -> None:
    for problem in problems:
        console.print(f"[red]missed:[/red] {escape(problem)}", soft_wrap=True, highlight=False)


def to_dict(judged: Sequence[Judged], thresholds: Mapping[str, Threshold]) -> dict[str, Any]:
    """The whole report as JSON-ready values: figures, thresholds missed, and every answer with its scores."""
    return {
        "categories": {
            category: {name: {"mean": round(mean, 4), "n": n} for name, (mean, n) in section.items()}
            for category, section in by_category(judged).items()
        },
        "missed": missed_thresholds(judged, thresholds),
        "cases": [
            {
                "id": one.case.id,
                "category": one.case.category,
                "question": one.case.question,
                "verdict": one.answer.verdict,
                "short": one.answer.short,
                "confidence": round(one.answer.confidence, 4),
                "scores": {name: round(score.value, 4) for name, score in one.scores.items()},
                "wrong": one.wrong,
                "warnings": sorted({warning for score in one.scores.values() for warning in score.warnings}),
            }
            for one in judged
        ],
    }


def save(report: Mapping[str, Any], path: Path) -> None:
    """Write a report as JSON. Raises CasesError when the file cannot be written."""
    try:
        path.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise CasesError(f"{path} cannot be written: {error}") from error
