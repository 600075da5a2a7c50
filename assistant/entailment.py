"""Whether a sentence in words of someone else's is borne out by a sentence of a document.

What can be told for certain is told by rule: values with their qualifiers and directions, names, who did what to whom, which of several
values belongs to what. Of the rest, the wording, two judges give a probability: the encoder, by how near the sentences are, and the span
reader, by whether it finds each part of the sentence where the rest of it asks for it. The curve is fitted by `python -m eval judge`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import combinations
from math import exp
from typing import Self

from assistant.bearing import Setting, unborne
from assistant.embedding import Embedder, SentenceEncoder
from assistant.engines import choice
from assistant.fidelity import CLOSE
from assistant.polarity import HEDGES, NEGATIONS, decide
from assistant.premises import LEANS
from assistant.reader.model import Reading, SpanReader
from assistant.senses import alike
from assistant.syntax import FINITE, NOT_CONTENT, Word, clauses, content, context_of, words
from assistant.text import Span, plain, sentences
from assistant.types import Citation, Claim, Document, Value
from assistant.values import comparable, equal, find
from assistant.verification import sound_claim

THRESHOLD = 0.5  # the probability from which a wording counts as borne out
_WINDOW = 6_000  # characters around a sentence in which rules look for what else is said
_MARGIN = 1.0  # by how much another value may fit a claim better than its own
_CLOZES = 4
_SAME_WORDS = 4  # words in a row before a value that say it is the same one
_CANDIDATES = 3  # sentences with most of the words of a claim, which are looked at closely
_RELATED = 0.25  # likeness to a question below which a text is about something else
_FLOOR = -12.0  # log-odds below which all are the same
_ANSWERING = (-3.0, 0.5, 3.0, 2.0)  # the same of whether a sentence answers a question
ANSWERING_THRESHOLD = 0.5
_WEIGHTS = (-8.0, 8.0, -0.2, 3.0, 0.2, 0.1, 2.0)  # of 1 and the features, in their order
_CONNECTIVE = re.compile(
    r"^(?:overall|additionally|moreover|however|furthermore|finally|meanwhile|also|similarly|instead|therefore|thus|specifically|notably"
    r"|in addition|in total|in fact|in short|as a result|according to the (?:article|passage|text)s?)\s*,\s*|^(?:yes|no)[,.:;]\s+",
    re.I,
)
_MARKUP = re.compile(r"[<>{}|`\\]|://|\]\(")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+\s+){0,2}?\w+(?:ed|en|wn|ilt|old|ught|ung|ade|ost|ent|t)\s+(?:[^\s,;]+\s+){0,3}?by\b",
    re.I,
)
_BEFORE_NAME = re.compile(r"\b(to|from|over|against|by|than|of|for)\s+(?:the\s+)?(?:[A-Z][\w&.'’-]*\s+)*$")
_HEDGES = (HEDGES | NEGATIONS | frozenset("denied denies deny doubted doubts predicted warned feared promised threatened".split())) - {
    "can"
}
_ASIDE = re.compile(r"\s*\([^()]*\)")
_REFUSED = re.compile(r"(?:fail|refus|declin|den[iy]|reject|lack|without|avoid|prevent|stop|ceas|absen)", re.I)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|who)\b", re.I)
_COPULAS = frozenset("is are was were be been being has have had".split())


@dataclass(frozen=True, slots=True)
class Support:
    """A claim with the sentence that bears it out, and how probable it is that it does."""

    claim: Claim
    probability: float


@dataclass(frozen=True)
class Evidence:
    """A sentence of a document and what it may lean on."""

    document: Document
    span: Span

    @cached_property
    def text(self) -> str:
        return " ".join(self.document.text[slice(*self.span)].split())

    @cached_property
    def before(self) -> str:
        """The title and the sentences shortly before."""
        return context_of(self.document.text, self.document.title, self.span[0])

    @cached_property
    def near(self) -> Document:
        """The document cut down to what stands around the sentence, so that rules which read all of it read no more."""
        low, high = max(0, self.span[0] - _WINDOW), self.span[1] + _WINDOW
        return replace(self.document, text=self.document.text[low:high], pages=())

    @cached_property
    def setting(self) -> Setting:
        at = min(self.span[0], _WINDOW)
        return Setting("", self.near.text[at : at + self.span[1] - self.span[0]], at, self.near)

    @cached_property
    def known(self) -> str:
        """The words that names of a claim may be taken from: its own, title and heading, and where it leans, what stands before."""
        leaning = self.before[slice(*(sentences(self.before) or [(0, 0)])[-1])] if LEANS.search(self.text) else ""
        return f"{self.document.title}\n{self.setting.heading}\n{self.setting.leaning}\n{leaning}\n{self.text}"


class SupportJudge:
    """Judges claims against sentences of documents. Thread-safe: judging changes nothing."""

    def __init__(self, reader: SpanReader, encoder: Embedder, threshold: float = THRESHOLD) -> None:
        self._reader, self._encoder = reader, encoder
        self.threshold, self.answering_threshold = threshold, ANSWERING_THRESHOLD

    @classmethod
    def open(cls, threshold: float = THRESHOLD) -> Self:
        """With the installed encoder and the reader that comes with the product. Raises ModelError."""
        return cls(SpanReader.open(), SentenceEncoder(), threshold)

    def support(self, text: str, document: Document, spans: Sequence[Span]) -> Support | None:
        """The claim `text` with that one of the sentences `spans` which bears it out best; None where none does."""
        said = _CONNECTIVE.sub("", text)
        said = said[:1].upper() + said[1:]
        near = sorted((Evidence(document, span) for span in spans), key=lambda one: -_covered(said, one))[:_CANDIDATES]
        sound = [found for one in near if (found := _sound(said, one))]
        best = max(zip(self._probabilities(said, [one for one, _ in sound]), sound, strict=True), key=lambda one: one[0], default=None)
        if best is None or best[0] < self.threshold:
            return None
        probability, (_, claim) = best
        return Support(claim, probability)

    def span(self, question: str, quote: str) -> str:
        """What of the quote answers the question, if anything does."""
        spans = self._reader.readings(question, [quote])[0].spans
        return quote[spans[0].start : spans[0].end].strip() if spans else ""

    def related(self, question: str, texts: Sequence[str]) -> list[bool]:
        """Whether each text is at all about what the question is about, going by the encoder."""
        one, *others = self._encoder.encode([question, *texts])
        return [float(one @ other) >= _RELATED for other in others]

    def answering(self, question: str, document: Document, span: Span) -> float:
        """How probable it is that the sentence answers the question, and does not only speak of the same."""
        bias, *weights = _ANSWERING
        return _curve(bias + sum(w * x for w, x in zip(weights, self.answering_features(question, document, span), strict=True)))

    def answering_features(self, question: str, document: Document, span: Span) -> tuple[float, ...]:
        """What that curve is fitted to: the reader's log-odds of the best span, likeness, share of the question's words known."""
        evidence = Evidence(document, span)
        spans = self._reader.readings(question, [evidence.text])[0].spans
        one, other = self._encoder.encode([question, evidence.text])
        odds = max(_FLOOR, min(-_FLOOR, spans[0].score)) if spans else _FLOOR
        return odds, float(one @ other), _covered(question, evidence)

    def probability(self, text: str, document: Document, span: Span) -> float:
        """How probable it is that the sentence bears out the wording of `text`; 0 where a rule is against it."""
        evidence = Evidence(document, span)
        sound = _sound(text, evidence)
        return self._probabilities(text, [evidence])[0] if sound and sound[1].text == text else 0.0

    def features(self, text: str, document: Document, span: Span) -> tuple[float, ...]:
        """What the curve is fitted to."""
        return self._features(text, [Evidence(document, span)])[0]

    def _probabilities(self, text: str, evidence: Sequence[Evidence]) -> list[float]:
        if any(_is_same(text, one.text) for one in evidence):
            return [float(_is_same(text, one.text)) for one in evidence]
        bias, *weights = _WEIGHTS
        odds = [bias + sum(w * x for w, x in zip(weights, row, strict=True)) for row in self._features(text, evidence)]
        return list(map(_curve, odds))

    def _features(self, text: str, evidence: Sequence[Evidence]) -> list[tuple[float, ...]]:
        """Share of words known, number of strange ones, likeness, worst and mean reading of the clozes, share of words in order."""
        if not evidence:
            return []
        stated = [one.text for one in evidence]
        vectors = self._encoder.encode([text, *stated])
        likeness = vectors[1:] @ vectors[0]
        read = self._read(text, stated)
        return [
            (_covered(text, one), _strange(text, one), float(near), *reading, _in_order(text, one.text))
            for one, near, reading in zip(evidence, likeness, read, strict=True)
        ]

    def _read(self, text: str, stated: Sequence[str]) -> list[tuple[float, float]]:
        """For the parts of the text that a sentence has word for word, asked for by the rest of it: how far the reader prefers another
        span of the sentence, at worst, and how sure it is of this one, on average."""
        found: list[list[tuple[float, float]]] = [[] for _ in stated]
        for cloze, part in _clozes(text)[:_CLOZES]:
            places = [(n, _find(one, part)) for n, one in enumerate(stated) if _find(one, part) >= 0]
            readings = self._reader.readings(cloze, [stated[n] for n, _ in places]) if places else []
            for (n, at), reading in zip(places, readings, strict=True):
                found[n].append(_scored(reading, at, at + len(part)))
        return [(min(margin for margin, _ in one), sum(odds for _, odds in one) / len(one)) if one else (0.0, 0.0) for one in found]


def _scored(reading: Reading, start: int, end: int) -> tuple[float, float]:
    """How much worse than the best span those are that touch `start:end`, and the log-odds of the best of these."""
    own = reading.best_within(start, end)
    touching = [span.score for span in reading.spans if span.start < end and start < span.end]
    score = max([*touching, own.score if own else _FLOOR])
    best = reading.spans[0].score if reading.spans else _FLOOR
    return max(_FLOOR, score - best), max(_FLOOR, min(-_FLOOR, score))


def _sound(text: str, evidence: Evidence) -> tuple[Evidence, Claim] | None:
    """The claim, where no rule speaks against the evidence bearing it out."""
    citation = Citation.of(evidence.document, *evidence.span)
    if _MARKUP.search(text) and not all(mark in evidence.text for mark in _MARKUP.findall(text)):
        return None
    claim = sound_claim(Claim(text, (citation,)), {evidence.document.id: evidence.document})
    if claim is None or (not _is_same(text, evidence.text) and any(rule(text, evidence) for rule in _CONTRARY)):
        return None
    return evidence, claim


def _unknown_name(text: str, evidence: Evidence) -> bool:
    """A name, or a first word that may be one, which stands nowhere where it could be taken from."""
    known = words(evidence.known)
    said = [word for word in content(text) if word.is_name or any(map(str.isdigit, word.text))]
    return any(not any(_same_name(word.text, other.text) for other in known) for word in said)


def _same_name(one: str, other: str) -> bool:
    return plain(one).strip(".") == plain(other).strip(".") or alike(one, other) or plain(one) in plain(other).split("-")


def _said_otherwise(text: str, evidence: Evidence) -> bool:
    """The evidence decides that it is not so."""
    statement = text.rstrip(".! ")
    return decide(f"Is it true that {statement}?", evidence.text, evidence.before) == "No"


def _unhedged(text: str, evidence: Evidence) -> bool:
    """The clause that comes nearest denies it, or holds it possible, planned or somebody's claim, and the claim does not; or only the
    claim denies."""
    said, stated = words(text), _ASIDE.sub("", evidence.text)
    if sum(map(_denies, said)) > sum(_denies(word) or bool(_REFUSED.match(word.text)) for word in words(stated)):
        return True
    spans = clauses(stated)
    start, end = max(spans, key=lambda span: sum(_has(said, word) for word in content(stated[slice(*span)])), default=(0, 0))
    clause = words(stated[start:end])
    last = max((word.start for word in clause if _has(said, word)), default=0)
    hedges = [word for word in clause if word.start < last and not word.is_name and (word.text.lower() in _HEDGES or _denies(word))]
    return any(not _has(said, word) for word in hedges) and not any(word.text.lower() in _HEDGES for word in said)


def _denies(word: Word) -> bool:
    return word.text.lower() in NEGATIONS or word.text.lower().endswith(("n't", "n’t"))


def _unborne(text: str, evidence: Evidence) -> bool:
    """The clause speaks of another subject, count, column or time than the claim."""
    said = [value for value in find(text) if value.kind not in choice.DATES]
    shorts = [value.text for value in find(evidence.setting.sentence) if any(equal(value, one) for one in said)] or [""]
    return any(True for short in shorts for _ in unborne(text, replace(evidence.setting, short=short)))


def _of_another_value(text: str, evidence: Evidence) -> bool:
    """Another value of the evidence fits what the claim says of its own: "earned $3 million", of "Acme $5 million and Beta $3 million"."""
    stated = find(evidence.text)
    for value in find(text):
        family = next((kinds for kinds in choice.FAMILIES if value.kind in kinds), None)
        rivals = [one for one in stated if family and one.kind in family and (one.kind in choice.DATES or comparable(one, value))]
        if family is None or len(rivals) < 2 or _keeps_place(text, value, evidence.text, stated):
            continue
        rest = f"{text[: value.start]} {text[value.end :]}"
        asked = choice.Asked(rest, [evidence.text])
        span = [(0, len(evidence.text))]
        fits = list(choice.rivals(asked, evidence.text, span, evidence.document.title, choice.Wanted(family, family)))
        own = [rival.fit for rival in fits if _is_at(rival, value, stated)]
        if own and max((rival.fit for rival in fits), default=0.0) > max(own) + _MARGIN:
            return True
    return False


def _keeps_place(text: str, value: Value, stated: str, values: Sequence[Value]) -> bool:
    """Whether the words before a value are those before it in the evidence, or it is the day with which that opens."""
    said = [plain(word.text) for word in words(text[: value.start])]
    for same in (one for one in values if equal(one, value)):
        there = [plain(word.text) for word in words(stated[: same.start])]
        alike_ = next((n for n, pair in enumerate(zip(reversed(said), reversed(there), strict=False)) if pair[0] != pair[1]), len(said))
        if min(alike_, len(there)) >= min(len(said), _SAME_WORDS):
            return True
        if value.kind in choice.DATES and len(there) <= 1 and stated[same.end : same.end + 1] == ",":
            return True
    return False


def _is_at(rival: choice.Rival, value: Value, stated: Sequence[Value]) -> bool:
    return any(rival.start <= one.start and one.end <= rival.end and equal(one, value) for one in stated)


def _in_another_part(text: str, evidence: Evidence) -> bool:
    """The claim has none of the words between its value and the one before: "founded in 1950", of "founded in 1901 and rebuilt in 1950"."""
    said, stated = words(text), find(evidence.text)
    for value in find(text):
        family = next((kinds for kinds in choice.FAMILIES if value.kind in kinds), frozenset())
        rivals = [one for one in stated if one.kind in family]
        own = [n for n, one in enumerate(rivals) if equal(one, value)]
        if len(own) != 1 or not own[0]:
            continue
        part = content(evidence.text[rivals[own[0] - 1].end : rivals[own[0]].start])
        if part and not any(_has(said, word) for word in part):
            return True
    return False


def _swapped(text: str, evidence: Evidence) -> bool:
    """Two names on either side of a verb have changed places, or their prepositions, in the same voice."""
    stated = evidence.text
    if bool(_PASSIVE.search(text)) != bool(_PASSIVE.search(stated)):
        return False
    for (a, a_there), (b, b_there) in combinations(_shared_names(text, stated), 2):
        turned = (a.start < b.start) != (a_there.start < b_there.start)
        here, there = (_role(text, a), _role(text, b)), (_role(stated, a_there), _role(stated, b_there))
        exchanged = here == there[::-1] and here != there
        if turned and (exchanged or here == there == ("", "")) and _acts_between(text, a, b) and _acts_between(stated, a_there, b_there):
            return True
    return False


def _acts_between(text: str, one: Word, other: Word) -> bool:
    """Whether a verb that is more than "is" or "has" stands between two names."""
    between = text[min(one.end, other.end) : max(one.start, other.start)]
    return any(match[0].lower() not in _COPULAS for match in FINITE.finditer(between))


def _other_name(text: str, evidence: Evidence) -> bool:
    """A name of the evidence, which the claim otherwise follows closely, that is another name in the claim."""
    said, there = words(text), words(evidence.text)
    matcher = SequenceMatcher(None, [plain(word.text) for word in said], [plain(word.text) for word in there], autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < CLOSE * len(said):
        return False
    for operation, a, b, c, d in matcher.get_opcodes():
        put, lost = ([word for word in run if word.is_name and word.text.lower() not in NOT_CONTENT] for run in (said[a:b], there[c:d]))
        strange = [word for word in put if not _has(lost, word) and not _has(there[max(0, c - 1) : d + 1], word)]
        if operation == "replace" and strange and any(not _has(said, word) for word in lost):
            return True
    return False


def _wrong_subject(text: str, evidence: Evidence) -> bool:
    """The name before the verb of the claim stands only behind that verb in the evidence, and another name or a pronoun before it."""
    verb = FINITE.search(text)
    if verb is None or bool(_PASSIVE.search(text)) != bool(_PASSIVE.search(evidence.text)):
        return False
    subject = [word for word in content(text[: verb.start()]) if word.is_name][-1:]
    action = next((word for word in words(text[verb.start() :]) if word.text.lower() not in _COPULAS), None)
    if not subject or action is None:
        return False
    there = [word.start for word in words(evidence.text) if not word.is_name and alike(word.text, action.text)]
    places = [word for word in words(evidence.text) if _same_name(word.text, subject[0].text)]
    if not there or not places or any(place.start < max(there) or _role(evidence.text, place) == "by" for place in places):
        return False
    before = evidence.text[: min(there)]
    return bool(_PRONOUN.search(before)) or any(word.is_name for word in content(before))


_CONTRARY: tuple[Callable[[str, Evidence], bool], ...] = (
    _unknown_name,
    _said_otherwise,
    _unhedged,
    _unborne,
    _of_another_value,
    _in_another_part,
    _swapped,
    _other_name,
    _wrong_subject,
)


def _shared_names(said: str, stated: str) -> list[tuple[Word, Word]]:
    """The names that both texts have exactly once, each with where the evidence has it."""
    here, there = ([word for word in content(text) if word.is_name] for text in (said, stated))
    pairs = []
    for name in here:
        same = [other for other in there if _same_name(name.text, other.text)]
        if len(same) == 1 and sum(_same_name(name.text, one.text) for one in here) == 1:
            pairs.append((name, same[0]))
    return pairs


def _role(text: str, name: Word) -> str:
    """The preposition that a name stands behind, "" for none."""
    match = _BEFORE_NAME.search(text[: name.start])
    return match[1].lower() if match else ""


def _covered(text: str, evidence: Evidence) -> float:
    """The share of the words that carry meaning which the evidence has too; those that only what it leans on has count half."""
    said = content(text)
    own, lent = words(evidence.text), words(evidence.known)
    weights = [1.0 if _has(own, word) else 0.5 if _has(lent, word) else 0.0 for word in said]
    return sum(weights) / len(said) if said else 0.0


def _strange(text: str, evidence: Evidence) -> float:
    """How many of the words that carry meaning the evidence does not have, five at most."""
    known = words(evidence.known)
    return float(min(5, sum(not _has(known, word) for word in content(text))))


def _has(known: Sequence[Word], word: Word) -> bool:
    return any(alike(word.text, other.text) for other in known)


def _in_order(text: str, stated: str) -> float:
    """The share of the words of the text that the evidence has in the same order."""
    said, there = ([plain(word.text) for word in words(one)] for one in (text, stated))
    blocks = SequenceMatcher(None, said, there, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(said))


def _clozes(text: str) -> list[tuple[str, str]]:
    """The text with one of its values or names asked for, and that part."""
    spans = [(value.start, value.end) for value in find(text)]
    spans += [span for span in _runs([word for word in content(text) if word.is_name], text) if not any(a <= span[0] < b for a, b in spans)]
    return [(f"{text[:start]}what{text[end:]}".rstrip(".! ") + "?", text[start:end]) for start, end in spans]


def _runs(names: Sequence[Word], text: str) -> list[Span]:
    """Names that stand side by side as one."""
    runs: list[Span] = []
    for name in names:
        if runs and text[runs[-1][1] : name.start].strip() == "":
            runs[-1] = (runs[-1][0], name.end)
        else:
            runs.append((name.start, name.end))
    return runs


def _curve(odds: float) -> float:
    return 1 / (1 + exp(-max(-50.0, min(50.0, odds))))


def _is_same(one: str, other: str) -> bool:
    return plain(one).rstrip(".!") == plain(other).rstrip(".!")


def _find(text: str, part: str) -> int:
    return text.lower().find(part.lower())
