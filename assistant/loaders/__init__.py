"""Files become documents: one format per module, and this folder is the registry.

A format module has `SUFFIXES`, `recognises(data)` (True only when the bytes say so beyond doubt) and `read(data) -> Content`, which
raises DocumentError without the file's name; `load` puts the name in front. What the bytes say goes before what the suffix says, so a
PDF named `.txt` is read as a PDF.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from logging import WARNING, Handler, LogRecord, getLogger
from pathlib import Path
from threading import RLock
from types import ModuleType

from assistant.dateline import dateline
from assistant.errors import DocumentError
from assistant.plugins import plugins
from assistant.text import normalise
from assistant.types import Document

VERSION = 1
"""Raised when the text of the same bytes comes out differently."""

MAX_CHARACTERS = 5_000_000

_ONE_AT_A_TIME = RLock()


@dataclass(frozen=True, slots=True)
class Content:
    """What a format module reads out of a file. With `pages`, `text` is already normalised, so that the offsets hold.

    `published` is the day that the file states for its readers; `made` is when it says that it was made, which counts for less than a day
    that stands at the top of the text.
    """

    text: str
    title: str = ""
    pages: tuple[int, ...] = ()
    published: date | None = None
    made: date | None = None


def load(path: Path, *, source: str | None = None, max_bytes: int = 25_000_000) -> Document:
    """The document in the file at `path`; `source` is what a person calls it, the file's name unless told.

    The same bytes always give the same id. Raises DocumentError, whose message names the file, what is wrong and what to do.
    """
    with _named(path.name[:100] or str(path)):
        data = _bytes(path, max_bytes)
        return _document(_format(path, data).read(data), data, source or path.name, path.stem)


def pasted(title: str, text: str, source: str, *, max_bytes: int = 25_000_000) -> Document:
    """The document that `text` is, under `title` or else its own first line. Raises DocumentError, like `load`."""
    name = " ".join(normalise(title).split())[:200]
    with _named(name or "The text"):
        data = text.encode("utf-8", "replace")
        if len(data) > max_bytes:
            raise DocumentError(_too_large(max_bytes))
        content = _format(Path("pasted.txt"), data).read(data)
        return _document(replace(content, title=name or content.title), data, source, name or "Pasted text")


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Put `name` in front of what is wrong."""
    try:
        yield
    except DocumentError as error:
        raise DocumentError(f"{name}: {error}") from error.__cause__


def _document(content: Content, data: bytes, source: str, stem: str) -> Document:
    text = content.text if content.pages else normalise(content.text)
    if not any(map(str.isalnum, text)):
        raise DocumentError("has no text in it; add a file with words.")
    check_length(len(text))
    digest = sha256(data).hexdigest()
    title = " ".join(normalise(content.title).split())[:200] or readable(stem)
    published = content.published or plausible(dateline(text)) or content.made
    return Document(digest[:16], title, source, text, digest, content.pages, published)


def suffixes() -> tuple[str, ...]:
    """Every suffix that some format module reads, in alphabetical order."""
    return tuple(sorted(suffix for module in _formats() for suffix in module.SUFFIXES))


def check_length(characters: int) -> None:
    """Raise DocumentError when a text is longer than a document may be."""
    if characters > MAX_CHARACTERS:
        raise DocumentError(f"holds more than {MAX_CHARACTERS:,} characters; split it into several files.")


def plausible(day: date | None) -> date | None:
    """`day` where it can be when an article was published, else None: files claim 1970 or next century too."""
    return day if day and date(1980, 1, 1) <= day <= date.today() else None


def row(cells: Sequence[str]) -> str:
    """A table's row as one line that is seen to be one, by people and by code."""
    return f"| {' | '.join(cells)} |"


def readable(stem: str) -> str:
    """A file's stem as a title: `q3-report_2025` becomes `Q3 report 2025`."""
    words = normalise(stem).replace("_", " ").replace("-", " ").split()
    title = " ".join(words) or stem
    return title[:1].upper() + title[1:]


class _Remarks(Handler):
    def __init__(self, kept: list[str]) -> None:
        super().__init__()
        self.kept = kept

    def emit(self, record: LogRecord) -> None:
        self.kept.append(record.getMessage())


@contextmanager
def remarks(logger: str) -> Iterator[list[str]]:
    """What a library logs meanwhile, kept off the terminal; one reader at a time, for loggers belong to the whole process."""
    kept: list[str] = []
    library = getLogger(logger)
    handler = _Remarks(kept)
    with _ONE_AT_A_TIME:
        level, propagate = library.level, library.propagate
        library.setLevel(WARNING)
        library.propagate = False
        library.addHandler(handler)
        try:
            yield kept
        finally:
            library.removeHandler(handler)
            library.setLevel(level)
            library.propagate = propagate


def _formats() -> list[ModuleType]:
    return list(plugins(sys.modules[__name__]))


def _format(path: Path, data: bytes) -> ModuleType:
    formats = _formats()
    suffix = path.suffix.lower()
    by_content = [module for module in formats if module.recognises(data)]
    by_suffix = [module for module in formats if suffix in module.SUFFIXES]
    for module in by_content + by_suffix:
        return module
    named = f"files ending in {suffix}" if suffix else "files without an ending"
    raise DocumentError(f"{named} are not read here; save it as one of {', '.join(suffixes())}.")


def _too_large(max_bytes: int) -> str:
    return f"is larger than {max_bytes / 1e6:,.3g} MB; split it or raise the limit (ASSISTANT_MAX_FILE_MB)."


def _bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if path.is_dir():
            raise DocumentError("is a folder; name the files in it.")
        if not path.exists():
            raise DocumentError("there is no such file; check the name and the folder.")
        if not path.is_file():
            raise DocumentError("is not a regular file; copy its content into one.")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except PermissionError as error:
        raise DocumentError("may not be read by this user; change its permissions.") from error
    except OSError as error:
        raise DocumentError(f"cannot be opened ({error.strerror}); check the name and the disk.") from error
    if len(data) > max_bytes:
        raise DocumentError(_too_large(max_bytes))
    if not data.strip():
        raise DocumentError("is empty; add a file with words.")
    return data
