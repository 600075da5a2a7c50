"""Which of two is more, less, earlier or later; and whether one is more than the other, as a yes/no question."""

from __future__ import annotations

import re

from assistant.engines.composed.plans import DATES, QUANTITIES, Clause, Measure, Plan, Sought, capitalised, how_much, measure, with_head
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
_MADE = "founded, opened or built"  # how old something is, is when it was
_PREPOSITIONAL = re.compile(r"\b(?:of|in|for|by|at|on)\b")
_VERSUS = re.compile(
    r"^\W*(?:and |so |but )?(?P<clause>(?:is|are|was|were|do|does|did|has|have|had)\b[^?]+?)"
    r"(?P<than> than | before | after )(?P<b>[^?]+?)\s*\?*$",
    re.I,
)


def plan(question: str) -> Plan | None:
    """The plan for a comparison of two things, or None when the question is none."""
    if match := _CHOICE.match(question) or _OF_TWO.match(question):
        return _choice(match["head"].strip(), match["a"].strip(), match["b"].strip())
    return _versus(match) if (match := _VERSUS.match(question)) else None


def _choice(head: str, a: str, b: str) -> Plan | None:
    found = measure(head)
    if found is None:
        return None
    comparative, what = found
    before, after = head[: comparative.start()].strip(), head[comparative.end() :].strip()
    sides = (a, with_head(b, a))
    sought = tuple(Sought(name, _asked(_named(side, before, b), before, after, what)) for name, side in zip((a, b), sides, strict=True))
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
    if verb in ("is", "was", "are", "were", ""):
        asks = "how much" if what.asks == "how large" and _PREPOSITIONAL.search(name) else what.asks
        cost = " cost" if what.kinds != QUANTITIES else ""
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
