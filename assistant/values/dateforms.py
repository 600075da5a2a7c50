"""The forms in which one date is written, each turned into a moment: 2025-03-14, March 14, 2025, Q2 2025, fiscal 2021, the 1990s, 2025."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from assistant.values import vocabulary
from assistant.values.moments import Moment
from assistant.values.source import Source

_NAMES = (
    "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,september sept sep,october oct,november nov,december dec"
)
MONTHS = {name: number for number, names in enumerate(_NAMES.split(","), 1) for name in names.split()}
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})(?![a-z])\.?"
_YEAR = r"(?P<year>[12][0-9]{3})(?![0-9]|[.,'][0-9]|\s?%)"
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?![a-z0-9.:/%]|,[0-9]{3}|\s?(?:percent|per cent|million|billion|thousand|trillion|%))"
_DAY_AT_END = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?![a-z0-9:/%]|[.,][0-9]|\s?(?:percent|per cent|million|billion|thousand|trillion|%))"
_TO_DAY = r"(?:\s?[-—]\s?|\s(?:to|and|through)\s)(?P<last>[0-3]?[0-9])(?:st|nd|rd|th)?(?![a-z0-9:/%]|[.,][0-9])"
_FISCAL = r"(?:fiscal(?:[\s-]years?)?|financial[\s-]years?|fye?|f\.y\.)"
_ORDINALS = {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "1st": "1",
    "2nd": "2",
    "3rd": "3",
    "4th": "4",
    "final": "4",
    "last": "4",
}

_ISO = re.compile(
    r"(?P<year>[12][0-9]{3})(?P<mark>[-/.])(?P<month>[01]?[0-9])(?P=mark)(?P<day>[0-3]?[0-9])(?![0-9]|[-/.][0-9])(?:t[0-9:.]{4,15}z?)?"
)
_ISO_MONTH = re.compile(r"(?P<year>(?:19|20)[0-9]{2})-(?P<month>0[1-9]|1[0-2])(?![0-9a-z]|[-/.,:%][0-9]|\s?%)")
_NUMERIC = re.compile(
    r"(?P<one>[0-3]?[0-9])(?P<mark>[-/.])(?P<two>[0-3]?[0-9])(?P=mark)(?P<year>(?:19|20)[0-9]{2}|(?<=/)[0-9]{2})(?![0-9]|[-/.:][0-9])"
)
_MONTH_DAY = re.compile(rf"{_MONTH}\s+(?:the\s+)?{_DAY_AT_END}(?:{_TO_DAY})?(?:\s?,?\s{{0,2}}{_YEAR})?")
_MONTH_YEAR = re.compile(rf"{_MONTH}\s?,?[\s-](?:of\s)?{_YEAR}|(?P<short>{'|'.join(MONTHS)})[ -]?'(?P<two>[0-9]{{2}})(?![0-9])")
_MONTH_ALONE = re.compile(_MONTH)
_DAY_MONTH = re.compile(rf"{_DAY}(?:{_TO_DAY})?(?:\s(?:day\s)?of)?[\s-]{_MONTH}(?:\s?,?[\s-]{_YEAR})?")
_PART = re.compile(
    r"(?:(?P<q>[qh])(?P<n>[1-4])|(?P<n2>[1-4])(?P<q2>[qh])|(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th|final|last)[\s-](?P<length>quarter|half))"
    rf"(?:[\s,/-]{{0,2}}(?:of\s|in\s)?(?:the\s)?(?P<fiscal>{_FISCAL})?[\s-]?)"
    r"(?:(?P<year>[12][0-9]{3})|'?(?P<two>[0-9]{2}))(?![0-9]|[.,'%][0-9]|\s?%|\s(?:million|billion|thousand))"
)
_PART_OPENS = re.compile(r"(?P<part>q[1-4]|h[12])(?:\s?[-—]\s?| (?:to|through) )(?=[qh][1-4])")
_GROUPED = re.compile(r"[0-9]{1,3},[0-9]{3}")
_PART_AFTER = re.compile(r"[\s-]?(?:q(?P<q>[1-4])|h(?P<h>[12]))(?![0-9a-z])")
_FISCAL_YEAR = re.compile(
    rf"{_FISCAL}[\s-]?(?:(?P<year>[12][0-9]{{3}})|'?(?P<two>[0-9]{{2}}))(?:\s?[/-]\s?(?P<end>[12][0-9]{{3}}|[0-9]{{2}}))?(?![0-9]|[.,'][0-9]|\s?%)"
)
_DECADE = re.compile(r"(?P<year>[12][0-9]{2}0)'?s(?![a-z])|'(?P<short>[3-9]0)s(?![a-z])")
_ERA_NAME = r"(?P<era>ad|a\.d\.|bce?|b\.c\.(?:e\.)?|ce|c\.e\.)"
_ERA_FIRST = re.compile(r"(?P<era>ad|a\.d\.) ?(?P<year>[1-9][0-9]{0,3})(?![0-9]|[.,'][0-9])")
_ERA_LAST = re.compile(rf"(?:(?P<from>[1-9][0-9]{{0,3}})(?: ?[-—] ?| to ))?(?P<year>[1-9][0-9]{{0,3}}) ?{_ERA_NAME}(?![a-z0-9])")
ERA = re.compile(rf"(?<![a-z]){_ERA_NAME}(?![a-z])")
_YEAR_ALONE = re.compile(_YEAR)
_SHORT_END = re.compile(r"\s?(?P<mark>--|[-/—])\s?(?P<two>[0-9]{2})(?![0-9a-z]|[-/.,:][0-9]|\s?%)")
_OPENS_RANGE = re.compile(r"(?:\s?[-—]\s?|\s(?:to|through|and|until)\s)(?=[a-z])")
# Months that are also verbs, names or words: in lower case they are months only with a day or a year.
_ALSO_WORDS = frozenset(("may", "march", "mar", "sep", "dec", "jan", "jun"))


class Written(NamedTuple):
    """A moment, or the two ends of a range written as one ("5-7 March 2024", "2025-28"), and where it ends."""

    first: Moment
    last: Moment
    end: int

    @property
    def ranged(self) -> bool:
        return self.first != self.last


def written(source: Source, at: int, *, ranged: bool = False) -> Written | None:
    """The date at `at`, in any of its forms; `ranged` where it follows "from … to", so that a bare month is one too."""
    folded = source.folded
    if folded[at].isdigit():
        if _GROUPED.match(folded, at):
            return None
        return (
            _numeric(folded, at)
            or _day_month(source, at)
            or _part(folded, at)
            or _decade(folded, at)
            or _era(source, at)
            or _year(folded, at)
        )
    return _month_first(source, at, ranged=ranged) or _part(folded, at) or _fiscal(folded, at) or _era(source, at) or _decade(folded, at)


def ambiguous(folded: str, at: int) -> tuple[int, int, int, int] | None:
    """The two numbers, the year and the end of a date like 3/4/2025, which two countries read differently."""
    match = _NUMERIC.match(folded, at)
    if match is None or match["mark"] != "/":
        return None
    one, two = int(match["one"]), int(match["two"])
    return (one, two, full_year(match["year"]), match.end()) if 0 < one <= 12 and 0 < two <= 12 and one != two else None


def full_year(digits: str) -> int:
    """A year of two digits lies between 1970 and 2069."""
    return int(digits) + (0 if len(digits) == 4 else 2000 if int(digits) < 70 else 1900)


def _alone(moment: Moment | None, end: int) -> Written | None:
    return Written(moment, moment, end) if moment else None


def _numeric(folded: str, at: int) -> Written | None:
    if match := _ISO.match(folded, at):
        return _alone(Moment.checked(int(match["year"]), int(match["month"]), int(match["day"])), match.end())
    if match := _NUMERIC.match(folded, at):
        one, two = int(match["one"]), int(match["two"])
        day, month = (two, one) if two > 12 else (one, two)
        return _alone(Moment.checked(full_year(match["year"]), month, day), match.end())
    if (match := _ISO_MONTH.match(folded, at)) and int(match["month"]) <= int(match["year"][2:]):
        return _alone(Moment(int(match["year"]), int(match["month"])), match.end())
    return None


def _day_month(source: Source, at: int) -> Written | None:
    match = _DAY_MONTH.match(source.folded, at)
    if match is None or (not match["year"] and not source.text[match.start("month")].isupper()):
        return None
    return _days(match)


def _days(match: re.Match[str]) -> Written | None:
    """The day, or the days of one month, that a match names."""
    year, month = int(match["year"]) if match["year"] else None, MONTHS[match["month"]]
    first = Moment.checked(year, month, int(match["day"]))
    end = match.end() - (match[0].endswith("."))
    if not match["last"] or first is None:
        return _alone(first, end)
    last = Moment.checked(year, month, int(match["last"]))
    return Written(first, last, end) if last and int(match["last"]) > int(match["day"]) else None


def _month_first(source: Source, at: int, *, ranged: bool) -> Written | None:
    folded, capital = source.folded, source.text[at].isupper()
    match = _MONTH_DAY.match(folded, at)
    if match and (match["year"] or capital) and (days := _days(match)):
        return days
    if match := _MONTH_YEAR.match(folded, at):
        year = int(match["year"]) if match["year"] else full_year(match["two"])
        return _alone(Moment(year, MONTHS[match["month"] or match["short"]]), match.end())
    match = _MONTH_ALONE.match(folded, at)
    if match and (_is_month(source, at, match["month"]) or (capital and (ranged or _opens_range(source, match.end())))):
        return _alone(Moment(None, MONTHS[match["month"]]), match.end("month"))
    return None


def _is_month(source: Source, at: int, name: str) -> bool:
    """A month without day or year is told by the word before it: "in March"."""
    before = source.words_before(at, 16)[-1:]
    return bool(before) and before[0].strip("(") in vocabulary.BEFORE_MONTH and (source.text[at].isupper() or name not in _ALSO_WORDS)


def _opens_range(source: Source, end: int) -> bool:
    """Or by what follows it: "March to May 2024"."""
    following = _OPENS_RANGE.match(source.folded, end)
    if following is None:
        return False
    last = following.end()
    dated = _MONTH_YEAR.match(source.folded, last) or _MONTH_DAY.match(source.folded, last)
    alone = following[0] != " and " and _MONTH_ALONE.match(source.folded, last) and source.text[last].isupper()
    return bool(dated or alone)


def _part(folded: str, at: int) -> Written | None:
    """A quarter or half with its year; one that begins a range takes the year of its end: "Q1-Q3 2024"."""
    opens = _PART_OPENS.match(folded, at)
    last = _dated_part(folded, opens.end()) if opens else None
    if opens is None or last is None:
        return _dated_part(folded, at)
    return _alone(replace(last.first, part=opens["part"].upper()), opens.end("part"))


def _dated_part(folded: str, at: int) -> Written | None:
    match = _PART.match(folded, at)
    if match is None:
        return None
    if match["ordinal"]:
        letter, number = ("Q" if match["length"] == "quarter" else "H"), _ORDINALS[match["ordinal"]]
        number = "2" if letter == "H" and match["ordinal"] in ("final", "last") else number
    else:
        letter, number = (match["q"] or match["q2"]).upper(), match["n"] or match["n2"]
    loose = match["two"] and folded[match.start("two") - 1] == " " and not match["fiscal"]
    if loose or (letter == "H" and number > "2"):
        return None
    year = int(match["year"]) if match["year"] else full_year(match["two"])
    return _alone(Moment(year, part=letter + number, fiscal=bool(match["fiscal"])), match.end())


def _fiscal(folded: str, at: int) -> Written | None:
    match = _FISCAL_YEAR.match(folded, at)
    if match is None or (match["two"] and not match[0].startswith("fy")):
        return None
    year = int(match["year"]) if match["year"] else full_year(match["two"])
    first = Moment(year, fiscal=True)
    if match["end"]:
        last = int(match["end"]) if len(match["end"]) == 4 else year // 100 * 100 + int(match["end"])
        return Written(first, Moment(last, fiscal=True), match.end()) if year < last <= year + 60 else None
    if part := _PART_AFTER.match(folded, match.end()):
        return _alone(replace(first, part=_part_name(part)), part.end())
    return _alone(first, match.end())


def _part_name(match: re.Match[str]) -> str:
    return f"Q{match['q']}" if match["q"] else f"H{match['h']}"


def _era(source: Source, at: int) -> Written | None:
    """A year, or a range of years, whose era is named in capitals: "44 BC", "AD 79", "753-510 BCE"."""
    match = _ERA_LAST.match(source.folded, at) or _ERA_FIRST.match(source.folded, at)
    if match is None or not source.text[match.start("era")].isupper():
        return None
    sign = -1 if match["era"].startswith("b") else 1
    last = Moment(sign * int(match["year"]))
    begun = match["from"] if match.re is _ERA_LAST else None
    first = Moment(sign * int(begun)) if begun else last
    return Written(first, last, match.end()) if (first.year or 0) <= (last.year or 0) else None


def _decade(folded: str, at: int) -> Written | None:
    match = _DECADE.match(folded, at)
    return _alone(Moment(int(match["year"] or f"19{match['short']}"), span=10), match.end()) if match else None


def _year(folded: str, at: int) -> Written | None:
    """A year; with the quarter that follows it ("2025 Q2") or the last two digits of the year that ends its range ("2025-28")."""
    match = _YEAR_ALONE.match(folded, at)
    if match is None:
        return None
    year = int(match["year"])
    if part := _PART_AFTER.match(folded, match.end()):
        return _alone(Moment(year, part=_part_name(part)), part.end())
    if short := _SHORT_END.match(folded, match.end()):
        end = year // 100 * 100 + int(short["two"]) + (100 if short["two"] == "00" else 0)
        if year < end <= year + (3 if short["mark"] == "/" else 60):
            return Written(Moment(year), Moment(end), short.end())
    return _alone(Moment(year), match.end())


def starts() -> Iterator[str]:
    """The words that a date can begin with."""
    yield from MONTHS
    yield from ("q1", "q2", "q3", "q4", "h1", "h2", "fiscal ", "financial year", "fy", "f.y.", "ad ", "a.d. ")
    yield from (f"'{tens}0s" for tens in range(3, 10))
    yield from (f"{ordinal}{mark}{length}" for ordinal in _ORDINALS for mark in " -" for length in ("quarter", "half"))
