"""Ask your articles in plain words. `Assistant` is the public face; importing this package loads no model and no database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantError
from assistant.types import Answer, Citation, Document, Event, Hit, Passage, Turn, Value

if TYPE_CHECKING:
    from assistant.app import Assistant

__all__ = ["Answer", "Assistant", "AssistantError", "Citation", "Document", "Event", "Hit", "Passage", "Turn", "Value"]


def __getattr__(name: str) -> Any:
    if name == "Assistant":
        from assistant.app import Assistant

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
