"""Plain text for comparing: one spelling for dashes, quotes and spaces, and SQuAD's F1 on words that keep their signs.

SQuAD's own normaliser deletes ".", "%", "$" and "-", which makes "$1.5 trillion" equal "15 trillion"; this one deletes only articles
and the punctuation around words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from assistant import Answer

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_QUOTES = {ord(a): b for a, b in zip("‘’‚‛“”„‟", "''''\"\"\"\"", strict=True)}
_MARKS = re.compile(r"\s*\[\d+\]")
_ARTICLES = {"a", "an", "the"}

LINKING_WORDS = frozenset(
    re.findall(
        r"\w+",
        "about above almost and around at between by during exceeding for from in least less more nearly no not of on or over roughly"
        " since than through to under until up with yes",
    )
)
"""Words that carry no answer of their own: what stands around values and between items."""


def plain(text: str) -> str:
    """NFKC, lower case, dashes and quotes unified, spaces collapsed."""
    text = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_QUOTES).lower()
    return " ".join(text.split())


def said(answer: Answer) -> str:
    """What an answer says: the short answer, or where there is none the text without its citation marks."""
    return answer.short or _MARKS.sub("", answer.text)


def words(text: str) -> list[str]:
    """The words of `text` without articles and without the punctuation around them; "$", "%" and inner signs stay."""
    spaced = re.sub(r"-{2,}|\s-\s|[/]", " ", plain(text))
    stripped = (re.sub(r"'s$", "", word.strip(".,;:!?\"'()[]{}*")) for word in spaced.split())
    return [word for word in stripped if word and word not in _ARTICLES]


def f1(said: str, gold: str) -> float:
    """Harmonic mean of the shares of words that two texts have in common (Rajpurkar et al. 2016)."""
    ours, theirs = Counter(words(said)), Counter(words(gold))
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def find_run(run: Sequence[str], within: Sequence[str]) -> int:
    """Where `run` stands as consecutive words of `within`; -1 when it does not."""
    return next((i for i in range(len(within) - len(run) + 1) if list(within[i : i + len(run)]) == list(run)), -1)
