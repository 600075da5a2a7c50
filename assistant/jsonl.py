"""Files with one JSON object a line: read with every bad line named, written wholly or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from assistant.errors import InputError


def read(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with their line numbers, counted from 1; empty lines are passed over.

    Raises InputError naming the file and the line that is no JSON object.
    """
    try:
        # Only "\n" ends a line: str.splitlines would also cut at U+2028, which JSON strings may hold.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}. Give a UTF-8 file with one JSON object a line.") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, _object(path, number, line)


def _object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        json.dumps(row, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}, line {number}: this is not JSON ({error}).") from error
    if not isinstance(row, dict):
        raise InputError(f"{path}, line {number}: expected a JSON object, found {type(row).__name__}.")
    return row


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write one object a line. Until the last row is on the disk, a file that was there before stays as it was.

    Raises InputError when the folder cannot be written to.
    """
    try:
        scratch = NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}. Choose a folder that exists and may be written to.") from error
    try:
        with scratch:
            for row in rows:
                scratch.write(json.dumps(row, ensure_ascii=False) + "\n")
            scratch.flush()
            os.fsync(scratch.fileno())
        Path(scratch.name).chmod(_mode(path))
        Path(scratch.name).replace(path)
    except BaseException:
        Path(scratch.name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """The permissions the file has, or those a new file gets here: temporary files are made for their owner alone."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
