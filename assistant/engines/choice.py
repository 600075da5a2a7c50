"""A second look at a value: where what was read states several of its family, which of them the question is about.

Each of them is a rival, however the reader scored it. The words and values of the question that stand with it in its clause, or that name
its row and column, speak for it, those that stand with another one against it; so does its being of now, or of before where that is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from assistant.clauses import Sentence
from assistant.questions import Kinds, is_of
from assistant.senses import alike
from assistant.syntax import FINITE, NOT_CONTENT, Word, belonging, context_of, words
from assistant.tables import Cell, cells, is_row
from assistant.text import Span, lines
from assistant.types import Value
from assistant.values import contains, equal, find

# What a word or value of the question weighs: a name or number, a date, any other word.
_NAME, _DATE, _PLAIN = 2.0, 3.0, 1.0
# How much of that counts for a value that it stands with, is said of in its clause, stands in the sentence with, or before it.
_WITH, _CLAUSE, _SENTENCE, _BEFORE, _AGAINST = 1.0, 0.6, 0.2, 0.5, -0.3
_SHARED, _CONTRAST = 0.9, -1.0  # the same in "nests in sand are 35 cm deep, nests in clay 18 cm": of "deep" for 18, of "clay" for 35
_FORMER = 2.0  # what speaks against a value of before, unless it is asked for, and then against one of today
_CLASH = 3.0  # what speaks against "birch pollen" where the question is about pine pollen
_COMMON = 0.25  # the share of sentences with a word from which it tells nothing
_FEW = 20  # sentences of which a share says anything
_LEAST = 0.2  # of its weight, which even such a word keeps

FAMILIES: tuple[Kinds, ...] = (
    Kinds({"amount", "imprecise"}),
    Kinds({"percent", "points"}),
    Kinds({"date", "date_range"}),
    Kinds({"duration"}),
    Kinds({"count", "number", "multiple"}),
)
DATES = FAMILIES[2]
_KIND_WORDS = frozenset(  # that only say what kind of value is wanted
    """percent percentage per cent pct share proportion fraction number amount figure value sum total long year years date day month
    quarter time period exact exactly precise come came happen happened whats now today currently""".split()
)
_ASKS_FORMER = re.compile(
    r"\b(?:before|previous(?:ly)?|former(?:ly)?|earlier|used to|until (?:now|then|recently)|original(?:ly)?|initial(?:ly)?|at first"
    r"|from (?:what|which)|old|(?:last|a) (?:year|quarter|month|season)(?: ago)?)\b",
    re.I,
)
_FORMER_BEFORE = re.compile(
    r"\b(?:from|against|versus|than|compared (?:with|to)|instead of|replac(?:es|ed|ing)|after|until now|used to be|ago(?: it was)?"
    r"|previously|formerly|originally)(?: \w+){0,3}\s$",
    re.I,
)
_FORMER_AFTER = re.compile(r"\s(?:\w+\s){0,2}?(?:a (?:year|quarter|month) (?:ago|earlier|before)|last \w+|earlier)\b", re.I)
_TO = re.compile(r"(?<!compared )\bto\s(?:\w+\s){0,2}$", re.I)
_CHANGE = re.compile(r"\s(?:[^.;]{1,30}\s)?to\s", re.I)
_SEVERAL = re.compile(
    r"\b(?:both|each|respectively|list|two|three|four|five|dates|which years|months|days|figures|prices|amounts"
    r"|between (?:which|what)|from (?:when|what|which)|(?:begin|start) and (?:end|finish)|range)\b",
    re.I,
)
_JOINED = re.compile(r"\s?(?:,|,?\s(?:and|or|to|until|through)(?:\s(?:in|on|by|to))?|[-–—/])\s?(?:about |nearly |over )?", re.I)
_PART = re.compile(r"[,;]\s(?:and |but |while )?|\s(?:and|but|while)\s")
_SAYING = re.compile(r"\b(?:said|says|wrote|told|added|asked|according to)\s+$")
_SAYS = re.compile(r"\s+(?:said|says|wrote|told|added|asked)\b")
_FIGURE = re.compile(r"\s\d+\b")
_LEANING = re.compile(r"\b(?:it|they|he|she|its|their|his|her|this|that|these|those)\b", re.I)
_THE_STATE = re.compile(r"\bthe states?\b", re.I)


@dataclass(frozen=True, slots=True)
class Rival:
    """A value, or a cell with one, that may answer: `text[start:end]` in the sentence or row `sentence`; `fit` is what speaks for it."""

    start: int
    end: int
    sentence: Span
    fit: float
    is_cell: bool = False


class Asked:
    """What in a question may tell a value from its neighbours: its words and values, and whether it asks for what was before."""

    def __init__(self, question: str, read: Sequence[str]) -> None:
        """`read` are the sentences in which the rivals stand: a word that most of them have tells little."""
        self.values = find(question)
        dates = [value for value in self.values if value.kind in DATES]
        state = {match.end() for match in _THE_STATE.finditer(question)}
        self.words = [
            word
            for word in words(question)
            if (word.text.lower() not in NOT_CONTENT | _KIND_WORDS or word.end in state)
            and not any(date.start <= word.start < date.end for date in dates)
        ]
        self.former = bool(_ASKS_FORMER.search(question))
        self._read = read
        self._rarity: dict[str, float] = {}

    def rarity(self, word: str) -> float:
        """From `_LEAST` for a word in many of the sentences up to 1 for one in none."""
        if word not in self._rarity:
            share = sum(_holds(said, word) for said in self._read) / max(_FEW, len(self._read))
            self._rarity[word] = max(_LEAST, 1 - share / _COMMON)
        return self._rarity[word]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kinds of value that a question asks for, and the family of those that its best candidate is of."""

    kinds: Kinds
    family: Kinds

    def holds(self, value: Value) -> bool:
        return value.kind in self.family and is_of(value, self.kinds)

    def holds_in_cell(self, value: Value) -> bool:
        """A bare number of a table may be of any quantity: its unit stands elsewhere."""
        return self.holds(value) or (value.kind == "number" and self.family != DATES)


def family(text: str, kinds: Kinds, question: str) -> Kinds | None:
    """The family of values that the span `text` answers with; None where the second look has nothing to weigh.

    A question that no kind of value is known of asks for one all the same where the span is a value, or several not joined to one answer.
    """
    values = find(text)
    wanted = [value for value in values if is_of(value, kinds)] if kinds else []
    if not kinds and values and (_is_all(text, values[0]) or is_several(text, values, question)):
        wanted = values
    return next((one for value in wanted for one in FAMILIES if value.kind in one), None)


def is_several(text: str, values: Sequence[Value], question: str) -> bool:
    """Whether a span holds several values where the question asks for one: more than a list, in which only commas or so join them."""
    joined = all(_JOINED.fullmatch(text, one.end, other.start) for one, other in pairwise(values))
    return len(values) > 1 and not joined and not _SEVERAL.search(question)


def rivals(asked: Asked, text: str, sentences: Sequence[Span], context: str, wanted: Wanted) -> Iterator[Rival]:
    """The values wanted in the sentences of a passage of `text`; `context` is what stands over all of them, title and headings."""
    for start, end in sentences:
        if is_row(text[start:end].rstrip("\n")):
            yield from _in_row(asked, text, (start, end), context, wanted)
            continue
        place = _Place(asked, text[start:end], context_of(text, context, start), wanted)
        for value in place.rivals:
            yield Rival(start + value.start, start + value.end, (start, end), place.fit(value))


class _Place:
    """A sentence with its rivals, and what stands with each."""

    def __init__(self, asked: Asked, said: str, before: str, wanted: Wanted) -> None:
        self._asked, self._said, self._before = asked, said, before
        self._values = find(said)
        self.rivals = [value for value in self._values if wanted.holds(value)]

    @cached_property
    def _sentence(self) -> Sentence:
        return Sentence(self._said, self._values)

    @cached_property
    def _changes(self) -> dict[int, Value]:
        """For the value that a change comes to, by its place, the one that it comes from: "from $72 to $90"."""
        pairs = pairwise(self.rivals)
        return {
            new.start: old
            for old, new in pairs
            if _CHANGE.fullmatch(self._said, old.end, new.start) and re.search(r"\bfrom\s(?:\w+\s){0,2}$", self._said[: old.start])
        }

    @cached_property
    def _gapped(self) -> dict[int, Span]:
        """The part of the sentence that says a value without a verb, which is that of a value before it, by the value's place."""
        found = {}
        for before, value in pairwise(self.rivals):
            borders = [match.end() for match in _PART.finditer(self._said, before.end, value.start)]
            if borders and not FINITE.search(self._said[borders[-1] : value.start]):
                end = next((match.start() for match in _PART.finditer(self._said, value.end)), len(self._said))
                found[value.start] = (borders[-1], end)
        return found

    def fit(self, value: Value) -> float:
        """What speaks for `value`, less what speaks against it."""
        fit = 0.0
        dated = named = False
        for word in self._asked.words:
            found = [place for place in words(self._said) if alike(word.text, place.text)]
            told = self._telling(found)
            name = any(_is_name(one.text) for one in (word, *found))
            weight = (_NAME if name else _PLAIN) * self._asked.rarity(word.text)
            if told:
                fit += weight * self._share(told, value)
                named = named or any(self._stands_in(place, self._gapped.get(value.start)) for place in told)
            elif not found and _holds(self._before, word.text):
                fit += weight * _BEFORE
        for stated in self._asked.values:
            same = [one for one in self._values if one is not value and (equal(one, stated) or _is_in(one, stated))]
            if same:
                dated = dated or stated.kind in DATES
                weight = _DATE if stated.kind in DATES else _NAME
                fit += weight * self._share([Word(one.text, one.start, one.end) for one in same], value)
        return fit - (0.0 if named or (dated and not self._asked.former) else self._outdated(value)) - self._clash()

    def _telling(self, found: Sequence[Word]) -> list[Word]:
        """Without the names of those who only say it."""
        return [
            place
            for place in found
            if not (place.is_name and (_SAYING.search(self._said[: place.start]) or _SAYS.match(self._said, place.end)))
        ]

    def _share(self, places: Sequence[Word], value: Value) -> float:
        """How much of a word that stands at `places` counts for `value`."""
        return max(self._share_at(place, value) for place in places)

    def _share_at(self, place: Word, value: Value) -> float:
        if value.start <= place.start < value.end:
            return _WITH
        own = self._gapped.get(value.start)
        if self._stands_in(place, own):
            return _WITH
        if any(self._stands_in(place, part) for part in self._gapped.values()):
            return _CONTRAST
        peers = [peer for peer in self.rivals if not peer.start <= place.start < peer.end]
        if place.is_name and _FIGURE.match(self._said, place.end) and place.end + 1 != value.start:
            return _AGAINST  # "Smith 11, Jones 7"
        nearest = belonging(place, peers, self._said)
        if nearest is value or (nearest and nearest is self._changes.get(value.start)):
            return _WITH
        if own and place.end <= own[0]:
            return _SHARED
        if nearest and place.is_name and place.start < nearest.start and not self._said[place.end : nearest.start].strip(" :*("):
            return _AGAINST
        clause = self._sentence.clause(value)
        if place.end <= clause[0] and any(start <= place.start < end for start, end in self._sentence.measured(value)):
            return _SHARED  # a subject that the clause borrows
        if clause[0] <= place.start < clause[1] or any(start <= place.start < end for start, end in self._sentence.measured(value)):
            return _CLAUSE
        if place.end <= clause[0] and _LEANING.search(self._said[clause[0] : value.start]):
            return _CLAUSE
        return _AGAINST if len(self.rivals) > 1 else _SENTENCE

    @staticmethod
    def _stands_in(place: Word, part: Span | None) -> bool:
        return part is not None and part[0] <= place.start < part[1]

    def _outdated(self, value: Value) -> float:
        """What speaks against a value of before where one of today is asked for, or against one of today where one of before stands by."""
        former = [one for one in self.rivals if one in self._changes.values() or _is_former(self._said, one)]
        if self._asked.former:
            return _FORMER if former and value not in former else 0.0
        return _FORMER if value in former else 0.0

    def _clash(self) -> float:
        """What it costs that a noun of the question has another word before it here: "birch pollen", asked for pine pollen."""
        here = words(self._said)
        for first, noun in pairwise(self._asked.words):
            if first.end + 1 != noun.start or any(alike(first.text, word.text) for word in here):
                continue
            beside = [one for one, other in pairwise(here) if alike(other.text, noun.text) and one.end + 1 == other.start]
            named = [one for one in beside if one.text.lower() not in NOT_CONTENT]
            if named and self._asked.rarity(first.text) < 1 and not _holds(self._before, first.text):
                return _CLASH
        return 0.0


def _in_row(asked: Asked, text: str, row: Span, context: str, wanted: Wanted) -> Iterator[Rival]:
    """The cells of a table's row that hold a value, by the names of row and column."""
    for cell in _cells(text):
        said = text[slice(*cell.span)]
        if not row[0] <= cell.row[0] < row[1] or not cell.names or not any(map(wanted.holds_in_cell, find(said))):
            continue
        names = " | ".join(text[slice(*name)] for name in cell.names)
        stated = find(names)
        fit = 0.0
        for word in asked.words:
            weight = _NAME if _is_name(word.text) else _PLAIN
            fit += weight * (_WITH if _holds(names, word.text) else asked.rarity(word.text) * _BEFORE * _holds(context, word.text))
        fit += sum(_DATE for value in asked.values if any(equal(one, value) or _is_in(one, value) for one in stated))
        yield Rival(*cell.span, row, fit, is_cell=True)


@lru_cache(maxsize=16)
def _cells(text: str) -> tuple[Cell, ...]:
    """The cells of all tables of a text."""
    found: list[Cell] = []
    rows: list[Span] = []
    for start, end in [*lines(text), (len(text), len(text))]:
        line = text[start:end].rstrip("\n")
        if is_row(line):
            rows.append((start, start + len(line)))
        elif rows:
            first = rows[0][0]
            values = [replace(value, start=value.start + first, end=value.end + first) for value in find(text[first : rows[-1][1]])]
            found += cells(text, rows, values)
            rows = []
    return tuple(found)


def _is_former(said: str, value: Value) -> bool:
    """Whether a value is one of before: "up from 5", "against 9.9%", "a year ago it was 3", "rather than 7"."""
    before = said[max(0, value.start - 60) : value.start]
    return not _TO.search(before) and bool(_FORMER_BEFORE.search(before) or _FORMER_AFTER.match(said, value.end))


def _is_in(one: Value, other: Value) -> bool:
    """Whether one is a date and lies in the other."""
    return one.kind in DATES and other.kind in DATES and (contains(other, one) or contains(one, other))


def _is_all(text: str, value: Value) -> bool:
    return len(text) - len(value.text) <= len("more than ")


def _is_name(word: str) -> bool:
    return word[:1].isupper() or any(map(str.isdigit, word))


def _holds(text: str, word: str) -> bool:
    return any(alike(word, other.text) for other in words(text))
