"""The truth: documents, their passages and their vectors in one transactional database.

A passage's text is never stored: it is sliced out of its document whenever it is asked for. Every change raises the version by one, in the
same transaction, and leaves behind what an index derived from the catalog needs to catch up: the version at which each document came in,
and the passages that went out. SQLite in WAL mode with full sync: a committed change survives a kill and a power cut, any other leaves no
trace.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from assistant.errors import ClosedError, InputError, StorageError
from assistant.folder import Level
from assistant.types import Document, Listed, Passage

SCHEMA = "1"
APPLICATION = 0x61737374  # written into the file's header, so that another program's database is told from ours
IDS_PER_QUERY = 500  # well within SQLite's limit on bound values

Matrix = npt.NDArray[np.float32]  # of shape (texts, dimension), or one row of it

_tables = sa.MetaData()
_documents = sa.Table(
    "documents",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("source", sa.String, nullable=False, unique=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("sha256", sa.String, nullable=False, index=True),
    sa.Column("pages", sa.JSON, nullable=False),
    sa.Column("published", sa.Date),
    sa.Column("loaders", sa.Integer, nullable=False),  # version of the loaders that read it
    sa.Column("version", sa.Integer, nullable=False, index=True),  # of the catalog when this row was written
    sa.Column("added", sa.Date),  # empty for what came in before this column did
)
_passages = sa.Table(
    "passages",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("document_id", sa.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("heading", sa.String, nullable=False),
    sa.Column("page", sa.Integer),
    sa.UniqueConstraint("document_id", "position"),
)
_vectors = sa.Table(
    "vectors",
    _tables,
    sa.Column("passage_id", sa.ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),  # float32, little-endian
)
_removals = sa.Table(
    "removals",
    _tables,
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("document_id", sa.String, primary_key=True),
    sa.Column("passages", sa.Integer, nullable=False),  # how many it had; their ids follow from that
)
_meta = sa.Table("meta", _tables, sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.String, nullable=False))


class Entry(NamedTuple):
    """What is known of a document without reading its text."""

    id: str
    source: str
    sha256: str
    loaders: int
    passages: int


class Changes(NamedTuple):
    """What happened after some version: passage ids that went out, then documents that came in with the version of each, oldest first."""

    removed: list[str]
    written: list[tuple[str, int]]


class Content(NamedTuple):
    """A document with all its passages and their vectors: what is written and removed as one."""

    document: Document
    passages: Sequence[Passage]
    vectors: Matrix


class Stored(NamedTuple):
    """All that a catalog holds of a document."""

    content: Content
    loaders: int
    added: date | None


class Catalog:
    """One database file. Readers may run in any number of threads; changes go one at a time."""

    def __init__(self, path: Path, *, must_exist: bool = False) -> None:
        """Open `path`, or make it unless `must_exist`. Raises StorageError when it is missing, damaged or not a catalog."""
        self.path = path
        self._writing = RLock()
        self._closed = False
        self._engine = sa.create_engine(f"sqlite+pysqlite:///{path.absolute()}", connect_args={"check_same_thread": False})
        sa.event.listen(self._engine, "connect", _configure)
        sa.event.listen(self._engine, "begin", _begin)
        try:
            self._open(must_exist=must_exist)
        except BaseException:
            self._engine.dispose()
            raise

    def _open(self, *, must_exist: bool) -> None:
        with _explained(
            self.path, "It is damaged or is no database. Put a backup in its place, or delete the data folder and add the documents again."
        ):
            with self._engine.connect() as connection:
                application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
                tables = sa.inspect(connection).get_table_names()
                damage = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            if not tables and not application:
                self._create(must_exist=must_exist)
            elif application != APPLICATION or "meta" not in tables:
                raise StorageError(f"{self.path} belongs to another program. Set ASSISTANT_DATA_DIR to a folder of its own.")
            elif damage != "ok":
                raise StorageError(f"The catalog {self.path} is damaged ({damage}). Put a backup in its place, or delete the data folder.")
            with self._engine.begin() as connection:
                if "added" not in {column["name"] for column in sa.inspect(connection).get_columns("documents")}:
                    connection.exec_driver_sql("ALTER TABLE documents ADD COLUMN added DATE")
            with self._engine.connect() as connection:
                connection.rollback()  # SQLite changes its journal only outside of a transaction
                connection.connection.driver_connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[union-attr]
        if (schema := self._get("schema")) != SCHEMA:
            raise StorageError(f"The catalog {self.path} was made by another version of this program (schema {schema}, not {SCHEMA}).")

    def _create(self, *, must_exist: bool) -> None:
        if must_exist:
            raise StorageError(
                f"The catalog {self.path} is missing or empty, but the indexes beside it show that documents were added. "
                "Put the file back from a backup, or delete the whole data folder to begin anew."
            )
        with self._engine.begin() as connection:
            _tables.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
            rows = {"schema": SCHEMA, "catalog": uuid4().hex, "version": "0", "fingerprint": ""}
            connection.execute(_meta.insert(), [{"key": key, "value": value} for key, value in rows.items()])

    # --- what is there

    @property
    def level(self) -> Level:
        with self._reading() as connection:
            rows = {row.key: row.value for row in connection.execute(sa.select(_meta))}
        return Level(rows["catalog"], int(rows["version"]))

    @property
    def fingerprint(self) -> str:
        """What made the passages and vectors in here; empty while nothing did."""
        return self._get("fingerprint")

    def passage_count(self) -> int:
        with self._reading() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(_passages)).scalar_one()

    def document_count(self) -> int:
        with self._reading() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(_documents)).scalar_one()

    def documents(self) -> list[Document]:
        """All documents, ordered by source."""
        with self._reading() as connection:
            return [_document(row) for row in connection.execute(sa.select(_documents).order_by(_documents.c.source))]

    def listed(self) -> list[Listed]:
        """What there is, ordered by source, without the texts."""
        passages = sa.select(sa.func.count()).where(_passages.c.document_id == _documents.c.id).scalar_subquery()
        own = _documents.c
        query = sa.select(own.id, own.title, own.source, sa.func.length(own.text), own.pages, passages, own.published, own.added)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(own.source)).all()
        return [Listed(i, title, source, size, len(pages), *others) for i, title, source, size, pages, *others in rows]

    def published(self) -> dict[str, date | None]:
        """The day of publication of each document, by id, without reading their texts."""
        with self._reading() as connection:
            return {row.id: row.published for row in connection.execute(sa.select(_documents.c.id, _documents.c.published))}

    def document(self, document_id: str) -> Document:
        """Raises InputError when there is none."""
        with self._reading() as connection:
            return _document_of(connection, document_id)

    def entries(self, *, source: str, sha256: str) -> list[Entry]:
        """The documents that have this source or these bytes."""
        passages = sa.select(sa.func.count()).where(_passages.c.document_id == _documents.c.id).scalar_subquery()
        query = sa.select(_documents.c.id, _documents.c.source, _documents.c.sha256, _documents.c.loaders, passages)
        with self._reading() as connection:
            rows = connection.execute(query.where(sa.or_(_documents.c.source == source, _documents.c.sha256 == sha256)))
            return [Entry(*row) for row in rows]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """In the order asked; one that is not there (any more) is left out."""
        with self._reading() as connection:
            rows = {row.id: row for row in _matching(connection, sa.select(_passages), _passages.c.id, ids)}
            owners = list({row.document_id for row in rows.values()})
            texts = {
                row.id: row.text for row in _matching(connection, sa.select(_documents.c.id, _documents.c.text), _documents.c.id, owners)
            }
        return [_passage(rows[i], texts[rows[i].document_id]) for i in ids if i in rows]

    def passages_of(self, document_id: str) -> list[Passage]:
        """In reading order. Raises InputError when there is no such document."""
        return list(self.content(document_id).passages)

    def content(self, document_id: str) -> Content:
        """Raises InputError when there is no such document."""
        joined = sa.select(_passages, _vectors.c.vector).join(_vectors).where(_passages.c.document_id == document_id)
        with self._reading() as connection:
            document = _document_of(connection, document_id)
            rows = connection.execute(joined.order_by(_passages.c.position)).all()
        return Content(document, [_passage(row, document.text) for row in rows], _matrix([row.vector for row in rows]))

    def stored(self, document_id: str) -> Stored:
        """Raises InputError when there is no such document."""
        query = sa.select(_documents.c.loaders, _documents.c.added).where(_documents.c.id == document_id)
        content = self.content(document_id)
        with self._reading() as connection:
            return Stored(content, *connection.execute(query).one())

    def vectors(self, ids: Sequence[str]) -> dict[str, Matrix]:
        """The vector of each passage that is there."""
        with self._reading() as connection:
            rows = _matching(connection, sa.select(_vectors), _vectors.c.passage_id, ids)
            return {row.passage_id: np.frombuffer(row.vector, dtype="<f4") for row in rows}

    def changes_since(self, version: int) -> Changes:
        """Carrying these out in order, as often as one likes, brings whatever showed `version` level with now."""
        gone = sa.select(_removals).where(_removals.c.version > version)
        came = sa.select(_documents.c.id, _documents.c.version).where(_documents.c.version > version).order_by(_documents.c.version)
        with self._reading() as connection:
            removed = [f"{row.document_id}:{position}" for row in connection.execute(gone) for position in range(row.passages)]
            return Changes(list(dict.fromkeys(removed)), [(row.id, row.version) for row in connection.execute(came)])

    # --- what changes it

    def write(self, content: Content, *, loaders: int, instead_of: str | None = None, added: date | None = None) -> None:
        """Put a document in, wholly, and take the document `instead_of` out, in one transaction; it counts as `added` today unless told."""
        with self._changing() as (connection, version):
            if instead_of is not None:
                _remove(connection, instead_of, version)
            _insert(connection, content, loaders, version, added or date.today())

    def remove(self, document_id: str) -> Document:
        """Take a document out, wholly, and return it. Raises InputError when there is none."""
        with self._changing() as (connection, version):
            document = _document_of(connection, document_id)
            _remove(connection, document_id, version)
        return document

    def rewrite(self, contents: Sequence[Content], fingerprint: str) -> None:
        """Give every document new passages and vectors, in one transaction; from then on this counts as another catalog."""
        with self._changing() as (connection, version):
            read = sa.select(_documents.c.id, _documents.c.loaders, _documents.c.added)
            before = {row.id: (row.loaders, row.added) for row in connection.execute(read)}
            connection.execute(_documents.delete())
            connection.execute(_removals.delete())
            for content in contents:
                loaders, added = before[content.document.id]
                _insert(connection, content, loaders, version, added)
            _set(connection, "fingerprint", fingerprint)
            _set(connection, "catalog", uuid4().hex)

    def set_fingerprint(self, fingerprint: str) -> None:
        with self._changing() as (connection, _):
            _set(connection, "fingerprint", fingerprint)

    def forget_removals(self) -> None:
        """Drop what is kept for indexes that are behind; call when none is. Not a change."""
        with self._writing, _explained(self.path), self._connected().begin() as connection:
            if connection.execute(sa.select(sa.exists().select_from(_removals))).scalar_one():
                connection.execute(_removals.delete())

    def close(self) -> None:
        """Close the file. Can be called again; everything else raises ClosedError from now on."""
        self._closed = True
        self._engine.dispose()

    def _get(self, key: str) -> str:
        with self._reading() as connection:
            return str(connection.execute(sa.select(_meta.c.value).where(_meta.c.key == key)).scalar_one())

    def _connected(self) -> sa.Engine:
        """The engine, which would open the file again after it was closed."""
        if self._closed:
            raise ClosedError
        return self._engine

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with _explained(self.path), self._connected().connect() as connection:
            yield connection

    @contextmanager
    def _changing(self) -> Iterator[tuple[sa.Connection, int]]:
        """A transaction and the version that it makes."""
        with self._writing, _explained(self.path, "Nothing was changed."), self._connected().begin() as connection:
            version = int(connection.execute(sa.select(_meta.c.value).where(_meta.c.key == "version")).scalar_one()) + 1
            yield connection, version
            _set(connection, "version", str(version))


def _configure(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions behind SQLAlchemy's back
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")


@contextmanager
def _explained(path: Path, consequence: str = "") -> Iterator[None]:
    """Turn what the database reports into a StorageError that says what to do."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error, UnicodeEncodeError) as error:
        cause = str(getattr(error, "orig", None) or error)
        advice = ""
        if "full" in cause or "disk I/O" in cause:
            advice = "Free some space on the disk and try again."
        elif "readonly" in cause or "unable to open" in cause:
            advice = "Make the folder and its files readable and writable."
        raise StorageError(" ".join(filter(None, (f"The catalog {path} cannot be used: {cause}.", advice, consequence)))) from error


def _matching(connection: sa.Connection, query: sa.Select[Any], column: sa.Column[Any], ids: Sequence[str]) -> Iterator[sa.Row[Any]]:
    for start in range(0, len(ids), IDS_PER_QUERY):
        yield from connection.execute(query.where(column.in_(ids[start : start + IDS_PER_QUERY])))


def _document_of(connection: sa.Connection, document_id: str) -> Document:
    row = connection.execute(sa.select(_documents).where(_documents.c.id == document_id)).one_or_none()
    if row is None:
        raise InputError(f"There is no document {document_id}. The list of documents shows the ids.")
    return _document(row)


def _document(row: sa.Row[Any]) -> Document:
    return Document(row.id, row.title, row.source, row.text, row.sha256, tuple(row.pages), row.published)


def _passage(row: sa.Row[Any], text: str) -> Passage:
    return Passage(row.id, row.document_id, row.start, row.end, text[row.start : row.end], row.heading, row.page)


def _matrix(blobs: Sequence[bytes]) -> Matrix:
    return np.frombuffer(b"".join(blobs), dtype="<f4").astype(np.float32).reshape(len(blobs), -1 if blobs else 0)


def _insert(connection: sa.Connection, content: Content, loaders: int, version: int, added: date | None) -> None:
    document, passages, vectors = content
    shared = {"title": document.title, "source": document.source, "text": document.text, "sha256": document.sha256}
    own = {"id": document.id, "pages": list(document.pages), "published": document.published, "added": added}
    connection.execute(_documents.insert(), {**shared, **own, "loaders": loaders, "version": version})
    if not passages:
        return
    connection.execute(_passages.insert(), [_passage_row(passage, position) for position, passage in enumerate(passages)])
    blobs = [row.tobytes() for row in np.asarray(vectors, dtype="<f4")]
    connection.execute(_vectors.insert(), [{"passage_id": p.id, "vector": blob} for p, blob in zip(passages, blobs, strict=True)])


def _passage_row(passage: Passage, position: int) -> dict[str, Any]:
    place = {"start": passage.start, "end": passage.end, "heading": passage.heading, "page": passage.page}
    return {"id": passage.id, "document_id": passage.document_id, "position": position, **place}


def _remove(connection: sa.Connection, document_id: str, version: int) -> None:
    count = sa.select(sa.func.count()).select_from(_passages).where(_passages.c.document_id == document_id)
    connection.execute(
        _removals.insert(), {"version": version, "document_id": document_id, "passages": connection.execute(count).scalar_one()}
    )
    connection.execute(_documents.delete().where(_documents.c.id == document_id))


def _set(connection: sa.Connection, key: str, value: str) -> None:
    connection.execute(_meta.update().where(_meta.c.key == key).values(value=value))
