"""Assistants for an evaluation: the one of the settings, or one in a folder that is gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant, read_settings
from eval import retrieval, runner
from eval.errors import CasesError
from eval.progress import progress_bars

Open = Callable[..., Assistant]


@contextmanager
def scratch(open_assistant: Open) -> Iterator[tuple[Assistant, runner.Progress]]:
    """An assistant over nothing yet, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, progress_bars() as progress:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        with open_assistant(read_settings(data_dir=Path(folder) / "data", corpus_dir=corpus), progress=progress) as assistant:
            yield assistant, progress


@dataclass
class Lazily:
    """An assistant that is opened when it is first needed: scoring saved answers to plain text files needs none."""

    open: Open
    progress: runner.Progress
    overrides: Mapping[str, Path]
    assistant: Assistant | None = None

    def __call__(self) -> Assistant:
        if self.assistant is None:
            self.assistant = self.open(read_settings(**self.overrides), progress=self.progress)
        return self.assistant

    def close(self) -> None:
        if self.assistant is not None:
            self.assistant.close()


@contextmanager
def opening(open_assistant: Open, corpus: Path | None) -> Iterator[tuple[Lazily, runner.Progress]]:
    """The assistant of the settings, or one of its own for `corpus`, whose data folder is gone afterwards."""
    with progress_bars() as progress, tempfile.TemporaryDirectory() as scratch:
        overrides = {"data_dir": Path(scratch) / "data", "corpus_dir": corpus} if corpus else {}
        lazily = Lazily(open_assistant, progress, overrides)
        try:
            yield lazily, progress
        finally:
            lazily.close()


def add_paragraphs(assistant: Assistant, texts: list[str], folder: Path, progress: runner.Progress) -> dict[str, int]:
    """Add each paragraph as a document; returns the number of each by the document's id. Raises CasesError when one is not taken."""
    added = assistant.add(*retrieval.write_paragraphs(texts, folder), progress=progress)
    rejected = [one for one in added if one.document is None]
    if rejected:
        raise CasesError(f"{len(rejected)} paragraphs were not taken; the first: {rejected[0].message}")
    return {one.document.id: number for number, one in enumerate(added) if one.document}
