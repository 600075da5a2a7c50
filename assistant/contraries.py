"""Rules that say for certain that a sentence of a document does not bear out a claim in other words.

Values with their qualifiers and directions are verification's; here are names, who did what to whom, which of several values belongs to
what, and what is denied, planned or only claimed. Each rule strikes a claim out; none of them lets one in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import combinations

from assistant.bearing import Setting, unborne
from assistant.engines import choice
from assistant.engines.spans import trimmed
from assistant.fidelity import CLOSE
from assistant.polarity import HEDGES, NEGATIONS, decide
from assistant.premises import LEANS
from assistant.senses import alike
from assistant.syntax import FINITE, NOT_CONTENT, Word, clauses, content, context_of, words
from assistant.text import BULLET, Span, plain, sentences
from assistant.types import Citation, Claim, Document, Value
from assistant.values import comparable, equal, find
from assistant.verification import sound_claim

_WINDOW = 6_000  # characters around a sentence in which rules look for what else is said
_MARGIN = 1.0  # by how much another value may fit a claim better than its own
_SAME_WORDS = 4  # words in a row before a value that say it is the same one
_MARKUP = re.compile(r"[<>{}|`\\]|://|\]\(")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+\s+){0,2}?\w+(?:ed|en|wn|ilt|old|ught|ung|ade|ost|ent|t)\s+(?:[^\s,;]+\s+){0,3}?by\b",
    re.I,
)
_BEFORE_NAME = re.compile(r"\b(to|from|over|against|by|than|of|for)\s+(?:the\s+)?(?:[A-Z][\w&.'’-]*\s+)*$")
_HEDGES = (
    HEDGES
    | NEGATIONS
    | frozenset(
        "denied denies deny doubted doubts predicted warned feared promised threatened thinks think believes believe suspects must".split()
    )
) - {"can"}
_ASIDE = re.compile(r"\s*\([^()]*\)")
_REFUSED = re.compile(r"(?:fail|refus|declin|den[iy]|reject|lack|without|avoid|prevent|stop|ceas|absen)", re.I)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|who)\b", re.I)
_COPULAS = frozenset("is are was were be been being has have had".split())


@dataclass(frozen=True)
class Evidence:
    """A sentence of a document and what it may lean on."""

    document: Document
    span: Span

    @cached_property
    def text(self) -> str:
        return " ".join(self.document.text[slice(*self.span)].split())

    def holds(self, citation: Citation) -> bool:
        """Whether a citation has a part in the sentence."""
        return citation.document_id == self.document.id and citation.start < self.span[1] and self.span[0] < citation.end

    @cached_property
    def before(self) -> str:
        """The title and the sentences shortly before."""
        return context_of(self.document.text, self.document.title, self.span[0])

    @cached_property
    def near(self) -> Document:
        """The document cut down to what stands around the sentence, so that rules which read all of it read no more."""
        low, high = max(0, self.span[0] - _WINDOW), self.span[1] + _WINDOW
        return replace(self.document, text=self.document.text[low:high], pages=())

    @cached_property
    def setting(self) -> Setting:
        at = min(self.span[0], _WINDOW)
        return Setting("", self.near.text[at : at + self.span[1] - self.span[0]], at, self.near)

    @cached_property
    def known(self) -> str:
        """The words that names of a claim may be taken from: its own, title and heading, and where it leans, what stands before."""
        leaning = self.before[slice(*(sentences(self.before) or [(0, 0)])[-1])] if LEANS.search(self.text) else ""
        return f"{self.document.title}\n{self.setting.heading}\n{self.setting.leaning}\n{leaning}\n{self.text}"


def sound(text: str, evidence: Evidence) -> tuple[Evidence, Claim] | None:
    """The claim, where no rule speaks against the evidence bearing it out."""
    citation = Citation.of(evidence.document, *_bare(evidence.document.text, evidence.span))
    if _MARKUP.search(text) and not all(mark in evidence.text for mark in _MARKUP.findall(text)):
        return None
    claim = sound_claim(Claim(text, (citation,)), {evidence.document.id: evidence.document})
    if claim is None or (not is_same(text, evidence.text) and any(rule(text, evidence) for rule in _CONTRARY)):
        return None
    return evidence, claim


def _bare(text: str, span: Span) -> Span:
    """The sentence without the mark of a list before it and white space around it."""
    bullet = BULLET.match(text, *span)
    return trimmed(text, bullet.end() if bullet and bullet.end() < span[1] else span[0], span[1])


def _unknown_name(text: str, evidence: Evidence) -> bool:
    """A name, or a first word that may be one, which stands nowhere where it could be taken from."""
    known = words(evidence.known)
    said = [word for word in content(text) if any(map(str.isupper, word.text)) or any(map(str.isdigit, word.text))]
    return any(not any(_same_name(word.text, other.text) for other in known) for word in said)


def _same_name(one: str, other: str) -> bool:
    return plain(one).strip(".") == plain(other).strip(".") or alike(one, other) or plain(one) in plain(other).split("-")


def _said_otherwise(text: str, evidence: Evidence) -> bool:
    """The evidence decides that it is not so."""
    statement = text.rstrip(".! ")
    return decide(f"Is it true that {statement}?", evidence.text, evidence.before) == "No"


def _unhedged(text: str, evidence: Evidence) -> bool:
    """The clause that comes nearest denies it, or holds it possible, planned or somebody's claim, and the claim does not; or only the
    claim denies."""
    said, stated = words(text), _ASIDE.sub("", evidence.text)
    if sum(map(_denies, said)) > sum(_denies(word) or bool(_REFUSED.match(word.text)) for word in words(stated)):
        return True
    spans = clauses(stated)
    start, end = max(spans, key=lambda span: sum(has(said, word) for word in content(stated[slice(*span)])), default=(0, 0))
    clause = words(stated[start:end])
    last = max((word.start for word in clause if has(said, word)), default=0)
    hedges = [word for word in clause if word.start < last and not word.is_name and (word.text.lower() in _HEDGES or _denies(word))]
    return any(not has(said, word) for word in hedges) and not any(word.text.lower() in _HEDGES for word in said)


def _denies(word: Word) -> bool:
    return word.text.lower() in NEGATIONS or word.text.lower().endswith(("n't", "n’t"))


def _unborne(text: str, evidence: Evidence) -> bool:
    """The clause speaks of another subject, count, column or time than the claim."""
    said = [value for value in find(text) if value.kind not in choice.DATES]
    shorts = [value.text for value in find(evidence.setting.sentence) if any(equal(value, one) for one in said)] or [""]
    return any(True for short in shorts for _ in unborne(text, replace(evidence.setting, short=short)))


def _of_another_value(text: str, evidence: Evidence) -> bool:
    """Another value of the evidence fits what the claim says of its own: "earned $3 million", of "Acme $5 million and Beta $3 million"."""
    stated = find(evidence.text)
    for value in find(text):
        family = next((kinds for kinds in choice.FAMILIES if value.kind in kinds), None)
        rivals = [one for one in stated if family and one.kind in family and (one.kind in choice.DATES or comparable(one, value))]
        if family is None or len(rivals) < 2 or _keeps_place(text, value, evidence.text, stated):
            continue
        rest = f"{text[: value.start]} {text[value.end :]}"
        asked = choice.Asked(rest, [evidence.text])
        span = [(0, len(evidence.text))]
        fits = list(choice.rivals(asked, evidence.text, span, evidence.document.title, choice.Wanted(family, family)))
        own = [rival.fit for rival in fits if _is_at(rival, value, stated)]
        if own and max((rival.fit for rival in fits), default=0.0) > max(own) + _MARGIN:
            return True
    return False


def _keeps_place(text: str, value: Value, stated: str, values: Sequence[Value]) -> bool:
    """Whether the words before a value are those before it in the evidence, or it is the day with which that opens."""
    said = [plain(word.text) for word in words(text[: value.start])]
    for same in (one for one in values if equal(one, value)):
        there = [plain(word.text) for word in words(stated[: same.start])]
        alike_ = next((n for n, pair in enumerate(zip(reversed(said), reversed(there), strict=False)) if pair[0] != pair[1]), len(said))
        if min(alike_, len(there)) >= min(len(said), _SAME_WORDS):
            return True
        if value.kind in choice.DATES and len(there) <= 1 and stated[same.end : same.end + 1] == ",":
            return True
    return False


def _is_at(rival: choice.Rival, value: Value, stated: Sequence[Value]) -> bool:
    return any(rival.start <= one.start and one.end <= rival.end and equal(one, value) for one in stated)


def _in_another_part(text: str, evidence: Evidence) -> bool:
    """The claim has none of the words between its value and the one before: "founded in 1950", of "founded in 1901 and rebuilt in 1950"."""
    said, stated = words(text), find(evidence.text)
    for value in find(text):
        family = next((kinds for kinds in choice.FAMILIES if value.kind in kinds), frozenset())
        rivals = [one for one in stated if one.kind in family]
        own = [n for n, one in enumerate(rivals) if equal(one, value)]
        if len(own) != 1 or not own[0]:
            continue
        part = content(evidence.text[rivals[own[0] - 1].end : rivals[own[0]].start])
        if part and not any(has(said, word) for word in part):
            return True
    return False


def _swapped(text: str, evidence: Evidence) -> bool:
    """Two names on either side of a verb have changed places, or their prepositions, in the same voice."""
    stated = evidence.text
    if bool(_PASSIVE.search(text)) != bool(_PASSIVE.search(stated)):
        return False
    for (a, a_there), (b, b_there) in combinations(_shared_names(text, stated), 2):
        turned = (a.start < b.start) != (a_there.start < b_there.start)
        here, there = (_role(text, a), _role(text, b)), (_role(stated, a_there), _role(stated, b_there))
        exchanged = here == there[::-1] and here != there
        if turned and (exchanged or here == there == ("", "")) and _acts_between(text, a, b) and _acts_between(stated, a_there, b_there):
            return True
    return False


def _acts_between(text: str, one: Word, other: Word) -> bool:
    """Whether a verb that is more than "is" or "has" stands between two names."""
    between = text[min(one.end, other.end) : max(one.start, other.start)]
    return any(match[0].lower() not in _COPULAS for match in FINITE.finditer(between))


def _other_name(text: str, evidence: Evidence) -> bool:
    """A name of the evidence, which the claim otherwise follows closely, that is another name in the claim."""
    said, there = words(text), words(evidence.text)
    matcher = SequenceMatcher(None, [plain(word.text) for word in said], [plain(word.text) for word in there], autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < CLOSE * len(said):
        return False
    for operation, a, b, c, d in matcher.get_opcodes():
        put, lost = ([word for word in run if word.is_name and word.text.lower() not in NOT_CONTENT] for run in (said[a:b], there[c:d]))
        strange = [word for word in put if not has(lost, word) and not has(there[max(0, c - 1) : d + 1], word)]
        if operation == "replace" and strange and any(not has(said, word) for word in lost):
            return True
    return False


def _wrong_subject(text: str, evidence: Evidence) -> bool:
    """The name before the verb of the claim stands only behind that verb in the evidence, and another name or a pronoun before it."""
    verb = FINITE.search(text)
    if verb is None or bool(_PASSIVE.search(text)) != bool(_PASSIVE.search(evidence.text)):
        return False
    subject = [word for word in content(text[: verb.start()]) if word.is_name][-1:]
    action = next((word for word in words(text[verb.start() :]) if word.text.lower() not in _COPULAS), None)
    if not subject or action is None:
        return False
    there = [word.start for word in words(evidence.text) if not word.is_name and alike(word.text, action.text)]
    places = [word for word in words(evidence.text) if _same_name(word.text, subject[0].text)]
    if not there or not places or any(place.start < max(there) or _role(evidence.text, place) == "by" for place in places):
        return False
    before = evidence.text[: min(there)]
    return bool(_PRONOUN.search(before)) or any(word.is_name for word in content(before))


_CONTRARY: tuple[Callable[[str, Evidence], bool], ...] = (
    _unknown_name,
    _said_otherwise,
    _unhedged,
    _unborne,
    _of_another_value,
    _in_another_part,
    _swapped,
    _other_name,
    _wrong_subject,
)


def _shared_names(said: str, stated: str) -> list[tuple[Word, Word]]:
    """The names that both texts have exactly once, each with where the evidence has it."""
    here, there = ([word for word in content(text) if word.is_name] for text in (said, stated))
    pairs = []
    for name in here:
        same = [other for other in there if _same_name(name.text, other.text)]
        if len(same) == 1 and sum(_same_name(name.text, one.text) for one in here) == 1:
            pairs.append((name, same[0]))
    return pairs


def _role(text: str, name: Word) -> str:
    """The preposition that a name stands behind, "" for none."""
    match = _BEFORE_NAME.search(text[: name.start])
    return match[1].lower() if match else ""


def has(known: Sequence[Word], word: Word) -> bool:
    return any(alike(word.text, other.text) for other in known)


def is_same(one: str, other: str) -> bool:
    return plain(one).rstrip(".!") == plain(other).rstrip(".!")
