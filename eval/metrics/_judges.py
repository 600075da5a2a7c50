"""The four ways of judging what was said against a case: by value, by items, by polarity, by words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant import Value, find_values
from eval.cases import Case
from eval.metrics import Score
from eval.metrics._matching import LINKING_WORDS, f1, find_run, plain, words
from eval.metrics._typed import distinct, family, opposed, present, same

WORD_F1 = 0.6
"""Words in common that make a wording right: "Eddie Wu" for "CEO, Eddie Wu" (0.8), not one of two companies (0.5)."""

_YES = re.compile(r"\b(?:yes|yeah|yep|true|correct|indeed)\b")
_NO = re.compile(r"\b(?:no|nope|not|never|false|incorrect)\b|n't\b")
_NEGATION = re.compile(r"\b(?:no|not|never|neither|nor|without)\b|n't\b")
_UP = re.compile(r"\b(?:rose|ris(?:e|es|ing)|gain\w*|jump\w*|gr[eo]w\w*|increas\w*|climb\w*|surg\w*|soar\w*)\b")
_DOWN = re.compile(r"\b(?:fell|fall\w*|drop\w*|plung\w*|declin\w*|decreas\w*|los[est]\w*|tank\w*|slump\w*|sank|slid\w*|plummet\w*)\b")


def by_value(case: Case, said: str, context: str) -> Score:
    """The first value of the asked kind must be equal to a right one; `context` is the whole answer, which may tell the direction."""
    found = [value for gold in case.accepted for value in [_first_match(case, gold, said)] if value is not None]
    if not found:
        return Score(1) if any(words(said) == words(gold) for gold in case.accepted) else wrong(case, said)
    value, hedged = found[0]
    canonical = next(iter(find_values(case.answers[0])), None)
    if canonical and opposed(value, canonical):
        return Score(0, f"{value.text!r} turns the qualifier of {canonical.text!r} around")
    if value.kind == "percent" and _opposite_direction(case.question, context):
        return Score(0, f"{context!r} goes the other way")
    return Score(1, warnings=tuple(_warnings(value, canonical, hedged=hedged)))


def _first_match(case: Case, gold: str, said: str) -> tuple[Value, bool] | None:
    """The value in `said` that answers `gold`, and whether others of its kind stand beside it; None when it is not the right one.

    Where `gold` has several values, such as the two ends of a period or range, all of them must be said, in their order.
    """
    targets = list(find_values(gold))
    if not targets:
        return None
    target = targets[0]
    candidates = [value for value in find_values(said) if _comparable(value, target)]
    years = _years_joined(candidates)
    if target.kind == "date_range" and years and years == _years(target):
        return candidates[0], False
    if len(targets) > 1:
        return (candidates[0], len(candidates) > len(targets)) if _all_same(candidates, targets) else None
    if not candidates or not (same(candidates[0], target) or _finer_in_evidence(case, candidates[0], target)):
        return None
    return candidates[0], len(distinct(candidates)) > 1


def _all_same(candidates: list[Value], targets: list[Value]) -> bool:
    return len(candidates) >= len(targets) and all(same(value, target) for value, target in zip(candidates, targets, strict=False))


def _comparable(value: Value, target: Value) -> bool:
    """Whether a value is of the kind that `target` asks for; a period may be given by its length or by its ends."""
    families = {family(value), family(target)}
    return len(families) == 1 or (families == {"date", "duration"} and "date_range" in (value.kind, target.kind))


def _years(value: Value) -> tuple[int, int] | None:
    return None if value.low is None or value.high is None else (int(value.low) // 10_000, int(value.high) // 10_000)


def _years_joined(values: list[Value]) -> tuple[int, int] | None:
    """Two single dates, "2025 and 2028", read as the range between them."""
    first, last = (_years(values[0]), _years(values[1])) if len(values) == 2 else (None, None)
    if not first or not last or any(value.kind != "date" for value in values):
        return None
    return first[0], last[1]


def _finer_in_evidence(case: Case, value: Value, target: Value) -> bool:
    """Whether a date is finer than the right answer and the evidence gives it so."""
    if value.kind != "date" or target.kind != "date" or not value.normal.startswith(f"{target.normal}-"):
        return False
    return any(present(value, find_values(evidence)) for evidence in case.evidence)


def _opposite_direction(question: str, context: str) -> bool:
    asked, told = _direction(question), _direction(context)
    return bool(asked and told and asked != told)


def _direction(text: str) -> str:
    """ "up" or "down", where a text says just one of them."""
    up, down = bool(_UP.search(plain(text))), bool(_DOWN.search(plain(text)))
    return "" if up == down else "up" if up else "down"


def _warnings(value: Value, canonical: Value | None, *, hedged: bool) -> Iterator[str]:
    if canonical and canonical.qualifier != value.qualifier:
        yield "qualifier"
    if hedged:
        yield "hedged"


def by_items(case: Case, said: str) -> Score:
    """Every item of the notes must be there, and no more than as many others."""
    found, extra = count_items(case.items, said)
    missing = [item for item, there in found.items() if not there]
    if missing:
        return Score(0, f"{said!r} lacks {', '.join(missing)}")
    if extra > len(found):
        return Score(0, f"{said!r} has {extra} items too many")
    return Score(1, warnings=("extra items",) if extra else ())


def count_items(items: tuple[str, ...], said: str) -> tuple[dict[str, bool], int]:
    """Which items are said, in any order, and how many parts of what is said belong to none of them."""
    found = {item: find_run(words(item), words(said)) >= 0 for item in items}
    named = [set(words(item)) for item in items]
    parts = [set(words(part)) - LINKING_WORDS for part in _parts(said)]
    return found, sum(bool(part) and not any(part & item for item in named) for part in parts)


def _parts(said: str) -> list[str]:
    """The parts of an enumeration: by lines or semicolons where there are any, else by commas and "and"."""
    strong = [part for part in re.split(r"[;\n•]|(?<=[.!?])\s", said) if part.strip()]
    return strong if len(strong) > 1 else re.split(r",|\band\b|\bor\b", said)


def by_polarity(case: Case, short: str, text: str) -> Score:
    """The first polarity word of the short answer, then of the text, must be the right one; an answer without one is unclear."""
    told = _polarity(short) or _polarity(text)
    expected = case.note("polarity") or _polarity(case.answers[0])
    if told == expected:
        return Score(1)
    if not told and any(words(short) == words(gold) for gold in case.accepted):
        return Score(1)
    return Score(0, f"{short or text!r} says {told or 'neither yes nor no'}, expected {expected}")


def _polarity(text: str) -> str:
    found = {name: match.start() for name, pattern in (("yes", _YES), ("no", _NO)) if (match := pattern.search(plain(text)))}
    return min(found, key=found.__getitem__) if found else ""


def by_words(case: Case, said: str, context: str) -> Score:
    """Enough words in common with a right answer, no value of it missing, and not its negation."""
    if any(_says(said, gold) for gold in case.accepted):
        return Score(1)
    if any(_is_value(gold) for gold in case.accepted) and by_value(case, said, context).value:
        return Score(1)
    return wrong(case, said)


def _says(said: str, gold: str) -> bool:
    negated = bool(_NEGATION.search(plain(said))), bool(_NEGATION.search(plain(gold)))
    there = list(find_values(said))
    return f1(said, gold) >= WORD_F1 and negated[0] == negated[1] and all(present(value, there) for value in find_values(gold))


def _is_value(gold: str) -> bool:
    """Whether a right answer is nothing but a value: "over $100 billion"."""
    return bool(list(find_values(gold))) and not set(words(outside_values(gold))) - LINKING_WORDS


def forbidden_said(case: Case, said: str) -> str:
    """The first thing that the case forbids and that is said, as a value or in these words; empty when there is none."""
    there = list(find_values(said))
    return next((one for one in case.forbidden if _stands_in(one, said, there)), "")


def _stands_in(forbidden: str, said: str, there: list[Value]) -> bool:
    return any(present(value, there) for value in find_values(forbidden)) or find_run(words(forbidden), words(said)) >= 0


def outside_values(text: str) -> str:
    """`text` with its values cut out."""
    for value in reversed(list(find_values(text))):
        text = f"{text[: value.start]} {text[value.end :]}"
    return text


def wrong(case: Case, said: str) -> Score:
    return Score(0, f"{said!r}, expected {case.answers[0]!r}")
