"""The data folder as a place on disk: who holds it, and whether a part of it was left in order.

A `Hold` keeps every other process out: two writers corrupt an embedded Chroma without any error. A `Seal` is a list of a folder's files,
written when the folder was closed and taken off before it is opened: a kill at any moment leaves it off, and damage done in between no
longer fits it. Nothing here knows what the files contain.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from assistant.errors import LockedError, StorageError


class Level(NamedTuple):
    """The state of a catalog that a derived index shows: which catalog, and its version."""

    catalog: str
    version: int


def write_durably(path: Path, text: str) -> None:
    """Replace `path` by `text` as a whole; a kill or a power cut leaves the old file or the new one."""
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names created or removed in `folder` survive a power cut, where the system lets a folder be synced."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_json(path: Path) -> dict[str, Any] | None:
    """The JSON object in `path`; None when there is none, or when it is torn."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


class Hold:
    """The right to use a data folder, held until `release` or the end of the process.

    The operating system drops the lock of a dead process, so a folder never stays locked after a kill; the file beside the lock only
    names the holder for the error message.
    """

    def __init__(self, folder: Path) -> None:
        """Raises LockedError while another holder lives, StorageError when the folder cannot be made or written."""
        self._holder = folder / "holder.json"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / "lock", timeout=0)
            self._lock.acquire()
        except Timeout as error:
            raise LockedError(_occupied(folder, read_json(self._holder) or {})) from error
        except (OSError, NotImplementedError) as error:
            raise StorageError(
                f"The data folder {folder} cannot be used: {error}. Make it writable, or set ASSISTANT_DATA_DIR to a folder that is."
            ) from error
        with suppress(OSError):  # a full disk must not keep anyone from reading
            command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200] if sys.argv else ""
            since = datetime.now().astimezone().isoformat(timespec="seconds")
            write_durably(self._holder, json.dumps({"pid": os.getpid(), "command": command, "since": since}))

    def release(self) -> None:
        """Let others in. Can be called again."""
        if self._lock.is_locked:
            with suppress(OSError):
                self._holder.unlink(missing_ok=True)
            self._lock.release()


def _occupied(folder: Path, holder: dict[str, Any]) -> str:
    if not holder:
        who = "another process"
    elif holder.get("pid") == os.getpid():
        who = "this very process"
    else:
        command = f" ({holder['command']})" if holder.get("command") else ""
        who = f"process {holder.get('pid')}{command} since {holder.get('since')}"
    return f"The data folder {folder} is in use by {who}. Ask through that one, stop it, or set ASSISTANT_DATA_DIR to another folder."


class Seal:
    """Tells a folder that was closed in order, and not touched since, from any other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder.with_name(folder.name + ".closed")

    def put_on(self) -> None:
        """Call when the folder's files are closed."""
        write_durably(self._path, json.dumps(self._listing()))

    def is_on(self) -> bool:
        return self._path.exists()

    def take_off(self) -> bool:
        """Call before the folder is opened. Whether it was sealed and is as it was when the seal was put on."""
        intact = self._folder.is_dir() and read_json(self._path) == self._listing()
        self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)
        return intact

    def _listing(self) -> dict[str, list[int]]:
        files = (path for path in sorted(self._folder.rglob("*")) if path.is_file())
        return {path.relative_to(self._folder).as_posix(): [(s := path.stat()).st_size, s.st_mtime_ns] for path in files}


def delete_folder(folder: Path) -> None:
    """Delete a derived index. Raises StorageError when that cannot be done."""
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be deleted to make it anew: {error}. Delete it by hand; it is made again from the catalog."
        ) from error
