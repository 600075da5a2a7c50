"""The texts that citations point into, from where they can be trusted most: a plain text file is read again from the disk."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

from assistant import AssistantError, Citation, Document


class DocumentTexts:
    """Gives the text of a cited document, once per document.

    A `.txt` source is looked for beside the working folder and in `folders`, and read without the assistant's loaders; for other formats
    the text is what the assistant keeps. Raises LookupError when a document is nowhere to be found.
    """

    def __init__(self, folders: tuple[Path, ...], document: Callable[[str], Document]) -> None:
        self._folders = (Path(), *folders)
        self._document = document
        self._cached = cache(self._read)

    def __call__(self, citation: Citation) -> str:
        return self._cached(citation.document_id, citation.source)

    def _read(self, document_id: str, source: str) -> str:
        for folder in self._folders:
            path = folder / Path(source).expanduser()
            if path.suffix == ".txt" and path.is_file():
                return _plain_file(path)
        try:
            return self._document(document_id).text
        except AssistantError as error:
            raise LookupError(f"no document {document_id} ({source}): {error}") from error


def _plain_file(path: Path) -> str:
    """The text of a UTF-8 file as offsets count it: NFC, lines end in a single newline."""
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)
