"""Differences, ratios and changes in percent between two quantities."""

from __future__ import annotations

import re

from assistant.engines.composed.plans import AMOUNTS, NOUNS, QUANTITIES, Clause, Plan, Sought, capitalised, how_much, measure
from assistant.types import Operation

_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|will|would)"
_MORE = r"more|fewer|less|larger|bigger|greater|higher|taller|longer|smaller|lower|shorter|heavier|older|more expensive|cheaper"
_BETWEEN = re.compile(r"\bdifference (?:in (?P<of>[\w ]+?) )?between (?P<a>[^?]+?) and (?P<b>[^?]+?)\s*\?*$", re.I)
_THAN = re.compile(rf"^\W*(?:and |by )?how (?:much|many) (?P<more>{_MORE})\b(?P<clause>[^?]+?) than (?P<b>[^?]+?)\s*\?*$", re.I)
_UNITS = re.compile(
    rf"^\W*(?:and |by )?how many (?P<unit>(?!times\b)[\w-]+(?: [\w-]+)?) (?P<more>{_MORE}|deeper|thicker|wider|nearer|farther)"
    rf" (?P<clause>{_AUXILIARY}\b[^?]+?) than (?P<b>[^?]+?)\s*\?*$",
    re.I,
)
_TIMES = re.compile(
    rf"^\W*(?:and |by )?how many times (?:as )?(?P<more>{_MORE}|large|big|great|high|tall|long|much|many|old|heavy|expensive)\b"
    r"(?P<clause>[^?]+?) (?:than|as) (?P<b>[^?]+?)\s*\?*$",
    re.I,
)
_TIMES_OF = re.compile(
    r"^\W*(?:and )?how many times (?P<b>(?:the|that|its|his|her|their|[A-Z])\b[^?]+?) (?:is|was|are|were) (?P<a>[^?]+?)\s*\?*$", re.I
)
_EXCEED = re.compile(r"^\W*by how much (?:did|does|do) (?P<a>[^?]+?) (?:exceed|surpass|outstrip|top) (?P<b>[^?]+?)\s*\?*$", re.I)
_MOVES = r"(?P<move>rise|grow|increase|climb|jump|gain|improve|fall|drop|decline|decrease|shrink|sink|go up|go down|change|differ|move)"
_PERIOD = r"(?:from|between) (?P<first>[^?]+?) (?:to|and|until) (?P<last>[^?]+?)"
_CHANGE = re.compile(
    rf"^\W*(?:and )?by (?:how much|(?:what|how many) (?P<percent>percent\w*|per cent|%))"
    rf" (?:did|does|will|has|have|would) (?P<what>[^?]+?) {_MOVES} {_PERIOD}\s*\?*$",
    re.I,
)
_CHANGE_OF = re.compile(
    rf"^\W*(?:what|how (?:large|big|great)) (?:is|was) the (?P<percent>percent\w* |per cent )?"
    r"(?P<move>change|increase|rise|growth|gain|decrease|fall|drop|decline)"
    rf" in (?P<what>[^?]+?) {_PERIOD}\s*\?*$",
    re.I,
)
_FALLS = re.compile(r"fall|drop|decline|decrease|shrink|sink|down", re.I)
_NEUTRAL = re.compile(r"change|differ|move", re.I)


def plan(question: str) -> Plan | None:
    """The plan for a calculation, or None when the question asks for none."""
    if match := _CHANGE.match(question) or _CHANGE_OF.match(question):
        return _change(match)
    if match := _TIMES_OF.match(question) or _EXCEED.match(question):
        return _of("ratio" if "times" in match[0].lower() else "difference", match["a"], match["b"])
    if match := _UNITS.match(question):
        return _in_units(match)
    if match := _TIMES.match(question):
        return _clauses("ratio", match)
    if match := _THAN.match(question):
        return _clauses("difference", match)
    if match := _BETWEEN.search(question):
        of = f"the {match['of']} of " if match["of"] else ""
        return _of("difference", of + match["a"], of + match["b"])
    return None


def _of(operation: Operation, a: str, b: str) -> Plan:
    """An operation on two things that are named by nouns: "the revenue of Acme"."""
    head = re.match(r"(?P<head>.+? of) ", a)
    if head and re.match(r"(?:that|those) of ", b):
        b = f"{head['head']} {b.split(' of ', 1)[1]}"
    return Plan(operation, tuple(Sought(side, f"How much is {side}?") for side in (a.strip(), b.strip())), QUANTITIES)


def _in_units(match: re.Match[str]) -> Plan:
    """A difference in so many metres, beds …: how many of them each side has."""
    unit, clause = match["unit"], Clause.of(match["clause"])
    found = measure(match["more"])
    asks = found[1].asks if found else ""
    how = asks.removeprefix("how ") if re.fullmatch(r"how (?!much|large|fast)\w+", asks) and asks != "how high" else ""
    sides = (clause, clause.about(match["b"].strip()))
    asked = tuple(" ".join(f"How many {unit} {how} {side}?".split()) for side in sides)
    sought = tuple(Sought(side.named, one, NOUNS.get(asks, ""), unit) for side, one in zip(sides, asked, strict=True))
    return Plan("difference", sought, QUANTITIES)


def _clauses(operation: Operation, match: re.Match[str]) -> Plan | None:
    """An operation on what two clauses say: "did Adeyemi score" and "did Brandt score"."""
    text = match["clause"].strip()
    opening = re.match(
        rf"(?P<noun>(?:(?!{_AUXILIARY}\b)[\w-]+ )+?)(?={_AUXILIARY}\b)",
        text,
    )
    noun = opening["noun"].strip() if opening else ""
    clause = Clause.of(text[opening.end() :] if opening else text)
    word = match["more"].lower()
    found = measure(word if word not in ("much", "many") else "more")
    asks = how_much(noun) if noun or not clause.auxiliary else (found[1].asks if found and found[1].asks.startswith("how") else "how much")
    if not clause.auxiliary:  # "astronomers work at Marama": what is counted is the subject
        asks = "how many"
    sides = (clause, clause.about(match["b"].strip()))
    kinds = AMOUNTS if re.search(r"\bmoney\b", noun) else QUANTITIES
    return Plan(operation, tuple(Sought(side.named, f"{capitalised(asks)} {side}?") for side in sides), kinds)


def _change(match: re.Match[str]) -> Plan:
    what, percent = match["what"].strip(), bool(match["percent"])
    operation: Operation = "difference"
    if percent:
        operation = "change" if _NEUTRAL.search(match["move"]) else "fall" if _FALLS.search(match["move"]) else "rise"
    sides = tuple(
        Sought(f"{what} in {date}", f"How much was {what} in {date}?") for date in (match["first"].strip(), match["last"].strip())
    )
    return Plan(operation, sides, QUANTITIES, direct=True)
