"""One number with what is written right around it: sign, brackets, currency, scale, unit, "per month". A range has two such sides."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.types import ValueKind
from assistant.values import money, units
from assistant.values.numbers import EXACT, Figure, read_figure
from assistant.values.source import Source

_OPENING = re.compile(r"[\s]{0,2}(?P<minus>\(\s?|-)?(?=[0-9.])")
_MINUS = re.compile(r"(?<!\w)(?<!or )(?<![0-9] )(?P<minus>(?:minus|negative) )$")
_OPEN = re.compile(r"(?P<plus>\+)(?![0-9])|(?P<words> or (?:more|greater|(?P<fewer>fewer|less))(?= [a-z]))|(?P<odd>-odd)(?= [a-z])")
_CLOSING = re.compile(r"\s?\)")
_CLOSING_PERCENT = re.compile(r"\s?\)\s?%")
_OF_A_WHOLE = re.compile(r" of (?![0-9]|fiscal|growth|decline|losses|profits?|gains|contraction|expansion|recession)")
_IN_TABLE = re.compile(r"\s*(?:[0-9$(%€£—-]|\n|$)")
_ASKS_FOR_TIME = frozenset(("for", "in", "within", "than", "least", "only", "just", "about", "of"))


@dataclass(frozen=True, slots=True)
class Side:
    """`amount` counts `unit` ("second" or "month" for a time); `unit` is "" where no unit or currency was stated."""

    start: int
    end: int
    kind: ValueKind
    amount: Decimal
    unit: str
    figure: Figure
    per: str = ""
    qualifier: str = ""

    @property
    def unit_size(self) -> Decimal:
        """How many of `unit` the unit that was written is: 12 for the years of a time in months."""
        return EXACT.divide(self.amount, self.figure.value) if self.figure.value else Decimal(0)


def read_side(source: Source, at: int, floor: int, *, letters: bool = False) -> Side | None:
    """The number at `at`, or after the currency sign there; a currency before it is not sought before `floor`.

    `letters`: a one-letter scale counts even without a currency at this number ("£5-10m").
    """
    folded, place, negative = source.folded, at, False
    if folded[at] in money.SIGNS:
        opening = _OPENING.match(folded, at + 1)
        if opening is None:
            return None
        place, negative = opening.end(), bool(opening["minus"])
        currency, start = money.before(source.text, folded, at + 1, floor)
    else:
        currency, start = money.before(source.text, folded, at, floor)
    figure = read_figure(folded, place, letters=bool(currency) or letters)
    if figure is None:
        return None
    if not currency and not figure.scaled:
        figure = _with_letter(source, figure, place)
    side = _bracketed(source, start, place, figure, currency) or _open_ended(source, start, figure, currency)
    worded = _MINUS.search(folded, max(floor, start - 12), start)
    if worded:
        return replace(side, start=worded.start("minus"), amount=-abs(side.amount))
    minus = start > floor and folded[start - 1] == "-" and (start == 1 or folded[start - 2] in " (\n\t\u00a0|")
    if minus:
        side = replace(side, start=start - 1)
    return replace(side, amount=-side.amount) if (minus or negative) and side.amount > 0 else side


def _open_ended(source: Source, start: int, figure: Figure, currency: str) -> Side:
    """The number with its unit and what may stand between the two: "100+ stores", "five or more years", "100-odd people"."""
    side = _united(source, start, figure, currency)
    match = _OPEN.match(source.folded, figure.end)
    if match is None:
        return replace(side, qualifier=">=") if "+" in source.folded[start + 1 : figure.end] else side
    ended = _united(source, start, figure._replace(end=match.end()), currency)
    if ended.end == match.end():  # nothing is named after it
        return side
    return replace(ended, qualifier="~" if match["odd"] else "<=" if match["fewer"] else ">=")


def _with_letter(source: Source, figure: Figure, at: int) -> Figure:
    """One-letter scales count only beside a currency ("53m euros") or a plain countable noun ("72B parameters")."""
    if figure.worded or source.folded[figure.end : figure.end + 2].strip()[:1] not in ("k", "m", "b", "t"):
        return figure
    longer = read_figure(source.folded, at, letters=True)
    if longer is None or not 0 < longer.end - figure.end <= 2:
        return figure
    if money.after(source.text, source.folded, longer.end, scaled=True):
        return longer
    noun = units.read_noun(source.text, source.folded, longer.end)
    return longer if noun and source.folded[figure.end] != " " and noun.name not in units.MEASURES else figure


def _bracketed(source: Source, start: int, place: int, figure: Figure, currency: str) -> Side | None:
    """ "(1,215)", "$ (37)" and "(15)%" are negative numbers of a report; "(1)" is a note and "($37 million)" an aside."""
    folded = source.folded
    if source.folded[max(0, place - 2) : place].strip()[-1:] != "(" or (closing := _CLOSING.match(folded, figure.end)) is None:
        return None
    opened = folded.rindex("(", 0, place)
    if opened < start and currency:
        return None
    if currency:
        return _with_per(source, Side(start, closing.end(), "amount", figure.value, currency, figure))
    if percent := _CLOSING_PERCENT.match(folded, figure.end):
        return Side(opened, percent.end(), "percent", -figure.value, "%", figure)
    long = not figure.digits or figure.end - place > 2 or (figure.end - place == 2 and _IN_TABLE.match(folded, closing.end()))
    year = figure.digits and 1900 <= figure.value <= 2099
    return (
        Side(opened, closing.end(), "number", -figure.value, "", figure) if long and not (year or figure.worded or figure.scaled) else None
    )


def _united(source: Source, start: int, figure: Figure, currency: str) -> Side:
    """The number with the unit that follows it."""
    folded, end = source.folded, figure.end
    if not currency and (side := _measured(source, start, figure, end)):
        return side
    named = money.after(source.text, folded, end, scaled=figure.scaled or bool(currency))
    if named and _fits(currency, named[0]):
        unit = currency if currency and named[0] == "USD" else named[0]
        return _with_per(source, Side(start, named[1], "amount", EXACT.multiply(figure.value, named[2]), unit, figure))
    if currency:
        return _with_per(source, Side(start, end, "amount", figure.value, currency, figure))
    noun = units.read_noun(source.text, folded, end)
    if noun and not (figure.worded and figure.value == 1):
        return Side(start, noun.end, "count", figure.value, noun.name, figure)
    return Side(start, end, "amount" if figure.scaled else "number", figure.value, "", figure)


def _measured(source: Source, start: int, figure: Figure, end: int) -> Side | None:
    """A percent, points, multiple or time."""
    if unit := units.read_ratio(source.folded, end):
        return _with_per(source, Side(start, unit.end, unit.kind, EXACT.multiply(figure.value, unit.factor), unit.name, figure))
    if unit := units.read_time(source.folded, end):
        if _is_idiom(source, start, figure, unit.end):
            return Side(start, end, "number", figure.value, "", figure)
        return Side(start, unit.end, "duration", EXACT.multiply(figure.value, unit.factor), unit.name, figure)
    return None


def _fits(currency: str, named: str) -> bool:
    """Whether a currency after the number goes with the sign before it: "$5 CAD" does, "$5 euro" does not."""
    dollars = currency == "USD" and named in ("AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN")
    return not currency or dollars or money.agree(currency, named)


def _with_per(source: Source, side: Side) -> Side:
    found = units.read_per(source.folded, side.end)
    if found and side.kind == "percent" and source.folded.startswith("each", found[1] - 4):  # "two of them had 15% each"
        return side
    return replace(side, per=found[0], end=found[1]) if found else side


def _is_idiom(source: Source, start: int, figure: Figure, end: int) -> bool:
    """ "one day it will" tells no length; "three-quarters of the" is a share."""
    said = source.folded[start:end]
    if said in ("three-quarters", "three quarters", "one quarter", "one-quarter", "two quarters"):
        return "-" in said or bool(_OF_A_WHOLE.match(source.folded, end))
    words = source.words_before(start, 24)
    return figure.worded and said == "one day" and (not words or words[-1] not in _ASKS_FOR_TIME)
