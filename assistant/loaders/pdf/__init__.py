"""PDF: the text of each page and the offset at which it begins.

pypdf's layout mode is the base, for its plain mode tears words apart and glues others together in real reports. Plain mode is taken
only where layout mode misses text (forms, rotated pages). `layout.py` makes sentences of the lines.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from unicodedata import category
from zlib import error as ZlibError  # noqa: N812 - an exception's name

from assistant.errors import DocumentError
from assistant.loaders import Content, check_length, plausible, remarks
from assistant.loaders.pdf.layout import LINE_GRID, mend, reading_title

SUFFIXES = (".pdf",)

# What pypdf lets through on broken files besides its own errors, as mutated files showed.
BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    ZlibError,
)
DAMAGED = "is damaged or cut short; get the file again, or open it in a PDF viewer and print it to a new PDF."
FEW_LETTERS = 100
UNKNOWN_LETTERS = 0.05


def recognises(data: bytes) -> bool:
    """Whether the bytes begin with the mark of a PDF, junk before it allowed as viewers do."""
    return b"%PDF-" in data[:1024]


def read(data: bytes) -> Content:
    """The text of all pages; the title and date are those of its metadata where they make sense."""
    from pypdf.errors import DependencyError, PyPdfError
    from pypdf.errors import DeprecationError as RemovedError

    if not recognises(data):
        raise DocumentError("is not a PDF although its name says so; give it the ending of what it is.")
    try:
        with remarks("pypdf") as said:
            content = _read(data, said)
    except (PyPdfError, DependencyError, RemovedError, *BROKEN) as error:
        raise DocumentError(DAMAGED) from error
    if any("decompressing" in remark for remark in said):  # it goes on with what it could unpack
        raise DocumentError(DAMAGED)
    return content


def _read(data: bytes, said: list[str]) -> Content:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        _unlock(reader)
    raw: list[str] = []
    total = 0
    for page in reader.pages:
        raw.append(_page_text(page, said))
        total += len(raw[-1].replace(" ", ""))  # layout mode writes many spaces
        check_length(total)
    if not raw:
        raise DocumentError(DAMAGED)
    if not any(map(str.isalnum, "".join(raw))):
        raise DocumentError("has no text in it, only pictures (a scan?); run text recognition (OCR) on it first.")
    _check_letters("".join(raw))
    text, pages = mend(raw)
    title, made = _metadata(reader)
    return Content(text, title or reading_title(text), pages, made=made)


def _unlock(reader: Any) -> None:
    """Open a PDF that only forbids printing or copying; one that needs a password is refused."""
    from pypdf.errors import DependencyError

    try:
        opened = reader.decrypt("")
    except DependencyError as error:
        raise DocumentError("is encrypted in a way that needs the package `cryptography`; save a copy without protection.") from error
    if not opened:
        raise DocumentError("is protected by a password; save a copy without one.")


def _page_text(page: Any, said: list[str]) -> str:
    """The page as a grid of characters, empty lines standing for vertical space; `said` grows by pypdf's remarks."""
    before = len(said)
    grid: str = page.extract_text(extraction_mode="layout", layout_mode_font_height_weight=1 / LINE_GRID)
    incomplete = any("incomplete" in remark for remark in said[before:])
    if _letters(grid) >= FEW_LETTERS and not incomplete and not _has_forms(page):
        return grid
    plain: str = page.extract_text()
    return plain if _letters(plain) > 1.2 * _letters(grid) else grid


def _check_letters(text: str) -> None:
    """Refuse a text whose fonts do not say which letters they show."""
    unknown = sum(category(character) in {"Co", "Cn", "Cc"} or character == "\ufffd" for character in text if not character.isspace())
    if unknown > UNKNOWN_LETTERS * _letters(text):
        raise DocumentError("does not say which letters its fonts show; run text recognition (OCR) on it first.")


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _has_forms(page: Any) -> bool:
    """Whether the page draws form objects, whose text layout mode leaves out."""
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return False
    return any(item.get_object().get("/Subtype") == "/Form" for item in objects.get_object().values())


def _metadata(reader: Any) -> tuple[str, date | None]:
    """Title and day of the file's own metadata, where a person would believe them."""
    try:
        metadata = reader.metadata
        title = str(metadata.title or "") if metadata else ""
        created = metadata.creation_date if metadata else None
    except BROKEN:
        return "", None
    words = sum(len(word) > 2 and word.isalpha() for word in title.split())
    a_file_name = title.lower().endswith((".doc", ".docx", ".indd", ".qxd", ".tex", ".pdf", ".html")) or title.startswith(
        "Microsoft Word - "
    )
    return title if words >= 2 and not a_file_name else "", plausible(created.date() if created else None)
