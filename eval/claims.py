"""Claims made of annotated texts, each beside one sentence that does or does not bear it out: what the judge of wordings is measured on.

Right ones are sentences told otherwise (a clause left out, an opening moved to the end) and questions with their answer in the place of
"who" or "what", which are worded by other people than the text. Wrong ones are made from these by one change, or stand beside the
sentence of the same section that is most like the right one.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from eval.errors import CasesError
from eval.mutators import MUTATORS
from eval.squad import Question, read_squad

Span = tuple[int, int]

_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_ASIDE = re.compile(r"\s*\([^()]*\)|, (?:which|who|where|although|while|because|including|such as)\b[^.;]*$", re.M)
_OPENING = re.compile(r"^(?P<when>(?:In|On|At|By|After|During|Since) [^,]{3,40}), (?P<rest>(?:the|a|an|he|she|it|they|[A-Z]\w+)\b.*?)\.?$")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|can|will)\b(?! not\b)")
_ASKS_SUBJECT = re.compile(
    r"^(?:Who|What|Which \w+|What \w+) (?P<rest>(?:has|had|have|can|could|will|would|(?:is|was|are|were) \w+ed|\w{2,}ed|led|won|made|gave"
    r"|took|wrote|built|became|began|held|found|left|lost|sold|sent"
    r"|ran|brought|grew|rose|fell|makes|gives|leads|uses|allows|causes|contains)\b"
    r"(?!.*\b(?:did|does|do|name|called|named|known as)\b)[^?]+?)\?+$"
)
_BORDER = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“(])")
_LONG = 5  # words that a claim must have


@dataclass(frozen=True, slots=True)
class Pair:
    """`claim` beside `context[start:end]`, and whether that says so; `kind` is how the claim was made."""

    kind: str
    claim: str
    context: str
    span: Span
    right: bool


def from_sections(path: Path, rng: Random) -> Iterator[Pair]:
    """Pairs of a file of sections with `sentences` and, for each question, `gold_sentences`. Raises CasesError."""
    for section in _sections(path):
        context, spans = section["context"], [tuple(span) for span in section["sentences"]]
        for row in section["qas"]:
            for index in row["gold_sentences"][:1]:
                yield from _retold(context, spans, spans[index], rng)


def from_questions(path: Path, rng: Random) -> Iterator[Pair]:
    """Pairs of a SQuAD-style file: questions for a subject, with their answer or another name in its place. Raises CasesError."""
    for question in read_squad(path):
        asked = _ASKS_SUBJECT.match(question.text)
        names = sorted(set(_NAME.findall(question.context)))
        if asked and names:
            yield from _answered(question, asked["rest"], names, rng)


def _answered(question: Question, rest: str, names: Sequence[str], rng: Random) -> Iterator[Pair]:
    spans = sentences(question.context)
    others = [name for name in names if name not in question.text and not any(_shares(name, answer) for answer in question.answers)]
    if question.answers:
        answer = question.answers[0]
        span = max(
            (one for one in spans if answer in question.context[slice(*one)]), key=lambda s: like(rest, question.context, s), default=None
        )
        if span is None:
            return
        yield Pair("answered question", _claim(answer, rest), question.context, span, True)
    else:
        span = max(spans, key=lambda one: like(rest, question.context, one))
    inside = [name for name in others if name in question.context[slice(*span)]]
    if inside or others:
        kind = "wrong answer" if question.answers else "answer to what has none"
        yield Pair(kind, _claim(rng.choice(inside or others), rest), question.context, span, False)


def _retold(context: str, spans: Sequence[Span], gold: Span, rng: Random) -> Iterator[Pair]:
    said = " ".join(context[slice(*gold)].split())
    right = [("left out", _ASIDE.sub("", said)), ("moved", _moved(said))]
    for kind, claim in right:
        if claim and claim.rstrip(".") != said.rstrip(".") and len(claim.split()) >= _LONG:
            yield Pair(kind, claim, context, gold, True)
    yield Pair("copied", said, context, gold, True)
    others = [span for span in spans if span != gold]
    if others:
        yield Pair("another sentence", said, context, max(others, key=lambda one: like(said, context, one)), False)
        yield from _wrong(Pair("merged", _merged(said, context[slice(*rng.choice(others))]), context, gold, False), said)
    names = sorted(set(_NAME.findall(said)))
    strangers = sorted(set(_NAME.findall(context)) - set(names))
    if names and strangers:
        yield from _wrong(Pair("another name", said.replace(rng.choice(names), rng.choice(strangers)), context, gold, False), said)
    if negated := _AUXILIARY.sub(lambda match: f"{match[0]} not", said, count=1):
        yield from _wrong(Pair("negated", negated, context, gold, False), said)
    for name, mutator in MUTATORS.items():
        if changed := mutator(said, rng):
            yield from _wrong(Pair(f"mutated {name}", changed, context, gold, False), said)


def _wrong(pair: Pair, said: str) -> Iterator[Pair]:
    if pair.claim and pair.claim != said:
        yield pair


def _moved(said: str) -> str:
    """ "In 1901, the mill burnt down." as "The mill burnt down in 1901." """
    match = _OPENING.match(said)
    if match is None:
        return ""
    rest, when = match["rest"], match["when"]
    return f"{rest[0].upper()}{rest[1:]} {when[0].lower()}{when[1:]}."


def _merged(one: str, other: str) -> str:
    """The subject of one sentence with what the other says of its own."""
    first, second = _AUXILIARY.search(one), _AUXILIARY.search(other)
    return f"{one[: first.start()]}{other[second.start() :]}".strip() if first and second and first.start() else ""


def _claim(answer: str, rest: str) -> str:
    return f"{answer[:1].upper()}{answer[1:]} {rest}."


def like(text: str, context: str, span: Span) -> float:
    """The share of the words of a text that a sentence has."""
    asked, said = (set(re.findall(r"\w{3,}", one.lower())) for one in (text, context[slice(*span)]))
    return len(asked & said) / max(1, len(asked))


def _shares(name: str, answer: str) -> bool:
    return bool(set(name.lower().split()) & set(answer.lower().split()))


def sentences(context: str) -> list[Span]:
    borders = [0, *(match.end() for match in _BORDER.finditer(context)), len(context)]
    return [(a, b) for a, b in pairwise(borders) if a < b]


def _sections(path: Path) -> list[dict[str, Any]]:
    try:
        data = json.loads(lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes())["data"]
        sections: list[dict[str, Any]] = [section for article in data for section in article["paragraphs"]]
        for section in sections:
            _ = section["context"], section["sentences"], [row["gold_sentences"] for row in section["qas"]]
        return sections
    except (OSError, lzma.LZMAError, ValueError, KeyError, TypeError) as error:
        raise CasesError(f"{path} holds no sections with marked sentences: {type(error).__name__}: {error}") from error
