"""Pages and scripts that are served as they lie here."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def page(name: str) -> str:
    """The text of the file `name` beside this one."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
