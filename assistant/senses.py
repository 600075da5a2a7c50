"""Which words mean the same and which the opposite, for comparing what a question says with what a sentence says.

A small vocabulary of what articles report, by stem; a word outside it means itself and has no opposite.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.text import plain

if TYPE_CHECKING:
    import Stemmer

_ALIKE = (
    "acquire acquired buy bought buys purchase purchased purchasing takeover",
    "approve approved adopt adopted pass passed accept accepted endorse endorsed",
    "appoint appointed name named",
    "article text report",
    "begin began begun start started commence launched launch",
    "end ended finish finished complete completed completion conclude concluded expire expires expiry",
    "build built construct constructed construction erect erected building",
    "boss chief chair head heads headed lead leads led leader",
    "ceo chief executive",
    "company firm business",
    "commit committed commitment pledge pledged",
    "cost costs price",
    "design designed drew drawn draw",
    "destroy destroyed",
    "die died dies death dead",
    "discover discovered discovery find found finds",
    "employ employs employed employees employee staff",
    "establish established founded founding foundation",
    "first initial initially original originally",
    "film movie",
    "get gets got receive receives received",
    "give gave given gives grant granted",
    "hire hired recruit recruited",
    "hold holds held",
    "keep kept keeps retain retained",
    "know knew known",
    "large big largest biggest great greatest larger bigger",
    "high highest higher tall tallest",
    "lose lost loses loss losing",
    "make made makes produce produced produces manufacture",
    "meet met meets",
    "open opened opening opens",
    "pay paid pays",
    "postpone postponed delay delayed",
    "rise rose risen rising increase increased grow grew grown growth jump climb climbed soar surge gain gained",
    "fall fell fallen falling drop dropped decline declined decrease decreased plunge plunged slump slumped tumble sink sank shrink shrank",
    "see saw seen",
    "sell sold sells sale sales",
    "send sent",
    "sign signed signing signature",
    "small smallest little smaller",
    "speak spoke spoken",
    "spend spent spends expenditure spending",
    "take took taken takes",
    "teach taught",
    "win won wins winning beat beats beaten defeat defeated victory",
    "write wrote written writes",
    "reject rejected refuse refused",
    "demolish demolished",
    "downside disadvantage con cons drawback drawbacks minus",
    "upside advantage pro pros benefit benefits plus",
    "recommendation recommend recommended advice",
    "reason reasons cause causes",
    "sector sectors industry industries",
    "step steps",
    "goal aim target objective",
    "instrument device",
    "well strong good promise promising prowess excel excels excelled success successful renowned positive positively optimistic favourable"
    " favorable praised impressive",
    "poor poorly weak bad badly fail failed fails failure negative negatively pessimistic unfavourable unfavorable struggle struggled",
    "cheap cheaper inexpensive",
    "expensive costly",
    "join joined joins",
    "leave left leaves",
    "married marry marries marriage wed",
    "ban banned bans prohibit prohibited forbid forbade forbidden outlaw outlawed",
    "allow allowed allows permit permitted",
    "abolish abolished scrap scrapped",
    "introduce introduced",
    "upgrade upgraded upgrading",
    "downgrade downgraded downgrading",
    "close closed closing shut",
    "early earlier",
    "late later",
    "include included includes",
    "exclude excluded excludes",
    "confirm confirmed",
    "deny denied denies",
    "lower lowered reduce reduced cut",
    "raise raised",
    "guilty convicted",
    "acquitted innocent",
    "alive survive survived",
    "mixed",
    "repair repaired fix fixed",
    "public",
    "private",
    "free",
    "television tv",
    "france french",
    "spain spanish",
    "netherlands dutch",
    "england english",
    "wales welsh",
    "ireland irish",
    "poland polish",
    "denmark danish",
    "switzerland swiss",
    "hurt injured injury injuries wounded",
    "referee referees ref refs umpire umpires",
    "dismiss dismissed fire fired sack sacked",
    "resign resigned resigns quit",
    "need needed needs require required requires",
    "choose chose chosen elect elected select selected",
    "cancel cancelled canceled cancels",
    "visitor visitors guest guests",
)
# Two things that both can happen in turn (to begin and to end) are no opposites.
_OPPOSED = (
    ("approve", "reject"),
    ("open", "close"),
    ("rise", "fall"),
    ("raise", "lower"),
    ("rise", "lower"),
    ("large", "small"),
    ("win", "lose"),
    ("good", "bad"),
    ("good", "mixed"),
    ("bad", "mixed"),
    ("cheap", "expensive"),
    ("allow", "ban"),
    ("abolish", "keep"),
    ("upgrade", "downgrade"),
    ("early", "late"),
    ("include", "exclude"),
    ("confirm", "deny"),
    ("guilty", "acquitted"),
    ("die", "alive"),
    ("public", "private"),
)


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    import Stemmer

    return Stemmer.Stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The English stem of a word, without a possessive ending."""
    return str(_stemmer().stemWord(re.sub(r"'s?$|\.$", "", plain(word))))


@lru_cache(maxsize=1)
def _senses() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for words in _ALIKE:
        sense = words.split()[0]
        for word in words.split():
            found[stem(word)] = found.get(stem(word), frozenset()) | {sense}
    return found


@lru_cache(maxsize=1)
def _opposites() -> frozenset[tuple[str, str]]:
    senses = _senses()
    pairs = {(a, b) for one, other in _OPPOSED for a in senses[stem(one)] for b in senses[stem(other)]}
    return frozenset(pairs | {(b, a) for a, b in pairs})


def senses(word: str) -> frozenset[str]:
    """What a word may mean; two words mean the same when they share one."""
    return _senses().get(stem(word), frozenset({f"={stem(word)}"}))


def alike(one: str, other: str) -> bool:
    """Whether the words are forms of one word or mean the same."""
    return stem(one) == stem(other) or bool(senses(one) & senses(other))


def opposed(one: str, other: str) -> bool:
    """Whether one word says the opposite of the other."""
    return not alike(one, other) and any((a, b) in _opposites() for a in senses(one) for b in senses(other))
