"""Numbers as people write them, in digits or in words, with their scale: "1,500", "1.5", "fifty-three", "half a trillion", "2½ million"."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from typing import NamedTuple

EXACT = Context(prec=80)
LONGEST = 40

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES = {word: number for number, word in enumerate(_ONES.split())}
TENS = {word: 10 * number for number, word in enumerate(_TENS.split(), 2)}
SCALES = {
    "hundred": 2,
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "milliard": 9,
    "trillion": 12,
    "lakh": 5,
    "lac": 5,
    "crore": 7,
}
SHORT_SCALES = {"mn": 6, "mln": 6, "mio": 6, "bn": 9, "bln": 9, "mrd": 9, "tn": 12, "trn": 12, "cr": 7}
LETTER_SCALES = {"k": 3, "m": 6, "mm": 6, "b": 9, "t": 12}
_FRACTIONS = dict(zip("½¼¾⅛⅜⅝⅞⅕⅖⅗⅘", ["0.5", "0.25", "0.75", "0.125", "0.375", "0.625", "0.875", "0.2", "0.4", "0.6", "0.8"], strict=True))

_DIGITS = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{2,3}){0,8},[0-9]{3}(?![0-9])|[0-9]{1,3}(?:['_\u00a0][0-9]{3}){1,8}(?![0-9])"
    r"|[0-9]{1,3}(?: [0-9]{3}){0,3} 000(?![0-9,])"
    r"|[0-9]{1,3}(?: [0-9]{3}){1,4}(?=\s?(?:€|euros?|dollars?|pounds|yuan|yen|rupees|francs|eur|usd)(?![a-z]))"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,8}(?![0-9])(?:,[0-9]{1,2}(?![0-9]))?|[0-9]{1,3}\.[0-9]{3},[0-9]{2}(?![0-9])|[0-9]{1,40})"
    r"(?:\.[0-9]{1,20})?|\.[0-9]{1,20}"
)
_POWER = re.compile(r"(?P<times> ?x ?10 ?\^ ?|(?<=10)\^|e(?=[+-]?[0-9]{1,2}(?![a-z0-9.,-])))(?P<power>[+-]?[0-9]{1,2})(?![0-9.,])")
_COMMA = re.compile(r"[0-9]{1,3},[0-9]{1,2}(?=\s?(?:%|€|euro|million|billion|trillion|mn|mln|mio|mrd|bn|bln)(?![a-z]))")
_MIXED = re.compile(r"(?P<glyph>[½¼¾⅛⅜⅝⅞⅕⅖⅗⅘])|[ -](?P<top>[1-9])/(?P<bottom>2|4|5|8|16|32)(?![0-9/])")
_SCALE = re.compile(
    r"\+?[\s-]{0,2}(?:(?P<word>hundred|thousand|million|billion|milliard|trillion|lakh|lac|crore)s?(?![a-z])"
    r"|(?P<short>mn|mln|mio|mrd|bn|bln|tn|trn|cr)(?![a-z0-9]))"
)
_LETTER = re.compile(r" ?(?P<letter>mm|[kmbt])(?![a-z0-9'])")
_WORD = "|".join([*ONES, *TENS])
_HALVED = "thousand|million|billion|trillion|dozen|percent|per cent|percentage|point|basis"
_WORDS = re.compile(
    rf"(?:(?:a )?half(?:[ -]an?)?(?=[ -](?:{_HALVED})(?![a-z]))|half[ -]an?(?=[ -](?:year|decade|century|month|day|hour)(?![a-z]))"
    r"|half(?=[ -](?:century|decade|hour)(?![a-z]))|(?=(?:million|billion|trillion)-(?:dollar|euro|pound|yuan|yen|rupee)(?![a-z]))"
    rf"|(?:(?:an? )?quarter|three[ -]quarters)[ -]of[ -]an?(?=[ -](?:{_HALVED})(?![a-z]))"
    rf"|an?(?=[ -](?:hundred|thousand|million|billion|trillion|dozen|lakh|crore|percentage point)(?![a-z]))"
    rf"|(?:{_WORD})(?![a-z]))(?:[\s-]{{1,2}}(?:and[\s-])?(?:{_WORD})(?![a-z])|[\s-]?(?:hundred|dozen)(?![a-z])){{0,6}}"
    r"(?P<half>[ -]and[ -]a[ -](?:half|quarter)(?![a-z]))?"
)
STARTS = (
    *(
        f"a {word}"
        for word in ("hundred", "thousand", "million", "billion", "trillion", "dozen", "lakh", "crore", "percentage point", "quarter of a")
    ),
    *(f"{word} a" for word in ("half", "quarter of")),
    *(f"half{mark}{word}" for mark in " -" for word in ("million", "billion", "trillion", "century", "decade", "hour")),
    *(f"a half{mark}{word}" for mark in " -" for word in ("million", "billion", "trillion")),
    *("half-a", "million-", "billion-", "trillion-"),
    *ONES,
    *TENS,
)
_MORE = re.compile(rf"[\s-](?:and[\s-])?(?=(?:{_WORD})(?![a-z]))")


class Figure(NamedTuple):
    """A number as written: its value with scale, the number before its scale, and where it ends.

    `digits` is true for a run of digits with no separator, point or scale: what could also be a year, a label or an identifier.
    """

    value: Decimal
    number: Decimal
    end: int
    scaled: bool
    digits: bool
    worded: bool


def plain(number: Decimal) -> str:
    """Digits without exponent, group marks or trailing zeros: 53000000000, 0.5, -3."""
    written = format(number, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def times_ten(number: Decimal, power: int) -> Decimal:
    """`number` x 10^power, exactly."""
    return EXACT.multiply(number, Decimal(10) ** power) if power else number


def read_figure(folded: str, at: int, *, letters: bool) -> Figure | None:
    """The number that begins at `at`; one-letter scales ("53m") are read only where `letters` says that they are expected."""
    bare = _read_digits(folded, at) or _read_words(folded, at)
    if bare is None:
        return None
    power, end = _read_scale(folded, bare.end, letters=letters)
    if bare.worded and power and (rest := _rest_of_words(folded, end, power)):
        total = EXACT.add(times_ten(bare.value, power), rest.value)
        return Figure(total, total, rest.end, scaled=False, digits=False, worded=True)
    if end == bare.end:
        return bare
    return Figure(times_ten(bare.value, power), bare.value, end, scaled=power > 2, digits=False, worded=bare.worded)


def _read_digits(folded: str, at: int) -> Figure | None:
    match = _COMMA.match(folded, at) or _DIGITS.match(folded, at)
    if match is None:
        if folded[at : at + 1] in _FRACTIONS and folded[at : at + 1]:
            value = Decimal(_FRACTIONS[folded[at]])
            return Figure(value, value, at + 1, scaled=False, digits=False, worded=False)
        return None
    written, end = match[0], match.end()
    if len(written) > LONGEST:
        return None
    number = Decimal(_without_groups(written))
    digits = written.isdigit()
    if (power := _POWER.match(folded, end)) and (power["times"] != "^" or written == "10") and abs(int(power["power"])) <= LONGEST:
        number = times_ten(Decimal(1) if power["times"] == "^" else number, int(power["power"]))
        return Figure(number, number, power.end(), scaled=False, digits=False, worded=False)
    if digits and (mixed := _MIXED.match(folded, end)):
        part = _FRACTIONS[mixed["glyph"]] if mixed["glyph"] else None
        number = EXACT.add(number, Decimal(part) if part else EXACT.divide(Decimal(mixed["top"]), Decimal(mixed["bottom"])))
        return Figure(number, number, mixed.end(), scaled=False, digits=False, worded=False)
    return Figure(number, number, end, scaled=False, digits=digits, worded=False)


def _without_groups(written: str) -> str:
    if written.count(".") > 1 or (written.count(",") == 1 and len(written) - written.index(",") < 4):
        written = written.replace(".", "").replace(",", ".")
    for mark in ",'_ \u00a0":
        written = written.replace(mark, "")
    return written


def _read_words(folded: str, at: int) -> Figure | None:
    match = _WORDS.match(folded, at)
    if match is None:
        return None
    number = _number_of(match[0])
    if number is None:
        return None
    return Figure(number, number, match.end(), scaled=False, digits=False, worded=True)


def _number_of(words: str) -> Decimal | None:
    """The number that words below a thousand say; None for what is no number ("one two")."""
    total, last = Decimal(0), 1000
    for word in re.split(r"[\s-]+", words.strip()):
        if word in ("and", "a", "an", "of", ""):
            continue
        size = ONES.get(word, TENS.get(word))
        if size is not None:
            if last < 20 or (last < 100 and size >= 10):
                return None
            total, last = total + size, size or 1
        elif word in ("hundred", "dozen"):
            total, last = (total or Decimal(1)) * (100 if word == "hundred" else 12), 1000
        elif word == "quarters":
            total = total * Decimal("0.25")
        else:
            total, last = total + (Decimal("0.5") if word == "half" else Decimal("0.25")), 1
    return total or (Decimal(0) if "zero" in words else Decimal(1))


def _read_scale(folded: str, at: int, *, letters: bool) -> tuple[int, int]:
    power, end = 0, at
    for _ in range(3):
        match = _SCALE.match(folded, end)
        if match is None:
            break
        power += SCALES[match["word"]] if match["word"] else SHORT_SCALES[match["short"]]
        end = match.end()
    if not power and letters and (match := _LETTER.match(folded, end)):
        return LETTER_SCALES[match["letter"]], match.end()
    return power, end


def _rest_of_words(folded: str, at: int, power: int) -> Figure | None:
    """What goes on after a scale word: "two million | three hundred thousand"."""
    more = _MORE.match(folded, at)
    if more is None:
        return None
    rest = _read_words(folded, more.end())
    if rest is None:
        return None
    next_power, end = _read_scale(folded, rest.end, letters=False)
    if next_power >= power:
        return None
    return Figure(times_ten(rest.value, next_power), rest.value, end, scaled=False, digits=False, worded=True)
