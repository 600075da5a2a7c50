"""The day on which a text says it was published: a line of its own near the top, or the dateline that a report opens with.

Only a whole day counts, and only where nothing else is on the line but what goes with a date: a label, a byline, a weekday, a time. A date
in a sentence is what the text tells of, not when it was written.
"""

from __future__ import annotations

import re
from datetime import date

from assistant.values import find
from assistant.values.vocabulary import words

_LINES = 12
_LONGEST = 140
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BESIDE = words(
    """published posted publication released release issued dated date filed updated last modified on at press news immediate for first
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    am pm a.m p.m et est edt pt pst pdt gmt utc bst cet hours min read minute"""
)
_BYLINE = re.compile(r"\b[Bb][Yy]\s+[^\W\d_][\w.'’-]*(?:\s+(?:and\s+)?[^\W\d_a-z][\w.'’-]*){0,6}")
_TIME = re.compile(r"\b\d{1,2}[:.]\d{2}(?::\d{2})?|\b\d{1,2}\s?(?:am|pm)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_PLACE = re.compile(r"[^\W\d_a-z][^\W\d_a-z .'’/-]{2,40}(?:,\s[^\W\d_][\w. ]{1,24})?(?:,\s|\s[—–-]+\s|\s\()$")
_DASH = re.compile(r"\)?,?\s?(?:\([\w /.]{2,30}\)\s?|/[\w .-]{2,30}/\s?)*(?:[—–-]{1,2}|:)\s")


def dateline(text: str) -> date | None:
    """The day of publication that `text` states at its beginning, None where it states none in so many words."""
    lines = [line.strip().strip("*_#>|").strip() for line in text[:6000].split("\n")]
    for line in [line for line in lines if line][:_LINES]:
        for value in find(line[:_LONGEST]):
            opens = _PLACE.fullmatch(line[: value.start]) and _DASH.match(line, value.end)
            alone = len(line) <= _LONGEST and _is_beside(line[: value.start] + " " + line[value.end :])
            if value.kind == "date" and _DAY.fullmatch(value.normal) and (opens or alone):
                return date.fromisoformat(value.normal)
    return None


def _is_beside(rest: str) -> bool:
    """Whether `rest` holds only what goes with a date on a line: labels, a byline, a time, a second date."""
    for value in reversed([value for value in find(rest) if value.kind == "date"]):
        rest = rest[: value.start] + " " + rest[value.end :]
    rest = _TIME.sub(" ", _BYLINE.sub(" ", rest))
    return all(word.lower().strip(".") in _BESIDE or word.isdigit() for word in _WORD.findall(rest))
