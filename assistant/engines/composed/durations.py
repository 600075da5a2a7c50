"""How much time lies between two events, or how long something lasted whose beginning and end are given."""

from __future__ import annotations

import re

from assistant.engines.composed.plans import DATES, Clause, Plan, Sought

_HOW_LONG = r"^\W*(?:and )?(?:about )?how (?:many (?:full |whole )?(?P<unit>year|month|week|day)s|long|much time)"
_BETWEEN = re.compile(
    rf"{_HOW_LONG}(?: (?:passed|elapsed|lay|lie|lies|went by|were there|was there|are there|is it|was it|did it take))?"
    r"(?P<middle>[^?]*?),? (?:between|from) "
    r"(?P<a>[^?]+?) (?:and|to|until|till) (?P<b>[^?]+?)(?:,? in (?P<in>year|month|week|day)s)?\s*\?*$",
    re.I,
)
_AFTER = re.compile(rf"{_HOW_LONG} (?:after|before) (?P<b>[^?]+?) (?P<clause>(?:did|was|were|is|are|does|do)\b[^?]+?)\s*\?*$", re.I)
_LATER = re.compile(rf"{_HOW_LONG} (?:later|earlier) (?P<clause>(?:did|was|were|is|are)\b[^?]+?) than (?P<b>[^?]+?)\s*\?*$", re.I)
_LASTED = re.compile(
    rf"{_HOW_LONG} (?:did|does|has|will|was|were) (?P<a>[^?]+?) "
    r"(?P<verb>last|take|run|reign|rule|govern|go on|continue|serve|in office|in power)\b(?P<rest>[^?]*)\?*$",
    re.I,
)
_RULED = re.compile(r"reign|rule|govern|office|power|serve", re.I)


def plan(question: str) -> Plan | None:
    """The plan for a length of time that two dates give, or None when the question asks for none."""
    if match := _AFTER.match(question) or _LATER.match(question):
        clause = Clause.of(match["clause"])
        sides = (clause, clause.about(match["b"].strip()))
        return Plan("elapsed", tuple(Sought(side.named, f"When {side}?") for side in sides), DATES, _unit(match))
    if match := _BETWEEN.match(question):
        return _between(match)
    if (match := _LASTED.match(question)) and match["unit"]:
        return _lasted(match)
    return None


def _unit(match: re.Match[str]) -> str:
    return str((match.groupdict().get("in") or match["unit"] or "").lower())


def _between(match: re.Match[str]) -> Plan | None:
    """Two events named by nouns; "its opening" is the opening of what the first event is of."""
    a, b = match["a"].strip(), match["b"].strip()
    whole = re.search(r"\b(?:of|on) (?P<of>.+)$", a) or re.search(r"\b(?:was|were|is) (?P<of>[^,]+)", match["middle"])
    of = whole["of"] if whole else ""
    named = tuple(re.sub(r"^its (?P<event>.+)$", rf"the \g<event> of {of}", side) if of else side for side in (a, b))
    return Plan("elapsed", tuple(Sought(side, f"When was {side}?") for side in named), DATES, _unit(match))


def _lasted(match: re.Match[str]) -> Plan:
    """Its beginning and its end, or the whole period at once."""
    what, tail = match["a"].strip(), match["rest"].strip()
    verb = match["verb"] if _RULED.search(match["verb"]) else ""
    asked = (
        (f"When did {what} begin to {verb} {tail}?", f"Until when did {what} {verb} {tail}?")
        if verb
        else (f"When did {what} begin {tail}?", f"When did {what} end {tail}?")
    )
    sought = tuple(
        Sought(f"the {event} of {what}", " ".join(one.split()).replace(" ?", "?"))
        for event, one in zip(("beginning", "end"), asked, strict=True)
    )
    return Plan("elapsed", sought, DATES, _unit(match), direct=True, period=True)
