"""A process that is killed while it changes a data folder, for tests/test_crash.py. Product code knows nothing of it.

It imports everything once, then forks for each task that comes in as a line of JSON, so that a trial takes moments. A task is a list of
changes; the child notes in a log when it begins one and when it was told that it is done. It dies by SIGKILL after a time (from its
start, or from its first change), or at the n-th step: the n-th call into SQLite, Chroma, tantivy or the operating system that changes
something on disk.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

import chromadb  # noqa: F401  so that the children have it
import tantivy  # noqa: F401

from assistant.indexing import Index
from tests.fakes import FakeEmbedder

CHANGING = {"upsert", "delete", "update_collection", "create_collection", "commit", "execute", "executemany"}
CHANGING |= {"add_document", "delete_documents_by_term", "fsync", "replace", "rename", "unlink", "mkdir", "rmdir"}


class Steps:
    """Counts calls that change something on disk, and kills the process at the one it is told to."""

    def __init__(self, die_at: int) -> None:
        self.count = 0
        self._die_at = die_at

    def __call__(self, frame: FrameType, event: str, called: Any) -> None:
        if event != "c_call" or called.__name__ not in CHANGING or isinstance(called.__self__, str):
            return
        statement = str(frame.f_locals.get("statement", "")).lstrip().upper()
        if statement.startswith(("SELECT", "PRAGMA", "BEGIN")):
            return
        self.count += 1
        if self.count == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)


def carry_out(task: dict[str, Any]) -> None:
    """Open the folder, make the changes, close; with `die_at`, only the changes count as steps."""
    log = os.open(task["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    index = Index.open(Path(task["folder"]), FakeEmbedder(), passage_pieces=20, max_bytes=10**6)
    steps = Steps(task["die_at"])
    for number, (kind, path, source) in enumerate(task["changes"]):
        os.write(log, f"begin {number}\n".encode())
        if task["die_at"]:
            sys.setprofile(steps)
        if kind == "add":
            index.add([(Path(path), source)])
        else:
            index.remove(next(document.id for document in index.documents() if document.source == source))
        sys.setprofile(None)
        os.write(log, f"done {number}\n".encode())
    index.close()


def begun(log: Path) -> bool:
    return log.exists() and log.stat().st_size > 0


def main() -> None:
    for line in sys.stdin:
        task = json.loads(line)
        child = os.fork()
        if not child:
            try:
                carry_out(task)
                os._exit(0)
            except BaseException as error:  # a fork must never return into its parent's loop
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
                os._exit(1)
        if task["after"]:
            while task["once_begun"] and not begun(Path(task["log"])):
                time.sleep(0.005)
            time.sleep(task["after"])
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        print(json.dumps({"killed": os.WIFSIGNALED(status), "code": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    main()
