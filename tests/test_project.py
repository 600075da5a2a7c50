"""Promises about the project as a whole: layers, a light import, no way out to the network, documents that are what they were."""

from __future__ import annotations

import socket
import subprocess
import sys
import time

import pytest

import assistant
from tests.conftest import NetworkUsedError


def test_a_module_imports_only_from_the_rows_below_its_own() -> None:
    result = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout


def test_ui_and_eval_import_only_the_public_face() -> None:
    code = (
        "import ast, pathlib, sys\n"
        "bad = []\n"
        "for path in [pathlib.Path('ui.py'), *pathlib.Path('ui_parts').rglob('*.py'), *pathlib.Path('eval').rglob('*.py')]:\n"
        "    for node in ast.walk(ast.parse(path.read_text())):\n"
        "        modules = [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names] if "
        "isinstance(node, ast.Import) else []\n"
        "        bad += [f'{path}: {m}' for m in modules if m and m.startswith('assistant.')]\n"
        "print('\\n'.join(bad)); sys.exit(bool(bad))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_importing_the_package_loads_nothing_heavy_and_prints_nothing() -> None:
    code = (
        "import assistant, sys; sys.exit(bool({'torch', 'chromadb', 'gradio', 'sentence_transformers', 'sqlalchemy'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_importing_the_package_takes_less_than_three_tenths_of_a_second() -> None:
    code = "import time; began = time.perf_counter(); import assistant; print(time.perf_counter() - began)"
    fastest = min(float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout) for _ in range(3))
    assert fastest < 0.3


def test_the_public_names_are_pinned_and_all_there() -> None:
    assert assistant.__all__ == sorted(assistant.__all__)
    assert all(getattr(assistant, name) for name in assistant.__all__)


def test_the_guard_stops_a_way_out() -> None:
    began = time.monotonic()
    with pytest.raises(NetworkUsedError):
        socket.create_connection(("192.0.2.1", 80), timeout=5)
    with pytest.raises(NetworkUsedError):
        socket.getaddrinfo("example.org", 443)
    assert time.monotonic() - began < 1
