"""A LlamaIndex app can take our chunker, our retrieval and our answers, offsets included."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from assistant.types import Answer, Citation, Document, Hit, Passage
from tests.test_chunking import count_words

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the framework's own, on import
    from llama_index.core.schema import Document as LlamaDocument

    from assistant.llamaindex import AnswerEngine, PassageParser, PassageRetriever

TEXT = "Acme spent $5 million. It was much. " * 10
DOCUMENT = Document("d", "Acme", "acme.txt", TEXT, "0")


class OneAnswer:
    """Answers every question with the first sentence."""

    def ask(self, question: str) -> Answer:
        citation = Citation.of(DOCUMENT, 0, 22)
        return Answer(question, question, "answered", "$5 million", f"{citation.quote} [1]", 0.9, (citation,))

    def search(self, _question: str, limit: int) -> list[Hit]:
        return [Hit(Passage("d:0", "d", 0, 22, TEXT[:22]), 1.5, ("dense",))][:limit]


@pytest.fixture
def assistant() -> Any:
    return OneAnswer()


def test_nodes_tile_the_document_and_know_their_offsets() -> None:
    nodes = PassageParser(count_pieces=count_words, limit=30).get_nodes_from_documents([LlamaDocument(text=TEXT)])
    assert "".join(node.get_content() for node in nodes) == TEXT
    assert all(TEXT[node.start_char_idx : node.end_char_idx] == node.text for node in nodes)  # type: ignore[attr-defined]


def test_retrieval_gives_scored_nodes(assistant: Any) -> None:
    (found,) = PassageRetriever(assistant).retrieve("How much?")
    assert (found.node.node_id, found.score) == ("d:0", 1.5)


def test_an_answer_comes_with_its_citations_as_nodes(assistant: Any) -> None:
    response = AnswerEngine(assistant=assistant).query("How much did Acme spend?")
    assert str(response) == "Acme spent $5 million. [1]"
    assert response.metadata is not None
    assert response.metadata["short"] == "$5 million"
    assert [node.node.get_content() for node in response.source_nodes] == ["Acme spent $5 million."]
