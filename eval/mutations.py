"""What verification catches: right answers, each made wrong in one thing, that must no longer hold, and the right ones, that must.

A mutant is wrong in its short answer or in its text; whatever is left as it was stays right. One that happens to say what its evidence
says elsewhere ("from $10 million to $20 million") is not made: choosing the right one of two stated values is not for verification to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Literal, Protocol

from rich.console import Console
from rich.table import Table

from assistant import Answer, Check, Citation, Document, find_values
from eval.cases import Case, read_cases, rows
from eval.errors import CasesError
from eval.mutators import MUTATORS, figures, numbers
from eval.runner import Progress

DEFAULT = tuple(Path(__file__).with_name("data") / name for name in ("right-answers.jsonl", "article.jsonl"))
Place = Literal["short", "text"]
PLACES: tuple[Place, Place] = ("short", "text")
_BY_VALUE = frozenset({"amount", "scale", "percent", "date", "date_range"})
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])|\n+")
_IN_FRONT = re.compile(
    r"(?:over|more than|above|exceeding|under|less than|fewer than|below|at least|at most|no (?:more|less) than|up to|as (?:much|many) as"
    r"|about|around|roughly|nearly|almost|approximately|some|an estimated|estimated|[<>~≥≤])\s*$",
    re.I,
)


class Checks(Protocol):
    """What is evaluated: anything that checks answers against its documents."""

    def check(self, answer: Answer) -> Check: ...


@dataclass(frozen=True, slots=True)
class Right:
    """A right answer: the sentence that says so, the short answer, and the text that tells it."""

    quote: str
    short: str
    text: str

    def answer(self, document: Document) -> Answer:
        """The answer as it is shown, citing `document`. Raises CasesError where that does not hold the quote."""
        start = document.text.find(self.quote)
        if start < 0:
            raise CasesError(f"the document does not hold {self.quote!r}")
        citation = Citation.of(document, start, start + len(self.quote))
        return Answer("", "", "answered", self.short, f"{self.text} [1]", 1.0, (citation,))


@dataclass(frozen=True, slots=True)
class Mutant:
    """A right answer and what it was made into."""

    kind: str
    place: Place
    right: Right
    wrong: Right

    @property
    def changed(self) -> str:
        """What was made wrong: the short answer, or the text."""
        return self.wrong.short if self.place == "short" else self.wrong.text


@dataclass(frozen=True, slots=True)
class Result:
    """How many right answers there were, those that were rejected and why, how many mutants of each kind, and those that held."""

    rights: int
    rejected: tuple[tuple[Right, str], ...]
    made: Counter[tuple[str, Place]]
    missed: tuple[Mutant, ...]

    @property
    def figures(self) -> dict[str, float]:
        """Shares of the right answers that held, and of the mutants that did not."""
        made = self.made.total()
        return {"kept": 1 - len(self.rejected) / self.rights, "caught": 1 - len(self.missed) / made if made else 0.0}

    def caught(self, kind: str, place: Place) -> int:
        """How many mutants of this kind did not hold."""
        return self.made[kind, place] - sum((one.kind, one.place) == (kind, place) for one in self.missed)

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON-ready values."""
        return {
            "right_answers": self.rights,
            "mutants": self.made.total(),
            "figures": self.figures,
            "by_kind": {
                kind: {place: {"made": self.made[kind, place], "caught": self.caught(kind, place)} for place in PLACES} for kind in MUTATORS
            },
            "rejected": [{"quote": right.quote, "short": right.short, "text": right.text, "why": why} for right, why in self.rejected],
            "not_caught": [{"kind": one.kind, "quote": one.right.quote, one.place: one.changed} for one in self.missed],
        }


def read_rights(path: Path) -> list[Right]:
    """The right answers of a file. Raises CasesError.

    `.jsonl` holds rows {"quote", "short", "text"?}, or cases as `python -m eval run` takes them, of which those with a value for an
    answer are used. Of any other file, each sentence with a value is the text and the evidence, and its first value the short answer.
    """
    if path.suffix != ".jsonl":
        found = _from_text(path)
    elif "question" in next((row for _, row in rows(path)), {}):
        found = [right for case in read_cases(path) for right in _from_case(case)]
    else:
        found = [_from_row(path, number, row) for number, row in rows(path)]
    if not found:
        raise CasesError(f"{path} holds no right answer")
    return list(dict.fromkeys(found))


def _from_row(path: Path, number: int, row: dict[str, Any]) -> Right:
    texts = [row.get("quote"), row.get("short"), row.get("text", row.get("quote"))]
    if not all(isinstance(text, str) and text for text in texts):
        raise CasesError(f'{path}, line {number}: "quote", "short" and "text" must be texts')
    return Right(*map(str, texts))


def _from_case(case: Case) -> Iterator[Right]:
    """Each accepted wording of the answer, whole with the qualifier that its evidence gives it."""
    if case.category not in _BY_VALUE or not case.evidence:
        return
    quote = case.evidence[0]
    for short in case.answers:
        values = find_values(short)
        stated = [one for one in find_values(quote) if values and (one.kind, one.normal) == (values[0].kind, values[0].normal)]
        if stated and (values[0].qualifier or not stated[0].qualifier or values[0].kind in ("date", "date_range")):
            yield Right(quote, short, quote)


def _from_text(path: Path) -> list[Right]:
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise CasesError(f"{path} cannot be read: {error}") from error
    quotes = [sentence.strip() for sentence in _SENTENCE_END.split(text)]
    return [Right(quote, short, quote) for quote in quotes if quote.count(" ") > 3 and (short := _first_value(quote))]


def _first_value(quote: str) -> str:
    """The first value with its qualifier, if that stands in front of it; "" where there is none such."""
    for value in find_values(quote):
        in_front = _IN_FRONT.search(quote, 0, value.start)
        if in_front or not value.qualifier or value.kind in ("date", "date_range"):
            return quote[in_front.start() if in_front else value.start : value.end]
    return ""


def mutants(right: Right, seed: int) -> Iterator[Mutant]:
    """One mutant of each kind and place for which there is something to change; the same ones for the same seed."""
    for kind, mutator in MUTATORS.items():
        for place in PLACES:
            chance = Random(f"{seed} {kind} {place} {right}")  # noqa: S311 - to be repeated, not to be secret
            was: str = getattr(right, place)
            now = mutator(was, chance)
            if now is not None and not _stated_elsewhere(was, now, right.quote):
                yield Mutant(kind, place, right, replace(right, short=now) if place == "short" else replace(right, text=now))


def _stated_elsewhere(was: str, now: str, quote: str) -> bool:
    """Whether what is new in `now` are figures that the quote holds, too."""
    for tokens in (numbers, figures):
        if tokens(was) != tokens(now):
            return tokens(now) <= tokens(quote)
    return False


def measure(rights: Sequence[Right], assistant: Checks, document: Document, seed: int, progress: Progress) -> Result:
    """Check every right answer, and the mutants of those that hold. `document` has to hold all quotes."""
    rejected: list[tuple[Right, str]] = []
    made: Counter[tuple[str, Place]] = Counter()
    missed: list[Mutant] = []
    for done, right in enumerate(rights, 1):
        if problems := assistant.check(right.answer(document)).problems:
            rejected.append((right, " ".join(problems)))
            continue
        for mutant in mutants(right, seed):
            made[mutant.kind, mutant.place] += 1
            if assistant.check(mutant.wrong.answer(document)).holds:
                missed.append(mutant)
        progress("Checking", done, len(rights))
    return Result(len(rights), tuple(rejected), made, tuple(missed))


def show(result: Result, console: Console) -> None:
    table = Table(
        "changed",
        "in the short answer",
        "in the text",
        title=f"{result.rights:,} right answers, {result.made.total():,} mutants: caught of made",
        title_justify="left",
    )
    for kind in MUTATORS:
        table.add_row(kind, *(f"{result.caught(kind, place)} of {result.made[kind, place]}" for place in PLACES))
    console.print(table)
    for right, why in result.rejected:
        console.print(f"rejected: {right.short!r} / {right.text!r}: {why}", markup=False)
    for mutant in result.missed:
        console.print(f"not caught ({mutant.kind}): {mutant.changed!r} of {mutant.right.quote!r}", markup=False)
    console.print(f"kept {result.figures['kept']:.4f}, caught {result.figures['caught']:.4f}")
