"""The evaluation of the reader and of confidence: official formulas, reliability, a curve fitted again."""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from math import exp
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant import Answer, SpanReader
from eval import calibration, confidence, reader
from eval.__main__ import app
from eval.calibration import Bin
from eval.errors import CasesError
from eval.reader import Reading
from eval.squad import Question, read_squad, spread

CONTEXT = "Acme was founded in 1987 by Jane Doe. In 2021 it spent $2.5 billion on research in Oslo."


def asked(text: str, *answers: str) -> Question:
    return Question(text, text, CONTEXT, "Acme", answers)


READINGS = [
    Reading(asked("a", "Jane Doe", "Doe"), "Jane Doe", 0.9, True),  # right and said
    Reading(asked("b", "1987"), "in 1987", 0.8, True),  # two thirds right and said
    Reading(asked("c", "Oslo"), "Oslo", 0.3, False),  # right, but not said
    Reading(asked("d"), "1987", 0.6, True),  # nothing answers, but something was said
    Reading(asked("e"), "Oslo", 0.1, False),  # nothing answers, nothing said
]


def test_figures_follow_the_official_formulas() -> None:
    found = reader.figures(READINGS)
    assert found["f1"] == pytest.approx((1 + 2 / 3 + 0 + 0 + 1) / 5)
    assert found["exact"] == pytest.approx((1 + 0 + 0 + 0 + 1) / 5)
    assert found["has_answer_f1"] == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert found["no_answer_f1"] == found["no_answer_exact"] == 0.5
    assert found["forced_f1"] == pytest.approx((1 + 2 / 3 + 1) / 3)
    assert found["forced_exact"] == pytest.approx(2 / 3)


def test_predictions_say_nothing_below_the_threshold_unless_forced() -> None:
    assert reader.predictions(READINGS, forced=False) == {"a": "Jane Doe", "b": "in 1987", "c": "", "d": "1987", "e": ""}
    assert reader.predictions(READINGS, forced=True)["e"] == "Oslo"


def test_answers_are_grouped_by_the_values_they_hold() -> None:
    assert {name: len(group) for name, group in reader.by_type(READINGS).items()} == {"words": 2, "date": 1}


def test_calibration_error_is_the_weighted_gap_between_said_and_right() -> None:
    bins = calibration.reliability([0.05, 0.95, 0.95, 0.95, 0.95, 1.0], [False, True, True, True, False, True])
    assert [(one.size, one.right) for one in bins] == [(1, 0), (5, 0.8)]
    assert calibration.calibration_error(bins) == pytest.approx((0.05 + 5 * (0.96 - 0.8)) / 6)
    assert calibration.calibration_error([Bin(3, 0.5, 0.5)]) == 0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_risk_at_full_coverage_is_the_share_of_wrong_answers(pairs: list[tuple[float, bool]]) -> None:
    points = calibration.risk_coverage([p for p, _ in pairs], [r for _, r in pairs])
    assert points[-1] == (1.0, sum(not r for _, r in pairs) / len(pairs))
    assert sum(one.size for one in calibration.reliability([p for p, _ in pairs], [r for _, r in pairs])) == len(pairs)
    assert 0 <= calibration.area_under(points) <= 1


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [("Who founded Acme?", ["Jane Doe"]), ("How much did Acme spend on research?", ["$2.5 billion"]), ("Who sings?", [])]
    qas = [
        {"id": str(i), "question": question, "is_impossible": not answers, "answers": [{"text": answer} for answer in answers]}
        for i, (question, answers) in enumerate(rows)
    ]
    path = tmp_path / "small.json.xz"
    path.write_bytes(lzma.compress(json.dumps({"data": [{"title": "Acme", "paragraphs": [{"context": CONTEXT, "qas": qas}]}]}).encode()))
    return path


def run(*arguments: object, obj: object = None) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], obj=obj)


def test_the_command_writes_predictions_a_report_and_plots(data: Path, tmp_path: Path) -> None:
    options = ("--out", tmp_path / "predictions.json", "--report", tmp_path / "report.json", "--plots", tmp_path / "plots", "--forced")
    result = run("reader", data, *options)
    assert result.exit_code == 0, result.output
    said = json.loads((tmp_path / "predictions.json").read_text())
    assert (said["0"], said["1"]) == ("Jane Doe", "$2.5 billion")
    assert said["2"], "forced means that something is said"
    assert json.loads((tmp_path / "report.json").read_text())["figures"]["forced_exact"] == 1
    assert {path.name for path in (tmp_path / "plots").iterdir()} == {"small-reliability.svg", "small-risk-coverage.svg"}
    assert "Expected calibration error" in result.stdout


def test_a_figure_below_its_threshold_fails(data: Path, tmp_path: Path) -> None:
    bounds = tmp_path / "thresholds.toml"
    bounds.write_text('["reader small".calibration_error]\nat_most = 0.0\n')
    result = run("reader", data, "--thresholds", bounds)
    assert result.exit_code == 1
    assert "missed: calibration_error" in result.stdout


def test_a_file_of_another_shape_is_wrong_usage(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text("[]")
    assert run("reader", path).exit_code == 2
    with pytest.raises(CasesError, match=r"rows\.json"):
        read_squad(path)


@given(st.integers(1, 50), st.integers(1, 60))
def test_a_limit_is_kept(size: int, limit: int) -> None:
    chosen = spread([asked(str(i)) for i in range(size)], limit)
    assert 0 < len(chosen) <= limit


class Sure:
    """Answers every question with the same words and with the confidence that the question names."""

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> Answer:  # noqa: ARG002
        verdict = "not_in_sources" if question == "silent" else "answered"
        return Answer(question, question, verdict, "Jane Doe", "", 0.5 if question == "silent" else float(question))  # type: ignore[arg-type]


def ignore(what: str, done: int, total: int) -> None: ...


def test_outcomes_are_those_of_answers_that_were_given() -> None:
    questions = [asked("0.9", "Jane Doe"), asked("0.4", "Jill"), asked("0.2"), asked("silent", "Jane Doe")]
    outcomes = confidence.ask_about(Sure(), questions, [], ignore)
    assert [(one.confidence, one.right) for one in outcomes] == [(0.9, True), (0.4, False), (0.2, False)]


def test_fitting_makes_the_curve_foretell_what_happened(tmp_path: Path) -> None:
    """Answers said to be right with the shipped curve, but right as often as another one has it: fitting finds that one."""
    shipped = SpanReader.open().pooled
    wanted = type(shipped)(shipped.middle + 1, shipped.slope * 2)
    scores = [wanted.middle + (i - 30) / (11 * wanted.slope) for i in range(61) for _ in range(50)]
    outcomes = [
        confidence.Outcome(shipped.probability(score), i % 50 < 50 / (1 + exp(-wanted.slope * (score - wanted.middle))))
        for i, score in enumerate(scores)
    ]
    weights = tmp_path / "weights.json"
    weights.write_text('{"sha256": "x"}')
    confidence.fit(outcomes, weights)
    fitted = json.loads(weights.read_text())
    assert fitted["sha256"] == "x"
    assert (fitted["pooled"]["middle"] - wanted.middle) * wanted.slope == pytest.approx(0, abs=0.08)  # in log-odds
    assert fitted["pooled"]["slope"] == pytest.approx(wanted.slope, rel=0.1)


def test_one_outcome_fits_no_curve(tmp_path: Path) -> None:
    with pytest.raises(CasesError, match="both right and wrong"):
        confidence.fit([confidence.Outcome(0.5, True)], tmp_path / "weights.json")


@pytest.mark.slow
def test_calibration_asks_over_a_corpus_of_the_paragraphs(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("calibration", data, "--out", tmp_path / "report.json", "--thresholds", write(tmp_path / "none.toml", ""))
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "report.json").read_text())["answers"] >= 2


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path
