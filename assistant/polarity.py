"""Whether one sentence answers a question with yes or no: by saying the same, its negation, its opposite, or another value.

A yes needs every word that carries meaning, every value, the same roles and the same certainty; whatever stays open is no answer. Engines
decide here, and verification decides again from the cited sentence alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from assistant.arithmetic import compute
from assistant.implications import implied
from assistant.senses import alike, opposed, senses, stem
from assistant.syntax import FINITE, VERBS, Word, belonging, borrows, clauses, content, holds, words
from assistant.types import Operation, Value
from assistant.values import comparable, contains, equal, find

Polarity = Literal["Yes", "No", ""]

_AUXILIARIES = "is|are|was|were|do|does|did|has|have|had|will|would|can|could|may|might|must|shall|should"
_POLAR = re.compile(
    r"^\W*(?:(?:and|so|but|then|well|ok|okay|please|according to [^,?]{1,40}),?\s+)*"
    rf"(?P<auxiliary>{_AUXILIARIES})(?P<negated>n['’]t)?\s+(?P<body>(?!you\b|we\b)[^?]+)",
    re.I,
)
_FRAME = re.compile(
    r"^(?:it (?:true|correct|right|the case) that|the (?:article|text|report|author)s?"
    r"(?: actually)? (?:say|state|mention|claim|report)s?(?: that)?)\s+",
    re.I,
)
_EMBEDDED = re.compile(r"^(?:anything|something|what|when|where|which|who|whom|whose|why|how|about)\b", re.I)
_EVER = re.compile(r"\bever (?:made|recorded|seen|held|built|given|taken)\b", re.I)
_ENTIRELY = frozenset("entirely completely wholly fully totally purely exclusively always".split())
NEGATIONS = frozenset("not never no neither nor none nobody nothing without hardly rarely".split())
_SHUNS = re.compile(r"(?:fail|refus|declin)(?:ed|es|s|e)?$")
HEDGES = frozenset(
    """may might could would should if whether unless perhaps possibly probably likely unlikely expected expects plan planned plans hope
    hopes hoped aim aims aimed propose proposed proposal want wants wanted wish try tried seek seeks sought consider considers considered
    considering suggest suggested allegedly reportedly rumoured rumored almost nearly asked vow vowed can rumours claims claimed
    believed said to forecast projected intends intended""".split()
) - {"said", "to"}
_FUTURE = frozenset({"will", "shall"})
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+\s+){0,2}?$", re.I)
_PARTICIPLE = re.compile(r"(?:ed|en|wn|ilt|old|ught|ung|ade|ost|ent)$")
_BE = frozenset({"is", "are", "was", "were"})
# What happens once, so that another date for it is a contradiction.
_ONCE = frozenset(
    {"begin", "end", "build", "die", "establish", "open", "sign", "discover", "abolish", "introduce", "=born", "=publish", "appoint"}
)
_IN_TURN = frozenset({"open", "close"})  # contrary as what something is, not as what happened to it
_NOW = frozenset({"is", "are"})
_ASYMMETRIC = frozenset({"win", "acquire"})  # where A does it to B, B did not do it to A
_RELATIONS: dict[str, Operation] = {">": "more", "<": "less"}
_MODALS = frozenset("can could may might must should".split())
_BARS = re.compile(r"\b(?:can|could|may|must|shall|should)(?: not\b|n['’]t\b)|\bcannot\b", re.I)
_ATTRIBUTED = re.compile(r"(?:,\s*|\s+)(?:according to|going by) [^,?]+$|^(?:going by|according to) [^,?]+,\s*", re.I)
# Verbs of two words, each put as the one word that means the same.
_PHRASAL = tuple(
    (re.compile(rf"\b{two}\b", re.I), one)
    for two, one in (
        ("go up", "rise"),
        ("goes up", "rises"),
        ("went up", "rose"),
        ("gone up", "risen"),
        ("going up", "rising"),
        ("go down", "fall"),
        ("goes down", "falls"),
        ("went down", "fell"),
        ("gone down", "fallen"),
        ("going down", "falling"),
    )
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a yes/no question puts up for a decision, and the auxiliary that it begins with."""

    text: str
    auxiliary: str


def statement(question: str) -> Statement | None:
    """The statement of a yes/no question; None for any other question, a choice between two things, and a polite "can you tell me"."""
    match = _POLAR.match(question.strip())
    if match is None:
        return None
    body, framed = _FRAME.subn("", _ATTRIBUTED.sub("", match["body"].strip()), count=1)
    auxiliary = "" if framed else match["auxiliary"].lower()
    if not body or _EMBEDDED.match(body) or re.search(r"\bor\b", body):
        return None
    return Statement(_EVER.sub("ever", body), auxiliary)


def decide(question: str, sentence: str, context: str) -> Polarity:
    """What `sentence`, which stands after `context`, answers to a yes/no question; "" where it leaves it open."""
    asked = statement(_one_word(question))
    if asked is None or any(word.text.lower() in NEGATIONS for word in words(asked.text)):
        return ""
    said = _one_word(sentence)
    if verdict := implied(asked.text, asked.auxiliary, said, context):
        return verdict
    found = {
        verdict for start, end in clauses(said) if (verdict := _Reading(asked, said[start:end], f"{context} {said[:start]}").verdict())
    }
    return found.pop() if len(found) == 1 else ""


def _one_word(text: str) -> str:
    """A text with its verbs of two words as one: "goes up" is "rises"."""
    for two, one in _PHRASAL:
        text = two.sub(one, text)
    return text


class _Reading:
    """One clause held against a statement."""

    def __init__(self, asked: Statement, clause: str, context: str) -> None:
        self._asked, self._clause, self._context = asked, clause, context
        self._said = words(clause)
        self._wanted = [word for word in content(asked.text) if word.text.lower() not in _ENTIRELY]
        self._matches = {word: hit for word in self._wanted if (hit := self._match(word))}
        self._missing = [word for word in self._wanted if word not in self._matches]
        self._contrary = {word: hit for word in self._missing if (hit := self._opposite(word))}
        self._predicate = self._find_predicate()

    def verdict(self) -> Polarity:
        values = self._values()
        stated = self._matches or self._contrary or find(self._asked.text)
        if not stated or values is None or len(self._contrary) > 1 or self._hedged():
            return ""
        if not self._borrowed([word for word in self._missing if word not in self._contrary]):
            return ""
        negated, roles = self._negated(), self._roles()
        if negated is None or roles == "":
            return ""
        contradictions = [bool(self._contrary), values == "No", negated, roles == "No", self._other_side()]
        if any(contradictions):
            return "No" if sum(contradictions) == 1 else ""
        return "" if self._partial() or not self._wanted else "Yes"

    def _match(self, word: Word) -> Word | None:
        return next((said for said in self._said if alike(word.text, said.text)), None)

    def _opposite(self, word: Word) -> Word | None:
        if self._asked.auxiliary not in _NOW and senses(word.text) & _IN_TURN:
            return None
        return next((said for said in self._said if opposed(word.text, said.text)), None)

    def _find_predicate(self) -> Word | None:
        """The word of the statement that says what is done, or what something is."""
        candidates = [word for word in self._wanted if not word.is_name]
        helped = [word for word in candidates if (hit := self._at(word)) and self._after_auxiliary(hit)]
        if helped:
            return helped[0]
        if self._asked.auxiliary in ("do", "does", "did", "will", "would", "can", "could", "should", "must", "may", "might"):
            known = [word for word in candidates if word.text.lower() in VERBS and word is not self._wanted[0]]
            inflected = [word for word in candidates if (hit := self._at(word)) and self._is_verb(word, hit)]
            return next(iter(known or inflected), None) or self._first_after_subject(candidates)
        verbs = [word for word in candidates if _PARTICIPLE.search(word.text.lower())]
        return next(iter(verbs), None) or self._first_after_subject(candidates)

    def _after_auxiliary(self, hit: Word) -> bool:
        """Whether a word of the clause stands right after an auxiliary: "was not shown"."""
        return bool(
            re.search(
                rf"\b(?:{_AUXILIARIES})(?:n['’]t)?\s+(?:(?:not|never|also|been|be|being|first|since)\s+)*$", self._clause[: hit.start], re.I
            )
        )

    @staticmethod
    def _is_verb(asked: Word, said: Word) -> bool:
        """Whether the words differ as a verb does in "did approve" and "approved", not as a noun in its plural."""
        return said.text.lower() not in (asked.text.lower(), f"{asked.text.lower()}s")

    def _first_after_subject(self, candidates: list[Word]) -> Word | None:
        opening = self._wanted[:1]
        return next((word for word in candidates if word not in opening), None) or (candidates[-1] if candidates else None)

    def _at(self, word: Word | None) -> Word | None:
        return None if word is None else self._matches.get(word) or self._contrary.get(word)

    def _subject(self) -> list[Word]:
        """The words of the statement before its predicate, or before the value that it gives something."""
        given = find(self._asked.text)
        if self._asked.auxiliary in _BE and given and not any(word.start > given[0].end for word in self._wanted):
            return self._wanted
        return [word for word in self._wanted if self._predicate is None or word.start < self._predicate.start]

    def _borrowed(self, missing: list[Word]) -> bool:
        """Whether what the clause does not say of the statement is said before it and meant by it."""
        rest = [word for word in missing if not self._explained(word)]
        if self._says_nothing_else(rest):
            return True
        hit, subject = self._at(self._predicate), self._subject()
        objects = [word for word in rest if word not in subject]
        if objects and not (
            hit
            and re.match(r"\W*(?:\w+ )?(?:it|them|him|her)\b", self._clause[hit.end :])
            and all(holds(self._context, w.text) for w in objects)
        ):
            return False
        return borrows(self._clause, [word.text for word in rest if word in subject], self._asked.text, self._context)

    def _says_nothing_else(self, missing: list[Word]) -> bool:
        """Whether all that the clause says is asked, and what it leaves unsaid are no names and was said shortly before it."""
        said = [word for word in content(self._clause) if word.text.lower() not in NEGATIONS]
        contrary = [word.text for word in self._contrary.values()]
        finite = FINITE.search(self._clause) or any(word.text in VERBS for word in said)
        whole = len(said) > 1 and finite and all(holds(self._asked.text, word.text) or word.text in contrary for word in said)
        return bool(whole) and all(not word.is_name and holds(self._context, word.text) for word in missing)

    def _explained(self, word: Word) -> bool:
        """Whether a missing word only says what a name of the clause is ("the G4 filter"), or a missing name which one "the battle" of it
        is: "the battle of Greywater"."""
        if not word.is_name:
            beside = [one for one in self._matches if one.is_name and self._asked.text[one.end : word.start].isspace()]
            return bool(beside) and holds(self._context, word.text)
        head = re.search(r"(\w+) of (?:the )?(?:[A-Z]\w+ )*$", self._asked.text[: word.start])
        if head is None:
            return False
        return bool(re.search(rf"\b(?:the|this|that) {head[1]}\b", self._clause, re.I)) and holds(self._context, word.text)

    def _values(self) -> Polarity | None:
        """Whether the values of the statement are those of the clause; None where this cannot be told. "Yes" also where it has none."""
        said = find(self._clause)
        verdicts = {self._value(value, said) for value in find(self._asked.text)}
        if None in verdicts:
            return None
        return "No" if "No" in verdicts else "Yes"

    def _value(self, asked: Value, said: list[Value]) -> Polarity | None:
        dated = asked.kind in ("date", "date_range")
        like = [v for v in said if (v.kind in ("date", "date_range") if dated else v.kind == asked.kind and comparable(v, asked))]
        if dated:
            if any(equal(v, asked) or contains(asked, v) for v in like):
                return "Yes"
            once = self._predicate is not None and bool(senses(self._predicate.text) & _ONCE)
            known = len(like) == 1 and like[0].low is not None and not contains(like[0], asked)
            return "No" if once and known else None
        said_so = any(equal(v, asked) and v.qualifier in ("", asked.qualifier) for v in like)
        if said_so and len(like) == 1 and asked.qualifier in ("", ">=", "<=", "~"):
            return "Yes"
        meant = like[0] if len(like) == 1 else self._of_the_date(like, said)
        if meant is None or asked.qualifier in (">=", "<=", "~"):
            return None
        verdict = compute(_RELATIONS.get(asked.qualifier, "equal"), (meant, replace(asked, qualifier=""))).text
        return "Yes" if verdict == "Yes" else "No" if verdict == "No" else None

    def _of_the_date(self, like: list[Value], said: list[Value]) -> Value | None:
        """Which of several values stands with the one date that the statement names."""
        dates = [value for value in find(self._asked.text) if value.kind == "date"]
        places = [Word(v.text, v.start, v.end) for v in said for date in dates[:1] if equal(v, date)]
        return belonging(places[0], like, self._clause) if len(dates) == len(places) == 1 else None

    def _hedged(self) -> bool:
        """Whether the clause leaves open what the statement does not."""
        asked = {stem(word.text) for word in words(self._asked.text)} | {stem(self._asked.auxiliary)}
        hedges = HEDGES - _MODALS if self._asked.auxiliary in _MODALS and _BARS.search(self._clause) else HEDGES
        if any(word.text in hedges and stem(word.text) not in asked and not self._is_another(word) for word in self._said):
            return True
        future = any(word.text.lower() in _FUTURE for word in self._said)
        if future != (self._asked.auxiliary in _FUTURE) and self._asked.auxiliary in ("did", "was", "were", "has", "had", "will", "shall"):
            return not (self._asked.auxiliary in _FUTURE and re.search(r"\b(?:is|are) to\b", self._clause))
        hit = self._at(self._predicate)
        before = self._clause[: hit.start].split()[-1:] if hit else []
        return before == ["to"] and not re.search(
            rf"\bto\s+{re.escape(self._predicate.text)}" if self._predicate else "$", self._asked.text
        )

    def _is_another(self, word: Word) -> bool:
        """Whether a verb is one of its own beside the predicate: "wants" of "rejected the offer and wants more"."""
        hit = self._at(self._predicate)
        return hit is not None and bool(re.search(r"\band $", self._clause[hit.end : word.start]))

    def _negated(self) -> bool | None:
        """Whether the clause denies its predicate; None where a negation stands elsewhere in it."""
        at = [index for index, word in enumerate(self._said) if self._denies(index, word)]
        at = [index for index in at if not any(alike(self._said[index].text, word.text) for word in self._wanted)]
        if not at:
            return False
        if len(at) > 1:
            return None
        following = self._said[at[0] + 1 : at[0] + 4]
        if following and following[0].text.lower() in ("only", "merely", "just", "simply", "until", "least"):
            return None
        hits = [*self._matches.values(), *self._contrary.values()]
        return True if any(word in hits for word in following) else None

    def _denies(self, index: int, word: Word) -> bool:
        """Whether a word of the clause is a negation: "not", "didn't", "failed to"."""
        following = self._said[index + 1].text.lower() if index + 1 < len(self._said) else ""
        shuns = following == "to" and _SHUNS.match(word.text.lower())
        return word.text.lower() in NEGATIONS or bool(re.search(r"n['’]t$", word.text)) or bool(shuns)

    def _roles(self) -> Polarity:
        """ "Yes" where who does it and to whom are the same, "No" where they are swapped and cannot be, "" where it is unclear."""
        hit = self._at(self._predicate)
        named = [(word, self._matches[word]) for word in self._wanted if word.is_name and word in self._matches]
        if hit is None or self._predicate is None or not named:
            return "Yes"
        copula = self._asked.auxiliary in _BE and not _PARTICIPLE.search(self._predicate.text.lower())
        if copula and all(word.start < self._predicate.start for word, _ in named):
            return "Yes"  # "is Ada the chief executive" and "chief executive Ada"
        turned = self._is_passive(self._asked.text, self._predicate, self._asked.auxiliary) != self._is_passive(self._clause, hit, "")
        swapped = [
            (word.start < self._predicate.start) != (said.start < hit.start)
            for word, said in named
            if word.start < self._predicate.start or re.search(r"\bby\b", self._asked.text) or self._is_object(word)
        ]
        if not swapped or (not any(swapped) and not turned) or (all(swapped) and turned):
            return "Yes"
        asymmetric = bool(senses(self._predicate.text) & _ASYMMETRIC) and len(swapped) > 1
        return "No" if all(swapped) and not turned and asymmetric else ""

    def _other_side(self) -> bool:
        """Whether the statement has someone for it and the clause against it."""
        hit, asked = self._at(self._predicate), self._asked.text
        sides = self._predicate and re.match(r"\s+(?:for|in favou?r of)\b", asked[self._predicate.end :])
        return bool(sides and hit and re.match(r"\s+against\b", self._clause[hit.end :]))

    def _is_object(self, word: Word) -> bool:
        """Whether a name stands right after the predicate of the statement, not after a preposition."""
        between = self._asked.text[self._predicate.end if self._predicate else 0 : word.start].strip().lower()
        return between in ("", "the", "a", "an")

    @staticmethod
    def _is_passive(text: str, verb: Word, auxiliary: str) -> bool:
        past = bool(_PARTICIPLE.search(verb.text.lower()))
        return past and (auxiliary in _BE or bool(_PASSIVE.search(text[: verb.start])))

    def _partial(self) -> bool:
        """Whether the statement says all and the clause only some."""
        whole = any(word.text.lower() in _ENTIRELY or word.text.lower() in ("all", "every", "only") for word in words(self._asked.text))
        stated = any(
            alike(word.text, said.text)
            for word in words(self._asked.text)
            for said in self._said
            if word.text.lower() in _ENTIRELY | {"all", "every", "only"}
        )
        return whole and not stated
