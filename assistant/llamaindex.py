"""Our parts in LlamaIndex's terms, for an app that is built with it. The only importer of
llama_index, but for the client in `language_model.py`.

A node keeps the passage's id and offsets, so that a citation can be walked back to the page. Our own pipeline does not go through these
classes: importing the framework takes seconds, its Chroma store adds where we must replace, and its splitters lose offsets. Its global
`Settings` is never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.node_parser import NodeParser
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.schema import BaseNode, MetadataMode, NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from assistant.chunking import CountPieces, chunk
from assistant.types import Answer, Citation, Document, Hit, Passage


class Source(Protocol):
    """What is asked of an assistant here."""

    def ask(self, question: str, /) -> Answer: ...
    def search(self, question: str, limit: int, /) -> list[Hit]: ...


class PassageParser(NodeParser):
    """Cuts LlamaIndex documents into our passages, which tile the text of each; `limit` counts what `count_pieces` counts."""

    count_pieces: CountPieces
    limit: int = 100

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any) -> list[BaseNode]:  # noqa: ARG002 - the framework's signature
        return [passage_node(passage) for node in nodes for passage in chunk(_document(node), self.count_pieces, self.limit)]


class PassageRetriever(BaseRetriever):
    """Our hybrid retrieval over the documents of an assistant; at most `limit` nodes a question."""

    def __init__(self, assistant: Source, limit: int = 10) -> None:
        super().__init__(callback_manager=CallbackManager())
        self._assistant = assistant
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_scored(hit) for hit in self._assistant.search(query_bundle.query_str, self._limit)]


class AnswerEngine(CustomQueryEngine):
    """Our verified answers; `Response.metadata` is the answer as JSON, its source nodes are the citations."""

    assistant: Any

    def custom_query(self, query_str: str) -> Response:
        """Answer in words: the sentence with its citations, or why there is none."""
        answer = self.assistant.ask(query_str)
        return Response(
            answer.text or answer.reason,
            source_nodes=[NodeWithScore(node=_citation_node(citation), score=answer.confidence) for citation in answer.citations],
            metadata=answer.to_dict(),
        )


def passage_node(passage: Passage) -> TextNode:
    """A node with the passage's id, text and offsets."""
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={"heading": passage.heading, "page": passage.page},
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.document_id)},
    )


def _scored(hit: Hit) -> NodeWithScore:
    return NodeWithScore(node=passage_node(hit.passage), score=hit.score)


def _citation_node(citation: Citation) -> TextNode:
    return TextNode(
        id_=f"{citation.document_id}:{citation.start}-{citation.end}",
        text=citation.quote,
        start_char_idx=citation.start,
        end_char_idx=citation.end,
        metadata={"title": citation.title, "source": citation.source, "page": citation.page},
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=citation.document_id)},
    )


def _document(node: BaseNode) -> Document:
    text = node.get_content(metadata_mode=MetadataMode.NONE)
    return Document(node.node_id, str(node.metadata.get("title", "")), str(node.metadata.get("source", node.node_id)), text, node.hash)
