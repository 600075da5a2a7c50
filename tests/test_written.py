"""Questions written for the reader: each answer stands in its passage, and passages that are named only are found by their text."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.reader.written import FOLDER, key, written_questions

PASSAGE = "The mill closed in 1931. Its wheel was sold to a museum for £40."


def kept(folder: Path, **row: object) -> Path:
    (folder / "mills.jsonl").write_text(json.dumps({"passage": key(PASSAGE), **row}) + "\n")
    return folder


def test_a_passage_of_our_own_comes_with_its_text(tmp_path: Path) -> None:
    folder = kept(tmp_path, text=PASSAGE, yes=[["what did the museum hand over", "£40", "for £40"]], no=["Who sold the wheel?"])
    answered, open_ = written_questions([], folder)
    assert [PASSAGE[start : start + len(text)] for start, text in answered.answers] == ["£40", "for £40"]
    assert (answered.context, open_.context, open_.answers) == (PASSAGE, PASSAGE, ())


def test_a_passage_that_is_only_named_is_looked_for_in_the_training_data(tmp_path: Path) -> None:
    folder = kept(tmp_path, yes=[["When did the mill shut?", "1931"]], no=[])
    assert written_questions(["Something else."], folder) == []
    assert [question.context for question in written_questions(["Something else.", PASSAGE], folder)] == [PASSAGE]


def test_every_question_that_is_kept_is_answered_where_it_says() -> None:
    questions = written_questions([])
    assert len(questions) > 3000
    for question in questions:
        assert all(question.context[start : start + len(text)] == text for start, text in question.answers)


def test_no_passage_of_an_evaluation_set_is_among_those_that_are_trained_on() -> None:
    evaluated = [path.read_text(encoding="utf-8") for path in Path("eval/data").rglob("*.*") if path.suffix in {".md", ".txt", ".html"}]
    assert evaluated
    for context in {question.context for question in written_questions([])}:
        assert not any(sentence in text for text in evaluated for sentence in context.split(". ") if len(sentence) > 60)


def test_each_file_is_text_that_can_be_read_and_compared() -> None:
    for file in FOLDER.glob("*.jsonl"):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        assert len({row["passage"] for row in rows}) == len(rows)
