"""Question and passage as the encoder reads them: `[CLS] question [SEP] passage [SEP]`, with offsets back into the passage.

Shared word for word by training and use, so that the reader is asked what it was taught. A passage that does not fit is read in overlapping
windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from assistant.errors import ModelError

MAX_PIECES = 256
MAX_QUESTION = 64
OVERLAP = 64
_CLS, _SEP, _PAD = "[CLS]", "[SEP]", "[PAD]"

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """Input ids of one window; passage piece `k` stands at position `first + k` and covers `spans[k]` of the passage's characters."""

    ids: tuple[int, ...]
    first: int
    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length; all arrays have the shape (windows, length).

    `readable` is 1 on passage pieces and on `[CLS]`, which stands for no answer.
    """

    ids: Integers
    types: Integers
    attention: Integers
    readable: Integers


class Features:
    """Makes windows with the word pieces of the encoder in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep, self._pad = (self._id(token) for token in (_CLS, _SEP, _PAD))

    def _id(self, token: str) -> int:
        found = self._tokenizer.token_to_id(token)
        if found is None:
            raise ModelError(f"The encoder's tokenizer does not know {token}; it is no BERT encoder. Check the model folder.")
        return found

    def windows(self, question: str, passages: Sequence[str], max_pieces: int = MAX_PIECES) -> list[list[Window]]:
        """For each passage its windows of at most `max_pieces` pieces, the question cut after `MAX_QUESTION` ones."""
        asked, *read = self._tokenizer.encode_batch([question, *passages], add_special_tokens=False)
        head = (self._cls, *asked.ids[:MAX_QUESTION], self._sep)
        room = max_pieces - len(head) - 1
        return [
            [
                Window((*head, *passage.ids[start : start + room], self._sep), len(head), tuple(passage.offsets[start : start + room]))
                for start in _starts(len(passage.ids), room)
            ]
            for passage in read
        ]

    def batch(self, windows: Sequence[Window]) -> Batch:
        """Pad `windows` to the longest."""
        shape = (len(windows), max(len(window) for window in windows))
        ids = np.full(shape, self._pad, dtype=np.int64)
        types, attention, readable = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        for row, window in enumerate(windows):
            ids[row, : len(window)] = window.ids
            types[row, window.first : len(window)] = 1
            attention[row, : len(window)] = 1
            readable[row, window.first : window.first + len(window.spans)] = 1
        readable[:, 0] = 1
        return Batch(ids, types, attention, readable)


def _starts(pieces: int, room: int) -> list[int]:
    """Where the windows over a passage of `pieces` pieces begin; each overlaps the one before by `OVERLAP`."""
    step = max(1, room - OVERLAP)
    return [0, *range(step, max(step, pieces - OVERLAP), step)] if pieces > room else [0]
