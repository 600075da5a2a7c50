"""Claims are made of annotated texts as told, and the copying server writes right sentences and wrong ones, each known for what it is."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from assistant import Answer
from eval import claims, drafts, wordings
from eval.cases import Case
from eval.errors import CasesError

CONTEXT = (
    "In 1901, the mill of Norwick burnt down (twice). Anna Berg restored it for 5 million crowns. The last miller there was Karl Lund."
)
CHANCE = Random(1)  # noqa: S311  (a sample, no secret)
GOLD = "In 1901, the mill of Norwick burnt down (twice)."


def written(path: Path, paragraph: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"data": [{"title": "Mill", "paragraphs": [{"context": CONTEXT, **paragraph}]}]}))
    return path


def test_a_marked_sentence_is_retold_rightly_and_wrongly(tmp_path: Path) -> None:
    borders = [0, len(GOLD) + 1, CONTEXT.index("The last"), len(CONTEXT)]
    spans = list(pairwise(borders))
    path = written(tmp_path / "sections.json", {"sentences": spans, "qas": [{"gold_sentences": [0]}]})
    made = {pair.kind: pair for pair in claims.from_sections(path, CHANCE)}
    assert made["left out"].claim == "In 1901, the mill of Norwick burnt down."
    assert made["moved"].claim == "The mill of Norwick burnt down (twice) in 1901."
    assert made["copied"].right
    assert not made["mutated year"].right
    assert "1901" not in made["mutated year"].claim
    assert not made["another sentence"].right


def test_a_question_for_a_subject_becomes_its_answer_and_a_wrong_one(tmp_path: Path) -> None:
    rows = [
        {"question": "Who restored the mill of Norwick?", "answers": [{"text": "Anna Berg"}]},
        {"question": "Why?", "answers": [{"text": "x"}]},
    ]
    right, wrong = claims.from_questions(written(tmp_path / "q.json", {"qas": rows}), CHANCE)
    assert (right.claim, right.right) == ("Anna Berg restored the mill of Norwick.", True)
    assert CONTEXT[slice(*right.span)].startswith("Anna Berg restored it")
    assert (wrong.kind, wrong.right) == ("wrong answer", False)


def test_a_file_without_marked_sentences_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(CasesError, match="no sections"):
        list(claims.from_sections(written(tmp_path / "x.json", {"qas": []}), CHANCE))


def test_figures_count_what_is_kept_of_each_kind() -> None:
    pairs = [claims.Pair("moved", f"c{n}", CONTEXT, (0, 5), True) for n in range(4)]
    pairs += [claims.Pair("merged", f"w{n}", CONTEXT, (0, 5), False) for n in range(2)]
    judged = [wordings.Judged(pair, p) for pair, p in zip(pairs, (0.9, 0.9, 0.9, 0.1, 0.9, 0.0), strict=True)]
    found = wordings.figures(judged, 0.5)
    assert (found["moved"]["kept"], found["merged"]["kept"]) == (0.75, 0.5)
    assert (found["all"]["precision"], found["all"]["recall"]) == (0.75, 0.75)


PROMPT = (
    '<passage n="1" title="a">\n# Mills\n- The mill of Norwick\nburnt down in 1901.\n- It was rebuilt.\n</passage>\n\n'
    '<passage n="2" title="b">\nNobody minded.\n</passage>\n\n<question>When?</question>'
)


def test_the_copying_server_writes_the_gold_sentence_one_that_errs_and_one_cited_wrongly() -> None:
    case = Case("1", "When?", "date", ("1901",), ("burnt down in 1901",))
    copier = drafts.Copying("", case=case)
    draft = copier.draft(PROMPT)
    right, changed, misplaced = copier.written
    assert (right.text, right.number, right.right) == ("The mill of Norwick burnt down in 1901", 1, True)
    assert changed.text != right.text
    assert (misplaced.text, misplaced.number) == (right.text, 2)
    assert draft.startswith("The mill of Norwick burnt down in 1901 [1].")
    assert drafts.Copying("", case=Case("2", "Why?", "date", ())).draft(PROMPT) == drafts.NO_ANSWER
    answer = Answer("When?", "When?", "answered", "1901", "The mill of Norwick burnt down in 1901. [1]", 0.9, engine="generative")
    found = drafts.figures([drafts.Kept(case, tuple(copier.written), answer)])
    assert (found["precision"], found["recall"], found["wrong_shown"], found["drafts_used"]) == (1, 1, 0, 1)
