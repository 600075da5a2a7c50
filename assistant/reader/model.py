"""The span reader itself: the encoder with start and end heads, our weights on top of the installed base.

A span's score is its start plus end logit less those of `[CLS]`, the no-answer position: the log-odds of the span against no answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from assistant.embedding import base_folder
from assistant.errors import ModelError
from assistant.reader.calibration import Calibration
from assistant.reader.features import Batch, Features, Window

if TYPE_CHECKING:
    import torch

WEIGHTS = Path(__file__).parent / "weights"
MAX_SPAN_PIECES = 40
_BATCH_PIECES = 4096

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on questions that the weights were not trained on; it comes with them."""

    calibration: Calibration = field(default_factory=Calibration)
    pooled: Calibration = field(default_factory=Calibration)
    threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class Span:
    """`passage[start:end]` as an answer; `score` is its log-odds against the passage holding no answer."""

    start: int
    end: int
    score: float


class Reading:
    """What the reader makes of one passage: its best spans, and the score of any other, out of the same logits."""

    def __init__(self, windows: Sequence[Window], logits: Sequence[tuple[Floats, Floats]], n_best: int) -> None:
        """Of the windows of one passage with their start and end logits, each of shape (length,)."""
        self._windows = list(zip(windows, logits, strict=True))
        found = [span for window, scores in self._windows for span in best_spans(window, *scores, n_best)]
        unique = {(span.start, span.end): span for span in sorted(found, key=lambda span: span.score)}
        self.spans = sorted(unique.values(), key=lambda span: -span.score)[:n_best]

    def best_within(self, start: int, end: int) -> Span | None:
        """The best span inside `passage[start:end]`; None where no window holds all of it."""
        found = []
        for window, (begin, finish) in self._windows:
            pieces = [n for n, (first, last) in enumerate(window.spans) if start <= first and last <= end]
            whole = window.spans and window.spans[0][0] <= start and end <= window.spans[-1][1]
            if pieces and whole:
                inside = Window(window.ids, window.first + pieces[0], tuple(window.spans[pieces[0] : pieces[-1] + 1]))
                found += best_spans(inside, begin, finish, 1)
        return max(found, key=lambda span: span.score, default=None)


class SpanReader:
    """Reads passages for the spans that answer a question. Thread-safe: reading changes nothing.

    `calibration` turns the score of the best span of one passage into the chance that it is right; `pooled` does so for the score that
    the extractive engine makes of many passages. `threshold` is the score from which answering pays off by the F1 of SQuAD 2.0.
    """

    def __init__(self, features: Features, model: Any, figures: Figures) -> None:
        """For `open`; takes parts that are already live."""
        self.calibration, self.pooled, self.threshold = figures.calibration, figures.pooled, figures.threshold
        self._features = features
        self._model = model.eval()

    @classmethod
    def open(cls, base: Path | None = None, weights: Path = WEIGHTS) -> Self:
        """The encoder in `base` (by default the installed one) with our weights on top.

        Raises ModelError when a file is missing, damaged or does not fit.
        """
        base = base or base_folder()
        model = load_model(base)
        return cls(Features(base), model, load_weights(model, weights))

    def read(self, question: str, passages: Sequence[str], n_best: int = 5) -> list[list[Span]]:
        """For each passage its `n_best` spans, best first; overlapping spans are kept, for they compete."""
        return [reading.spans for reading in self.readings(question, passages, n_best)]

    def readings(self, question: str, passages: Sequence[str], n_best: int = 5) -> list[Reading]:
        """For each passage its `n_best` spans and what scores any other span of it."""
        by_passage = self._features.windows(question, passages)
        logits = self._logits([window for one in by_passage for window in one])
        return [Reading(one, [logits[id(window)] for window in one], n_best) for one in by_passage]

    def _logits(self, windows: Sequence[Window]) -> dict[int, tuple[Floats, Floats]]:
        """Start and end logits of each window, read in batches of like length."""
        import torch

        logits: dict[int, tuple[Floats, Floats]] = {}
        for group in batches_by_length(windows, _BATCH_PIECES):
            with torch.inference_mode():
                start, end = forward(self._model, self._features.batch(group))
            for row, window in enumerate(group):
                logits[id(window)] = (start[row].cpu().numpy(), end[row].cpu().numpy())
        return logits


def batches_by_length(windows: Sequence[Window], pieces: int) -> list[list[Window]]:
    """Group windows of like length so that a padded batch holds at most `pieces` pieces (but at least one window)."""
    groups: list[list[Window]] = []
    for window in sorted(windows, key=len):
        if groups and len(window) * (len(groups[-1]) + 1) <= pieces:
            groups[-1].append(window)
        else:
            groups.append([window])
    return groups


def best_spans(window: Window, start: Floats, end: Floats, n_best: int) -> list[Span]:
    """The `n_best` spans of one window by start plus end logit less the no-answer logits, at most `MAX_SPAN_PIECES` pieces long."""
    length = len(window.spans)
    if not length:
        return []
    begin = start[window.first : window.first + length]
    finish = end[window.first : window.first + length]
    scores = begin[:, None] + finish[None, :]
    allowed = np.triu(np.ones((length, length), dtype=bool)) & ~np.triu(np.ones((length, length), dtype=bool), MAX_SPAN_PIECES)
    scores = np.where(allowed, scores, -np.inf)
    flat = scores.ravel()
    best = np.argpartition(flat, -min(n_best, flat.size))[-n_best:]
    null = float(start[0] + end[0])
    spans = []
    for index in best[np.argsort(-flat[best])]:
        i, j = divmod(int(index), length)
        if np.isfinite(flat[index]):
            spans.append(Span(window.spans[i][0], window.spans[j][1], float(flat[index]) - null))
    return spans


def forward(model: Any, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Start and end logits of shape (windows, length), -inf where no answer can stand."""
    import torch

    device = model.device
    ids, types, attention, readable = (
        torch.from_numpy(array).to(device) for array in (batch.ids, batch.types, batch.attention, batch.readable)
    )
    output = model(input_ids=ids, token_type_ids=types, attention_mask=attention)
    closed = readable == 0
    return (
        output.start_logits.float().masked_fill(closed, -torch.inf),
        output.end_logits.float().masked_fill(closed, -torch.inf),
    )


def load_model(base: Path) -> Any:
    """The encoder of folder `base` with fresh span heads."""
    from transformers import AutoConfig, BertForQuestionAnswering
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    config = AutoConfig.from_pretrained(base, local_files_only=True)
    config.attention_probs_dropout_prob = 0.0
    config.hidden_dropout_prob = 0.05
    return BertForQuestionAnswering.from_pretrained(base, config=config, attn_implementation="eager", local_files_only=True)


def load_weights(model: Any, weights: Path) -> Figures:
    """Put the tensors of `weights` over those of `model`, checked against the sha256 beside them; returns the figures that stand there too.

    Raises ModelError.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load

    file, card = weights / "model.safetensors", weights / "weights.json"
    try:
        data, about = file.read_bytes(), json.loads(card.read_text())
        expected = about["sha256"]
        figures = Figures(Calibration(**about["calibration"]), Calibration(**about["pooled"]), float(about["threshold"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The reader's weights cannot be read: {error}. Reinstall the package to restore {weights}.") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise ModelError(
            f"The reader's weights are damaged: {file} does not have the sha256 that {card.name} names. Reinstall the package."
        )
    try:
        tensors = {name: tensor.float() for name, tensor in load(data).items()}
        unknown = model.load_state_dict(tensors, strict=False).unexpected_keys
    except (SafetensorError, RuntimeError) as error:
        raise ModelError(f"The reader's weights do not fit the encoder: {file}: {error}. Reinstall the package.") from error
    if unknown or "qa_outputs.weight" not in tensors:
        raise ModelError(
            f"The reader's weights do not fit the encoder: {file} holds {', '.join(unknown) or 'no span heads'}. Reinstall the package."
        )
    return figures


def save_weights(model: Any, weights: Path, figures: Figures) -> None:
    """Write what differs from the base, in half precision, with its sha256 and figures beside it."""
    from safetensors.torch import save

    tensors = {
        name: tensor.detach().half().contiguous().cpu()
        for name, tensor in model.state_dict().items()
        if not name.startswith("bert.embeddings.")
    }
    data = save(tensors)
    weights.mkdir(parents=True, exist_ok=True)
    (weights / "model.safetensors").write_bytes(data)
    about = {"sha256": hashlib.sha256(data).hexdigest(), **asdict(figures)}
    (weights / "weights.json").write_text(json.dumps(about, indent=2) + "\n")
