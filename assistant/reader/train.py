"""Trains the reader: `python -m assistant.reader.train --data FOLDER --out FOLDER`.

The encoder's layers are tuned together with the span heads; its embeddings stay those of the base. A run can be stopped and started again:
it goes on from its last checkpoint. Weights are averaged over time (an exponential moving average); what is written is the average that did
best on the articles held out, with its calibration on them.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.progress import Progress, track

from assistant.embedding import base_folder
from assistant.questions import asks_for
from assistant.reader.calibration import Calibration
from assistant.reader.examples import Example, ExampleMaker, Question, mixture, read_questions
from assistant.reader.features import Features, Window
from assistant.reader.model import Figures, SpanReader, batches_by_length, forward, load_model, load_weights, save_weights
from assistant.reader.scoring import RIGHT, Row, Score, score, token_f1
from assistant.reader.synthesis import Synthesis
from assistant.reader.written import written_questions

# file name, weight in the mixture
SOURCES = {
    "squad-v1.1-train-1of2.json.xz": 0.32,
    "squad-v1.1-train-2of2.json.xz": 0.32,
    "qed-train-early.json.xz": 0.12,
    "fairytaleqa-explicit-train.json.xz": 0.03,
    "timeqa-human-train-easy.json.xz": 0.025,
    "timeqa-human-train-hard.json.xz": 0.025,
    "squad-v2.0-dev-a.json.xz": 0.14,
}
# Articles of the calibration file that every run is kept from, for validation and calibration.
HELD_OUT_FILE = "squad-v2.0-dev-a.json.xz"
HELD_OUT_ARTICLES = frozenset({"French_and_Indian_War", "Packet_switching", "Prime_number", "Sky_(United_Kingdom)"})
MADE_UP = 40_000  # questions on made-up passages in a run
_CONSOLE = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that shapes a run; kept beside its checkpoints.

    A run ends, and its learning rate falls to nothing, after `steps` or, where `minutes` is not 0, after that time if it comes first.
    `emphasis` counts the extra copies of questions that ask for a number, an amount or a date; `made_up` is the weight of made-up
    passages and `written` that of the questions written for the reader, beside a weight of 1 for the files; after `patience` validations
    without a gain the run stops.
    """

    steps: int = 6000
    minutes: float = 0.0
    pieces: int = 2560
    learning_rate: float = 1.5e-4
    head_factor: float = 5.0
    warm_up: int = 300
    weight_decay: float = 0.01
    clip: float = 1.0
    averaging: float = 0.998
    negatives: float = 0.36
    rewordings: float = 0.3
    made_up: float = 0.12
    written: float = 0.5
    emphasis: int = 0
    patience: int = 3
    sample: float = 1.0
    seed: int = 0


class Trainer:
    """One run, with what a checkpoint holds: model, optimiser, average and step."""

    def __init__(self, recipe: Recipe, out: Path, start: Path | None, threads: int) -> None:
        torch.set_num_threads(threads)
        torch.manual_seed(recipe.seed)
        self.recipe, self.out = recipe, out
        self.step, self.began = 0, time.monotonic()
        self.best, self.waited = -1.0, 0  # the best F1 on validation, and how many validations ago it was
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        base = base_folder()
        self.features = Features(base)
        self.model = load_model(base)
        if start:
            load_weights(self.model, start)
        self.model.to(self.device).bert.embeddings.requires_grad_(False)
        heads = [p for name, p in self.model.named_parameters() if name.startswith("qa_outputs")]
        body = [p for name, p in self.model.named_parameters() if p.requires_grad and not name.startswith("qa_outputs")]
        self.optimiser = torch.optim.AdamW(
            [{"params": body, "lr": recipe.learning_rate}, {"params": heads, "lr": recipe.learning_rate * recipe.head_factor}],
            weight_decay=recipe.weight_decay,
            fused=True,
        )
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: min(1.0, (step + 1) / recipe.warm_up) * max(0.02, 1 - self.progress(step))
        )
        self.average = torch.optim.swa_utils.AveragedModel(
            self.model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(recipe.averaging)
        )
        self.checkpoint = out / "checkpoint.pt"
        if self.checkpoint.exists():
            self._resume()

    def over(self) -> bool:
        """Whether the recipe's steps are made or its time has run out."""
        return self.progress(self.step) >= 1

    def progress(self, step: int) -> float:
        """How much of the run is over at `step`: 0 at its beginning, 1 or more at its end."""
        minutes = (time.monotonic() - self.began) / 60
        return max(step / self.recipe.steps, minutes / self.recipe.minutes if self.recipe.minutes else 0.0)

    def learn(self, batch: Sequence[tuple[Window, int, int]]) -> float:
        """One step on windows with the positions of their answers; returns the loss."""
        self.model.train()
        with torch.autocast(self.device, torch.bfloat16):
            start, end = forward(self.model, self.features.batch([window for window, _, _ in batch]))
        targets = torch.tensor([(first, last) for _, first, last in batch], device=self.device)
        loss = (torch.nn.functional.cross_entropy(start, targets[:, 0]) + torch.nn.functional.cross_entropy(end, targets[:, 1])) / 2
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        self.optimiser.step()
        self.schedule.step()
        self.optimiser.zero_grad()
        self.average.update_parameters(self.model)
        self.step += 1
        return loss.item()

    def validate(self, questions: Sequence[Question]) -> Score:
        """EM and F1 of the averaged weights, forced and at the best threshold; the weights are written when they are the best so far."""
        with torch.autocast(self.device, torch.bfloat16):
            rows = predictions(SpanReader(self.features, self.average.module, Figures()), questions)
        result = score(rows)
        self.best, self.waited = (result.f1, 0) if result.f1 > self.best else (self.best, self.waited + 1)
        if not self.waited:
            save_weights(self.average.module, self.out, figures_of(rows))
        return result

    def save(self) -> None:
        """Write a checkpoint to go on from."""
        state = {
            "step": self.step,
            "seconds": time.monotonic() - self.began,
            "best": self.best,
            "waited": self.waited,
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "average": self.average.state_dict(),
        }
        unfinished = self.checkpoint.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(self.checkpoint)

    def _resume(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.average.load_state_dict(state["average"])
        self.step, self.began = state["step"], time.monotonic() - state["seconds"]
        self.best, self.waited = state["best"], state["waited"]


def batches(
    features: Features, questions: Iterator[Question], maker: ExampleMaker, recipe: Recipe
) -> Iterator[list[tuple[Window, int, int]]]:
    """Batches without end of windows of like length, with the positions of the answer (0, 0: none)."""
    rng = random.Random(recipe.seed + 1)  # noqa: S311
    while True:
        pool = {
            id(window): (window, first, last)
            for _ in range(512)
            for window, first, last in _labelled(features, maker.draw(next(questions)))
        }
        groups = batches_by_length([window for window, _, _ in pool.values()], recipe.pieces)
        rng.shuffle(groups)
        for group in groups:
            yield [pool[id(window)] for window in group]


def _labelled(features: Features, example: Example) -> Iterator[tuple[Window, int, int]]:
    """The windows of an example in which its answer lies wholly (or, for none, its first window)."""
    (windows,) = features.windows(example.question, [example.passage])
    if example.start < 0:
        yield windows[0], 0, 0
        return
    for window in windows:
        inside = [k for k, (a, b) in enumerate(window.spans) if a < example.end and b > example.start]
        if inside and window.spans[inside[0]][0] <= example.start and window.spans[inside[-1]][1] >= example.end:
            yield window, window.first + inside[0], window.first + inside[-1]
            return


def predictions(reader: SpanReader, questions: Sequence[Question]) -> list[Row]:
    """The best span for each question in its own context, with its score (-99 where there is none) and the right answers."""
    rows: list[Row] = []
    for question in track(questions, "validating", console=_CONSOLE, transient=True):
        (spans,) = reader.read(question.text, [question.context], 1)
        text, odds = (question.context[spans[0].start : spans[0].end], spans[0].score) if spans else ("", -99.0)
        rows.append((text, odds, [text for _, text in question.answers]))
    return rows


def figures_of(rows: Sequence[Row]) -> Figures:
    """The calibration of these predictions; an answer is right when it shares at least half of its words (F1) with a right one."""
    right = [max((token_f1(text, gold) for gold in golds), default=0.0) >= RIGHT for text, _, golds in rows]
    odds = [odds for _, odds, _ in rows]
    calibration = Calibration.fit(odds, right) if len(set(right)) == 2 else Calibration()
    return Figures(calibration, calibration, score(rows).threshold)


def held_out(data: Path) -> list[Question]:
    """The questions on articles that no run is trained on."""
    return [question for question in read_questions(data / HELD_OUT_FILE) if question.title in HELD_OUT_ARTICLES]


def load_mixture(data: Path, recipe: Recipe, step: int = 0) -> Iterator[Question]:
    """The training questions on all articles that are not held out, mixed anew for each step that a run goes on from."""
    files = []
    for name, weight in SOURCES.items():
        questions = [question for question in read_questions(data / name) if question.title not in HELD_OUT_ARTICLES]
        questions += [question for question in questions if asks_for(question.text)] * recipe.emphasis
        files.append((sampled(questions, recipe), weight))
    made_up = list(islice(Synthesis(recipe.seed + step), int(MADE_UP * recipe.sample)))
    written = sampled(written_questions({question.context for questions, _ in files for question in questions}), recipe)
    return mixture([*files, (made_up, recipe.made_up), (written, recipe.written)], recipe.seed + step)


def sampled(questions: Sequence[Question], recipe: Recipe) -> list[Question]:
    """The share of the questions that the recipe asks for, in random order."""
    return random.Random(recipe.seed).sample(questions, max(1, int(recipe.sample * len(questions))))  # noqa: S311


def main() -> None:
    """The command line of a run."""
    parser = argparse.ArgumentParser(prog="python -m assistant.reader.train", description="Train the span reader.")
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD-style .json.xz files")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights, checkpoints and the log")
    parser.add_argument("--start", type=Path, help="folder of weights to start from; without it from the base encoder")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads (default 1)")
    parser.add_argument("--validate-every", type=int, default=1000, help="steps between validations (default 1000)")
    parser.add_argument("--save-every", type=int, default=250, help="steps between checkpoints (default 250)")
    for name, value in asdict(Recipe()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value, help=f"(default {value})")
    options = vars(parser.parse_args())
    recipe = Recipe(**{name: options[name] for name in asdict(Recipe())})
    run(recipe, options["data"], options["out"], options["start"], options["threads"], options["validate_every"], options["save_every"])


def run(recipe: Recipe, data: Path, out: Path, start: Path | None, threads: int, validate_every: int, save_every: int) -> None:
    """Train to the end of the recipe or until validation gains nothing any more, logging to `out/log.jsonl`."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=2) + "\n")
    trainer = Trainer(recipe, out, start, threads)
    validation = sampled(held_out(data), recipe)
    questions = load_mixture(data, recipe, trainer.step)
    stream = batches(trainer.features, questions, ExampleMaker(recipe.seed + trainer.step, recipe.negatives, recipe.rewordings), recipe)
    began, loss, pieces = time.monotonic(), 0.0, 0
    over = trainer.over()
    with (out / "log.jsonl").open("a") as log, Progress(console=_CONSOLE) as bar:
        task = bar.add_task("training", total=recipe.steps, completed=trainer.step)
        while not over:
            batch = next(stream)
            latest = trainer.learn(batch)
            pieces += sum(len(window) for window, _, _ in batch)
            loss = latest if not loss else 0.98 * loss + 0.02 * latest
            bar.update(task, advance=1, description=f"training, loss {loss:.3f}")
            over = trainer.over()
            row: dict[str, Any] = {
                "step": trainer.step,
                "loss": round(loss, 4),
                "pieces": pieces,
                "pieces_per_second": round(pieces / (time.monotonic() - began)),
            }
            validated = trainer.step % validate_every == 0 or over
            if validated:
                row |= asdict(trainer.validate(validation))
                over = over or trainer.waited >= recipe.patience
            if validated or trainer.step % save_every == 0:
                trainer.save()
                log.write(json.dumps(row) + "\n")
                log.flush()


if __name__ == "__main__":
    main()
