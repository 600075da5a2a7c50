"""Plain text: normal forms, lines, headings and sentences, all as exact spans that tile what they were cut from.

The splitter is rule-based because a citation needs every character: nothing is trimmed, and white space stays with the sentence before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

Span = tuple[int, int]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"'}
)

BULLET = re.compile(r"[ \t]*(?:[-–—*+•·▪◦‣●○■□]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)])[ \t]+")
_MARKDOWN_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+\S")
_NUMBERED = re.compile(r"[ \t]*(?:\(?(?:\d{1,3}|[A-Za-z]|[IVXivx]{1,4})(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+)[ \t]+")
_TABLE_ROW = re.compile(r"[ \t]*\|")

_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s)|[。！？]+["'”’」』）]*""")
_STARTS = re.compile(r"""["'“‘«(\[–—-]*\s?(?:[^\W_a-z]|[$€£¥₹])""")  # an upper-case letter, a digit or a currency sign, perhaps quoted
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘]+$")
_NEXT_WORD = re.compile(r"\W*(\w+)")
_ACRONYM = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?")

# Before a name or a number these never end a sentence.
_TITLES = frozenset(
    "dr mr mrs ms prof rev hon gen col capt lt sgt sen rep gov pres st mt messrs mme jr-sr vs cf viz al fig figs eq sec art "
    "ch vol no nos nr pp p ed eds approx est ca e.g i.e".split()
)
# These may end a sentence: only a word that usually opens one says so.
_MAYBE_LAST = frozenset(
    "inc corp co ltd llc plc bros dept univ assn etc jr sr jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu "
    "fri sat sun ave blvd rd bn mn tn m b k".split()
)
_OPENERS = frozenset(
    "a all also although an and another as at because before but by despite during each even every few finally first for from "
    "he her here his how however i if in instead it its "
    "last later many meanwhile more moreover most nearly no now of on once one only other our over she since so some still "
    "such that the their then there these they this those "
    "though through thus today to two under until we what when where which while who why with without yet you".split()
)


def normalise(text: str) -> str:
    """NFC, line ends as `\\n`, without byte-order marks and control characters (tab and line end stay)."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", text)


def plain(text: str) -> str:
    """A form for comparing, never for showing: NFKC, lower case, one kind of dash and quote, single spaces."""
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    return _SPACES.sub(" ", _DASHES.sub("-", text)).strip()


def lines(text: str) -> list[Span]:
    """Spans of the lines as a person reads them: a line that was only wrapped at a column is one with the next. They tile `text`."""
    raw = _raw_lines(text)
    spans: list[Span] = []
    begin = 0
    for (start, end), width in zip(raw, _block_widths(text, raw), strict=True):
        if not _wrapped(text, start, end, width):
            spans.append((begin, end))
            begin = end
    if begin < len(text):
        spans.append((begin, len(text)))
    return spans


def sentences(text: str) -> list[Span]:
    """Spans of sentences, headings and list items that tile `text`; white space belongs to the sentence before it."""
    spans: list[Span] = []
    for start, end in lines(text):
        if not text[start:end].strip() and spans:
            spans[-1] = (spans[-1][0], end)
            continue
        borders = [start, *_borders(text, start, end), end]
        spans += [(a, b) for a, b in pairwise(borders) if a < b]
    return spans


def heading_level(line: str) -> int:
    """How deep a heading `line` is, 0 when it isn't one: a Markdown heading, or a short line without a full stop.

    1 to 6 for Markdown; otherwise 1, or 2 for one that is numbered or ends in a colon. Whether text follows is for the caller to see.
    """
    if mark := _MARKDOWN_HEADING.match(line):
        return len(mark[1])
    stripped = line.strip()
    body = _NUMBERED.sub("", stripped, count=1) if _NUMBERED.match(stripped) else stripped
    short = 0 < len(stripped) <= 90 and len(stripped.split()) <= 14
    opens_small = not body[:1].isupper() and not (body[:1].isdigit() and body is stripped)
    if not short or opens_small or body[-1:] in ".,;!…" or _TABLE_ROW.match(line) or (BULLET.match(line) and body is stripped):
        return 0
    if body.endswith("?") and body is not stripped:
        return 0
    return 2 if body is not stripped or body.endswith(":") else 1


def _raw_lines(text: str) -> list[Span]:
    spans = []
    start = 0
    for line in text.splitlines(keepends=True):
        spans.append((start, start + len(line)))
        start += len(line)
    return spans


def _block_widths(text: str, raw: list[Span]) -> list[int]:
    """For each line the length of the longest line of its block (a run of lines without a blank one)."""
    widths = [0] * len(raw)
    block: list[int] = []
    for index, (start, end) in enumerate([*raw, (0, 0)]):
        if text[start:end].strip():
            block.append(index)
            continue
        longest = max((len(text[raw[i][0] : raw[i][1]].rstrip()) for i in block), default=0)
        for i in block:
            widths[i] = longest
        block = []
    return widths


def _wrapped(text: str, start: int, end: int, width: int) -> bool:
    """Whether the line end at `end` only wraps a paragraph: the next word would not have fitted in the width of the block."""
    line = text[start:end].rstrip()
    rest = text[end : end + 200].split("\n", 1)[0]
    first = rest.split(maxsplit=1)[0] if rest.strip() else ""
    if not line or not first or BULLET.match(rest) or _TABLE_ROW.match(rest) or _TABLE_ROW.match(line) or heading_level(line) > 2:
        return False
    if _MARKDOWN_HEADING.match(line) or _MARKDOWN_HEADING.match(rest):
        return False
    return 40 <= width <= 120 and len(line) + 1 + len(first) > width


def _borders(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets inside `text[start:end]` at which a new sentence begins."""
    bullet = BULLET.match(text, start, end)
    for mark in _END.finditer(text, bullet.end() if bullet else start, end):
        after = mark.end()
        while after < end and text[after].isspace():
            after += 1
        if after < end and (mark[0][0] in "。！？" or (_STARTS.match(text, after, end) and not _abbreviated(text, start, mark, after))):
            yield after


def _abbreviated(text: str, start: int, mark: re.Match[str], after: int) -> bool:
    """Whether the full stop of `mark` belongs to an abbreviation and the sentence goes on at `after`."""
    if mark[0] != ".":
        return False
    before = _WORD_BEFORE.search(text, max(start, mark.start() - 40), mark.start())
    word = before[0] if before else ""
    next_word = _NEXT_WORD.match(text, after)
    opener = next_word is not None and next_word[1].lower() in _OPENERS and next_word[1][:1].isupper()
    lower = word.lower()
    if len(word) == 1 and word.isupper() and word != "I":
        return not opener  # an initial
    if lower in _TITLES:
        return lower not in {"no", "nos", "p", "pp"} or text[after].isdigit()
    if lower in _MAYBE_LAST:
        return not opener
    return bool(_ACRONYM.fullmatch(word)) and "." in word and not opener
