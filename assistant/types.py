"""The values that travel between modules: frozen, compared by content, changed by `dataclasses.replace`.

Offsets count characters of `Document.text`, start included, end excluded. A quote is always a slice of that text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

Verdict = Literal["answered", "not_in_sources", "corrected", "conflicting"]
CitationStatus = Literal["there", "moved", "changed", "deleted"]
EngineName = Literal["extractive", "generative"]
ValueKind = Literal["amount", "percent", "points", "multiple", "date", "date_range", "duration", "count", "number", "imprecise"]
Operation = Literal["difference", "ratio", "change", "rise", "fall", "elapsed", "most", "least", "more", "less", "equal"]

Relation = Literal["agree", "differ", "updated"]


@dataclass(frozen=True, slots=True)
class Document:
    """One file's text as a person would read it, NFC-normalised.

    `id` is stable for the same content; `sha256` is that of the file's bytes. `pages` holds the offset at which each page begins
    (empty where the format has no pages). `source` is what a person calls the file, unique among the documents of a catalog.
    """

    id: str
    title: str
    source: str
    text: str
    sha256: str
    pages: tuple[int, ...] = ()
    published: date | None = None

    def page_at(self, offset: int) -> int | None:
        """The page number, counted from 1, on which `offset` lies."""
        return bisect_right(self.pages, offset) if self.pages else None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list shows of a document without reading it; `added` is None for what was added before this was noted down."""

    id: str
    title: str
    source: str
    characters: int
    pages: int
    passages: int
    published: date | None = None
    added: date | None = None
    from_corpus: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """An exact slice of a document: `text == document.text[start:end]`. `id` is `document_id:position`."""

    id: str
    document_id: str
    start: int
    end: int
    text: str
    heading: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval found, its fused score (higher is better) and the searches that found it."""

    passage: Passage
    score: float
    found_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """The span of a document that an answer leans on, with its text cut out of the document."""

    document_id: str
    title: str
    source: str
    page: int | None
    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, document: Document, start: int, end: int) -> Citation:
        """Cite `document.text[start:end]`; the only way in which a quote comes to be."""
        return cls(document.id, document.title, document.source, document.page_at(start), start, end, document.text[start:end])


@dataclass(frozen=True, slots=True)
class Value:
    """An amount, percent, date … found in a text, in normal form.

    `text` is what stands in the text at `start:end`. `normal` is the normal form as a string; two values mean the same when kind and
    normal form are equal. `low` and `high` are its bounds (equal for a single quantity; dates as YYYYMMDD numbers, first and last day;
    None where the text leaves it open: "tens of billions", "last year" in a document without a date). `unit` is a currency code, "%",
    "pp", "x", a unit of time, or the noun that is counted; `qualifier` is one of "", ">", ">=", "<", "<=", "~".
    `direction` is "up" or "down" where the words beside it say that something rose or fell by it; `per` is what an amount is paid for
    ("month", "share").
    """

    kind: ValueKind
    text: str
    normal: str
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    qualifier: str = ""
    start: int = 0
    end: int = 0
    direction: str = ""
    per: str = ""


@dataclass(frozen=True, slots=True)
class CheckedValue:
    """A value of an answer with its proof: the number of the citation that holds an equal value, or None.

    A value that was computed has the numbers of the citations of its `operands` instead.
    """

    value: Value
    citation: int | None
    operands: tuple[int, ...] = ()

    @property
    def supported(self) -> bool:
        return self.citation is not None or bool(self.operands)


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a document with what it measures.

    `measures` is cut out of the text: the slices of the sentence that say who did what to what, or the row's label and the column's head
    of a table cell, joined by " … ", white space made single; where there are none, it is the heading. `heading` is the path of headings
    that it stands under. `as_of` is the day of which the sentence says that it speaks ("as of 31 December 2024"), else the day on which
    the document was published, else None. The citation is the sentence, or the row; `value` has its place in the document, not in the
    citation.
    """

    value: Value
    measures: str
    citation: Citation
    as_of: date | None = None
    heading: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The fact as JSON-ready values."""
        value = self.value
        return {
            "kind": value.kind,
            "text": value.text,
            "normal": value.normal,
            "low": None if value.low is None else str(value.low),
            "high": None if value.high is None else str(value.high),
            "unit": value.unit,
            "per": value.per,
            "qualifier": value.qualifier,
            "direction": value.direction,
            "measures": self.measures,
            "heading": self.heading,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "start": value.start,
            "end": value.end,
            "citation": citation_to_dict(self.citation),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Facts that measure the same, newest first, and whether their values agree.

    "updated" says that each value that differs from an earlier one has a later day; "differ" that the days do not explain it.
    """

    relation: Relation
    facts: tuple[Fact, ...]

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON-ready values."""
        return {"relation": self.relation, "facts": [fact.to_dict() for fact in self.facts]}


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a draft and the citations it leans on."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Operand:
    """A value that a short answer is worked out from, as the quote of `citation` states it; None where the question itself states it.

    `name` is what the question calls the thing whose value this is.
    """

    value: Value
    citation: Citation | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a short answer comes from its operands; `unit` is the unit of time that the question asks for, if any.

    The answer is what carrying out `operation` on the operands yields, and nothing else.
    """

    operation: Operation
    operands: tuple[Operand, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine would say, before verification. `confidence` is the probability that `short` is right.

    A `short` that no sentence states as it is has its `derivation`, or the `items` of the text that it joins.
    """

    short: str
    claims: tuple[Claim, ...]
    confidence: float
    verdict: Verdict = "answered"
    reason: str = ""
    nearest: Citation | None = None
    derivation: Derivation | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and the answer that was given to it, as plain text."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a language model read and wrote for an answer, by its own count."""

    read: int = 0
    written: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.read + other.read, self.written + other.written)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown: verified, every citation a slice of its document and every value proved in a citation or marked.

    `nearest` is the closest passage of a `not_in_sources` answer; it is an offer to look at, not evidence. `engine` says who wrote the
    text: "extractive" are the documents' own sentences, "generative" a language model's, each checked. `note` says in a sentence why a
    language model that was asked has no part in the text; `usage` counts its tokens, None when none was asked or it does not say.
    """

    question: str
    standalone_question: str
    verdict: Verdict
    short: str
    text: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    values: tuple[CheckedValue, ...] = ()
    reason: str = ""
    nearest: Citation | None = None
    derivation: Derivation | None = None
    engine: EngineName = "extractive"
    note: str = ""
    usage: Usage | None = None

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON-ready values, the same for every door."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "verdict": self.verdict,
            "short": self.short,
            "text": self.text,
            "confidence": round(self.confidence, 4),
            "citations": [citation_to_dict(citation, n) for n, citation in enumerate(self.citations, 1)],
            "values": [value_to_dict(checked) for checked in self.values],
            "reason": self.reason,
            "nearest": citation_to_dict(self.nearest) if self.nearest else None,
            "derivation": self._derivation_to_dict(),
            "engine": self.engine,
            "note": self.note,
            "usage": {"read": self.usage.read, "written": self.usage.written} if self.usage else None,
        }

    def _derivation_to_dict(self) -> dict[str, Any] | None:
        if self.derivation is None:
            return None
        number = {citation: n for n, citation in enumerate(self.citations, 1)}
        operands = [
            {"name": one.name, "text": one.value.text, "citation": number[one.citation] if one.citation else None}
            for one in self.derivation.operands
        ]
        return {"operation": self.derivation.operation, "unit": self.derivation.unit, "operands": operands}


def value_to_dict(checked: CheckedValue) -> dict[str, Any]:
    """A value with its proof as JSON-ready values."""
    return {
        "kind": checked.value.kind,
        "text": checked.value.text,
        "normal": checked.value.normal,
        "citation": checked.citation,
        "supported": checked.supported,
        **({"operands": list(checked.operands)} if checked.operands else {}),
    }


def citation_to_dict(citation: Citation, n: int | None = None) -> dict[str, Any]:
    """A citation as JSON-ready values, with its number first where it has one."""
    numbered: Mapping[str, Any] = {} if n is None else {"n": n}
    return {
        **numbered,
        "document_id": citation.document_id,
        "title": citation.title,
        "source": citation.source,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }


@dataclass(frozen=True, slots=True)
class CitationCheck:
    """What became of a citation of a saved answer.

    `there`: its quote stands where it stood. `moved`: it stands elsewhere in the document, or in the version of it that has the same
    source now; only white space may differ. `changed`: what is left is merely like it. `deleted`: nothing like it is left. `now` is where
    to look today, None when deleted; `difference` shows what changed as "fell by [-10%-]{+12%+}".
    """

    saved: Citation
    status: CitationStatus
    now: Citation | None = None
    difference: str = ""

    @property
    def holds(self) -> bool:
        return self.status in ("there", "moved")


@dataclass(frozen=True, slots=True)
class Check:
    """A saved answer held against the documents as they are now.

    `values` are those of its short answer and text, each with the number of the citation that states it today, or None. `problems` says
    in a sentence each what no longer holds.
    """

    citations: tuple[CitationCheck, ...]
    values: tuple[CheckedValue, ...]
    problems: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.problems

    @property
    def verdict(self) -> Literal["holds", "moved", "fails"]:
        """ "moved" when everything holds, but not every citation stands where it stood."""
        if self.problems:
            return "fails"
        return "moved" if any(citation.status == "moved" for citation in self.citations) else "holds"

    def to_dict(self) -> dict[str, Any]:
        """The check as JSON-ready values."""
        return {
            "verdict": self.verdict,
            "citations": [
                {
                    "n": n,
                    "status": one.status,
                    "saved": citation_to_dict(one.saved),
                    "now": citation_to_dict(one.now) if one.now else None,
                    "difference": one.difference,
                }
                for n, one in enumerate(self.citations, 1)
            ],
            "values": [value_to_dict(checked) for checked in self.values],
            "problems": list(self.problems),
        }


@dataclass(frozen=True, slots=True)
class Searching:
    """Event: the question, made stand-alone, is being looked up."""

    question: str


@dataclass(frozen=True, slots=True)
class Passages:
    """Event: these hits are being read."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """Event: a piece of a draft that a language model is writing."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Event: the verified answer; always the last one."""

    answer: Answer


Event = Searching | Passages | Token | Answered


@dataclass(frozen=True, slots=True)
class Added:
    """What adding one file came to: `status` says whether the catalog changed, `message` why a file was rejected."""

    source: str
    status: Literal["added", "replaced", "unchanged", "rejected"]
    document: Document | None = None
    passages: int = 0
    message: str = ""
