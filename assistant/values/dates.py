"""Dates with the precision they are written in, alone or as ranges.

A day like 3/4/2025, which two countries read differently, stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from assistant.types import Value, ValueKind
from assistant.values import context, dateforms, money, units, vocabulary
from assistant.values.dateforms import Written
from assistant.values.moments import Moment
from assistant.values.source import Found, Source, skip

_SEPARATOR = re.compile(
    r"\s?(?P<dash>--|[-—])\s?|\s+(?P<word>to|through|thru|until|till|and)\s+"
    r"(?:the (?:end|start|beginning|middle) of |the |early |late |mid-)?"
    r"|(?P<slash>/)(?=[12][0-9]{3})"
)
_JOINING = re.compile(r"\s(?:to|through|thru|until|till|and)\s")
_STICKS = re.compile(r"[0-9]|[.,][0-9]|\s?%|-[0-9]")
_NOT_A_YEAR = re.compile(
    r"[a-z]|-[a-z](?![a-z])|\s(?:million|billion|trillion|thousand|crore|mn|bn)\b|\s?%|\s(?:percent|per cent|basis)\b|\([a-z0-9]{1,2}\)"
)
_HYPHENED = ("mid-", "pre-", "post-", "early-", "late-", "since-", "year-end-", "end-", "non-")
_TIMES = re.compile(r"[ -](?:years|quarters|months|weeks|days|hours|minutes|seconds)(?![a-z'])")
_COUNTED = vocabulary.COUNTED | frozenset(units.MEASURES.values())
_NEAR_YEAR = vocabulary.BEFORE_YEAR | frozenset(("of", "the", "to", "from", "around", "about", "and"))


def read(source: Source, at: int) -> Found | None:
    """The date, or range of dates, that begins at `at`."""
    if both := dateforms.ambiguous(source.folded, at):
        return _ambiguous(source, at, *both)
    found = dateforms.written(source, at)
    if found is None:
        return None
    if _is_label(source, at):
        return skip(found.end)
    found = found if found.ranged else _joined(source, at, found)
    first = found.first
    bare = first.precision == "year" and not first.fiscal and first.span == 1 and not dateforms.ERA.search(source.folded, at, found.end)
    if bare and not _is_year(source, at, found.end, first.year or 0, ranged=found.ranged):
        return None
    start = _opened(source, at, found.end) if found.ranged else at
    value = value_of(source, start, found)
    return Found(value, value.end)


def value_of(source: Source, start: int, found: Written) -> Value:
    """The value of what is written between `start` and its end."""
    first, last, end = found
    kind: ValueKind = "date_range" if found.ranged else "date"
    normal = f"{first.normal()}/{last.normal()}" if found.ranged else first.normal()
    sign = "" if found.ranged else context.qualifier(source, start, end, dated=True)[0]
    low, high = first.bounds(), last.bounds()
    if low is None or high is None:
        return Value(kind, source.text[start:end], normal, None, None, "", sign, start, end)
    return Value(kind, source.text[start:end], normal, low[0], high[1], "", sign, start, end)


def _ambiguous(source: Source, at: int, one: int, two: int, year: int, end: int) -> Found:
    """Both readings are kept as bounds, and the normal form is what was written."""
    low, high = sorted((year * 10000 + one * 100 + two, year * 10000 + two * 100 + one))
    sign, _ = context.qualifier(source, at, end, dated=True)
    return Found(Value("date", source.text[at:end], f"{one}/{two}/{year}", Decimal(low), Decimal(high), "", sign, at, end), end)


def _opened(source: Source, at: int, end: int) -> int:
    """Where a range begins: at its "between" or "from", if it has one that its second half needs."""
    if not _JOINING.search(source.folded, at, end):
        return at
    words = source.words_before(at, 12)
    return source.folded.rindex(words[-1], 0, at) if words and words[-1] in ("between", "from") else at


def _is_label(source: Source, at: int) -> bool:
    """Whether the digits are a piece of a name: "ASU 2014-09", "No. 2020"."""
    if not source.folded[at].isdigit():
        return False
    words = source.words_before(at, 12)
    return bool(words) and words[-1].lstrip('("') in (
        "asu",
        "no.",
        "no",
        "nos.",
        "item",
        "note",
        "section",
        "sku",
        "isin",
        "rfc",
        "cve",
        "iso",
        "rule",
    )


def _joined(source: Source, at: int, written: Written) -> Written:
    """`written`, or the range that it begins."""
    separator = _SEPARATOR.match(source.folded, written.end)
    if separator is None or separator.end() >= len(source.folded):
        return written
    if separator["word"] == "and" and source.words_before(at, 12)[-1:] != ["between"]:
        return written
    second = dateforms.written(source, separator.end(), ranged=True)
    if second is None or second.ranged or _STICKS.match(source.folded, second.end):
        return written
    first, last = _completed(written.first, second.first)
    if separator["slash"] and last.year != (first.year or 0) + 1:
        return written
    low, high = first.bounds(), last.bounds()
    if low is None or high is None:
        return Written(first, last, second.end) if low is high else written
    return Written(first, last, second.end) if low[0] < high[0] else written


def _completed(first: Moment, last: Moment) -> tuple[Moment, Moment]:
    """Each end takes the year, and the fiscal calendar, that only the other one states: "March to May 2024", "fiscal 2019 to 2021"."""
    if first.year is None and last.year is not None:
        crosses = last.month and first.month and first.month > last.month
        first = replace(first, year=last.year - 1 if crosses else last.year)
    elif first.year is not None and last.year is None:
        last = replace(last, year=first.year)
    return first, replace(last, fiscal=first.fiscal or last.fiscal)


def _is_year(source: Source, at: int, end: int, year: int, *, ranged: bool) -> bool:
    """Whether four digits are a year, not a count ("2020 employees"), a label or a piece of an identifier."""
    folded = source.folded
    before = folded[at - 1] if at else " "
    if before in "#§./:_" or (before == "-" and not folded[max(0, at - 10) : at].endswith(_HYPHENED)):
        return False
    words = source.words_before(at, 20)[-1:]
    word = words[0].lstrip("(\"'") if words else ""
    if money.before(source.text, folded, at, 0)[0] or _TIMES.match(folded, end):
        return False
    if word != "in" and money.after(source.text, folded, end, scaled=False):
        return False
    noun = units.read_noun(source.text, folded, end)
    adjacent = noun is not None and noun.end - end <= len(noun.name) + 1
    near = not adjacent and (ranged or word in _NEAR_YEAR)
    if not (1900 <= year <= 2099 or (1000 <= year < 1900 and near)) or _NOT_A_YEAR.match(folded, end):
        return False
    return word in vocabulary.BEFORE_YEAR or not (adjacent and noun is not None and noun.name in _COUNTED)
