"""The two indexes that are derived from the catalog, opened and kept level with it. Nothing is ever encoded here.

A derived index notes the version of the catalog that it shows, after it shows it. So whatever a kill interrupts, the noted version is never
too high, and carrying the catalog's later changes out again, in part for the second time, is harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from assistant.catalog import Catalog, Content, Matrix
from assistant.errors import StorageError
from assistant.folder import Level
from assistant.lexical import WordIndex
from assistant.vectors import VectorIndex

BATCH = 2_000  # passages that are written at once
FOLDERS = ("chroma", "words")

Found = list[tuple[str, float]]


class Derived:
    """Both searches. Searching is thread-safe; whoever changes the catalog calls `hide_removed` and `bring_level`, one at a time."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        """Open what is in `folder` and bring it level. Raises StorageError when the catalog is older than what was derived from it."""
        self._folder, self._catalog = folder, catalog
        self._removed: frozenset[str] = frozenset()
        self.vectors = VectorIndex(folder / FOLDERS[0])
        try:
            self.words = WordIndex(folder / FOLDERS[1])
            self._open()
        except BaseException:
            self.close()
            raise

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether something was derived in `folder`, which cannot be without a catalog."""
        return any((folder / name).exists() for name in FOLDERS)

    def _open(self) -> None:
        indexes = (self.vectors, self.words)
        for index in indexes:
            self._refuse_older_catalog(index.level)
        if self.vectors.worn:
            self.vectors.clear()
        self.bring_level()
        count = self._catalog.passage_count()
        for index in indexes:
            if index.count() != count:
                index.clear()
        self.bring_level()
        if any(index.count() != count for index in indexes):
            raise StorageError(
                f"The indexes in {self._folder} cannot be made. Delete the folders {' and '.join(FOLDERS)} in there and start again."
            )

    def _refuse_older_catalog(self, shown: Level | None) -> None:
        level = self._catalog.level
        if shown and shown.catalog == level.catalog and shown.version > level.version:
            raise StorageError(
                f"The catalog in {self._folder} (version {level.version}) is older than what was made from it (version {shown.version}): "
                "documents were lost, perhaps with the file catalog.db-wal. Put the right files back; or, to go on with what is there, "
                f"delete the folders {' and '.join(FOLDERS)} in there."
            )

    def search_vectors(self, vector: Matrix, limit: int) -> Found:
        """(passage id, cosine), best first, without what was removed."""
        return self._present(lambda most: self.vectors.search(vector, most), limit)

    def search_words(self, text: str, limit: int) -> Found:
        """(passage id, BM25), best first, without what was removed."""
        return self._present(lambda most: self.words.search(text, most), limit)

    def _present(self, search: Callable[[int], Found], limit: int) -> Found:
        removed = self._removed
        return [hit for hit in search(limit + len(removed)) if hit[0] not in removed][:limit]

    def hide_removed(self) -> None:
        """Keep what was removed from the catalog out of every search, even before the indexes have caught up (or when they cannot)."""
        since = min((index.level.version if index.level else 0) for index in (self.vectors, self.words))
        self._removed = frozenset(self._catalog.changes_since(since).removed)

    def bring_level(self) -> None:
        """Carry all changes of the catalog into both indexes. Raises StorageError when one cannot be written; calling again goes on."""
        self._catch_up(self.vectors, self._write_vectors)
        self._catch_up(self.words, self._write_words)
        self._removed = frozenset()
        self._catalog.forget_removals()

    def _catch_up(self, index: VectorIndex | WordIndex, write: Callable[[Sequence[str], Sequence[Content], Level], None]) -> None:
        level, shown = self._catalog.level, index.level
        if shown == level:
            return
        if shown is None or shown.catalog != level.catalog:
            if index.count():
                index.clear()
            shown = Level(level.catalog, 0)
        removed, written = self._catalog.changes_since(shown.version)
        batch: list[Content] = []
        for document_id, version in written:
            if sum(len(content.passages) for content in batch) >= BATCH:
                write(removed, batch, Level(level.catalog, version - 1))  # documents of one version may lie in several batches
                removed, batch = [], []
            batch.append(self._catalog.content(document_id))
        write(removed, batch, level)

    def _write_vectors(self, removed: Sequence[str], contents: Sequence[Content], level: Level) -> None:
        ids = [passage.id for content in contents for passage in content.passages]
        vectors = [content.vectors for content in contents if content.passages]
        self.vectors.write(removed, ids, np.concatenate(vectors) if vectors else np.zeros((0, 0), dtype=np.float32), level)

    def _write_words(self, removed: Sequence[str], contents: Sequence[Content], level: Level) -> None:
        self.words.write(removed, [(passage, content.document.title) for content in contents for passage in content.passages], level)

    def close(self) -> None:
        """Close both in order; one that cannot be is looked into at the next opening."""
        for name in ("vectors", "words"):
            if hasattr(self, name):
                with suppress(StorageError, OSError):
                    getattr(self, name).close()
