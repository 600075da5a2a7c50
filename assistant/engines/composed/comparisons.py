"""Which of two is more, less, earlier or later; and whether one is more than the other, as a yes/no question."""

from __future__ import annotations

import re

from assistant.engines.composed.plans import (
    AMOUNTS,
    DATES,
    NOUNS,
    QUANTITIES,
    Clause,
    Measure,
    Plan,
    Sought,
    capitalised,
    how_much,
    measure,
    with_head,
)
from assistant.questions import Kinds
from assistant.types import Operation
from assistant.values import find

_CHOICE = re.compile(
    r"^\W*(?:and |so |but )?(?P<wh>which|who|whom|what|whose)\b\s*(?P<head>[^?]*?)[,:]\s*(?P<a>[^?]+?),? or (?P<b>[^?]+?)\s*\?*$", re.I
)
_OF_TWO = re.compile(
    r"^\W*(?P<wh>which|who|what)(?: one)? of (?P<a>[^?]+?) (?:and|or) (?P<b>[^?]+?) "
    r"(?P<head>(?:is|are|was|were|has|had|did|does|do|will|\w+ed|\w+s)\b[^?]*)\?*$",
    re.I,
)
_WHEN = re.compile(
    r"^\W*(?:and |so |but )?(?P<preposition>in|at|on|during|under|for) which [\w-]+ "
    r"(?P<clause>(?:is|are|was|were|do|does|did|has|have|had)\b[^?]*?)[,:]\s*(?P<a>[^?]+?),? or (?P<b>[^?]+?)\s*\?*$",
    re.I,
)
_MORE_THAN = re.compile(r"^(?P<clause>[^?]+?)\s(?P<than>above|below|over|under|beyond)\s(?P<b>[^?]+?)\s*\?*$", re.I)
_FORESEEN = re.compile(
    r"^(?:(?:what|that which) )?(?P<who>[^?]+?) (?P<verb>(?:(?:had|has|have) )?"
    r"(?:forecast|expected|predicted|estimated|planned|budgeted|promised|targeted))$",
    re.I,
)
_COMPARES = re.compile(r"\b(?:more|less|fewer|most|least|(?!other\b|whether\b|over\b)[a-z]{3,}er)\b", re.I)
_MADE = "founded, opened or built"  # how old something is, is when it was
_PREPOSITIONAL = re.compile(r"\b(?:of|in|for|by|at|on)\b")
_VERSUS = re.compile(
    r"^\W*(?:and |so |but )?(?P<clause>(?:is|are|was|were|do|does|did|has|have|had)\b[^?]+?)"
    r"(?P<than> than | before | after )(?P<b>[^?]+?)\s*\?*$",
    re.I,
)


def plan(question: str) -> Plan | None:
    """The plan for a comparison of two things, or None when the question is none."""
    if match := _WHEN.match(question):
        return _at_which(match)
    if match := _CHOICE.match(question) or _OF_TWO.match(question):
        return _choice(match["head"].strip(), match["a"].strip(), match["b"].strip())
    if (match := _MORE_THAN.match(question)) and (foreseen := _FORESEEN.match(match["b"])):
        clause = Clause.of(match["clause"].strip())
        operation: Operation = "less" if match["than"].lower() in ("below", "under") else "more"
        return _foreseen(clause, foreseen, operation) if clause.auxiliary else None
    return _versus(match) if (match := _VERSUS.match(question)) else None


def _foreseen(clause: Clause, foreseen: re.Match[str], operation: Operation) -> Plan:
    """Whether something was more than what someone had foreseen."""
    what = clause.subject or str(clause)
    who, verb = foreseen["who"].strip(), foreseen["verb"].split()[-1]
    sought = (Sought(what, f"How much was {what}?"), Sought(f"what {who} had {verb}", f"How much had {who} {verb}?"))
    return Plan(operation, sought, QUANTITIES)


def unplanned(question: str) -> bool:
    """Whether a question compares two things by a word that no plan knows: a span of a text cannot answer it."""
    match = _WHEN.match(question) or _CHOICE.match(question) or _OF_TWO.match(question)
    said = match.groupdict() if match else {}
    return bool(_COMPARES.search(said.get("head") or said.get("clause") or ""))


def _at_which(match: re.Match[str]) -> Plan | None:
    """In which of two years, places … something was more."""
    found = measure(match["clause"])
    if found is None:
        return None
    comparative, what = found
    clause = match["clause"][: comparative.start()].strip()
    noun = match["clause"][comparative.end() :].strip()
    asks = how_much(noun) if what.asks == "how much" else what.asks
    place = match["preposition"].lower()
    return Plan(
        what.operation,
        tuple(Sought(name, f"{capitalised(asks)} {clause} {place} {name}?") for name in (match["a"].strip(), match["b"].strip())),
        what.kinds,
    )


def _choice(head: str, a: str, b: str) -> Plan | None:
    found = measure(head)
    if found is None:
        return None
    comparative, what = found
    before, after = head[: comparative.start()].strip(), head[comparative.end() :].strip()
    sides = (a, with_head(b, a))
    about, noun = NOUNS.get(what.asks, ""), after.split()[:1] if what.asks == "how much" else []
    unit = noun[0] if noun and how_much(noun[0]).startswith("how many") else ""
    sought = tuple(
        Sought(name, _asked(_named(side, before, b), before, after, what), about, unit) for name, side in zip((a, b), sides, strict=True)
    )
    return Plan(what.operation, sought, _kinds(what, before))


def _kinds(what: Measure, before: str) -> Kinds:
    return Kinds({"duration"}) if what.asks == "how long" and not re.fullmatch(r"(?:\w+ )?(?:is|was|are|were)", before) else what.kinds


def _named(name: str, before: str, other: str) -> str:
    """The thing spelt out: "frozen" of "Which division sold more" is the frozen division; a name or "the …" needs nothing."""
    noun = before.split()[:1]
    bare = name[:1].islower() and not re.match(r"(?:the|a|an|its|his|her|their|that|those)\b", name)
    verbal = not noun or re.fullmatch(r"(?:is|are|was|were|did|does|do|has|had|\w+s|\w+ed)", noun[0])
    return f"the {name} {noun[0]}" if bare and noun and not verbal and len(other.split()) < 3 else name


def _asked(name: str, before: str, after: str, what: Measure) -> str:
    """A question for the value of one side, from the words around the comparative."""
    verb = _verb_of(before)
    if re.match(r"(?:did|does|do|will|has|had)\b", verb):
        return f"{capitalised(what.asks)} {verb} {name} {after}?".replace("  ", " ")
    if what.kinds == DATES:
        auxiliary, _, participle = verb.partition(" ")
        if auxiliary in ("is", "was", "are", "were"):
            return f"When was {name} {participle or _MADE} {after}?".replace(" ?", "?").replace("  ", " ")
        return f"When did {name} {verb} {after}?".replace(" ?", "?").replace("  ", " ")
    if what.asks == "how far":
        after = re.sub(r"^to\b", "from", after)
    if verb in ("is", "was", "are", "were", ""):
        asks = "how much" if what.asks == "how large" and _PREPOSITIONAL.search(name) else what.asks
        cost = " cost" if what.kinds == AMOUNTS else ""
        return f"{capitalised(asks)} {'did' if cost else verb or 'is'} {name}{cost} {after}?".replace(" ?", "?").replace("  ", " ")
    asks = how_much(after.split()[0]) if after and what.asks == "how much" and not _PREPOSITIONAL.match(after) else what.asks
    rest = " ".join(after.split()[1:]) if asks != what.asks else after
    return f"{capitalised(name)} {verb} {asks} {rest}?".replace(" ?", "?")


def _verb_of(before: str) -> str:
    """The verb and what follows it, without the noun that "which" asks for: "stands" of "telescope stands"."""
    match = re.match(
        r"(?P<lead>(?:[\w'’-]+ )*?)(?P<verb>(?:is|are|was|were|did|does|do|will|has|had|\w+s|\w+ed|\w+t|saw|\w+ew|\w+ld|\w+an|\w+de)\b.*)$",
        before,
    )
    return match["verb"].strip() if match else ""


def _versus(match: re.Match[str]) -> Plan | None:
    """Whether one thing is more than another; against a value the sentence that states the thing decides."""
    than, b = match["than"].strip(), match["b"].strip()
    if than == "than" and (foreseen := _FORESEEN.match(b)) and (found := measure(match["clause"])):
        return _foreseen(
            Clause.of(match["clause"][: found[0].start()].strip()), foreseen, "more" if found[1].operation == "most" else "less"
        )
    text = f"{match['clause']} {than}" if than != "than" else match["clause"]
    found = measure(text)
    if found is None or find(b) or re.search(r"\bor\b", text):
        return None
    comparative, what = found
    clause = Clause.of(text[: comparative.start()].strip())
    noun = text[comparative.end() :].strip().split()
    asks = how_much(noun[0] if noun else "") if what.asks == "how much" else what.asks
    if clause.auxiliary in ("is", "was", "are", "were") and not clause.rest and what.kinds == DATES:
        clause = Clause("was", clause.subject, _MADE)
    sides = (clause, clause.about(b))
    operation: Operation = "more" if what.operation == "most" else "less"
    return Plan(operation, tuple(Sought(side.subject or str(side), f"{capitalised(asks)} {side}?") for side in sides), what.kinds)
