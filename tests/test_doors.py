"""One answer through every door: the official clients, curl, a LlamaIndex router and Python get the same, from the real assistant."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import anyio
import httpx
import openai
import pytest
from mcp import Client, StdioServerParameters

from assistant import Assistant, read_settings
from assistant.server import make_app
from tests.api.test_streaming import events
from tests.serving import serving

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the framework's own, on import
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.base_selector import BaseSelector, SelectorResult, SingleSelection
    from llama_index.core.base.response.schema import Response
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import CustomQueryEngine, RouterQueryEngine
    from llama_index.core.schema import QueryBundle
    from llama_index.core.tools import QueryEngineTool, ToolMetadata

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
CURL = shutil.which("curl")
QUESTIONS = (
    "How much money has Alibaba committed to AI and cloud computing?",
    "Who is Alibaba's CEO?",
    "How much is the AI market projected to reach by 2030?",
    "By how much did Alibaba's stock fall?",
    "Who is the mayor of Toronto?",
)


class Gist(NamedTuple):
    """What must be the same everywhere."""

    verdict: str
    short: str
    citations: tuple[tuple[str, int, int, str], ...]


def gist(answer: dict[str, Any]) -> Gist:
    citations = tuple((one["document_id"], one["start"], one["end"], one["quote"]) for one in answer["citations"])
    return Gist(answer["verdict"], answer["short"], citations)


class Place(NamedTuple):
    assistant: Assistant
    address: str
    copy: Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("doors")
    settings = read_settings(data_dir=folder / "data", corpus_dir=ROOT / "corpus")
    Assistant.open(settings).close()
    shutil.copytree(folder / "data", folder / "copy")  # for the process that serves over stdio: one at a time uses a folder
    with Assistant.open(settings) as assistant, serving(make_app(assistant)) as address:
        yield Place(assistant, address, folder / "copy")


@pytest.fixture(scope="module")
def expected(place: Place) -> list[Gist]:
    found = [gist(place.assistant.ask(question).to_dict()) for question in QUESTIONS]
    assert [one.short for one in found][:3] == ["$53 billion", "Eddie Wu", "$1.5 trillion"]
    assert found[-1].verdict == "not_in_sources"
    return found


def by_http(place: Place) -> list[Gist]:
    return [gist(httpx.post(f"{place.address}/api/ask", json={"question": question}, timeout=60).json()) for question in QUESTIONS]


def by_events(place: Place) -> list[Gist]:
    streams = [httpx.post(f"{place.address}/api/ask/stream", json={"question": question}, timeout=60).text for question in QUESTIONS]
    return [gist(events(stream)[-1][1]) for stream in streams]


def by_curl(place: Place) -> list[Gist]:
    if not CURL:
        pytest.skip("there is no curl on this machine")
    command = [CURL, "-s", f"{place.address}/api/ask", "-H", "Content-Type: application/json", "-d"]
    bodies = [json.dumps({"question": question}) for question in QUESTIONS]
    return [gist(json.loads(subprocess.run([*command, body], capture_output=True, check=True).stdout)) for body in bodies]


def by_openai(place: Place) -> list[Gist]:
    found = []
    with openai.OpenAI(base_url=f"{place.address}/v1", api_key="none") as client:
        for question in QUESTIONS:
            done = client.chat.completions.create(model="assistant", messages=[{"role": "user", "content": question}])
            assert done.model_extra is not None
            assert done.choices[0].message.content == (done.model_extra["assistant"]["text"] or done.model_extra["assistant"]["reason"])
            found.append(gist(done.model_extra["assistant"]))
    return found


def by_openai_stream(place: Place) -> list[Gist]:
    found = []
    with openai.OpenAI(base_url=f"{place.address}/v1", api_key="none") as client:
        for question in QUESTIONS:
            messages: list[Any] = [{"role": "user", "content": question}]
            with client.chat.completions.create(model="assistant", messages=messages, stream=True) as stream:
                chunks = list(stream)
            answer: Any = (chunks[-1].model_extra or {})["assistant"]
            assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == (answer["text"] or answer["reason"])
            found.append(gist(answer))
    return found


def by_mcp(server: str | StdioServerParameters) -> list[Gist]:
    async def ask() -> list[Gist]:
        async with Client(server) as client:
            found = [await client.call_tool("ask", {"question": question}) for question in QUESTIONS]
        return [gist(one.structured_content or {}) for one in found]

    return anyio.run(ask)


def by_mcp_over_http(place: Place) -> list[Gist]:
    return by_mcp(f"{place.address}/mcp")


def by_mcp_over_stdio(place: Place) -> list[Gist]:
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(place.copy), "PYTHONPATH": str(ROOT)}
    return by_mcp(StdioServerParameters(command=sys.executable, args=["-m", "assistant", "mcp"], env=environment))


class Weather(CustomQueryEngine):
    """The other engine that the router could choose."""

    def custom_query(self, query_str: str) -> Response:
        return Response(f"It rains, whatever {query_str!r} asks.")


class ByWord(BaseSelector):
    """Chooses by a word of the question, where the framework's own selectors ask a language model."""

    def _select(self, choices: Sequence[ToolMetadata], query: QueryBundle) -> SelectorResult:
        wanted = "weather" if "weather" in query.query_str.lower() else "articles"
        index = next(n for n, choice in enumerate(choices) if choice.name == wanted)
        return SelectorResult(selections=[SingleSelection(index=index, reason="a word of the question")])

    async def _aselect(self, choices: Sequence[ToolMetadata], query: QueryBundle) -> SelectorResult:
        return self._select(choices, query)

    def _get_prompts(self) -> dict[str, Any]:
        return {}

    def _update_prompts(self, prompts: dict[str, Any]) -> None:
        del prompts


def by_llamaindex_router(place: Place) -> list[Gist]:
    engines: list[tuple[BaseQueryEngine, str]] = [(Weather(), "weather"), (place.assistant.as_query_engine(), "articles")]
    tools = [QueryEngineTool.from_defaults(engine, name=name, description=name) for engine, name in engines]
    router = RouterQueryEngine(ByWord(), tools, llm=MockLLM())
    assert "rains" in str(router.query("What is the weather?"))
    found = []
    for question in QUESTIONS:
        response: Any = router.query(question)
        nodes = [scored.node for scored in response.source_nodes]
        cited = tuple((node.source_node.node_id, node.start_char_idx, node.end_char_idx, node.text) for node in nodes)
        found.append(Gist(response.metadata["verdict"], response.metadata["short"], cited))
    return found


@pytest.mark.parametrize(
    "door",
    [by_http, by_events, by_curl, by_openai, by_openai_stream, by_mcp_over_http, by_mcp_over_stdio, by_llamaindex_router],
)
def test_every_door_gives_the_same_answer(place: Place, expected: list[Gist], door: Callable[[Place], list[Gist]]) -> None:
    assert door(place) == expected


def test_retrieval_is_a_part_too(place: Place) -> None:
    nodes: Any = place.assistant.as_retriever(limit=3).retrieve(QUESTIONS[0])
    hits = place.assistant.search(QUESTIONS[0], limit=3)
    assert [(scored.node.node_id, scored.node.start_char_idx) for scored in nodes] == [(hit.passage.id, hit.passage.start) for hit in hits]
