"""Suggestions are made in the background, kept on disk, and only those that are answered are offered."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from assistant.suggestions import Suggestion, Suggestions, nearest
from assistant.types import Answer, Document, Listed
from tests.fake_assistant import document_of, fake

STEEL = document_of("The firm Acme commits $5 million to clean steel.\nThe mill in Ostby was opened in 1911.\n", "steel.txt")
SILENT = document_of("Nothing is stated here.\n", "silent.txt")


class Library:
    """Documents, and how often they were asked."""

    def __init__(self, *documents: Document) -> None:
        self.documents = {document.id: document for document in documents}
        self.asked: list[str] = []
        self.gate = Event()
        self.gate.set()

    def listed(self) -> list[Listed]:
        return [Listed(one.id, one.title, one.source, len(one.text), 0, 1) for one in self.documents.values()]

    def document(self, document_id: str) -> Document:
        return self.documents[document_id]

    def ask(self, question: str) -> Answer:
        self.gate.wait(10)
        self.asked.append(question)
        return fake(*self.documents.values()).ask(question)

    def suggestions(self, folder: Path) -> Suggestions:
        return Suggestions(folder / "suggestions.json", self.listed, self.document, self.ask)


def test_only_what_is_answered_with_what_it_was_made_of_is_kept(tmp_path: Path) -> None:
    library = Library(STEEL, SILENT)
    made = library.suggestions(tmp_path)
    assert [one.question for one in made.now(wait=True)] == [
        "When was the mill in Ostby opened?",
        "How much does the firm Acme commit to clean steel?",
    ]
    assert all(one.document_id == STEEL.id for one in made.now())
    made.close()


def test_nobody_waits_while_they_are_made(tmp_path: Path) -> None:
    library = Library(STEEL)
    library.gate.clear()
    made = library.suggestions(tmp_path)
    assert made.now() == []
    library.gate.set()
    assert made.now(wait=True) != []
    made.close()


def test_they_are_made_once_for_the_same_documents_and_anew_for_others(tmp_path: Path) -> None:
    library = Library(STEEL)
    first = library.suggestions(tmp_path)
    made = first.now(wait=True)
    first.close()
    count = len(library.asked)
    again = library.suggestions(tmp_path)
    assert (again.now(), len(library.asked)) == (made, count)
    other = document_of("The lock of Ostby was finished in 1950.\n", "lock.txt")
    library.documents[other.id] = other
    assert made[0] in again.now()
    assert other.id in {one.document_id for one in again.now(wait=True)}
    library.documents.pop(STEEL.id)
    assert {one.document_id for one in again.now()} == {other.id}
    again.close()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"key": "x", "questions": [{}]}', '{"key": "x", "questions": 7}'])
def test_a_file_that_is_not_whole_is_made_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "suggestions.json").write_text(content)
    made = Library(STEEL).suggestions(tmp_path)
    assert len(made.now(wait=True)) == 2
    made.close()


def test_those_most_like_a_question_come_first() -> None:
    known = [Suggestion("When was the mill opened?", "a"), Suggestion("How much is the steel market worth?", "b")]
    assert nearest(known, "Who owns the steel market?", ())[0].document_id == "b"
    assert nearest(known, "Who owns the steel market?", ["a"]) == known[:1]
