"""`python -m eval`: evaluate the assistant. Exit codes: 0 all thresholds met, 1 one missed or the run failed, 2 wrong usage."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from typer.core import TyperGroup

from assistant import Assistant, AssistantError, Document, read_settings
from eval import report, retrieval, runner, sampling, values
from eval.cases import read_answers, read_cases
from eval.documents import DocumentTexts
from eval.errors import CasesError
from eval.metrics import metrics
from eval.progress import progress_bars
from eval.thresholds import DEFAULT, missed, read_thresholds

Open = Callable[..., Assistant]


class Commands(TyperGroup):
    """The group of commands: an unusable file is wrong usage, an error of the assistant a failed run."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CasesError as error:
            _end(str(error), 2)
        except AssistantError as error:
            _end(str(error), 1)


def _end(message: str, code: int) -> NoReturn:
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(code)


app = typer.Typer(
    cls=Commands,
    help="Evaluate the assistant. Exit codes: 0 every threshold is met, 1 one is missed or the run failed, 2 wrong usage.",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Out = Annotated[Path | None, typer.Option("--out", help="Write the report there, as JSON.")]
Thresholds = Annotated[Path, typer.Option(help="TOML file with what must be reached.", show_default="eval/thresholds.toml")]


@app.command()
def run(
    ctx: typer.Context,
    cases: Annotated[Path, typer.Argument(help='Rows {"id", "question", "category", "answers", "evidence", "notes", "history"?}.')],
    answers: Annotated[Path | None, typer.Option(help="Score these answers, saved by `assistant batch`, instead of asking.")] = None,
    out: Out = None,
    thresholds: Thresholds = DEFAULT,
) -> None:
    """Ask every case through the public face, each with its history, and show figures by category and what is wrong."""
    wanted = read_cases(cases)
    bounds = read_thresholds("run", thresholds)
    saved = None if answers is None else read_answers(answers)
    with _opening(ctx) as (lazily, progress):
        replies = runner.ask_all(wanted, lazily(), progress) if saved is None else runner.pick_saved(wanted, saved)
        corpus = read_settings().corpus_dir
        texts = DocumentTexts((corpus.parent, corpus), lambda document_id: lazily().document(document_id))
        judged = runner.judge(wanted, replies, metrics(), texts)
    report.show(judged, bounds, Console(width=None if Console().is_terminal else 160))
    if out is not None:
        report.save(report.to_dict(judged, bounds), out)
    if report.missed_thresholds(judged, bounds):
        raise typer.Exit(1)


@app.command("retrieval")
def measure_retrieval(
    ctx: typer.Context,
    data: Annotated[Path, typer.Argument(help="SQuAD-style JSON, plain or .xz: every paragraph becomes one document.")],
    limit: Annotated[int | None, typer.Option(help="Ask only so many questions, spread over the file.", min=1)] = None,
    out: Out = None,
    thresholds: Thresholds = DEFAULT,
) -> None:
    """Measure hit@1, hit@5 and MRR@10 of search, over documents and over passages that hold a right answer."""
    texts, sought = retrieval.read_questions(data)
    bounds = read_thresholds("retrieval", thresholds)
    sought = sought if limit is None else sought[:: -(-len(sought) // limit)]
    with _scratch(ctx) as (assistant, progress), tempfile.TemporaryDirectory() as folder:
        figures = _retrieval_figures(assistant, texts, sought, Path(folder), progress)
    _show_retrieval(figures, len(texts), len(sought), Console())
    problems = missed(figures, bounds)
    if out is not None:
        report.save({"paragraphs": len(texts), "questions": len(sought), "figures": figures, "missed": problems}, out)
    for problem in problems:
        typer.echo(f"missed: {problem}")
    if problems:
        raise typer.Exit(1)


def _retrieval_figures(
    assistant: Assistant, texts: list[str], sought: list[retrieval.Sought], folder: Path, progress: runner.Progress
) -> dict[str, float]:
    added = assistant.add(*retrieval.write_paragraphs(texts, folder), progress=progress)
    rejected = [one for one in added if one.document is None]
    if rejected:
        raise CasesError(f"{len(rejected)} paragraphs were not taken; the first: {rejected[0].message}")
    numbers = {one.document.id: _number(one.document) for one in added if one.document}
    return retrieval.figures(retrieval.measure(sought, assistant, numbers.get, progress))


def _number(document: Document) -> int:
    return int(Path(document.source).stem)


def _show_retrieval(figures: dict[str, float], paragraphs: int, questions: int, console: Console) -> None:
    table = Table(
        "right when", "hit@1", "hit@5", "MRR@10", title=f"{questions:,} questions, {paragraphs:,} paragraphs", title_justify="left"
    )
    for way, meaning in (("document", "the hit is from the gold paragraph"), ("answer", "the passage holds a right answer")):
        table.add_row(meaning, *(f"{figures[f'{way}_{name}']:.3f}" for name in ("hit_at_1", "hit_at_5", "mrr_at_10")))
    console.print(table)


Data = Annotated[Path, typer.Option("--data", help="Folder below which the files of the sample lie.", exists=True, file_okay=False)]


@app.command("values")
def measure_values(
    ctx: typer.Context,
    data: Data,
    sample: Annotated[Path, typer.Option(help="Annotated sentences.", show_default="eval/data/values.jsonl")] = values.SAMPLE,
    out: Out = None,
    thresholds: Thresholds = DEFAULT,
) -> None:
    """Measure precision and recall of the values found in hand-annotated sentences, and the time that a megabyte takes."""
    annotated = values.read_sample(sample)
    bounds = read_thresholds("values", thresholds)
    with _scratch(ctx) as (assistant, progress):
        texts = values.read_texts(data, list(dict.fromkeys(one.file for one in annotated)), assistant, progress)
    judged, lost = values.judge(annotated, texts)
    sections = {
        **{name: [one for one in judged if one.annotated.file == name] for name in texts},
        **{f"draw {draw}": [one for one in judged if one.annotated.draw == draw] for draw in sorted({one.draw for one in annotated})},
        report.ALL: judged,
    }
    figures = {name: values.figures(section) for name, section in sections.items()}
    for name, text in [*texts.items(), (report.ALL, "\n\n".join(texts.values()))]:
        figures[name]["seconds_per_megabyte"] = values.seconds_per_megabyte(text)
    _show_values(figures, judged, lost)
    problems = [f"{name}: {problem}" for name, section in figures.items() for problem in missed(section, bounds)]
    if out is not None:
        report.save({"figures": figures, "lost": lost, "wrong": [line for one in judged for line in one.wrong], "missed": problems}, out)
    for problem in problems:
        typer.echo(f"missed: {problem}")
    if problems or not judged:
        raise typer.Exit(1)


def _show_values(figures: dict[str, dict[str, float]], judged: list[values.Judged], lost: int) -> None:
    title = f"values in {len(judged):,} sentences" + (f"; {lost:,} of the sample are not in the files" if lost else "")
    table = Table("sentences of", "values", "precision", "recall", "seconds per MB", title=title, title_justify="left")
    for name, one in figures.items():
        speed = f"{one['seconds_per_megabyte']:.2f}" if "seconds_per_megabyte" in one else ""
        table.add_row(name, f"{one['values']:.0f}", f"{one['precision']:.3f}", f"{one['recall']:.3f}", speed)
    Console().print(table)
    for line in (line for one in judged for line in one.wrong):
        typer.echo(line)


@app.command("draw")
def draw_sentences(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(help="Name of a file below the folder.")],
    data: Data,
    count: Annotated[int, typer.Option(help="Sentences to draw.", min=1)] = 40,
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 0,
) -> None:
    """Print sentences drawn at random that may hold a value, as rows to annotate for `values`."""
    with _scratch(ctx) as (assistant, progress):
        text = values.read_texts(data, [file], assistant, progress)[file]
    plain = sampling.spaced(text)
    for span in sampling.draw(text, count, seed):
        typer.echo(json.dumps({"file": file, **span._asdict(), "text": plain[span.start : span.end], "values": []}, ensure_ascii=False))


@contextmanager
def _scratch(ctx: typer.Context) -> Iterator[tuple[Assistant, runner.Progress]]:
    """An assistant over nothing yet, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, progress_bars() as progress:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        with _open(ctx)(read_settings(data_dir=Path(folder) / "data", corpus_dir=corpus), progress=progress) as assistant:
            yield assistant, progress


def _open(ctx: typer.Context) -> Open:
    """How an assistant is opened; tests hand in their own way."""
    return ctx.obj or Assistant.open


@dataclass
class _Lazily:
    """An assistant that is opened when it is first needed: scoring saved answers to plain text files needs none."""

    open: Open
    progress: runner.Progress
    assistant: Assistant | None = None

    def __call__(self) -> Assistant:
        if self.assistant is None:
            self.assistant = self.open(read_settings(), progress=self.progress)
        return self.assistant

    def close(self) -> None:
        if self.assistant is not None:
            self.assistant.close()


@contextmanager
def _opening(ctx: typer.Context) -> Iterator[tuple[_Lazily, runner.Progress]]:
    with progress_bars() as progress:
        lazily = _Lazily(_open(ctx), progress)
        try:
            yield lazily, progress
        finally:
            lazily.close()


if __name__ == "__main__":
    app(prog_name="python -m eval")
