"""Whether the evidence bears out what a question takes for granted: its names, its values, which way things went.

A question about a name, year or currency that the cited passage does not speak of is not answered by it, however well the words match.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import chain
from unicodedata import combining, normalize

from assistant.bearing import Finding, Setting, unborne
from assistant.questions import as_question, asked_sentences, currencies, names
from assistant.senses import alike, stem
from assistant.text import heading_level, plain, sentences
from assistant.types import Citation, Document, Passage
from assistant.values import contains, equal, find

_WORD = re.compile(r"[^\W_]+(?:[.'&-][^\W_]+)*")
_CAPITALISED = re.compile(r"(?<=[\w,;] )[A-Z][\w-]+")
_QUARTER = re.compile(r"q[1-4]|h[12]")
_TYPO = 0.84  # likeness from which two words are the same word, mistyped
_OPENING = 800  # characters in which the first sentence of a text is looked for
_BEFORE = 700  # characters before a passage that still count as its context
# A sentence with one of these speaks of something that was named before it.
LEANS = re.compile(
    r"\b(?:he|she|it|they|him|them|his|her|its|their|this|these|those|such|there"
    r"|(?:the|both) (?:company|group|firm|bank|city|country|state|university|team|game|film|book|war|law|act|plan"
    r"|project|programme|program|announcement|deal|agreement|former|latter|two))\b",
    re.I,
)
_ROLES = {"CEO": "chief executive", "CFO": "chief financial", "COO": "chief operating", "CTO": "chief technology"}
_COMMON = frozenset(
    """and are but can could did does for from had has have hello how its may might much many not please thank thanks that the their them
    then there these they this those was were what whats when where which who whom whose why will with would you your""".split()
)
_CHECKED = frozenset({"amount", "percent", "points", "date", "date_range"})


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

    With `settled` its values and directions are no premises: they were asked about, and a yes, a no or a sum was found for them.
    """
    return next(chain.from_iterable(_findings(question, short, citations, passages, documents, settled=settled)), None)


def _findings(
    question: str,
    short: str,
    citations: Sequence[Citation],
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
    *,
    settled: bool,
) -> Iterator[Iterable[Finding]]:
    """What each check finds, the surest first."""
    asked = as_question(asked_sentences(question))
    quotes = " ".join(citation.quote for citation in citations)
    settings = [Setting(short, citation.quote, citation.start, documents[citation.document_id]) for citation in citations]
    titles = " ".join([*(f"{documents[p.document_id].title} {p.heading}" for p in passages), *(setting.heading for setting in settings)])
    context = " ".join([quotes, titles, *(documents[p.document_id].text[max(0, p.start - _BEFORE) : p.end] for p in passages)])
    whole = " ".join(documents[document_id].text for document_id in {citation.document_id: None for citation in citations})
    found = " ".join(document.text for document in documents.values())
    leaning = " ".join(setting.leaning for setting in settings)
    near = context if LEANS.search(quotes) else f"{quotes} {titles} {leaning}"
    said = [] if settled else [finding for setting in settings for finding in unborne(asked, setting)]
    if not settled:
        yield _wrong_currency(asked, short)
        yield [finding for finding in said if finding.contradicts]
        yield _unknown_value(asked, context)
    yield _unknown_name(asked, context, whole, found)
    yield _nothing_in_common(asked, context)
    yield sorted(said, key=lambda finding: finding.doubt)
    yield _doubtful_name(asked, near, whole)


def _wrong_currency(question: str, short: str) -> Iterator[Finding]:
    wanted = currencies(question)
    given = {value.unit for value in find(short) if value.kind in {"amount", "imprecise"} and value.unit}
    if wanted and given and not wanted & given:
        yield Finding(f"The articles give this in {' and '.join(sorted(given))}; you asked about {' and '.join(sorted(wanted))}.")


def _unknown_value(question: str, context: str) -> Iterator[Finding]:
    stated = [value for value in find(question) if value.kind in _CHECKED]
    known = find(context) if stated else []
    for value in stated:
        if not any(equal(value, other) or contains(other, value) or contains(value, other) for other in known):
            given = list(
                dict.fromkeys(
                    other.text for other in known if other.kind == value.kind or {other.kind, value.kind} <= {"date", "date_range"}
                )
            )
            yield Finding(
                f"The articles give {', '.join(given[:3])} here; you asked about {value.text}."
                if given
                else f"The articles say nothing here about {value.text}."
            )


def _unknown_name(question: str, context: str, whole: str, found: str) -> Iterator[Finding]:
    """A name that none of the documents found mentions, or only far from what is cited."""
    for name, words in _unexplained_names(question, context, whole):
        anywhere = _words(found)
        if any(_known(word, anywhere) for word in words):
            yield Finding(f"The articles mention {name}, but do not say this about it.")
        else:
            yield Finding(f"The articles do not mention {name}.")


def _nothing_in_common(question: str, context: str) -> Iterator[Finding]:
    """A question, or a greeting, none of whose words the evidence knows."""
    words = {word for word in _words(question) if len(word) > 2} - _COMMON
    known = _words(context)
    if not any(_known(word, known) for word in words):
        yield Finding("The articles have no word in common with this. Ask about something that they tell of.")


def _doubtful_name(question: str, near: str, whole: str) -> Iterator[Finding]:
    """A name that stands close by, but not in the cited sentence, which does not lean on what was said before it either."""
    for name, _ in _unexplained_names(question, near, whole):
        yield Finding(f"The articles mention {name}, but perhaps do not say this about it.", doubt=True)


def _unexplained_names(question: str, context: str, whole: str) -> Iterator[tuple[str, list[str]]]:
    """The names in a question, with their words, that neither `context` holds nor the document is about."""
    asked = _WORD.findall(question)
    if len(asked) > 5 and sum(word[:1].isupper() for word in asked) > 0.6 * len(asked):
        return  # all in capitals, or a headline: its capitals tell nothing
    known, topics, common = _words(context), _topics(whole), _uncapitalised(whole)
    for name in [name for name in [*names(question), *_typed_small(question, whole, common)] if name not in _ROLES]:
        words = [word for word in _words(name) if len(word) > 1 and not word.isdigit()]
        telling = [word for word in words if stem(word) not in common or _meant(word, context)] or words
        initials = name.replace(".", "")
        spelt_out = initials.isalpha() and initials.isupper() and _spelt_out(initials, context)
        if words and not spelt_out and not any(_known(word, known) or word in topics for word in telling):
            yield name, words
    for role in set(asked) & set(_ROLES):
        if role.lower() not in known and _ROLES[role] not in context.lower():
            yield role, [role.lower()]


def _uncapitalised(whole: str) -> frozenset[str]:
    """Stems of the words that a text writes without a capital: in a name ("Councilor Park") they tell nobody apart."""
    return frozenset(stem(word) for word in set(_WORD.findall(whole)) if word.islower())


def _meant(word: str, context: str) -> bool:
    """Whether a text says "the lake" of something that has a name."""
    return re.search(rf"\b(?:the|this|its|their) {re.escape(word)}\b", context) is not None


def _typed_small(question: str, whole: str, common: frozenset[str]) -> Iterator[str]:
    """The names in a question that is typed without capitals: what the text writes only with one."""
    if not question.islower():
        return
    capitalised = {word.lower() for word in _CAPITALISED.findall(whole)}
    for word in _WORD.findall(question):
        if word in capitalised and stem(word) not in common and word not in _COMMON and not _QUARTER.fullmatch(word):
            yield word


def _spelt_out(initials: str, text: str) -> bool:
    """Whether a text has words in a row that begin with these letters."""
    letters = r"[\w'’-]*\s+(?:of\s+|the\s+|and\s+|for\s+)*".join(re.escape(letter) for letter in initials if letter.isalpha())
    return len(initials) > 1 and re.search(rf"\b{letters}", text) is not None


def _words(text: str) -> set[str]:
    """The words of a text as typed without accents: lower case, without possessive endings and full stops."""
    bare = "".join(letter for letter in normalize("NFD", plain(text)) if not combining(letter))
    return {re.sub(r"'s$|\.", "", word) for word in _WORD.findall(bare)}


def _known(word: str, words: set[str]) -> bool:
    """Whether `words` hold `word`, another form of it (Russia, Russian), or it mistyped."""
    if word in words:
        return True
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return any(word in other.split("-") for other in words if "-" in other) or any(alike(word, other) for other in words)
    near = [other for other in words if other[:2] == word[:2]]
    return any(
        _stem(word) == _stem(other) or alike(word, other) or SequenceMatcher(None, word, other).ratio() >= _TYPO for other in near
    ) or any(word in other for other in words if len(other) > len(word))


def _stem(word: str) -> str:
    """The part of a name that its forms share: Engl-ish, Engl-and."""
    return word[:4] if len(word) <= 8 else word[: len(word) // 2 + 1]


def _topics(whole: str) -> set[str]:
    """The names that a text is about: those of its first sentence, and those it mentions at least half as often as the one it mentions
    most."""
    opening = next((whole[a:b] for a, b in sentences(whole[:_OPENING]) if not heading_level(whole[a:b].strip()) and b - a > 1), "")
    counts = Counter(word.lower() for word in _CAPITALISED.findall(whole))
    most = max(counts.values(), default=0)
    first = {word.lower() for word in _CAPITALISED.findall(opening)}
    return first | {word for word, count in counts.items() if count >= max(3, most / 2)}
