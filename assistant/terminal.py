"""How answers, documents and progress look on a terminal.

Results are returned as text for stdout, progress is drawn on stderr. What comes out of documents loses its control characters
first, so that a file cannot move the cursor, hide text or turn it around.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from types import TracebackType

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from assistant.types import Added, Answer, Check, Citation, Comparison, Document, Fact

_UNSHOWABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

HEADLINES = {
    "not_in_sources": "The documents do not say.",
    "corrected": "The documents say otherwise.",
    "conflicting": "The documents disagree.",
}


class ProgressBars:
    """A `Progress` callback that draws one bar on stderr for each thing being done, and leaves nothing behind.

    Used as a context manager. Nothing is drawn before the first call, nor when stderr is not a terminal.
    """

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> ProgressBars:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        self._progress.start()
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(shown(what), total=total)
        self._progress.update(self._tasks[what], completed=done, total=total)
        if done >= total:
            self._progress.remove_task(self._tasks.pop(what))


def shown(text: str) -> str:
    """`text` with every character that would steer a terminal replaced by a space; line ends stay."""
    return _UNSHOWABLE.sub(" ", text)


def answer_text(answer: Answer) -> str:
    """An answer for reading: the short answer first, then the sentence, then what it leans on."""
    return "\n\n".join(_paragraphs(answer))


def _paragraphs(answer: Answer) -> Iterator[str]:
    headline = answer.short if answer.verdict == "answered" else HEADLINES[answer.verdict]
    if headline:
        yield typer.style(shown(headline), bold=True)
    if answer.text and shown(answer.text) != shown(headline):
        yield shown(answer.text)
    if answer.reason:
        yield shown(answer.reason)
    unproved = [checked.value.text for checked in answer.values if not checked.supported]
    if unproved:
        yield typer.style(f"Not proved by a citation: {shown(', '.join(unproved))}", fg="yellow")
    for number, citation in enumerate(answer.citations, 1):
        yield _source(f"[{number}]", citation)
    if answer.nearest is not None:
        yield _source("Nearest passage:", answer.nearest)
    if answer.standalone_question != answer.question:
        yield typer.style(f"Understood as: {shown(answer.standalone_question)}", dim=True)
    if answer.note:
        yield typer.style(shown(answer.note), dim=True)


def _source(label: str, citation: Citation) -> str:
    page = f", page {citation.page}" if citation.page is not None else ""
    place = f"{label} {citation.title} — {citation.source}{page}, characters {citation.start}–{citation.end}"
    quote = "\n".join(f"    {line}" for line in shown(citation.quote).strip().splitlines())
    return f"{typer.style(shown(place), dim=True)}\n{quote}"


CHECK_HEADING = f"{'line':>6}  {'id':20}  {'verdict':7}  {'citations':22}  values"


def check_text(line: int, name: str, check: Check) -> str:
    """One row under `CHECK_HEADING`, and below it where a citation stands now and what no longer holds."""
    statuses = Counter(one.status for one in check.citations)
    citations = ", ".join(f"{count} {status}" for status, count in statuses.items()) or "none"
    supported = sum(value.supported for value in check.values)
    row = f"{line:6}  {name:20}  {check.verdict:7}  {citations:22}  {supported} of {len(check.values)} stated"
    colour = {"holds": "green", "moved": "yellow", "fails": "red"}[check.verdict]
    moved = [
        f"[{n}] moved to {one.now.source}, characters {one.now.start}–{one.now.end}"
        for n, one in enumerate(check.citations, 1)
        if one.status == "moved" and one.now
    ]
    return "\n".join([typer.style(_line(row), fg=colour), *(f"        {_line(note)}" for note in (*moved, *check.problems))])


def fact_text(fact: Fact) -> str:
    """One line: the value, what it measures, as of when, and where it stands."""
    day = f"as of {fact.as_of.isoformat()}, " if fact.as_of else ""
    citation = fact.citation
    page = f", page {citation.page}" if citation.page is not None else ""
    place = f"({day}{citation.source}{page}, characters {fact.value.start}–{fact.value.end})"
    return _line(f"{fact.value.text}  {fact.measures or '–'}") + "  " + typer.style(_line(place), dim=True)


def comparison_text(comparison: Comparison) -> str:
    """The relation, then each of the facts on a line of its own."""
    return "\n".join([typer.style(comparison.relation, bold=True), *(f"  {fact_text(fact)}" for fact in comparison.facts)])


def added_text(added: Added) -> str:
    """One line on what adding a file came to."""
    if added.status == "rejected":
        return _line(f"{added.status:9}  {added.source}: {_unnamed(added.message, added.source)}")
    pages = f"{_counted(len(added.document.pages), 'page')}, " if added.document and added.document.pages else ""
    note = f"; {added.message}" if added.message else ""
    return _line(f"{added.status:9}  {added.source} ({pages}{_counted(added.passages, 'passage')}){note}")


def _unnamed(message: str, source: str) -> str:
    """What is wrong with a file, without its name in front, which stands beside it already."""
    name, said, problem = message.partition(": ")
    return problem if said and source.endswith(name) else message


def _line(text: str) -> str:
    """As `shown`, on one line whatever a file is called."""
    return shown(" ".join(text.split("\n")))


def document_text(document: Document) -> str:
    """One line that names a document and its id."""
    size = _counted(len(document.pages), "page") if document.pages else _counted(len(document.text), "character")
    return shown(f"{document.id}  {document.source}  {document.title} ({size})")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
