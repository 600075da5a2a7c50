"""Files that were handed in, one after the other, with how far each is."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from assistant import Assistant, AssistantError
from ui_parts import texts
from ui_parts.lists import outcome

State = tuple[str, str]  # status, and what is to be said of it


def adding(assistant: Assistant, files: Sequence[str]) -> Iterator[dict[str, State]]:
    """The state of each file by name, again whenever one of them has changed; the files are deleted on the way."""
    states: dict[str, State] = {Path(file).name: ("waiting", "") for file in files}
    for file in map(Path, files):
        states[file.name] = ("reading", "")
        yield dict(states)
        for state in _added(assistant, file):
            states[file.name] = state
            yield dict(states)
        file.unlink(missing_ok=True)


def _added(assistant: Assistant, file: Path) -> Iterator[State]:
    """How far a file is, then what became of it. It is read beside, since a callback cannot yield."""
    told: SimpleQueue[State | None] = SimpleQueue()

    def progress(_what: str, done: int, total: int) -> None:
        if total > 1:
            told.put(("reading", f"{100 * done // total}%"))

    def add() -> None:
        try:
            for result in assistant.add(file, progress=progress, source=lambda path: path.name):
                told.put(outcome(result))
        except AssistantError as error:
            told.put(("rejected", str(error)))
        except Exception:  # the outermost handler of this thread: the other files go on
            logging.getLogger(__name__).exception("a file could not be added")
            told.put(("rejected", texts.WENT_WRONG))
        finally:
            told.put(None)

    Thread(target=add, name="adding", daemon=True).start()
    last: State | None = None
    while (state := told.get()) is not None:
        if state != last:
            yield state
        last = state
