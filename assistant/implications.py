"""What a sentence implies of a yes/no question though it does not say its words: nobody, only some of all, a vote that was not unanimous,
a motion that failed, something that stays as it is, an order that a manual gives.

Each rule needs every word of the question in the sentence or shortly before it, and its own word of the two in the sentence itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.senses import alike, senses
from assistant.syntax import Word, clauses, content, holds, words
from assistant.values import equal, find

Implied = Literal["Yes", "No", ""]

_NUMBER = r"\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NOBODY = re.compile(r"^\W*(?:(?:and|but|so)\s+)?(?:nobody|no one|no-one|none|not one|nothing)\b", re.I)
_ANY = re.compile(r"^(?:any|some|anyone|anybody|anything|someone|somebody)\b", re.I)
_THERE = re.compile(r"^there (?:been )?(?:(?:any|some|a|an)\s+)?", re.I)
_ALL = re.compile(r"^(?:(?:all|every|each)\b|both\b)", re.I)
_SOME = (
    re.compile(rf"\b[Oo]f (?:the |its |their )?(?P<total>{_NUMBER})\b[^;.]*?,\s(?P<part>{_NUMBER})\b", re.I),
    re.compile(rf"\b(?P<part>{_NUMBER}) (?:out )?of (?:the |its |their |all )?(?P<total>{_NUMBER})\b", re.I),
)
_NOT_ALL = re.compile(r"\b(?:all but (?!one of)|not all|not every|only some|some of|most of|half of|half the|only (?:a )?few)\b", re.I)
_UNANIMOUS = re.compile(r"\bunanimous", re.I)
_TALLY = re.compile(rf"\b(?P<part>{_NUMBER})(?: votes?)?(?:\s(?:to|against)\s|[-–])(?P<against>{_NUMBER})\b", re.I)
_VOTING = re.compile(r"\bvot(?:e|es|ed|ing)\b|\bmotion\b|\bballot\b", re.I)
_FAILED = re.compile(
    r"\b(?:motions?|proposals?|plans?|bids?|attempts?|efforts?|amendments?|bills?|petitions?|offers?|requests?|moves?)\b"
    r"[^;]*?\bto (?P<what>[^;]+?)(?:,[^,;]+,)? (?:has |have |had )?(?:failed|collapsed|fell through"
    r"|(?:was|were|has been|have been) (?:rejected|defeated|voted down|dropped|abandoned|turned down|withdrawn|refused))\b",
    re.I,
)
_UNCHANGED = re.compile(
    r"^(?P<subject>[^;:]*?)\b(?:(?:stay|remain|be)(?:s|ed)?|is|are|was|were|stood|stands?|kept|left)\s+"
    r"(?:as (?:it|they) (?:is|are|was|were)|unchanged|the same|still\b)",
    re.I,
)
_CHANGES = frozenset({"rise", "fall", "raise", "lower", "=chang"})
_DUTY = re.compile(r"\b(?:ha(?:ve|s|d)|need(?:s|ed)?) to (?:be )?|\bbe \w+|\bnecessary\b|\brequired\b", re.I)
_ORDERED = frozenset({"must", "should", "do", "does", "is", "are"})
_PERMITTED = frozenset({"can", "may", "could", "should", "is", "are", "might"})
_FORBIDS = re.compile(r"^\W*(?:never|do not|don['’]t)\s+(?=[a-z])", re.I)


def implied(asked: str, auxiliary: str, sentence: str, context: str) -> Implied:
    """What `sentence`, which stands after `context`, implies of the statement `asked`; "" where nothing, or where two rules disagree."""
    rules = (_nobody, _existing, _only_some, _outvoted, _failed, _unchanged, _ordered)
    found = {verdict for rule in rules if (verdict := rule(asked, auxiliary, sentence, context))}
    return found.pop() if len(found) == 1 else ""


def _rest_holds(wanted: Sequence[Word], sentence: str, context: str) -> bool:
    return all(holds(sentence, word.text) or holds(context, word.text) for word in wanted)


def _values_hold(asked: str, sentence: str) -> bool:
    said = find(sentence)
    return all(any(equal(value, one) for one in said) for value in find(asked))


def _nobody(asked: str, _: str, sentence: str, context: str) -> Implied:
    """ "Has any customer cancelled a ship?" and "Nobody has cancelled a ship": all that the clause says is asked."""
    if not _ANY.match(asked) or not _values_hold(asked, sentence):
        return ""
    wanted = [word for word in content(asked) if not _ANY.match(word.text)]
    for start, end in clauses(sentence):
        clause = sentence[start:end]
        if (opening := _NOBODY.match(clause)) is None:
            continue
        said = content(clause[opening.end() :])
        if said and all(any(alike(word.text, one.text) for one in wanted) for word in said) and _rest_holds(wanted, clause, context):
            return "No"
    return ""


def _existing(asked: str, _: str, sentence: str, context: str) -> Implied:
    """ "Were there any arrests?" and "counted no arrests", "made 12 arrests"."""
    opening = _THERE.match(asked)
    wanted = content(asked)
    if opening is None or not wanted or find(asked) or not _rest_holds(wanted, sentence, context):
        return ""
    noun = next((word for word in wanted if word.start >= opening.end()), wanted[0])
    said = words(sentence)
    for index, word in enumerate(said):
        before = [one.text.lower() for one in said[max(0, index - 2) : index]]
        if alike(word.text, noun.text) and ("no" in before or "without" in before):
            return "No"
        if alike(word.text, noun.text) and before and before[0] in ("nobody", "none"):
            return "No"
    counted = [value for value in find(sentence) if value.kind == "count" and value.low and holds(value.unit, noun.text)]
    return "Yes" if counted else ""


def _only_some(asked: str, _: str, sentence: str, context: str) -> Implied:
    """ "Did all of the leaves agree?" and "Of 62 leaves, 58 agreed"."""
    wanted = content(asked)
    whole = any(_ALL.match(word.text) for word in words(asked))
    if not whole or not wanted or find(asked) or not _rest_holds(wanted, sentence, context):
        return ""
    if sum(holds(sentence, word.text) for word in wanted) < min(2, len(wanted)):
        return ""
    predicate = [word for word in wanted if not word.is_name][-1:] if len(wanted) < 3 else wanted[1:]
    for pattern in _SOME:
        for match in pattern.finditer(sentence):
            part, total = find(match["part"]), find(match["total"])
            fewer = part and total and part[0].low is not None and total[0].low is not None and part[0].low < total[0].low
            if fewer and any(holds(sentence[match.start("part") :], word.text) for word in predicate):
                return "No"
    return "No" if _NOT_ALL.search(sentence) else ""


def _outvoted(asked: str, _: str, sentence: str, __: str) -> Implied:
    """ "Was the vote unanimous?" and "by 7 votes to 2"."""
    if not _UNANIMOUS.search(asked) or _UNANIMOUS.search(sentence):
        return ""
    wanted = [word for word in content(asked) if not _UNANIMOUS.match(word.text) and not _VOTING.match(word.text)]
    tally = _TALLY.search(sentence)
    if tally is None or not _VOTING.search(sentence) or not all(holds(sentence, word.text) for word in wanted):
        return ""
    against = find(tally["against"])
    return "No" if against and against[0].low else ""


def _failed(asked: str, _: str, sentence: str, __: str) -> Implied:
    """ "Is the fare going up to $2?" and "A motion to raise the fare to $2 failed"."""
    match = _FAILED.search(sentence)
    wanted = content(asked)
    if match is None or not wanted or not _values_hold(asked, sentence) or re.search(r"\bfail", asked):
        return ""
    changes = [word for word in wanted if _changes(word)]
    others = [word for word in wanted if word not in changes]
    same = all(holds(match["what"], word.text) or any(_changes(said) for said in words(match["what"])) for word in changes)
    return "No" if others and same and all(holds(match["what"], word.text) for word in others) else ""


def _changes(word: Word) -> bool:
    return bool(senses(word.text) & _CHANGES)


def _unchanged(asked: str, _: str, sentence: str, context: str) -> Implied:
    """ "Is the fare going up?" and "The fare stays as it is"."""
    wanted = content(asked)
    changes = [word for word in wanted if _changes(word)]
    if not changes:
        return ""
    for start, end in clauses(sentence):
        match = _UNCHANGED.match(sentence[start:end])
        others = [word for word in wanted if word not in changes]
        said = content(match["subject"]) if match else []
        if said and all(any(alike(one.text, word.text) for word in others) for one in said) and _rest_holds(others, sentence, context):
            return "No"
    return ""


def _ordered(asked: str, auxiliary: str, sentence: str, context: str) -> Implied:
    """ "Do the filters have to be changed?" and "Change both filters every six months"; "Can it be oiled?" and "Never oil it"."""
    wanted = content(asked)
    forbids = _FORBIDS.match(sentence)
    order = sentence[forbids.end() :] if forbids else sentence.lstrip(" \t-*•")
    opening = next(iter(words(order)), None)
    if opening is None or find(asked) or not wanted or not _rest_holds(wanted, sentence, context):
        return ""
    ordered = [word for word in wanted if alike(word.text, opening.text)]
    objects = [word for word in wanted if word not in ordered and holds(sentence, word.text)]
    if not ordered or not objects or any(word is wanted[0] for word in ordered):
        return ""
    if forbids:
        return "No" if auxiliary in _PERMITTED else ""
    return "Yes" if auxiliary in _ORDERED and _DUTY.search(asked) else ""
