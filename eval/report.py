"""What an evaluation found: figures by category and by document, the answers that are wrong, thresholds missed; as tables and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.cases import Case
from eval.errors import CasesError
from eval.runner import Judged
from eval.thresholds import Threshold, missed

ALL = "all"

Figures = dict[str, tuple[float, int]]
"""The mean of each metric and the number of answers it applies to."""


def figures(judged: Iterable[Judged]) -> Figures:
    values: dict[str, list[float]] = {}
    for one in judged:
        for name, score in one.scores.items():
            values.setdefault(name, []).append(score.value)
    return {name: (fmean(scores), len(scores)) for name, scores in values.items()}


def by_category(judged: Sequence[Judged]) -> dict[str, Figures]:
    """The figures of each category, in the order of the cases, and of all together."""
    return _grouped(judged, _category)


def by_document(judged: Sequence[Judged]) -> dict[str, Figures]:
    """The figures of each document that cases name, in their order, and of all cases together; empty when they name none."""
    sections = _grouped(judged, _document)
    sections.pop("", None)
    return sections if len(sections) > 1 else {}


def _category(case: Case) -> str:
    return case.category


def _document(case: Case) -> str:
    return case.document


def _grouped(judged: Sequence[Judged], key: Callable[[Case], str]) -> dict[str, Figures]:
    names = dict.fromkeys(key(one.case) for one in judged)
    return {name: figures(one for one in judged if key(one.case) == name) for name in names} | {ALL: figures(judged)}


def missed_thresholds(judged: Sequence[Judged], thresholds: Mapping[str, Threshold]) -> list[str]:
    return missed({name: figure for name, (figure, _) in figures(judged).items()}, thresholds)


def show(judged: Sequence[Judged], thresholds: Mapping[str, Threshold], console: Console) -> None:
    """The tables by category and by document, then one line for each thing that is wrong, then the thresholds that are missed."""
    console.print(_table("category", by_category(judged), Counter(one.case.category for one in judged), thresholds))
    if documents := by_document(judged):
        console.print(_table("document", documents, Counter(one.case.document for one in judged), thresholds))
    _show_wrong(judged, console)
    _show_missed(missed_thresholds(judged, thresholds), console)


def _table(title: str, sections: Mapping[str, Figures], counts: Counter[str], thresholds: Mapping[str, Threshold]) -> Table:
    """One row for each section; figures with a threshold come first, in the order of the thresholds."""
    names = sorted(
        sections[ALL], key=lambda name: (name not in thresholds, list(thresholds).index(name) if name in thresholds else 0, name)
    )
    table = Table(box=SIMPLE, pad_edge=False, show_footer=bool(thresholds))
    table.add_column(title, footer="must be", no_wrap=True)
    table.add_column("cases", justify="right")
    for name in names:
        table.add_column(name.replace("_", " "), footer=str(thresholds.get(name, "")), justify="right")
    for section, found in sections.items():
        cells = (f"{found[name][0]:.2f}" if name in found else "–" for name in names)
        count = counts.total() if section == ALL else counts[section]
        table.add_row(section, str(count), *cells, end_section=list(sections)[-2:-1] == [section])
    return table


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
        "categories": _rounded(by_category(judged)),
        "documents": _rounded(by_document(judged)),
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


def _rounded(sections: Mapping[str, Figures]) -> dict[str, Any]:
    return {section: {name: {"mean": round(mean, 4), "n": n} for name, (mean, n) in found.items()} for section, found in sections.items()}


def save(report: Mapping[str, Any], path: Path) -> None:
    """Write a report as JSON. Raises CasesError when the file cannot be written."""
    try:
        path.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise CasesError(f"{path} cannot be written: {error}") from error
