"""Facts that measure the same, and whether their values agree.

It would rather miss a difference than claim one: two facts measure the same only where their clauses use the same words, names, periods
and other values. What is a matter of rounding, precision or a qualifier ("$1.2 billion", "over $1 billion" and "$1.23 billion") agrees.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from assistant.facts import facts_of
from assistant.indexing import Progress, quiet
from assistant.measures import COMPARED, JOINED, STATED_DAY, TIMES, Measure, measure_of, ordinary_words, stems
from assistant.types import Answer, CheckedValue, Comparison, Fact, Relation, Value
from assistant.values import contains, equal, find
from assistant.verification import Evidence

_SHOWN_EVERY = 500  # facts, while many are compared
_ROUNDED = 100  # from here on the zeros that end a number may come from rounding
_ABOUT = Decimal("0.1")
_CLOSE = Decimal("0.5")


def comparisons(facts: Iterable[Fact], progress: Progress = quiet) -> list[Comparison]:
    """The facts that measure the same as another one that stands elsewhere, grouped, in the order of the first of each group."""
    all_facts = list(facts)
    ordinary = ordinary_words(fact.citation.quote for fact in all_facts)
    groups: dict[Measure, list[tuple[Fact, Measure]]] = defaultdict(list)
    for done, fact in enumerate(all_facts, 1):
        if done % _SHOWN_EVERY == 0 or done == len(all_facts):
            progress("comparing facts", done, len(all_facts))
        if measure := measure_of(fact, ordinary):
            groups[measure.whole()].append((fact, measure))
    distinct = (_one_a_sentence(_told_apart(group)) for group in groups.values())
    return [compared(group) for group in distinct if len(group) > 1]


def _told_apart(facts: Sequence[tuple[Fact, Measure]]) -> list[Fact]:
    """The facts that may be held against each other."""
    mixed = {id(one) for (a, first), (b, second) in combinations(facts, 2) if not _comparable(a, b, first, second) for one in (a, b)}
    return [fact for fact, _ in facts if id(fact) not in mixed]


def _comparable(a: Fact, b: Fact, first: Measure, second: Measure) -> bool:
    """Whether two facts tell of one time: values of a sentence are a list, and the past that a document tells without dates may be any."""
    if a.citation.document_id != b.citation.document_id or agree(a.value, b.value):
        return True
    lasting = first.present and second.present and a.heading == b.heading
    return a.citation != b.citation and (bool(first.periods) or a.as_of != b.as_of or lasting)


def _same_day(a: Fact, b: Fact) -> bool:
    """Whether neither sentence says that it speaks of another day than the other."""
    return a.as_of == b.as_of or not any(STATED_DAY.search(fact.citation.quote) for fact in (a, b))


def compared(facts: Sequence[Fact]) -> Comparison:
    """Facts that measure the same with the relation between their values, newest first."""
    newest = sorted(facts, key=lambda fact: (fact.as_of is None, -(fact.as_of or date.min).toordinal()))
    return Comparison(_relation(newest), tuple(newest))


def _relation(facts: Sequence[Fact]) -> Relation:
    differing = [(a, b) for a, b in combinations(facts, 2) if not agree(a.value, b.value)]
    if not differing:
        return "agree"
    return "updated" if all(a.as_of and b.as_of and a.as_of != b.as_of for a, b in differing) else "differ"


def _one_a_sentence(facts: Sequence[Fact]) -> list[Fact]:
    """Without repetitions: the same sentence, cited twice or standing twice in a document, says a thing once."""
    kept: dict[tuple[str, str, str], Fact] = {}
    for fact in facts:
        kept.setdefault((fact.citation.document_id, fact.citation.quote, fact.value.normal), fact)
    return list(kept.values())


def agree(a: Value, b: Value) -> bool:
    """Whether two values of one measure can both be right: equal, one within the other, or equal as far as either is exact."""
    if equal(a, b) or contains(a, b) or contains(b, a):
        return True
    if a.kind in TIMES or b.kind in TIMES:
        return bool(a.qualifier or b.qualifier)
    (low, high), (least, most) = _reach(a), _reach(b)
    return (high is None or least is None or least < high) and (most is None or low is None or low < most)


def _reach(value: Value) -> tuple[Decimal | None, Decimal | None]:
    """The bounds between which the true value lies, by the digits written and by the qualifier; None for no bound."""
    low, high = value.low or Decimal(0), value.high or Decimal(0)
    half = _half_unit(value)
    low, high = low - half, high + half
    if value.qualifier == "~":
        return low - abs(low) * _ABOUT, high + abs(high) * _ABOUT
    return (None if value.qualifier.startswith("<") else low), (None if value.qualifier.startswith(">") else high)


def _half_unit(value: Value) -> Decimal:
    """Half of what the last digit counts that was written and is more than a filling zero; two digits always count."""
    written = re.search(r"\d[\d,]*(?:\.(?P<part>\d+))?", value.text)
    number = Decimal(written[0].replace(",", "")) if written else None
    if written is None or not number or value.low is None:
        return Decimal(0)
    digits = written[0].replace(",", "")
    unit = Decimal(1).scaleb(-len(written["part"])) if written["part"] else Decimal(1)
    if not written["part"] and number >= _ROUNDED:
        unit = Decimal(10) ** min(len(digits) - 2, len(digits) - len(digits.rstrip("0")))
    scale = abs(value.low) / number if value.low else Decimal(1)
    return unit * scale * _CLOSE


def weighed(answer: Answer, evidence: Evidence) -> Answer:
    """`answer`, or, where the evidence gives its value otherwise elsewhere, one that is `conflicting` and shows all of them."""
    values = find(answer.short)
    if answer.verdict != "answered" or len(values) != 1 or values[0].kind not in COMPARED:
        return answer
    facts = [fact for p in evidence.passages for fact in facts_of(evidence.documents[p.document_id], p.start, p.end, p.heading)]
    cited = {(citation.document_id, at) for citation in answer.citations for at in range(citation.start, citation.end)}
    same = [fact for fact in facts if equal(fact.value, values[0])]
    # Other sentences may give the answer in the words that are contradicted.
    for own in sorted(same, key=lambda fact: (fact.citation.document_id, fact.value.start) not in cited):
        if others := [other for other in rivals(own, facts, answer.standalone_question) if _proved(other)]:
            return _conflicting(answer, compared([own, *others]))
    return answer


def _conflicting(answer: Answer, found: Comparison) -> Answer:
    citations = tuple(dict.fromkeys(fact.citation for fact in found.facts))
    number = {citation: n for n, citation in enumerate(citations, 1)}
    text = " ".join(f"{fact.value.text}: {' '.join(fact.citation.quote.split())} [{number[fact.citation]}]" for fact in found.facts)
    numbered = tuple(CheckedValue(fact.value, number[fact.citation]) for fact in found.facts)
    return replace(answer, verdict="conflicting", short="", text=text, citations=citations, values=numbered, reason=_reason(found))


def _proved(fact: Fact) -> bool:
    """Whether the citation, read by itself, states the value."""
    return any(equal(stated, fact.value) for stated in find(fact.citation.quote))


def _reason(found: Comparison) -> str:
    """One sentence on how the values differ."""
    given = " and ".join(dict.fromkeys(fact.value.text for fact in found.facts))
    if found.relation == "updated":
        newest = found.facts[0]
        earlier = next(fact for fact in found.facts if not agree(fact.value, newest.value))
        return f"The documents give {given} for this; that of {newest.as_of} is later than that of {earlier.as_of}."
    return f"The documents give different values for this: {given}."


def rivals(fact: Fact, others: Iterable[Fact], question: str) -> list[Fact]:
    """The facts that answer `question` as `fact` does and give another value, one a document and sentence."""
    all_others = list(others)
    ordinary = ordinary_words([fact.citation.quote, *(other.citation.quote for other in all_others)])
    asked, own = stems(question), measure_of(fact, ordinary)
    if own is None:
        return []
    found = [
        other
        for other in all_others
        if not agree(fact.value, other.value)
        and (measure := measure_of(other, ordinary))
        and _comparable(fact, other, own, measure)
        and _same_day(fact, other)
        and _rival(own, measure, asked, apart=other.citation.document_id != fact.citation.document_id)
    ]
    return _one_a_sentence(found)


def _rival(a: Measure, b: Measure, asked: frozenset[str], *, apart: bool) -> bool:
    """Whether two measures are one as far as a question goes: across documents either may say more of it after the value.

    One that only names the day of what happened once is no other, and neither is one that names more of the same.
    """
    if a.whole() == b.whole():
        return True
    same = (a.kind, a.unit, a.per, a.direction, a.about) == (b.kind, b.unit, b.per, b.direction, b.about)
    if not apart or not same or a.before != b.before or not (a.names and b.names):
        return False
    dated = a.periods == b.periods or (not (a.lasting or b.lasting) and not (a.periods and b.periods))
    told = (a.stems | a.names, b.stems | b.names)
    covered = told[0] & asked == told[1] & asked and len(told[0] & asked) > 1
    return (
        dated
        and covered
        and JOINED not in a.after ^ b.after
        and _nested(a.after, b.after)
        and _nested(a.names, b.names)
        and _nested(a.others, b.others)
    )


def _nested(a: frozenset[str], b: frozenset[str]) -> bool:
    return a <= b or b <= a
