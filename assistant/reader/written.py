"""Questions that were written for the reader, passage by passage: some that it answers in other words, some that it nearly answers.

`questions/` holds them by subject, one passage a line. A passage of our own stands there with its text; one of SQuAD is named by the
sha256 of its text, and left out where the training data at hand do not have it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assistant.reader.examples import Question

FOLDER = Path(__file__).with_name("questions")


def key(text: str) -> str:
    """What names a passage whose text is not kept here."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def written_questions(contexts: Iterable[str], folder: Path = FOLDER) -> list[Question]:
    """All of them in `folder`; passages that are named only are looked for in `contexts`."""
    known = {key(context): context for context in contexts}
    found: list[Question] = []
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if context := row.get("text") or known.get(row["passage"]):
                found += _questions(row, context)
    return found


def _questions(row: Mapping[str, Any], context: str) -> list[Question]:
    title: str = row["passage"]
    answered = [(text, tuple((context.index(answer), answer) for answer in answers)) for text, *answers in row["yes"]]
    asked = [*answered, *((text, ()) for text in row["no"])]
    return [Question(f"{title}:{n}", text, context, answers, title, (context,)) for n, (text, answers) in enumerate(asked)]
