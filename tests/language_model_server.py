"""A small real server that speaks OpenAI's chat protocol over loopback, and says or does whatever a test has it do.

A behaviour is a function that gets the request and writes the response. `say` makes the well-formed ones, of a text or of a function from
the request to a text; the others break the protocol, the connection or the time on purpose.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """A request as the server got it, and the socket to answer on."""

    body: dict[str, Any]
    headers: dict[str, str]
    handler: BaseHTTPRequestHandler
    stopping: threading.Event

    @property
    def prompt(self) -> str:
        return "\n".join(message["content"] for message in self.body["messages"])

    @property
    def is_follow_up(self) -> bool:
        """Whether it asks to make a follow-up stand alone."""
        return "<conversation>" in self.body["messages"][-1]["content"]

    @property
    def passages(self) -> dict[int, str]:
        found = re.findall(r'<passage n="(\d+)"[^>]*>\n(.*?)\n</passage>', self.body["messages"][-1]["content"], re.S)
        return {int(number): text for number, text in found}

    def number(self, words: str) -> int:
        """The number of the passage that holds these words, however its lines are broken."""
        return next(n for n, text in self.passages.items() if words in " ".join(text.split()))

    def begin(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()

    def send(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.wfile.flush()

    def chunk(self, content: str | None = None, finish: str | None = None, usage: dict[str, int] | None = None) -> None:
        delta = {} if content is None else {"role": "assistant", "content": content}
        choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}]
        row = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "double", "choices": choices, "usage": usage}
        self.send(f"data: {json.dumps(row)}\n\n".encode())

    def finish(self, reason: str = "stop") -> None:
        self.chunk(finish=reason)
        self.chunk(usage={"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120})
        self.send(b"data: [DONE]\n\n")


Behaviour = Callable[[Asked], None]


@dataclass
class Server:
    """Where the double listens, what it does next, and what it was asked. `gone` is set when a client left before the end."""

    url: str
    behaviour: Behaviour
    asked: list[Asked] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)


@contextmanager
def language_model() -> Iterator[Server]:
    """A server on a free port of loopback, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked = Asked(body, {name.lower(): value for name, value in self.headers.items()}, self, server.stopping)
            server.asked.append(asked)
            try:
                server.behaviour(asked)
            except (BrokenPipeError, ConnectionResetError):
                server.gone.set()
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        listener.daemon_threads = True
        listener.block_on_close = False
        server = Server(f"http://127.0.0.1:{listener.server_port}/v1", say(""))
        thread = threading.Thread(target=listener.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            listener.shutdown()
            thread.join()


def say(text: str | Callable[[Asked], str], finish: str = "stop") -> Behaviour:
    """Answers in the protocol, a word a chunk. A follow-up is repeated as it is."""

    def behaviour(asked: Asked) -> None:
        question = re.findall(r"<question>(.*?)</question>", asked.prompt, re.S)[-1]
        said = question if asked.is_follow_up else text if isinstance(text, str) else text(asked)
        say_always(said, finish)(asked)

    return behaviour


def say_always(text: str, finish: str = "stop") -> Behaviour:
    """The same, whatever is asked."""

    def behaviour(asked: Asked) -> None:
        asked.begin()
        asked.chunk("")
        for word in re.findall(r"\S+\s*", text):
            asked.chunk(word)
        asked.finish(finish)

    return behaviour


def raw(*pieces: bytes, kind: str = "text/event-stream") -> Behaviour:
    """Sends these bytes as the body of a 200."""

    def behaviour(asked: Asked) -> None:
        asked.begin(kind=kind)
        for piece in pieces:
            asked.send(piece)

    return behaviour


def status(code: int, message: Callable[[Asked], str] = lambda _: "no", **headers: str) -> Behaviour:
    """Answers with an error as OpenAI words it."""

    def behaviour(asked: Asked) -> None:
        body = json.dumps({"error": {"message": message(asked), "type": "error", "code": code}}).encode()
        asked.begin(code, "application/json", Content_Length=str(len(body)), **headers)
        asked.send(body)

    return behaviour


def hang(asked: Asked) -> None:
    """Says nothing at all, not even headers."""
    asked.stopping.wait(60)


def hang_after_headers(asked: Asked) -> None:
    asked.begin()
    asked.stopping.wait(60)


def drip(asked: Asked) -> None:
    """One byte of a sound reply at a time, each soon enough for any timeout that a byte resets."""
    asked.begin()
    row = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "d",
        "choices": [{"index": 0, "delta": {"content": "x" * 500}}],
    }
    for byte in f"data: {json.dumps(row)}\n\n".encode():
        asked.send(bytes([byte]))
        if asked.stopping.wait(0.1):
            return


def drip_tokens(asked: Asked) -> None:
    """A word at a time, too slowly to ever finish."""
    asked.begin()
    while not asked.stopping.wait(0.1):
        asked.chunk("word ")


def endless(asked: Asked) -> None:
    """Words as fast as they can be sent, for ever."""
    asked.begin()
    while not asked.stopping.is_set():
        asked.chunk("and so on ")


def endless_line(asked: Asked) -> None:
    """One event that never ends."""
    asked.begin()
    asked.send(b"data: ")
    while not asked.stopping.is_set():
        asked.send(b"x" * 65536)


def endless_comments(asked: Asked) -> None:
    """Keep-alive comments for ever, as proxies send them."""
    asked.begin()
    while not asked.stopping.is_set():
        asked.send(b": keep-alive\n\n")
        time.sleep(0.001)


def cut(asked: Asked) -> None:
    """The connection breaks off within a number."""
    asked.begin()
    asked.chunk("The sum is $5")
    with suppress(OSError):
        asked.handler.connection.shutdown(2)
