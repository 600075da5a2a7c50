"""Dates told from the day of writing: last year, next quarter, two years ago, the end of the decade.

With the document's own date they become dates; without one they are kept as they stand, bounds None, which says "unresolved".
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from assistant.types import Value
from assistant.values import context, dates
from assistant.values.dateforms import MONTHS, Written
from assistant.values.moments import Moment, of_day
from assistant.values.numbers import ONES
from assistant.values.source import Found, Source

_SHIFTS = {"last": -1, "this": 0, "next": 1}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED = re.compile(
    rf"(?P<shift>last|this|next) (?:(?P<month>{'|'.join(name for name in MONTHS if len(name) > 4 or name in ('may', 'june', 'july'))})"
    rf"|(?P<weekday>{'|'.join(_WEEKDAYS)}))(?![a-z])(?!'s| [0-9])"
)
_SHIFTED = re.compile(
    r"(?P<shift>last|this|next) (?:(?:fiscal|financial|calendar) )?(?P<unit>year|quarter|month|week|decade|century)(?![a-z])(?!-)"
)
_DAY = re.compile(r"(?P<day>yesterday|tomorrow)(?![a-z-])(?!'s)")
_AGO = re.compile(rf"(?P<count>[0-9]{{1,3}}|an?|{'|'.join(ONES)}) (?P<unit>year|month|week|day|decade)s? ago(?![a-z])")
_DECADE_END = re.compile(r"(?:the )?(?P<end>end|close|turn) of (?:the|this) decade(?![a-z])")
_DAYS = {"yesterday": -1, "tomorrow": 1}
WORDS = ("last ", "this ", "next ", "yesterday", "tomorrow", "end of the decade", "end of this decade", "close of the decade")


def read(source: Source, at: int) -> Found | None:
    """The relative date that begins at `at`."""
    folded = source.folded
    if match := _AGO.match(folded, at):
        count = int(match["count"]) if match["count"].isdigit() else ONES.get(match["count"], 1)
        return _found(source, match, _ago(source.published, match["unit"], count))
    if folded[at].isdigit():
        return None
    if match := _SHIFTED.match(folded, at):
        if source.words_before(at, 8)[-1:] == ["the"]:
            return None
        return _found(source, match, _shifted(source.published, match["unit"], _SHIFTS[match["shift"]]))
    if (match := _NAMED.match(folded, at)) and source.text[match.start(match.lastgroup or 0)].isupper():
        return _found(source, match, _named(source.published, match))
    if match := _DAY.match(folded, at):
        day = source.published + timedelta(days=_DAYS[match["day"]]) if source.published else None
        return _found(source, match, (of_day(day),) * 2 if day else None)
    if match := _DECADE_END.match(folded, at):
        return _found(source, match, _shifted(source.published, "decade", 0), "end of the decade")
    return None


def _found(source: Source, match: re.Match[str], ends: tuple[Moment, Moment] | None, normal: str = "") -> Found:
    if ends:
        value = dates.value_of(source, match.start(), Written(*ends, match.end()))
        return Found(value, value.end)
    sign, _ = context.qualifier(source, match.start(), match.end(), dated=True)
    text = source.text[match.start() : match.end()]
    return Found(Value("date", text, normal or match[0], None, None, "", sign, match.start(), match.end()), match.end())


def _shifted(today: date | None, unit: str, shift: int) -> tuple[Moment, Moment] | None:
    """The year, quarter … that lies `shift` from the one that `today` is in."""
    if today is None:
        return None
    if unit == "week":
        monday = today + timedelta(days=7 * shift - today.weekday())
        return of_day(monday), of_day(monday + timedelta(days=6))
    if unit in ("month", "quarter"):
        length = 1 if unit == "month" else 3
        place = (today.year * 12 + today.month - 1) // length + shift
        year, part = divmod(place, 12 // length)
        moment = Moment(year, part + 1) if unit == "month" else Moment(year, part=f"Q{part + 1}")
        return moment, moment
    span = {"year": 1, "decade": 10, "century": 100}[unit]
    moment = Moment((today.year // span + shift) * span, span=span)
    return moment, moment


def _named(today: date | None, match: re.Match[str]) -> tuple[Moment, Moment] | None:
    """The month or weekday of that name before, around or after `today`: "last March", "this Friday", "next Monday"."""
    if today is None:
        return None
    shift = _SHIFTS[match["shift"]]
    if match["month"]:
        month = MONTHS[match["month"]]
        year = today.year - (shift < 0 and month >= today.month) + (shift > 0 and month <= today.month)
        moment = Moment(year, month)
    else:
        ahead = (_WEEKDAYS.index(match["weekday"]) - today.weekday()) % 7
        days = ahead or 7 if shift > 0 else ahead if not shift else ahead - 7
        moment = of_day(today + timedelta(days=days))
    return moment, moment


def _ago(today: date | None, unit: str, count: int) -> tuple[Moment, Moment] | None:
    """The moment `count` units before `today`, as precise as the unit is."""
    if today is None or count >= today.year * 12:
        return None
    if unit in ("day", "week"):
        moment = of_day(today - timedelta(days=count * (7 if unit == "week" else 1)))
    elif unit == "month":
        year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
        moment = replace(of_day(date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))), day=None)
    else:
        moment = Moment(today.year - count * (10 if unit == "decade" else 1))
    return moment, moment
