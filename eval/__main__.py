"""`python -m eval`: evaluate the assistant. Exit codes: 0 all thresholds met, 1 one missed or the run failed, 2 wrong usage."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Annotated, Any, NoReturn, cast

import typer
from rich.console import Console
from typer.core import TyperGroup

from assistant import Assistant, AssistantError, SpanReader, SupportJudge, read_settings
from eval import (
    calibration,
    confidence,
    doors,
    drafts,
    load,
    mutations,
    reader,
    report,
    retrieval,
    runner,
    sampling,
    serving,
    values,
    wordings,
)
from eval.cases import Case, read_answers, read_cases
from eval.documents import DocumentTexts
from eval.errors import CasesError
from eval.metrics import metrics
from eval.opening import Open, add_paragraphs, opening, scratch
from eval.plots import draw_reliability, draw_risk_coverage
from eval.progress import progress_bars
from eval.squad import read_squad, spread
from eval.thresholds import DEFAULT, Threshold, missed, read_thresholds


class Commands(TyperGroup):
    """The group of commands: an unusable file is wrong usage, an error of the assistant a failed run."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CasesError as error:
            _end(str(error), 2)
        except AssistantError as error:
            _end(str(error), 1)


def opener(ctx: typer.Context) -> Open:
    """How an assistant is opened; tests hand in their own way."""
    return ctx.obj or Assistant.open


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
    cases: Annotated[
        Path, typer.Argument(help='Rows {"id", "question", "category", "answers", "evidence", "notes", "history"?, "document"?}.')
    ],
    corpus: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, help="Ask about the documents of this folder, indexed for this run in a temporary data folder."
        ),
    ] = None,
    answers: Annotated[Path | None, typer.Option(help="Score these answers, saved by `assistant batch`, instead of asking.")] = None,
    out: Out = None,
    thresholds: Thresholds = DEFAULT,
) -> None:
    """Ask every case through the public face, each with its history, and show figures by category and what is wrong."""
    wanted = read_cases(cases)
    bounds = read_thresholds("run", thresholds, cases=cases.stem)
    saved = None if answers is None else read_answers(answers)
    with opening(opener(ctx), corpus) as (lazily, progress):
        if saved is None:
            _check_documents(wanted, lazily())
        replies = runner.ask_all(wanted, lazily(), progress) if saved is None else runner.pick_saved(wanted, saved)
        folder = corpus or read_settings().corpus_dir
        texts = DocumentTexts((folder.parent, folder), lambda document_id: lazily().document(document_id))
        judged = runner.judge(wanted, replies, metrics(), texts)
    report.show(judged, bounds, Console(width=None if Console().is_terminal else 200))
    if out is not None:
        report.save(report.to_dict(judged, bounds), out)
    if report.missed_thresholds(judged, bounds):
        raise typer.Exit(1)


def _check_documents(cases: Iterable[Case], assistant: Assistant) -> None:
    """Raise CasesError when a case is about a document that the assistant does not have: its answer would say nothing."""
    if named := {case.document for case in cases if case.document}:
        missing = sorted(named - {PurePath(document.source).name for document in assistant.documents()})
        if missing:
            raise CasesError(f"the cases are about {', '.join(missing)}, not among the indexed documents; name their folder with --corpus")


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
    with scratch(opener(ctx)) as (assistant, progress), tempfile.TemporaryDirectory() as folder:
        added = add_paragraphs(assistant, texts, Path(folder), progress)
        figures = retrieval.figures(retrieval.measure(sought, assistant, added.get, progress))
    retrieval.show(figures, len(texts), len(sought), Console())
    problems = missed(figures, bounds)
    if out is not None:
        report.save({"paragraphs": len(texts), "questions": len(sought), "figures": figures, "missed": problems}, out)
    _fail_when_missed(figures, bounds)


@app.command("reader")
def measure_reader(
    data: Annotated[Path, typer.Argument(help="SQuAD-style JSON, plain or .xz; each question is read in its own context.")],
    out: Annotated[Path | None, typer.Option(help='Write the predictions there, as SQuAD wants them: {id: text, "" for none}.')] = None,
    forced: Annotated[bool, typer.Option("--forced", help="Write the best span of every question, never silence.")] = False,
    weights: Annotated[Path | None, typer.Option(help="Folder of weights; by default those that come with the product.")] = None,
    plots: Annotated[Path | None, typer.Option(help="Folder for the reliability plot and the risk-coverage curve, as SVG.")] = None,
    report_to: Annotated[Path | None, typer.Option("--report", help="Write the figures there, as JSON.")] = None,
    limit: Annotated[int | None, typer.Option(help="Read only so many questions, spread over the file.", min=1)] = None,
    thresholds: Thresholds = DEFAULT,
) -> None:
    """Measure the span reader by the formulas of SQuAD 2.0, by type of answer, with how far its probabilities can be believed."""
    questions = spread(read_squad(data), limit)
    bounds = read_thresholds(f"reader {data.name.partition('.json')[0]}", thresholds)
    with progress_bars() as progress:
        readings = reader.read_all(SpanReader.open(weights=weights) if weights else SpanReader.open(), questions, progress)
    reader.show(readings, Console())
    found = reader.figures(readings)
    if out is not None:
        report.save(reader.predictions(readings, forced=forced), out)
    if plots is not None:
        _draw([one.probability for one in readings], [one.is_right for one in readings], plots, data.name.partition(".json")[0])
    if report_to is not None:
        report.save({"questions": len(readings), "figures": found}, report_to)
    _fail_when_missed(found, bounds)


@app.command("calibration")
def measure_calibration(
    ctx: typer.Context,
    data: Annotated[Path, typer.Argument(help="SQuAD-style JSON, plain or .xz: every paragraph becomes one document beside the corpus.")],
    cases: Annotated[Path | None, typer.Option(help="Cases on the corpus that are asked as well, as `run` takes them.")] = None,
    title: Annotated[list[str] | None, typer.Option(help="Ask about this article alone, the others distract; repeatable.")] = None,
    limit: Annotated[int | None, typer.Option(help="Ask only so many questions of the data, spread over them.", min=1)] = None,
    fit: Annotated[Path | None, typer.Option(help="A weights.json whose curve for pooled spans is to be fitted to the outcome.")] = None,
    plots: Annotated[Path | None, typer.Option(help="Folder for the reliability plot and the risk-coverage curve, as SVG.")] = None,
    out: Out = None,
    thresholds: Thresholds = DEFAULT,
) -> None:
    """Measure how far the confidence of answers can be believed when nothing is refused for its want, over a corpus of many documents."""
    bounds = read_thresholds("calibration", thresholds)
    questions = [question for question in read_squad(data) if not title or question.title in title]
    wanted = read_cases(cases) if cases else []
    with tempfile.TemporaryDirectory() as scratch, progress_bars() as progress:
        settings = read_settings(data_dir=Path(scratch) / "data", error_cost=0)
        with opener(ctx)(settings, progress=progress) as assistant:
            (paragraphs := Path(scratch) / "paragraphs").mkdir()
            add_paragraphs(assistant, retrieval.read_questions(data)[0], paragraphs, progress)
            outcomes = confidence.ask_about(assistant, spread(questions, limit), wanted, progress)
    confidence.show(outcomes, Console())
    found = confidence.figures(outcomes)
    if fit is not None:
        confidence.fit(outcomes, fit)
    if plots is not None:
        _draw([one.confidence for one in outcomes], [one.right for one in outcomes], plots, "answers")
    if out is not None:
        report.save({"answers": len(outcomes), "figures": found}, out)
    _fail_when_missed(found, bounds)


def _draw(probabilities: list[float], right: list[bool], folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draw_reliability(calibration.reliability(probabilities, right), folder / f"{name}-reliability.svg")
    draw_risk_coverage(calibration.risk_coverage(probabilities, right), folder / f"{name}-risk-coverage.svg")


def _fail_when_missed(found: dict[str, float], bounds: dict[str, Threshold]) -> None:
    problems = missed(found, bounds)
    for problem in problems:
        typer.echo(f"missed: {problem}")
    if problems:
        raise typer.Exit(1)


@app.command("mutations")
def measure_mutations(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(help='Rows {"quote", "short", "text"?}, cases, or plain texts.', show_default="the right answers in eval/data"),
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Take only so many right answers, spread over the files.", min=1)] = None,
    seed: Annotated[int, typer.Option(help="Another seed makes other mutants.")] = 1,
    out: Out = None,
    thresholds: Thresholds = DEFAULT,
) -> None:
    """Change one digit, year, scale, currency, sign, qualifier or direction of right answers; checking must catch it, and only it."""
    bounds = read_thresholds("mutations", thresholds)
    rights = list(dict.fromkeys(right for path in files or mutations.DEFAULT for right in mutations.read_rights(path)))
    rights = rights if limit is None else rights[:: -(-len(rights) // limit)]
    with scratch(opener(ctx)) as (assistant, progress), tempfile.TemporaryDirectory() as folder:
        quotes = Path(folder) / "quotes.txt"
        quotes.write_text("\n\n".join(dict.fromkeys(right.quote for right in rights)), encoding="utf-8")
        assistant.add(quotes)
        (document,) = assistant.documents()
        result = mutations.measure(rights, assistant, document, seed, progress)
    mutations.show(result, Console(width=None if Console().is_terminal else 160))
    if out is not None:
        report.save({**result.to_dict(), "seed": seed, "below_threshold": missed(result.figures, bounds)}, out)
    _fail_when_missed(result.figures, bounds)


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
    with scratch(opener(ctx)) as (assistant, progress):
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
    values.show(figures, judged, lost, Console())
    problems = [f"{name}: {problem}" for name, section in figures.items() for problem in missed(section, bounds)]
    if out is not None:
        report.save({"figures": figures, "lost": lost, "wrong": [line for one in judged for line in one.wrong], "missed": problems}, out)
    for problem in problems:
        typer.echo(f"missed: {problem}")
    if problems or not judged:
        raise typer.Exit(1)


@app.command("draw")
def draw_sentences(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(help="Name of a file below the folder.")],
    data: Data,
    count: Annotated[int, typer.Option(help="Sentences to draw.", min=1)] = 40,
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 0,
) -> None:
    """Print sentences drawn at random that may hold a value, as rows to annotate for `values`."""
    with scratch(opener(ctx)) as (assistant, progress):
        text = values.read_texts(data, [file], assistant, progress)[file]
    plain = sampling.spaced(text)
    for span in sampling.draw(text, count, seed):
        typer.echo(json.dumps({"file": file, **span._asdict(), "text": plain[span.start : span.end], "values": []}, ensure_ascii=False))


ARTICLE = Path(__file__).parent / "data" / "article.jsonl"


def _questions(cases: Path) -> list[str]:
    """The questions of `cases` that stand alone."""
    return [case.question for case in read_cases(cases) if not case.history]


@app.command("load")
def measure_load(
    clients: Annotated[int, typer.Option(help="Clients that ask at once.", min=1, max=500)] = 100,
    seconds: Annotated[float, typer.Option(help="How long they go on.", min=1, max=600)] = 60,
    cases: Annotated[Path, typer.Option(help="Whose questions are asked.", show_default="eval/data/article.jsonl")] = ARTICLE,
    out: Out = None,
    thresholds: Thresholds = DEFAULT,
) -> None:
    """Start a server on loopback, press it with clients that ask without pause, and show what they are told and what it costs."""
    bounds = read_thresholds("load", thresholds)
    with tempfile.TemporaryDirectory() as folder, serving.process(Path(folder)) as address:
        outcome = load.press(address, _questions(cases), clients, seconds)
    load.show(outcome, clients, Console())
    if out is not None:
        report.save({"clients": clients, "seconds": seconds, "figures": outcome.figures(), "statuses": +outcome.statuses}, out)
    _fail_when_missed(outcome.figures(), bounds)


@app.command("doors")
def measure_doors(
    ctx: typer.Context,
    rounds: Annotated[int, typer.Option(help="Questions that are asked through each door.", min=1, max=10_000)] = 60,
    cases: Annotated[Path, typer.Option(help="Whose questions are asked.", show_default="eval/data/article.jsonl")] = ARTICLE,
    out: Out = None,
    thresholds: Thresholds = DEFAULT,
) -> None:
    """Ask the same questions through each door in turn, and show what a door adds to what the assistant itself takes."""
    bounds = read_thresholds("doors", thresholds)
    with tempfile.TemporaryDirectory() as folder, progress_bars() as progress:
        data, copy = Path(folder) / "data", Path(folder) / "copy"
        opener(ctx)(read_settings(data_dir=data), progress=progress).close()
        shutil.copytree(data, copy)  # one process at a time uses a data folder
        with opener(ctx)(read_settings(data_dir=data), progress=progress) as assistant:
            timed = doors.Timed(assistant)
            with serving.beside(cast(Assistant, timed)) as address:
                taken = doors.measure(timed, address, copy, _questions(cases), rounds, progress)
    doors.show(taken, Console())
    found = doors.overheads(taken)
    if out is not None:
        report.save({"rounds": rounds, "overhead_ms": found}, out)
    _fail_when_missed(found, bounds)


@app.command("judge")
def measure_judge(
    sections: Annotated[Path, typer.Argument(help="JSON of sections with marked sentences, plain or .xz: selqa-ass-dev.")],
    questions: Annotated[Path, typer.Argument(help="SQuAD-style JSON with unanswerable questions, plain or .xz.")],
    limit: Annotated[int | None, typer.Option(help="Take only so many claims of each kind.", min=1)] = None,
    seed: Annotated[int, typer.Option(help="Another seed makes other claims.")] = 1,
    fit: Annotated[bool, typer.Option("--fit", help="Print the curve and threshold that these claims would give.")] = False,
    out: Out = None,
    thresholds: Thresholds = DEFAULT,
) -> None:
    """Measure the judge of a language model's sentences: which claims it keeps, of those that a sentence bears out and of others."""
    bounds = read_thresholds("judge", thresholds)
    judge = SupportJudge.open()
    with progress_bars() as progress:
        judged = wordings.judge_all(wordings.pairs(sections, questions, limit, seed), judge, progress)
    found = wordings.figures(judged, judge.threshold)
    with progress_bars() as progress:
        every = wordings.answering_pairs(questions, 4 * limit if limit else None)
        found[report.ALL] |= wordings.answering_figures(every, judge, progress)
        fitted = wordings.fit(judged, judge, progress) if fit else None
    wordings.show(found, Console())
    if fitted:
        typer.echo(fitted)
    if out is not None:
        report.save({"figures": found, "missed": missed(found[report.ALL], bounds)}, out)
    _fail_when_missed(found[report.ALL], bounds)


@app.command("drafts")
def measure_drafts(
    ctx: typer.Context,
    cases: Annotated[Path, typer.Argument(help="Cases with evidence, as `run` takes them.")],
    corpus: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folder of the documents that they are about.")],
    limit: Annotated[int | None, typer.Option(help="Ask only so many cases, spread over them.", min=1)] = None,
    seed: Annotated[int, typer.Option(help="Another seed makes other mistakes.")] = 1,
    out: Out = None,
    thresholds: Thresholds = DEFAULT,
) -> None:
    """Measure what is shown of drafts that copy the gold evidence, with mistakes beside it: a server plays the language model."""
    bounds, wanted = read_thresholds("drafts", thresholds), read_cases(cases)
    wanted = wanted if limit is None else wanted[:: -(-len(wanted) // limit)]
    with drafts.copying(seed) as copier, tempfile.TemporaryDirectory() as scratch, progress_bars() as progress:
        settings = read_settings(
            data_dir=Path(scratch) / "data", corpus_dir=corpus, llm_url=copier.url, llm_model="copying", llm_answer_tokens=2000
        )
        with opener(ctx)(settings, progress=progress) as assistant:
            kept = drafts.measure(wanted, assistant, copier, progress)
    drafts.show(kept, Console(width=None if Console().is_terminal else 200))
    found = drafts.figures(kept)
    if out is not None:
        report.save({"cases": len(kept), "figures": found, "missed": missed(found, bounds)}, out)
    _fail_when_missed(found, bounds)


if __name__ == "__main__":
    app(prog_name="python -m eval")
