"""Whether a sentence in words of someone else's is borne out by a sentence of a document.

What can be told for certain is told by rule: values with their qualifiers and directions, names, who did what to whom, which of several
values belongs to what. Of the rest, the wording, two judges give a probability: the encoder, by how near the sentences are, and the span
reader, by whether it finds each part of the sentence where the rest of it asks for it. The curve is fitted by `python -m eval judge`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import exp
from statistics import fmean
from typing import Self

from assistant.contraries import Evidence, has, is_same, sound
from assistant.embedding import Embedder, SentenceEncoder
from assistant.reader.model import Reading, SpanReader
from assistant.syntax import Word, content, words
from assistant.text import Span
from assistant.types import Citation, Claim, Document
from assistant.values import find

THRESHOLD = 0.75  # the probability from which a wording counts as borne out
CORROBORATED = 0.3  # the same, where the offline answer says it of that sentence
_CLOZES = 4
_CANDIDATES = 3  # sentences with most of the words of a claim, which are looked at closely
_RELATED = 0.25  # likeness to a question below which a text is about something else
_FLOOR = -12.0  # log-odds below which, and above the opposite of which, all are the same
ANSWERING_THRESHOLD = 0.4  # of a sentence answering a question, by the curve that comes with the reader
_WEIGHTS = (-7.62, 4.46, 5.37, 0.22)  # of 1 and the features, in their order
_YEAR = re.compile(r"[12]\d{3}")
_CONNECTIVE = re.compile(
    r"^(?:overall|additionally|moreover|however|furthermore|finally|meanwhile|also|similarly|instead|therefore|thus|specifically|notably"
    r"|in addition|in total|in fact|in short|as a result|according to the (?:article|passage|text)s?)\s*,\s*|^(?:yes|no)[,.:;]\s+",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Support:
    """A claim with the sentence that bears it out, and how probable it is that it does."""

    claim: Claim
    probability: float


class SupportJudge:
    """Judges claims against sentences of documents. Thread-safe: judging changes nothing."""

    def __init__(self, reader: SpanReader, encoder: Embedder, threshold: float = THRESHOLD) -> None:
        self._reader, self._encoder = reader, encoder
        self.threshold, self.answering_threshold = threshold, ANSWERING_THRESHOLD

    @classmethod
    def open(cls, threshold: float = THRESHOLD) -> Self:
        """With the installed encoder and the reader that comes with the product. Raises ModelError."""
        return cls(SpanReader.open(), SentenceEncoder(), threshold)

    def support(self, text: str, document: Document, spans: Sequence[Span], sure: Collection[Citation] = ()) -> Support | None:
        """The claim `text` with that one of the sentences `spans` which bears it out best; None where none does.

        Less is needed of a sentence that holds one of `sure`, citations of an answer which the claim says too.
        """
        said = _CONNECTIVE.sub("", text)
        said = said[:1].upper() + said[1:]
        near = sorted((Evidence(document, span) for span in spans), key=lambda one: -_covered(said, one))[:_CANDIDATES]
        passed = [found for one in near if (found := sound(said, one))]
        supports = [
            Support(claim, probability)
            for probability, (evidence, claim) in zip(self._probabilities(said, [one for one, _ in passed]), passed, strict=True)
            if probability >= (CORROBORATED if any(map(evidence.holds, sure)) else self.threshold)
        ]
        return max(supports, key=lambda support: support.probability, default=None)

    def span(self, question: str, quote: str) -> str:
        """What of the quote answers the question, if anything does."""
        spans = self._reader.readings(question, [quote])[0].spans
        return quote[spans[0].start : spans[0].end].strip() if spans else ""

    def related(self, question: str, texts: Sequence[str]) -> list[bool]:
        """Whether each text is at all about what the question is about, going by the encoder."""
        one, *others = self._encoder.encode([question, *texts])
        return [float(one @ other) >= _RELATED for other in others]

    def answering(self, question: str, document: Document, span: Span) -> float:
        """How probable it is that the sentence answers the question, and does not only speak of the same, going by the reader."""
        spans = self._reader.readings(question, [Evidence(document, span).text])[0].spans
        return self._reader.calibration.probability(spans[0].score) if spans else 0.0

    def probability(self, text: str, document: Document, span: Span) -> float:
        """How probable it is that the sentence bears out the wording of `text`; 0 where a rule is against it."""
        evidence = Evidence(document, span)
        passed = sound(text, evidence)
        return self._probabilities(text, [evidence])[0] if passed and passed[1].text == text else 0.0

    def features(self, text: str, document: Document, span: Span) -> tuple[float, ...]:
        """What the curve is fitted to."""
        return self._features(text, [Evidence(document, span)])[0]

    def _probabilities(self, text: str, evidence: Sequence[Evidence]) -> list[float]:
        if any(is_same(text, one.text) for one in evidence):
            return [float(is_same(text, one.text)) for one in evidence]
        bias, *weights = _WEIGHTS
        odds = [bias + sum(w * x for w, x in zip(weights, row, strict=True)) for row in self._features(text, evidence)]
        return list(map(_curve, odds))

    def _features(self, text: str, evidence: Sequence[Evidence]) -> list[tuple[float, ...]]:
        """Share of words known, likeness, and how sure the reader is of the parts of the text, asked for by the rest of it."""
        if not evidence:
            return []
        stated = [one.text for one in evidence]
        vectors = self._encoder.encode([text, *stated])
        read = self._read(text, stated)
        return [(_covered(text, one), float(vectors[0] @ near), odds) for one, near, odds in zip(evidence, vectors[1:], read, strict=True)]

    def _read(self, text: str, stated: Sequence[str]) -> list[float]:
        """For each sentence the mean log-odds of the parts of the text that it has word for word, 0 where it has none."""
        found: list[list[float]] = [[] for _ in stated]
        for cloze, part in _clozes(text)[:_CLOZES]:
            places = [(n, at) for n, one in enumerate(stated) if (at := one.lower().find(part.lower())) >= 0]
            readings = self._reader.readings(cloze, [stated[n] for n, _ in places]) if places else []
            for (n, at), reading in zip(places, readings, strict=True):
                found[n].append(_odds(reading, at, at + len(part)))
        return [fmean(odds) if odds else 0.0 for odds in found]


def _odds(reading: Reading, start: int, end: int) -> float:
    """The log-odds of the best span that touches `start:end`."""
    own = reading.best_within(start, end)
    touching = [span.score for span in reading.spans if span.start < end and start < span.end]
    return min(-_FLOOR, max([_FLOOR, *touching, *([own.score] if own else [])]))


def _covered(text: str, evidence: Evidence) -> float:
    """The share of the words that carry meaning which the evidence has too; those that only what it leans on has count half."""
    said = content(text)
    own, lent = words(evidence.text), words(evidence.known)
    weights = [1.0 if has(own, word) else 0.5 if has(lent, word) else 0.0 for word in said]
    return sum(weights) / len(said) if said else 0.0


def _clozes(text: str) -> list[tuple[str, str]]:
    """The text with one of its values or names asked for, and that part."""
    spans = [(value.start, value.end, "which year" if _YEAR.fullmatch(value.text) else "what") for value in find(text)]
    names = _runs([word for word in content(text) if word.is_name], text)
    spans += [(start, end, "what") for start, end in names if not any(a <= start < b for a, b, _ in spans)]
    return [(f"{text[:start]}{asked}{text[end:]}".rstrip(".! ") + "?", text[start:end]) for start, end, asked in spans]


def _runs(names: Sequence[Word], text: str) -> list[Span]:
    """Names that stand side by side as one."""
    runs: list[Span] = []
    for name in names:
        if runs and text[runs[-1][1] : name.start].strip() == "":
            runs[-1] = (runs[-1][0], name.end)
        else:
            runs.append((name.start, name.end))
    return runs


def _curve(odds: float) -> float:
    return 1 / (1 + exp(-max(-50.0, min(50.0, odds))))
