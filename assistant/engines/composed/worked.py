"""From a plan to a draft: look up the operands, compute, cite each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.arithmetic import compute
from assistant.engines.composed.operands import Found, Operands
from assistant.engines.composed.plans import Plan
from assistant.questions import Kinds
from assistant.types import Citation, Claim, Derivation, Draft, Operand
from assistant.values import find

_PERCENT = Kinds({"percent"})
_DIRECT = 0.5  # chance of being right from which a sentence that states the result is taken before one that is worked out


def work_out(plan: Plan, question: str, operands: Operands, extract: Callable[[], Draft]) -> Draft:
    """The draft of a plan; `extract` gives what the extractive engine says, taken where the plan allows a direct answer and it is one."""
    stated = extract() if plan.direct else None
    if stated and _is_direct(plan, stated):
        return stated
    whole = operands.whole_period(plan.sought[0], question) if plan.period else None
    found = [whole] if whole else operands.of(plan)
    missing = [sought.name for sought in plan.sought if sought.name not in {one.operand.name for one in found}]
    if missing and not whole:
        what = " and ".join(missing) if len(missing) == 1 else "both"
        return refused(f"The articles do not state what is needed to work this out: {what}.", stated or extract(), found)
    derivation = Derivation(plan.operation, tuple(one.operand for one in found), plan.unit)
    outcome = compute(plan.operation, tuple(o.value for o in derivation.operands), tuple(o.name for o in derivation.operands), plan.unit)
    if not outcome.text:
        return refused(outcome.reason, stated or extract(), found)
    return Draft(outcome.text, claims_of(derivation.operands), min(one.confidence for one in found), derivation=derivation)


def claims_of(operands: tuple[Operand, ...]) -> tuple[Claim, ...]:
    """A claim for each sentence that an operand stands in."""
    cited = dict.fromkeys(operand.citation for operand in operands if operand.citation)
    return tuple(Claim(" ".join(citation.quote.split()), (citation,)) for citation in cited)


def _is_direct(plan: Plan, stated: Draft) -> bool:
    """Whether a span states the very result: a percentage, a length of time."""
    wanted = {"elapsed": Kinds({"duration"}), "rise": _PERCENT, "fall": _PERCENT, "change": _PERCENT}.get(plan.operation)
    values = find(stated.short)
    return wanted is not None and len(values) == 1 and values[0].kind in wanted and stated.confidence >= _DIRECT


def refused(reason: str, stated: Draft, found: Sequence[Found] = ()) -> Draft:
    """A refusal with `reason`, beside the place of what was found or else of what the extractive engine says."""
    nearest: Citation | None = next((one.operand.citation for one in found), None) or stated.nearest
    nearest = nearest or next((citation for claim in stated.claims for citation in claim.citations), None)
    return Draft("", (), stated.confidence, "not_in_sources", reason, nearest)
