"""Small real implementations that stand in for the slow ones."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt


class FakeEmbedder:
    """An encoder without a model: a text's direction is the sum of directions that hash from its words, so like texts lie close.

    `encoded` counts the texts it was given, for tests that hold what must not be encoded again.
    """

    def __init__(self, fingerprint: str = "fake:1", dimension: int = 32) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self.encoded = 0

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> npt.NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in [text, *re.findall(r"\w+", text.lower())]:
                vectors[row] += self._direction(word)
            if progress:
                progress(row + 1)
        self.encoded += len(texts)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if len(texts) else vectors

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def _direction(self, word: str) -> npt.NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
        return np.random.default_rng(seed).normal(size=self.dimension).astype(np.float32)
