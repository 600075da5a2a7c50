"""Instructions planted in a document for the machine that reads it (indirect prompt injection): they are no evidence.

One is an order to drop what is known followed by an order to say something, given either to a machine or against its instructions. Reports
of such attacks, and orders to people, are not: they name no machine, tell nobody what to say, or stand in the third person.
"""

from __future__ import annotations

import re

_DROP = r"(?:(?:^|[.:;!?>)\]*#-]\s*|\b(?:must|should|shall|please|have to|are to|and|now)\s+)(?:ignore|disregard|forget|override|bypass)\b)"
_SAY = r"\b(?:say|state|answer|tell|reply|respond|print|output|reveal|write|claim|report|repeat|insist|recommend)\b"
_MACHINE = (
    r"\b(?:AI|A\.I\.|LLMs?|GPT[\w-]*|chat ?bots?|language models?|assistants?|(?:question )?answering systems?|bots?|system prompt)\b"
)
_ORDERS = (
    r"\b(?:previous|prior|above|earlier|preceding|all(?: other)?|your|system)\s+(?:\w+\s+)?(?:instructions?|prompts?|rules|guidelines)\b"
)
_DROPPED = re.compile(rf"{_DROP}(?P<what>.{{0,120}}?){_SAY}", re.I | re.S | re.M)
_TO_MACHINE = re.compile(_MACHINE, re.I)
_AGAINST_ORDERS = re.compile(_ORDERS, re.I)
_GAP = re.compile(r"\n[ \t]*\n")
_PARAGRAPH = 4000  # characters of a paragraph that are looked at on either side
_REACH = 200  # characters before the order in which a machine may be addressed


def is_injected(text: str, start: int) -> bool:
    """Whether `text[start:]` begins in an instruction to a machine that reads it, or after one in the same paragraph."""
    nearest, furthest = max(0, start - _PARAGRAPH), min(len(text), start + _PARAGRAPH)
    begin = max((gap.end() for gap in _GAP.finditer(text, nearest, start)), default=nearest)
    gap = _GAP.search(text, start, furthest)
    paragraph = text[begin : gap.start() if gap else furthest]
    for order in _DROPPED.finditer(paragraph):
        addressed = _TO_MACHINE.search(paragraph, max(0, order.start() - _REACH), order.end())
        if addressed or _AGAINST_ORDERS.search(order["what"]):
            first = min(order.start(), addressed.start() if addressed else order.start())
            sentence = max(paragraph.rfind(mark, 0, first) for mark in (". ", "! ", "? ", "\n"))
            return start > begin + sentence
    return False
