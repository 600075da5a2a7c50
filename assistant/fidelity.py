"""Whether a text stays true to what it cites beyond its values: the figures in its names, and which way things went.

It compares words, and only finds what it is certain of: where a text tells its evidence in words of its own, silence proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.questions import currencies, opposite_words
from assistant.text import plain
from assistant.values import find
from assistant.values.vocabulary import DOWN, UP

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+(?:['.][^\W_]+)*")
_FIGURE = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b",
    re.I,
)
_NOT_MONEY = re.compile(r"\b(?:won|pounds)\b", re.I)
_RESULTS = (frozenset("profit profits surplus gain gains gained".split()), frozenset("loss losses deficit lost".split()))
CLOSE = 0.6  # share of a text's words that stand in its evidence in the same order, from which a word in another's place contradicts it
_OPPOSITES = (
    (UP | _RESULTS[0], DOWN | _RESULTS[1]),
    (frozenset("more over above most exceeding exceeded exceeds".split()), frozenset("less under below least fewer".split())),
    (frozenset("before until till earlier".split()), frozenset("after since later".split())),
)


def departure(text: str, quotes: Sequence[str]) -> str:
    """What `text` says that `quotes` contradict, or a figure that they do not hold, in a sentence; "" where neither is found."""
    evidence = " ".join(quotes)
    rest = _without_values(text)
    if unknown := sorted(_figures(rest) - _figures(evidence)) or sorted(_currencies(rest) - _currencies(evidence)):
        return f"No sentence of the articles mentions {unknown[0]}."
    if turned := opposite_words(text, evidence) or _contrary(text, evidence) or _turned(text, evidence):
        return f"It says “{turned[0]}”; the article says “{turned[1]}”."
    return ""


def _without_values(text: str) -> str:
    """What is left of `text` are words, and the figures of names and labels: "Boeing 747", "layer three"."""
    for value in reversed(find(text)):
        text = f"{text[: value.start]} {text[value.end :]}"
    return text


def _figures(text: str) -> set[str]:
    return {match[0].replace(",", "").lower() for match in _FIGURE.finditer(text)}


def _currencies(text: str) -> set[str]:
    """The currencies that a text names, without words that mostly mean something else."""
    return currencies(_NOT_MONEY.sub(" ", text)) | {value.unit for value in find(text) if value.kind == "amount"}


def _contrary(text: str, evidence: str) -> tuple[str, str] | None:
    """A word of result, where the evidence has nothing but its opposite."""
    said, stated = _WORD.findall(plain(text)), _WORD.findall(plain(evidence))
    for one, other in (_RESULTS, _RESULTS[::-1]):
        mine, theirs = next((w for w in said if w in one), None), next((w for w in stated if w in other), None)
        if mine and theirs and one.isdisjoint(stated) and other.isdisjoint(said):
            return mine, theirs
    return None


def _turned(text: str, evidence: str) -> tuple[str, str] | None:
    """A word or figure that stands where the evidence, which the text follows closely, has its opposite or another; with that one.

    A text that only tells things in another order has no more of such words than its evidence.
    """
    said, stated = _WORD.findall(plain(text)), _WORD.findall(plain(evidence))
    for here, there in _replaced(said, stated):
        for one, other in ((side, against) for pair in _OPPOSITES for side, against in (pair, pair[::-1])):
            mine, theirs = next((w for w in here if w in one), None), next((w for w in there if w in other), None)
            more = sum(word in one for word in said) > sum(word in one for word in stated)
            if mine and theirs and more and other.isdisjoint(here) and one.isdisjoint(there):
                return mine, theirs
        alone = len(here) == len(there) == 1 and here[0][0].isdigit() and there[0][0].isdigit()
        if alone and said.count(here[0]) > stated.count(here[0]) > 0:
            return here[0], there[0]
    return None


def _replaced(said: Sequence[str], stated: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Runs of words of `said` with those that stand in their place in `stated`; none where it does not follow that closely."""
    matcher = SequenceMatcher(None, said, stated, autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) >= CLOSE * len(said):
        for operation, a, b, c, d in matcher.get_opcodes():
            if operation == "replace":
                yield said[a:b], stated[c:d]
