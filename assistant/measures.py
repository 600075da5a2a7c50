"""What a fact measures, taken apart, so that it can be told whether another one measures the same.

Nothing that is negated or only possible has a measure, nor what leaves open whose it is or when: "it", "last year".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.facts import JOINER
from assistant.types import Fact, Value, ValueKind
from assistant.values import find
from assistant.values.vocabulary import DOWN, QUALIFIERS, UP, words

_WORD = re.compile(r"[^\W\d_](?:[\w&]|['’.-](?=\w))*|\d[\w.,%/-]*")
COMPARED: frozenset[ValueKind] = frozenset(("amount", "percent", "points", "multiple", "count", "number", "duration", "date"))
TIMES: frozenset[ValueKind] = frozenset(("date", "date_range"))
# What happens once: only its date can be said in two ways that exclude one another.
_ONCE = words(
    "born died founded established incorporated inaugurated completed invented discovered abolished ratified demolished dissolved"
)
_OPENED = re.compile(r"\b(?:opened|signed|launched|built)\s(?:in|on)(?: the)?(?: …|$)")
_SILENT = words(
    """a an the of in on at to for by with from between as into over under than that this these those its their his her our is are was were
    be been being has have had do does did total totaled totalled amounted amount amounts stood stands reached reaches came comes also
    now then about approximately around nearly almost roughly some more less least most up down s which who there already just only very
    still new big huge giant massive major city local whole entire latest staggering record planned alone currently recently company
    companies group corporation corp inc ltd llc plc holding holdings co said says say announced reported found finds showed shows
    according estimated"""
)
_OPEN = words(
    """it they he she we us you i him them this these those such other another additional further each every one both former latter
    same not no never neither nor without none if would could might may unless whether should year years quarter quarters month months week
    weeks season day today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday then ago earlier later previous
    previously prior next last past recent half respectively ranging maximum minimum example instance when while per"""
)
_JOINING = words("and or plus including excluding")
JOINED = "~and"  # the stem of what joins: a measure with another one in it is not the same
_POSSESSIVE = words("its their his her our my your")
_LATER = words("will expect expects expected plan plans planned forecast forecasts project projects projected target targets aim aims goal")
_MEASURED = words(
    """revenue revenues sales profit profits income earnings inflation unemployment prices price shares stock stocks growth output exports
    imports turnover costs cost spending production demand population temperature temperatures wages rates taxes debt losses expenses"""
)
_ATTRIBUTION = re.compile(r"^According to [^,]+,\s", re.IGNORECASE)
_PRESENT = words("is are has have costs employs holds weighs measures owns operates contains comprises includes covers serves seats")
_STATES = words("is are was were be has have had total totaled remain remains average averaged")
STATED_DAY = re.compile(r"\bas (?:of|at)\s", re.IGNORECASE)
_QUALIFYING = frozenset(word for phrase in QUALIFIERS for word in phrase.split()) | {"a"}


@dataclass(frozen=True, slots=True)
class Measure:
    """What a fact measures, taken apart: stems before and after the value, names, periods, other values, and what leads to the value.

    `lasting` says that it holds for a time rather than happens, `present` that it is told in the present tense. `about` is the title of
    the document where no name says whose the value is: it is compared only with a document of the same title.
    """

    kind: ValueKind
    unit: str
    per: str
    direction: str
    names: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    periods: frozenset[str]
    others: frozenset[str]
    about: str
    lasting: bool
    present: bool

    @property
    def stems(self) -> frozenset[str]:
        return self.before | self.after

    def whole(self) -> Measure:
        """Equal for facts that measure the same, in whichever order they say so."""
        return replace(self, before=self.stems, after=frozenset(), lasting=False, present=False)


def measure_of(fact: Fact, ordinary: frozenset[str]) -> Measure | None:
    """What `fact` measures, None where that is not told clearly enough to be compared with anything."""
    value, text = fact.value, _ATTRIBUTION.sub("", fact.measures)
    if value.kind not in COMPARED or value.low is None or fact.measures == fact.heading or fact.citation.quote.startswith("|"):
        return None
    known = find(text)
    if any(_confusable(value, other) for other in known):
        return None
    told = [(match.start(), match[0]) for match in _WORD.finditer(text)]
    plain = [(at, word) for at, word in told if not any(one.start <= at < one.end for one in known)]
    lower = [word.lower().strip(".") for _, word in plain]
    if not plain or not _OPEN.isdisjoint(lower) or lower[0] in _POSSESSIVE or any(word.endswith("n't") for word in lower):
        return None
    periods = [other for other in known if other.kind in TIMES]
    if any(period.low is None for period in periods) or (value.kind == "date" and (periods or not _happens_once(text, lower))):
        return None
    border = _border(fact) - (len(fact.measures) - len(text))
    names = frozenset(_bare(word) for at, word in plain if _is_name(at, word, text, ordinary))
    stems = [(at, stem) for at, word in plain if (stem := _stem(word)) and _bare(word) not in names]
    before, after = (frozenset(stem for at, stem in stems if (at < border) is side) for side in (True, False))
    unit = _unit(value)
    if len(before | after | names | ({unit} if value.kind == "count" else set())) < 2 or not (before | after or value.kind == "count"):
        return None
    return Measure(
        value.kind,
        unit,
        value.per,
        value.direction,
        names,
        before | _leading(fact),
        after,
        frozenset(period.normal for period in periods if not _is_as_of(text, period)),
        frozenset(f"{other.kind} {other.normal}" for other in known if other.kind not in TIMES),
        "" if names else fact.citation.title.casefold(),
        not _STATES.isdisjoint(lower),
        not _PRESENT.isdisjoint(lower),
    )


def _confusable(value: Value, other: Value) -> bool:
    """Whether another value of the clause could be taken for this one."""
    if other.kind in TIMES or value.kind in TIMES:
        return False
    return (
        other.kind == value.kind != "count"
        or {other.kind, value.kind} == {"number", "count"}
        or (other.kind == "count" == value.kind and _unit(other) == _unit(value))
    )


def _happens_once(text: str, lower: Sequence[str]) -> bool:
    return not _ONCE.isdisjoint(lower) or _OPENED.search(text) is not None


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that these texts use in lower case: with a capital, at the beginning of a sentence, they are no names."""
    return frozenset(match[0] for text in texts for match in re.finditer(r"(?<![\w.-])[a-z][a-z'’-]+", text))


def stems(text: str) -> frozenset[str]:
    """The stems of the words in `text` that say something."""
    return frozenset(filter(None, (_stem(match[0]) for match in _WORD.finditer(text)))) | frozenset(
        match[0].lower() for match in _WORD.finditer(text) if match[0][0].isupper()
    )


def _is_as_of(text: str, period: Value) -> bool:
    return any(match.end() == period.start for match in STATED_DAY.finditer(text))


def _is_name(at: int, word: str, text: str, ordinary: frozenset[str]) -> bool:
    if not word[0].isupper() or word.lower() in _SILENT | _OPEN:
        return False
    opens = at == 0 or text[max(0, at - len(JOINER)) : at] == JOINER
    return not opens or (word.lower() not in ordinary and word.lower() not in _MEASURED)


def _bare(word: str) -> str:
    """A name in lower case, without its possessive ending."""
    return re.sub(r"['’]s?$", "", word.lower().strip("."))


def _border(fact: Fact) -> int:
    """Where in `measures` the value was cut out."""
    quote, at = fact.citation.quote, fact.value.start - fact.citation.start
    place = 0
    for piece in fact.measures.split(JOINER):
        if quote.find(piece) >= at >= 0:
            return place
        place += len(piece) + len(JOINER)
    return len(fact.measures)


def _leading(fact: Fact) -> frozenset[str]:
    """ "to" or "from" before the value, which tell where a change ended from where it began."""
    quote, at = fact.citation.quote, fact.value.start - fact.citation.start
    before = quote[max(0, at - 40) : at].lower().split()
    while before and (before[-1] in _QUALIFYING or before[-1] in "$€£"):
        before.pop()
    return frozenset({f"~{before[-1]}"} & {"~to", "~from", "~than"}) if before else frozenset()


def _unit(value: Value) -> str:
    """The unit without which two values are not of one measure: what is counted as a stem, and nothing for times, which convert."""
    if value.kind == "duration":
        return ""
    return (_stem(value.unit.split()[-1]) if value.kind == "count" and value.unit else "") or value.unit


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """The stem of a word that says something, "" for one that does not; words of one sense that often stand for another share one."""
    import Stemmer

    lower = word.lower().strip(".").replace("’", "'").removesuffix("'s")
    if lower in _LATER:
        return "~later"
    if lower in _JOINING:
        return JOINED
    if lower in UP or lower in DOWN:
        return "~up" if lower in UP else "~down"
    if lower in _SILENT:
        return ""
    return str(Stemmer.Stemmer("english").stemWord(lower))
