"""The clauses of a sentence, their words, and whether what a clause leaves unsaid may be taken from what stands before it.

English only and by rule: a border that is not seen makes a clause longer, so whoever leans on one clause must check what else it holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.senses import alike
from assistant.text import sentences
from assistant.types import Value
from assistant.values import find

_BORDER_GAP = 60  # how many characters of distance the border of a clause counts for
_BEHIND_GAP = 12  # and an unusual order of name and value
BEFORE = 500  # characters before a sentence in which what it leans on is looked for
_WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")
_BORDER = re.compile(
    r"[;:—]\s?|\s[–-]\s|,\s(?=(?:but|while|whilst|whereas|although|though|yet|because|after|before|which|who|as|against|up|down|compared)\b|in\s\d{4}\s(?:it|he|she|they|the)\b)"
    r"|\s(?=(?:and|but)\s(?:it|he|she|they|we)\s)|,\s(?=and\s(?:(?P<next>[^,;.]*)))"
)
# What opens a clause about something named before it: a pronoun, something of its own, or the thing by a general noun.
_OPENING = r"\W*(?:(?:and|but|while|although|though|yet|because|after|when|then|also|still|initially|by \d{4}),? )*"
_PRONOUN = re.compile(rf"{_OPENING}(?:it|he|she|they|this|these|those|both)\b", re.I)
_DETERMINED = re.compile(rf"{_OPENING}(?:its|his|her|their|this|these|those|the|both)\b", re.I)
_RELATIVE = re.compile(r"(?:which|who|that)\b", re.I)
_GENERAL = frozenset(
    "company group firm business bank maker club team side city town country state council university institute former latter".split()
)
# Base forms that a question with "did" is about; most are nouns as well, so a subject may begin with one.
VERBS = frozenset(
    """achieve arrive attract become begin build bring buy carry close collect contain contribute cost cover draw earn employ end
    export fall fetch finish get give go grow have hire hold import increase invest join kill last launch leave lose make measure
    number offer open own pay play produce publish raise reach receive record reign report rise rule run score see sell send serve
    ship sign sit spend stand start stay store take train use visit vote weigh win work write enter retire die marry appear""".split()
)
FINITE = re.compile(
    rf"\b(?:{'|'.join(f'{verb}s' for verb in sorted(VERBS))}"
    r"|is|are|was|were|has|have|had|beat|will|would|can|could|may|might|must|shall|should|did|does|do|became|began|bought|built|came"
    r"|fell|found|gave|got|grew|held|kept|led|lost|made|met|paid|rose|said|sang|saw|sent|set|sold|spent|stood|took|told|went|won|wrote"
    r"|[a-z]{2,}(?:ed|es))\b"
)
_NAME = re.compile(r"(?<![\w'’])[A-Z][\w&'’-]*")
NOT_CONTENT = frozenset(
    """a an the and or but of in on at to for by with from as than that this these those it its he she they them his her their there
    is are was were be been being am do does did done have has had having will would shall should can could may might must
    not no nor so if then also any some all each every both who whom whose which what when where why how i you we us our your my me
    into onto over under about between during since until till after before within according article articles text say says said state
    states stated mention mentions mentioned report reports reported tell tells told much many more most less least fewer only just
    merely even ever still yet already really actually true correct one ones other another while although because though s""".split()
)


_NUMERALS = frozenset("One Two Three Four Five Six Seven Eight Nine Ten".split())
_NAME_BEFORE = re.compile(r"(?<![.!?] )(?<![\w'’])(?!(?:The|Of|In|At|Only|All|For|And|But)\b)[A-Z][\w&-]* $")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands."""

    text: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        return self.text[:1].isupper()


@lru_cache(maxsize=4_000)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order, possessive endings cut off."""
    return tuple(Word(re.sub(r"['’]s?$", "", match[0]), match.start(), match.end()) for match in _WORD.finditer(text))


def content(text: str) -> list[Word]:
    """The words that carry meaning, without values, which are compared as values and not as words; but with the nouns that are counted."""
    values = [(value.start, value.end - (len(value.unit) if value.kind == "count" else 0)) for value in find(text)]
    return [
        word
        for word in words(text)
        if _names_a_model(word, text)
        or (word.text.lower() not in NOT_CONTENT and not any(start <= word.start < end for start, end in values))
    ]


def _names_a_model(word: Word, text: str) -> bool:
    """Whether a number is part of a name: "Model One"."""
    return word.text in _NUMERALS and bool(_NAME_BEFORE.search(text, 0, word.start))


def holds(text: str, word: str) -> bool:
    """Whether a text has the word, a form of it, or one that means the same."""
    return any(alike(word, other.text) for other in words(text))


@lru_cache(maxsize=4_000)
def clauses(sentence: str) -> tuple[tuple[int, int], ...]:
    """Spans of the clauses, which tile the sentence."""
    borders = [0]
    for border in _BORDER.finditer(sentence):
        coordinated, alone = border["next"], "," not in sentence[borders[-1] : border.start()]
        if coordinated is None or alone or FINITE.search(" ".join(coordinated.split()[:9])):
            borders.append(border.end())
    return tuple((start, end) for start, end in zip(borders, [*borders[1:], len(sentence)], strict=True) if start < end)


def clause_at(sentence: str, offset: int) -> tuple[int, int]:
    """The clause that `offset` lies in."""
    return next((span for span in clauses(sentence) if span[0] <= offset < span[1]), (0, len(sentence)))


def belonging(place: Word, values: Sequence[Value], sentence: str) -> Value | None:
    """The value that a word of the sentence belongs to: the nearest one.

    One in another clause is farther, and so is one before a name, or after a date: "Acme paid $5 million in 2020".
    """
    dated = bool(find(place.text))

    def distance(value: Value) -> int:
        gap = value.start - place.end if value.start >= place.end else place.start - value.end
        behind = (value.start < place.start) != dated
        apart = clause_at(sentence, value.start) != clause_at(sentence, place.start)
        return gap + _BORDER_GAP * apart + _BEHIND_GAP * behind

    return min(values, key=distance, default=None)


def borrows(clause: str, missing: list[str], question: str, context: str) -> bool:
    """Whether the subject words in `missing`, which a clause does not say, may be understood from `context`, what stands before it.

    They may where the clause opens with a pronoun, or where its own subject has no word that the question does not have.
    """
    if not missing:
        return True
    if _RELATIVE.match(clause):
        last = " ".join(context.split()[-6:])
        return all(holds(last, word) for word in missing)
    verb = FINITE.search(clause)
    subject = clause[: verb.start()] if verb else clause
    own = [word for word in content(subject) if not holds(question, word.text)]
    if any(word.text.lower() in _GENERAL for word in own) and all(word[:1].isupper() for word in missing):
        own = [word for word in own if word.text.lower() not in _GENERAL]  # "the company", of one that has a name
    opens = _PRONOUN.match(clause) or (_DETERMINED.match(clause) and verb)
    return bool(opens) and not own and all(holds(context, word) for word in missing)


def context_of(document_text: str, title: str, start: int) -> str:
    """What a sentence that begins at `start` may lean on: the title and the sentences shortly before it."""
    before = document_text[max(0, start - BEFORE) : start]
    spans = sentences(before)
    return f"{title}\n{before[spans[0][1] :] if len(spans) > 3 else before}"
