"""The index as a whole: what adding comes to, what is level with what, who may hold the folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant import chunking, indexing, loaders
from assistant.errors import FingerprintError, InputError, LockedError, StorageError
from assistant.indexing import Index
from assistant.types import Added, Listed
from tests.fakes import FakeEmbedder


def opened(folder: Path, embedder: FakeEmbedder | None = None, passage_pieces: int = 20) -> Index:
    return Index.open(folder / "data", embedder or FakeEmbedder(), passage_pieces=passage_pieces, max_bytes=10**6)


def file(folder: Path, name: str, text: str) -> tuple[Path, str]:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name, name


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with opened(tmp_path) as index:
        yield index


def found_words(index: Index, text: str) -> set[str]:
    return {i.split(":")[0] for i, _ in index.search_words(text, 1000)}


def found_vectors(index: Index) -> set[str]:
    return {i.split(":")[0] for i, _ in index.search_vectors(FakeEmbedder().encode(["anything"])[0], 1000)}


def test_an_added_document_is_found_by_both_searches_with_exact_slices(index: Index, tmp_path: Path) -> None:
    (added,) = index.add([file(tmp_path, "a.txt", "Alibaba committed $53 billion. It runs until 2028.\n\nRivers flow on.")])
    assert (added.status, added.message) == ("added", "")
    document = added.document
    assert document is not None
    assert added.passages == index.passage_count() == len(index.passages_of(document.id))
    ((best, _), *_) = index.search_words("How much did Alibaba commit?", 5)
    (passage,) = index.passages([best])
    assert passage.text == index.document(document.id).text[passage.start : passage.end]
    assert "$53 billion" in passage.text
    ((nearest, cosine),) = index.search_vectors(FakeEmbedder().encode([passage.text])[0], 1)
    assert nearest == best
    assert cosine == pytest.approx(1, abs=1e-4)


def test_adding_an_unchanged_file_costs_neither_reading_nor_encoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = FakeEmbedder()
    with opened(tmp_path, embedder) as index:
        first = index.add([file(tmp_path, "a.txt", "One text.")])[0]
        encoded = embedder.encoded
        monkeypatch.setattr(loaders, "load", None)
        second = index.add([(tmp_path / "a.txt", "a.txt")])[0]
    assert (second.status, second.document, second.passages) == ("unchanged", first.document, first.passages)
    assert embedder.encoded == encoded


def test_the_same_bytes_under_another_name_are_unchanged_and_name_the_document(index: Index, tmp_path: Path) -> None:
    _, again = index.add([file(tmp_path, "a.txt", "One text."), file(tmp_path, "b.txt", "One text.")])
    assert again.status == "unchanged"
    assert "a.txt" in again.message
    assert [document.source for document in index.documents()] == ["a.txt"]


def test_a_changed_file_replaces_its_old_passages(index: Index, tmp_path: Path) -> None:
    old = index.add([file(tmp_path, "a.txt", "Zebras graze.")])[0].document
    new = index.add([file(tmp_path, "a.txt", "Lions sleep.")])[0]
    assert new.status == "replaced"
    assert new.document is not None
    assert old is not None
    assert [document.id for document in index.documents()] == [new.document.id]
    assert found_words(index, "zebras") == set()
    assert found_words(index, "lions") == found_vectors(index) == {new.document.id}


def test_a_file_that_comes_to_say_what_another_says_loses_its_old_text(index: Index, tmp_path: Path) -> None:
    index.add([file(tmp_path, "a.txt", "Lions sleep."), file(tmp_path, "b.txt", "Zebras graze.")])
    (again,) = index.add([file(tmp_path, "b.txt", "Lions sleep.")])
    assert again.status == "replaced"
    assert "a.txt" in again.message
    assert found_words(index, "zebras") == set()
    assert [document.source for document in index.documents()] == ["a.txt"]


def test_a_file_that_cannot_be_read_is_rejected_with_a_reason_and_the_others_go_on(index: Index, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 cut off")
    paths = [
        file(tmp_path, "a.txt", "Text."),
        (tmp_path / "bad.pdf", "bad.pdf"),
        (tmp_path / "none.txt", "none.txt"),
        file(tmp_path, "z.txt", "More."),
    ]
    results = index.add(paths)
    assert [added.status for added in results] == ["added", "rejected", "rejected", "added"]
    assert all(added.message for added in results[1:3])
    assert [document.source for document in index.documents()] == ["a.txt", "z.txt"]


def test_a_rejected_new_version_leaves_the_old_one(index: Index, tmp_path: Path) -> None:
    index.add([file(tmp_path, "a.txt", "Zebras graze.")])
    (tmp_path / "a.txt").write_bytes(b"")
    assert index.add([(tmp_path / "a.txt", "a.txt")])[0].status == "rejected"
    assert len(found_words(index, "zebras")) == 1


def test_a_removed_document_is_found_by_no_search(index: Index, tmp_path: Path) -> None:
    kept, removed = (
        added.document for added in index.add([file(tmp_path, "a.txt", "Zebras graze."), file(tmp_path, "b.txt", "Zebras run.")])
    )
    assert kept is not None
    assert removed is not None
    gone = [passage.id for passage in index.passages_of(removed.id)]
    assert index.remove(removed.id) == removed
    assert found_words(index, "zebras") == found_vectors(index) == {kept.id}
    assert index.passages(gone) == []
    assert not index.vectors(gone).any()
    for call in (index.remove, index.document, index.passages_of):
        with pytest.raises(InputError):
            call(removed.id)


def test_progress_is_told_for_files_and_for_the_passages_of_a_long_one(index: Index, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    text = "\n\n".join(
        f"Paragraph {n} says something of its own, at some length, so that it fills a passage alone. " * 2 for n in range(30)
    )
    index.add([file(tmp_path, "long.txt", text)], lambda what, done, total: told.append((what, done, total)))
    encoding = [(done, total) for what, done, total in told if what == "encoding long.txt"]
    assert encoding[0][0] == 0
    assert encoding[-1] == (index.passage_count(), index.passage_count())
    assert len(encoding) > 3
    assert told[-1] == ("adding documents", 1, 1)


@pytest.mark.parametrize(
    "lost", [["chroma"], ["words"], ["chroma", "words"], ["chroma", "chroma.closed"], ["words.closed"], ["chroma.closed"]]
)
def test_what_is_derived_comes_back_without_encoding(tmp_path: Path, lost: list[str]) -> None:
    with opened(tmp_path) as index:
        index.add([file(tmp_path, f"{n}.txt", f"Zebra number {n} grazes.") for n in range(5)])
    for name in lost:
        path = tmp_path / "data" / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    embedder = FakeEmbedder()
    with opened(tmp_path, embedder) as index:
        assert embedder.encoded == 0
        assert found_words(index, "zebras") == found_vectors(index) == {document.id for document in index.documents()}


def test_indexes_that_are_behind_catch_up_without_encoding(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        first = index.add([file(tmp_path, "a.txt", "Zebras graze.")])[0].document
    for name in ("chroma", "words"):
        shutil.copytree(tmp_path / "data" / name, tmp_path / "old" / name)
    with opened(tmp_path) as index:
        assert first is not None
        index.remove(first.id)
        index.add([file(tmp_path, "b.txt", "Zebras run.")])
    for name in ("chroma", "words"):
        shutil.rmtree(tmp_path / "data" / name)
        shutil.copytree(tmp_path / "old" / name, tmp_path / "data" / name)
    embedder = FakeEmbedder()
    with opened(tmp_path, embedder) as index:
        (document,) = index.documents()
        assert found_words(index, "zebras") == found_vectors(index) == {document.id}
        assert embedder.encoded == 0


def test_a_lost_catalog_is_an_error_and_no_empty_start(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        index.add([file(tmp_path, "a.txt", "Zebras graze.")])
    (tmp_path / "data" / "catalog.db").unlink()
    with pytest.raises(StorageError, match="missing or empty"):
        opened(tmp_path)


def test_a_catalog_older_than_its_indexes_is_an_error(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        index.add([file(tmp_path, "a.txt", "Zebras graze.")])
    shutil.copy2(tmp_path / "data" / "catalog.db", tmp_path / "old.db")
    with opened(tmp_path) as index:
        index.add([file(tmp_path, "b.txt", "Zebras run.")])
    shutil.copy2(tmp_path / "old.db", tmp_path / "data" / "catalog.db")
    with pytest.raises(StorageError, match="older than"):
        opened(tmp_path)
    for name in ("chroma", "words"):
        shutil.rmtree(tmp_path / "data" / name)
    with opened(tmp_path) as index:
        assert [document.source for document in index.documents()] == ["a.txt"]


def test_other_settings_are_an_error_that_names_them_and_a_rebuild_cures_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path) as index:
        index.add([file(tmp_path, "a.txt", "Zebras graze on the plain. " * 20)])
        before = index.passage_count()
    with pytest.raises(FingerprintError, match="passage_pieces was 20, is 60"):
        opened(tmp_path, passage_pieces=60)
    with pytest.raises(FingerprintError, match="encoder was fake:1, is other:2"):
        opened(tmp_path, FakeEmbedder("other:2"))
    monkeypatch.setattr(chunking, "VERSION", 999)
    with pytest.raises(FingerprintError, match=r"chunking was .*, is 999"):
        opened(tmp_path)
    other = FakeEmbedder("other:2", dimension=16)
    Index.rebuild(tmp_path / "data", other, passage_pieces=60, max_bytes=10**6).close()
    with opened(tmp_path, other, passage_pieces=60) as index:
        assert 0 < index.passage_count() < before
        (document,) = index.documents()
        assert "".join(passage.text for passage in index.passages_of(document.id)) == document.text
        assert index.search_vectors(other.encode(["zebras"])[0], 5)
        assert found_words(index, "zebras") == {document.id}


def test_after_new_loaders_and_a_rebuild_a_file_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path) as index:
        index.add([file(tmp_path, "a.txt", "Zebras graze.")])
    monkeypatch.setattr(loaders, "VERSION", 999)
    with Index.rebuild(tmp_path / "data", FakeEmbedder(), passage_pieces=20, max_bytes=10**6) as index:
        assert index.add([(tmp_path / "a.txt", "a.txt")])[0].status == "replaced"
        assert index.add([(tmp_path / "a.txt", "a.txt")])[0].status == "unchanged"
        assert len(found_words(index, "zebras")) == len(found_vectors(index)) == 1


def test_an_empty_folder_takes_any_settings(tmp_path: Path) -> None:
    opened(tmp_path).close()
    opened(tmp_path, FakeEmbedder("other:2"), passage_pieces=50).close()


def test_a_full_disk_is_one_sentence_nothing_changes_and_reading_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path) as index:
        index.add([file(tmp_path, "a.txt", "Zebras graze.")])
        with monkeypatch.context() as full:
            full.setattr(indexing, "SPARE", 10**18)
            with pytest.raises(StorageError, match=r"nearly full.*b\.txt"):
                index.add([file(tmp_path, "b.txt", "Zebras run.")])
        assert [document.source for document in index.documents()] == ["a.txt"]
        assert len(found_words(index, "zebras")) == 1
        assert index.add([(tmp_path / "b.txt", "b.txt")])[0].status == "added"


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small file system")
def test_a_disk_that_really_fills_up_loses_nothing_and_is_usable_after_space_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "SPARE", -(10**9))  # without the check ahead, so that the databases meet the full disk themselves
    mount, umount = shutil.which("mount"), shutil.which("umount")
    (data := tmp_path / "data").mkdir()
    if (
        not mount
        or not umount
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=6m", "tmpfs", data], capture_output=True, check=False).returncode
    ):
        pytest.skip("no right to mount")
    added: list[Added] = []
    try:
        with opened(tmp_path) as index:
            files = (file(tmp_path, f"{n}.txt", f"Zebra{n} grazes. " * 400) for n in range(2_000))
            with pytest.raises(StorageError):
                added.extend(result for path in files for result in index.add([path]))
            sources = {document.source for document in index.documents()}
            assert {result.source for result in added} <= sources
            assert 0 < len(sources) <= len(added) + 1
        subprocess.run([mount, "-o", "remount,size=200m", data], check=True)
        with opened(tmp_path) as index:
            assert {document.source for document in index.documents()} == sources
            assert found_vectors(index) <= {document.id for document in index.documents()}
            index.add([file(tmp_path, "last.txt", "Lions sleep.")])
            assert len(found_words(index, "lions")) == 1
    finally:
        subprocess.run([umount, data], check=True)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    with pytest.raises(StorageError, match="ASSISTANT_DATA_DIR"):
        opened(tmp_path)


HOLDER = """
import sys, time
from pathlib import Path
from assistant.indexing import Index
from tests.fakes import FakeEmbedder
index = Index.open(Path(sys.argv[1]), FakeEmbedder(), passage_pieces=20, max_bytes=10**6)
print("open", flush=True)
time.sleep(600)
"""


def test_a_second_process_is_refused_by_name_and_starts_once_the_holder_was_killed(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path / "data"], stdout=subprocess.PIPE, env=environment) as holder:
        assert holder.stdout is not None
        try:
            assert holder.stdout.readline() == b"open\n"
            with pytest.raises(LockedError, match=f"in use by process {holder.pid} .*stop it"):
                opened(tmp_path)
        finally:
            holder.send_signal(signal.SIGKILL)
        holder.wait()
    opened(tmp_path).close()


def test_the_same_process_cannot_open_a_folder_twice(index: Index, tmp_path: Path) -> None:
    with pytest.raises(LockedError, match="this very process"):
        opened(tmp_path)
    assert index.documents() == []


def test_closing_twice_is_fine_and_lets_others_in(tmp_path: Path) -> None:
    index = opened(tmp_path)
    index.close()
    index.close()
    opened(tmp_path).close()


def test_eight_threads_that_add_search_and_remove_end_with_the_exact_set(index: Index, tmp_path: Path) -> None:
    problems: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for n in range(6):
                (added,) = index.add([file(tmp_path, f"{number}-{n}.txt", f"Zebra {number} {n} grazes. Text of {number}.")])
                for i, _ in [*index.search_words("zebra", 50), *index.search_vectors(np.ones(32, dtype=np.float32), 50)]:
                    index.passages([i])
                if n % 2 and added.document:
                    index.remove(added.document.id)
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert {document.source for document in index.documents()} == {f"{number}-{n}.txt" for number in range(8) for n in (0, 2, 4)}
    assert found_words(index, "zebra") == found_vectors(index) == {document.id for document in index.documents()}


def test_a_pasted_text_is_a_document_like_any_other(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        added = index.add_text("Zoo news", "Zebras graze.", "pasted/Zoo news")
        assert (added.status, added.document and added.document.title, added.document and added.document.text) == (
            "added",
            "Zoo news",
            "Zebras graze.",
        )
        assert index.add_text("Zoo news", "Zebras graze.", "pasted/Zoo news").status == "unchanged"
        assert index.add_text("Zoo news", "Lions sleep.", "pasted/Zoo news").status == "replaced"
        assert len(found_words(index, "lions")) == 1
        assert index.add_text("", " .. ", "pasted/x").message == "The text: has no text in it; add a file with words."


def test_a_removal_is_taken_back_without_encoding_anything(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    with opened(tmp_path, embedder) as index:
        document = index.add([file(tmp_path, "a.txt", "Zebras graze.")])[0].document
        assert document
        before = index.listed()
        index.remove(document.id)
        encoded = embedder.encoded
        assert index.restore(document.id) == document
        assert (index.listed(), embedder.encoded) == (before, encoded)
        assert found_words(index, "zebras") == found_vectors(index) == {document.id}
        with pytest.raises(InputError, match="no longer kept"):
            index.restore(document.id)


def test_a_removal_is_not_taken_back_over_what_came_in_its_place(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        document = index.add([file(tmp_path, "a.txt", "Zebras graze.")])[0].document
        assert document
        index.remove(document.id)
        index.add([file(tmp_path, "a.txt", "Lions sleep.")])
        with pytest.raises(InputError, match="Nothing was put back"):
            index.restore(document.id)
        assert len(found_words(index, "lions")) == 1


def test_the_list_shows_what_is_known_without_the_texts(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        document = index.add([file(tmp_path, "a.txt", "Zebras graze.")])[0].document
        assert document
        assert index.listed() == [Listed(document.id, document.title, "a.txt", 13, 0, 1, None, date.today())]
