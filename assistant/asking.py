"""Questions that a document should be able to answer, each put together of the words of one of its own sentences or headings.

Rules on words, no language model: the subject, the verb and what follows a value are turned round into a question for that value. Only
sentences of a plain build are taken, so that what comes out reads like a question; whether it is answered is for others to try.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.syntax import FINITE, VERBS
from assistant.text import sentences
from assistant.types import Citation, Document, Fact, Value

_LONGEST = 96  # characters of a question that reads at a glance
_PROPER = r"[A-Z][\w&’'-]*(?: (?:of |& )?[A-Z][\w&’'-]*){0,3}"
_BE = "is|are|was|were"
_AUXILIARY = rf"{_BE}|has|have|had|will|would|can|could|must|may"
_ADVERB = r"(?P<adverb>(?:\w+ly|also|now|still|already|alone)\s)?"
_SUBJECT = rf"(?P<subject>(?:[Tt]he|[Aa]n?|{_PROPER}|[A-Z][a-z]+)(?:\s[\w’'&-]+){{0,6}}?)(?:,\s[^,]{{3,60}},)?(?:\salone)?\s"
_WITH_AUXILIARY = re.compile(rf"^{_SUBJECT}(?P<auxiliary>{_AUXILIARY})(?:\s(?P<rest>.*))?$")
_BEFORE_VERB = re.compile(rf"^{_SUBJECT}{_ADVERB}$")
_OPENING = re.compile(r"^(?:(?:By|In|On|Since|While|Initially|Today|Overall)\b[^,]{0,40},\s|[-–•*#>\d.)\s]+)")
_FILLING = re.compile(r"(?:^|\s)(?:an?|the|its|their|some|a staggering|a total of|a record)$")
_PREPOSITION = re.compile(r"(?:^|\s)(?P<word>in|on|by|since|until|for|to|at|from|after|before)$")
_POINTING = re.compile(r"\b(?:it|its|he|she|they|them|his|her|their|this|that|these|those|which|who|we|our|us|there|said|says)\b", re.I)
_POST = re.compile(
    rf"(?P<owner>{_PROPER}?)[’']s (?P<post>(?:chief )?[a-z]+(?: officer)?|CEO|CFO|CTO), (?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){{1,2}}),"
)
_LIST = re.compile(r"^(?P<heading>[A-Z][\w ]{3,40}):\n(?=(?:[-–•*] .+(?:\n|$)){2,8})", re.M)
_ASKING_HEADING = re.compile(r"^#{0,6} ?(?P<question>(?:What|Who|When|Where|Why|How|Which)\b[^\n?.!]{8,80}\?)$", re.M)
_PLAIN = re.compile(r"^[^|\t“”\"*()\[\]{}<>$\\`]+$")
_NOT_PLAIN = re.compile(r"[\d,]|\b(?:and|or|but|when|where|not|all|one|ago)\b")
_QUALIFIER = re.compile(r"\s(?:over|more than|about|around|nearly|almost|at least|up to|roughly|some|just|only|under|less than|a further)$")
_ENDS_TAIL = re.compile(
    r",(?!\d)|[;:—–]|\.(?!\d)|\s(?:while|which|who|that|as|marking|driven|according|due|because|when|against|compared)\s|\s-\s"
)
_ADDITION = re.compile(r"(?:to|in|for|on|by|from|between|of|over|into|at|a|during|until)\b")
_PARTICIPLES = "cost|spent|paid|made|won|lost|sold|bought|forecast|built|given|put"
_LASTING = frozenset("last take run stay work live remain".split())
_MOVING = frozenset("rise fall grow climb drop jump increase decrease decline shrink burgeon plunge".split())
_REGULAR = VERBS | frozenset(
    """commit approve promise pledge plan expect cover hold need produce require serve climb drop jump increase decrease decline plunge
    burgeon charge complete found introduce move occur replace""".split()
)
_IRREGULAR = dict(
    pair.split(":")
    for pair in """began:begin became:become bought:buy built:build came:come fell:fall found:find gave:give got:get grew:grow held:hold
    kept:keep led:lead lost:lose made:make met:meet paid:pay rose:rise ran:run sold:sell spent:spend stood:stand took:take went:go
    won:win wrote:write cost:cost drew:draw drove:drive beat:beat""".split()
)


_Turned = tuple[str, str, str]  # helping verb, subject, the rest of the predicate


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and what it was made from: the `value` or the `words` that its answer has to hold, and where they are said."""

    question: str
    citation: Citation
    value: Value | None = None
    words: str = ""


def candidates(document: Document, facts: Iterable[Fact]) -> Iterator[Candidate]:
    """Questions made of `document`, whose facts these are; the short ones first, lists last."""
    made = [*_of_posts(document), *_of_facts(document, facts), *_of_headings(document)]
    distinct = {candidate.question: candidate for candidate in made if len(candidate.question) <= _LONGEST}
    yield from sorted(distinct.values(), key=lambda one: (one.question.startswith("What are"), len(one.question)))


def _of_posts(document: Document) -> Iterator[Candidate]:
    for match in _POST.finditer(document.text):
        citation = Citation.of(document, *match.span())
        yield Candidate(f"Who is {match['owner']}’s {match['post']}?", citation, words=match["name"])


def _of_headings(document: Document) -> Iterator[Candidate]:
    for match in _ASKING_HEADING.finditer(document.text):
        first = next((span for span in sentences(document.text[match.end() : match.end() + 2000]) if span[0] < span[1]), None)
        if first:
            citation = Citation.of(document, match.end() + first[0], match.end() + first[1])
            yield Candidate(match["question"], citation, words=" ")
    for match in _LIST.finditer(document.text):
        items = document.text[match.end() : match.end() + 200].split("\n")[0].lstrip("-–•* ")
        heading = match["heading"][:1].lower() + match["heading"][1:]
        yield Candidate(f"What are the {heading}?", Citation.of(document, *match.span()), words=items.rstrip(".")[:40])


def _of_facts(document: Document, facts: Iterable[Fact]) -> Iterator[Candidate]:
    for fact in facts:
        value, cited = fact.value, fact.citation
        before, after = document.text[cited.start : value.start], document.text[value.end : cited.end]
        if _PLAIN.search(before + after) and (
            question := _question(value, " ".join(before.split()), " ".join(after.split()), document.text)
        ):
            yield Candidate(question, cited, value)


def _question(value: Value, before: str, after: str, text: str) -> str:
    """The sentence `before` value `after` turned round into a question for the value; "" where its build is not plain."""
    head = re.split(r"[:;—]\s?", _OPENING.sub("", before).strip())[-1]
    head = _FILLING.sub("", _QUALIFIER.sub("", head))
    preposition = _PREPOSITION.search(head)
    turned = _turned(head[: preposition.start()] if preposition else head, text)
    if turned is None:
        return ""
    helper, subject, rest = turned
    tail = _tail(after)
    asking = _asking(value, preposition["word"] if preposition else "", rest)
    if not asking or not _is_plain(asking, turned) or _POINTING.search(f"{subject} {rest} {tail}"):
        return ""
    if tail[:1].islower() and not _ADDITION.match(tail):
        return ""
    question = f"{' '.join(filter(None, (asking, helper, subject, rest, tail)))}?"
    return question if len(question.split()) > 5 or re.search(r" [A-Z]", question) else ""


def _tail(after: str) -> str:
    """What follows a value and still belongs to its clause."""
    tail = _ENDS_TAIL.split(f" {after}")[0].strip()
    joined = re.search(r"\s(?:and|but|or)\s", tail)
    return tail[: joined.start()] if joined and (FINITE.search(tail, joined.end()) or len(tail) > 60) else tail


def _is_plain(asking: str, turned: _Turned) -> bool:
    """Whether the pieces stand in each other's place without more ado."""
    helper, subject, rest = turned
    if (
        not subject
        or _NOT_PLAIN.search(f"{subject} {rest}")
        or re.match(r"(?:when|while|although|as|after|before|if|since|in|on)\b", subject, re.I)
    ):
        return False
    if asking.startswith(("How many", "How long")):
        return helper in ("did", "does")
    return helper not in ("has", "have", "had") or re.match(rf"(?:\w+ly )?(?:\w+ed|{_PARTICIPLES})\b", rest) is not None


def _asking(value: Value, preposition: str, rest: str) -> str:
    """The words that ask for a value which stands behind `rest` and `preposition`; "" where none would sound right."""
    verb = rest.split(" ")[0]
    if value.kind == "amount":
        return {"": "How much", "by": "By how much", "for": "For how much"}.get(preposition, "")
    if value.kind == "percent":
        return "By how much" if preposition == "by" or (not preposition and verb in _MOVING) else ""
    if value.kind == "date":
        return {"in": "When", "on": "When", "by": "By when", "since": "Since when", "until": "Until when"}.get(preposition, "")
    if value.kind == "duration":
        return {"": "How long", "for": "For how long"}.get(preposition, "") if verb in _LASTING else ""
    counted = re.fullmatch(r"\d[\d,.]*\s+(?P<noun>[a-z][a-z -]+s|people|men|women)", value.text)
    return f"How many {' '.join(counted['noun'].split())}" if value.kind == "count" and counted and not preposition else ""


def _turned(head: str, text: str) -> _Turned | None:
    """A clause that ends where its value stands, in pieces; None where it has another build."""
    if (match := _WITH_AUXILIARY.match(head)) and not re.search(rf"\b(?:{_AUXILIARY})\b", match["subject"]):
        return match["auxiliary"], _inside(match["subject"], text), match["rest"] or ""
    for word in re.finditer(r"(?<=\s)[a-z]+(?=\s|$)", head):
        if (known := _plain_verb(word[0])) and (match := _BEFORE_VERB.match(head[: word.start()])):
            helper, verb = known
            predicate = f"{match['adverb'] or ''}{verb}{head[word.end() :]}"
            return helper, _inside(match["subject"], text), predicate
    return None


def _plain_verb(word: str) -> tuple[str, str] | None:
    """The helping verb that a question has, and the verb as it stands there."""
    if word in _IRREGULAR:
        return "did", _IRREGULAR[word]
    if word.endswith("ed"):
        stem = word[:-2]
        options = (stem, f"{stem}e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem, f"{stem[:-1]}y" if stem.endswith("i") else stem)
        return next((("did", one) for one in options if one in _REGULAR), None)
    if word.endswith("s"):
        shorter = (word[:-1], word[:-2] if word.endswith("es") else "", f"{word[:-3]}y" if word.endswith("ies") else "")
        return next((("does", one) for one in shorter if one in _REGULAR), None)
    return None


def _inside(subject: str, text: str) -> str:
    """A subject as it reads within a sentence, with a small letter where its first word is no name; "" where that cannot be told."""
    first = subject.split(" ")[0]
    if first in ("The", "A", "An") or re.search(rf"(?<![\w’']){re.escape(first.lower())}(?![\w’'])", text):
        return subject[0].lower() + subject[1:]
    return subject if re.search(rf"[a-z,] {re.escape(first)}\b", text) or first.isupper() else ""
