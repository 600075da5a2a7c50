"""What is to be looked up and worked out for a question: a plan, made from its words alone.

`words` of a comparison tell what kind of value is compared and which of two is meant; `clause` pieces make a question for each operand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.questions import Kinds
from assistant.syntax import VERBS
from assistant.types import Operation

QUANTITIES = Kinds({"amount", "percent", "points", "multiple", "count", "number", "imprecise", "duration"})
LENGTHS = Kinds({"length"})
AMOUNTS = Kinds({"amount", "imprecise"})
DATES = Kinds({"date", "date_range"})
_PREPOSITION = r"(?:in|at|on|for|from|by|with|to|during|under|over|after|before|between|among|that|this|last)"
_AUXILIARY = re.compile(r"(?P<auxiliary>is|are|was|were|do|does|did|has|have|had|will|would)\s+(?P<rest>.+)$", re.I)
_PRESENT = re.compile(r"\b(?:now|today|currently|at present|nowadays)\b", re.I)
_PARTICIPLE = re.compile(r"(?:ed|en|wn|ilt|old|ught|un|orn|ade|aid|et|ut)$")


@dataclass(frozen=True, slots=True)
class Sought:
    """An operand to look up: what the question calls it, and a question for its value.

    `about` are nouns for what is measured ("noise"), `unit` the noun of which so many are asked for; either may be empty.
    """

    name: str
    question: str
    about: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`operation` on what is sought; `direct` where a sentence may state the result itself, which is then better, and `period` where one
    may state both ends at once."""

    operation: Operation
    sought: tuple[Sought, ...]
    kinds: Kinds
    unit: str = ""
    direct: bool = False
    period: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a question with its auxiliary in front: "did | the Cork plant | cost in 2023"; without one the subject is empty."""

    auxiliary: str
    subject: str
    rest: str

    @classmethod
    def of(cls, text: str) -> Clause:
        match = _AUXILIARY.match(text.strip())
        if match is None:
            return cls("", "", text.strip())
        tokens = match["rest"].split()
        at = _verb_at(tokens, passive=match["auxiliary"].lower() in ("is", "are", "was", "were"))
        return cls(match["auxiliary"], " ".join(tokens[:at]), " ".join(tokens[at:]))

    def __str__(self) -> str:
        return " ".join(part for part in (self.auxiliary, self.subject, self.rest) if part)

    @property
    def named(self) -> str:
        """The clause without its auxiliary, as one would call it in a sentence."""
        return f"{self.subject} {self.rest}".strip()

    def about(self, other: str) -> Clause:
        """The clause with `other` in place of what it stands against: "in 2022" for "in 2023", another subject for the subject."""
        place = re.match(rf"(?P<preposition>{_PREPOSITION})\b", other, re.I)
        if place:
            pattern = re.compile(rf"\b{place['preposition']}\b(?! (?:all|total)\b).*$", re.I)
            for part in ("rest", "subject"):
                text = getattr(self, part)
                if pattern.search(text):
                    changed = pattern.sub(lambda _: other, text)
                    return Clause(self.auxiliary, *((self.subject, changed) if part == "rest" else (changed, self.rest)))
            return Clause(self.auxiliary, self.subject, f"{_PRESENT.sub('', self.rest)} {other}".strip())
        subject, tail = _before_preposition(other)
        return Clause(self.auxiliary, with_head(subject, self.subject), f"{self.rest} {tail}".strip())


def _verb_at(tokens: list[str], *, passive: bool) -> int:
    """Where the subject ends: before the verb, or before the first preposition that is not "of"."""
    for index, token in enumerate(tokens[1:], 1):
        word = token.lower().strip(",")
        if not token[:1].isupper() and (_PARTICIPLE.search(word) if passive else word in VERBS) and len(word) > 2:
            return index
        if re.fullmatch(_PREPOSITION, word):
            return index if passive else index - 1
    return len(tokens) if passive else max(1, len(tokens) - 1)


def _before_preposition(text: str) -> tuple[str, str]:
    """A noun phrase and what follows it: "Brandt | that season"."""
    match = re.search(rf"\s+(?={_PREPOSITION}\b)", text)
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def with_head(other: str, subject: str) -> str:
    """ "that of Corvania" spelt out with the noun of the subject: "the army of Corvania"."""
    head = re.match(r"(?P<head>.+?) of\b", subject)
    pronoun = re.match(r"(?:that|those|the one)\s+(?=of\b)", other)
    return f"{head['head']} {other[pronoun.end() :]}" if head and pronoun else other


@dataclass(frozen=True, slots=True)
class Measure:
    """What a comparative compares: which way, values of which kinds, and the word that asks for it."""

    operation: Operation
    kinds: Kinds
    asks: str


_COMPARATIVES: tuple[tuple[str, Operation, Kinds, str], ...] = (
    (r"more expensive|costlier|dearer|pricier", "most", AMOUNTS, "how much"),
    (r"cheaper|less expensive|less costly", "least", AMOUNTS, "how much"),
    (r"more recent(?:ly)?|later|newer|younger", "most", DATES, "when"),
    (r"earlier|sooner|older", "least", DATES, "when"),
    (r"higher|taller", "most", QUANTITIES, "how high"),
    (r"lower|shorter", "least", QUANTITIES, "how high"),
    (r"longer", "most", QUANTITIES, "how long"),
    (r"nearer|closer", "least", LENGTHS, "how far"),
    (r"farther|further away|more distant", "most", LENGTHS, "how far"),
    (r"quieter", "least", QUANTITIES, "how loud"),
    (r"louder|noisier", "most", QUANTITIES, "how loud"),
    (r"wider|broader", "most", LENGTHS, "how wide"),
    (r"narrower", "least", LENGTHS, "how wide"),
    (r"deeper", "most", LENGTHS, "how deep"),
    (r"shallower", "least", LENGTHS, "how deep"),
    (r"thicker", "most", LENGTHS, "how thick"),
    (r"thinner", "least", LENGTHS, "how thick"),
    (r"heavier", "most", QUANTITIES, "how heavy"),
    (r"lighter", "least", QUANTITIES, "how heavy"),
    (r"faster", "most", QUANTITIES, "how fast"),
    (r"slower", "least", QUANTITIES, "how fast"),
    (r"larger|bigger|greater", "most", QUANTITIES, "how large"),
    (r"smaller", "least", QUANTITIES, "how large"),
    (r"more|most", "most", QUANTITIES, "how much"),
    (r"fewer|less|fewest|least", "least", QUANTITIES, "how much"),
)
# Nouns by which a table or a heading calls what a comparative measures.
NOUNS = {
    "how loud": "noise sound loudness",
    "how heavy": "weight mass",
    "how far": "distance",
    "how fast": "speed",
    "how wide": "width",
    "how deep": "depth",
    "how thick": "thickness",
}
_TURNS: tuple[tuple[str, Operation, Kinds, str], ...] = (
    (r"last|second|after", "most", DATES, "when"),
    (r"first|before", "least", DATES, "when"),
)
_MEASURES, _IN_TIME = (
    tuple((re.compile(rf"\b(?:{pattern})\b", re.I), Measure(operation, kinds, asks)) for pattern, operation, kinds, asks in table)
    for table in (_COMPARATIVES, _TURNS)
)


def measure(text: str) -> tuple[re.Match[str], Measure] | None:
    """The first comparative in a text and what it compares; without one, the last "first", "before" and their like."""
    if found := [(match, one) for pattern, one in _MEASURES if (match := pattern.search(text))]:
        return min(found, key=lambda pair: pair[0].start())
    ordered = [(match, one) for pattern, one in _IN_TIME for match in pattern.finditer(text)]
    return max(ordered, key=lambda pair: pair[0].start(), default=None)


def how_much(noun: str) -> str:
    """ "how many goals", "how much money", "how much"."""
    if not noun:
        return "how much"
    counted = noun.lower().endswith("s") or noun.lower() in ("people", "men", "women", "children")
    return f"how {'many' if counted else 'much'} {noun}"


def capitalised(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
