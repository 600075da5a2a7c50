"""Looks up the values that a plan needs: the reader finds them, and the words of each sentence must bear it out.

A value counts for a thing only when the words that tell this thing from the other stand nearest to it, in its clause, or are plainly meant
by a clause that leans on what was said before. Anything less would compare the wrong things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.engines.composed.plans import DATES, Plan, Sought
from assistant.engines.composed.polar import sentences_of
from assistant.engines.composed.tabular import looked_up
from assistant.engines.extractive import ExtractiveEngine
from assistant.engines.spans import Candidate, trimmed
from assistant.questions import Kinds, is_of
from assistant.senses import alike
from assistant.syntax import Word, belonging, borrows, clause_at, content, context_of, holds, words
from assistant.text import sentences
from assistant.types import Citation, Document, Hit, Operand, Value
from assistant.values import comparable, equal, find

_AGAINST = re.compile(r"\bvotes? against\b", re.I)
_TALLY = re.compile(r"(?: votes?)?(?: to |[-–])\d")
_LEAST = 0.15  # chance of being right below which the reader's finding is no operand
_STATED = 0.9  # chance, estimated, that a sentence with the question's own value and most of its words is the one meant
_TABULATED = 0.9  # chance, estimated, that the one figure of a table whose row and column are those of the question is the one meant
_ALONE = 0.5  # chance, estimated, that the only value of a unit beside the words that tell a thing is the one meant
_UNREAD = 3.0  # score that a value loses when the reader took another one of its sentence


@dataclass(frozen=True, slots=True)
class Found:
    """An operand with the chance that it is right."""

    operand: Operand
    confidence: float


class Operands:
    """Looks up operands among the hits of one question."""

    def __init__(self, engine: ExtractiveEngine, hits: Sequence[Hit], documents: Sequence[Document]) -> None:
        self._engine, self._hits, self._documents = engine, hits, documents

    def of(self, plan: Plan) -> list[Found]:
        """The operands of a plan, in its order: the best two of like unit in two places; fewer where one is not stated beyond doubt."""
        one, other = plan.sought
        firsts, seconds = self._find(one, other, plan.kinds), self._find(other, one, plan.kinds)
        if plan.kinds != DATES and bool(firsts) != bool(seconds):
            firsts = firsts or self._like(seconds[0], one, other)
            seconds = seconds or self._like(firsts[0], other, one)
        pairs = [(a, b) for a in firsts for b in seconds if _place(a) != _place(b)]
        alike = [pair for pair in pairs if comparable(pair[0].operand.value, pair[1].operand.value) or plan.kinds == DATES]
        if pairs:
            first, second = max(alike or pairs, key=lambda pair: pair[0].confidence * pair[1].confidence)
            return [first, second]
        return [] if firsts and seconds else [*firsts[:1], *seconds[:1]]

    def whole_period(self, sought: Sought, question: str) -> Found | None:
        """The period that answers `question` by itself, if that is what the reader finds first: "from 1914 to 1918"."""
        best = next(iter(self._engine.candidates(question, self._hits, self._documents, DATES)), None)
        if best is None or self._engine.probability(best) < _LEAST:
            return None
        start, end = best.sentence
        touched = [v for v in find(best.document.text[start:end]) if start + v.start < best.end and best.start < start + v.end]
        periods = [value for value in touched if value.kind == "date_range"]
        return self._found(sought, best, periods[0]) if len(periods) == 1 else None

    def _find(self, sought: Sought, other: Sought, kinds: Kinds) -> list[Found]:
        """What may be the value, best first."""
        own, against = _telling(sought, other), _telling(other, sought)
        dates = [value.text for value in find(sought.question) if value.kind in DATES]
        stated = [value for value in find(sought.name) if value.kind in kinds and value.kind not in DATES and value.text not in dates]
        if stated:
            return self._stated(sought, stated[0])
        if kinds != DATES and (figure := looked_up(own, sought.question, sought.about, self._documents)):
            return [Found(Operand(*figure, sought.name), _TABULATED)]
        read = self._engine.candidates(sought.question, self._hits, self._documents, kinds)
        likely = (
            (candidate, value)
            for candidate, value in _values(read, kinds, sought)
            if self._engine.probability(candidate) >= _LEAST and _counts(value, sought.unit)
        )
        borne_out = ((one, value) for one, value in likely if _borne_out(one, value, own, against, sought, kinds))
        return [self._found(sought, candidate, value) for candidate, value in borne_out]

    def _like(self, found: Found, sought: Sought, other: Sought) -> list[Found]:
        """The one value of the same unit, in the same document, in a sentence with all the words that tell the thing from the other."""
        own, against = _telling(sought, other), _telling(other, sought)
        like = []
        for document, start, end in sentences_of(self._hits, self._documents):
            sentence = document.text[start:end]
            same = [v for v in find(sentence) if v.unit and comparable(v, found.operand.value) and v.unit == found.operand.value.unit]
            theirs, mine = _places(sentence, against), [_places(sentence, [word]) for word in own]
            if not found.operand.citation or document.id != found.operand.citation.document_id or not all(mine) or theirs or len(same) != 1:
                continue
            like.append(Found(Operand(same[0], Citation.of(document, start, end), sought.name), min(found.confidence, _ALONE)))
        return like if own and len(like) == 1 else []

    def _stated(self, sought: Sought, value: Value) -> list[Found]:
        """The sentence that states the value which the question names, with the most of its words."""
        best: tuple[int, Candidate, Value] | None = None
        wanted = content(sought.name)
        for hit, document in zip(self._hits, self._documents, strict=True):
            for start, end in sentences(hit.passage.text):
                first, last = trimmed(document.text, hit.passage.start + start, hit.passage.start + end)
                said = document.text[first:last]
                same = [other for other in find(said) if equal(other, value)]
                score = sum(holds(said, word.text) for word in wanted)
                if same and (best is None or score > best[0]):
                    best = (score, Candidate(document, first, last, (first, last), 0.0), same[0])
        if best is None or best[0] * 2 < len(wanted):
            return []
        return [replace(self._found(sought, best[1], best[2]), confidence=_STATED)]

    def _found(self, sought: Sought, candidate: Candidate, value: Value) -> Found:
        citation = Citation.of(candidate.document, *candidate.sentence)
        return Found(Operand(value, citation, sought.name), self._engine.probability(candidate))


def _counts(value: Value, unit: str) -> bool:
    """Whether the value is so many of `unit`, or a bare number that may be."""
    return not unit or not value.unit or alike(value.unit.split()[-1], unit.split()[-1])


def _place(found: Found) -> tuple[str, int]:
    citation = found.operand.citation
    return (citation.document_id, citation.start + found.operand.value.start) if citation else ("", 0)


def _telling(sought: Sought, other: Sought) -> list[str]:
    """The words and values that tell one thing from the other."""
    theirs = f"{other.name} {other.question}"
    mine = [word.text for word in content(sought.question) if not holds(theirs, word.text)]
    values = find(theirs)
    return mine + [value.text for value in find(sought.question) if not any(equal(value, one) for one in values)]


def _figures(sentence: str, kinds: Kinds, sought: Sought) -> list[Value]:
    """The values of a sentence that may be meant; of a vote "by 7 to 2" the votes against are the second number."""
    values = [value for value in find(sentence) if is_of(value, kinds)]
    if not _AGAINST.search(sought.question):
        return values
    return [value for value in values if not _TALLY.match(sentence, value.end)]


def _values(read: Sequence[Candidate], kinds: Kinds, sought: Sought) -> Iterator[tuple[Candidate, Value]]:
    """Every value of the right kind in the sentences that the reader found something in, best first; places are those in the sentence."""
    found: dict[tuple[str, int], tuple[Candidate, Value]] = {}
    for candidate in read:
        start, end = candidate.sentence
        if _runs_on(candidate.document.text[start:end]):
            continue
        for value in _figures(candidate.document.text[start:end], kinds, sought):
            taken = candidate.start <= start + value.start and start + value.end <= candidate.end + 1
            scored = candidate if taken else replace(candidate, score=candidate.score - _UNREAD)
            key = (candidate.document.id, start + value.start)
            if key not in found or found[key][0].score < scored.score:
                found[key] = (scored, value)
    return iter(sorted(found.values(), key=lambda pair: -pair[0].score))


def _runs_on(text: str) -> bool:
    """Whether a text is more than one sentence, however its lines are wrapped."""
    return "\n\n" in text or len(sentences(" ".join(text.split()))) > 1


def _borne_out(candidate: Candidate, value: Value, own: list[str], against: list[str], sought: Sought, kinds: Kinds) -> bool:
    """Whether the sentence gives this value of the thing, and not of the other one."""
    start, end = candidate.sentence
    sentence = candidate.document.text[start:end]
    values = [other for other in _figures(sentence, kinds, sought) if comparable(other, value)]
    context = context_of(candidate.document.text, candidate.document.title, start)
    clause = slice(*clause_at(sentence, value.start))
    mine, theirs = _places(sentence, own), _places(sentence, against)
    belongs = any(belonging(place, values, sentence) == value for place in mine)
    if not belongs and any(belonging(place, values, sentence) == value for place in theirs):
        return False
    if (
        len(values) == 1
        and theirs
        and all(_places(sentence, [word]) for word in against)
        and not all(_places(sentence, [word]) for word in own)
    ):
        return False
    names = [word.text for word in content(sought.question) if word.is_name and word.text not in own]
    absent = [name for name in names if not holds(sentence, name)]
    if absent and not borrows(sentence[clause], absent, sought.question, context) and not _about(sentence, absent, context, sought):
        return False
    if mine:
        whole = all(_places(sentence, [word]) or holds(context, word) for word in own if word[:1].isupper() or word[:1].isdigit())
        return whole and belongs
    return bool(own) and borrows(sentence[clause], own, sought.question, context)


def _about(sentence: str, names: list[str], context: str, sought: Sought) -> bool:
    """Whether a sentence without another name in it speaks of what was named shortly before."""
    asked = words(sought.question)
    said = words(sentence)[1:]
    known = [word for word in said if word.is_name and any(alike(word.text, one.text) for one in asked)]
    beside = {
        word.start for word in said for one in known if sentence[word.end : one.start] == " " or sentence[one.end : word.start] == " "
    }
    foreign = [word for word in said if word.is_name and word not in known and word.start not in beside]
    return not foreign and all(holds(context, name) for name in names)


def _places(sentence: str, telling: list[str]) -> list[Word]:
    """Where the sentence says the telling words, values by what they mean."""
    found = []
    for text in telling:
        values = find(text)
        if values and values[0].text == text:
            found += [Word(value.text, value.start, value.end) for value in find(sentence) if value.text == text or equal(value, values[0])]
        else:
            found += [word for word in words(sentence) if alike(word.text, text)]
    return found
