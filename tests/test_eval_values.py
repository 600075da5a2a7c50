"""The measure of value finding, on hand-made sentences: what is right, missed, wrong or no longer there, and samples that hold no text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from eval import sampling, values
from eval.__main__ import app
from eval.errors import CasesError
from tests.test_eval import MemoryAssistant, evaluate, squad, write_rows

TEXT = "It cost $5 million  in 2020, they said. No value stands in this sentence. About 30 people came in three days.\n\nThe end of it all."


def row(file: str, sentence: str, *places: tuple[int, int, str, str], draw: int = 1) -> dict[str, Any]:
    start = sampling.spaced(TEXT).index(sentence)
    span = next(span for span in sampling.draw(sentence, 1, 0))
    return {"file": file, "draw": draw, "start": start, "end": start + len(sentence), "sha256": span.sha256, "values": places}


COST = row("a.txt", "It cost $5 million in 2020, they said.", (8, 18, "amount", "5000000 USD"), (22, 26, "date", "2020"))
PEOPLE = row("a.txt", "About 30 people came in three days.", (6, 15, "count", "30 people"), (24, 34, "duration", "3 day"), draw=2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(TEXT)
    return tmp_path


def run(folder: Path, *rows: dict[str, Any]) -> Any:
    sample, bounds = write_rows(folder / "sample.jsonl", *rows), folder / "bounds.toml"
    bounds.write_text("[values.precision]\nat_least = 0.97\n")  # how fast these few sentences are read says nothing
    options = ("--data", folder, "--sample", sample, "--out", folder / "report.json", "--thresholds", bounds)
    return evaluate(MemoryAssistant(), "values", *options)


def test_all_found_is_one_and_one_wrong_kind_counts_against_both(folder: Path) -> None:
    assert run(folder, COST, PEOPLE).exit_code == 0
    figures = json.loads((folder / "report.json").read_text())["figures"]
    assert figures["all"]["precision"] == figures["all"]["recall"] == 1
    assert figures["a.txt"]["values"] == 4
    wrong = PEOPLE | {"values": [(6, 15, "number", "30"), (24, 34, "duration", "3 day")]}
    result = run(folder, COST, wrong)
    assert result.exit_code == 1
    assert "a.txt missed: number 30 (30 people)" in result.stdout
    assert "a.txt wrong: count 30 people (30 people)" in result.stdout
    assert "missed: draw 2: precision is 0.500, must be >= 0.97" in result.stdout


def test_a_sentence_that_moved_is_found_and_one_that_changed_is_counted_as_lost(folder: Path) -> None:
    (folder / "texts" / "a.txt").write_text("A new beginning.\n" + TEXT.replace("30", "31"))
    result = run(folder, COST, PEOPLE)
    assert "1 of the sample are not in the files" in result.stdout
    assert json.loads((folder / "report.json").read_text())["figures"]["all"] | {"seconds_per_megabyte": 0} == {
        **{"precision": 1, "recall": 1, "values": 2, "seconds_per_megabyte": 0}
    }


def test_nothing_judged_fails(folder: Path) -> None:
    (folder / "texts" / "a.txt").write_text("Another text.")
    assert run(folder, COST).exit_code == 1


def test_paragraphs_of_a_squad_style_file_are_one_text(folder: Path) -> None:
    asked = [{"question": "How much?", "answers": [{"text": "$5 million"}]}]
    squad(folder / "texts" / "b.json.xz", ("First.", asked), (TEXT, asked))
    assert run(folder, COST | {"file": "b.json.xz"}).exit_code == 0


def test_what_cannot_be_used_is_wrong_usage(folder: Path) -> None:
    assert "holds no c.txt" in run(folder, COST | {"file": "c.txt"}).stderr
    assert "line 1: no annotated sentence" in run(folder, {"file": "a.txt"}).stderr
    assert CliRunner().invoke(app, ["values"]).exit_code == 2
    with pytest.raises(CasesError, match="cannot be read"):
        values.read_sample(folder / "none.jsonl")


def test_drawn_sentences_are_rows_to_annotate(folder: Path) -> None:
    arguments = ("draw", "a.txt", "--data", folder, "--count", 5)
    drawn = [json.loads(line) for line in evaluate(MemoryAssistant(), *arguments).stdout.splitlines()]
    assert [one["text"] for one in drawn] == ["It cost $5 million in 2020, they said.", "About 30 people came in three days."][: len(drawn)]
    assert drawn == [json.loads(line) for line in evaluate(MemoryAssistant(), *arguments).stdout.splitlines()]
    assert run(folder, *({**one, "draw": 1, "values": COST["values"]} for one in drawn[:1])).exit_code == 0


@given(st.lists(st.text(), max_size=4).map("\n".join), st.integers(1, 9), st.integers(0, 9))
def test_a_drawn_sentence_is_found_again(text: str, count: int, seed: int) -> None:
    text = f"In 2020 it cost $5 million, and more. {text}. It took 30 days in all.\n{text}"
    plain = sampling.spaced(text)
    for span in sampling.draw(text, count, seed):
        assert sampling.sentence(plain, span) == plain[span.start : span.end]


def test_the_shipped_sample_is_large_enough_and_holds_no_text() -> None:
    sample = values.read_sample()
    counts = {draw: sum(len(one.values) for one in sample if one.draw == draw) for draw in (1, 2)}
    assert counts[1] >= 200
    assert counts[2] >= 100
    assert all(
        set(json.loads(line)) == {"file", "draw", "start", "end", "sha256", "values"} for line in values.SAMPLE.read_text().splitlines()
    )
