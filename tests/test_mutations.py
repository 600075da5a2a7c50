"""Right answers with one thing made wrong: verification shows none of them as they are, and all of the right ones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant import checking
from assistant.config import Settings
from assistant.types import Answer, Check, Claim, Document, Draft, Passage
from assistant.verification import Evidence, verify
from eval.__main__ import app
from eval.errors import CasesError
from eval.mutations import DEFAULT, Right, measure, mutants, read_rights
from eval.mutators import MUTATORS

RIGHTS = [right for path in DEFAULT for right in read_rights(path)]
QUOTES = "\n\n".join(dict.fromkeys(right.quote for right in RIGHTS))


class OneDocument:
    """An assistant that checks answers against one document, with the real rules and without an index."""

    def __init__(self, text: str) -> None:
        self.document = Document("d", "Quotes", "quotes.txt", text, "0")

    def check(self, answer: Answer) -> Check:
        return checking.check(answer, lambda _: self.document)

    def verified(self, right: Right) -> Answer:
        """What an engine's draft of this answer is shown as, to a question that takes nothing for granted."""
        (citation,) = right.answer(self.document).citations
        evidence = Evidence([Passage("d:0", "d", citation.start, citation.end, citation.quote)], {"d": self.document})
        question = f"What is said of {max(re.findall('[a-z]+', right.quote), key=len)}?"
        return verify(question, question, Draft(right.short, (Claim(right.text, (citation,)),), 1.0), evidence, 0.0)


def progress(_what: str, _done: int, _total: int) -> None: ...


@pytest.fixture(scope="module")
def assistant() -> OneDocument:
    return OneDocument(QUOTES)


def test_of_200_right_answers_none_is_rejected_and_of_their_mutants_99_percent_are_caught(assistant: OneDocument) -> None:
    result = measure(RIGHTS, assistant, assistant.document, 1, progress)
    assert result.rights >= 200
    assert all(result.made[kind, "text"] >= 10 for kind in MUTATORS)
    assert result.rejected == ()
    assert result.figures["caught"] >= 0.99, result.missed


def test_no_draft_of_a_right_answer_is_refused_and_no_mutant_is_shown_as_drafted(assistant: OneDocument) -> None:
    shown = [right for right in RIGHTS if (answer := assistant.verified(right)).short == right.short and answer.text == f"{right.text} [1]"]
    refused = [right for right in RIGHTS if right not in shown]
    assert refused == []
    made = [mutant for right in RIGHTS[::3] for mutant in mutants(right, 2)]
    missed = [mutant for mutant in made if _shows(assistant.verified(mutant.wrong), mutant.wrong)]
    assert len(missed) <= 0.01 * len(made), missed


def _shows(answer: Answer, drafted: Right) -> bool:
    return answer.short == drafted.short and answer.text == f"{drafted.text} [1]"


RIGHT = Right(
    "Sales fell by over 10% to $53 million in 2024, before rising again to three records.",
    "over 10%",
    "Sales fell by over 10% to $53 million in 2024, before rising again to three records.",
)


@pytest.mark.parametrize(
    ("kind", "text", "wrong"),
    [
        ("digit", "10%", {f"{n}0%" for n in range(2, 10)} | {f"1{n}%" for n in range(1, 10)}),
        ("year", "in 2024", {f"in {year}" for year in (2015, 2022, 2023, 2025, 2026, 2033)}),
        ("scale", "$53 million", {"$53 thousand", "$53 billion", "$53 trillion"}),
        ("currency", "$53", {"€53", "£53", "₹53"}),
        ("currency", "53 million euros", {f"53 million {name}" for name in ("dollars", "yuan", "rupees")}),
        ("sign", "-$5 million", {"$5 million"}),
        ("sign", "10%", {"-10%"}),
        ("turned qualifier", "Over 10%", {"Under 10%"}),
        ("turned qualifier", "before 1874", {"after 1874"}),
        ("lost qualifier", "by more than 10%", {"by 10%"}),
        ("gained qualifier", "of 10%", {f"of {words} 10%" for words in ("over", "under", "at least", "up to")}),
        ("direction", "Sales fell", {"Sales rose"}),
    ],
)
def test_a_mutator_changes_one_thing(kind: str, text: str, wrong: set[str]) -> None:
    assert {MUTATORS[kind](text, Random(seed)) for seed in range(200)} == wrong  # noqa: S311


@pytest.mark.parametrize("kind", MUTATORS)
def test_a_mutator_leaves_a_text_alone_that_has_no_such_thing(kind: str) -> None:
    assert MUTATORS[kind]("Nobody knows.", Random(1)) is None  # noqa: S311


def test_mutants_are_the_same_for_the_same_seed_and_never_say_what_the_quote_says_elsewhere() -> None:
    assert list(mutants(RIGHT, 1)) == list(mutants(RIGHT, 1)) != list(mutants(RIGHT, 2))
    twice = Right("It grew from 1 to 2.", "1", "It grew from 1 to 2.")
    assert all(mutant.wrong.short != "2" for seed in range(50) for mutant in mutants(twice, seed))


def test_what_verification_lets_through_is_listed() -> None:
    class Trusting(OneDocument):
        def check(self, _: Answer) -> Check:
            return Check((), ())

    result = measure([RIGHT], Trusting(RIGHT.quote), OneDocument(RIGHT.quote).document, 1, progress)
    assert (result.figures["caught"], len(result.missed)) == (0, result.made.total())
    forged = Right(RIGHT.quote, "$99 million", RIGHT.text)
    rejected = measure([forged], assistant := OneDocument(RIGHT.quote), assistant.document, 1, progress)
    assert rejected.figures == {"kept": 0, "caught": 0}
    assert "$99 million" in rejected.to_dict()["rejected"][0]["why"]


def test_each_sentence_of_a_text_with_a_value_is_a_right_answer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Nothing is said here today. The bridge of Norwick cost over $5 million. It was built long ago.\n")
    (right,) = read_rights(tmp_path / "a.txt")
    assert (right.short, right.text) == ("over $5 million", "The bridge of Norwick cost over $5 million.")


@pytest.mark.parametrize(("name", "text"), [("a.jsonl", '{"quote": "x"}'), ("a.jsonl", ""), ("a.txt", "No value.")])
def test_a_file_without_right_answers_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(CasesError, match=name):
        read_rights(tmp_path / name)


class Opened(OneDocument):
    """As `Assistant.open` for the command: keeps the text of the one file that is added."""

    def __init__(self, settings: Settings, **_: object) -> None:  # noqa: ARG002
        super().__init__("")

    def add(self, path: Path) -> None:
        super().__init__(path.read_text())

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None: ...

    def documents(self) -> Sequence[Document]:
        return [self.document]


@pytest.fixture
def run() -> Callable[..., Any]:
    return lambda *arguments: CliRunner().invoke(app, ["mutations", *map(str, arguments)], obj=Opened)


def test_the_command_shows_and_saves_what_was_caught(run: Callable[..., Any], tmp_path: Path) -> None:
    rights = tmp_path / "rights.jsonl"
    rights.write_text(json.dumps({"quote": RIGHT.quote, "short": RIGHT.short}) + "\n")
    result = run(rights, "--out", tmp_path / "out.json")
    assert result.exit_code == 0, result.output
    assert "1 right answers" in result.stdout
    saved = json.loads((tmp_path / "out.json").read_text())
    assert (saved["right_answers"], saved["figures"], saved["not_caught"]) == (1, {"kept": 1.0, "caught": 1.0}, [])
    rights.write_text(json.dumps({"quote": RIGHT.quote, "short": "$99 million"}) + "\n")
    result = run(rights)
    assert result.exit_code == 1
    assert "kept is 0.000" in result.stdout
