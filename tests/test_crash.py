"""A kill at any moment leaves every document wholly in or wholly out, what was acknowledged in, and a folder that opens."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.indexing import Index
from tests.fakes import FakeEmbedder

Change = tuple[str, str, str]  # "add" or "remove", the path of the file, its source
State = dict[str, str]  # source -> text


class Mortal:
    """The process of tests/dying.py, given one task after another."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
        command = [sys.executable, "-m", "tests.dying"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def run(
        self, folder: Path, changes: list[Change], log: Path, *, after: float = 0, once_begun: bool = False, die_at: int = 0
    ) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        log.unlink(missing_ok=True)
        task = {"folder": str(folder), "changes": changes, "log": str(log), "after": after, "once_begun": once_begun, "die_at": die_at}
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        outcome: dict[str, Any] = json.loads(self._process.stdout.readline())
        return outcome

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def mortal() -> Iterator[Mortal]:
    process = Mortal()
    yield process
    process.close()


class Story:
    """Random changes of a few files, and what the catalog holds after each."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._random = random.Random(seed)  # noqa: S311
        self._files = 0

    def changes(self, state: State, count: int) -> list[tuple[Change, State]]:
        """Changes that are possible one after another from `state` on, each with the state it leads to."""
        story = []
        for _ in range(count):
            state = dict(state)
            if state and self._random.random() < 0.25:
                source = self._random.choice(sorted(state))
                del state[source]
                story.append((("remove", "", source), state))
            else:
                source = f"file{self._random.randrange(12)}.txt"
                path = self.file()
                state[source] = path.read_text(encoding="utf-8")
                story.append((("add", str(path), source), state))
        return story

    def file(self) -> Path:
        self._files += 1
        path = self._folder / f"version{self._files}.txt"
        paragraphs = [
            f"Report{self._files}x{n} says that {self._random.randrange(10**6)} ships left the port."
            for n in range(1, 1 + self._random.randrange(1, 9))
        ]
        path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
        return path


def opened(folder: Path, embedder: FakeEmbedder) -> Index:
    return Index.open(folder, embedder, passage_pieces=20, max_bytes=10**6)


def state_of(folder: Path) -> State:
    """What the folder holds, after checking that each document is whole and both searches show exactly these."""
    embedder = FakeEmbedder()
    with opened(folder, embedder) as index:
        assert embedder.encoded == 0, "opening must not encode anything"
        everything: set[str] = set()
        for document in index.documents():
            passages = index.passages_of(document.id)
            assert "".join(passage.text for passage in passages) == document.text
            assert np.allclose(index.vectors([p.id for p in passages]), embedder.encode([p.text for p in passages]), atol=1e-6)
            everything |= {passage.id for passage in passages}
            for passage in passages:
                word = passage.text.split()[0]
                assert passage.id in dict(index.search_words(word, 1000)), "the word search misses a passage"
                assert index.search_vectors(embedder.encode([passage.text])[0], 1)[0][1] == pytest.approx(1, abs=1e-4)
        assert index.passage_count() == len(everything)
        assert {i for i, _ in index.search_vectors(embedder.encode(["ships"])[0], 1000)} == everything
        assert {i for i, _ in index.search_words("ships", 1000)} == everything
        return {document.source: document.text for document in index.documents()}


def allowed(log: Path, before: State, story: list[tuple[Change, State]]) -> list[State]:
    """The states that a killed process may leave: after what it acknowledged, and after what it had begun."""
    states = [before, *(state for _, state in story)]
    lines = log.read_text().split("\n") if log.exists() else []
    begun, done = (sum(line.startswith(word) for line in lines) for word in ("begin", "done"))
    return states[done : begun + 1]


def killed_at_random(mortal: Mortal, tmp_path: Path, kills: int, seed: int) -> None:
    data, log, story = tmp_path / "data", tmp_path / "log", Story(tmp_path, seed)
    delays = random.Random(seed)  # noqa: S311
    state: State = {}
    acknowledged = 0
    for trial in range(kills):
        plan = story.changes(state, 200)
        outcome = mortal.run(data, [change for change, _ in plan], log, after=delays.uniform(0.01, 0.6), once_begun=bool(trial % 4))
        assert outcome["killed"], f"trial {trial} ended by itself: {outcome}"
        after = state_of(data)
        assert after in allowed(log, state, plan), f"trial {trial}"
        acknowledged += log.read_text().count("done") if log.exists() else 0
        state = after
    assert acknowledged > kills // 4, "the kills come too early for anything to be added"


def test_twenty_kills_at_random_moments_lose_nothing_and_leave_no_half_document(mortal: Mortal, tmp_path: Path) -> None:
    killed_at_random(mortal, tmp_path, kills=20, seed=1)


def killed_at_each_step(mortal: Mortal, tmp_path: Path, change: Change, before: State, after: State) -> int:
    """Kill at step 1, 2, … of one change to a copy of `tmp_path / "data"`, until it passes untouched. How many steps there were."""

    def trial(step: int) -> bool:
        folder, log = tmp_path / f"step{step}", tmp_path / f"log{step}"
        shutil.copytree(tmp_path / "data", folder)
        outcome = mortal.run(folder, [change], log, die_at=step)
        assert outcome["killed"] or outcome["code"] == 0, outcome
        trials.append(pool.submit(check, step, folder, killed=outcome["killed"]))
        return bool(outcome["killed"])

    def check(step: int, folder: Path, *, killed: bool) -> State:
        state = state_of(folder)
        assert state in ([before, after] if killed else [after]), f"step {step}"
        shutil.rmtree(folder)
        return state

    trials: list[Any] = []
    with ThreadPoolExecutor(2) as pool:
        step = 1
        while trial(step):
            step += 1
    states = [future.result() for future in trials]
    turn = states.index(after)
    assert states == [before] * turn + [after] * (len(states) - turn), "once committed, it stays committed"
    assert 0 < turn < len(states) - 1
    return step - 1


def test_a_kill_at_each_step_of_replacing_a_document_leaves_the_old_or_the_new_one(mortal: Mortal, tmp_path: Path) -> None:
    story = Story(tmp_path, 2)
    other, old, new = story.file(), story.file(), story.file()
    with opened(tmp_path / "data", FakeEmbedder()) as index:
        index.add([(other, "other.txt"), (old, "report.txt")])
    texts = {path: path.read_text(encoding="utf-8") for path in (other, old, new)}
    before, after = ({"other.txt": texts[other], "report.txt": texts[path]} for path in (old, new))
    steps = killed_at_each_step(mortal, tmp_path, ("add", str(new), "report.txt"), before, after)
    assert steps > 15, "the steps are not counted any more"


@pytest.mark.slow
def test_a_kill_at_each_step_of_adding_or_removing_a_document_leaves_it_wholly_in_or_out(mortal: Mortal, tmp_path: Path) -> None:
    story = Story(tmp_path, 3)
    other, new = story.file(), story.file()
    with opened(tmp_path / "data", FakeEmbedder()) as index:
        index.add([(other, "other.txt")])
    without = {"other.txt": other.read_text(encoding="utf-8")}
    both = {**without, "new.txt": new.read_text(encoding="utf-8")}
    killed_at_each_step(mortal, tmp_path, ("add", str(new), "new.txt"), without, both)
    with opened(tmp_path / "data", FakeEmbedder()) as index:
        index.add([(new, "new.txt")])
    killed_at_each_step(mortal, tmp_path, ("remove", "", "new.txt"), both, without)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(10, 20))
def test_many_kills_at_random_moments_lose_nothing(mortal: Mortal, tmp_path: Path, seed: int) -> None:
    killed_at_random(mortal, tmp_path, kills=40, seed=seed)
