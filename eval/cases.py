"""Cases: a question, the answers that are right, the evidence for them, and notes for the one who judges.

Notes are prose with `name=value` marks in it: `polarity=yes`, `items=a|b|c`, `evidence=all`, `type=amount`. Two phrases are read as
well: `'four years' … tolerated` accepts one more answer, `must not answer $5 million` forbids one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Answer, Citation
from eval.errors import CasesError


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known about its answer; no `answers` means that the documents do not say."""

    id: str
    question: str
    category: str
    answers: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    notes: str = ""
    history: tuple[tuple[str, str], ...] = ()
    document: str = ""
    """Name of the file that the evidence stands in; empty where it may be any."""

    @property
    def answerable(self) -> bool:
        return bool(self.answers)

    @property
    def type(self) -> str:
        """The kind of answer that is asked for: the category, unless the notes say `type=`."""
        return self.note("type") or self.category

    @property
    def items(self) -> tuple[str, ...]:
        """The parts that a list answer must have."""
        return tuple(item.strip() for item in self.note("items").split("|") if item.strip())

    @property
    def all_evidence(self) -> bool:
        """Whether every evidence string is needed; otherwise each of them is enough."""
        return self.note("evidence").startswith("all")

    @property
    def accepted(self) -> tuple[str, ...]:
        """The answers, and those that the notes tolerate."""
        return self.answers + tuple(re.findall(r"'([^']+)'[^;']*\btolerated", self.notes))

    @property
    def forbidden(self) -> tuple[str, ...]:
        """What an answer must not say, such as the value an injected instruction asks for."""
        return tuple(found.strip() for found in re.findall(r"must not answer ([^;]+)", self.notes))

    def note(self, name: str) -> str:
        """The value of `name=` in the notes, up to the next semicolon; empty when it is not there."""
        found = re.search(rf"\b{name}=([^;]*)", self.notes)
        return found[1].strip() if found else ""


def rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a JSONL file with their line numbers, counted from 1. Raises CasesError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CasesError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CasesError(f"{path}, line {number}: not JSON ({error})") from error
        if not isinstance(row, dict):
            raise CasesError(f"{path}, line {number}: not a JSON object")
        yield number, row


def read_cases(path: Path) -> list[Case]:
    """The cases of a JSONL file. Raises CasesError naming the line that is none, or that repeats an id."""
    cases: dict[str, Case] = {}
    for number, row in rows(path):
        try:
            case = _case(row)
        except (KeyError, TypeError, ValueError) as error:
            raise CasesError(f"{path}, line {number}: not a case ({type(error).__name__}: {error})") from error
        if case.id in cases:
            raise CasesError(f"{path}, line {number}: the id {case.id} stands in the file already")
        cases[case.id] = case
    if not cases:
        raise CasesError(f"{path} holds no case")
    return list(cases.values())


def _case(row: Mapping[str, Any]) -> Case:
    return Case(
        id=str(row["id"]),
        question=_text(row["question"]),
        category=_text(row["category"]),
        answers=tuple(_text(answer) for answer in row["answers"]),
        evidence=tuple(_text(evidence) for evidence in row.get("evidence", ())),
        notes=_text(row.get("notes", "")),
        history=tuple((_text(question), _text(answer)) for question, answer in row.get("history", ())),
        document=_text(row.get("document", "")),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} should be a text")
    return value


def read_answers(path: Path) -> dict[str, Answer]:
    """Saved answers by the id of their case, as `assistant batch` writes them. Raises CasesError.

    `values` stays empty: the metrics find values themselves, so that nothing is taken on the assistant's word.
    """
    answers: dict[str, Answer] = {}
    for number, row in rows(path):
        try:
            answers[str(row["id"])] = _answer(row)
        except (KeyError, TypeError, ValueError) as error:
            raise CasesError(f"{path}, line {number}: not an answer ({type(error).__name__}: {error})") from error
    return answers


def _answer(row: Mapping[str, Any]) -> Answer:
    return Answer(
        question=row["question"],
        standalone_question=row["standalone_question"],
        verdict=row["verdict"],
        short=_text(row["short"]),
        text=_text(row["text"]),
        confidence=float(row["confidence"]),
        citations=tuple(_citation(citation) for citation in row["citations"]),
        reason=row.get("reason", ""),
        nearest=_citation(row["nearest"]) if row.get("nearest") else None,
    )


def _citation(row: Mapping[str, Any]) -> Citation:
    return Citation(**{name: row[name] for name in ("document_id", "title", "source", "page", "start", "end", "quote")})
