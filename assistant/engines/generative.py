"""Drafts by a language model: which numbered passages it is sent, what it is asked, and how its text is read.

It takes no part in checking. A passage is widened by its neighbours while the budget of tokens lasts; what is an instruction planted for a
machine is left out, for verification would accept nothing of it either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from assistant.injection import is_injected
from assistant.language_model import LanguageModel, Message, Reply
from assistant.prompts import ANSWER, ANSWER_RULES, CONDENSE, CONDENSE_RULES, NO_ANSWER, PASSAGE, TURN, fenced
from assistant.text import BULLET, Span, plain, sentences
from assistant.types import Document, Hit, Turn

_NEAR = 2_000  # characters beside a passage in which neighbours are looked for
_CHARACTERS_A_PIECE = 8  # a longer run counts as several tokens, however few word pieces an unknown word is
_FRAME = 40  # tokens of the tags around a passage, about
_REMEMBERED = 4  # turns that a follow-up is condensed from
_LONGEST_TURN = 600  # characters of an answer before
_MORE_SENTENCES = 3
_MARK = re.compile(r"[\[【]\s*\^?\s*(\d{1,3}(?:\s*[,;]\s*\^?\d{1,3})*)\s*[\]】]")
_MARKS_BEHIND_STOP = re.compile(rf"([.!?][\"'”’)]*)[ \t]*((?:{_MARK.pattern}[ \t]*)+)")
_THOUGHT = re.compile(r"^\s*<think>.*?(?:</think>|\Z)", re.S)
_MARKUP = re.compile(r"\*\*|__|^#{1,6}\s+|^>\s+", re.M)


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered passage as a model is sent it: sentences of a document, one after the other."""

    number: int
    document: Document
    spans: tuple[Span, ...]
    heading: str = ""

    @property
    def text(self) -> str:
        return "".join(self.document.text[start:end] for start, end in self.spans).strip()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft, without its marks, and the numbers that it cites."""

    text: str
    numbers: tuple[int, ...]


class Writer:
    """Asks a language model for drafts and for follow-ups made to stand alone; `budget` counts tokens of passages."""

    def __init__(self, model: LanguageModel, count_pieces: Callable[[Sequence[str]], list[int]], budget: int) -> None:
        self._model = model
        self._count_pieces = count_pieces
        self._budget = budget

    def sources(self, hits: Sequence[Hit], documents: Sequence[Document]) -> list[Source]:
        """The passages of `hits` with their neighbours, those that touch made one, numbered by the best rank in each."""
        kept = self._within(hits, documents)
        merged: list[tuple[Document, set[Span], str]] = []
        for document, spans, heading in kept:
            same = [one for one in merged if one[0] == document and _touch(one[1], spans)]
            for one in same[1:]:
                merged.remove(one)
            if same:
                same[0][1].update(spans, *(one[1] for one in same[1:]))
            else:
                merged.append((document, set(spans), heading))
        told = [(d, tuple(span for span in sorted(s) if not is_injected(d.text, span[0])), h) for d, s, h in merged]
        return [Source(n, d, spans, h) for n, (d, spans, h) in enumerate([one for one in told if one[1]], 1)]

    def draft(self, question: str, sources: Sequence[Source], until: float) -> Reply:
        """The model's answer to `question` from `sources`, as it comes."""
        passages = "\n\n".join(
            PASSAGE.filled(number=str(source.number), title=_title(source), text=fenced(source.text)) for source in sources
        )
        rules = ANSWER_RULES.filled(sentences=str(_MORE_SENTENCES))
        asked = ANSWER.filled(passages=passages, question=fenced(question))
        return self._model.write([Message("system", rules), Message("user", asked)], until)

    def condensed(self, question: str, turns: Sequence[Turn], until: float) -> Reply:
        """`question` as the model makes it stand alone after `turns`."""
        told = "\n".join(
            TURN.filled(question=fenced(turn.question[:_LONGEST_TURN]), answer=fenced(turn.answer[:_LONGEST_TURN]))
            for turn in turns[-_REMEMBERED:]
        )
        asked = CONDENSE.filled(turns=told, question=fenced(question))
        return self._model.write([Message("system", CONDENSE_RULES.filled()), Message("user", asked)], until)

    def _within(self, hits: Sequence[Hit], documents: Sequence[Document]) -> list[tuple[Document, list[Span], str]]:
        """The sentences of the passages that fit, best first, then neighbours of each in turn."""
        left = self._budget
        kept: list[tuple[Document, list[Span], str]] = []
        wider: list[list[Span]] = []
        for hit, document in zip(hits, documents, strict=True):
            start, end = hit.passage.start, hit.passage.end
            cost = self._cost([hit.passage.text])[0] + _FRAME
            if cost > left and kept:
                break
            left -= cost
            kept.append((document, [(start + a, start + b) for a, b in sentences(hit.passage.text)], hit.passage.heading))
            wider.append(_neighbours(document.text, start, end))
        costs = self._cost([kept[n][0].text[a:b] for n, spans in enumerate(wider) for a, b in spans])
        cost_of = dict(zip([(n, span) for n, spans in enumerate(wider) for span in spans], costs, strict=True))
        for ring in zip_longest(*wider):
            for n, span in enumerate(ring):
                if span is not None and cost_of[n, span] <= left:
                    left -= cost_of[n, span]
                    kept[n][1].append(span)
        return kept

    def _cost(self, texts: Sequence[str]) -> list[int]:
        counts = self._count_pieces(texts)
        return [max(count, len(text) // _CHARACTERS_A_PIECE) for count, text in zip(counts, texts, strict=True)]


def _neighbours(text: str, start: int, end: int) -> list[Span]:
    """Sentences beside a passage, after and before in turn, the nearest first; one that the window cuts is none."""
    low, high = max(0, start - _NEAR), min(len(text), end + _NEAR)
    before = [(low + a, low + b) for a, b in sentences(text[low:start])]
    after = [(end + a, end + b) for a, b in sentences(text[end:high])]
    before, after = before[low > 0 :], after[: len(after) - (high < len(text))]
    return [span for pair in zip_longest(after, reversed(before)) for span in pair if span is not None]


def _touch(one: set[Span], other: Sequence[Span]) -> bool:
    ends = {end for _, end in one} | {start for start, _ in one}
    return any(span in one or span[0] in ends or span[1] in ends for span in other)


def _title(source: Source) -> str:
    title = " › ".join(filter(None, (source.document.title, source.heading)))
    return " ".join(fenced(title).replace('"', "'").split())[:200]


def drafted(text: str) -> list[Sentence]:
    """The sentences of what a model wrote, each with the numbers that it cites; none where it says that there is no answer."""
    text = _MARKUP.sub("", _THOUGHT.sub("", text))
    text = _MARKS_BEHIND_STOP.sub(lambda match: f" {match[2].strip()}{match[1]} ", text)
    found = []
    for start, end in sentences(text):
        said = text[start:end]
        numbers = tuple(dict.fromkeys(int(n) for mark in _MARK.finditer(said) for n in re.findall(r"\d+", mark[1])))
        bullet = BULLET.match(said)
        bare = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(_MARK.sub("", said[bullet.end() if bullet else 0 :]).split()))
        if any(map(str.isalnum, bare)):
            found.append(Sentence(bare, numbers))
    return found


def says_no_answer(text: str) -> bool:
    """Whether a model said that the passages do not answer."""
    return plain(NO_ANSWER) in plain(_THOUGHT.sub("", text))[:80]


def cited(sentence: Sentence, sources: Sequence[Source]) -> list[Source]:
    """The sources that a sentence names; numbers that are none are passed over."""
    return [source for source in sources if source.number in sentence.numbers]
