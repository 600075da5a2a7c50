"""Word files: paragraphs and tables in reading order, footnotes at the end.

python-docx opens the package; its XML is walked here, because its own paragraph text leaves out tracked insertions, content controls
and text boxes. Before anything is unpacked the sizes that the archive names are checked; they are binding while reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - an exception's name

from assistant.errors import DocumentError
from assistant.loaders import Content, check_length, plausible, row

SUFFIXES = (".docx",)

MAX_UNPACKED = 200_000_000
MAX_XML = 60_000_000
MAX_RATIO = 100
MAX_PARTS = 5_000
MAX_DEPTH = 200
# What python-docx and zipfile let through on broken files besides their own errors, as mutated files showed.
BROKEN = (AttributeError, BadZipFile, EOFError, LookupError, OSError, RuntimeError, TypeError, ValueError, ZlibError)
DAMAGED = "is damaged or cut short; get the file again, or open it in a word processor and save it anew."
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNREAD = {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def recognises(data: bytes) -> bool:
    """Whether the bytes are an archive that holds a Word document."""
    return data.startswith(b"PK\x03\x04") and b"word/document.xml" in data


def read(data: bytes) -> Content:
    """The text of the body and the footnotes; title and date are those of the file's properties, or its first heading."""
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    _check_archive(data)
    try:
        return _read(data)
    except (OpcError, LxmlError, *BROKEN) as error:
        raise DocumentError(DAMAGED) from error


def _read(data: bytes) -> Content:
    from docx import Document

    document = Document(BytesIO(data))
    if document.element.getroottree().docinfo.doctype:  # it is there to pull in or to multiply text
        raise DocumentError("declares its own XML entities, as no word processor does; save it anew in one.")
    blocks = list(_blocks(document.element.body, _styles(document), 0))
    blocks += [("", text) for text in _footnotes(document)]
    check_length(sum(len(text) for _, text in blocks))
    heading = next((text for style, text in blocks if style.startswith(("Title", "Heading", "heading"))), "")
    title, made = _properties(document)
    return Content(_text(blocks), heading or title, made=made)


def _properties(document: Any) -> tuple[str, date | None]:
    """Title and day of the file's own properties, where a person would believe them."""
    properties = document.core_properties
    if properties.author == "python-docx":  # its template's title and date say nothing of this file
        return "", None
    title = properties.title if len(properties.title.split()) > 1 else ""
    return title, plausible(properties.created.date()) if properties.created else None


def _check_archive(data: bytes) -> None:
    if data.startswith(OLD_OFFICE):
        raise DocumentError("is an old Word file or protected by a password; save it as .docx without one.")
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise DocumentError(DAMAGED if data.startswith(b"PK") else "is not a Word file although its name says so.") from error
    if "word/document.xml" not in {part.filename for part in parts}:
        raise DocumentError("is an archive but not a Word document; save it as .docx.")
    unpacked = sum(part.file_size for part in parts)
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or xml > MAX_XML or (xml > 5_000_000 and unpacked > MAX_RATIO * len(data)):
        raise DocumentError(f"unpacks to {unpacked / 1e6:,.0f} MB in {len(parts):,} parts, which is too large to read; split the document.")


def _styles(document: Any) -> dict[str, str]:
    """Style id to style name, both as the file writes them."""
    names = {}
    for style in document.styles.element.iter(f"{W}style"):
        name = style.find(f"{W}name")
        names[style.get(f"{W}styleId", "")] = name.get(f"{W}val", "") if name is not None else ""
    return names


def _blocks(container: Any, styles: dict[str, str], depth: int) -> Iterator[tuple[str, str]]:
    """(style name, text) of each paragraph and table row below `container`; rows have the style "row"."""
    if depth > MAX_DEPTH:
        raise DocumentError("is nested too deeply to be read; save it anew in a word processor.")
    for element in container:
        if element.tag == f"{W}p":
            boxes = [box for box in element.iter(f"{W}txbxContent") if not _within_fallback(box)]
            text = "".join(_characters(element, depth)).strip()
            if text:
                yield _style(element, styles), text
            for box in boxes:
                yield from _blocks(box, styles, depth + 1)
        elif element.tag == f"{W}tbl":
            for table_row in element.iter(f"{W}tr"):
                if next(table_row.iterancestors(f"{W}tbl")) is element:
                    cells = [
                        _cell(cell, styles, depth + 1)
                        for cell in table_row.iter(f"{W}tc")
                        if next(cell.iterancestors(f"{W}tr")) is table_row
                    ]
                    if any(cells):
                        yield "row", row(cells)
        elif element.tag not in UNREAD:  # content controls, tracked insertions, custom XML
            yield from _blocks(element, styles, depth + 1)


def _cell(cell: Any, styles: dict[str, str], depth: int) -> str:
    return " ".join(" ".join(text.split()) for _, text in _blocks(cell, styles, depth))


def _within_fallback(element: Any) -> bool:
    return any(ancestor.tag in UNREAD for ancestor in element.iterancestors())


def _characters(element: Any, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        raise DocumentError("is nested too deeply to be read; save it anew in a word processor.")
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in CHARACTERS:
            yield CHARACTERS[child.tag]
        elif child.tag not in UNREAD and child.tag != f"{W}txbxContent":
            yield from _characters(child, depth + 1)


def _style(paragraph: Any, styles: dict[str, str]) -> str:
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return ""
    style = properties.find(f"{W}pStyle")
    name = styles.get(style.get(f"{W}val", ""), "") if style is not None else ""
    is_list = properties.find(f"{W}numPr") is not None and not name.lower().startswith(("heading", "title"))
    return "List" if is_list else name


def _footnotes(document: Any) -> Iterator[str]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/footnotes", "/endnotes")):
            for note in etree.fromstring(relation.target_part.blob, parser):
                text = "\n".join("".join(_characters(paragraph, 0)).strip() for paragraph in note.iter(f"{W}p")).strip()
                if text:
                    yield text


def _text(blocks: list[tuple[str, str]]) -> str:
    """Paragraphs apart by a blank line; list items and table rows each on a line."""
    text = ""
    before = ""
    for style, words in blocks:
        kind = "item" if style.startswith("List") else "row" if style == "row" else "prose"
        text += ("\n" if kind == before != "prose" else "\n\n") if text else ""
        text += f"- {words}" if kind == "item" else words
        before = kind
    return text
