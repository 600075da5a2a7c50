"""Makes a follow-up stand alone, from the last turn and by rule, never with an answer from memory; or checks how a language model did it.

Three shapes are known. A question that is only its asking phrase ("And until when?") takes the rest of the last question. One that names
another subject ("What about Microsoft?") puts it into the last question. One with a pronoun ("What does he say about AI?") gets what the
pronoun stands for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.questions import asks_for, names, opposite_words
from assistant.syntax import content, holds
from assistant.text import normalise
from assistant.types import Turn
from assistant.values import equal, find

_LEAD = re.compile(r"^(?:and|but|so|ok(?:ay)?|then|also|well)[ ,]+", re.I)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must)"
_ASKING = (
    r"(?:(?:by|until|till|since|from|to|for|over|in|on|at|during|through|between|of|with|within|under) )?"
    r"(?:how(?: (?:much|many|long|far|often|old|large|big|high|fast|soon|well))?|what|which|when|where|who|whom|whose|why)\b"
)
_QUESTION = re.compile(rf"^(?P<asking>{_ASKING}(?:(?! {_AUXILIARY}\b) [^\s,?]+)*?) (?P<rest>{_AUXILIARY}\b.*)$", re.I)
_FRAGMENT = re.compile(
    r"^(?:(?:by|until|till|since|from|to|for|over|in|on|at|during|through|between|of|with|within|under|against) )?"
    r"(?:who|whom|whose|when|where|why|how(?: (?:much|long|far|often|old|large|big|high|fast|soon))?(?: exactly)?"
    r"|(?:which|what|how many)(?: (?!about\b|happened\b)[a-z]+){0,2})$",
    re.I,
)
_SUBJECT = re.compile(r"^(?:(?:[Aa]nd |[Bb]ut )?(?:[Ww]hat|[Hh]ow) about|[Aa]nd|[Oo]r) (?P<other>.+)$")
_ADDITION = re.compile(r"(?:in|at|on|by|since|until|for|with|from) ", re.I)
_PERSON = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.I)
_THING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that(?! \w+ (?:is|was|has|will))|this|these|those|there)\b"
    r"(?! (?:year|month|week|day|time|quarter)\b)",
    re.I,
)
_LONGEST_ADDED = 300  # characters that a follow-up may grow by
_REMEMBERED = 6  # turns that a chain of follow-ups is followed back
_POSSESSIVE = frozenset({"his", "her", "its", "their"})
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_AFTER_SUBJECT = re.compile(
    r"\b(?:after|before|since|when|because|by|be|been|being|become|have|\w{3,}ed|\w{3,}ing|\w+ten"
    r"|run|reach|spend|give|take|make|say|want|plan|aim)\b",
    re.I,
)


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """`question` with what it leaves to `turns` filled in; unchanged when it stands alone or nothing fits."""
    asked = question.strip()
    if not turns or not asked:
        return asked
    last = replace(turns[-1], question=standalone(turns[-1].question, turns[-_REMEMBERED:-1]))  # it may have been a follow-up itself
    bare = _LEAD.sub("", asked).rstrip(" ?")
    if _FRAGMENT.match(bare) and not re.search(rf"\b{_AUXILIARY}\b", bare, re.I) and (completed := _completed(bare, last)):
        return completed
    other = _SUBJECT.match(asked.rstrip(" ?"))
    if other and not re.match(rf"{_ASKING}|{_AUXILIARY}\b", other["other"], re.I):
        return _other_subject(last, other["other"].strip())
    return _resolved(asked, last, lead=bool(_LEAD.match(asked)))


def _completed(fragment: str, last: Turn) -> str:
    """The asking phrase with the rest of the last question."""
    rest = _rest(last.question)
    return f"{fragment[:1].upper()}{fragment[1:]} {rest}?" if rest else ""


def _rest(question: str) -> str:
    """A question without its asking phrase, from its auxiliary on (or from its verb, after who or what)."""
    question = _LEAD.sub("", question.strip()).rstrip(" ?")
    if parts := _QUESTION.match(question):
        return parts["rest"]
    if re.match(rf"{_AUXILIARY} ", question, re.I):
        return question[:1].lower() + question[1:]
    after = re.match(r"^(?:who|what|which \w+)\s+(.+)$", question, re.I)
    return after[1] if after else ""


def _other_subject(last: Turn, other: str) -> str:
    """The last question with `other` in the place of its first name, or of its year where `other` is one; else with `other` at its end."""
    question = last.question.strip().rstrip(" ?")
    period = _YEAR.search(other)
    if period and (earlier := _YEAR.search(question)):
        return f"{question[: earlier.start()]}{period[0]}{question[earlier.end() :]}?"
    known = names(f"… {question}")
    if _ADDITION.match(other) and (period or not known):
        return f"{question} {other}?"
    return f"{question.replace(known[0], _ADDITION.sub('', other), 1)}?" if known else f"{question}, {other}?"


def _resolved(question: str, last: Turn, *, lead: bool) -> str:
    """The question with its first pronoun put out for what the last turn was about."""
    if (person := _PERSON.search(question)) and (name := _person(last)):
        return _put(question, person, name)
    thing = _THING.search(question)
    if thing and (lead or not names(question)) and (topic := _topic(last, owner=thing[0].lower() in _POSSESSIVE)):
        return _put(question, thing, topic)
    return question


def _put(question: str, pronoun: re.Match[str], name: str) -> str:
    owner = pronoun[0].lower() in _POSSESSIVE and not (pronoun[0].lower() == "her" and question[pronoun.end() :].strip(" ?") == "")
    put = f"{name}’s" if owner else name
    return re.sub(r"^(?:And|But|So) (\w)", lambda match: match[1].upper(), question[: pronoun.start()] + put + question[pronoun.end() :])


def _person(last: Turn) -> str:
    """The name that he or she stands for: the last one in the answer, else in the question."""
    for text in (last.answer, last.question):
        found = [name for name in names(f"… {text}") if not name.isupper()]
        if found:
            return found[-1]
    return ""


def _topic(last: Turn, *, owner: bool) -> str:
    """What it, they or that stands for: the subject of the last question; as an owner, the first name in it."""
    known = names(f"… {last.question}")
    if owner and known:
        return known[0]
    rest = _rest(last.question)
    subject = re.sub(rf"^{_AUXILIARY} ", "", rest, flags=re.I)
    if subject == rest:  # it begins with its verb
        subject = re.sub(r"^\w+ (?:(?:to|with|about|of|in|on|for) )?", "", subject)
    verb = _AFTER_SUBJECT.search(subject)
    subject = subject[: verb.start()].strip() if verb and verb.start() else subject
    return subject or (known[0] if known else "")


def accepted(condensed: str, question: str, turns: Sequence[Turn]) -> str:
    """What a language model made of a follow-up, where it makes sense; "" where it asks for something else or brings in what nobody said.

    Its names and values must stand in the question or the turns, and all but one of its words; what the question itself names must stay.
    """
    lines = [line.strip() for line in normalise(condensed).splitlines() if line.strip()]
    asked = re.sub(r"^(?:(?:standalone |rewritten )?question:\s*)?[\"'“‘]?(.*?)[\"'”’]?$", r"\1", lines[0], flags=re.I) if lines else ""
    known = " ".join([question, *(text for turn in turns for text in (turn.question, turn.answer))])
    values = find(known)
    strange = [word for word in content(asked) if not holds(known, word.text)]
    sound = (
        len(lines) == 1
        and asked.endswith("?")
        and len(asked) <= len(question) + _LONGEST_ADDED
        and len(strange) <= 1
        and not any(word.is_name or any(map(str.isdigit, word.text)) for word in strange)
        and all(any(equal(value, other) for other in values) for value in find(asked))
        and all(any(equal(value, other) for other in find(asked)) for value in find(question))
        and all(holds(asked, word.text) for word in content(question) if word.is_name and word.start)
        and asks_for(asked) == (asks_for(question) or asks_for(asked))
        and not opposite_words(question, asked)
    )
    return asked if sound else ""
