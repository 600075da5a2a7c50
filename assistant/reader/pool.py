"""Averages the weights of runs that began from the same ones: `python -m assistant.reader.pool RUN RUN --data FOLDER --out FOLDER`.

Each run and their average are scored on the held-out articles; the average is saved with its figures.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table

from assistant.embedding import base_folder
from assistant.reader.examples import Question
from assistant.reader.features import Features
from assistant.reader.model import Figures, SpanReader, load_model, load_weights, save_weights
from assistant.reader.scoring import Score, score
from assistant.reader.train import Recipe, figures_of, held_out, predictions, sampled


def average(models: Sequence[Any]) -> Any:
    """The first model, holding the mean of the parameters of all."""
    states = [model.state_dict() for model in models]
    pooled = {name: torch.stack([state[name] for state in states]).float().mean(0).to(one.dtype) for name, one in states[0].items()}
    models[0].load_state_dict(pooled)
    return models[0]


def assess(model: Any, questions: Sequence[Question]) -> tuple[Score, Figures]:
    """How well the model reads held-out questions, and its calibration on them."""
    rows = predictions(SpanReader(Features(base_folder()), model, Figures()), questions)
    return score(rows), figures_of(rows)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m assistant.reader.pool", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("runs", type=Path, nargs="+", help="folders of weights")
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD-style .json.xz files, for the held-out articles")
    parser.add_argument("--out", type=Path, required=True, help="folder for the averaged weights")
    parser.add_argument("--sample", type=float, default=1.0, help="share of the held-out questions to score on (default all)")
    options = parser.parse_args()
    questions = sampled(held_out(options.data), Recipe(sample=options.sample))
    models = [load_model(base_folder()) for _ in options.runs]
    for model, run in zip(models, options.runs, strict=True):
        load_weights(model, run)
    table = Table("weights", *(name.replace("_", " ") for name in asdict(Score(0, 0, 0, 0, 0, 0))))
    for run, model in zip(options.runs, models, strict=True):
        table.add_row(run.name, *(f"{figure:.1f}" for figure in asdict(assess(model, questions)[0]).values()))
    pooled = average(models)
    result, figures = assess(pooled, questions)
    table.add_row("average", *(f"{figure:.1f}" for figure in asdict(result).values()))
    save_weights(pooled, options.out, figures)
    Console().print(table)


if __name__ == "__main__":
    main()
