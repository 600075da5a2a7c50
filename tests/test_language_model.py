"""The wire to a language model: settings that make no sense, a key that nobody sees, one request a question, a real server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant import Assistant, AssistantError, read_settings
from assistant.errors import LanguageModelError
from assistant.language_model import Message, OpenAICompatible
from tests import language_model_server as double
from tests.conftest import LLM_KEY
from tests.language_model_server import Server, say

HELLO = [Message("user", "Hello")]
SENTENCE = "The council approved repairs of the Harbor Bridge for $18.4 million [1]."


def model(server: Server, key: str = LLM_KEY) -> OpenAICompatible:
    return OpenAICompatible(server.url, "double", key, context=1000, answer_tokens=100)


@pytest.mark.parametrize(
    ("url", "name", "said"),
    [
        ("nowhere", "m", "no web address"),
        ("ftp://127.0.0.1/v1", "m", "no web address"),
        ("http://127.0.0.1:99999/v1", "m", "no web address"),
        ("http://user:hunter2@127.0.0.1/v1", "m", "no name, password"),
        ("http://127.0.0.1/v1?key=hunter2", "m", "no name, password"),
        ("http://127.0.0.1/v1", " ", "no model is named"),
    ],
)
def test_an_address_or_model_that_makes_no_sense_is_one_clear_error(url: str, name: str, said: str) -> None:
    with pytest.raises(AssistantError, match=said) as error:
        Assistant.open(read_settings(llm_url=url, llm_model=name))
    assert "hunter2" not in str(error.value)


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llama_index.llms.openai_like", None)
    with pytest.raises(AssistantError, match=r'pip install "assistant\[llm\]"'):
        Assistant.open(read_settings(llm_url="http://127.0.0.1:9/v1", llm_model="m"))


def test_the_key_is_in_no_representation(monkeypatch: pytest.MonkeyPatch, language_server: Server) -> None:
    monkeypatch.setenv("ASSISTANT_LLM_KEY", LLM_KEY)
    settings = read_settings()
    assert LLM_KEY not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert LLM_KEY not in repr(model(language_server))


def test_pieces_come_as_they_are_written_and_usage_at_the_end(language_server: Server) -> None:
    language_server.behaviour = double.say_always("One two three.")
    reply = model(language_server).write(HELLO, time.monotonic() + 30)
    assert list(reply) == ["One ", "two ", "three."]
    assert reply.usage is not None
    assert (reply.usage.read, reply.usage.written) == (100, 20)


def test_without_a_key_none_is_sent(language_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    language_server.behaviour = double.say_always("Hi.")
    list(model(language_server, key="").write(HELLO, time.monotonic() + 30))
    assert "authorization" not in language_server.asked[-1].headers
    assert "somebody-else" not in str(language_server.asked[-1].headers)


def test_a_failure_keeps_what_the_server_said_to_itself(language_server: Server) -> None:
    language_server.behaviour = double.status(401, lambda asked: f"bad key {asked.headers['authorization']}")
    with pytest.raises(LanguageModelError, match="refused the key") as error:
        list(model(language_server).write(HELLO, time.monotonic() + 30))
    assert error.value.__cause__ is None
    assert LLM_KEY not in str(error.value)


def test_a_time_that_is_over_is_no_wait(language_server: Server) -> None:
    language_server.behaviour = double.hang
    began = time.monotonic()
    with pytest.raises(LanguageModelError, match="too long"):
        list(model(language_server).write(HELLO, time.monotonic() - 1))
    assert time.monotonic() - began < 2


def test_a_reply_can_be_closed_before_it_began_and_again(language_server: Server) -> None:
    language_server.behaviour = say("word")
    reply = model(language_server).write(HELLO, time.monotonic() + 30)
    reply.close()
    reply.close()


@pytest.fixture(scope="module")
def real_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`transformers serve` with a model made on the spot, which knows one sentence by heart."""
    program = shutil.which("transformers", path=str(Path(sys.executable).parent))
    if program is None or find_spec("accelerate") is None:
        pytest.skip("`transformers serve` needs the package accelerate")
    folder = tmp_path_factory.mktemp("model")
    subprocess.run([sys.executable, "-m", "tests.tiny_model", str(folder), SENTENCE], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "serve", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, env={**os.environ, "HF_HUB_OFFLINE": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}/v1 {folder}"
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert process.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    pytest.fail("the server did not start")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_real_server_with_a_real_model_is_asked_read_and_checked(real_server: str, tmp_path: Path) -> None:
    url, folder = real_server.split()
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "council.txt").write_text(
        "On Tuesday the council approved repairs of the Harbor Bridge for $18.4 million, after a long debate."
    )
    settings = read_settings(data_dir=tmp_path / "data", corpus_dir=tmp_path / "corpus", llm_url=url, llm_model=folder, llm_timeout=120)
    with Assistant.open(settings) as assistant:
        answer = assistant.ask("How much will the repairs of the Harbor Bridge cost?")
    assert (answer.engine, answer.verdict, answer.short, answer.note) == ("generative", "answered", "$18.4 million", "")
    assert answer.text == "The council approved repairs of the Harbor Bridge for $18.4 million. [1]"
    assert answer.usage
    assert answer.usage.written > 10
