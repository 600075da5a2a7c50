"""Finds the passages worth reading: the encoder's and the word search's scores, each standardised per question, in a weighted sum.

Not rank fusion: ranks throw away what the scores know (README, "How good is it", has the comparison). The pool is the best of either
search; what one search did not return is given its true cosine, or the word score of sharing no word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant.embedding import Embedder
from assistant.types import Hit, Passage

_POOL = 200
_WORDS = 1000

Found = tuple[str, float]
Scores = npt.NDArray[np.float32]


class Searchable(Protocol):
    """What retrieval asks of an index."""

    def passages(self, ids: Sequence[str]) -> list[Passage]: ...
    def vectors(self, ids: Sequence[str]) -> Scores: ...
    def search_vectors(self, vector: Scores, limit: int) -> list[tuple[str, float]]: ...
    def search_words(self, text: str, limit: int) -> list[tuple[str, float]]: ...


class Retriever:
    """Dense and lexical search over one index; `dense_weight` is the encoder's share of the score, from 0 to 1."""

    def __init__(self, index: Searchable, embedder: Embedder, dense_weight: float) -> None:
        self._index = index
        self._embedder = embedder
        self._dense_weight = dense_weight

    def search(self, question: str, limit: int, documents: Collection[str] | None = None) -> list[Hit]:
        """The `limit` best passages, best first; scores are comparable within one question only.

        With `documents` only theirs are found; the ids are those of documents.
        """
        vector = self._embedder.encode([question])[0]
        words = dict(_within(documents, _WORDS, lambda most: self._index.search_words(question, most)))
        near = [passage_id for passage_id, _ in _within(documents, _POOL, lambda most: self._index.search_vectors(vector, most))]
        pool = list(dict.fromkeys([*near, *list(words)[:_POOL]]))
        if not pool:
            return []
        dense = _standardised(self._index.vectors(pool) @ vector)
        lexical = _standardised(np.array([words.get(passage_id, 0.0) for passage_id in pool], dtype=np.float32))
        scores = self._dense_weight * dense + (1 - self._dense_weight) * lexical
        best = np.argsort(-scores, kind="stable")[:limit]
        score_of = {pool[i]: float(scores[i]) for i in best}
        by_vectors = set(near)
        return [
            Hit(passage, score_of[passage.id], _found_by(passage.id in by_vectors, passage.id in words))
            for passage in self._index.passages(list(score_of))
        ]


def _within(documents: Collection[str] | None, limit: int, search: Callable[[int], list[Found]]) -> list[Found]:
    """What a search finds in `documents` alone: it is asked for more until there is enough of them, or no more."""
    most = limit
    while True:
        found = search(most)
        kept = [one for one in found if documents is None or one[0].rpartition(":")[0] in documents]
        if len(kept) >= limit or len(found) < most:
            return kept[:limit]
        most *= 4


def _standardised(scores: Scores) -> Scores:
    """Mean 0 and deviation 1 over the pool; all 0 where every score is the same."""
    deviation = float(scores.std())
    return (scores - scores.mean()) / deviation if deviation > 1e-9 else np.zeros_like(scores)


def _found_by(dense: bool, lexical: bool) -> tuple[str, ...]:
    return tuple(name for name, found in (("dense", dense), ("lexical", lexical)) if found)
