"""Which gold evidence a citation covers: compared as spans of the document, not as words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from assistant import Answer, Citation
from eval.cases import Case
from eval.metrics import Texts


def covered(case: Case, answer: Answer, texts: Texts) -> list[set[str]]:
    """For each citation of an answer, the evidence strings of the case that it overlaps by half of the shorter of both.

    A citation of another document than the one that the case names covers none.
    """
    return [
        {
            evidence
            for evidence in case.evidence
            if case.document in ("", PurePath(citation.source).name) and _overlaps(citation, evidence, texts)
        }
        for citation in answer.citations
    ]


def _overlaps(citation: Citation, evidence: str, texts: Texts) -> bool:
    try:
        text = texts(citation)
    except LookupError:
        return False
    return any(
        2 * (min(citation.end, start + len(evidence)) - max(citation.start, start)) >= min(len(evidence), citation.end - citation.start) > 0
        for start in _starts(text, evidence)
    )


def _starts(text: str, part: str) -> Iterator[int]:
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + 1)
