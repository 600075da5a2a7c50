"""The command line, on a small assistant that lives in memory: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant import checking, jsonl
from assistant.cli import Doors, app
from assistant.config import Settings
from assistant.differences import comparisons
from assistant.errors import InputError, LockedError, QuestionError
from assistant.facts import Order, Wanted, facts_of, in_order
from assistant.terminal import answer_text, shown
from assistant.types import Added, Answer, Check, CheckedValue, Citation, Comparison, Document, Fact, Value

ARTICLE = "Alibaba commits $53 billion to AI. Eddie Wu is its CEO."


def document(source: str, text: str, pages: tuple[int, ...] = ()) -> Document:
    digest = sha256(text.encode()).hexdigest()
    return Document(digest[:16], source.split(".")[0].title(), source, text, digest, pages)


class MemoryAssistant:
    """Answers with the sentence that shares a word with the question; adds text files, and rejects every other file."""

    def __init__(self, *documents: Document) -> None:
        self.kept = {one.id: one for one in documents}
        self.asked: list[tuple[str, list[tuple[str, str]]]] = []
        self.as_of: list[date | None] = []

    def open(self, settings: Settings, *, progress: Callable[[str, int, int], None], rebuild: bool = False) -> MemoryAssistant:
        progress(f"{'Rebuilding' if rebuild else 'Indexing'} {settings.corpus_dir}", 1, 1)
        return self

    def __enter__(self) -> MemoryAssistant:
        return self

    def __exit__(self, *error: object) -> None: ...

    def ask(self, question: str, history: Sequence[tuple[str, str]] = (), *, as_of: date | None = None) -> Answer:
        self.asked.append((question, list(history)))
        self.as_of.append(as_of)
        if len(question) > 60:
            raise QuestionError("The question is too long; shorten it.")
        for one in self.kept.values():
            for sentence in one.text.split(". "):
                if set(question.lower().strip("?").split()) & set(sentence.lower().split()):
                    start = one.text.index(sentence)
                    citation = Citation.of(one, start, start + len(sentence))
                    return Answer(question, question, "answered", sentence.split()[2], f"{sentence}. [1]", 0.9, (citation,))
        nearest = next((Citation.of(one, 0, 7) for one in self.kept.values()), None)
        return Answer(question, question, "not_in_sources", "", "", 0.1, reason="No passage says it.", nearest=nearest)

    def add(self, *paths: Path, progress: Callable[[str, int, int], None]) -> list[Added]:
        progress("Adding", len(paths), len(paths))
        return [self._add(path) for path in paths]

    def _add(self, path: Path) -> Added:
        if path.suffix != ".txt":
            return Added(path.name, "rejected", message=f"{path.name}: this is not a text; convert it first")
        added = document(path.name, path.read_text())
        self.kept[added.id] = added
        return Added(path.name, "added", added, passages=2)

    def documents(self) -> list[Document]:
        return sorted(self.kept.values(), key=lambda one: one.source)

    def remove(self, document_id: str) -> Document:
        return self.kept.pop(document_id)

    def facts(self, *, order: Order = "place", progress: Callable[[str, int, int], None], **chosen: Any) -> list[Fact]:
        progress("finding facts", 1, 1)
        found = [fact for one in self.documents() for fact in facts_of(one)]
        return in_order(filter(Wanted(chosen["kinds"], chosen["about"]), found), order)

    def comparisons(self, **chosen: Any) -> list[Comparison]:
        return comparisons(self.facts(**chosen))

    def check(self, answer: Answer) -> Check:
        return checking.check(answer, lambda citation: self.kept.get(citation.document_id))


@pytest.fixture
def assistant() -> MemoryAssistant:
    return MemoryAssistant(document("bet.txt", ARTICLE))


@pytest.fixture
def run(assistant: MemoryAssistant) -> Callable[..., Any]:
    def run(*arguments: object) -> Any:
        doors = Doors(assistant=assistant.open, server=lambda settings, **_: print("serving", settings.host, settings.port))  # type: ignore[arg-type]
        return CliRunner().invoke(app, [str(argument) for argument in arguments], obj=doors)

    return run


def test_rebuild_says_how_many_documents_it_rebuilt(run: Callable[..., Any]) -> None:
    result = run("rebuild")
    assert (result.exit_code, result.stdout) == (0, "rebuilt    1 documents\n")


def test_ask_shows_the_short_answer_first_then_the_sentence_and_its_numbered_citation(run: Callable[..., Any]) -> None:
    result = run("ask", "what is alibaba doing?")
    assert result.exit_code == 0
    assert result.stdout.split("\n\n") == [
        "$53",
        "Alibaba commits $53 billion to AI. [1]",
        "[1] Bet — bet.txt, characters 0–33\n    Alibaba commits $53 billion to AI\n",
    ]


def test_ask_names_the_page_of_a_citation_where_there_are_pages() -> None:
    citation = Citation.of(document("report.pdf", "one two", pages=(0, 4)), 4, 7)
    assert "report.pdf, page 2, characters 4–7" in answer_text(Answer("q", "q", "answered", "two", "two", 1, (citation,)))


def test_a_refusal_gives_the_reason_and_the_nearest_passage_and_is_no_failure(run: Callable[..., Any]) -> None:
    result = run("ask", "weather tomorrow?")
    assert result.exit_code == 0
    assert result.stdout.startswith("The documents do not say.\n\nNo passage says it.\n\nNearest passage: Bet — bet.txt")


def test_the_understood_question_a_note_and_values_without_proof_are_shown() -> None:
    unproved = CheckedValue(Value("amount", "$5", "5 USD"), None)
    text = answer_text(
        Answer("And until when?", "Until when does it run?", "conflicting", "", "2028 or 2029", 0.5, values=(unproved,), note="Too late.")
    )
    assert text.startswith("\x1b[1mThe documents disagree.")
    assert "Not proved by a citation: $5" in text
    assert "Understood as: Until when does it run?" in text
    assert "Too late." in text


def test_what_documents_say_cannot_steer_the_terminal() -> None:
    answer = Answer("q", "q", "answered", "\x1b[2Jgone", "\u202eback\x07", 1)
    assert "\x1b[2J" not in answer_text(answer)
    assert shown("a\x1b\u202e\x9bb\nc") == "a   b\nc"


def test_json_is_the_answer_as_every_door_gives_it(run: Callable[..., Any], assistant: MemoryAssistant) -> None:
    result = run("ask", "alibaba", "--json")
    assert json.loads(result.stdout) == assistant.ask("alibaba").to_dict()


def write_rows(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))
    return path


def test_batch_answers_each_row_with_its_history_under_its_id(run: Callable[..., Any], assistant: MemoryAssistant, tmp_path: Path) -> None:
    questions = write_rows(
        tmp_path / "q.jsonl",
        {"id": "a", "question": "alibaba"},
        "",
        {"id": 2, "question": "weather", "history": [["who?", "Eddie"]], "category": "other keys are passed over"},
    )
    result = run("batch", questions, "--out", tmp_path / "a.jsonl")
    assert result.exit_code == 0
    assert result.stdout == ""
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert [(row["id"], row["verdict"]) for row in rows] == [("a", "answered"), (2, "not_in_sources")]
    assert assistant.asked == [("alibaba", []), ("weather", [("who?", "Eddie")])]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{not json", "line 2: this is not JSON"),
        ([1], "line 2: expected a JSON object, found list"),
        ({"question": "no id"}, 'line 2: "id" must be'),
        ({"id": "b", "question": " "}, 'line 2: "question" must be'),
        ({"id": "b", "question": "q", "history": [["only a question"]]}, 'line 2: "history" must be'),
        ({"id": "a", "question": "q"}, "line 2: the id 'a' stands in line 1 already"),
        ({"id": "b", "question": "q" * 61}, "line 2: The question is too long"),
    ],
)
def test_batch_names_the_bad_line_and_leaves_the_old_answers_alone(
    run: Callable[..., Any], tmp_path: Path, row: object, problem: str
) -> None:
    out = write_rows(tmp_path / "a.jsonl", "old")
    result = run("batch", write_rows(tmp_path / "q.jsonl", {"id": "a", "question": "alibaba"}, row), "--out", out)
    assert result.exit_code == 1
    assert problem in result.stderr
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert out.read_text() == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "q.jsonl"]


def test_batch_says_when_the_answers_cannot_be_written(run: Callable[..., Any], assistant: MemoryAssistant, tmp_path: Path) -> None:
    result = run("batch", write_rows(tmp_path / "q.jsonl", {"id": 1, "question": "alibaba"}), "--out", tmp_path / "no" / "a.jsonl")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert assistant.asked == []


def test_a_rejected_file_is_listed_with_its_reason_while_the_others_are_in(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Good news.")
    (tmp_path / "bad.bin").write_bytes(b"\0")
    result = run("add", tmp_path / "bad.bin", tmp_path / "good.txt")
    assert result.exit_code == 1
    assert result.stdout == "rejected   bad.bin: this is not a text; convert it first\nadded      good.txt (2 passages)\n"
    assert result.stderr == "error: 1 of 2 files cannot be read; the reason stands beside each.\n"
    assert "good.txt" in run("list").stdout


def test_documents_are_removed_by_id_or_source_all_or_none(run: Callable[..., Any], assistant: MemoryAssistant) -> None:
    result = run("remove", "bet.txt", "other.txt")
    assert result.exit_code == 1
    assert "'other.txt'" in result.stderr
    assert len(assistant.kept) == 1
    assert run("remove", "bet.txt", next(iter(assistant.kept))).exit_code == 0
    empty = run("list")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "no documents yet" in empty.stderr


def test_list_as_json_describes_documents_without_their_text(run: Callable[..., Any]) -> None:
    (row,) = json.loads(run("list", "--json").stdout)
    assert (row["source"], row["title"], row["characters"], row["pages"]) == ("bet.txt", "Bet", len(ARTICLE), None)
    assert "text" not in row


def test_as_of_reaches_every_question(run: Callable[..., Any], assistant: MemoryAssistant, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": 1, "question": "What does Alibaba commit?"}\n')
    assert run("ask", "What does Alibaba commit?", "--as-of", "2026-01-31").exit_code == 0
    assert run("batch", tmp_path / "q.jsonl", "--out", tmp_path / "a.jsonl", "--as-of", "2025-12-31").exit_code == 0
    assert assistant.as_of == [date(2026, 1, 31), date(2025, 12, 31)]
    assert run("ask", "What?", "--as-of", "31 January").exit_code == 2


def test_facts_are_a_line_each_or_json_or_csv(run: Callable[..., Any]) -> None:
    assert run("facts").stdout == "$53 billion  Alibaba commits … to AI  (bet.txt, characters 16–27)\n"
    (row,) = json.loads(run("facts", "--json", "--kind", "amount").stdout)
    assert (row["measures"], row["citation"]["quote"]) == ("Alibaba commits … to AI", "Alibaba commits $53 billion to AI.")
    assert run("facts", "--csv", "--sort", "value").stdout.splitlines()[1].startswith("amount,$53 billion,53000000000 USD,53000000000,")
    assert run("facts", "--kind", "percent").stdout == ""


@pytest.mark.parametrize("arguments", [["--kind", "money"], ["--sort", "size"], ["--csv", "--json"]])
def test_facts_refuse_what_they_do_not_know(run: Callable[..., Any], arguments: list[str]) -> None:
    assert run("facts", *arguments).exit_code == 2


def test_disagreeing_facts_stand_side_by_side(run: Callable[..., Any], assistant: MemoryAssistant) -> None:
    for name, amount in (("a.txt", "$5 million"), ("b.txt", "$6 million"), ("c.txt", "$9 million")):
        one = document(name, f"Acme raised {amount} in {2023 if name == 'c.txt' else 2024}.")
        assistant.kept[one.id] = one
    assert run("facts", "--disagreeing", "--kind", "amount").stdout.splitlines() == [
        "differ",
        "  $5 million  Acme raised … in 2024  (a.txt, characters 12–22)",
        "  $6 million  Acme raised … in 2024  (b.txt, characters 12–22)",
    ]
    (group,) = json.loads(run("facts", "--compared", "--json", "--kind", "amount").stdout)
    assert (group["relation"], len(group["facts"])) == ("differ", 2)
    assert [line.split(",")[:2] for line in run("facts", "--disagreeing", "--csv", "--kind", "amount").stdout.splitlines()[1:]] == [
        ["1", "differ"],
        ["1", "differ"],
    ]


def test_check_lists_every_answer_and_fails_when_one_no_longer_holds(
    run: Callable[..., Any], assistant: MemoryAssistant, tmp_path: Path
) -> None:
    answer = assistant.ask("alibaba")
    answer = replace(answer, short="$53 billion")
    forged = replace(answer, citations=(replace(answer.citations[0], quote="Alibaba commits $99 billion to AI"),))
    moved = replace(answer, citations=(replace(answer.citations[0], start=7, end=40),))
    saved = write_rows(tmp_path / "a.jsonl", {"id": "a", **answer.to_dict()}, {"id": "b", **moved.to_dict()})
    result = run("check", saved)
    assert (result.exit_code, result.stderr) == (0, "All 2 answers hold.\n")
    assert [line.split() for line in result.stdout.splitlines()] == [
        ["line", "id", "verdict", "citations", "values"],
        "1 a holds 1 there 1 of 1 stated".split(),
        "2 b moved 1 moved 1 of 1 stated".split(),
        "[1] moved to bet.txt, characters 0–33".split(),
    ]
    write_rows(saved, {"id": "a", **answer.to_dict()}, {"id": "b", **forged.to_dict()})
    result = run("check", saved)
    assert (result.exit_code, result.stderr) == (1, "error: 1 of 2 answers no longer hold.\n")
    assert "bet.txt reads otherwise at 0–34: Alibaba commits [-$99-]{+$53+} billion to [-AI-]{+AI.+}" in result.stdout


def test_check_as_json_gives_an_object_a_line(run: Callable[..., Any], assistant: MemoryAssistant, tmp_path: Path) -> None:
    row = {"id": "a", **replace(assistant.ask("alibaba"), short="$54 billion").to_dict()}
    result = run("check", write_rows(tmp_path / "a.jsonl", row, row), "--json")
    assert result.exit_code == 1
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert {**first, "line": 2} == second
    assert (first["id"], first["verdict"], first["citations"][0]["status"]) == ("a", "fails", "there")
    assert first["problems"] == ["$54 billion is stated by no citation."]
    assert [(value["text"], value["citation"]) for value in first["values"]] == [("$54 billion", None), ("$53 billion", 1)]


def test_check_reads_what_ask_prints(run: Callable[..., Any], assistant: MemoryAssistant, tmp_path: Path) -> None:
    del assistant
    printed = tmp_path / "printed.json"
    printed.write_text(run("ask", "weather?", "--json").stdout * 2)
    result = run("check", printed)
    assert result.exit_code == 0
    assert "All 2 answers hold." in result.stderr


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"verdict": "sure"}, 'line 2: this is no answer: "verdict" must be one of'),
        ({"short": None}, 'line 2: this is no answer: "short" must be a text'),
        ({"citations": "none"}, 'line 2: this is no answer: "citations" must be a list'),
        ({"citations": [{"source": "a"}]}, 'line 2: this is no answer: "document_id" must be a text'),
    ],
)
def test_what_is_no_answer_is_wrong_usage_and_its_line_is_named(
    run: Callable[..., Any], assistant: MemoryAssistant, tmp_path: Path, change: dict[str, Any], problem: str
) -> None:
    row = assistant.ask("alibaba").to_dict()
    result = run("check", write_rows(tmp_path / "a.jsonl", row, {**row, **change}))
    assert (result.exit_code, result.stdout) == (2, "")
    assert problem in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "problem"), [("", "holds no answer"), ("{not json", "line 1: this is not JSON"), (None, "cannot be read")]
)
def test_a_file_without_answers_is_wrong_usage(run: Callable[..., Any], tmp_path: Path, text: str | None, problem: str) -> None:
    if text is not None:
        (tmp_path / "a.jsonl").write_text(text)
    result = run("check", tmp_path / "a.jsonl")
    assert result.exit_code == 2
    assert problem in result.stderr


def test_serve_takes_host_and_port_over_the_settings(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOST", "127.0.0.2")
    assert run("serve", "--port", "8001").stdout == "serving 127.0.0.2 8001\n"
    assert run("serve", "--host", "127.0.0.3").stdout == "serving 127.0.0.3 7860\n"


def test_an_error_of_the_assistant_is_one_line_and_exit_code_1() -> None:
    def locked(*_: object, **__: object) -> Any:
        raise LockedError("The data folder is in use by process 7.\nStop it, or choose another folder.")

    result = CliRunner().invoke(app, ["list"], obj=Doors(assistant=locked))
    assert result.exit_code == 1
    assert result.stderr == "error: The data folder is in use by process 7. Stop it, or choose another folder.\n"


def test_a_setting_that_makes_no_sense_is_named(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_PORT", "many")
    result = run("list")
    assert result.exit_code == 1
    assert "ASSISTANT_PORT" in result.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["ask"], ["batch", "q.jsonl"], ["add"], ["serve", "--port", "70000"], ["list", "--what"]]
)
def test_wrong_usage_is_exit_code_2(run: Callable[..., Any], arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_help_names_every_command_and_every_setting(run: Callable[..., Any]) -> None:
    text = run("--help").stdout
    commands = ["ask", "batch", "add", "remove", "list", "check", "serve"]
    assert all(f"\n  {command} " in text for command in commands)
    assert all(f"ASSISTANT_{name.upper()}\n" in text for name in Settings.model_fields)
    assert all(run(command, "--help").exit_code == 0 for command in commands)


def test_a_saved_file_keeps_its_permissions_and_line_separators_inside_texts(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.jsonl", {})
    path.chmod(0o640)
    jsonl.write(path, [{"text": "one\u2028two"}])
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(jsonl.read(path)) == [(1, {"text": "one\u2028two"})]
    path.write_bytes(b"\xff")
    with pytest.raises(InputError, match=r"rows\.jsonl cannot be read"):
        list(jsonl.read(path))


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_the_module_runs_and_importing_it_loads_nothing_heavy() -> None:
    assert "Usage: assistant" in python("-m", "assistant", "--help").stdout
    assert python("-m", "assistant", "nonsense").returncode == 2
    loaded = python("-c", "import sys, assistant.cli; print({'torch', 'chromadb', 'gradio', 'transformers'} & set(sys.modules))")
    assert loaded.stdout == "set()\n", loaded.stderr


MANY_DOCUMENTS = """
from test_cli import MemoryAssistant, document
from assistant.cli import Doors, main
main(Doors(assistant=MemoryAssistant(*(document(f"{n}.txt", f"Text {n}. " * 9) for n in range(5000))).open))
"""


def test_stdout_closed_early_leaves_no_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", MANY_DOCUMENTS, "list"], cwd=Path(__file__).parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(timeout=60) in (0, 1)
