"""Files into the catalog, and the catalog's two derived indexes kept level with it.

One rule makes it safe: a document is in as soon as one catalog transaction has committed, and not before. Everything that takes long
(reading, encoding) happens ahead of it, and the vector and word indexes follow after it; when the process dies in between, the next opening
reads from the catalog what they have missed. They are never asked whether a document exists.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from threading import Lock, RLock
from typing import Self

import numpy as np

from assistant import chunking, loaders
from assistant.catalog import Catalog, Content, Entry, Matrix, Stored
from assistant.derived import Derived
from assistant.embedding import Embedder
from assistant.errors import ClosedError, DocumentError, FingerprintError, InputError, StorageError
from assistant.folder import Hold, Level
from assistant.types import Added, Document, Listed, Passage

Progress = Callable[[str, int, int], None]  # (what is being done, done so far, out of)

CAUGHT_UP_EVERY = 64  # documents, while many are added
UNDOABLE = 8  # removals that can be taken back
SPARE = 8_000_000  # bytes that must stay free on the disk
BYTES_PER_NUMBER = 16  # what a vector's number takes on disk: in the catalog, in Chroma, and in the journals of both


def quiet(_what: str, _done: int, _total: int) -> None:
    """The progress that nobody watches."""


class Index:
    """Documents, passages and vectors in a data folder, and both searches over them. Thread-safe; one process at a time."""

    _searches: Derived | None = None

    def __init__(self, folder: Path, embedder: Embedder, *, passage_pieces: int, max_bytes: int) -> None:
        """Take hold of the folder and open its catalog only; call `open` or `rebuild` instead."""
        self._folder, self._embedder = folder, embedder
        self._passage_pieces, self._max_bytes = passage_pieces, max_bytes
        self._removed: list[Stored] = []
        self._listed: tuple[Level | None, list[Listed]] = (None, [])
        self._adding, self._writing = Lock(), RLock()  # taken in this order; encoding happens under the first alone
        self._hold = Hold(folder)
        try:
            file, journal = folder / "catalog.db", folder / "catalog.db-wal"
            self._catalog = Catalog(file, must_exist=Derived.exists(folder) or (journal.exists() and not file.exists()))
        except BaseException:
            self._hold.release()
            raise
        atexit.register(self.close)  # an app that forgets to close would pay for it at its next start

    @classmethod
    def open(cls, folder: Path, embedder: Embedder, *, passage_pieces: int, max_bytes: int) -> Index:
        """Open a data folder, or begin one, and bring its indexes level with the catalog without encoding anything.

        Raises LockedError while another process has it, FingerprintError when it was made with other settings, StorageError when it
        is damaged.
        """
        index = cls(folder, embedder, passage_pieces=passage_pieces, max_bytes=max_bytes)
        try:
            index._check_fingerprint()
            index._searches = Derived(folder, index._catalog)
        except BaseException:
            index.close()
            raise
        return index

    @classmethod
    def rebuild(cls, folder: Path, embedder: Embedder, *, passage_pieces: int, max_bytes: int, progress: Progress = quiet) -> Index:
        """Open a data folder that was made with other settings: all stored texts are cut into passages and encoded again.

        Nothing changes before all of it is done. What newer loaders would read differently stays as it was until the file is added again.
        """
        index = cls(folder, embedder, passage_pieces=passage_pieces, max_bytes=max_bytes)
        try:
            documents = index._catalog.documents()
            index._catalog.rewrite([index._encoded(document, progress) for document in documents], index._fingerprint())
            index._searches = Derived(folder, index._catalog)
        except BaseException:
            index.close()
            raise
        return index

    # --- reading

    def documents(self) -> list[Document]:
        """All documents, ordered by source."""
        return self._catalog.documents()

    def published(self) -> dict[str, date | None]:
        """The day of publication of each document, by id."""
        return self._catalog.published()

    def document(self, document_id: str) -> Document:
        """Raises InputError when there is none."""
        return self._catalog.document(document_id)

    def document_count(self) -> int:
        """How many documents there are."""
        return self._catalog.document_count()

    def listed(self) -> list[Listed]:
        """What there is, ordered by source, without the texts; counted anew only after a change."""
        level = self._catalog.level
        if self._listed[0] != level:
            self._listed = (level, self._catalog.listed())
        return list(self._listed[1])

    def document_called(self, source: str) -> Document | None:
        """The document that has this source now."""
        here, _ = self._entries(source, "")
        return self.document(here.id) if here else None

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """In the order asked; one that was removed meanwhile is left out."""
        return self._catalog.passages(ids)

    def passages_of(self, document_id: str) -> list[Passage]:
        """In reading order. Raises InputError when there is no such document."""
        return self._catalog.passages_of(document_id)

    def passage_count(self) -> int:
        """Passages of all documents."""
        return self._catalog.passage_count()

    def vectors(self, ids: Sequence[str]) -> Matrix:
        """One row per id, in the order asked; zeros, which are like nothing, for one that was removed meanwhile."""
        found = self._catalog.vectors(ids)
        nothing = np.zeros(self._embedder.dimension, dtype=np.float32)
        return np.stack([found.get(i, nothing) for i in ids]) if ids else nothing[:0].reshape(0, self._embedder.dimension)

    def search_vectors(self, vector: Matrix, limit: int) -> list[tuple[str, float]]:
        """(passage id, cosine), best first."""
        return self._derived.search_vectors(vector, limit)

    def search_words(self, text: str, limit: int) -> list[tuple[str, float]]:
        """(passage id, BM25), best first."""
        return self._derived.search_words(text, limit)

    # --- changing

    def add(self, paths: Sequence[tuple[Path, str]], progress: Progress = quiet) -> list[Added]:
        """Add (path, source) pairs, each wholly or not at all; a file that cannot be read is "rejected" and the others go on.

        On return both searches find all that was added. StorageError (a full disk, say) ends it: files before that one are in, it is not.
        """
        results: list[Added] = []
        with self._adding:
            try:
                for done, (path, source) in enumerate(paths):
                    progress("adding documents", done, len(paths))
                    results.append(self._add(path, source, progress))
                    if done % CAUGHT_UP_EVERY == CAUGHT_UP_EVERY - 1:
                        self._catch_up()
            finally:
                self._catch_up()
        progress("adding documents", len(paths), len(paths))
        return results

    def add_text(self, title: str, text: str, source: str, progress: Progress = quiet) -> Added:
        """Add a text that is in no file; one that cannot be a document is "rejected", as in `add`."""
        with self._adding:
            try:
                document = loaders.pasted(title, text, source, max_bytes=self._max_bytes)
            except DocumentError as error:
                return Added(source, "rejected", message=str(error))
            with self._writing:
                known = self._known(source, document.sha256)
            try:
                return known or self._take(document, progress)
            finally:
                self._catch_up()

    def remove(self, document_id: str) -> Document:
        """Take a document out, wholly, and return it. Raises InputError when there is none."""
        with self._writing:
            removed = self._catalog.stored(document_id)
            self._catalog.remove(document_id)
            self._removed = [*self._removed[1 - UNDOABLE :], removed]
            self._derived.hide_removed()
            self._catch_up()
        return removed.content.document

    def restore(self, document_id: str) -> Document:
        """Put one of the documents that were removed last back, as it was. Raises InputError when it is not kept, or its place is taken."""
        with self._writing:
            kept = next((one for one in self._removed if one.content.document.id == document_id), None)
            if kept is None:
                raise InputError("That document is no longer kept. Add its file again.")
            document = kept.content.document
            if any(self._entries(document.source, document.sha256)):
                raise InputError(f"There is a document called {document.source}, or with the same content, by now. Nothing was put back.")
            self._catalog.write(kept.content, loaders=kept.loaders, added=kept.added)
            self._removed.remove(kept)
            self._catch_up()
        return document

    @property
    def _derived(self) -> Derived:
        if self._searches is None:
            raise ClosedError
        return self._searches

    def _catch_up(self) -> None:
        with self._writing:
            self._derived.bring_level()

    def _add(self, path: Path, source: str, progress: Progress) -> Added:
        digest = _sha256(path, self._max_bytes)
        with self._writing:
            if digest and (known := self._known(source, digest)):
                return known
        try:
            document = loaders.load(path, source=source, max_bytes=self._max_bytes)
        except DocumentError as error:
            return Added(source, "rejected", message=str(error))
        return self._take(document, progress)

    def _take(self, document: Document, progress: Progress) -> Added:
        content = self._encoded(document, progress)
        self._require_space(content)
        with self._writing:
            return self._known(document.source, document.sha256) or self._put(content)

    def _known(self, source: str, sha256: str) -> Added | None:
        """What adding comes to when these bytes are in the catalog already; None when they have to be read."""
        here, same = self._entries(source, sha256)
        if same is None or (same == here and same.loaders != loaders.VERSION):
            return None
        if same == here:
            return Added(source, "unchanged", self.document(same.id), same.passages)
        message = f"The same content is already there as {same.source}."
        if here is None:
            return Added(source, "unchanged", self.document(same.id), same.passages, message)
        self.remove(here.id)  # what the file said before is said by no file now
        return Added(source, "replaced", self.document(same.id), same.passages, message)

    def _put(self, content: Content) -> Added:
        document = content.document
        here, _ = self._entries(document.source, document.sha256)
        self._catalog.write(content, loaders=loaders.VERSION, instead_of=here.id if here else None)
        if here:
            self._derived.hide_removed()
        return Added(document.source, "replaced" if here else "added", document, len(content.passages))

    def _entries(self, source: str, sha256: str) -> tuple[Entry | None, Entry | None]:
        """The document that has this source, and the one that has these bytes."""
        entries = self._catalog.entries(source=source, sha256=sha256)
        here = next((entry for entry in entries if entry.source == source), None)
        return here, next((entry for entry in entries if entry.sha256 == sha256), None)

    def _encoded(self, document: Document, progress: Progress) -> Content:
        passages = chunking.chunk(document, self._embedder.count_pieces, self._passage_pieces)
        what, total = f"encoding {document.source}", len(passages)
        progress(what, 0, total)
        vectors = self._embedder.encode([passage.text for passage in passages], lambda done: progress(what, done, total))
        return Content(document, passages, vectors)

    def _require_space(self, content: Content) -> None:
        """Meet a full disk before anything has changed; if it fills up later the catalog stays whole, only the indexes are behind."""
        needed = SPARE + 4 * len(content.document.text.encode()) + BYTES_PER_NUMBER * content.vectors.size
        if (free := shutil.disk_usage(self._folder).free) < needed:
            raise StorageError(
                f"The disk that holds {self._folder} is nearly full ({free // 1_000_000} MB free, {needed // 1_000_000} MB needed "
                f"for {content.document.source}). Free some space and add it again; it was not added."
            )

    def _fingerprint(self) -> str:
        made_by = {"encoder": self._embedder.fingerprint, "passage_pieces": self._passage_pieces}
        return json.dumps({**made_by, "chunking": chunking.VERSION, "loaders": loaders.VERSION})

    def _check_fingerprint(self) -> None:
        now, then = self._fingerprint(), self._catalog.fingerprint
        if now == then:
            return
        if self._catalog.document_count() == 0:
            self._catalog.set_fingerprint(now)
            return
        new, old = json.loads(now), json.loads(then or "{}")
        differing = "; ".join(f"{name} was {old.get(name)}, is {new[name]}" for name in new if old.get(name) != new[name])
        raise FingerprintError(
            f"The index in {self._folder} was made with other settings: {differing}. Set them back, or run `assistant rebuild` "
            "to cut and encode the stored documents anew (or delete the folder and add the files again)."
        )

    # --- the end

    def close(self) -> None:
        """Close in order and let others in. Can be called again; everything else raises ClosedError from now on."""
        with self._adding, self._writing:
            atexit.unregister(self.close)
            if self._searches is not None:
                self._searches.close()
                self._searches = None
            self._catalog.close()
            self._hold.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _sha256(path: Path, max_bytes: int) -> str:
    """Of the file's bytes; empty for a file that the loader is going to refuse."""
    try:
        if not path.is_file() or path.stat().st_size > max_bytes:
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
