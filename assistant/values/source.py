"""The text that values are read from, beside a folded copy in which every character keeps its place.

All patterns run on the folded copy; every offset they yield is therefore an offset of the text itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.types import Value

_FOLDED = {
    "-": "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d",
    "\u2014": "\u2015",
    "'": "\u2018\u2019\u02bc\u2032",
    '"': "\u201c\u201d\u201e\u00ab\u00bb",
    "\u00a0": "\u2007\u2009\u202f\u2002\u2003\u2008",
    "~": "\u223c\u2248\u2243",
    "$": "\uff04\ufe69",
    "\u00a5": "\uffe5",
    "\u00a3": "\uffe1",
    "%": "\uff05\ufe6a\u066a",
    "x": "\u00d7",
    ",": "\uff0c",
    ".": "\uff0e",
    "(": "\uff08",
    ")": "\uff09",
    **{str(digit): chr(0xFF10 + digit) for digit in range(10)},
}


# What the first of two line ends becomes, so that no pattern reads on from one paragraph into the next.
BREAK = "\x01"


def fold(text: str) -> str:
    """`text` in lower case with unified dashes, quotes, spaces, full-width signs and paragraph ends; exactly as long as `text`."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    lowered = lowered.replace("\n\n", f"{BREAK}\n").replace("\n \n", f"{BREAK} \n")
    if lowered.isascii():
        return lowered
    for plain, variants in _FOLDED.items():
        for variant in variants:
            lowered = lowered.replace(variant, plain)
    return lowered


@dataclass(frozen=True, slots=True)
class Source:
    """A text, its folded copy, and the date against which "last year" is understood, where one is known."""

    text: str
    folded: str
    published: date | None = None

    @classmethod
    def of(cls, text: str, published: date | None = None) -> Source:
        return cls(text, fold(text), published)

    def words_before(self, at: int, reach: int = 48) -> list[str]:
        """The folded words that stand before `at` in its paragraph, nearest last; the first one may be cut."""
        return self.folded[max(0, at - reach) : at].rpartition(BREAK)[2].split()

    def words_after(self, at: int, reach: int = 48) -> list[str]:
        """The folded words that stand after `at` in its paragraph; the last one may be cut."""
        return self.folded[at : at + reach].partition(BREAK)[0].strip("-").split()


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader found at a place; `skip` says how far to go on when there is no value to tell of."""

    value: Value | None
    end: int


def skip(end: int) -> Found:
    """No value here: read on at `end`."""
    return Found(None, end)
