"""The cases on the six articles of `eval/data/articles/`: a wrong one is worse than none."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from assistant import Answer, Citation, find_values
from assistant.loaders import load
from eval.cases import Case, read_cases
from eval.metrics import metrics
from eval.metrics._typed import present
from eval.metrics.typed_accuracy import VALUES

DATA = Path(__file__).parent.parent / "eval" / "data"
CASES = read_cases(DATA / "articles.jsonl")
CATEGORIES = VALUES | {
    *("entity", "list", "cause", "yes_no", "comparison", "follow_up", "injected"),
    *("unanswerable_near_miss", "false_premise"),
}


@cache
def article(name: str) -> str:
    return load(DATA / "articles" / name).text


def no_text(citation: Citation) -> str:
    raise LookupError(citation.source)


def by_id(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.id for case in cases])


def test_every_category_is_asked_of_several_articles() -> None:
    counts = Counter(case.category for case in CASES)
    assert counts.keys() == CATEGORIES
    assert min(counts.values()) >= 5
    assert all(len({case.document for case in CASES if case.category == category}) >= 4 for category in CATEGORIES)


def test_every_article_has_its_share_of_cases() -> None:
    counts = Counter(case.document for case in CASES)
    assert counts.keys() == {path.name for path in (DATA / "articles").iterdir()}
    assert all(count >= 22 for count in counts.values())
    assert all(600 <= len(article(name).split()) <= 1200 for name in counts)


def test_no_question_is_asked_twice() -> None:
    assert len({(case.question.casefold(), case.history) for case in CASES}) == len(CASES)


@by_id(CASES)
def test_evidence_is_a_slice_of_the_article_and_of_no_other(case: Case) -> None:
    names = {one.document for one in CASES}
    for evidence in case.evidence:
        assert {name for name in names if evidence in article(name)} == {case.document}


@by_id([case for case in CASES if case.answerable])
def test_an_answerable_case_has_evidence_and_every_right_answer_is_judged_right(case: Case) -> None:
    assert case.evidence
    for gold in case.answers:
        found = metrics()["typed_accuracy"](case, Answer("q", "q", "answered", gold, "", 0.9, ()), no_text)
        assert found is not None
        assert found.value == 1, found.why


@by_id([case for case in CASES if case.category in VALUES and "computed" not in case.notes])
def test_a_right_value_stands_in_each_piece_of_evidence(case: Case) -> None:
    right = [value for answer in case.answers for value in find_values(answer)]
    for evidence in case.evidence:
        assert any(present(value, right) for value in find_values(evidence)) or any(answer in evidence for answer in case.answers)


@by_id([case for case in CASES if case.items])
def test_the_items_of_a_list_stand_in_the_evidence(case: Case) -> None:
    assert all(item in " ".join(" ".join(case.evidence).split()) for item in case.items)


def test_an_unanswerable_case_says_why_and_a_false_premise_is_refuted() -> None:
    for case in CASES:
        if not case.answerable:
            assert "xpected: abstain" in case.notes
        if case.category == "false_premise":
            assert not case.answerable
            assert case.evidence
