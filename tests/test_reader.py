"""The reader: offsets that fit, weights that are checked, spans that answer; its scores by the official formulas."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.embedding import base_folder
from assistant.errors import ModelError
from assistant.reader.features import MAX_PIECES, OVERLAP, Features, Window
from assistant.reader.model import WEIGHTS, SpanReader, batches_by_length
from assistant.reader.scoring import exact, f1, score

PASSAGE = "Acme Corp. was founded in 1987 by Jane Doe. In 2021 it spent $2.5 billion on research and employed 1,200 engineers in Oslo."


@pytest.fixture(scope="module")
def features() -> Features:
    return Features(base_folder())


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    return SpanReader(base_folder())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=3000))
def test_every_piece_of_a_passage_is_in_some_window_at_its_offsets(features: Features, question: str, passage: str) -> None:
    (windows,) = features.windows(question, [passage])
    assert all(len(window) <= MAX_PIECES for window in windows)
    assert all(0 <= start <= end <= len(passage) for window in windows for start, end in window.spans)
    starts = [span for window in windows for span in window.spans]
    assert sorted(set(starts)) == sorted(set(Features(base_folder()).windows("", [passage], 10**6)[0][0].spans))


def test_windows_of_a_long_passage_overlap(features: Features) -> None:
    (windows,) = features.windows("Who?", ["word " * 1000])
    assert len(windows) > 1
    assert all(set(one.spans[-OVERLAP:]) & set(other.spans) for one, other in pairwise(windows))


@given(st.lists(st.integers(3, 300), min_size=1, max_size=60))
def test_batches_hold_every_window_once_and_keep_to_the_limit(lengths: list[int]) -> None:
    windows = [Window(tuple(range(length)), 1, ()) for length in lengths]
    groups = batches_by_length(windows, 512)
    assert sorted(id(window) for group in groups for window in group) == sorted(map(id, windows))
    assert all(len(group) == 1 or len(group) * max(map(len, group)) <= 512 for group in groups)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who founded Acme?", "Jane Doe"),
        ("How much did Acme spend on research?", "$2.5 billion"),
        ("When was Acme founded?", "1987"),
        ("How many engineers did it employ?", "1,200"),
    ],
)
def test_the_best_span_answers(reader: SpanReader, question: str, answer: str) -> None:
    (best, *_), _ = reader.read(question, [PASSAGE, "Nothing of the kind is said here."])
    assert PASSAGE[best.start : best.end] == answer


def test_a_passage_that_does_not_answer_scores_lower_than_one_that_does(reader: SpanReader) -> None:
    (answering, *_), (silent, *_) = reader.read("Who founded Acme?", [PASSAGE, "Oslo lies at a fjord and has many parks."])
    assert answering.score > 0 > silent.score


def test_a_passage_without_words_has_no_span(reader: SpanReader) -> None:
    assert reader.read("Who?", ["", " \n"]) == [[], []]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / "model.safetensors").unlink(), "cannot be read"),
        (lambda folder: (folder / "weights.json").write_text("{}"), "cannot be read"),
        (lambda folder: (folder / "model.safetensors").write_bytes(b"\0" * 100), "damaged"),
        (lambda folder: (folder / "weights.json").write_text(json.dumps({"sha256": "0" * 64})), "damaged"),
    ],
)
def test_missing_or_damaged_weights_are_one_clear_error(tmp_path: Path, harm: object, said: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    harm(folder)  # type: ignore[operator]
    with pytest.raises(ModelError, match=said) as caught:
        SpanReader(base_folder(), folder)
    assert str(folder) in str(caught.value)


@pytest.mark.parametrize(
    ("predicted", "gold", "em", "word_f1"),
    [("the Cat!", "cat", 1, 1), ("", "", 1, 1), ("", "cat", 0, 0), ("a big cat", "big dog", 0, 0.5), ("no", "yes", 0, 0)],
)
def test_scores_follow_the_official_formulas(predicted: str, gold: str, em: float, word_f1: float) -> None:
    assert (exact(predicted, gold), f1(predicted, gold)) == (em, word_f1)


def test_the_best_threshold_refuses_what_has_no_answer() -> None:
    result = score([("cat", 5.0, ["cat"]), ("dog", 3.0, ["dog"]), ("cow", -1.0, []), ("hen", 1.0, [])])
    assert (result.f1, result.no_answer, result.forced_f1, result.threshold) == (100, 100, 100, 3.0)
