"""Ask your articles in plain words. `Assistant` is the public face; importing this package loads no model and no database."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantError
from assistant.types import (
    Added,
    Answer,
    Answered,
    Citation,
    Comparison,
    Document,
    Event,
    Fact,
    Hit,
    Passage,
    Passages,
    Searching,
    Token,
    Turn,
    Value,
)

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.config import read_settings
    from assistant.values import find as find_values

__all__ = [
    "Added",
    "Answer",
    "Answered",
    "Assistant",
    "AssistantError",
    "Citation",
    "Comparison",
    "Document",
    "Event",
    "Fact",
    "Hit",
    "Passage",
    "Passages",
    "Searching",
    "Token",
    "Turn",
    "Value",
    "find_values",
    "read_settings",
]

_LOADED_WHEN_USED = {
    "Assistant": ("assistant.app", "Assistant"),
    "find_values": ("assistant.values", "find"),
    "read_settings": ("assistant.config", "read_settings"),
}


def __getattr__(name: str) -> Any:
    if name not in _LOADED_WHEN_USED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _LOADED_WHEN_USED[name]
    return getattr(import_module(module), attribute)
