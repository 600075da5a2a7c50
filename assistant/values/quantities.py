"""Amounts, percents, points, multiples, durations, counts and bare numbers, single or as a range."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from assistant.types import Value
from assistant.values import context, money, units, vocabulary
from assistant.values.numbers import EXACT, plain, times_ten
from assistant.values.sides import Side, read_side
from assistant.values.source import Found, Source, skip

_TOKEN = re.compile(r"[0-9](?:[0-9,.:/'-]{0,60}[0-9])?[a-z]{0,20}")
_STICKS = re.compile(r"[a-z]|[-/:.'][0-9]|,[0-9]|\([a-z0-9]{1,3}\)|/[a-z]|-[a-z](?![a-z])|\s(?:u\.s\.c|usc\b|c\.?f\.?r)")
_PHONE = re.compile(r"\(?[0-9]{3}\)[\s-]?[0-9]{3}[\s-][0-9]{4}(?![0-9])|\+[0-9]{1,3}(?:[\s.-]?\(?[0-9]{2,4}\)?){2,5}(?![0-9])")
_CLOCK = re.compile(r"[0-9]{1,2}(?:[:.][0-9]{2})? ?[ap]\.?m(?![a-z])\.?")
_SEPARATOR = re.compile(
    r"(?:-?\s+|-)(?P<word>to|and|or)(?:\s+|-)(?:about |approximately |nearly |up to |as much as )?|\s?(?P<dash>--|[-—])\s?"
)
_SHARE = re.compile(r" (?:in|out of) (?:every |each )?(?=[0-9a-z])")
_AND_A_HALF = re.compile(r" and a half(?![a-z-])")
_MORE_TIME = re.compile(r",? (?:and )?(?=[0-9a-z])")
_NO_NUMBER = re.compile(r"0[0-9]|[0-9]+-[a-z]")
_WORDS_NEXT = re.compile(r"[*†]{0,3} \| [a-z]")
# "Smith 11, Jones 7": what stands after each name counts for it.
_TALLY = re.compile(r",\s(?:and\s)?[A-Z][\w'’-]+\s[0-9]+(?![\w.-])")
_TALLIED = re.compile(r"[A-Z][\w'’-]+\s[0-9]+,\s(?:and\s)?[A-Z][\w'’-]+\s$")
_NOTE = re.compile(r"\s?[)\]]")
_MARKER = re.compile(r"[.)](?=\s)")
_LASTING = vocabulary.words("for last lasts lasted take takes took of after have has had with is was were been spanning spans runs ran")


def read(source: Source, at: int, floor: int) -> Found | None:
    """The quantity whose number or sign stands at `at`; `floor` is where the value before it ended."""
    if phone := _PHONE.match(source.folded, at - 1 if at and source.folded[at - 1] in "(+" else at):
        return skip(phone.end())
    if clock := _CLOCK.match(source.folded, at):
        return skip(clock.end())
    if _is_glued(source.folded, at):
        return skip_token(source, at)
    first = read_side(source, at, floor)
    if first is None:
        return skip_token(source, at)
    if ranged := _range(source, first):
        return Found(ranged, ranged.end)
    if _STICKS.match(source.folded, first.end) and not _is_rate(source.folded, first):
        return skip(max(_token_end(source, first.figure.end - 1), first.end))
    if share := _share(source, first):
        return skip(share)
    if first.kind == "number" and source.words_before(first.start, 16)[-2:] == ["factor", "of"]:
        first = replace(first, kind="multiple", unit="x")
    if _is_name(source, first):
        return skip(first.figure.end)
    value = _value(source, _with_smaller_unit(source, first), None)
    return Found(value, value.end)


def _is_rate(folded: str, side: Side) -> bool:
    """Whether an amount of money goes on with what it is for in a form that is not known here: "$20/seat-hour"."""
    return side.kind == "amount" and bool(side.unit) and folded[side.end] == "/" and folded[side.end + 1].isalpha()


def _share(source: Source, side: Side) -> int | None:
    """Where "one in five people" or "4 out of 10" ends: a share that is told by two numbers, neither of which counts anything by itself."""
    match = _SHARE.match(source.folded, side.end) if side.kind == "number" else None
    whole = read_side(source, match.end(), match.end()) if match else None
    if whole is None or whole.kind not in ("number", "count") or not side.figure.value < whole.figure.value <= 1000:
        return None
    return whole.end


def _with_smaller_unit(source: Source, side: Side) -> Side:
    """A length of time with what goes on in a smaller unit: "5 years and 3 months", "1 hour 30 minutes", "one year and a half"."""
    if side.kind != "duration":
        return side
    if match := _AND_A_HALF.match(source.folded, side.end):
        return replace(side, end=match.end(), amount=EXACT.add(side.amount, EXACT.divide(side.unit_size, Decimal(2))))
    match = _MORE_TIME.match(source.folded, side.end)
    rest = read_side(source, match.end(), match.end()) if match else None
    if rest is None or rest.kind != "duration" or rest.unit != side.unit or rest.unit_size >= side.unit_size:
        return side
    return replace(side, end=rest.end, amount=EXACT.add(side.amount, rest.amount))


def skip_token(source: Source, at: int) -> Found:
    """Pass over the run of digits and marks at `at`."""
    return skip(_token_end(source, at))


def _token_end(source: Source, at: int) -> int:
    match = _TOKEN.match(source.folded, at)
    return match.end() if match else at + 1


def _is_glued(folded: str, at: int) -> bool:
    """Whether digits belong to the word before them: "COVID-19", "12b-2", "10/12"."""
    return at > 1 and folded[at].isdigit() and folded[at - 1] in "-/:._" and folded[at - 2].isalnum()


def _is_name(source: Source, side: Side) -> bool:
    """Whether a number says nothing by itself: a reference, a name, a list or note mark, the pronoun "one"."""
    if side.kind not in ("number", "count"):
        return False
    if side.kind == "number" and (_is_mark(source.folded, side) or (side.figure.worded and side.figure.value < 21)):
        return True
    before = source.folded[side.start - 1] if side.start else "\n"
    if (
        before in "#§&"
        or _labels_row(source, side)
        or (side.kind == "number" and side.figure.digits and _NO_NUMBER.match(source.folded, side.start))
    ):
        return True
    words = source.words_before(side.start, 32)
    word = words[-1].lstrip("(\"'") if words else ""
    if word in vocabulary.LABELS and not side.figure.worded and not (side.kind == "count" and word in vocabulary.WEAK_LABELS):
        return True
    return side.kind == "number" and side.figure.digits and before != "\n" and bool(words) and _follows_name(source, side, word)


def _labels_row(source: Source, side: Side) -> bool:
    """Whether a bare number is the first cell of a table's row and words follow: what an exhibit or a paragraph is called by."""
    row = source.folded.rfind("\n", 0, side.start) + 1
    return side.kind == "number" and source.folded[row : side.start] == "| " and bool(_WORDS_NEXT.match(source.folded, side.end))


def _is_mark(folded: str, side: Side) -> bool:
    """ "(1)", "[12]" and the "3." that begins a line."""
    if not side.figure.digits or side.end - side.start > 2:
        return False
    before = folded[side.start - 1] if side.start else "\n"
    if before in ("(", "["):
        return bool(_NOTE.match(folded, side.end))
    return before == "\n" and bool(_MARKER.match(folded, side.end))


def _follows_name(source: Source, side: Side, word: str) -> bool:
    """Whether a capitalised word stands before the number, in prose: "Windows 11 is"; a row of a table goes on with numbers."""
    written = source.text[max(0, side.start - 32) : side.start].split()[-1]
    following = source.folded[side.end : side.end + 2].strip()[:1]
    if _TALLY.match(source.text, side.end) or _TALLIED.search(source.text, max(0, side.start - 80), side.start):
        return False
    return (
        written[0].isupper()
        and word not in vocabulary.OPENERS
        and bool(following)
        and not following.isdigit()
        and following not in "$(|%-—"
    )


def _range(source: Source, first: Side) -> Value | None:
    """The range that `first` begins: "$3 billion to $5 billion", "10-15%", "between 200 and 250 stores"."""
    match = _SEPARATOR.match(source.folded, first.end)
    if match is None or first.per:
        return None
    words = source.words_before(first.start, 16)
    opened = words[-1] if words else ""
    if match["word"] == "and" and opened != "between":
        return None
    letters = bool(first.unit) and first.kind == "amount"
    code = money.code_at(source.folded, match.end())
    second = read_side(source, code or match.end(), match.end(), letters=letters) if match.end() < len(source.folded) else None
    if second is None or second.kind == "number" or not _goes_with(first, second) or second.start != match.end():
        return None
    if match["word"] == "or" and (first.kind != "number" or second.figure.value != first.figure.value + 1):
        return None
    changes = opened == "from" and match["word"] == "to" and first.kind not in ("number", "duration")
    if changes and not (len(words) > 1 and words[-2] in ("range", "ranges", "ranged", "ranging", "varies", "vary", "varied", "varying")):
        return None
    if first.kind == "amount" and match["word"] == "to" and first.unit and context.direction(source, "amount", first.start, first.end):
        return None
    low = _shared(first, second)
    if low > second.amount or _STICKS.match(source.folded, second.end):
        return None
    start = source.folded.rindex("between", 0, first.start) if match["word"] == "and" else first.start
    return _value(source, replace(second, start=start, unit=second.unit or first.unit), low)


def _goes_with(first: Side, second: Side) -> bool:
    """Whether the two sides are of one kind; a bare number goes with anything."""
    if first.kind == "number":
        return first.figure.digits or not first.figure.worded or second.figure.worded
    if first.kind == "amount" and second.kind == "count":
        return not first.unit
    if first.kind == "amount" and second.kind == "amount":
        return money.agree(first.unit, second.unit)
    return first.kind == second.kind and first.unit == second.unit


def _shared(first: Side, second: Side) -> Decimal:
    """The low end; without a unit or scale of its own it takes those of the high end, where that makes it the lower one."""
    factor = Decimal(1)
    if first.kind == "number" and second.figure.value:
        factor = EXACT.divide(abs(second.amount), second.figure.value)
    if second.figure.scaled and not first.figure.scaled and first.figure.value <= second.figure.number:
        power = (second.figure.value / second.figure.number).adjusted() if second.figure.number else 0
        return EXACT.multiply(times_ten(first.amount, power), factor)
    return EXACT.multiply(first.amount, factor)


def _value(source: Source, side: Side, low: Decimal | None) -> Value:
    """The side, or the range from `low` to it, as a value, with what its surroundings say of it."""
    unit, bounds = side.unit, (side.amount if low is None else low, side.amount)
    if side.kind == "duration":
        unit, size = units.normal_time(unit, bounds)
        bounds = (bounds[0] / size, bounds[1] / size)
    number = plain(bounds[0]) if low is None else f"{plain(bounds[0])}/{plain(bounds[1])}"
    normal = " ".join(part for part in (number, unit, f"per {side.per}" if side.per else "") if part)
    sign, before = context.qualifier(source, side.start, side.end, dated=False)
    if side.kind == "duration" and sign == ">" and source.folded.startswith("over", before):
        words = source.words_before(before, 16)
        sign = sign if (words and words[-1] in _LASTING) or source.folded.startswith(" of ", side.end) else ""
    sign = side.qualifier or sign
    heading = context.direction(source, side.kind, before, side.end)
    text = source.text[side.start : side.end]
    return Value(side.kind, text, normal, bounds[0], bounds[1], unit, sign, side.start, side.end, heading, side.per)
