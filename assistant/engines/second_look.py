"""Of several values that the passages state, the one that the question is about, where the reader may have taken its neighbour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import inf

from assistant.engines import choice
from assistant.engines.spans import RETRIEVAL_SHARE, Candidate, echoes, fitted, sentence_around, sentences_of
from assistant.injection import is_injected
from assistant.questions import Kinds
from assistant.reader.model import Reading
from assistant.text import sentences
from assistant.types import Document, Hit
from assistant.values import find

FIT = 2.0  # how much log-odds one telling word of the question is worth
_WORDS_BESIDE = 4  # words beside a value up to which a span is that value with what belongs to it
_PART_OF_DATE = re.compile(r"\b(?:year|month|quarter|begin|start|end|finish|since|until|from|by)\w*\b", re.I)


class SecondLook:
    """At all values of the family of the best candidate, for what of the question stands with them where they are stated.

    Those that it speaks for change places with others. The scores stay as they are, only whose they are changes: the best is as sure as
    the best was.
    """

    def __init__(self, question: str, kinds: Kinds, *, exact_day: bool) -> None:
        self._question, self._kinds, self._exact_day = question, kinds, exact_day
        self._stated = {value.normal for value in find(question)}

    def chosen(self, found: Sequence[Candidate], read: Sequence[tuple[Hit, Document, Reading]]) -> list[Candidate]:
        """The candidates and the values that the reader passed over, each with the score of its new rank."""
        by_score = sorted(found, key=lambda candidate: -candidate.score)
        families = (choice.family(one.text, self._kinds, self._question) for one in (by_score if self._kinds else by_score[:1]))
        family = next((one for one in families if one), None)
        if family is None:
            return list(found)
        wanted = choice.Wanted(self._kinds or family, family)
        loose = {one for one in found if self._is_loose(one, wanted)}
        fits: dict[Candidate, float] = {}
        asked = choice.Asked(self._question, [hit.passage.text[a:b] for hit, _, _ in read for a, b in sentences(hit.passage.text)])
        for hit, document, reading in read:
            context = f"{document.title} {hit.passage.heading}"
            for rival in choice.rivals(asked, document.text, sentences_of(hit.passage), context, wanted):
                touching = [one for one in found if one.document == document and one.start < rival.end and rival.start < one.end]
                if rival.is_cell:
                    loose.update(touching)
                loose.update(one for one in touching if self._cuts(one, rival))
                kept = [one for one in touching if one not in loose]
                fits |= {one: max(rival.fit, fits.get(one, -inf)) for one in kept}
                if not kept and (passed_over := self._passed_over(rival, hit, document, reading, wanted.kinds)):
                    fits[passed_over] = rival.fit
        if not fits:
            return list(found)
        ranked = sorted(fits, key=lambda one: -one.score - FIT * fits[one])
        scores = sorted((one.score for one in {**fits, **dict.fromkeys(loose)}), reverse=True)
        others = [one for one in found if one not in fits and one not in loose]
        return [*others, *(replace(one, score=score) for one, score in zip(ranked, scores, strict=False))]

    def _is_loose(self, candidate: Candidate, wanted: choice.Wanted) -> bool:
        """Whether a candidate says more than the one value that is asked for: several, or a whole clause about it."""
        values = [value for value in find(candidate.text) if wanted.holds(value)]
        if choice.is_several(candidate.text, values, self._question):
            return True
        return len(values) == 1 and len(candidate.text.split()) - len(values[0].text.split()) > _WORDS_BESIDE

    def _cuts(self, candidate: Candidate, rival: choice.Rival) -> bool:
        """Whether a candidate is a part of a value which alone would be another one; a year or month of a date is what may be asked for."""
        cut = rival.start < candidate.start or candidate.end < rival.end
        return cut and not _PART_OF_DATE.search(self._question)

    def _passed_over(self, rival: choice.Rival, hit: Hit, document: Document, reading: Reading, kinds: Kinds) -> Candidate | None:
        """A value that no candidate gives by itself, with the reader's score of it; None where it cannot answer."""
        part = reading.best_within(rival.start - hit.passage.start, rival.end - hit.passage.start)
        if part is None or is_injected(document.text, rival.start):
            return None
        around, span = sentence_around(document.text, hit.passage, rival.start, rival.end), (rival.start, rival.end)
        if not rival.is_cell:
            span = fitted(document.text, *span, around, kinds, exact_day=self._exact_day)[:2]
        candidate = Candidate(document, *span, around, part.score + RETRIEVAL_SHARE * hit.score)
        return None if echoes(candidate.text, kinds, self._stated) else candidate
