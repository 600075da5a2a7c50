"""Servers on loopback, for what is measured from outside: one in a thread beside its assistant, and `assistant serve` as a process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import uvicorn

from assistant import Assistant, server
from eval.errors import CasesError

_PATIENCE = 180.0  # seconds until a server must be ready


@contextmanager
def beside(assistant: Assistant) -> Iterator[str]:
    """The address of a server over `assistant` in a thread of this process."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        running = uvicorn.Server(uvicorn.Config(server.make_app(assistant), log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        _wait(address)
        yield address
        running.should_exit = True
        thread.join(10)


@contextmanager
def process(data_dir: Path) -> Iterator[str]:
    """The address of `assistant serve` in a process of its own, over a data folder that it fills with the corpus."""
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(data_dir), "ASSISTANT_HOST": "127.0.0.1", "ASSISTANT_API_KEYS": ""}
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as served:  # noqa: S603 (our own command)
        try:
            line = served.stdout.readline() if served.stdout else ""
            if not line.startswith("Ready at "):
                raise CasesError("the server did not start; what it said stands above")
            address = line.split()[2]
            _wait(address)
            yield address
        finally:
            served.terminate()
            served.wait(20)


def _wait(address: str) -> None:
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise CasesError(f"the server was not ready within {_PATIENCE:.0f} seconds")
