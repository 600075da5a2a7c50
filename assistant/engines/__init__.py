"""Ways of answering, one file each: a question and its hits in, a draft out. What a draft claims is checked by verification, not here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.types import Document, Draft, Hit


class Engine(Protocol):
    """One way of answering."""

    def draft(self, question: str, hits: Sequence[Hit], documents: Sequence[Document]) -> Draft:
        """Answer from `hits`, best first; `documents[i]` is the document of `hits[i]`."""
        ...
