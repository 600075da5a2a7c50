"""The documentation cannot drift: its program runs, and it names every setting, command, format and metric that there is."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant import Assistant
from assistant.cli import app
from assistant.config import Settings, read_settings
from assistant.loaders import suffixes
from assistant.server import make_app
from tests.serving import serving

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_settings_table_is_what_the_settings_are() -> None:
    rows = dict(re.findall(r"^\| `ASSISTANT_(\w+)` \| (.*?) \|", README, flags=re.M))
    assert rows == {name.upper(): f"`{field.default}`" if str(field.default) else "" for name, field in Settings.model_fields.items()}


def snippets(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.S)


def printed(program: str) -> list[str]:
    """What a program says that it prints."""
    return re.findall(r"print\(.*\)  # (.+)", program)


ADDRESS = "http://127.0.0.1:7860"
ALONE = [program for program in snippets("python") if ADDRESS not in program]
SERVED = [program for program in snippets("python") if ADDRESS in program]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = read_settings(data_dir=tmp_path_factory.mktemp("docs") / "data", corpus_dir=ROOT / "corpus")
    with Assistant.open(settings) as assistant, serving(make_app(assistant)) as address:
        yield address


@pytest.mark.parametrize("program", ALONE, ids=["Python", "LlamaIndex"])
def test_a_python_example_prints_what_it_says(tmp_path: Path, program: str) -> None:
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(tmp_path / "data")}
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, env=environment)
    assert (result.stdout.splitlines(), len(printed(program))) == (printed(program), 3), result.stderr


@pytest.mark.parametrize("program", SERVED, ids=["OpenAI", "MCP"])
def test_an_example_of_a_client_prints_what_it_says(address: str, program: str) -> None:
    result = subprocess.run([sys.executable, "-c", program.replace(ADDRESS, address)], capture_output=True, text=True, cwd=ROOT)
    assert result.stdout.splitlines() == printed(program) != [], result.stderr


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl on this machine")
def test_the_commands_with_curl_are_answered(address: str) -> None:
    commands = re.findall(r"^\$ (curl .*)$", README, flags=re.M)
    said = [subprocess.check_output(shlex.split(command.replace(ADDRESS, address)), cwd=ROOT, text=True) for command in commands]
    assert json.loads(said[0])["short"] == "$53 billion"
    assert json.loads(said[1])["added"][0]["source"] == "README.md"
    assert "event: answer" in said[2]
    assert "Eddie Wu" in said[2]


def test_an_agent_is_told_a_command_that_there_is() -> None:
    (text,) = snippets("json")
    (server,) = json.loads(text)["mcpServers"].values()
    commands = {info.name or getattr(info.callback, "__name__", "") for info in app.registered_commands}
    assert (server["command"], server["args"][0] in commands) == ("assistant", True)


def test_every_route_is_named(address: str) -> None:
    paths = httpx.get(f"{address}/openapi.json").json()["paths"]
    missing = [path for path in paths if not re.search(rf"{re.escape(path.replace('{document_id}', '{id}'))}`", README)]
    assert missing == ["/v1/models/{model}"]


@pytest.mark.parametrize("command", [str(info.name or info.callback.__name__) for info in app.registered_commands if info.callback])
def test_every_command_is_named(command: str) -> None:
    assert re.search(rf"`{command}`|\bassistant {command}\b", README)


@pytest.mark.parametrize("suffix", suffixes())
def test_every_format_is_named(suffix: str) -> None:
    assert f"`{suffix}`" in README


def test_what_it_links_to_is_there() -> None:
    targets = re.findall(r"\]\((?!http)([^)]+)\)", README)
    assert targets
    assert all((ROOT / target).exists() for target in targets)
