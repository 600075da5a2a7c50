"""Plain text, kept as it stands in the file so that offsets point into the file itself."""

from __future__ import annotations

import codecs

from assistant.errors import DocumentError
from assistant.loaders import Content

SUFFIXES = (".txt",)

# UTF-32 first: its little-endian mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROLS_IN_BINARY = 0.01


def recognises(data: bytes) -> bool:  # noqa: ARG001 - plain text has no mark of its own
    """Never: any bytes may be text."""
    return False


def read(data: bytes) -> Content:
    """The text of the file, its first line as title where that looks like one."""
    text = decode(data)
    return Content(text, _title(text))


def decode(data: bytes, encoding: str = "utf-8") -> str:
    """The text of `data`: by its byte order mark, else strictly in `encoding`. Raises DocumentError; no letter is ever guessed."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), encoding)
    if data.startswith(b"{\\rtf"):
        raise DocumentError("is rich text (RTF); save it as .docx or as plain text.")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data[:8192]:
            raise DocumentError("is not text but a binary file; save its text as one of the formats read here.") from error
        name = encoding.upper().removesuffix("-SIG")
        raise DocumentError(
            f"is not valid {name}: byte {error.start} (0x{data[error.start]:02x}) does not fit; "
            "save it again with the encoding UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEWFILE."
        ) from error
    except LookupError as error:
        raise DocumentError(f"names an unknown encoding, {encoding!r}; save it again as UTF-8.") from error
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v\x1b")
    if controls > CONTROLS_IN_BINARY * len(text):
        raise DocumentError("is not text but a binary file, or UTF-16 without a byte order mark; save it again as UTF-8.")
    return text


def _title(text: str) -> str:
    """The first line, when it is short, ends no sentence and stands alone."""
    first, _, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    line = first.strip()
    alone = not rest.split("\n", 1)[0].strip()
    return line if alone and 0 < len(line) <= 120 and line[-1] not in ".,;:" and line[0] not in "-*•" else ""
