"""The encoder: checked weights, unit vectors, and no look-up anywhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import SentenceEncoder
from assistant.errors import ModelError


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


def test_vectors_are_of_unit_length_and_in_the_order_of_the_texts(encoder: SentenceEncoder) -> None:
    texts = ["a long text about the sea " * 9, "cats", "dogs and cats", *("filler " * n for n in range(1, 40))]
    done: list[int] = []
    vectors = encoder.encode(texts, done.append)
    assert vectors.shape == (len(texts), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(encoder.encode([texts[1]])[0], vectors[1], atol=1e-5)
    assert done[-1] == len(texts)


def test_like_texts_are_near(encoder: SentenceEncoder) -> None:
    money, sum_of_it, weather = encoder.encode(["How much was invested?", "The investment amounts to $5 billion.", "It rained in May."])
    assert money @ sum_of_it > money @ weather


def test_pieces_are_counted_without_the_special_ones(encoder: SentenceEncoder) -> None:
    assert encoder.count_pieces(["hello world", "", "hello"]) == [2, 0, 1]
    assert encoder.count_pieces([]) == []


def test_a_model_that_is_not_on_the_machine_is_not_looked_up() -> None:
    with pytest.raises(ModelError, match="ASSISTANT_ALLOW_HUB"):
        SentenceEncoder("somebody/some-model")


def test_a_folder_that_holds_no_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="ASSISTANT_MODEL"):
        SentenceEncoder(str(tmp_path))


def test_other_weights_have_another_fingerprint(encoder: SentenceEncoder) -> None:
    assert encoder.fingerprint.startswith("all-MiniLM-L6-v2:")
