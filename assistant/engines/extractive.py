"""Answers with a span of a passage: the short answer is the span, the text is the sentence around it. Needs no language model.

The spans of all passages compete. A span's score is the reader's log-odds against no answer, plus a share of the passage's retrieval score,
plus a little for each other sentence that gives the same answer, less a fine when the question asks for a value that the span does not
hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.engines.second_look import SecondLook
from assistant.engines.spans import RETRIEVAL_SHARE, Candidate, echoes, fitted, sentence_around, trimmed
from assistant.injection import is_injected
from assistant.questions import Kinds, as_question, asked_end, asked_sentences, asks_for, asks_for_exact_day
from assistant.reader.model import Reading, Span, SpanReader
from assistant.text import plain, sentences
from assistant.types import Citation, Claim, Document, Draft, Hit, Passage
from assistant.values import find, restate

AGREEMENT = 1.0
WRONG_KIND = 6.0
_PERIOD = re.compile(r"\b(?P<first>[12]\d{3})\s?(?:[-–—]|to|and|until|through)\s?(?P<last>[12]\d{3})\b")


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
        own_kinds, exact_day = kinds is None, asks_for_exact_day(question)
        kinds = asks_for(question) if kinds is None else kinds
        stated = {value.normal for value in find(question)}
        found: list[Candidate] = []
        read = self._reader.readings(as_question(asked_sentences(question)), [hit.passage.text for hit in hits])
        for hit, document, reading in zip(hits, documents, read, strict=True):
            for span in reading.spans:
                within = _within_sentence(hit.passage, reading, span)
                start, end = trimmed(document.text, hit.passage.start + within.start, hit.passage.start + within.end)
                if start == end or "|" in document.text[start:end]:  # nothing, or cells of a table run together
                    continue
                if is_injected(document.text, start):
                    continue
                around = sentence_around(document.text, hit.passage, start, end)
                start, end, fits = fitted(document.text, start, end, around, kinds, exact_day=exact_day)
                candidate = Candidate(
                    document, start, end, around, within.score + RETRIEVAL_SHARE * hit.score - (0 if fits else WRONG_KIND)
                )
                if not echoes(candidate.text, kinds, stated):
                    found.append(candidate)
        if own_kinds:
            found = SecondLook(question, kinds, exact_day=exact_day).chosen(found, list(zip(hits, documents, read, strict=True)))
        return _agreed(found)


def _within_sentence(passage: Passage, reading: Reading, span: Span) -> Span:
    """The span of a passage, or the best one in it that does not run over the end of a sentence or heading."""
    parts = [(max(span.start, a), min(span.end, b)) for a, b in sentences(passage.text) if a < span.end and span.start < b]
    if len(parts) < 2:
        return span
    return max(filter(None, (reading.best_within(*part) for part in parts)), key=lambda part: part.score, default=span)


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


def _end_asked_for(question: str, text: str) -> str:
    """The year that a question for a beginning or an end asks for, where `text` gives a period."""
    years = _PERIOD.search(text)
    which = asked_end(question)
    return years[which] if years and which else text


def _in_terms_of(question: str, text: str) -> str:
    """A single value in the scale or unit that the question asks for; any other text as it is."""
    values = find(text)
    return (restate(values[0], question) if len(values) == 1 else None) or text


def _one_line(text: str) -> str:
    return " ".join(text.split())
