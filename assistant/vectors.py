"""The vector index: Chroma, embedded, derived from the catalog; it can be lost at any time and is made again without encoding anything.

Chroma's own files do not survive a kill while it rewrites its graph, and a torn folder can kill the process that opens it with a
segmentation fault, which no `except` catches. So the graph is never written out (`sync_threshold` out of reach; Chroma builds it from its
SQLite queue on opening), and a folder that was not closed in order, or not left alone since, is first opened by a child process: `python -m
assistant.vectors FOLDER`. The child costs a second or two, which a folder under an intact seal is spared.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from assistant.errors import StorageError
from assistant.folder import Level, Seal, delete_folder

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

COLLECTION = "passages"
NEVER = 10_000_000  # written records after which Chroma would write its graph out
WORN_FROM = 20_000  # records written, beyond some times those that are there, after which the folder is worn
SEARCHED = 1000  # graph nodes visited per query: exact for small stores, and close to it for large ones


class VectorIndex:
    """Passage ids by the direction of their vectors. One process at a time; threads may search while another writes."""

    def __init__(self, folder: Path) -> None:
        """Open what is in `folder`; what is torn is deleted and begun anew, with no level. Raises StorageError when that fails too."""
        self._folder = folder
        self._seal = Seal(folder)
        if not self._seal.take_off() and folder.exists() and not survives_opening(folder):
            delete_folder(folder)
        try:
            self._open()
        except Exception:  # Chroma raises all kinds for a damaged folder; whatever it is, the catalog has everything
            self.clear()

    def _open(self) -> None:
        self._client = _client(self._folder)
        self._collection: Collection = self._client.get_or_create_collection(
            COLLECTION,
            configuration={"hnsw": {"space": "cosine", "sync_threshold": NEVER, "ef_search": SEARCHED}},
            embedding_function=None,
        )
        self._metadata: dict[str, Any] = dict(self._collection.metadata or {})
        self._collection.count()  # builds the graph now, so that no question has to wait for it

    @property
    def level(self) -> Level | None:
        """The state of the catalog that this shows; None when it was never brought level with one."""
        if "catalog" not in self._metadata:
            return None
        return Level(str(self._metadata["catalog"]), int(self._metadata["version"]))

    @property
    def worn(self) -> bool:
        """Whether so much was replaced that beginning anew pays: Chroma goes through all that was ever written on each opening."""
        return int(self._metadata.get("written", 0)) > 4 * self.count() + WORN_FROM

    def count(self) -> int:
        """Passages in the index."""
        with _explained(self._folder):
            return self._collection.count()

    def write(self, removed: Sequence[str], ids: Sequence[str], vectors: npt.NDArray[np.float32], level: Level) -> None:
        """Take passages out, put passages in, then note the level that this brings the index to; repeating it changes nothing."""
        with _explained(self._folder):
            most = self._client.get_max_batch_size()
            for start in range(0, len(removed), most):
                self._collection.delete(ids=list(removed[start : start + most]))
            for start in range(0, len(ids), most):
                self._collection.upsert(ids=list(ids[start : start + most]), embeddings=vectors[start : start + most])
            written = int(self._metadata.get("written", 0)) + len(removed) + len(ids)
            metadata = {"catalog": level.catalog, "version": level.version, "written": written}
            self._collection.modify(metadata=metadata)
            self._metadata = metadata

    def search(self, vector: npt.NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        """(passage id, cosine), best first, at most `limit`."""
        with _explained(self._folder):
            if not (limit := min(limit, self._collection.count())):
                return []
            found = self._collection.query(query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"])
        distances = found["distances"] or [[]]
        return [(i, 1.0 - float(distance)) for i, distance in zip(found["ids"][0], distances[0], strict=True)]

    def clear(self) -> None:
        """Begin anew, empty and with no level."""
        if hasattr(self, "_client"):
            self._client.close()
        delete_folder(self._folder)
        with _explained(self._folder):
            self._open()

    def close(self) -> None:
        """Close in order, so that the next opening needs no child process."""
        self._client.close()
        self._seal.put_on()


def survives_opening(folder: Path) -> bool:
    """Whether a child process can open the folder and read every vector, in reasonable time."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    command = [sys.executable or "python", "-m", "assistant.vectors", str(folder)]
    ours = str(Path(__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (ours, os.environ.get("PYTHONPATH"))))}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=60 + size / 1e6, check=False)  # noqa: S603 — our own module
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    return cast("Client", chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False)))


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError) as error:
        raise StorageError(
            f"The vector index {folder} cannot be used: {error}. "
            "Free some space if the disk is full, and start again; the index is brought level then."
        ) from error


def _open_and_read(folder: Path) -> None:
    """Touch everything that can be torn: the database's pages, the graph and every vector."""
    with closing(sqlite3.connect(folder / "chroma.sqlite3")) as database:
        if (damage := database.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise StorageError(damage)
    client = _client(folder)
    collection = client.get_collection(COLLECTION, embedding_function=None)
    count, page = collection.count(), 1000
    for offset in range(0, count, page):
        vectors = collection.get(limit=page, offset=offset, include=["embeddings"])["embeddings"]
        if vectors is None or len(vectors) != min(page, count - offset):
            raise StorageError("vectors are missing")
        found = collection.query(query_embeddings=np.asarray(vectors[:1], dtype=np.float32), n_results=1, include=["distances"])[
            "distances"
        ]
        if not found or not found[0] or found[0][0] > 0.01:
            raise StorageError("a vector cannot be found")
    client.close()


if __name__ == "__main__":
    _open_and_read(Path(sys.argv[1]))
