"""The reader: offsets that fit, weights that are checked, spans that answer; its scores by the official formulas."""

from __future__ import annotations

import hashlib
import json
import lzma
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save

from assistant.embedding import base_folder
from assistant.errors import ModelError
from assistant.reader.calibration import Calibration, needed_probability
from assistant.reader.features import MAX_PIECES, OVERLAP, Features, Window
from assistant.reader.model import WEIGHTS, SpanReader, batches_by_length, load_model
from assistant.reader.scoring import exact_match, score, token_f1
from assistant.reader.train import HELD_OUT_ARTICLES, SOURCES

PASSAGE = "Acme Corp. was founded in 1987 by Jane Doe. In 2021 it spent $2.5 billion on research and employed 1,200 engineers in Oslo."


@pytest.fixture(scope="module")
def features() -> Features:
    return Features(base_folder())


@pytest.fixture(scope="module")
def reader() -> SpanReader:
    return SpanReader.open()


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


def rewrite(card: Path, **changes: object) -> None:
    card.write_text(json.dumps(json.loads(card.read_text()) | changes))


def refill(folder: Path, tensors: dict[str, torch.Tensor]) -> None:
    """Other tensors under the right sha256."""
    data = save(tensors)
    (folder / "model.safetensors").write_bytes(data)
    rewrite(folder / "weights.json", sha256=hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / "model.safetensors").unlink(), "cannot be read"),
        (lambda folder: (folder / "weights.json").write_text("{}"), "cannot be read"),
        (lambda folder: rewrite(folder / "weights.json", calibration={"middle": 1}, pooled=None), "cannot be read"),
        (lambda folder: rewrite(folder / "weights.json", threshold=None), "cannot be read"),
        (lambda folder: (folder / "model.safetensors").write_bytes(b"\0" * 100), "damaged"),
        (lambda folder: rewrite(folder / "weights.json", sha256="0" * 64), "damaged"),
        (lambda folder: refill(folder, {"qa_outputs.weight": torch.zeros(2, 5)}), "do not fit"),
        (lambda folder: refill(folder, {"bert.encoder.layer.0.output.dense.bias": torch.zeros(384)}), "holds no span heads"),
        (lambda folder: refill(folder, {"qa_outputs.weight": torch.zeros(2, 384), "foreign": torch.zeros(1)}), "holds foreign"),
    ],
)
def test_missing_or_damaged_weights_are_one_clear_error(tmp_path: Path, harm: object, said: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    harm(folder)  # type: ignore[operator]
    with pytest.raises(ModelError, match=said) as caught:
        SpanReader.open(weights=folder)
    assert str(folder) in str(caught.value)


def test_a_better_score_is_a_better_chance(reader: SpanReader) -> None:
    for curve in (reader.calibration, reader.pooled):
        assert 0 <= curve.probability(-5000) < curve.probability(0) < curve.probability(8) < curve.probability(50) <= 1


@given(st.floats(-3, 3), st.floats(0.3, 2))
@settings(max_examples=20, deadline=None)
def test_a_curve_is_found_again_from_the_outcomes_that_it_foretells(middle: float, slope: float) -> None:
    curve = Calibration(middle, slope)
    scores = [middle + (i - 50) / 10 / slope for i in range(101) for _ in range(100)]
    right = [repeat < round(100 * curve.probability(scores[100 * i])) for i in range(101) for repeat in range(100)]
    fitted = Calibration.fit(scores, right)
    assert fitted.middle == pytest.approx(middle, abs=0.1)
    assert fitted.slope == pytest.approx(slope, rel=0.05)


@pytest.mark.parametrize(("cost", "needed"), [(0, 0), (1, 0.5), (3, 0.75)])
def test_an_answer_needs_the_more_confidence_the_more_an_error_costs(cost: float, needed: float) -> None:
    assert needed_probability(cost) == needed


def test_reading_costs_little_more_than_the_bare_encoder(reader: SpanReader, features: Features) -> None:
    """Ten passages of a hundred pieces in at most 1.2 times the encoder's own forward pass over the same batch."""
    text = read_document(Path("corpus")).replace("\n", " ")
    pieces = features.windows("", [text], 10**6)[0][0].spans
    passages = [text[pieces[100 * i][0] : pieces[100 * i + 99][1]] for i in range(10)]
    question = "How much has Alibaba committed to AI and cloud computing?"
    batch = features.batch([window for windows in features.windows(question, passages) for window in windows])
    encoder = load_model(base_folder()).eval().bert
    inputs = {"input_ids": batch.ids, "token_type_ids": batch.types, "attention_mask": batch.attention}
    tensors = {name: torch.from_numpy(array) for name, array in inputs.items()}

    def bare() -> None:
        with torch.inference_mode():
            encoder(**tensors)

    bare()
    reader.read(question, passages)
    pairs = [(timed(lambda: reader.read(question, passages)), timed(bare)) for _ in range(9)]
    assert median(ours / theirs for ours, theirs in pairs) <= 1.2


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def read_document(folder: Path) -> str:
    return max((path.read_text() for path in folder.iterdir()), key=len)


@pytest.mark.slow
def test_training_runs_end_to_end_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """On a 1 % sample of made-up articles in the files that training takes: weights that load, a log, a checkpoint."""
    write_training_files(tmp_path / "data")
    command = [sys.executable, "-m", "assistant.reader.train", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "run")]
    options = ["--pieces", "400", "--validate-every", "2", "--save-every", "2", "--sample", "0.5"]
    subprocess.run([*command, *options, "--steps", "2"], check=True, capture_output=True)
    assert SpanReader.open(weights=tmp_path / "run").read("Who?", [PASSAGE])[0]
    subprocess.run([*command, *options, "--steps", "4"], check=True, capture_output=True)
    steps = [json.loads(line)["step"] for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert steps == [2, 4]
    pool = [sys.executable, "-m", "assistant.reader.pool", str(tmp_path / "run"), str(WEIGHTS), "--data", str(tmp_path / "data")]
    shown = subprocess.run([*pool, "--out", str(tmp_path / "pooled")], check=True, capture_output=True, text=True).stdout
    assert "average" in shown
    assert SpanReader.open(weights=tmp_path / "pooled").read("Who?", [PASSAGE])[0]


def write_training_files(folder: Path) -> None:
    """Every file of the mixture, each with articles of our own: what is asked for, who did it, and one question without an answer."""
    folder.mkdir()
    for name in SOURCES:
        articles = []
        for i in range(12):
            context = (
                f"{PASSAGE} Its branch in town {i} opened in {1990 + i} and sells {i + 2},000 lamps a year. The mayor of it is Mr. Reed."
            )
            pairs = [("Who founded Acme?", "Jane Doe"), ("When did the branch open?", str(1990 + i)), ("Who is the mayor?", "Mr. Reed")]
            qas = [
                {"id": f"{i}-{k}", "question": question, "is_impossible": False}
                | {"answers": [{"text": answer, "answer_start": context.index(answer)}]}
                for k, (question, answer) in enumerate(pairs)
            ]
            qas.append({"id": f"{i}-none", "question": "Who sings in town?", "is_impossible": True, "answers": []})
            articles.append(
                {
                    "title": [*sorted(HELD_OUT_ARTICLES), f"Town {i}"][min(i, len(HELD_OUT_ARTICLES))],
                    "paragraphs": [{"context": context, "qas": qas}],
                }
            )
        (folder / name).write_bytes(lzma.compress(json.dumps({"data": articles}).encode()))


@pytest.mark.parametrize(
    ("predicted", "gold", "em", "word_f1"),
    [("the Cat!", "cat", 1, 1), ("", "", 1, 1), ("", "cat", 0, 0), ("a big cat", "big dog", 0, 0.5), ("no", "yes", 0, 0)],
)
def test_scores_follow_the_official_formulas(predicted: str, gold: str, em: float, word_f1: float) -> None:
    assert (exact_match(predicted, gold), token_f1(predicted, gold)) == (em, word_f1)


def test_the_best_threshold_refuses_what_has_no_answer() -> None:
    result = score([("cat", 5.0, ["cat"]), ("dog", 3.0, ["dog"]), ("cow", -1.0, []), ("hen", 1.0, [])])
    assert (result.f1, result.no_answer, result.forced_f1, result.threshold) == (100, 100, 100, 3.0)
