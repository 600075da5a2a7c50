"""The door for agents: the official client finds typed tools and documents as resources, and nothing that writes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import anyio
import pytest
from mcp import Client

from assistant.api.desk import Desk
from assistant.mcp import make_server
from assistant.server import make_app
from tests.fake_assistant import document_of, fake
from tests.serving import serving

T = TypeVar("T")
ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\nIt opens in May.\n", "foundry.txt")
QUESTION = "How much has the foundry committed to the furnace?"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(make_app(fake(ARTICLE))) as address:
        yield f"{address}/mcp"


def through(server: Any, ask: Callable[[Client], Awaitable[T]]) -> T:
    async def go() -> T:
        async with Client(server) as client:
            return await ask(client)

    return anyio.run(go)


def test_the_tools_read_and_none_writes(address: str) -> None:
    tools = through(address, lambda client: client.list_tools()).tools
    assert sorted(tool.name for tool in tools) == ["ask", "documents", "facts", "search"]
    assert all(tool.annotations and tool.annotations.read_only_hint and tool.output_schema for tool in tools)


def test_an_answer_is_the_same_as_everywhere_and_typed(address: str) -> None:
    result = through(address, lambda client: client.call_tool("ask", {"question": QUESTION}))
    assert not result.is_error
    assert result.structured_content == fake(ARTICLE).ask(QUESTION).to_dict()


def test_passages_facts_and_documents_are_found(address: str) -> None:
    found = through(address, lambda client: client.call_tool("search", {"question": QUESTION})).structured_content
    assert found is not None
    (passage,) = found["passages"]
    assert ARTICLE.text[passage["start"] : passage["end"]] == passage["text"]
    facts = through(address, lambda client: client.call_tool("facts", {"kinds": ["amount"]})).structured_content
    assert facts is not None
    assert [fact["text"] for fact in facts["facts"]] == ["$7.5 million"]
    documents = through(address, lambda client: client.call_tool("documents", {})).structured_content
    assert documents is not None
    assert [document["id"] for document in documents["documents"]] == [ARTICLE.id]


def test_documents_are_resources(address: str) -> None:
    (resource,) = through(address, lambda client: client.list_resources()).resources
    assert (resource.name, resource.title) == ("foundry.txt", "Foundry plans")
    (content,) = through(address, lambda client: client.read_resource(str(resource.uri))).contents
    assert getattr(content, "text", "") == ARTICLE.text


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": " "}, "characters"),
        ("ask", {}, "question"),
        ("ask", {"question": "Why?", "documents": ["nowhere"]}, "nowhere"),
        ("search", {"question": "Why?", "documents": ["nowhere"]}, "nowhere"),
        ("facts", {"documents": ["nowhere"]}, "nowhere"),
        ("search", {"question": "Why?", "limit": 0}, "limit"),
    ],
)
def test_what_makes_no_sense_is_told_to_the_agent(address: str, tool: str, arguments: dict[str, Any], said: str) -> None:
    result = through(address, lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert said in getattr(result.content[0], "text", "")


def test_it_works_within_a_process() -> None:
    server = make_server(fake(ARTICLE), Desk(1, 1, 1))
    result = through(server, lambda client: client.call_tool("ask", {"question": QUESTION}))
    assert result.structured_content is not None
    assert result.structured_content["short"] == "$7.5 million"


BESIDE_THE_CHAT = """
import anyio, httpx, ui
from mcp import Client
from assistant.server import make_app
from tests.serving import serving
from tests.test_mcp import ARTICLE, QUESTION, fake, through

assistant = fake(ARTICLE)
app = make_app(assistant)
ui.mount(app, assistant)
with serving(app) as address:
    print(through(f"{address}/mcp", lambda client: client.call_tool("ask", {"question": QUESTION})).structured_content["short"])
    print('assistant_request_seconds_count{method="POST",route="/mcp",status="200"}' in httpx.get(f"{address}/metrics").text)
"""


def test_it_lives_beside_the_chat_and_is_counted() -> None:
    # In a process of its own: the chat's library leaves an event loop open.
    done = subprocess.run([sys.executable, "-c", BESIDE_THE_CHAT], capture_output=True, text=True, cwd=Path(__file__).parents[1])
    assert done.stdout.split() == ["$7.5", "million", "True"], done.stderr
