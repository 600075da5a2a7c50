"""How exactly values are found in running text, against sentences annotated by hand, and how long reading a megabyte takes.

A value counts as found only when its place, kind and normal form are all right. What was annotated, by reading and not by the finder:
amounts, percents, points, multiples, counts with their noun, durations, dates and their ranges, bare numbers and imprecise quantities.
Names and references ("Note 5", "Form 10-K", "ASU 2016-09", "(1)", a row's label) hold no value, a year in a name ("Act of 1934") does.
"One" before a singular noun, a season, a quarter without a year and "the prior year" are none; "fiscal 2019 and 2018" are two fiscal years.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from rich.console import Console
from rich.table import Table

from assistant import Assistant, find_values
from eval.errors import CasesError
from eval.retrieval import read_questions
from eval.runner import Progress
from eval.sampling import Span, sentence, spaced

ENOUGH = 100_000  # characters from which a reading is long enough to be timed
SAMPLE = Path(__file__).parent / "data" / "values.jsonl"

Place = tuple[int, int, str, str]  # start and end in the sentence, kind, normal form


@dataclass(frozen=True, slots=True)
class Annotated:
    """A sentence of a file with all its values; `draw` numbers the sample it was drawn for."""

    file: str
    draw: int
    span: Span
    values: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was annotated in a sentence and what was found there."""

    annotated: Annotated
    text: str
    found: frozenset[Place]

    @property
    def right(self) -> int:
        return len(self.found & self.annotated.values)

    @property
    def wrong(self) -> list[str]:
        """One line for each value that was missed or should not be there."""
        there = self.annotated.values
        return [
            f"{self.annotated.file} {'missed' if place in there else 'wrong'}: {place[2]} {place[3]} ({self.text[place[0] : place[1]]})"
            for place in sorted(self.found ^ there)
        ]


def read_sample(path: Path = SAMPLE) -> list[Annotated]:
    """The annotated sentences. Raises CasesError naming the line that cannot be used."""
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CasesError(f"{path} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            places = frozenset((int(start), int(end), str(kind), str(normal)) for start, end, kind, normal in row["values"])
            rows.append(Annotated(row["file"], row["draw"], Span(row["start"], row["end"], row["sha256"]), places))
        except (ValueError, KeyError, TypeError) as error:
            raise CasesError(f"{path}, line {number}: no annotated sentence: {type(error).__name__}: {error}") from error
    return rows


def read_texts(folder: Path, names: Sequence[str], assistant: Assistant, progress: Progress) -> dict[str, str]:
    """The texts of the named files, wherever below `folder` they lie, as the assistant reads them; the paragraphs of JSON files joined."""
    paths = {name: next(folder.rglob(name), None) for name in names}
    if absent := [name for name, path in paths.items() if path is None]:
        raise CasesError(f"{folder} holds no {', '.join(absent)}")
    return {name: _text(path, assistant, progress) for name, path in paths.items() if path}


def _text(path: Path, assistant: Assistant, progress: Progress) -> str:
    if path.name.endswith((".json", ".json.xz")):
        return "\n\n".join(read_questions(path)[0])
    (added,) = assistant.add(path, progress=progress)
    if added.document is None:
        raise CasesError(added.message)
    return added.document.text


def judge(sample: Sequence[Annotated], texts: Mapping[str, str]) -> tuple[list[Judged], int]:
    """Every sentence of the sample that its text still holds, judged, and the number of those that it does not hold."""
    plain = {name: spaced(text) for name, text in texts.items()}
    held = [(one, sentence(plain[one.file], one.span)) for one in sample]
    judged = [Judged(one, text, frozenset((v.start, v.end, v.kind, v.normal) for v in find_values(text))) for one, text in held if text]
    return judged, len(held) - len(judged)


def figures(judged: Sequence[Judged]) -> dict[str, float]:
    """Precision and recall of the values in these sentences, and how many were annotated."""
    right, annotated = sum(one.right for one in judged), sum(len(one.annotated.values) for one in judged)
    found = sum(len(one.found) for one in judged)
    return {"precision": right / found if found else 1.0, "recall": right / annotated if annotated else 1.0, "values": annotated}


def seconds_per_megabyte(text: str) -> float:
    """Processor time for finding the values of a million characters of this kind, the better of two readings; short texts are repeated."""
    text = f"{text}\n\n" * -(-ENOUGH // (len(text) + 2))
    times = []
    for _ in range(2):
        began = process_time()
        find_values(text)
        times.append(process_time() - began)
    return min(times) * 1_000_000 / len(text)


def show(figures: Mapping[str, Mapping[str, float]], judged: Sequence[Judged], lost: int, console: Console) -> None:
    title = f"values in {len(judged):,} sentences" + (f"; {lost:,} of the sample are not in the files" if lost else "")
    table = Table("sentences of", "values", "precision", "recall", "seconds per MB", title=title, title_justify="left")
    for name, one in figures.items():
        speed = f"{one['seconds_per_megabyte']:.2f}" if "seconds_per_megabyte" in one else ""
        table.add_row(name, f"{one['values']:.0f}", f"{one['precision']:.3f}", f"{one['recall']:.3f}", speed)
    console.print(table)
    for line in (line for one in judged for line in one.wrong):
        console.print(line, markup=False, highlight=False)
