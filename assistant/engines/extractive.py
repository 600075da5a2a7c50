"""Answers with a span of a passage: the short answer is the span, the text is the sentence around it. Needs no language model.

The spans of all passages compete. A span's score is the reader's log-odds against no answer, plus a share of the passage's retrieval score,
plus a little for each other sentence that gives the same answer, less a fine when the question asks for a value that the span does not
hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.injection import is_injected
from assistant.questions import Kinds, as_question, asked_end, asked_sentences, asks_for, asks_for_exact_day, is_of
from assistant.reader.model import SpanReader
from assistant.text import BULLET, plain, sentences
from assistant.types import Citation, Claim, Document, Draft, Hit, Passage, Value
from assistant.values import find, restate

RETRIEVAL_SHARE = 1.0
AGREEMENT = 1.0
WRONG_KIND = 6.0
_QUALIFIER = re.compile(
    r"\b(?:(?:more|less|fewer|greater|higher|lower) than|over|under|above|below|at least|at most|up to|as (?:much|many) as"
    r"|about|around|nearly|almost|roughly|approximately|exceeding|close to)\s+(?:an? )?$",
    re.I,
)
_PERIOD = re.compile(r"\b(?P<first>[12]\d{3})\s?(?:[-–—]|to|and|until|through)\s?(?P<last>[12]\d{3})\b")
_LISTED = re.compile(r"\b(?:and|or)\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a document that may answer, with the sentence or sentences around it."""

    document: Document
    start: int
    end: int
    sentence: tuple[int, int]
    score: float

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


class ExtractiveEngine:
    """The offline engine: a span reader over the first hits."""

    def __init__(self, reader: SpanReader) -> None:
        self._reader = reader

    def draft(self, question: str, hits: Sequence[Hit], documents: Sequence[Document]) -> Draft:
        """See Engine.draft."""
        if not hits:
            return Draft("", (), 0.0, "not_in_sources", "There is no document yet that this could be looked up in. Add one first.")
        ranked = self.candidates(question, hits, documents)
        if not ranked:
            nearest = Citation.of(documents[0], *trimmed(documents[0].text, hits[0].passage.start, hits[0].passage.end))
            return Draft("", (), 0.0, "not_in_sources", "The articles come near this, but say no more than the question does.", nearest)
        best = ranked[0]
        citation = Citation.of(best.document, *best.sentence)
        short = _in_terms_of(question, _end_asked_for(question, best.text))
        return Draft(short, (Claim(_one_line(citation.quote), (citation,)),), self.probability(best))

    def probability(self, candidate: Candidate) -> float:
        """The chance that the candidate is right."""
        return self._reader.pooled.probability(candidate.score)

    def candidates(self, question: str, hits: Sequence[Hit], documents: Sequence[Document], kinds: Kinds | None = None) -> list[Candidate]:
        """All spans worth considering, best first; `kinds` are those of value that would answer, by default what the question asks for."""
        kinds, exact_day = asks_for(question) if kinds is None else kinds, asks_for_exact_day(question)
        stated = {value.normal for value in find(question)}
        found = []
        read = self._reader.read(as_question(asked_sentences(question)), [hit.passage.text for hit in hits])
        for hit, document, spans in zip(hits, documents, read, strict=True):
            for span in spans:
                start, end = trimmed(document.text, hit.passage.start + span.start, hit.passage.start + span.end)
                if start == end or "|" in document.text[start:end]:  # nothing, or cells of a table run together
                    continue
                if is_injected(document.text, start):
                    continue
                around = sentence_around(document.text, hit.passage, start, end)
                start, end, fits = fitted(document.text, start, end, around, kinds, exact_day=exact_day)
                candidate = Candidate(document, start, end, around, span.score + RETRIEVAL_SHARE * hit.score - (0 if fits else WRONG_KIND))
                if not _echoes(candidate.text, kinds, stated):
                    found.append(candidate)
        return _agreed(found)


def fitted(text: str, start: int, end: int, sentence: tuple[int, int], kinds: Kinds, *, exact_day: bool) -> tuple[int, int, bool]:
    """The span cut or widened to the quantity asked for (or to all that it lists), and whether it holds a value of such a kind.

    A span that is a date by itself stays as it is unless a period is asked for: a year inside one may be just what was asked.
    """
    offset, stop = sentence
    touching = [value for value in find(text[offset:stop]) if offset + value.start < end and start < offset + value.end]
    wanted = [value for value in touching if is_of(value, kinds) and (not exact_day or _names_day(value))]
    if not wanted:
        cut = [value for value in touching if value.kind not in ("date", "date_range")]  # half an amount would be another amount
        return min([start, *(offset + value.start for value in cut)]), max([end, *(offset + value.end for value in cut)]), not kinds
    if "duration" not in kinds and any(value.kind in kinds and value.kind == "date" for value in find(text[start:end])):
        return start, end, True
    first = _with_qualifier(text, offset + wanted[0].start, wanted[0])
    if wanted[0].kind not in ("date", "date_range") and (len(wanted) == 1 or not _LISTED.search(text, offset + wanted[0].end, end)):
        return first, offset + wanted[0].end, True
    return min(start, first), max(end, *(offset + value.end for value in wanted)), True


def _with_qualifier(text: str, start: int, value: Value) -> int:
    """Where the value begins with its "over" or "at least": an amount without it would say something else."""
    if not value.qualifier or value.kind in ("date", "date_range"):
        return start
    qualifier = _QUALIFIER.search(text, max(0, start - 24), start)
    return qualifier.start() if qualifier else start


def sentence_around(text: str, passage: Passage, start: int, end: int) -> tuple[int, int]:
    """The sentences of the passage that `text[start:end]` lies in, without white space at either side."""
    spans = [(passage.start + a, passage.start + b) for a, b in sentences(passage.text)]
    first = max(a for a, _ in spans if a <= start)
    last = min(b for _, b in spans if b >= end)
    if (bullet := BULLET.match(text, first, last)) and bullet.end() <= start:
        first = bullet.end()
    return trimmed(text, first, last)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and stray punctuation at its ends."""
    while start < end and (text[start].isspace() or text[start] in ",;:"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:"):
        end -= 1
    return start, end


def _agreed(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Each answer once, best first: its best span, the better for every other sentence that gives the same answer."""
    best: dict[str, Candidate] = {}
    agreeing: dict[str, set[tuple[str, int]]] = {}
    for candidate in sorted(candidates, key=lambda candidate: -candidate.score):
        key = _answer_key(candidate.text)
        best.setdefault(key, candidate)
        if candidate.score > 0:
            agreeing.setdefault(key, set()).add((candidate.document.id, candidate.sentence[0]))
    pooled = [replace(one, score=one.score + AGREEMENT * min(2, max(0, len(agreeing.get(key, ())) - 1))) for key, one in best.items()]
    return sorted(pooled, key=lambda candidate: -candidate.score)


def _answer_key(text: str) -> str:
    """What makes two spans the same answer: equal values, else the same words."""
    values = find(text)
    return values[0].normal if len(values) == 1 else re.sub(r"^(?:the|a|an) ", "", plain(text))


def _echoes(text: str, kinds: Kinds, stated: set[str]) -> bool:
    """Whether a question for a value would get back only what it states itself."""
    values = [value for value in find(text) if is_of(value, kinds)]
    return bool(values) and all(value.normal in stated for value in values)


def _end_asked_for(question: str, text: str) -> str:
    """The year that a question for a beginning or an end asks for, where `text` gives a period."""
    years = _PERIOD.search(text)
    which = asked_end(question)
    return years[which] if years and which else text


def _in_terms_of(question: str, text: str) -> str:
    """A single value in the scale or unit that the question asks for; any other text as it is."""
    values = find(text)
    return (restate(values[0], question) if len(values) == 1 else None) or text


def _names_day(value: Value) -> bool:
    return value.normal.count("-") == 2


def _one_line(text: str) -> str:
    return " ".join(text.split())
