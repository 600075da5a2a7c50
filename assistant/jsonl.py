"""Files with one JSON object a line: read with every bad line named, written wholly or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from assistant.errors import InputError

_SOMETHING = re.compile(r"\S")
_DECODER = json.JSONDecoder()


def read(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with the lines on which they begin, counted from 1; white space between them is passed over.

    One may be spread over lines, as `--json` prints it. Raises InputError naming the file and the line that begins no JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}. Give a UTF-8 file with one JSON object a line.") from error
    at, line = 0, 1
    while begin := _SOMETHING.search(text, at):
        line += text.count("\n", at, begin.start())
        row, end = _object(path, line, text, begin.start())
        yield line, row
        line += text.count("\n", begin.start(), end)
        at = end


def _object(path: Path, line: int, text: str, begin: int) -> tuple[dict[str, Any], int]:
    """The object that begins there, and where it ends."""
    try:
        row, end = _DECODER.raw_decode(text, begin)
        json.dumps(row, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}, line {line}: this is not JSON ({error}).") from error
    if not isinstance(row, dict):
        raise InputError(f"{path}, line {line}: expected a JSON object, found {type(row).__name__}.")
    return row, end


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
