"""From the grid of characters of a PDF page to text that a person would read, without knowing of PDF.

What printing added is undone: columns are put one after the other, wrapped lines and words joined, running heads and page numbers
dropped. What the author meant stays: paragraphs, headings, list items and table rows keep a line of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median, quantiles

from assistant.loaders import row
from assistant.text import normalise

LINE_GRID = 4
"""Empty grid lines that stand for the height of one line of type."""

LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xa0": " ", "\u200b": ""})
GAP = re.compile(r" {3,}")
LEADERS = re.compile(r"(?: ?\.){4,} *|_{4,}")
MARKER = re.compile(r"(?:[•▪◦‣●○■□·*–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])(?= )")
NUMBERED_HEADING = re.compile(r"(?:item|note|part)\s*\w{1,3}\.?", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
LONE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}\W*(?:(?:of|/)\W*\d{1,4})?", re.IGNORECASE)
GLUED_DATE = re.compile(r"\b((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}),(?=(?:19|20)\d\d\b)")
SET_OFF = re.compile(r"(?<=[\w)%]) (?=[,.;](?: |$))")
BOXES = frozenset("☐☑☒")
ENDED = re.compile(r"[.!?:;…][\"'”’)\]]*$")
FULL = 0.75
"""Share of the usual line length from which a line counts as wrapped rather than ended."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as printed: its first column, its text and the empty grid lines before it."""

    indent: int
    text: str
    gap: int

    @property
    def cells(self) -> list[str]:
        """The pieces that stand apart; one for a line of prose."""
        return _cells(self.text)

    @property
    def is_item(self) -> bool:
        return MARKER.match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row; `full` says that its last printed line went to the margin."""

    kind: str
    text: str
    full: bool = False


def mend(raw: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """The text of the pages and the offset at which each begins. A sentence that runs over a page border stays one."""
    pages = _without_running_heads([[line for grid in columns(page) for line in _lines(grid)] for page in raw])
    words = Counter(word.lower() for page in pages for word in _whole_words(page))
    text = ""
    last: Block | None = None
    starts = []
    for page in pages:
        blocks = _blocks(page, words)
        if blocks and last and _runs_on(last, blocks[0]):
            text, rest = _bridge(text, blocks[0].text, words)
            blocks[0] = replace(blocks[0], text=rest)
            last = None
        elif blocks and last:
            text += "\n\n"
        else:
            last = last if not blocks else None
        starts.append(len(text))
        for before, block in zip([None, *blocks], blocks, strict=False):
            text += _between(before, block) + block.text
        last = blocks[-1] if blocks else last
    return text, tuple(starts)


def reading_title(text: str) -> str:
    """The first line when it reads as a title, else nothing. Capitals are letterheads more often than titles."""
    first = text.lstrip().split("\n", 1)[0].strip()
    is_line = 3 < len(first) <= 120 and not ENDED.search(first) and not MARKER.match(first) and first[0] != "|"
    return first if is_line and not first.isupper() and "contents" not in first.lower() else ""


def columns(grid: str) -> list[list[str]]:
    """The page in reading order: one piece, or the columns of print one after the other where it has two."""
    lines = grid.split("\n")
    border = _gutter([line for line in lines if line.strip()])
    if not border:
        return [lines]
    beside = [number for number, line in enumerate(lines) if line[border - 2 : border] == "  " and line[border:].strip()]
    pieces: list[list[str]] = [lines[: beside[0]]]
    left: list[str] = []
    right: list[str] = []
    for line in lines[beside[0] : beside[-1] + 1]:
        if line[border - 2 : border].strip():  # runs across both columns
            pieces += [left, right, [line]]
            left, right = [], []
        else:
            left.append(line[:border].rstrip())
            right.append(line[border:])
    return [piece for piece in [*pieces, left, right, lines[beside[-1] + 1 :]] if any(map(str.strip, piece))]


def _gutter(lines: list[str]) -> int:
    """The column at which a second column of prose begins, 0 where there is none."""
    width = max(map(len, lines), default=0)
    starts = Counter(found.end() for line in lines for found in GAP.finditer(line) if 0.3 * width < found.end() < 0.7 * width)
    border, count = max(starts.items(), key=lambda item: item[1], default=(0, 0))
    if count < 8 or count < 0.4 * len(lines):
        return 0
    sides = [side.strip() for line in lines if line[border - 2 : border] == "  " for side in (line[:border], line[border:]) if side.strip()]
    words = [word for side in sides for word in side.split()]
    prose = median(len(side.split()) for side in sides) >= 4 and sum(word[0].isalpha() for word in words) > 0.8 * len(words)
    a_table = sum(GAP.search(side) is not None for side in sides) > 0.2 * len(sides)
    return border if prose and not a_table else 0


def _lines(grid: Sequence[str]) -> Iterator[Line]:
    gap = 0
    for raw in grid:
        printed = LEADERS.sub("   ", normalise(raw).translate(LIGATURES).expandtabs(4)).rstrip()
        text = GLUED_DATE.sub(r"\1, ", printed.strip())
        if not text:
            gap += 1
            continue
        yield Line(len(printed) - len(printed.lstrip()), text, gap)
        gap = 0


def _without_running_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """Without lone page numbers, and without heads and feet that come back, but for their first coming."""
    counts: Counter[str] = Counter()
    for number, page in enumerate(pages):
        counts.update({key for line in _edges(page) for key in _keys(line.text, number)})
    seen: set[str] = set()
    kept = []
    for number, page in enumerate(pages):
        drop = set()
        for line in _edges(page):
            keys = [key for key in _keys(line.text, number) if _repeated(key, counts[key], len(pages), line)]
            if keys and (LONE_NUMBER.fullmatch(line.text) or seen.intersection(keys)):
                drop.add(id(line))
            seen.update(keys)
        kept.append([line for line in page if id(line) not in drop])
    return kept


def _edges(page: list[Line]) -> list[Line]:
    return page if len(page) < 5 else page[:2] + page[-2:]


def _keys(text: str, page: int) -> set[str]:
    """The line with its first or last number told relative to the page, so that page numbers become the same on every page."""
    numbers = list(re.finditer(r"(?<![\d.,])\d{1,4}(?![\d,])", text))
    relative = {f"{text[: n.start()]}<{int(n[0]) - page}>{text[n.end() :]}" for n in numbers[:1] + numbers[-1:]}
    return {" ".join(key.split()) for key in {text, *relative}}


def _repeated(key: str, count: int, pages: int, line: Line) -> bool:
    numbered = "<" in key
    if len(line.cells) > 1 and not numbered:
        return False  # the head of a table that goes on
    return count >= max(2 if LONE_NUMBER.fullmatch(line.text) and numbered else 3, 0.4 * pages)


def _blocks(page: list[Line], words: Counter[str]) -> list[Block]:
    width, leading = _width(page), _leading(page)
    blocks: list[Block] = []
    before: Line | None = None
    table: Line | None = None  # the row that the lines since may go on with
    for line in page:
        kind = "row" if len(line.cells) > 1 else "item" if line.is_item else "prose"
        last = blocks[-1] if blocks else None
        full = len(line.text) >= FULL * width
        if last and before and kind != "row" and _continues(before, line, last, leading):
            blocks[-1] = Block(last.kind, _join(last.text, _prose(line.text), words), full)
        elif last and table and kind == "prose" and (cell := _wrapped_cell(table, line, leading)) is not None:
            cells = last.text[2:-2].split(" | ")
            cells[cell] = _join(cells[cell], _prose(line.text), words)
            blocks[-1] = Block("row", row(cells))
        elif last and before and kind == "row" and _labels(before, line, last, leading):
            blocks[-1] = Block("row", row([_join(last.text, line.cells[0], words), *line.cells[1:]]))
            table = None
        else:
            blocks.append(Block(kind, row(line.cells) if kind == "row" else _prose(line.text), full))
            table = line if kind == "row" else None
        before = line
    return blocks


def _continues(before: Line, line: Line, block: Block, leading: int) -> bool:
    """Whether `line` goes on with the paragraph or item that `before` ended."""
    if block.kind == "row" or line.is_item:
        return False
    small = line.text[0].islower() or re.search(r"\w-$", before.text) is not None
    if line.gap >= leading + (2 * LINE_GRID if small and not ENDED.search(before.text) else 2):
        return False  # columns whose lines are not level show gaps within a paragraph
    if small:
        return True
    indented = line.indent > before.indent + 1 and block.kind != "item" and ENDED.search(before.text)
    return block.full and not indented


def _labels(before: Line, line: Line, block: Block, leading: int) -> bool:
    """Whether `before` is the beginning of the label of the table row in `line`."""
    small = line.cells[0][0].islower() and not ENDED.search(before.text)
    return block.kind == "prose" and small and line.gap < leading + 2 and len(block.text) < 120


def _wrapped_cell(table: Line, line: Line, leading: int) -> int | None:
    """The number of the cell of the row in `table` that `line` goes on with."""
    if line.gap >= leading + 2:
        return None
    if abs(line.indent - table.indent) <= 4 and line.text[0].islower() and len(line.text) < 60:
        return 0
    pieces = [(found.start(), found[0]) for found in re.finditer(r"\S(?: {0,2}\S)*", table.text)]
    if len(pieces) != len(table.cells):  # a currency sign went to its number: the cells are narrow ones
        return None
    beneath = [n for n, (start, text) in enumerate(pieces) if abs(table.indent + start - line.indent) <= 1 and len(text) >= 20]
    return beneath[0] if beneath and beneath[0] > 0 else None


def _width(page: list[Line]) -> float:
    """The usual length of a full line of prose on the page."""
    lengths = [len(line.text) for line in page if len(line.text) >= 30 and len(line.cells) == 1]
    return quantiles(lengths, n=10)[-1] if len(lengths) > 2 else 80


def _leading(page: list[Line]) -> int:
    """The usual number of empty grid lines between two lines of a paragraph."""
    long = [line.gap for before, line in pairwise(page) if len(before.text) > 40 and len(line.text) > 20]
    gaps = Counter(long or [line.gap for line in page[1:]])
    return max(gaps.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))[0]


def _cells(text: str) -> list[str]:
    pieces = GAP.split(text)
    heads_line = len(pieces) == 2 and (MARKER.match(pieces[0] + " ") or NUMBERED_HEADING.fullmatch(pieces[0]))
    if len(pieces) < 2 or heads_line or BOXES.intersection(text):
        return [text]
    words = text.split()
    if len(pieces) > 0.5 * len(words) and len(words) >= 8 and sum(word.isalpha() for word in words) > 0.6 * len(words):
        return [text]  # prose with every word set apart
    cells: list[str] = []
    for piece in pieces:
        if cells and (re.fullmatch(r"[(]?[$€£¥]|[(]", cells[-1]) or re.fullmatch(r"[)%*]+", piece)):
            cells[-1] += piece
        else:
            cells.append(" ".join(piece.split()))
    return [re.sub(r"(?<=\d) (?=[)%])|(?<=[$€£¥]) (?=\d)", "", cell) for cell in cells]


def _prose(text: str) -> str:
    return SET_OFF.sub("", " ".join(text.split()))


def _join(before: str, after: str, words: Counter[str]) -> str:
    """Two printed lines as one: a divided word becomes whole, a compound keeps its hyphen."""
    if before.endswith("\xad"):
        return before[:-1] + after
    if before.endswith("-") and after[:1].islower() and len(before) > 1 and before[-2].isalpha():
        return (before if _is_compound(before, after, words) else before[:-1]) + after
    tight = before.endswith(("-", "—", "/")) and len(before) > 1 and not before[-2].isspace()
    return before + ("" if tight else " ") + after


def _is_compound(before: str, after: str, words: Counter[str]) -> bool:
    first = re.search(r"[^\W\d_]+(?=-$)", before)
    second = WORD.match(after)
    if not first or not second:
        return True
    one, two = first[0].lower(), second[0].lower()
    if words[f"{one}-{two}"] or words[one + two]:
        return words[f"{one}-{two}"] >= words[one + two]
    return bool(one in {"non", "self", "co", "e", "ex"} or (words[one] and words[two]) or any(word.startswith(one + "-") for word in words))


def _runs_on(last: Block, first: Block) -> bool:
    """Whether the first block of a page goes on with the last of the page before."""
    if last.kind == "row" or first.kind != "prose" or ENDED.search(last.text):
        return False
    return first.text[0].islower() or last.text.endswith(",") or (last.full and len(first.text) >= 40 and bool(ENDED.search(first.text)))


def _whole_words(page: list[Line]) -> Iterator[str]:
    """The words of a page but for those that a line border divides."""
    divided = False
    for line in page:
        found = WORD.findall(line.text)
        ends_divided = line.text.endswith(("-", "\xad"))
        yield from found[divided : len(found) - ends_divided]
        divided = ends_divided


def _bridge(text: str, first: str, words: Counter[str]) -> tuple[str, str]:
    """The text so far and the new page's first block, changed so that they read on when put together."""
    joined = _join(text, first, words)
    return joined[: -len(first)], first


def _between(before: Block | None, block: Block) -> str:
    if before is None:
        return ""
    return "\n" if before.kind == block.kind != "prose" else "\n\n"
