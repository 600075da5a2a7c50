"""The source panel: a document set for reading, with the cited span marked, and those cited beside it marked lightly.

Documents keep no markup, so headings, lists, tables and wrapped lines are told by how lines look; a wrong guess costs looks, never text. Of
a long document only the part around the span is sent, and the rest on demand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path

from markupsafe import Markup

from assistant import Document
from ui_parts import texts
from ui_parts.tags import button, foreign, icon, tag, together

_UNWRAPPED = 1_000_000
_RUNNING = ("paragraph", "item", "numbered")  # what may go on over several lines
_SHOWN = 40_000  # characters that are sent at once
_BEFORE = 8_000  # of them before the span

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the panel is to show: a span of a document, the spans cited beside it, and where it stands among the citations of a turn."""

    document: Document
    start: int = 0
    end: int = 0
    beside: tuple[Span, ...] = ()
    turn: int | None = None
    n: int = 1
    total: int = 1


def panel_html(shown: Shown) -> Markup:
    """The document, scrolled to by the page; `shown.start:shown.end` marked in it."""
    document = shown.document
    body = tag(
        "div", *_text(shown), class_="text", tabindex=0, role="group", aria_label=texts.TEXT_OF.format(title=document.title), dir="auto"
    )
    return tag("article", _head(shown), body, class_="source-document", data_href=_href(shown), data_turn=shown.turn, data_n=shown.n)


def empty_html(message: str = "") -> Markup:
    """The panel when there is nothing to show, or no longer."""
    return tag("p", message, class_="empty") if message else Markup("")


def called(source: str) -> str:
    """What a person calls a file: without the folders, where they lead to a place outside those that are worked in."""
    return Path(source).name if Path(source).is_absolute() else source


def _href(shown: Shown) -> str:
    return f"#cite-{shown.document.id}-{shown.start}-{shown.end}"


def _head(shown: Shown) -> Markup:
    document = shown.document
    page = document.page_at(shown.start) if shown.end > shown.start else None
    told = foreign(called(document.source))
    meta = tag("p", told, "" if page is None else f" · {texts.PAGE.format(page=page)}", class_="meta")
    title = tag("h2", foreign(document.title, texts.UNTITLED), tabindex=-1)
    link = button(None, "copy-link", icon=icon("link"), spoken=texts.COPY_LINK, title=texts.COPY_LINK, class_="quiet")
    close = button(None, "close-panel", icon=icon("close"), spoken=texts.CLOSE, title=texts.CLOSE, class_="quiet")
    return tag("header", tag("div", title, meta, class_="what"), tag("div", _steps(shown), link, close, class_="tools"))


def _steps(shown: Shown) -> Markup | None:
    """The way to the other citations of the same answer."""
    if shown.turn is None or shown.total < 2:
        return None
    count = tag("span", texts.OF_CITATIONS.format(n=shown.n, total=shown.total), class_="count")
    return together(_step(shown, -1, "back", texts.PREVIOUS), count, _step(shown, 1, "next", texts.NEXT))


def _step(shown: Shown, by: int, drawing: str, label: str) -> Markup:
    n = (shown.n - 1 + by) % shown.total + 1
    return button(None, "open", icon=icon(drawing), spoken=label, title=label, class_="quiet", turn=shown.turn, n=n)


def _text(shown: Shown) -> Iterator[Markup]:
    """The blocks around the span, tables as tables, with ways to the text before and after."""
    document = shown.document
    every = _blocks_of(document)
    low = max(0, shown.start - _BEFORE)
    part = [block for block in every if block.end >= low and block.start <= low + _SHOWN]
    if part and part[0].start > every[0].start:
        yield _elsewhere(document, max(0, part[0].start - _SHOWN + _BEFORE), texts.EARLIER_TEXT)
    for is_table, group in groupby(part, key=lambda block: block.kind == "row" and bool(_cells(document.text, block))):
        if is_table:
            yield _table(shown, list(group))
        else:
            yield from (_block(shown, block) for block in group)
    if part and part[-1].end < every[-1].end:
        yield _elsewhere(document, part[-1].end, texts.LATER_TEXT)


def _elsewhere(document: Document, start: int, label: str) -> Markup:
    return button(label, "open", class_="elsewhere", document=document.id, start=start, end=start)


def _block(shown: Shown, block: Block) -> Markup:
    if block.kind == "page":
        return tag("div", texts.PAGE.format(page=block.page).capitalize(), class_="page")
    name = {"heading": "h3", "subheading": "h4"}.get(block.kind, "p")
    return tag(name, _marked(shown, block.start, block.end), class_=block.kind)


def _table(shown: Shown, rows: Sequence[Block]) -> Markup:
    """Rows of cells; the first row heads a table where none of its cells holds a figure."""
    text = shown.document.text
    cells = [found for row in rows if (found := _cells(text, row)) != [(row.start, row.start)]]
    headed = len(cells) > 1 and not any(any(map(str.isdigit, text[start:end])) for start, end in cells[0][1:])
    written = []
    for number, row in enumerate(cells):
        kind = "th" if headed and number == 0 else "td"
        written.append(tag("tr", *(tag(kind, _marked(shown, *cell), scope="col" if kind == "th" else None) for cell in row)))
    return tag("div", tag("table", tag("tbody", *written)), class_="table")


def _cells(text: str, block: Block) -> list[Span]:
    """The cells of a row that bars or tabs divide; none where it only looks like one, one without text for a rule between rows."""
    line = text[block.start : block.end]
    if "|" not in line and "\t" not in line:
        return []
    divider = "|" if "|" in line else "\t"
    if re.fullmatch(r"[\s|:-]+", line):
        return [(block.start, block.start)]
    found = [(block.start + m.start(), block.start + m.end()) for m in re.finditer(rf"[^{re.escape(divider)}]+", line)]
    return [(start, end) for start, end in found if divider == "\t" or not (start == block.start and not text[start:end].strip())]


def _marked(shown: Shown, start: int, end: int) -> Markup:
    """`text[start:end]` with what is cited in it marked, the span that is looked at before those beside it."""
    spans = [(shown.start, shown.end), *shown.beside]
    borders = sorted({start, end} | {cut for span in spans for cut in span if start < cut < end})
    pieces = groupby(pairwise(borders), key=lambda piece: _mark(shown, piece[0]))
    marked = []
    for kind, group in pieces:
        parts = list(group)
        text = shown.document.text[parts[0][0] : parts[-1][1]]
        marked.append(
            tag("mark", text, class_=kind or None, title=texts.CITED_HERE if kind else None) if kind is not None else together(text)
        )
    return together(*marked)


def _mark(shown: Shown, at: int) -> str | None:
    """How the character at `at` is marked: "" for the span itself, None for not at all."""
    if shown.start <= at < shown.end:
        return ""
    return "beside" if any(start <= at < end for start, end in shown.beside) else None


@lru_cache(maxsize=8)
def _blocks_of(document: Document) -> tuple[Block, ...]:
    return tuple(blocks(document))


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document that is set as one: a heading, subheading, item, numbered item, row, paragraph, or a page's beginning."""

    kind: str
    start: int
    end: int
    page: int = 0


def blocks(document: Document) -> Iterator[Block]:
    """The document as blocks; every line with something on it is in exactly one of them.

    Documents keep no markup, so this goes by how lines look, and joins lines that were only wrapped. A wrong guess costs looks, not text.
    """
    current: Block | None = None
    for line, continues in _lines(document):
        if current and continues and current.kind in _RUNNING:
            current = replace(current, end=line.end)
        else:
            if current:
                yield current
            current = line
    if current:
        yield current


def _lines(document: Document) -> Iterator[tuple[Block, bool]]:
    """Each line as a block, with whether it goes on with what the line before said; page beginnings between them."""
    text = document.text
    spans = [match.span() for match in re.finditer(r"[^\n]+", text) if not match.group().isspace()]
    width = _wrap_width([end - start for start, end in spans])
    pages = list(enumerate(document.pages, 1))[::-1]
    before, last = Block("heading", 0, 0), 0
    for n, (start, end) in enumerate(spans):
        while pages and pages[-1][1] <= start:
            number, offset = pages.pop()
            yield Block("page", offset, offset, number), False
        line, following = text[start:end].strip(), text[slice(*spans[n + 1])].strip() if n + 1 < len(spans) else ""
        said = text[before.start : before.end].rstrip()
        ended = said.endswith((".", "!", "?", ":", ";", "”", '"', "'", ")")) or width == _UNWRAPPED
        apart = text.count("\n", last, start) > 1 and (ended or not (line[0].islower() or said.endswith(",")))
        fresh = before.kind not in _RUNNING or apart
        before, last = Block(_kind(line, following, width if fresh or ended else 0), start, end), end
        yield before, before.kind == "paragraph" and not fresh and not (ended and len(said) < 0.8 * width)


def _wrap_width(lengths: Sequence[int]) -> int:
    """How long lines get in a text that is wrapped; a large number where each paragraph is one line."""
    longest = sorted(lengths)[int(len(lengths) * 0.9)] if lengths else 0
    return longest if 40 <= longest <= 140 else _UNWRAPPED


def _kind(line: str, following: str, width: int) -> str:
    """What a line looks like; `width` is 0 where it cannot be a heading because the line before goes on in it."""
    if re.match(r"#{1,6} ", line):
        return "heading"
    if "\t" in line or line.count("|") > 1 or _ends_in_figures(line):
        return "row"
    short = len(line) <= 90 and line[-1] not in ".,;" and any(c.isalpha() for c in line) and not line[0].islower()
    short = short and not re.search(r"\w{3}[.;] \w", line)
    if short and width and line.endswith(":"):
        return "subheading"
    if listed := re.match(r"(?:([-–—•*‣◦])|\(?\d{1,3}[.)])\s", line):
        return "item" if listed[1] else "numbered"
    titled = short and len(line) < 0.75 * width and following and not following[0].islower()
    return "heading" if titled else "paragraph"


def _ends_in_figures(line: str) -> bool:
    if line.endswith((",", ";", ".")):
        return False
    words = [word.strip("()$€£%+-–—").replace(",", "").replace(".", "") for word in line.split()]
    figures = [word for word in words if word]
    return len(figures) > 1 and figures[-1].isdigit() and figures[-2].isdigit()
