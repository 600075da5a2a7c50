"""Rewords questions without changing what they ask, so that the reader looks for their meaning and not for their very words.

It is the counterweight to the changed questions among the unanswerable ones: in both, words of the question are missing from the passage,
and only what they mean tells the two apart. `alike.txt` names words that may stand for each other, near enough for the answer to stay.
"""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

_WORD = re.compile(r"\b[A-Za-z]{2,}\b")
_BESIDE = re.compile(r"\b(?:the|a|an|actually|also|ever|then|later|major|famous|certain|various|own|specific) (?=[a-z])")
_FRAMES = (
    (r"^(?:What|In what|In which) year (was|were|did|is)\b", ("When {0}", "In which year {0}", "What year {0}")),
    (r"^When (was|were|did)\b", ("In what year {0}", "At what time {0}", "On what date {0}", "since when {0}")),
    (r"^On what (?:date|day) (was|were|did)\b", ("When {0}", "On which day {0}")),
    (r"^How much (?:money )?(did|does|do|was|is|has|have|will)\b", ("What sum {0}", "What amount {0}", "How much money {0}")),
    (r"^How many (\w+)", ("What number of {0}", "How large a number of {0}")),
    (r"^What percentage of\b", ("What share of", "How many percent of", "What proportion of", "How much of")),
    (r"^Where (was|were|did|is|are|do|does)\b", ("In what place {0}", "At which place {0}")),
    (r"^Who (was|is|were|are)\b", ("What person {0}", "Tell me who {0}")),
    (r"^Why (was|were|did|is|are|do|does)\b", ("For what reason {0}", "How come {0}")),
    (r"^What is the name of\b", ("What is", "Name")),
    (r"^What (was|is|were|are) the\b", ("Which {0} the", "Tell me what {0} the")),
    (r"^(?:What|Which) (?:type|kind) of\b", ("What sort of", "Which", "What")),
    (r"^How long\b", ("For how long", "For what time")),
)


def reworded(question: str, rng: random.Random) -> str:
    """`question` in other words: another way of asking, up to three words for others, a small word left out."""
    text = _asked_otherwise(question, rng) if rng.random() < 0.5 else question
    for _ in range(rng.choice((1, 1, 2, 3))):
        text = _other_word(text, rng)
    if rng.random() < 0.3 and (small := list(_BESIDE.finditer(text))):
        chosen = rng.choice(small)
        text = text[: chosen.start()] + text[chosen.end() :]
    return text


def _asked_otherwise(question: str, rng: random.Random) -> str:
    for pattern, others in _FRAMES:
        if found := re.match(pattern, question):
            return rng.choice(others).format(*found.groups()) + question[found.end() :]
    return question


def _other_word(text: str, rng: random.Random) -> str:
    """One word put out for another; those with a capital are names unless they begin the question, and stay."""
    known = [word for word in _WORD.finditer(text) if word[0] in _alike()]
    if not known:
        return text
    old = rng.choice(known)
    return text[: old.start()] + rng.choice(_alike()[old[0]]) + text[old.end() :]


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    lines = (line.split(": ") for line in Path(__file__).with_name("alike.txt").read_text(encoding="utf-8").splitlines())
    return {word: tuple(others.split(", ")) for word, others in lines}
