"""Markdown, kept as it stands in the file; front matter and headings are only looked at for title and date."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from assistant.loaders import Content, plausible
from assistant.loaders.txt import decode

SUFFIXES = (".markdown", ".md")

FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)\r?\n---\s*$", re.DOTALL | re.MULTILINE)
DATES = ("date", "published", "published_at", "publish_date", "publication_date", "pubdate")
FIELD = r"^{}:[ \t]*[\"']?(.+?)[\"']?[ \t]*\r?$"
FENCED = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*\r?$|^ {0,3}(\S.*?)[ \t]*\r?\n(?:=+|-{3,})[ \t]*\r?$", re.MULTILINE)


def recognises(data: bytes) -> bool:  # noqa: ARG001 - markdown is text like any other
    """Never: markdown has no mark of its own."""
    return False


def read(data: bytes) -> Content:
    """The text of the file; the title is the front matter's or the first heading."""
    text = decode(data)
    front = FRONT_MATTER.match(text.lstrip("\ufeff"))
    fields = front[1] if front else ""
    return Content(text, _field(fields, "title") or _heading(text[front.end() :] if front else text), published=_date(fields))


def _field(fields: str, name: str) -> str:
    found = re.search(FIELD.format(name), fields, re.MULTILINE)
    return found[1] if found else ""


def _date(fields: str) -> date | None:
    """The first day that a field for the day of publication holds."""
    for field in DATES:
        with suppress(ValueError):
            return plausible(date.fromisoformat(_field(fields, field)[:10]))
    return None


def _heading(text: str) -> str:
    found = HEADING.search(FENCED.sub("", text))
    title = found[1] or found[2] if found else ""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", r"\1", title)
