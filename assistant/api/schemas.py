"""What comes in and goes out, as the interface describes it.

Bodies that come in are read by these models. Those that go out are described by them, and sent as the types in `types.py` write
themselves, so that an answer is the same through every door; a field that is new there is allowed here.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.types import CitationStatus, EngineName, Relation, ValueKind, Verdict


def _whole(text: str) -> str:
    """JSON may hold half a surrogate pair, which is no character and cannot be sent back."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds half a character")
    return text


def _all_whole(value: Any) -> Any:
    if isinstance(value, str):
        _whole(value)
    elif isinstance(value, dict | list):
        for part in [*value, *value.values()] if isinstance(value, dict) else value:
            _all_whole(part)
    return value


Text = Annotated[str, AfterValidator(_whole)]
Object = Annotated[dict[str, Any], AfterValidator(_all_whole)]
History = Annotated[list[tuple[Text, Text]], Field(max_length=100)]
Names = Annotated[list[Text], Field(max_length=1000, description="Only these documents, by id or source; none for all.")]
Limit = Annotated[int, Field(ge=1, le=100)]

_QUESTION = "How much money has Alibaba committed to AI and cloud computing?"
_DOCUMENT_ID = "4f9c2d1e8b7a6053"
_QUOTE = "Alibaba commits $53 billion to AI and cloud computing between 2025-2028"
_CITATION = {"document_id": _DOCUMENT_ID, "title": "Alibaba’s AI bet", "source": "corpus/alibaba.txt", "page": None, "start": 2, "end": 73}


class Question(BaseModel):
    """A question; `history` holds the turns before, oldest first, as [question, answer].

    With `as_of` only documents that were published by that day count, with `documents` only these.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question": _QUESTION, "history": []}]})

    question: Text
    history: History = []
    as_of: date | None = None
    documents: Names = []


class Search(BaseModel):
    """What to look for, and how many passages at most."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question": _QUESTION, "limit": 5}]})

    question: Text
    limit: Limit = 10
    as_of: date | None = None
    documents: Names = []


class NewText(BaseModel):
    """A document as text; one of the same title is replaced. Without a title its first line is one, where it reads like one."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"title": "Minutes", "text": "The board met on 3 May 2025."}]}
    )

    title: Annotated[Text, Field(max_length=200)] = ""
    text: Text


class Sent(BaseModel):
    """What goes out may grow."""

    model_config = ConfigDict(extra="allow")


class CitationBody(Sent):
    """The span that an answer leans on: `quote` is the document's text from `start` to `end`."""

    n: int = 0
    document_id: str
    title: str
    source: str
    page: int | None
    start: int
    end: int
    quote: str


class ValueBody(Sent):
    """A value of the answer, with the number of the citation that states it."""

    kind: ValueKind
    text: str
    normal: str
    citation: int | None
    supported: bool


class UsageBody(Sent):
    """Tokens that a language model read and wrote."""

    read: int
    written: int


class AnswerBody(Sent):
    """A verified answer, the same through every door.

    `engine` says who wrote the text: the documents themselves (`extractive`) or a language model (`generative`), each sentence checked;
    `note` says why a language model that was asked has no part in it, `usage` counts its tokens.
    """

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    **{"question": _QUESTION, "standalone_question": _QUESTION, "verdict": "answered", "short": "$53 billion"},
                    **{"text": f"{_QUOTE}. [1]", "confidence": 0.97, "citations": [{"n": 1, **_CITATION, "quote": _QUOTE}]},
                    "values": [{"kind": "amount", "text": "$53 billion", "normal": "53000000000 USD", "citation": 1, "supported": True}],
                    **{"reason": "", "nearest": None, "derivation": None},
                    **{"engine": "extractive", "note": "", "usage": None},
                }
            ]
        },
    )

    question: str
    standalone_question: str
    verdict: Verdict
    short: str
    text: str
    confidence: float
    citations: list[CitationBody]
    values: list[ValueBody]
    reason: str
    nearest: CitationBody | None
    derivation: dict[str, Any] | None
    engine: EngineName
    note: str
    usage: UsageBody | None


class PassageBody(Sent):
    """A passage that was found, best first; scores compare within one question only."""

    document_id: str
    start: int
    end: int
    text: str
    heading: str
    page: int | None
    score: float


class Passages(Sent):
    passages: list[PassageBody]


class DocumentBody(Sent):
    """A document without its text."""

    id: str
    title: str
    source: str
    sha256: str
    characters: int
    pages: int | None
    published: date | None


class DocumentText(DocumentBody):
    """A document with its text; the offsets of citations count characters of it, `page_offsets` say where pages begin."""

    text: str
    page_offsets: list[int]


class Documents(Sent):
    documents: list[DocumentBody]


class AddedBody(Sent):
    """What adding a file came to; `message` says why one was rejected."""

    source: str
    status: Literal["added", "replaced", "unchanged", "rejected"]
    message: str
    passages: int
    document: DocumentBody | None


class AddedDocuments(Sent):
    added: list[AddedBody]


class FactBody(Sent):
    """A value of a document with what it measures; `start` and `end` are its own place."""

    kind: ValueKind
    text: str
    normal: str
    measures: str
    as_of: date | None
    start: int
    end: int
    citation: CitationBody


class Facts(Sent):
    """`total` is how many there are; `facts` holds those from `offset` on, `limit` at most."""

    total: int
    facts: list[FactBody]


class ComparisonBody(Sent):
    relation: Relation
    facts: list[FactBody]


class Comparisons(Sent):
    total: int
    comparisons: list[ComparisonBody]


class CitationCheckBody(Sent):
    n: int
    status: CitationStatus
    saved: CitationBody
    now: CitationBody | None
    difference: str


class CheckBody(Sent):
    """A saved answer held against the documents as they are now."""

    verdict: Literal["holds", "moved", "fails"]
    citations: list[CitationCheckBody]
    values: list[ValueBody]
    problems: list[str]


class Health(BaseModel):
    status: Literal["ok"]


class Readiness(BaseModel):
    status: Literal["ready"]
    documents: int


class ProblemBody(Sent):
    """What went wrong (RFC 9457): `type` for programs, `detail` for people, `request_id` for the log."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    **{"type": "urn:assistant:problem:invalid", "title": "Unprocessable Entity", "status": 422},
                    **{"detail": "question: is missing.", "request_id": "5f0c…"},
                }
            ]
        },
    )

    type: str
    title: str
    status: int
    detail: str
    request_id: str
