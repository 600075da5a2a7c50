"""Drafts by a language model: which numbered passages it is sent, what it is asked, and how its text is read.

It takes no part in checking. A passage is widened by its neighbours while the budget of tokens lasts; what is an instruction planted for a
machine is left out, for verification would accept nothing of it either.
"""

from __future__ import annotations

import re
from bisect import insort
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.injection import is_injected
from assistant.language_model import LanguageModel, Message, Reply
from assistant.prompts import ANSWER, ANSWER_RULES, CONDENSE, CONDENSE_RULES, NO_ANSWER, PASSAGE, TURN, fenced
from assistant.text import BULLET, Span, plain, sentences
from assistant.types import Document, Hit, Turn

_GAP = "\n\n"
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
        """The passages of `hits` that fit, numbered from the best, with as many of their neighbours as fit too; no sentence twice."""
        left = self._budget
        kept: list[tuple[Document, str, list[Span]]] = []
        for hit, document in zip(hits, documents, strict=True):
            cost = self._cost(hit.passage.text) + _FRAME
            if cost <= left or not kept:
                left -= cost
                kept.append((document, hit.passage.heading, _around(document.text, hit.passage.start, hit.passage.end)[1]))
        self._widen(kept, left)
        told = [
            (document, heading, [span for span in spans if not is_injected(document.text, span[0])]) for document, heading, spans in kept
        ]
        return [Source(n, document, tuple(spans), heading) for n, (document, heading, spans) in enumerate(filter(_is_any, told), 1)]

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

    def _widen(self, kept: Sequence[tuple[Document, str, list[Span]]], left: int) -> None:
        """Add neighbours to the passages, a sentence on either side in turn, up to what another has or the budget does not hold."""
        owned = {(document.id, start) for document, _, spans in kept for start, _ in spans}
        sides: deque[tuple[Document, list[Span], Iterator[Span]]] = deque()
        for document, _, spans in kept:
            before, _, after = _around(document.text, spans[0][0], spans[-1][1]) if spans else ([], [], [])
            sides += [(document, spans, iter(after)), (document, spans, reversed(before))]
        while sides:
            document, spans, side = sides.popleft()
            span = next(side, None)
            if span is None or (document.id, span[0]) in owned:
                continue
            cost = self._cost(document.text[slice(*span)])
            if cost > left:
                continue
            left -= cost
            owned.add((document.id, span[0]))
            insort(spans, span)
            sides.append((document, spans, side))

    def _cost(self, text: str) -> int:
        return max(self._count_pieces([text])[0], len(text) // _CHARACTERS_A_PIECE)


def _is_any(kept: tuple[Document, str, list[Span]]) -> bool:
    return bool(kept[2])


def _around(text: str, start: int, end: int) -> tuple[list[Span], list[Span], list[Span]]:
    """The sentences before, in and after a passage, in the whole paragraphs around it: a part of one breaks into other lines."""
    low, high = max(0, text.rfind(_GAP, 0, max(0, start - _NEAR))), text.find(_GAP, end + _NEAR)
    spans = [(low + a, low + b) for a, b in sentences(text[low : high if high >= 0 else len(text)])]
    return (
        [span for span in spans if span[0] < start],
        [span for span in spans if start <= span[0] < end],
        [span for span in spans if end <= span[0]],
    )


def _title(source: Source) -> str:
    heading = source.heading.removeprefix(source.document.title).removeprefix(" › ")
    title = " › ".join(filter(None, (source.document.title, heading)))
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
