"""Whether the clause that gives an answer speaks of what the question asks about: its subject, what is counted, its time.

Rules on English words. Each refuses only what the clause itself says otherwise; a question or clause that no rule can read passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.questions import counterparts, opposite_words
from assistant.senses import alike
from assistant.syntax import FINITE, VERBS, Word, belonging, borrows, clause_at, clauses, content, context_of, holds, words
from assistant.text import heading_level, lines, sentences
from assistant.types import Document, Value
from assistant.values import comparable, contains, equal, find

_ABOVE = 6_000  # characters before a sentence in which its heading is looked for
_TIMES = frozenset({"date", "date_range"})
_ASKING = re.compile(r"\b(?P<auxiliary>is|are|was|were|did|does|do|has|have|had|will|would|can|could)(?:n['’]t)?\s+(?P<body>[^?.]+)", re.I)
_PASSIVE = frozenset({"is", "are", "was", "were"})
_PARTICIPLE = re.compile(r"(?:ed|wn|ilt|ought|ung|ade|lost|sent|left|held|won|fired|born)$")
_SUBORDINATE = re.compile(r",|\b(?:when|while|after|before|if|that|who|which|because|since|until|as)\b", re.I)
_PLURAL = re.compile(r"\s(?P<noun>[a-z][a-z-]+(?:s|men|people|children))\b")
_ANAPHORIC = re.compile(r"\W*(?:each|both|these|those|every)\s+[a-z]", re.I)
_DEFINITE = re.compile(r"(?:The|All|Both|These|Each) [a-z]")
_MEASURING = frozenset("cost costs weigh weighs measure measures last lasts use uses need needs".split())
_COUNTED = re.compile(r"\b(?:how many|number of)\s+(?:(?:of|the|its|all|other|different|more)\s+)*(?P<phrase>[^?,.]+)", re.I)
_POPULATION = re.compile(r"\b(?:population|inhabitants)\b", re.I)
_ANYTHING = frozenset("things items times units pieces points others percent".split())
_PEOPLE = frozenset("people person persons men women inhabitants residents citizens souls".split())
_RELATIVE_TIME = re.compile(
    r"\b(?:years? (?:ago|earlier|later|before|after)"
    r"|(?:since|last|next|previous|same|this|that) (?:year|period|quarter|month|season))\b",
    re.I,
)
_DENIAL = re.compile(r"\b(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would) ?not\b|\bnever\b|n['’]t\b", re.I)
_NEGATION = re.compile(r"\b(?:not|never|cannot|no|none|nobody|nothing|neither|without)\b|n['’]t\b", re.I)
_BESIDE = re.compile(r"\W*(?:(?:for|in|at|to|by|of|from|on|with)\s)?(?:(?:the|an?)\s)?")
_LACK = re.compile(r"\b(?:lack|fail|refus|miss|avoid|except|exclud|prevent|only|but|un\w{4,}|in\w{5,}|im\w{5,}|dis\w{4,}|non\w*)\w*", re.I)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a question, in a sentence for the asker: the evidence says the contrary, or it does not say, or (a doubt) it says
    so near, but perhaps of another."""

    reason: str
    contradicts: bool = False
    doubt: bool = False


@dataclass(frozen=True)
class Setting:
    """A short answer and where it stands: in `sentence`, which begins at `start` of `document`."""

    short: str
    sentence: str
    start: int
    document: Document

    @cached_property
    def clause(self) -> str:
        """The clause that gives the answer, all of the sentence where none does."""
        at = self.sentence.find(self.short) if self.short else -1
        if at < 0:
            return self.sentence
        start, end = clause_at(self.sentence, at)
        return self.sentence[start : max(end, at + len(self.short))]

    @cached_property
    def heading(self) -> str:
        """The nearest heading above the sentence."""
        above = self.document.text[max(0, self.start - _ABOVE) : self.start]
        return next((line for a, b in reversed(lines(above)) if heading_level(line := above[a:b].strip())), "")

    @cached_property
    def before(self) -> str:
        """What the sentence may lean on: title, heading, the sentences shortly before it."""
        return f"{self.heading}\n{context_of(self.document.text, self.document.title, self.start)}"

    @cached_property
    def leaning(self) -> str:
        """What the sentence leans on by the way it opens: "The vote …" on what stands before it, the row of a table on its first row."""
        return " | ".join(self.columns) if self.columns else self.before if _DEFINITE.match(self.sentence) else ""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The cells of the first row of the table that the sentence is a row of; none where it is no row."""
        if not self.sentence.startswith("|"):
            return ()
        rows = self.document.text[: self.start].rstrip().rsplit("\n\n", 1)[-1].splitlines()
        first = next((row for row in rows if row.lstrip().startswith("|")), "")
        return tuple(cell.strip() for cell in first.strip().strip("|").split("|"))

    @cached_property
    def paragraph(self) -> str:
        """The lines around the sentence up to the next empty ones."""
        text = self.document.text
        start = text.rfind("\n\n", 0, self.start) + 1
        end = text.find("\n\n", self.start + len(self.sentence))
        return text[start : end if end >= 0 else len(text)]


def unborne(question: str, setting: Setting) -> Iterator[Finding]:
    """What the clause of an answer says otherwise than the question takes for granted, the gravest first."""
    stated = setting.short in setting.sentence
    checks = _CHECKS if stated else ()
    for check in (_opposite, *checks):
        if finding := check(question, setting):
            yield finding


def _opposite(question: str, setting: Setting) -> Finding | None:
    if pair := opposite_words(question, setting.clause):
        return Finding(f"You say “{pair[0]}”; the article says “{pair[1]}”.", contradicts=True)
    return None


@dataclass(frozen=True, slots=True)
class _Predication:
    """Who a question says did something, or had something done to them, and to whom."""

    subject: tuple[Word, ...]
    verb: Word
    passive: bool
    rest: tuple[Word, ...]


def _predication(question: str) -> _Predication | None:
    """What a question with an auxiliary takes for granted; None where its subject and verb are not told apart surely."""
    asking = _ASKING.search(question)
    if asking is None:
        return None
    body, passive = _SUBORDINATE.split(asking["body"])[0], asking["auxiliary"].lower() in _PASSIVE
    said = words(body)
    at = next((n for n, word in enumerate(said) if n and _is_verb(word, asking["auxiliary"].lower())), None)
    if at is None:
        return None
    subject = tuple(word for word in content(body) if word.start < said[at].start)
    rest = tuple(word for word in content(body) if word.start > said[at].start)
    return _Predication(subject, said[at], passive, rest) if subject else None


def _is_verb(word: Word, auxiliary: str) -> bool:
    if word.is_name:
        return False
    base = word.text.lower()
    if auxiliary in _PASSIVE or auxiliary in ("has", "have", "had"):
        return bool(_PARTICIPLE.search(base))
    return base in VERBS or base in ("beat", "lose", "employ")


def _occurrence(verb: Word, sentence: str, *, passive: bool) -> Word | None:
    """The verb as a sentence has it, in the same voice."""
    for word in words(sentence):
        if alike(word.text, verb.text) and not word.is_name:
            helped = re.search(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+\s+)?$", sentence[: word.start]) is not None
            past = bool(_PARTICIPLE.search(word.text.lower())) or helped
            if helped == passive and (past or FINITE.search(word.text) or word.text.lower() in VERBS):
                return word
    return None


def _turned(question: str, setting: Setting) -> Finding | None:
    """The document says of two that the second did it to the first, and nowhere what the question takes for granted."""
    asked = _predication(question)
    if asked is None or asked.passive:
        return None
    does, done_to = ([word.text for word in part if word.is_name] for part in (asked.subject, asked.rest))
    reverse = ""
    for start, end in sentences(setting.document.text):
        sentence = setting.document.text[start:end]
        for a, b in clauses(sentence) if any(name in sentence for name in does) else ():
            clause = sentence[a:b]
            verb = _occurrence(asked.verb, clause, passive=False)
            if verb is None:
                continue
            before, after = content(clause[: verb.start]), words(clause[verb.end :])
            if any(word.text in does for word in before):
                return None
            article = bool(after) and after[0].text.lower() == "the"
            their_own = not any(word.is_name for word in before) or any(word.text in done_to for word in before)
            if their_own and any(word.text in does for word in after[article : article + 1]):
                reverse = reverse or " ".join(sentence.split())
    return Finding(f"The articles say the reverse: {reverse}") if reverse else None


def _other_subject(question: str, setting: Setting) -> Finding | None:
    """The clause says it, with the question's own verb, of something else."""
    asked = _predication(question)
    if asked is None:
        return None
    clause = setting.clause
    verb = _occurrence(asked.verb, clause, passive=asked.passive)
    if verb is None:
        return None
    said = clause[: verb.start]
    missing = [word.text for word in asked.subject if not holds(said, word.text)]
    if len(missing) < len(asked.subject) or borrows(clause, missing, question, setting.before):
        return None
    own = [word for word in content(said) if not holds(question, word.text)]
    if _ANAPHORIC.match(clause) and not any(word.is_name for word in (*asked.subject, *own)) and _stand_together(missing, setting.before):
        return None
    told = all(holds(setting.sentence, word) for word in missing) and not any(word.is_name for word in own)
    if not own or _is_gapped(missing, setting) or (told and verb.text.lower() not in _MEASURING):
        return None
    return Finding(f"The article says this of {' '.join(word.text for word in own)}, not of {' '.join(missing)}.", doubt=True)


def _stand_together(telling: list[str], before: str) -> bool:
    """Whether the sentence right before has all of these words: "two ferries … Each boat costs" speaks of the ferries."""
    last = [before[start:end] for start, end in sentences(before)][-1:]
    return any(all(holds(sentence, word) for word in telling) for sentence in last)


def _is_gapped(names: list[str], setting: Setting) -> bool:
    """Whether the answer has a subject of its own, without a verb, right before it: "Ada won 3 games, Bea 5"."""
    at = setting.sentence.find(setting.short)
    before = words(setting.sentence[:at])
    return bool(before) and before[-1].text in names and not setting.sentence[before[-1].end : at].strip()


def _said_of_another(question: str, setting: Setting) -> Finding | None:
    """What is asked about a name is said of another name only, elsewhere in the document."""
    asked = _predication(question)
    names = [word for word in asked.subject if word.is_name] if asked and asked.passive else []
    if asked is None or not names or _occurrence(asked.verb, setting.sentence, passive=True):
        return None
    others = []
    for start, end in sentences(setting.document.text):
        sentence = setting.document.text[start:end]
        verb = _occurrence(asked.verb, sentence, passive=True)
        if verb is None:
            continue
        if any(holds(sentence, name.text) for name in names):
            return None
        others += [(word.text, sentence) for word in content(sentence[: verb.start]) if word.is_name][-1:]
    if not others:
        return None
    return Finding(f"The articles say this of {others[0][0]}: {' '.join(others[0][1].split())}", doubt=True)


def _other_count(question: str, setting: Setting) -> Finding | None:
    """Other things are counted than the question asks for."""
    unit = _unit(setting)
    if not unit:
        return None
    if _POPULATION.search(question):
        known = unit.lower() in _PEOPLE or _POPULATION.search(setting.sentence)
        return None if known else Finding(f"The article counts {unit} here, not the population.")
    counted = _COUNTED.search(question)
    if counted is None or unit.lower() in _PEOPLE or holds(question, unit):
        return None
    phrase = counted["phrase"]
    verb = FINITE.search(phrase)
    noun = content(phrase[: verb.start()] if verb else phrase)[:3]
    anything = _ANYTHING | (frozenset() if unit.lower() in _ANYTHING else _PEOPLE)
    if not noun or any(word.text.lower() in anything or holds(setting.sentence, word.text) for word in noun):
        return None
    return Finding(f"The article counts {unit} here; you asked about {' '.join(word.text for word in noun)}.", doubt=True)


def _unit(setting: Setting) -> str:
    """The noun that the answer counts, "" where it counts none."""
    value = _answer_value(setting)
    if value is None or value.kind not in ("count", "number"):
        return ""
    plural = _PLURAL.match(setting.sentence, value.end)
    return value.unit.split()[-1] if value.unit else plural["noun"] if plural else ""


def _answer_value(setting: Setting) -> Value | None:
    """The value that is the answer, as it is read in its sentence."""
    at = setting.sentence.find(setting.short) if setting.short else -1
    inside = [v for v in find(setting.sentence) if at <= v.start < at + len(setting.short)]
    return inside[0] if at >= 0 and len(inside) == 1 else None


def _of_another_name(question: str, setting: Setting) -> Finding | None:
    """The sentence gives the value to another name, and another value to the one asked about."""
    value = _answer_value(setting)
    if value is None or value.kind in _TIMES:
        return None
    like = [v for v in find(setting.sentence) if v.kind == value.kind and comparable(v, value)]
    names = [word for word in content(setting.sentence) if word.is_name]
    asked = [word for word in names if any(word.text == other.text for other in words(question))]
    rivals = [word for word in names if word not in asked and _stands_by(value, word, setting.sentence)]
    if len(like) < 2 or not asked or not rivals or any(belonging(word, like, setting.sentence) == value for word in asked):
        return None
    return Finding(f"The article gives {value.text} for {rivals[0].text}, not for {asked[-1].text}.", doubt=True)


def _stands_by(value: Value, name: Word, sentence: str) -> bool:
    """Whether a value and a name stand side by side: "€445 for the V4", "Ada 11"."""
    first, last = sorted([(value.start, value.end), (name.start, name.end)])
    return _BESIDE.fullmatch(sentence[first[1] : last[0]]) is not None


def _other_column(question: str, setting: Setting) -> Finding | None:
    """The row of a table gives the answer in the column of another name than the one asked about."""
    asked = [column for column in setting.columns if column and all(holds(question, word.text) for word in words(column))]
    column = setting.sentence[: setting.sentence.find(setting.short)].strip().count("|") - 1
    own = setting.columns[column] if 0 <= column < len(setting.columns) else ""
    if not own or not asked or own in asked:
        return None
    return Finding(f"The table gives {setting.short} for {own}, not for {asked[0]}.")


def _counterpart(question: str, setting: Setting) -> Finding | None:
    if pair := counterparts(question, setting.sentence):
        return Finding(f"You ask about “{pair[0]}”; the article says this of “{pair[1]}”.", doubt=True)
    return None


def _not_denied(question: str, setting: Setting) -> Finding | None:
    """The question denies what the sentence affirms."""
    if _DENIAL.search(question) and not _NEGATION.search(setting.sentence) and not _LACK.search(setting.sentence):
        return Finding("You ask what is not so; the article says only what is so.", doubt=True)
    return None


def _other_time(question: str, setting: Setting) -> Finding | None:
    """The sentence dates it otherwise; or, without a date of its own, stands far from the year asked about."""
    years = [value for value in find(question) if value.kind in _TIMES and value.low is not None]
    if not years or _RELATIVE_TIME.search(setting.sentence):
        return None
    at = setting.sentence.find(setting.short)
    own = [v for v in find(setting.clause) if v.kind in _TIMES and v.low is not None and v.text not in setting.short]
    near = f"{setting.document.title}\n{setting.heading}\n{setting.paragraph}"
    known = own if own and at >= 0 else [value for value in find(near) if value.kind in _TIMES]
    published = setting.document.published
    for year in years:
        if published and str(published.year) in year.text and not own:
            continue
        if known and not any(equal(year, other) or contains(other, year) or contains(year, other) for other in known):
            return Finding(f"The articles do not say this about {year.text}.", doubt=True)
    return None


_CHECKS = (
    _turned,
    _other_subject,
    _said_of_another,
    _other_count,
    _of_another_name,
    _other_column,
    _counterpart,
    _not_denied,
    _other_time,
)
