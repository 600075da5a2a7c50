"""Whether the evidence bears out what a question takes for granted: its names, its values, which way things went.

A question about a name, year or currency that the cited passage does not speak of is not answered by it, however well the words match.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from unicodedata import combining, normalize

from assistant.questions import as_question, asked_sentences, currencies, names, opposite_words
from assistant.text import plain
from assistant.types import Citation, Document, Passage
from assistant.values import contains, equal, find

_WORD = re.compile(r"[^\W_]+(?:[.'&-][^\W_]+)*")
_CAPITALISED = re.compile(r"(?<=[\w,;] )[A-Z][\w-]+")
_TYPO = 0.84  # likeness from which two words are the same word, mistyped
_BEFORE = 700  # characters before a passage that still count as its context
# A sentence with one of these speaks of something that was named before it.
_LEANS = re.compile(
    r"\b(?:he|she|it|they|him|them|his|her|its|their|this|these|those|such|there"
    r"|(?:the|both) (?:company|group|firm|bank|city|country|state|university|team|game|film|book|war|law|act|plan"
    r"|project|programme|program|announcement|deal|agreement|former|latter|two))\b",
    re.I,
)
_CLAUSE_END = re.compile(r"[;:.!?]\s|,\s(?=(?:but|while|though|although|yet|whereas|and|the|with)\b)")
_ROLES = {"CEO": "chief executive", "CFO": "chief financial", "COO": "chief operating", "CTO": "chief technology"}
_COMMON = frozenset(
    """and are but can could did does for from had has have hello how its may might much many not please thank thanks that the their them
    then there these they this those was were what whats when where which who whom whose why will with would you your""".split()
)
_CHECKED = frozenset({"amount", "percent", "points", "date", "date_range"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a question, in a sentence for the asker: the evidence says the contrary, or it does not say, or (a doubt) it says
    so near, but perhaps of another."""

    reason: str
    contradicts: bool = False
    doubt: bool = False


def examine(
    question: str,
    short: str,
    citations: Sequence[Citation],
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
    *,
    settled: bool = False,
) -> Finding | None:
    """The first premise of `question` that the evidence of `citations` does not bear out, or None.

    With `settled` its values and directions are no premises: they were asked about, and a yes or no was found for them.
    """
    asked = as_question(asked_sentences(question))
    quotes = " ".join(citation.quote for citation in citations)
    titles = " ".join(f"{documents[p.document_id].title} {p.heading}" for p in passages)
    context = " ".join([quotes, titles, *(documents[p.document_id].text[max(0, p.start - _BEFORE) : p.end] for p in passages)])
    whole = " ".join(documents[document_id].text for document_id in {citation.document_id: None for citation in citations})
    found = " ".join(document.text for document in documents.values())
    near = context if _LEANS.search(quotes) else f"{quotes} {titles}"
    values = (
        None if settled else _wrong_currency(asked, short) or _wrong_way(asked, _clause(quotes, short)) or _unknown_value(asked, context)
    )
    return values or _unknown_name(asked, context, whole, found) or _nothing_in_common(asked, context) or _doubtful_name(asked, near, whole)


def _wrong_currency(question: str, short: str) -> Finding | None:
    wanted = currencies(question)
    given = {value.unit for value in find(short) if value.kind in {"amount", "imprecise"} and value.unit}
    if not wanted or not given or wanted & given:
        return None
    return Finding(f"The articles give this in {' and '.join(sorted(given))}; you asked about {' and '.join(sorted(wanted))}.")


def _clause(quotes: str, short: str) -> str:
    """The clause of the quotes that holds the short answer; all of them where none does."""
    at = quotes.find(short)
    if not short or at < 0:
        return quotes
    borders = [border.end() for border in _CLAUSE_END.finditer(quotes)]
    start = max((border for border in borders if border <= at), default=0)
    end = min((border for border in borders if border >= at + len(short)), default=len(quotes))
    return quotes[start:end]


def _wrong_way(question: str, said: str) -> Finding | None:
    if pair := opposite_words(question, said):
        return Finding(f"You say “{pair[0]}”; the article says “{pair[1]}”.", contradicts=True)
    return None


def _unknown_value(question: str, context: str) -> Finding | None:
    stated = [value for value in find(question) if value.kind in _CHECKED]
    known = find(context) if stated else []
    for value in stated:
        if not any(equal(value, other) or contains(other, value) or contains(value, other) for other in known):
            given = list(
                dict.fromkeys(
                    other.text for other in known if other.kind == value.kind or {other.kind, value.kind} <= {"date", "date_range"}
                )
            )
            return Finding(
                f"The articles give {', '.join(given[:3])} here; you asked about {value.text}."
                if given
                else f"The articles say nothing here about {value.text}."
            )
    return None


def _unknown_name(question: str, context: str, whole: str, found: str) -> Finding | None:
    """A name that none of the documents found mentions, or only far from what is cited."""
    for name, words in _unexplained_names(question, context, whole):
        anywhere = _words(found)
        if any(_known(word, anywhere) for word in words):
            return Finding(f"The articles mention {name}, but do not say this about it.")
        return Finding(f"The articles do not mention {name}.")
    return None


def _nothing_in_common(question: str, context: str) -> Finding | None:
    """A question, or a greeting, none of whose words the evidence knows."""
    words = {word for word in _words(question) if len(word) > 2} - _COMMON
    known = _words(context)
    if any(_known(word, known) for word in words):
        return None
    return Finding("The articles have no word in common with this. Ask about something that they tell of.")


def _doubtful_name(question: str, near: str, whole: str) -> Finding | None:
    """A name that stands close by, but not in the cited sentence, which does not lean on what was said before it either."""
    for name, _ in _unexplained_names(question, near, whole):
        return Finding(f"The articles mention {name}, but perhaps do not say this about it.", doubt=True)
    return None


def _unexplained_names(question: str, context: str, whole: str) -> Iterator[tuple[str, list[str]]]:
    """The names in a question, with their words, that neither `context` holds nor the document is about."""
    asked = _WORD.findall(question)
    if len(asked) > 5 and sum(word[:1].isupper() for word in asked) > 0.6 * len(asked):
        return  # all in capitals, or a headline: its capitals tell nothing
    known, topics = _words(context), _topics(whole)
    for name in [name for name in names(question) if name not in _ROLES]:
        words = [word for word in _words(name) if len(word) > 1 and not word.isdigit()]
        if words and not any(_known(word, known) or word in topics for word in words):
            yield name, words
    for role in set(asked) & set(_ROLES):
        if role.lower() not in known and _ROLES[role] not in context.lower():
            yield role, [role.lower()]


def _words(text: str) -> set[str]:
    """The words of a text as typed without accents: lower case, without possessive endings and full stops."""
    bare = "".join(letter for letter in normalize("NFD", plain(text)) if not combining(letter))
    return {re.sub(r"'s$|\.", "", word) for word in _WORD.findall(bare)}


def _known(word: str, words: set[str]) -> bool:
    """Whether `words` hold `word`, another form of it (Russia, Russian), or it mistyped."""
    if word in words:
        return True
    if len(word) < 4:
        return any(word in other.split("-") for other in words if "-" in other)
    alike = [other for other in words if other[:2] == word[:2]]
    return any(_stem(word) == _stem(other) or SequenceMatcher(None, word, other).ratio() >= _TYPO for other in alike) or any(
        word in other for other in words if len(other) > len(word)
    )


def _stem(word: str) -> str:
    """The part of a name that its forms share: Engl-ish, Engl-and."""
    return word[:4] if len(word) <= 8 else word[: len(word) // 2 + 1]


def _topics(whole: str) -> set[str]:
    """The names that a text is about: those it mentions at least half as often as the one it mentions most."""
    counts = Counter(word.lower() for word in _CAPITALISED.findall(whole))
    most = max(counts.values(), default=0)
    return {word for word, count in counts.items() if count >= max(3, most / 2)}
