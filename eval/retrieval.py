"""How well search finds the paragraph that answers a question, on a SQuAD-style file: every paragraph is one document.

Two ways of being right are counted. *document*: a hit comes from the paragraph the question was asked about. *answer*: a hit's
passage holds one of the right answers, whichever paragraph it comes from. Paragraphs that are the same word for word count once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Protocol

from rich.console import Console
from rich.table import Table

from assistant import Hit
from eval.errors import CasesError
from eval.metrics._matching import plain
from eval.runner import Progress
from eval.squad import read_squad

DEPTH = 10


class Searched(Protocol):
    """What is evaluated: anything that searches passages."""

    def search(self, question: str, limit: int = DEPTH) -> list[Hit]: ...


@dataclass(frozen=True, slots=True)
class Sought:
    """An answerable question, the number of the paragraph it was asked about, and its right answers."""

    question: str
    paragraph: int
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranks:
    """The place, counted from 1, of the first hit that is right in either way; None when none is among the first ten."""

    document: int | None
    answer: int | None


def read_questions(path: Path) -> tuple[list[str], list[Sought]]:
    """The distinct paragraphs of a SQuAD-style JSON file, plain or xz-compressed, and its answerable questions. Raises CasesError."""
    paragraphs: dict[str, int] = {}
    texts: list[str] = []
    sought = []
    for question in read_squad(path):
        key = " ".join(question.context.split())
        if key not in paragraphs:
            paragraphs[key] = len(texts)
            texts.append(question.context)
        if question.answers:
            sought.append(Sought(question.text, paragraphs[key], question.answers))
    if not sought:
        raise CasesError(f"{path} holds no answerable question")
    return texts, sought


def write_paragraphs(texts: Sequence[str], folder: Path) -> list[Path]:
    """Each paragraph as a text file of its own, named by its number."""
    paths = [folder / f"{number:05}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text.encode())
    return paths


def measure(sought: Sequence[Sought], assistant: Searched, paragraph_of: Callable[[str], int | None], progress: Progress) -> list[Ranks]:
    """Search for every question; `paragraph_of` gives the paragraph number of a document id."""
    ranks = []
    for done, one in enumerate(sought, 1):
        ranks.append(_ranks(one, assistant.search(one.question, limit=DEPTH), paragraph_of))
        progress("Searching", done, len(sought))
    return ranks


def _ranks(sought: Sought, hits: Sequence[Hit], paragraph_of: Callable[[str], int | None]) -> Ranks:
    answers = [plain(answer) for answer in sought.answers]
    passages = [plain(hit.passage.text) for hit in hits]
    return Ranks(
        document=_first(paragraph_of(hit.passage.document_id) == sought.paragraph for hit in hits),
        answer=_first(any(answer in passage for answer in answers) for passage in passages),
    )


def _first(right: Iterator[bool]) -> int | None:
    return next((place for place, found in enumerate(right, 1) if found), None)


def figures(ranks: Sequence[Ranks]) -> dict[str, float]:
    """hit@1, hit@5 and MRR@10 for both ways."""
    both = {"document": [one.document for one in ranks], "answer": [one.answer for one in ranks]}
    return {f"{way}_{name}": fmean(map(figure, places)) for way, places in both.items() for name, figure in _FIGURES.items()}


_FIGURES: dict[str, Callable[[int | None], float]] = {
    "hit_at_1": lambda place: float(place == 1),
    "hit_at_5": lambda place: float(place is not None and place <= 5),
    "mrr_at_10": lambda place: 1 / place if place is not None and place <= DEPTH else 0.0,
}


def show(figures: dict[str, float], paragraphs: int, questions: int, console: Console) -> None:
    table = Table(
        "right when", "hit@1", "hit@5", "MRR@10", title=f"{questions:,} questions, {paragraphs:,} paragraphs", title_justify="left"
    )
    for way, meaning in (("document", "the hit is from the gold paragraph"), ("answer", "the passage holds a right answer")):
        table.add_row(meaning, *(f"{figures[f'{way}_{name}']:.3f}" for name in ("hit_at_1", "hit_at_5", "mrr_at_10")))
    console.print(table)
