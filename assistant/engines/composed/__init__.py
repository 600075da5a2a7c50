"""Answers that no single span gives: comparisons, calculations, times between dates, yes or no, whole lists. A layer over the extractive
engine, which looks up each operand and answers every other question alone.

Whatever is composed cites each piece, and verification works it out again from those; where a piece is missing or open, the draft refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from assistant.engines.composed import calculations, comparisons, durations, moves, remainders
from assistant.engines.composed.choices import choose
from assistant.engines.composed.lists import complete
from assistant.engines.composed.operands import Operands
from assistant.engines.composed.polar import answer
from assistant.engines.composed.worked import refused, work_out
from assistant.engines.extractive import ExtractiveEngine
from assistant.questions import asked_sentences
from assistant.types import Document, Draft, Hit


class ComposedEngine:
    """The offline engine with composed answers."""

    def __init__(self, extractive: ExtractiveEngine) -> None:
        self._extractive = extractive

    def draft(self, question: str, hits: Sequence[Hit], documents: Sequence[Document]) -> Draft:
        """See Engine.draft."""
        asked = asked_sentences(question)
        if not hits:
            return self._extractive.draft(question, hits, documents)
        extract = partial(self._extractive.draft, question, hits, documents)
        if left := remainders.answer(asked, hits, documents):
            return left
        for plan_for in (durations.plan, calculations.plan, comparisons.plan):
            if plan := plan_for(asked):
                return work_out(plan, question, Operands(self._extractive, hits, documents), extract)
        if comparisons.unplanned(asked):
            return refused("The articles can only be asked this way about what they give a figure for on either side.", extract())
        if moved := moves.answer(asked, hits, documents, extract):
            return moved
        if composed := choose(asked, hits, documents) or answer(asked, hits, documents):
            return composed
        return complete(asked, extract(), hits, documents)
