"""The vector index: nearest first, level noted, and a torn folder found out before it can do harm."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from assistant import vectors
from assistant.folder import Level, Seal
from assistant.vectors import VectorIndex, survives_opening

Matrix = npt.NDArray[np.float32]


def unit_vectors(count: int, seed: int = 0) -> Matrix:
    rows = np.random.default_rng(seed).normal(size=(count, 32)).astype(np.float32)
    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def ids(count: int) -> list[str]:
    return [f"d:{n}" for n in range(count)]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[VectorIndex]:
    index = VectorIndex(tmp_path / "chroma")
    yield index
    index.close()


def filled(folder: Path, count: int) -> None:
    index = VectorIndex(folder)
    index.write([], ids(count), unit_vectors(count), Level("c", 1))
    index.close()


def test_search_gives_cosines_best_first_as_an_exact_comparison_would(index: VectorIndex) -> None:
    rows = unit_vectors(2_000)
    index.write([], ids(2_000), rows, Level("c", 1))
    for query in unit_vectors(20, seed=1):
        exact = rows @ query
        found = index.search(query, 50)
        assert [i for i, _ in found] == [f"d:{n}" for n in np.argsort(-exact)[:50]]
        assert np.allclose([score for _, score in found], np.sort(exact)[::-1][:50], atol=1e-5)


def test_an_empty_index_and_a_limit_above_its_size_are_fine(index: VectorIndex) -> None:
    assert index.search(unit_vectors(1)[0], 10) == []
    index.write([], ids(3), unit_vectors(3), Level("c", 1))
    assert len(index.search(unit_vectors(1)[0], 10)) == 3
    assert index.search(unit_vectors(1)[0], 0) == []


def test_writing_an_id_again_replaces_its_vector_and_removed_ids_are_gone(index: VectorIndex) -> None:
    first, second = unit_vectors(3), unit_vectors(3, seed=5)
    index.write([], ids(3), first, Level("c", 1))
    index.write(["d:2", "absent:0"], ids(2), second[:2], Level("c", 2))
    assert index.count() == 2
    ((nearest, cosine),) = index.search(second[1], 1)
    assert nearest == "d:1"
    assert cosine == pytest.approx(1, abs=1e-5)
    assert {i for i, _ in index.search(first[2], 10)} == {"d:0", "d:1"}


def test_more_than_one_batch_of_the_database_goes_in_and_out(index: VectorIndex) -> None:
    count = 6_000
    index.write([], ids(count), unit_vectors(count), Level("c", 1))
    assert index.count() == count
    index.write(ids(count)[1:], [], unit_vectors(0), Level("c", 2))
    assert index.count() == 1


def test_level_and_vectors_are_kept_over_closing(tmp_path: Path) -> None:
    filled(tmp_path / "chroma", 10)
    again = VectorIndex(tmp_path / "chroma")
    assert (again.level, again.count()) == (Level("c", 1), 10)
    assert len(again.search(unit_vectors(1)[0], 5)) == 5
    again.close()


def test_nothing_but_the_queue_is_ever_written_so_there_is_no_graph_to_tear(tmp_path: Path) -> None:
    filled(tmp_path / "chroma", 3_000)
    graphs = sum(path.stat().st_size for path in (tmp_path / "chroma").glob("*/*.bin"))
    assert graphs < 3_000 * 32 * 4


def test_a_folder_closed_in_order_is_opened_without_a_child_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path / "chroma", 10)
    asked: list[Path] = []

    def asking(folder: Path) -> bool:
        asked.append(folder)
        return survives_opening(folder)

    monkeypatch.setattr(vectors, "survives_opening", asking)
    VectorIndex(tmp_path / "chroma").close()
    assert not asked
    (tmp_path / "chroma.closed").unlink()  # what a kill leaves behind
    VectorIndex(tmp_path / "chroma").close()
    assert asked


def test_the_seal_is_off_while_the_index_is_open(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path / "chroma")
    assert not Seal(tmp_path / "chroma").is_on()
    index.close()
    assert Seal(tmp_path / "chroma").is_on()


def test_a_sound_folder_passes_the_child(tmp_path: Path) -> None:
    filled(tmp_path / "chroma", 1_500)
    assert survives_opening(tmp_path / "chroma")


def damage(folder: Path, seed: int) -> None:
    """Cut, zero, scramble or delete one of the files, as a torn write would."""
    chance = random.Random(seed)  # noqa: S311
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    path = folder / "chroma.sqlite3" if seed % 2 else chance.choice(files)
    size = path.stat().st_size
    with path.open("r+b") as file:
        match seed % 4:
            case 0 | 1:
                file.truncate(chance.randrange(size))
            case 2:
                file.seek(chance.randrange(size))
                file.write(chance.randbytes(min(size, 65_536)))
            case _:
                file.write(bytes(min(size, 65_536)))


@pytest.mark.parametrize("seed", range(8))
def test_a_torn_folder_opens_either_whole_or_anew(tmp_path: Path, seed: int) -> None:
    filled(tmp_path / "chroma", 1_500)
    damage(tmp_path / "chroma", seed)
    index = VectorIndex(tmp_path / "chroma")
    assert (index.level, index.count()) in [(None, 0), (Level("c", 1), 1_500)]
    rows = unit_vectors(1_500)
    index.write([], ids(1_500), rows, Level("c", 2))
    assert [index.search(row, 1)[0][0] for row in rows[::100]] == ids(1_500)[::100]
    index.close()


def test_a_folder_whose_files_were_deleted_is_begun_anew(tmp_path: Path) -> None:
    filled(tmp_path / "chroma", 10)
    (tmp_path / "chroma" / "chroma.sqlite3").unlink()
    index = VectorIndex(tmp_path / "chroma")
    assert (index.level, index.count()) == (None, 0)
    index.close()


def test_an_index_that_was_rewritten_many_times_over_says_so(index: VectorIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "WORN_FROM", 50)
    for version in range(1, 10):
        index.write(ids(10), ids(10), unit_vectors(10), Level("c", version))
    assert index.worn
    index.clear()
    assert not index.worn
    assert index.level is None
