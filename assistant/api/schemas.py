"""What comes in, as the interface describes it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _whole(text: str) -> str:
    """JSON may hold half a surrogate pair, which is no character and cannot be sent back."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds half a character")
    return text


Text = Annotated[str, AfterValidator(_whole)]


class Question(BaseModel):
    """The body of `POST /api/ask`; `history` holds the turns before, oldest first, as [question, answer].

    With `as_of` only documents that were published by that day count.
    """

    model_config = ConfigDict(extra="forbid")

    question: Annotated[Text, Field(examples=["How much has Alibaba committed?"])]
    history: Annotated[list[tuple[Text, Text]], Field(max_length=100)] = []
    as_of: date | None = None
