"""Two searches, one order: standardised scores, summed by their weight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.retrieval import Retriever, Scores
from assistant.types import Passage
from tests.fakes import FakeEmbedder


class Table:
    """An index over given cosines and word scores."""

    def __init__(self, dense: Sequence[float], words: dict[str, float], question: Scores) -> None:
        away = np.zeros_like(question)
        away[int(np.argmin(np.abs(question)))] = 1.0
        self._vectors = {f"d:{n}": (cosine * question + (1 - cosine) * away).astype(np.float32) for n, cosine in enumerate(dense)}
        self._words = words

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        return [Passage(i, "d", 0, 1, "x") for i in ids]

    def vectors(self, ids: Sequence[str]) -> Scores:
        return np.stack([self._vectors[i] for i in ids])

    def search_vectors(self, vector: Scores, limit: int) -> list[tuple[str, float]]:
        scored = [(i, float(known @ vector)) for i, known in self._vectors.items()]
        return sorted(scored, key=lambda pair: -pair[1])[: min(limit, 2)]

    def search_words(self, _text: str, limit: int) -> list[tuple[str, float]]:
        return sorted(self._words.items(), key=lambda pair: -pair[1])[:limit]


def search(dense_weight: float, dense: Sequence[float], words: dict[str, float]) -> list[str]:
    embedder = FakeEmbedder()
    retriever = Retriever(Table(dense, words, embedder.encode(["q"])[0]), embedder, dense_weight)
    return [hit.passage.id for hit in retriever.search("q", 10)]


def test_the_weight_decides_between_the_searches() -> None:
    dense, words = [0.9, 0.5, 0.1], {"d:2": 9.0, "d:1": 5.0}
    assert search(1.0, dense, words)[0] == "d:0"
    assert search(0.0, dense, words)[0] == "d:2"


def test_what_only_the_word_search_found_keeps_its_true_cosine() -> None:
    assert search(1.0, [0.9, 0.8, 0.7], {"d:2": 1.0}) == ["d:0", "d:1", "d:2"]


def test_a_hit_says_which_searches_found_it() -> None:
    embedder = FakeEmbedder()
    table = Table([0.9, 0.8, 0.1], {"d:1": 3.0, "d:2": 2.0}, embedder.encode(["q"])[0])
    found = {hit.passage.id: hit.found_by for hit in Retriever(table, embedder, 0.5).search("q", 10)}
    assert found == {"d:0": ("dense",), "d:1": ("dense", "lexical"), "d:2": ("lexical",)}


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_no_more_than_asked_for(limit: int) -> None:
    embedder = FakeEmbedder()
    table = Table([0.9, 0.8, 0.1], {"d:2": 2.0}, embedder.encode(["q"])[0])
    assert len(Retriever(table, embedder, 0.5).search("q", limit)) == limit


def test_only_the_documents_asked_for_are_found_however_far_down_they_are() -> None:
    embedder = FakeEmbedder()
    question = embedder.encode(["q"])[0]

    class Many:
        """Half a thousand passages of one document, all better than the one of another."""

        def passages(self, ids: Sequence[str]) -> list[Passage]:
            return [Passage(i, i.split(":")[0], 0, 1, "x") for i in ids]

        def vectors(self, ids: Sequence[str]) -> Scores:
            return np.stack([question for _ in ids])

        def search_vectors(self, _vector: Scores, limit: int) -> list[tuple[str, float]]:
            return [*((f"near:{n}", 0.9) for n in range(500)), ("far:0", 0.1)][:limit]

        def search_words(self, _text: str, _limit: int) -> list[tuple[str, float]]:
            return [("near:1", 2.0), ("far:1", 1.0)]

    retriever = Retriever(Many(), embedder, 0.5)
    assert {hit.passage.id for hit in retriever.search("q", 10, {"far"})} == {"far:0", "far:1"}
    assert retriever.search("q", 10, set()) == []
    assert len(retriever.search("q", 10)) == 10
