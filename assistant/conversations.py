"""Conversations as people keep them: their turns with the whole answers, ratings, and which documents they ask.

One SQLite file beside the catalog, which can be deleted without losing a document. An answer is kept as the JSON that every door shows, so
that it reads the same years later. Everything belongs to an owner, a secret that only its browser or user knows; what belongs to another
is as if it were not there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import sqlalchemy as sa

from assistant.errors import ClosedError, InputError, StorageError
from assistant.types import Answer

Rating = Literal["like", "dislike", ""]

_LONGEST_TITLE = 120
_LONGEST_COMMENT = 4000

_tables = sa.MetaData()
_conversations = sa.Table(
    "conversations",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("owner", sa.String, nullable=False, index=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("documents", sa.JSON, nullable=False),  # ids of those it asks; empty for all
    sa.Column("changed", sa.DateTime, nullable=False),  # UTC
)
_turns = sa.Table(
    "turns",
    _tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.JSON, nullable=False),
    sa.Column("asked", sa.DateTime, nullable=False),
    sa.Column("rating", sa.String, nullable=False, server_default=""),
    sa.Column("comment", sa.Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,  # the number of a turn that was dropped is not given again
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a list shows of a conversation; no `documents` stands for all."""

    id: str
    title: str
    documents: tuple[str, ...]
    changed: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question with the JSON of its answer, and what its reader thought of it."""

    id: int
    question: str
    answer: Mapping[str, Any]
    rating: Rating = ""
    comment: str = ""


class Conversations:
    """The conversations of all owners. Thread-safe. Raises InputError for one that its owner does not have."""

    def __init__(self, path: Path | None) -> None:
        """Open `path`, or make it; without one all is kept in memory. Raises StorageError when it is damaged."""
        self._path = path or "memory"
        self._closed = False
        where: dict[str, Any] = {} if path else {"poolclass": sa.StaticPool}
        file = f"/{path.absolute()}" if path else ""
        self._engine = sa.create_engine(f"sqlite+pysqlite://{file}", connect_args={"check_same_thread": False}, **where)
        sa.event.listen(self._engine, "connect", _configure)
        with self._using() as connection:
            _tables.create_all(connection)

    def all(self, owner: str, search: str = "", limit: int = 200) -> list[Conversation]:
        """Those of `owner`, the last used first; with `search` those with all of its words in the title, the questions or answers."""
        query = _of(owner)
        for word in search.split()[:10]:
            places = (_turns.c.question, *(_turns.c.answer[part].as_string() for part in ("short", "text", "reason")))
            told = sa.or_(*(place.icontains(word, autoescape=True) for place in places))
            somewhere = sa.exists().where(_turns.c.conversation_id == _conversations.c.id, told)
            query = query.where(_conversations.c.title.icontains(word, autoescape=True) | somewhere)
        with self._using() as connection:
            rows = connection.execute(query.order_by(_conversations.c.changed.desc()).limit(limit)).all()
        return [_conversation(row) for row in rows]

    def start(self, owner: str, title: str, documents: Collection[str] = ()) -> str:
        """The id of a new conversation."""
        new = {"id": uuid4().hex, "owner": owner, "title": _titled(title), "documents": list(documents), "changed": _now()}
        with self._using() as connection:
            connection.execute(_conversations.insert(), new)
        return str(new["id"])

    def keep(self, owner: str, conversation: str, answer: Answer) -> int:
        """Add a turn at the end; returns its number."""
        with self._using() as connection:
            _require(connection, owner, conversation)
            row = {"conversation_id": conversation, "question": answer.question, "answer": answer.to_dict(), "asked": _now()}
            number = connection.execute(_turns.insert(), row).inserted_primary_key
            _change(connection, conversation, changed=_now())
        assert number is not None  # noqa: S101 - what an insert of one row gives
        return int(number[0])

    def turns(self, owner: str, conversation: str) -> list[KeptTurn]:
        """Its turns, oldest first."""
        with self._using() as connection:
            _require(connection, owner, conversation)
            rows = connection.execute(sa.select(_turns).where(_turns.c.conversation_id == conversation).order_by(_turns.c.id)).all()
        return [KeptTurn(row.id, row.question, row.answer, row.rating, row.comment) for row in rows]

    def drop(self, owner: str, conversation: str, first: int) -> None:
        """Take the turn `first` and all that came after it out."""
        with self._using() as connection:
            _require(connection, owner, conversation)
            connection.execute(_turns.delete().where(_turns.c.conversation_id == conversation, _turns.c.id >= first))

    def rate(self, owner: str, conversation: str, turn: int, rating: Rating, comment: str = "") -> None:
        """What its reader thinks of an answer, instead of what was thought before."""
        with self._using() as connection:
            _require(connection, owner, conversation)
            chosen = _turns.update().where(_turns.c.conversation_id == conversation, _turns.c.id == turn)
            connection.execute(chosen.values(rating=rating, comment=comment.strip()[:_LONGEST_COMMENT]))

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give it another title; an empty one changes nothing."""
        with self._using() as connection:
            _require(connection, owner, conversation)
            if title.strip():
                _change(connection, conversation, title=_titled(title))

    def choose(self, owner: str, conversation: str, documents: Collection[str]) -> None:
        """Which documents it asks from now on; none stands for all."""
        with self._using() as connection:
            _require(connection, owner, conversation)
            _change(connection, conversation, documents=list(documents))

    def one(self, owner: str, conversation: str) -> Conversation:
        """What a list shows of it."""
        with self._using() as connection:
            row = connection.execute(_of(owner).where(_conversations.c.id == conversation)).one_or_none()
        if row is None:
            raise InputError(_UNKNOWN)
        return _conversation(row)

    def delete(self, owner: str, conversation: str) -> None:
        """Forget it with all its turns."""
        with self._using() as connection:
            _require(connection, owner, conversation)
            connection.execute(_conversations.delete().where(_conversations.c.id == conversation))

    def to_dict(self, owner: str, conversation: str) -> dict[str, Any]:
        """All of it as JSON-ready values."""
        head = self.one(owner, conversation)
        turns = [{**turn.answer, "rating": turn.rating, "comment": turn.comment} for turn in self.turns(owner, conversation)]
        return {"title": head.title, "changed": head.changed.isoformat(), "documents": list(head.documents), "turns": turns}

    def to_markdown(self, owner: str, conversation: str) -> str:
        """All of it to read: questions as headings, answers with numbered citations below each."""
        parts = [f"# {_escaped(self.one(owner, conversation).title)}"]
        for turn in self.turns(owner, conversation):
            parts += [f"## {_escaped(turn.question)}", *_answer_markdown(turn.answer)]
            if turn.rating:
                parts.append(f"*{turn.rating}d*" + (f": {_escaped(turn.comment)}" if turn.comment else ""))
        return "\n\n".join(part for part in parts if part) + "\n"

    def close(self) -> None:
        """Close the file. Can be called again; everything else raises ClosedError from now on."""
        self._closed = True
        self._engine.dispose()

    @contextmanager
    def _using(self) -> Iterator[sa.Connection]:
        if self._closed:
            raise ClosedError
        try:
            with self._engine.begin() as connection:
                yield connection
        except (sa.exc.DBAPIError, sqlite3.Error, UnicodeEncodeError) as error:
            cause = str(getattr(error, "orig", None) or error)
            raise StorageError(f"The conversations in {self._path} cannot be used: {cause}. Mend or delete that file.") from error


_UNKNOWN = "There is no such conversation (any more). Begin a new one."


def _configure(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")


def _of(owner: str) -> sa.Select[Any]:
    counted = sa.select(sa.func.count()).where(_turns.c.conversation_id == _conversations.c.id).scalar_subquery()
    return sa.select(_conversations, counted.label("turns")).where(_conversations.c.owner == owner)


def _conversation(row: sa.Row[Any]) -> Conversation:
    return Conversation(row.id, row.title, tuple(row.documents), row.changed.replace(tzinfo=UTC), row.turns)


def _require(connection: sa.Connection, owner: str, conversation: str) -> None:
    known = sa.select(_conversations.c.id).where(_conversations.c.id == conversation, _conversations.c.owner == owner)
    if connection.execute(known).first() is None:
        raise InputError(_UNKNOWN)


def _change(connection: sa.Connection, conversation: str, **values: Any) -> None:
    connection.execute(_conversations.update().where(_conversations.c.id == conversation).values(**values))


def _titled(title: str) -> str:
    return " ".join(title.split())[:_LONGEST_TITLE] or "Untitled"


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _answer_markdown(answer: Mapping[str, Any]) -> Iterator[str]:
    if answer["standalone_question"].strip() != answer["question"].strip():
        yield f"*Understood as: {_escaped(answer['standalone_question'])}*"
    if answer["short"]:
        yield f"**{_escaped(answer['short'])}**"
    yield _escaped(answer["text"])
    yield _escaped(answer["reason"])
    yield "\n".join(_citation_markdown(citation) for citation in answer["citations"])


def _citation_markdown(citation: Mapping[str, Any]) -> str:
    page = f", page {citation['page']}" if citation["page"] else ""
    place = f"{citation['title']} ({citation['source']}{page}, characters {citation['start']}–{citation['end']})"
    return f"{citation['n']}. {_escaped(place)}: “{_escaped(citation['quote'])}”"


def _escaped(text: str) -> str:
    """`text` on one line, its signs of Markdown and HTML taken literally."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}<>#|~!$" else sign for sign in " ".join(text.split()))
