"""Whether a text stays true to what it cites beyond its values: the figures in its names, and which way things went.

It compares words, and only finds what it is certain of: where a text tells its evidence in words of its own, silence proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.questions import opposite_words
from assistant.text import plain
from assistant.types import Value
from assistant.values import find
from assistant.values.vocabulary import DOWN, UP

_WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_OPPOSITES = (
    (UP | {"profit", "profits", "profitable", "surplus", "income"}, DOWN | {"loss", "losses", "unprofitable", "deficit"}),
    (frozenset("more over above most exceeding exceeded exceeds".split()), frozenset("less under below least fewer".split())),
    (frozenset("before until till earlier".split()), frozenset("after since later".split())),
)


def departure(text: str, quotes: Sequence[str]) -> str:
    """What `text` says that `quotes` contradict, or a figure that they do not hold, in a sentence; "" where neither is found."""
    for figure in _figures_outside_values(text, find(text)):
        if not any(figure in _figures(quote) for quote in quotes):
            return f"No sentence of the articles mentions {figure}."
    evidence = " ".join(quotes)
    if turned := opposite_words(text, evidence) or _turned(text, evidence):
        return f"It says “{turned[0]}”; the article says “{turned[1]}”."
    return ""


def _figures_outside_values(text: str, values: Sequence[Value]) -> Iterator[str]:
    """The figures of names and labels: "Boeing 747", "Apollo 13"."""
    for match in _FIGURE.finditer(text):
        if not any(value.start < match.end() and match.start() < value.end for value in values):
            yield match[0].replace(",", "")


def _figures(text: str) -> set[str]:
    return {match[0].replace(",", "") for match in _FIGURE.finditer(text)}


def _turned(text: str, evidence: str) -> tuple[str, str] | None:
    """A word that stands where the evidence, otherwise alike there, has its opposite; with that opposite.

    A text that only tells things in another order has as many words of either side as its evidence.
    """
    said, stated = _WORD.findall(plain(text)), _WORD.findall(plain(evidence))
    for here, there in _replaced(said, stated):
        for pair in _OPPOSITES:
            for one, other in (pair, pair[::-1]):
                mine, theirs = next((w for w in here if w in one), None), next((w for w in there if w in other), None)
                more = sum(word in one for word in said) > sum(word in one for word in stated)
                if mine and theirs and more and other.isdisjoint(here) and one.isdisjoint(there):
                    return mine, theirs
    return None


def _replaced(said: Sequence[str], stated: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Runs of words of `said` with those that stand in their place in `stated`."""
    for operation, a, b, c, d in SequenceMatcher(None, said, stated, autojunk=False).get_opcodes():
        if operation == "replace":
            yield said[a:b], stated[c:d]
