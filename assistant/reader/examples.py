"""Training examples: SQuAD-style files to question, passage and answer span, with unanswerable pairs of several kinds.

A passage is a window of whole sentences at the sizes that the product reads. An unanswerable pair is a question beside the passage of its
article that shares most words with it but holds no answer (at times with a name of that passage put in), beside its own passage without
the answer's sentence, or a question one of whose names, words, years, numbers or opposites was changed so that nothing answers it.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from assistant.reader.rewording import reworded
from assistant.text import sentences

_WORD = re.compile(r"\w+")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]+(?: (?:of |the )?[A-Z][\w'’-]+)*")
_PLAIN_WORD = re.compile(r"(?<!what )(?<!which )(?<!What )(?<!Which )(?<!many )\b[a-z]{4,}\b")
_YEAR = re.compile(r"\b1[0-9]\d\d\b|\b20\d\d\b")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,]\d+)*(?![\w.,]*\d)")
_AUXILIARY = re.compile(r"\b(did|does|do|was|were|is|are|has|have|can|could|would|will)\b")
_OPPOSITES = [
    pair.split("/")
    for pair in [
        "first/last",
        "most/least",
        "more/fewer",
        "largest/smallest",
        "highest/lowest",
        "best/worst",
        "before/after",
        "early/late",
        "increase/decrease",
        "increased/decreased",
        "rise/fall",
        "rose/fell",
        "gain/loss",
        "gained/lost",
        "upgrade/downgrade",
        "north/south",
        "northern/southern",
        "east/west",
        "eastern/western",
        "began/ended",
        "begin/end",
        "start/stop",
        "open/close",
        "opened/closed",
        "accept/reject",
        "accepted/rejected",
        "buy/sell",
        "bought/sold",
        "win/lose",
        "won/lost",
        "allow/forbid",
        "allowed/banned",
        "longest/shortest",
        "older/younger",
        "oldest/newest",
        "above/below",
        "over/under",
        "maximum/minimum",
        "major/minor",
        "positive/negative",
        "support/oppose",
        "supported/opposed",
        "male/female",
        "men/women",
        "always/never",
        "larger/smaller",
        "higher/lower",
        "upper/lower",
        "inside/outside",
        "include/exclude",
        "arrived/left",
        "created/destroyed",
        "built/demolished",
        "winter/summer",
        "public/private",
        "import/export",
        "invested/divested",
        "expand/shrink",
        "success/failure",
    ]
]
_SWAP = {a: b for one, other in _OPPOSITES for a, b in ((one, other), (other, one))}


@dataclass(frozen=True, slots=True)
class Example:
    """`passage[start:end]` answers `question`; `start` is -1 where nothing does."""

    question: str
    passage: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Question:
    """A question about `context` with all its gold answers; none means unanswerable."""

    id: str
    text: str
    context: str
    answers: tuple[tuple[int, str], ...]
    title: str
    article: tuple[str, ...]


def read_questions(path: Path) -> list[Question]:
    """The questions of a SQuAD-style JSON file (plain or .xz)."""
    with lzma.open(path, "rt") if path.suffix == ".xz" else path.open() as file:
        data: list[dict[str, Any]] = json.load(file)["data"]
    found = []
    for article in data:
        contexts = tuple(paragraph["context"] for paragraph in article["paragraphs"])
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                answers = tuple((answer["answer_start"], answer["text"]) for answer in qa["answers"] if answer["text"].strip())
                text, context, title = qa["question"].strip(), paragraph["context"], article["title"]
                found.append(Question(qa["id"], text, context, () if qa["is_impossible"] else answers, title, contexts))
    return found


class ExampleMaker:
    """Draws an example for a question; the same question gives another one each time.

    `negatives` is the share of answerable questions made unanswerable, `rewordings` that of all questions put in other words.
    """

    def __init__(self, seed: int, negatives: float = 0.38, rewordings: float = 0.0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - not for secrets
        self._negatives = negatives
        self._rewordings = rewordings
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._words: dict[str, frozenset[str]] = {}

    def draw(self, question: Question) -> Example:
        """One example at a size that the product reads."""
        if not question.answers:
            return Example(self._typed(question.text), self._window(question.context, self._random.randrange(len(question.context))))
        if self._random.random() < self._negatives:
            kind = self._random.choices((self._elsewhere, self._without_answer, self._changed), (0.35, 0.2, 0.45))[0]
            if example := kind(question):
                return example
        return self._answered(question)

    def _answered(self, question: Question) -> Example:
        start, text = self._random.choice(question.answers)
        begin, end = self._window_span(question.context, start, start + len(text))
        return Example(self._typed(question.text), question.context[begin:end], start - begin, start + len(text) - begin)

    def _elsewhere(self, question: Question) -> Example | None:
        """The question beside another passage of its article, one of those that share most words with it."""
        asked = self._bag(question.text)
        others = [context for context in question.article if context != question.context and not _holds(context, question)]
        if not others:
            return None
        rare = Counter(word for context in question.article for word in self._bag(context) & asked)
        weight = {word: log(1 + len(question.article) / count) for word, count in rare.items()}
        ranked = sorted(others, key=lambda context: -sum(weight[word] for word in self._bag(context) & asked))
        context = ranked[min(int(self._random.expovariate(0.7)), len(ranked) - 1)]
        text, names = question.text, list(_NAME.finditer(question.text))
        if names and self._random.random() < 0.4 and (there := sorted(set(_NAME.findall(context)) - set(_NAME.findall(text)))):
            text = _replaced(text, self._random.choice(names), self._random.choice(there))
        return Example(self._typed(text), self._window(context, self._random.randrange(len(context))))

    def _without_answer(self, question: Question) -> Example | None:
        """The question beside its own passage without the sentences that hold an answer."""
        spans = self._sentences(question.context)
        kept = [question.context[a:b] for a, b in spans if not _holds(question.context[a:b], question)]
        rest = "".join(kept)
        if len(rest) < 80 or _holds(rest, question):
            return None
        return Example(self._typed(question.text), self._window(rest, self._random.randrange(len(rest))))

    def _changed(self, question: Question) -> Example | None:
        """A changed question that its passage no longer answers."""
        changes = [self._other_name, self._other_word, self._other_number, self._opposite, self._negated]
        self._random.shuffle(changes)
        for change in sorted(changes, key=lambda change: change == self._negated):
            if changed := change(question):
                start, text = question.answers[0]
                begin, end = self._window_span(question.context, start, start + len(text))
                return Example(self._typed(changed), question.context[begin:end])
        return None

    def _other_name(self, question: Question) -> str | None:
        names = list(_NAME.finditer(question.text))
        if not names:
            return None
        old = self._random.choice(names)
        near = self._random.random() < 0.5
        text = question.context if near else self._random.choice(question.article)
        sentence = self._answering(question)
        choices = {name for name in _NAME.findall(text) if name not in sentence and name not in question.text and old[0] not in name}
        return _replaced(question.text, old, self._random.choice(sorted(choices))) if choices else None

    def _other_word(self, question: Question) -> str | None:
        """A word of the question that leads to the answer's sentence, changed for one of like ending from elsewhere in the passage."""
        answering, asked = self._bag(sentence := self._answering(question)), self._bag(question.text)
        leading = [one for one in _PLAIN_WORD.finditer(question.text) if one[0] not in ENGLISH_STOP_WORDS and one[0][:6] in answering]
        others = {word for word in _PLAIN_WORD.findall(question.context.replace(sentence, "")) if word not in ENGLISH_STOP_WORDS}
        self._random.shuffle(leading)
        for old in leading:
            alike = sorted(word for word in others if word[-2:] == old[0][-2:] and word[:6] not in asked | answering)
            if alike:
                return _replaced(question.text, old, self._random.choice(alike))
        return None

    def _answering(self, question: Question) -> str:
        """The sentence that the first answer begins in."""
        start = question.answers[0][0]
        return next((question.context[a:b] for a, b in self._sentences(question.context) if a <= start < b), question.context)

    def _other_number(self, question: Question) -> str | None:
        if years := list(_YEAR.finditer(question.text)):
            old = self._random.choice(years)
            return _replaced(question.text, old, str(int(old[0]) + self._random.choice((-1, 1)) * self._random.randint(1, 30)))
        if numbers := list(_NUMBER.finditer(question.text)):
            old = self._random.choice(numbers)
            return _replaced(
                question.text,
                old,
                str(self._random.randint(2, 9)) + old[0][1:] if len(old[0]) > 1 else str((int(old[0]) + self._random.randint(1, 8)) % 10),
            )
        return None

    def _opposite(self, question: Question) -> str | None:
        found = [match for match in _WORD.finditer(question.text) if match[0].lower() in _SWAP]
        return _replaced(question.text, old := self._random.choice(found), _SWAP[old[0].lower()]) if found else None

    def _negated(self, question: Question) -> str | None:
        auxiliary = _AUXILIARY.search(question.text)
        if not auxiliary or self._random.random() < 0.5:
            return None
        return _replaced(question.text, auxiliary, f"{auxiliary[0]} {self._random.choice(('not', 'never'))}")

    def _window(self, context: str, around: int) -> str:
        start, end = self._window_span(context, around, around + 1)
        return context[start:end]

    def _window_span(self, context: str, start: int, end: int) -> tuple[int, int]:
        """Whole sentences around `context[start:end]`, as many as make a passage of a size that varies; the rest of the time the whole
        context.
        """
        size = self._random.choice((250, 350, 450, 550, 700, 900))
        spans = self._sentences(context)
        first = next((i for i, (_, b) in enumerate(spans) if b > start), len(spans) - 1)
        last = next((i for i, (_, b) in enumerate(spans) if b >= end), len(spans) - 1)
        while spans[last][1] - spans[first][0] < size and (first > 0 or last < len(spans) - 1):
            before = first > 0 and (last == len(spans) - 1 or self._random.random() < 0.5)
            first, last = (first - 1, last) if before else (first, last + 1)
        return spans[first][0], spans[last][1]

    def _typed(self, question: str) -> str:
        """The question as people ask it, in other words, and type it: without its question mark, terse, or with a slip of the fingers."""
        if self._random.random() < self._rewordings:
            question = reworded(question, self._random)
        chance = self._random.random()
        if chance < 0.06:
            words = question.rstrip("?").split()
            i = self._random.randrange(len(words))
            words[i] = _slip(words[i], self._random)
            return " ".join(words)
        if chance < 0.10:
            return (
                re.sub(r"\b(what|which|is|are|was|were|did|does|do|the|a|an|of|that)\b ?", "", question.lower().rstrip("?")).strip()
                or question
            )
        return question.rstrip("?") if chance < 0.2 else question

    def _sentences(self, context: str) -> list[tuple[int, int]]:
        if context not in self._spans:
            self._spans[context] = sentences(context)
        return self._spans[context]

    def _bag(self, text: str) -> frozenset[str]:
        if text not in self._words:
            self._words[text] = frozenset(word[:6] for word in _WORD.findall(text.lower()))
        return self._words[text]


def mixture(files: Sequence[tuple[Sequence[Question], float]], seed: int) -> Iterator[Question]:
    """Questions without end: each list in proportion to its weight, shuffled anew each time it has been gone through."""
    rng = random.Random(seed)  # noqa: S311
    decks: dict[int, list[Question]] = defaultdict(list)
    while True:
        which = rng.choices(range(len(files)), [weight for _, weight in files])[0]
        if not decks[which]:
            decks[which] = list(files[which][0])
            rng.shuffle(decks[which])
        yield decks[which].pop()


def _holds(text: str, question: Question) -> bool:
    lower = text.lower()
    return any(answer.lower() in lower for _, answer in question.answers)


def _replaced(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _slip(word: str, rng: random.Random) -> str:
    if len(word) < 4:
        return word
    i = rng.randrange(len(word) - 1)
    return rng.choice((word[:i] + word[i + 1 :], word[:i] + word[i + 1] + word[i] + word[i + 2 :], word[:i] + word[i] + word[i:]))
