"""The documentation cannot drift: its program runs, and it names every setting, command, format and metric that there is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import app
from assistant.config import Settings
from assistant.loaders import suffixes

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_settings_table_is_what_the_settings_are() -> None:
    rows = dict(re.findall(r"^\| `ASSISTANT_(\w+)` \| (.*?) \|", README, flags=re.M))
    assert rows == {name.upper(): f"`{field.default}`" if str(field.default) else "" for name, field in Settings.model_fields.items()}


def test_the_python_example_prints_what_it_says(tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, flags=re.S)
    said = re.findall(r"print\(.*\)  # (.+)", program)
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(tmp_path / "data")}
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, env=environment)
    assert (result.stdout.splitlines(), len(said)) == (said, 3), result.stderr


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
