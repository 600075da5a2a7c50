"""How much is left: what a sentence calls left, or a whole less the part of it that is done ("1,118 of the 1,260 have been repaired")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.arithmetic import compute
from assistant.engines.composed.polar import sentences_of
from assistant.questions import asks_for
from assistant.syntax import Word, content, context_of, holds
from assistant.types import Citation, Claim, Derivation, Document, Draft, Hit, Operand, Value
from assistant.values import comparable, find

_ASKS = re.compile(
    r"^\W*(?:and |so |but )?how (?:many|much)\b[^?]*?(?:\bnot (?:yet )?(?:been )?(?P<undone>[\w-]+)"
    r"|n['’]t (?:yet )?(?:been )?(?P<not>[\w-]+)"
    r"|\byet to be (?P<due>[\w-]+)|\b(?:still |left )(?:has |have |need |needs |yet )?to (?:be )?(?P<open>[\w-]+)"
    r"|\bleft\b|\bremain(?:s|ing)?\b|\bstill (?:missing|lacking|needed|open|outstanding|to come)\b|\boutstanding\b)",
    re.I,
)
_STANDS_FOR = re.compile(r"\b(?:left|still|remain|remains|remaining|missing|lacking|needed|outstanding|yet|open|so far|far|all)$", re.I)
_LEFT_BEFORE = re.compile(r"\b(?:remaining|other|rest,?|last)\s+$", re.I)
_LEFT_AFTER = re.compile(
    r"\s+(?:of (?:them|these|those)\s+)?(?:(?:are|is|were|was)\s+(?:still\s+)?"
    r"(?:left|missing|outstanding|not yet|yet to|to (?:follow|come))|remain|have (?:still )?not|has (?:still )?not|still)\b"
)
_OF_WHOLE = re.compile(r"\s*(?:\w+\s+)?of (?:the|its|their|his|her|our|all|all the)\s+")
_OF_THESE = re.compile(r"\s+(?:\w+\s+)?of (?:these|them|those)\b")
_OF_WHICH = re.compile(r"[^.]*?[,;.]\s*(?:(?:and|but)\s+)?of (?:which|whom|these|them|those),?\s+(?:only |about |some )?", re.I)
_OUT_OF = re.compile(r"\bof (?:the |its |their |all )?$", re.I)
_CONFIDENCE = 0.8  # chance, estimated and not fitted, that what is left is worked out right


def answer(question: str, hits: Sequence[Hit], documents: Sequence[Document]) -> Draft | None:
    """The draft for a question after what is left, or None for any other; it refuses where no sentence gives the whole and the part."""
    match = _ASKS.match(question)
    if match is None:
        return None
    done = next((verb for verb in match.groupdict().values() if verb), "")
    wanted = [word for word in content(question) if not _STANDS_FOR.fullmatch(word.text)]
    kinds = asks_for(question)
    for document, start, end in _windows(hits, documents):
        quote = document.text[start:end]
        context = context_of(document.text, document.title, start)
        if not _is_about(wanted, done, quote, context):
            continue
        values = [value for value in find(quote) if value.low is not None and (not kinds or value.kind not in ("date", "date_range"))]
        citation = Citation.of(document, start, end)
        claims = (Claim(" ".join(quote.split()), (citation,)),)
        if stated := next((value for value in values if _is_left(value, quote)), None):
            return Draft(stated.text, claims, _CONFIDENCE)
        if pair := next(_pairs(values, quote, done), None):
            operands = tuple(Operand(value, citation, name) for value, name in zip(pair, ("the whole", "the part done"), strict=True))
            outcome = compute("difference", pair)
            if outcome.text:
                return Draft(outcome.text, claims, _CONFIDENCE, derivation=Derivation("difference", operands))
    nearest = next((Citation.of(*one) for one in sentences_of(hits, documents)), None)
    reason = "The articles do not state how much is left, nor the whole and the part of it that is done."
    return Draft("", (), 0.0, "not_in_sources", reason, nearest)


def _windows(hits: Sequence[Hit], documents: Sequence[Document]) -> Iterator[tuple[Document, int, int]]:
    """Every sentence of the hits, then every two neighbours."""
    single = list(sentences_of(hits, documents))
    yield from single
    for (document, start, end), (other, first, last) in pairwise(single):
        if document.id == other.id and not document.text[end:first].strip(" \n*-") and end <= first:
            yield document, start, last


def _is_about(wanted: Sequence[Word], done: str, quote: str, context: str) -> bool:
    said = [word for word in wanted if holds(quote, word.text)]
    known = all(holds(quote, word.text) or holds(context, word.text) for word in wanted)
    return bool(said) and known and (not done or holds(quote, done))


def _is_left(value: Value, quote: str) -> bool:
    return bool(_LEFT_BEFORE.search(quote[: value.start]) or _LEFT_AFTER.match(quote, value.end))


def _pairs(values: Sequence[Value], quote: str, done: str) -> Iterator[tuple[Value, Value]]:
    """(whole, part) where the words between say that one is part of the other, and the part is the one that is done."""
    for one, other in pairwise(values):
        between = quote[one.end : other.start]
        if _OF_WHOLE.fullmatch(between):
            whole, part = other, one
        elif _OF_WHICH.fullmatch(between) or (_OUT_OF.search(quote[: one.start]) and between.rstrip().endswith(",")):
            whole, part = one, other
        else:
            continue
        if _is_part(whole, part):
            yield whole, part
    for index, part in enumerate(values):
        before = [value for value in values[:index] if _is_part(value, part)]
        if _OF_THESE.match(quote, part.end) and before and (not done or holds(quote[part.end :], done)):
            yield before[-1], part


def _is_part(whole: Value, part: Value) -> bool:
    like = comparable(whole, part) or (part.kind == "number" and whole.kind == "count") or (whole.kind == "number" and part.kind == "count")
    return like and whole.low is not None and part.low is not None and part.low < whole.low
