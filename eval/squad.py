"""Questions of a SQuAD-style JSON file, plain or xz-compressed."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import CasesError


@dataclass(frozen=True, slots=True)
class Question:
    """A question about `context`, a paragraph of the article `title`, with its right answers; none when it cannot be answered."""

    id: str
    text: str
    context: str
    title: str
    answers: tuple[str, ...]


def read_squad(path: Path) -> list[Question]:
    """All questions of the file. Raises CasesError."""
    try:
        raw = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
        questions = list(_questions(json.loads(raw)["data"]))
    except (OSError, lzma.LZMAError, ValueError, KeyError, TypeError) as error:
        raise CasesError(f"{path} is no SQuAD-style JSON file: {type(error).__name__}: {error}") from error
    if not questions:
        raise CasesError(f"{path} holds no question")
    return questions


def _questions(articles: list[Any]) -> Iterator[Question]:
    for article in articles:
        for paragraph in article["paragraphs"]:
            for row in paragraph["qas"]:
                answers = () if row.get("is_impossible", False) else tuple(dict.fromkeys(answer["text"] for answer in row["answers"]))
                yield Question(row.get("id", ""), row["question"], paragraph["context"], article.get("title", ""), answers)


def spread(questions: list[Question], limit: int | None) -> list[Question]:
    """At most `limit` of the questions, spread evenly over them."""
    return questions if limit is None else questions[:: -(-len(questions) // limit)]
