"""The command line: each command turns its arguments into calls of `Assistant` and prints what came back.

Results go to stdout, progress and errors to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage.
"""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn, cast, get_args

import typer
from typer.core import TyperGroup

from assistant import csvrows, jsonl, mcp, server
from assistant.app import Assistant
from assistant.checking import saved_answer
from assistant.config import Settings, read_settings
from assistant.errors import AssistantError, InputError, QuestionError
from assistant.facts import Order
from assistant.indexing import Progress
from assistant.terminal import (
    CHECK_HEADING,
    ProgressBars,
    added_text,
    answer_text,
    check_text,
    comparison_text,
    document_text,
    fact_text,
    shown,
)
from assistant.types import Answer, Comparison, Document, Fact, ValueKind


@dataclass(frozen=True)
class Doors:
    """What the commands open; tests hand in their own."""

    assistant: Callable[..., Assistant] = Assistant.open
    server: Callable[..., None] = server.serve
    mcp: Callable[[Assistant], None] = mcp.serve_stdio


class Commands(TyperGroup):
    """The group of commands: turns this package's errors into one line and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except AssistantError as error:
            fail(str(error))


def fail(message: str, code: int = 1) -> NoReturn:
    """One line on stderr, then the exit code."""
    typer.echo(f"error: {shown(' '.join(message.split()))}", err=True)
    raise typer.Exit(code)


def settings_help() -> str:
    """Every setting with its environment variable, laid out for the end of `--help`."""
    entries = []
    for name, field in Settings.model_fields.items():
        default = f" [default: {field.default}]" if str(field.default) else ""
        entries.append(f"ASSISTANT_{name.upper()}\n" + textwrap.indent(textwrap.fill(f"{field.description}{default}", 72), "    "))
    # "\b" keeps the lines of a paragraph as they are.
    return "\n\n".join(("Settings, from the environment or .env:", *(f"\b\n{entry}" for entry in entries)))


app = typer.Typer(
    cls=Commands,
    help="Ask your articles in plain words. The corpus folder is indexed by whichever command comes first.\n\n"
    "Results go to stdout, progress and errors to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage.",
    epilog=settings_help(),
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

KINDS: tuple[str, ...] = get_args(ValueKind)
ORDERS: tuple[str, ...] = get_args(Order)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text for reading.")]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Only what was published by this day counts; documents without a date do not."),
]


def one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    """A parser of options that takes one of `words`."""

    def word(given: str) -> str:
        if given not in words:
            raise typer.BadParameter(f"{given!r} is none of {', '.join(words)}.")
        return given

    return word


@contextmanager
def opened(ctx: typer.Context) -> Iterator[tuple[Assistant, ProgressBars]]:
    """The assistant of the present settings, and the bars on which it shows what takes long."""
    with ProgressBars() as bars, ctx.ensure_object(Doors).assistant(read_settings(), progress=bars) as assistant:
        yield assistant, bars


def say(text: str) -> None:
    """One result on stdout, in colour where a terminal takes it."""
    typer.echo(text, color=False if "NO_COLOR" in os.environ else None)


def say_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=_only_ascii(), indent=2))


def _only_ascii() -> bool:
    return not (sys.stdout.encoding or "").lower().startswith("utf")


@app.command()
def ask(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, with the short answer first, then the sentence and its citations.

    When the documents do not say, it says so, why, and shows the nearest passage; the exit code is 0 then, too.
    """
    with opened(ctx) as (assistant, _):
        answer = assistant.ask(question, as_of=_day(as_of))
    if as_json:
        say_json(answer.to_dict())
    else:
        say(answer_text(answer))


@app.command()
def batch(
    ctx: typer.Context,
    questions: Annotated[
        Path, typer.Argument(help='Rows {"id", "question", "history"?: [[question, answer], …]}, one JSON object a line.')
    ],
    out: Annotated[Path, typer.Option("--out", help="Where the answers go; written when all are there, or not at all.")],
    as_of: AsOf = None,
) -> None:
    """Answer a file of questions into a file of answers, one JSON object a line, each with the id of its question."""
    rows = [(number, _question_row(questions, number, row)) for number, row in jsonl.read(questions)]
    _need_distinct_ids(questions, rows)
    with opened(ctx) as (assistant, bars):
        jsonl.write(out, _answer_rows(assistant, questions, rows, _day(as_of), bars))
    typer.echo(f"{len(rows)} questions answered in {out}.", err=True)


def _question_row(path: Path, number: int, row: dict[str, Any]) -> dict[str, Any]:
    problem = _row_problem(row)
    if problem:
        raise InputError(f"{path}, line {number}: {problem}.")
    return {"id": row["id"], "question": row["question"], "history": [tuple(turn) for turn in row.get("history") or ()]}


def _row_problem(row: dict[str, Any]) -> str:
    """What is wrong with a row of questions; empty when nothing is."""
    if not isinstance(row.get("id"), str | int) or isinstance(row["id"], bool):
        return '"id" must be a text or a whole number'
    if not isinstance(row.get("question"), str) or not row["question"].strip():
        return '"question" must be a text that is not empty'
    history = row.get("history") or []
    if not isinstance(history, list) or not all(_is_turn(turn) for turn in history):
        return '"history" must be a list of [question, answer] pairs of texts'
    return ""


def _is_turn(turn: Any) -> bool:
    return isinstance(turn, list) and len(turn) == 2 and all(isinstance(part, str) for part in turn)


def _need_distinct_ids(path: Path, rows: list[tuple[int, dict[str, Any]]]) -> None:
    seen: dict[str | int, int] = {}
    for number, row in rows:
        if row["id"] in seen:
            raise InputError(f"{path}, line {number}: the id {row['id']!r} stands in line {seen[row['id']]} already.")
        seen[row["id"]] = number


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _answer_rows(
    assistant: Assistant, path: Path, rows: list[tuple[int, dict[str, Any]]], as_of: date | None, bars: ProgressBars
) -> Iterator[dict[str, Any]]:
    for done, (number, row) in enumerate(rows):
        bars("Answering", done, len(rows))
        try:
            answer = assistant.ask(row["question"], history=row["history"], as_of=as_of)
        except QuestionError as error:
            raise InputError(f"{path}, line {number}: {error}") from error
        yield {"id": row["id"], **answer.to_dict()}
    bars("Answering", len(rows), len(rows))


@app.command()
def facts(
    ctx: typer.Context,
    kind: Annotated[
        list[str] | None,
        typer.Option(parser=one_of(KINDS), metavar="KIND", help=f"Only values of this kind ({', '.join(KINDS)}); can be given again."),
    ] = None,
    document: Annotated[list[str] | None, typer.Option(help="Only this document, by id or source; can be given again.")] = None,
    about: Annotated[str, typer.Option(help="Only where these words stand in what is measured, the heading or the title.")] = "",
    as_of: AsOf = None,
    sort: Annotated[
        str, typer.Option(parser=one_of(ORDERS), metavar="ORDER", help="By place in the documents, by value (kind and size), or by date.")
    ] = "place",
    compared: Annotated[bool, typer.Option("--compared", help="Facts that measure the same side by side: agree, differ, updated.")] = False,
    disagreeing: Annotated[bool, typer.Option("--disagreeing", help="As --compared, but only those that do not agree.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV; cells that a spreadsheet would compute begin with '.")] = False,
    as_json: AsJson = False,
) -> None:
    """List every value of the documents with what it measures, as of when, and where it stands."""
    if as_csv and as_json:
        raise typer.BadParameter("Choose --csv or --json, not both.")
    chosen: dict[str, Any] = {"kinds": kind or (), "documents": document or (), "about": about, "as_of": _day(as_of)}
    with opened(ctx) as (assistant, bars):
        if compared or disagreeing:
            groups = assistant.comparisons(**chosen, progress=bars)
            _say_comparisons([group for group in groups if not disagreeing or group.relation != "agree"], as_csv=as_csv, as_json=as_json)
        else:
            _say_facts(assistant.facts(**chosen, order=cast(Order, sort), progress=bars), as_csv=as_csv, as_json=as_json)


def _say_facts(found: list[Fact], *, as_csv: bool, as_json: bool) -> None:
    if as_json:
        say_json([fact.to_dict() for fact in found])
    elif as_csv:
        typer.echo(csvrows.written(csvrows.FACT_COLUMNS, map(csvrows.fact_row, found)), nl=False)
    else:
        for fact in found:
            say(fact_text(fact))


def _say_comparisons(found: list[Comparison], *, as_csv: bool, as_json: bool) -> None:
    if as_json:
        say_json([comparison.to_dict() for comparison in found])
    elif as_csv:
        rows = [[str(n), one.relation, *csvrows.fact_row(fact)] for n, one in enumerate(found, 1) for fact in one.facts]
        typer.echo(csvrows.written(("group", "relation", *csvrows.FACT_COLUMNS), rows), nl=False)
    else:
        for comparison in found:
            say(comparison_text(comparison))


@app.command()
def add(
    ctx: typer.Context, paths: Annotated[list[Path], typer.Argument(help="Files, or folders whose files are added, with those below them.")]
) -> None:
    """Add documents, or replace those that changed.

    A file that cannot be read is listed with the reason and makes the exit code 1; the others are added all the same.
    """
    with opened(ctx) as (assistant, bars):
        results = assistant.add(*paths, progress=bars)
    for result in results:
        say(added_text(result))
    rejected = sum(result.status == "rejected" for result in results)
    if rejected:
        fail(f"{rejected} of {len(results)} files cannot be read; the reason stands beside each.")


@app.command()
def remove(
    ctx: typer.Context, documents: Annotated[list[str], typer.Argument(help="Ids or sources, as `assistant list` shows them.")]
) -> None:
    """Remove documents: nothing they say is found any more. The files themselves stay where they are."""
    with opened(ctx) as (assistant, _):
        found = [_find(assistant.documents(), name) for name in documents]
        for document in dict.fromkeys(found):
            say(f"removed    {document_text(assistant.remove(document.id))}")


def _find(documents: list[Document], name: str) -> Document:
    for document in documents:
        if name in (document.id, document.source):
            return document
    raise InputError(f"No document has the id or source {name!r}; nothing was removed. `assistant list` shows what there is.")


@app.command("list")
def list_documents(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the documents, one a line: id, source, title, size."""
    with opened(ctx) as (assistant, _):
        documents = assistant.documents()
    if as_json:
        say_json([_document_row(document) for document in documents])
    elif not documents:
        typer.echo("There are no documents yet. `assistant add` adds files and folders.", err=True)
    else:
        for document in documents:
            say(document_text(document))


def _document_row(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "characters": len(document.text),
        "pages": len(document.pages) or None,
        "sha256": document.sha256,
        "published": document.published.isoformat() if document.published else None,
    }


@app.command()
def rebuild(ctx: typer.Context) -> None:
    """Cut and encode the stored documents anew, as is needed after ASSISTANT_MODEL or ASSISTANT_PASSAGE_PIECES changed."""
    with ProgressBars() as bars, ctx.ensure_object(Doors).assistant(read_settings(), progress=bars, rebuild=True) as assistant:
        say(f"rebuilt    {len(assistant.documents())} documents")


@app.command()
def check(
    ctx: typer.Context,
    answers: Annotated[Path, typer.Argument(help="Answers as `assistant batch` or `assistant ask --json` writes them.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each answer, one a line.")] = False,
) -> None:
    """Check saved answers against the documents as they are now; add files that were edited first.

    Each citation is still there, moved (the same words stand elsewhere, or in a newer version of the file), changed or deleted; each
    value is still stated by what the citations say today, or not. The exit code is 1 when anything no longer holds, and 2 when the
    answers cannot be read.
    """
    rows = _saved_answers(answers)
    failed = 0
    with opened(ctx) as (assistant, bars):
        if not as_json:
            say(CHECK_HEADING)
        for done, (line, name, answer) in enumerate(rows, 1):
            bars("Checking", done - 1, len(rows))
            found = assistant.check(answer)
            failed += not found.holds
            if as_json:
                typer.echo(json.dumps({"line": line, "id": name, **found.to_dict()}, ensure_ascii=_only_ascii()))
            else:
                say(check_text(line, str(name), found))
        bars("Checking", len(rows), len(rows))
    if failed:
        fail(f"{failed} of {len(rows)} answers no longer hold.")
    typer.echo(f"All {len(rows)} answers hold.", err=True)


def _saved_answers(path: Path) -> list[tuple[int, Any, Answer]]:
    """Line, id and answer of each row; exit code 2 where one is none."""
    rows: list[tuple[int, Any, Answer]] = []
    try:
        for line, row in jsonl.read(path):
            try:
                rows.append((line, row.get("id"), saved_answer(row)))
            except InputError as error:
                raise InputError(f"{path}, line {line}: this is no answer: {error}.") from error
        if not rows:
            raise InputError(f"{path} holds no answer.")
    except InputError as error:
        fail(str(error), code=2)
    return rows


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on. [default: ASSISTANT_HOST]", show_default=False)] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on. [default: ASSISTANT_PORT]", min=0, max=65535, show_default=False)
    ] = None,
) -> None:
    """Serve the chat and the HTTP interface until Ctrl-C."""
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    doors = ctx.ensure_object(Doors)

    def open_(settings: Settings, /, *, progress: Progress) -> Assistant:
        with ProgressBars() as bars:

            def told(what: str, done: int, total: int) -> None:
                progress(what, done, total)
                bars(what, done, total)

            return doors.assistant(settings, progress=told)

    doors.server(read_settings(**chosen), open_=open_)


@app.command("mcp")
def serve_mcp(ctx: typer.Context) -> None:
    """Serve the tools and documents to an agent over stdin and stdout (Model Context Protocol), until stdin ends.

    One process at a time uses a data folder: while `assistant serve` runs, point the agent to its /mcp instead.
    """
    with opened(ctx) as (assistant, _):
        ctx.ensure_object(Doors).mcp(assistant)


def main(doors: Doors | None = None) -> None:
    """The entry point of the command line; ends the process with its exit code."""
    try:
        try:
            app(obj=doors or Doors(), prog_name="assistant")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough (`| head`); what is still buffered must not complain while Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
