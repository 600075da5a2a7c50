"""The catalog: whole documents in one transaction, texts as slices, and a clear word when its file is not what it was."""

from __future__ import annotations

import sqlite3
import string
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.catalog import Catalog, Content
from assistant.errors import InputError, StorageError
from assistant.types import Document, Passage


def content(name: str, *texts: str, source: str = "") -> Content:
    document = Document(name, name.title(), source or f"{name}.txt", "".join(texts), f"sha-{name}", (0, 3), date(2025, 3, 1))
    starts = [sum(map(len, texts[:n])) for n in range(len(texts))]
    passages = [
        Passage(f"{name}:{n}", name, at, at + len(text), text, "Heading", 1 + n)
        for n, (at, text) in enumerate(zip(starts, texts, strict=True))
    ]
    return Content(document, passages, np.eye(len(texts), 4, dtype=np.float32))


def test_what_was_written_is_read_back_the_same_after_reopening(tmp_path: Path) -> None:
    written = content("a", "Ünïcode 🙂 first. ", "Second.")
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.write(written, loaders=1)
    catalog.close()
    again = Catalog(tmp_path / "catalog.db", must_exist=True)
    assert again.documents() == [written.document]
    assert again.passages_of("a") == list(written.passages)
    assert again.passages(["a:1", "gone:0", "a:0"]) == [written.passages[1], written.passages[0]]
    assert np.array_equal(again.content("a").vectors, written.vectors)
    assert np.array_equal(again.vectors(["a:1", "gone:0"])["a:1"], written.vectors[1])
    again.close()


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40), min_size=1, max_size=5))
def test_every_passage_is_the_exact_slice_of_its_document(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    with closing(Catalog(tmp_path_factory.mktemp("slices") / "catalog.db")) as catalog:
        catalog.write(content("a", *texts), loaders=1)
        document = catalog.document("a")
        passages = catalog.passages([f"a:{n}" for n in range(len(texts))])
        assert [passage.text for passage in passages] == texts
        assert all(passage.text == document.text[passage.start : passage.end] for passage in passages)


def test_a_text_is_stored_once(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        catalog.write(content("a", *(f"{letter * 10_000}. " for letter in string.ascii_lowercase)), loaders=1)
    assert (tmp_path / "catalog.db").stat().st_size < 1.5 * 26 * 10_000


def test_replacing_takes_the_old_passages_out_in_the_same_transaction(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        catalog.write(content("old", "One. ", "Two."), loaders=1)
        catalog.write(content("new", "Three.", source="old.txt"), loaders=1, instead_of="old")
        assert [document.id for document in catalog.documents()] == ["new"]
        assert catalog.passages(["old:0", "old:1"]) == []
        assert catalog.passage_count() == 1
        assert catalog.level.version == 2


def test_a_change_that_fails_halfway_leaves_nothing_behind(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        catalog.write(content("a", "One."), loaders=1)
        before = catalog.level
        broken = content("b", "Two. ", "Three.")
        twice = Content(broken.document, [broken.passages[0], broken.passages[0]], broken.vectors)
        with pytest.raises(StorageError, match="Nothing was changed"):
            catalog.write(twice, loaders=1, instead_of="a")
        assert [document.id for document in catalog.documents()] == ["a"]
        assert catalog.level == before
        assert catalog.changes_since(before.version) == ([], [])


def test_text_that_no_encoding_can_hold_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "catalog.db")) as catalog, pytest.raises(StorageError):
        catalog.write(content("a", "half a pair \ud83d"), loaders=1)
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        assert catalog.document_count() == 0


def test_the_changes_since_a_version_bring_a_copy_level(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        catalog.write(content("a", "One. ", "Two."), loaders=1)
        catalog.write(content("b", "Three."), loaders=1)
        catalog.remove("a")
        catalog.write(content("a", "One. ", "Two."), loaders=2)
        assert catalog.changes_since(2) == (["a:0", "a:1"], [("a", 4)])
        assert catalog.changes_since(0).written == [("b", 2), ("a", 4)]
        catalog.forget_removals()
        assert catalog.changes_since(2).removed == []


def test_documents_are_found_by_source_and_by_bytes(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        catalog.write(content("a", "One. ", "Two."), loaders=3)
        (entry,) = catalog.entries(source="a.txt", sha256="other")
        assert (entry.id, entry.loaders, entry.passages) == ("a", 3, 2)
        assert catalog.entries(source="other", sha256="sha-a") == [entry]
        assert catalog.entries(source="other", sha256="other") == []


def test_new_passages_for_all_documents_make_it_another_catalog(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        catalog.write(content("a", "One. ", "Two."), loaders=1)
        before = catalog.level
        catalog.rewrite([content("a", "One. Two.")], "other settings")
        assert catalog.level.catalog != before.catalog
        assert catalog.fingerprint == "other settings"
        assert [passage.text for passage in catalog.passages_of("a")] == ["One. Two."]


def test_an_unknown_document_is_an_input_error(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        for call in (catalog.document, catalog.passages_of, catalog.remove):
            with pytest.raises(InputError, match="nope"):
                call("nope")


def full_catalog(path: Path) -> None:
    with closing(Catalog(path)) as catalog:
        for n in range(40):
            catalog.write(content(f"d{n}", *(f"Sentence {k} of {n}, which is rather long. " * 20 for k in range(3))), loaders=1)


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1])
def test_a_truncated_catalog_is_one_clear_error(tmp_path: Path, share: float) -> None:
    path = tmp_path / "catalog.db"
    full_catalog(path)
    with path.open("r+b") as file:
        file.truncate(int(path.stat().st_size * share))
    with pytest.raises(StorageError, match="backup"):
        Catalog(path, must_exist=True)


def test_a_catalog_with_zeroed_pages_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    full_catalog(path)
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(bytes(65_536))
    with pytest.raises(StorageError, match="backup"):
        Catalog(path, must_exist=True)


@pytest.mark.parametrize("bytes_", [b"this is no database at all, but a note that someone left here" * 100, bytes(10_000)])
def test_what_is_no_database_is_one_clear_error_and_stays_as_it_was(tmp_path: Path, bytes_: bytes) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(bytes_)
    with pytest.raises(StorageError):
        Catalog(path)
    assert path.read_bytes() == bytes_


def test_the_database_of_another_program_is_refused_and_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StorageError, match="another program"):
        Catalog(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("emptied", [True, False])
def test_a_missing_or_emptied_catalog_never_becomes_a_silent_empty_one(tmp_path: Path, emptied: bool) -> None:
    if emptied:
        (tmp_path / "catalog.db").touch()
    with pytest.raises(StorageError, match="missing or empty"):
        Catalog(tmp_path / "catalog.db", must_exist=True)


def test_a_catalog_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    full_catalog(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(StorageError, match="schema 99"):
        Catalog(path)


def test_two_documents_cannot_have_one_source(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        catalog.write(content("a", "One."), loaders=1)
        other = content("b", "Two.")
        with pytest.raises(StorageError):
            catalog.write(other._replace(document=replace(other.document, source="a.txt")), loaders=1)


def test_a_catalog_from_before_days_were_noted_is_taken_on_with_its_documents(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.write(content("a", "First."), loaders=1)
    catalog.close()
    with closing(sqlite3.connect(tmp_path / "catalog.db")) as file:
        file.execute("ALTER TABLE documents DROP COLUMN added")
        file.commit()
    again = Catalog(tmp_path / "catalog.db", must_exist=True)
    again.write(content("b", "Second."), loaders=1)
    assert [(one.id, one.added) for one in again.listed()] == [("a", None), ("b", date.today())]
    again.close()
