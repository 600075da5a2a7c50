"""Dates with the precision they are written in, alone or as ranges. A day like 3/4/2025, which two countries read differently, stays as it is."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from assistant.types import Value
from assistant.values import context, money, units
from assistant.values.moments import Moment
from assistant.values.source import Found, Source

_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|november nov|december dec".split(
            "|"
        ),
        1,
    )
    for name in names.split()
}
MONTH_WORDS = tuple(_MONTHS)
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?![a-z])\.?"
_YEAR = r"(?P<year>[12][0-9]{3})(?![0-9]|[.,'][0-9]|\s?%)"
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?![a-z0-9.:/%]|,[0-9]{3}|\s?(?:percent|per cent|million|billion|thousand|trillion|%))"
_TO_DAY = r"(?:\s?[-—]\s?|\s(?:to|and|through)\s)(?P<last>[0-3]?[0-9])(?:st|nd|rd|th)?(?![a-z0-9.:/%]|,[0-9]{3})"
_FISCAL = r"(?:fiscal(?:[\s-]years?)?|financial[\s-]years?|fye?|f\.y\.)"

_ISO = re.compile(r"(?P<year>[12][0-9]{3})(?P<mark>[-/.])(?P<month>[01]?[0-9])(?P=mark)(?P<day>[0-3]?[0-9])(?![0-9]|[-/.][0-9])")
_ISO_MONTH = re.compile(r"(?P<year>(?:19|20)[0-9]{2})-(?P<month>0[1-9]|1[0-2])(?![0-9]|[-/.,:%][0-9]|\s?%)")
_NUMERIC = re.compile(
    r"(?P<one>[0-3]?[0-9])(?P<mark>[-/.])(?P<two>[0-3]?[0-9])(?P=mark)(?P<year>(?:19|20)[0-9]{2}|(?<=/)[0-9]{2})(?![0-9]|[-/.:][0-9])"
)
_MONTH_DAY = re.compile(rf"{_MONTH}\s+(?:the\s+)?{_DAY}(?:{_TO_DAY})?(?:\s?,?\s{{0,2}}{_YEAR})?")
_MONTH_YEAR = re.compile(rf"{_MONTH},?[\s-](?:of\s)?{_YEAR}|(?P<short>{'|'.join(_MONTHS)})[ -]?'(?P<two>[0-9]{{2}})(?![0-9])")
_MONTH_ALONE = re.compile(_MONTH)
_DAY_MONTH = re.compile(rf"{_DAY}(?:{_TO_DAY})?(?:\s(?:day\s)?of)?[\s-]{_MONTH}(?:,?[\s-]{_YEAR})?")
_PART = re.compile(
    rf"(?:(?P<q>[qh])(?P<n>[1-4])|(?P<n2>[1-4])(?P<q2>[qh])|(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th|final|last)[\s-](?P<length>quarter|half))"
    rf"(?:[\s,-]{{0,2}}(?:of\s|in\s)?(?:the\s)?(?P<fiscal>{_FISCAL})?[\s-]?)(?:(?P<year>[12][0-9]{{3}})|'?(?P<two>[0-9]{{2}}))(?![0-9]|[.,'%][0-9]|\s?%|\s(?:million|billion|thousand))"
)
_PART_AFTER = re.compile(r"[\s-](?:q(?P<q>[1-4])|h(?P<h>[12]))(?![0-9a-z])")
_FISCAL_YEAR = re.compile(
    rf"{_FISCAL}[\s-]?(?:(?P<year>[12][0-9]{{3}})|'?(?P<two>[0-9]{{2}}))(?:\s?[/-]\s?(?P<end>[12][0-9]{{3}}|[0-9]{{2}}))?(?![0-9]|[.,'][0-9]|\s?%)"
)
_DECADE = re.compile(r"(?P<year>[12][0-9]{2}0)'?s(?![a-z])")
_YEAR_ALONE = re.compile(_YEAR)
_SHORT_END = re.compile(r"\s?(?P<mark>[-/—])\s?(?P<two>[0-9]{2})(?![0-9a-z]|[-/.,:][0-9]|\s?%)")
_SEPARATOR = re.compile(
    r"\s?(?P<dash>[-—])\s?|\s+(?P<word>to|through|thru|until|till|and)\s+(?:the (?:end|start|beginning|middle) of |the |early |late |mid-)?|(?P<slash>/)(?=[12][0-9]{3})"
)
_JOINING = re.compile(r"\s(?:to|through|thru|until|till|and)\s")
_PARTS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "1st": "1", "2nd": "2", "3rd": "3", "4th": "4"}
_BEFORE_MONTH = frozenset(
    "in since until till by from to through during last next this of early late mid between before after and around past mid- each every late-".split()
)
_BEFORE_YEAR = frozenset(
    "in since until till by from to through during of early late mid between before after and around year years circa c. ca. the summer winter spring autumn fall fiscal about".split()
)
_HYPHENED = ("mid-", "pre-", "post-", "early-", "late-", "since-", "year-end-", "end-", "non-")
_COUNTED = frozenset(
    "employees people workers engineers users customers shares stores units members jobs staff warehouses students patients companies families homes deaths cases "
    "stocks developers researchers scientists participants votes seats vehicles cars subscribers pages words miles km mw feet tonnes acres pounds calories".split()
)


class Written(NamedTuple):
    """A moment, or the two ends of a range written as one ("5-7 March 2024"), and where it ends."""

    first: Moment
    last: Moment
    end: int


def read(source: Source, at: int) -> Found | None:
    """The date or range of dates that begins at `at`."""
    if _ambiguous(source, at) is not None:
        return _ambiguous(source, at)
    written = _written(source, at, ranged=False)
    if written is None:
        return None
    first, last, end = _joined(source, at, written)
    if first is last and first.precision == "year" and not first.fiscal and first.span == 1 and not _is_year(source, at, end, first):
        return None
    start = _opened(source, at, end) if first is not last else at
    return _found(source, start, end, first, last)


def _found(source: Source, start: int, end: int, first: Moment, last: Moment) -> Found:
    kind, normal = ("date", first.normal()) if first is last else ("date_range", f"{first.normal()}/{last.normal()}")
    low, high = first.bounds(), last.bounds()
    sign, _ = context.qualifier(source, "date", start, end) if first is last else ("", start)
    value = Value(kind, source.text[start:end], normal, low[0] if low else None, high[1] if high else None, "", sign, start, end)  # type: ignore[arg-type]
    return Found(value, end)


def _opened(source: Source, at: int, end: int) -> int:
    """Where a range begins: at its "between" or "from", if it has one that its second half needs."""
    if not _JOINING.search(source.folded, at, end):
        return at
    words = source.words_before(at, 12)
    return source.folded.rindex(words[-1], 0, at) if words and words[-1] in ("between", "from") else at


def _ambiguous(source: Source, at: int) -> Found | None:
    """3/4/2025: both readings are kept as bounds, and the normal form is what was written."""
    match = _NUMERIC.match(source.folded, at)
    if match is None or match["mark"] != "/":
        return None
    one, two = int(match["one"]), int(match["two"])
    if one > 12 or two > 12 or one == two or not (one and two):
        return None
    year = _full_year(match["year"])
    days = sorted(year * 10000 + month * 100 + day for month, day in ((one, two), (two, one)))
    sign, _ = context.qualifier(source, "date", at, match.end())
    return Found(
        Value("date", source.text[at : match.end()], f"{one}/{two}/{year}", Decimal(days[0]), Decimal(days[1]), "", sign, at, match.end()),
        match.end(),
    )


def _full_year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < 70 else 1900)


def _written(source: Source, at: int, *, ranged: bool) -> Written | None:
    """One moment at `at` in any of its forms; `ranged` when it follows the first end of a range, where a bare month or year may stand."""
    folded = source.folded
    if folded[at].isdigit():
        return _numeric(folded, at) or _day_month(source, at) or _part(folded, at) or _decade(folded, at) or _year_part(folded, at)
    return _month_first(source, at, ranged=ranged) or _part(folded, at) or _fiscal(folded, at)


def _alone(moment: Moment | None, end: int) -> Written | None:
    return Written(moment, moment, end) if moment else None


def _numeric(folded: str, at: int) -> Written | None:
    if match := _ISO.match(folded, at):
        end = match.end() + (len(time[0]) if (time := re.compile(r"t[0-9:.]+z?").match(folded, match.end())) else 0)
        return _alone(Moment.checked(int(match["year"]), int(match["month"]), int(match["day"])), end)
    if match := _NUMERIC.match(folded, at):
        one, two = int(match["one"]), int(match["two"])
        day, month = (one, two) if one > 12 or match["mark"] == "." or two <= 12 else (two, one)
        return _alone(Moment.checked(_full_year(match["year"]), month, day), match.end())
    if (match := _ISO_MONTH.match(folded, at)) and int(match["month"]) <= int(match["year"][2:]):
        return _alone(Moment(int(match["year"]), int(match["month"])), match.end())
    return None


def _day_month(source: Source, at: int) -> Written | None:
    match = _DAY_MONTH.match(source.folded, at)
    if match is None or (not match["year"] and not source.text[match.start("month")].isupper()):
        return None
    return _days(match)


def _days(match: re.Match[str]) -> Written | None:
    """The day or the days of one month that a match names."""
    year, month = int(match["year"]) if match["year"] else None, _MONTHS[match["month"]]
    first = Moment.checked(year, month, int(match["day"]))
    if not match["last"] or first is None:
        return _alone(first, match.end())
    last = Moment.checked(year, month, int(match["last"]))
    return Written(first, last, match.end()) if last and int(match["last"]) > int(match["day"]) else None


def _month_first(source: Source, at: int, *, ranged: bool) -> Written | None:
    folded, text = source.folded, source.text
    match = _MONTH_DAY.match(folded, at)
    if match and (match["year"] or text[at].isupper()) and (written := _days(match)):
        return written
    if match := _MONTH_YEAR.match(folded, at):
        year = int(match["year"]) if match["year"] else _full_year(match["two"])
        return _alone(Moment(year, _MONTHS[match["month"] or match["short"]]), match.end())
    match = _MONTH_ALONE.match(folded, at)
    if match is None:
        return None
    before = source.words_before(at, 16)[-1:]
    asked = bool(before) and before[0].strip("(") in _BEFORE_MONTH
    if (
        ranged
        and text[at].isupper()
        or asked
        and (text[at].isupper() or match["month"] not in ("may", "march", "mar", "sep", "dec", "jan", "jun"))
    ):
        end = match.end() - (1 if match[0].endswith(".") and len(match["month"]) > 4 else 0)
        return _alone(Moment(None, _MONTHS[match["month"]]), end)
    # A month that opens a range is told by what follows: "March to May 2024".
    following = _SEPARATOR.match(folded, match.end())
    opens = following and _MONTH_YEAR.match(folded, following.end()) or following and _MONTH_DAY.match(folded, following.end())
    return _alone(Moment(None, _MONTHS[match["month"]]), match.end()) if opens and text[at].isupper() else None


def _part(folded: str, at: int) -> Written | None:
    match = _PART.match(folded, at)
    if match is None:
        return None
    if match["ordinal"]:
        half = match["length"] == "half"
        letter, number = (
            ("H", "2") if half and match["ordinal"] in ("final", "last") else ("H" if half else "Q", _PARTS.get(match["ordinal"], "4"))
        )
    else:
        letter, number = (match["q"] or match["q2"]).upper(), match["n"] or match["n2"]
    if letter == "H" and number > "2":
        return None
    year = int(match["year"]) if match["year"] else _full_year(match["two"])
    if match["two"] and folded[match.start("two") - 1] == " " and not match["fiscal"]:
        return None
    return _alone(Moment(year, part=letter + number, fiscal=bool(match["fiscal"])), match.end())


def _fiscal(folded: str, at: int) -> Written | None:
    match = _FISCAL_YEAR.match(folded, at)
    if match is None or (match["two"] and not match[0].startswith("fy")):
        return None
    year = int(match["year"]) if match["year"] else _full_year(match["two"])
    first = Moment(year, fiscal=True)
    if match["end"]:
        last = int(match["end"]) if len(match["end"]) == 4 else year // 100 * 100 + int(match["end"])
        return Written(first, Moment(last, fiscal=True), match.end()) if year < last <= year + 60 else _alone(first, match.start("end") - 1)
    return _alone(first, match.end())


def _decade(folded: str, at: int) -> Written | None:
    match = _DECADE.match(folded, at)
    return _alone(Moment(int(match["year"]), span=10), match.end()) if match else None


def _year_part(folded: str, at: int) -> Written | None:
    """A year, with its quarter if that follows ("2025 Q2", "2025-28")."""
    match = _YEAR_ALONE.match(folded, at)
    if match is None:
        return None
    year = int(match["year"])
    if part := _PART_AFTER.match(folded, match.end()):
        return _alone(Moment(year, part=f"Q{part['q']}" if part["q"] else f"H{part['h']}"), part.end())
    if short := _SHORT_END.match(folded, match.end()):
        end = year // 100 * 100 + int(short["two"]) + (100 if short["two"] == "00" else 0)
        if year < end <= year + (60 if short["mark"] != "/" else 3):
            return Written(Moment(year), Moment(end), short.end())
    return _alone(Moment(year), match.end())


def _joined(source: Source, at: int, written: Written) -> tuple[Moment, Moment, int]:
    """`written`, or the range that it begins."""
    first, last, end = written
    separator = _SEPARATOR.match(source.folded, end) if first is last else None
    if separator is None or separator.end() >= len(source.folded):
        return written
    if separator["word"] == "and" and source.words_before(at, 12)[-1:] != ["between"]:
        return written
    second = _written(source, separator.end(), ranged=True)
    if second is None or second.first is not second.last:
        return written
    other = second.first
    if first.year is None and other.year is not None:
        first = replace(first, year=other.year - (1 if other.month and first.month and first.month > other.month else 0))
    elif first.year is not None and other.year is None and other.month:
        other = replace(other, year=first.year)
    if first.precision == "year" and other.precision == "year" and (separator["slash"] and other.year != (first.year or 0) + 1):
        return written
    low, high = first.bounds(), other.bounds()
    if low is None or high is None or low[0] >= high[0] or not _is_plain(source, second.end):
        return written
    return replace(first, fiscal=first.fiscal), replace(other, fiscal=first.fiscal or other.fiscal), second.end


def _is_plain(source: Source, end: int) -> bool:
    return not re.compile(r"[0-9]|[.,][0-9]|\s?%|-[0-9]").match(source.folded, end)


def _is_year(source: Source, at: int, end: int, moment: Moment) -> bool:
    """Whether four digits are a year, not a count ("2020 employees"), a label or a piece of an identifier."""
    folded, year = source.folded, moment.year or 0
    before = folded[at - 1 : at]
    if before in money.SIGNS and before or before in ("#", "§") and before:
        return False
    if before == "-" and not folded[:at].endswith(_HYPHENED) or before in "./:_" and before:
        return False
    words = source.words_before(at, 20)[-1:]
    word = words[0].lstrip("(\"'") if words else ""
    if not 1900 <= year <= 2099 and not (1000 <= year < 1900 and word in _BEFORE_YEAR):
        return False
    if re.compile(
        r"[a-z]|-[a-z](?![a-z])|\s(?:million|billion|trillion|thousand|crore|mn|bn)\b|\s?%|\s(?:percent|per cent|basis)\b|\([a-z0-9]{1,2}\)"
    ).match(folded, end):
        return False
    noun = units.read_noun(source.text, folded, end)
    counted = noun is not None and noun.name in _COUNTED and noun.end - end <= len(noun.name) + 1
    return not counted or word in _BEFORE_YEAR - {"the", "about", "around", "of", "to", "and", "from"}
