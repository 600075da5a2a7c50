"""Ask your articles in plain words. `Assistant` is the public face; importing this package loads no model and no database."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantError
from assistant.types import (
    Added,
    Answer,
    Answered,
    Check,
    Citation,
    CitationCheck,
    Comparison,
    Document,
    Event,
    Fact,
    Hit,
    Listed,
    Passage,
    Passages,
    Searching,
    Token,
    Turn,
    Usage,
    Value,
)

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.config import read_settings
    from assistant.conversations import Conversation, Conversations, KeptTurn, Rating
    from assistant.csvrows import facts_csv
    from assistant.entailment import SupportJudge
    from assistant.reader.calibration import Calibration
    from assistant.reader.model import Span, SpanReader
    from assistant.reader.scoring import exact_match, token_f1
    from assistant.values import find as find_values

__all__ = [
    "Added",
    "Answer",
    "Answered",
    "Assistant",
    "AssistantError",
    "Calibration",
    "Check",
    "Citation",
    "CitationCheck",
    "Comparison",
    "Conversation",
    "Conversations",
    "Document",
    "Event",
    "Fact",
    "Hit",
    "KeptTurn",
    "Listed",
    "Passage",
    "Passages",
    "Rating",
    "Searching",
    "Span",
    "SpanReader",
    "SupportJudge",
    "Token",
    "Turn",
    "Usage",
    "Value",
    "exact_match",
    "facts_csv",
    "find_values",
    "read_settings",
    "token_f1",
]

_LOADED_WHEN_USED = {
    "Assistant": ("assistant.app", "Assistant"),
    "Conversation": ("assistant.conversations", "Conversation"),
    "Conversations": ("assistant.conversations", "Conversations"),
    "KeptTurn": ("assistant.conversations", "KeptTurn"),
    "Rating": ("assistant.conversations", "Rating"),
    "Calibration": ("assistant.reader.calibration", "Calibration"),
    "Span": ("assistant.reader.model", "Span"),
    "SupportJudge": ("assistant.entailment", "SupportJudge"),
    "SpanReader": ("assistant.reader.model", "SpanReader"),
    "exact_match": ("assistant.reader.scoring", "exact_match"),
    "token_f1": ("assistant.reader.scoring", "token_f1"),
    "facts_csv": ("assistant.csvrows", "facts_csv"),
    "find_values": ("assistant.values", "find"),
    "read_settings": ("assistant.config", "read_settings"),
}


def __getattr__(name: str) -> Any:
    if name not in _LOADED_WHEN_USED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _LOADED_WHEN_USED[name]
    return getattr(import_module(module), attribute)
