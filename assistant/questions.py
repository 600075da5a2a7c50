"""What a question asks for and what it takes for granted, read off its words alone.

Its rules hold for English questions; one that they do not know simply asks for anything and states nothing.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.text import plain, sentences
from assistant.types import Value, ValueKind

Measure = Literal["length", "mass", "temperature"]
Kinds = frozenset[ValueKind | Measure]
_AMOUNT = Kinds({"amount", "imprecise"})
_PERCENT = Kinds({"percent", "points"})
_COUNT = Kinds({"count", "number", "imprecise", "multiple", "duration"})
_QUANTITY = _AMOUNT | _PERCENT | Kinds({"multiple", "count", "number"})
_DATE = Kinds({"date", "date_range"})
_PERIOD = _DATE | Kinds({"duration"})

_MEASURES: dict[Measure, re.Pattern[str]] = {
    "length": re.compile(r"\b(?:(?:kilo|centi|milli)?met(?:er|re)s?|[kcm]?m|miles?|yards?|f(?:oo|ee)?t|inch(?:es)?|light[ -]years?)$"),
    "mass": re.compile(r"\b(?:(?:kilo|milli)?grams?|k?g|mg|tonn?e?s?|pounds?|lbs?|ounces?|oz)$"),
    "temperature": re.compile(r"\bdegrees|°|\bkelvins?$"),
}
_SUM = r"(?:revenues?|sales|turnover|profits?|income|earnings|loss(?:es)?|debt|funding|capital|money|cash|tax|rent|prize money)"
_PAYING = r"costs?|pa(?:y|ys|id|ying)|spen[dt]\w*|invest\w*|commit\w*|borrow\w*|donat\w*|earn\w*|charged?|owed?|worth"
_MONEY = r"(?:money|cash|dollars?|euros?|pounds?|yuan|yen|rupees|usd|eur|gbp|\$+)"
_ASKS: tuple[tuple[Kinds, tuple[str, ...]], ...] = (
    (
        _PERCENT,
        (
            r"\b(?:what|which|by what|how many) (?:\w+ )?(?:percent|percentage|per cent|pct)",
            r"(?<!\d) ?%",
            r"\bwhat (?:share|proportion|fraction)\b",
            r"\bwhat (?:is|was|were|are) .*\b(?:margin|interest rate|unemployment rate|inflation rate)\b",
        ),
    ),
    (
        _AMOUNT,
        (
            rf"\bhow (?:much|many) {_MONEY}",
            r"\bwhat (?:is|was|were|are) the (?:price|cost)\b",
            r"\bwhat (?:do|does|did|will|would|has|have) .*\bcost\b",
            r"^(?:the )?(?:price|cost) of\b",
            rf"\bhow much (?!of\b)(?:\w+ )?{_SUM}\b",
            rf"^(?:and |but )?what (?:\w+ )?{_SUM} (?:do|does|did|will|would|has|have|had|is|was)\b",
            # a few key words instead of a question
            r"^(?!.*\b(?:who|what|when|where|why|which|how|is|are|was|were|did|does|can|will|date|year)\b)"
            r".*\b(?:prize money|price|cost|budget|salary)\b",
            rf"\bhow much (?!of\b)(?:do|does|did|will|would|has|have|is|was|were) .*\b(?:{_PAYING})\b",
        ),
    ),
    (Kinds({"length"}), (r"\bhow (?:thick|tall|wide|broad|deep|far)\b",)),
    (_QUANTITY | Kinds({"length"}), (r"\bhow high\b",)),
    (Kinds({"mass"}), (r"\bhow heavy\b", r"\bhow much (?:do|does|did) .*\bweigh\b", r"\bweight of\b")),
    (Kinds({"temperature", "number"}), (r"\bhow (?:hot|cold|warm)\b", r"\bwhat temperature\b")),
    (_QUANTITY, (r"\bhow much\b",)),
    (_PERIOD | Kinds({"length"}), (r"\bhow long (?:is|was|are|were)\b",)),
    (
        _PERIOD,
        (
            r"\bhow long\b",
            r"\bwhat (?:is|was) the (?:term|duration)\b",
            r"\b(?:over|during|for) (?:what|which) (?:period|time|span|years)\b",
            r"\bwhat period\b",
            r"\bw?h?ich (?:two )?years\b",
            r"\bbetween which\b",
        ),
    ),
    (_PERIOD | _COUNT, (r"\bhow (?:many (?:years|months|weeks|days|hours)|old)\b",)),
    (_COUNT, (r"\bhow many\b", r"\bnumber of\b")),
    (
        _DATE,
        (
            r"\b(?:what|which) (?:exact |precise )?(?:year|date|day|month|quarter)\b",
            r"^(?:and |but )?(?:since |until |till |by |from )?when(?![\w-])",
            r"\b(?:start|end|begin\w*|founding) (?:year|date)\b",
            r"\b(?:since|until|till|by) when\b",
        ),
    ),
)
_COMPILED = tuple((kinds, re.compile("|".join(patterns))) for kinds, patterns in _ASKS)
_BEGINNING = re.compile(r"\b(?:start|starts|started|begin|begins|began|since|from|commence\w*|launch\w*)\b")
_ENDING = re.compile(r"\b(?:end|ends|ended|until|till|finish\w*|expire\w*|run out)\b")
_EXACT_DAY = re.compile(r"\b(?:exact|precise) (?:date|day)\b|\b(?:what|which) day\b|\bwhat (?:was|is) the (?:exact )?date\b")

_REQUEST = re.compile(
    r"^(?:please )?(?:express|write|give|state|show|put|convert|restate|tell me)(?: me)? (?P<what>.+?)(?: (?:in|as|with) [^.?]+)?[.?!]*$",
    re.I,
)

_NAME = re.compile(r"[A-Z][\w&.'’-]*(?:\s+(?:of\s+|the\s+|and\s+(?=[A-Z]))?[A-Z0-9][\w&.'’-]*)*")
_CURRENCY_NAME = re.compile(r"\b(?:US|U\.S\.|Hong Kong|Australian|Canadian|Singapore|New Zealand) [Dd]ollars?\b")
_NOT_NAMES = frozenset(
    """a about according after all also among an and are as at because before besides between but by can could did do does despite
    during each for from had has have how i if in is it its may might of on or over please say since so tell that the their
    these they this those to under until was were what whats when where which who whom whose why will with would according
    express write give list name monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december""".split()
)

_CURRENCIES = {
    word: code
    for code, words in {
        "USD": "$ dollar dollars usd bucks",
        "EUR": "€ euro euros eur",
        "GBP": "£ pounds sterling gbp",
        "CNY": "yuan renminbi rmb cny",
        "JPY": "yen jpy",
        "INR": "₹ rupee rupees inr",
        "CHF": "chf francs",
        "HKD": "hkd",
        "KRW": "won krw",
    }.items()
    for word in words.split()
}
_Pairs = tuple[tuple[frozenset[str], frozenset[str]], ...]
_OPPOSITES: _Pairs = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        (
            """rise rises rose risen rising jump jumps jumped jumping soar soars soared soaring surge surged surging climb climbs climbed
            climbing swell swelled expand expanded burgeon burgeoned gain gained gaining increase increases increased increasing grow grows
            grew grown growing""",
            """fall falls fell fallen falling drop drops dropped dropping plunge plunges plunged plunging decline declines declined
            declining slump slumped tumble tumbled sink sank decrease decreased decreasing shrink shrank""",
        ),
        ("upgrade upgrades upgraded upgrading", "downgrade downgrades downgraded downgrading"),
        (
            "raise raises raised raising lift lifts lifted lifting hike hikes hiked hiking",
            "cut cuts cutting lower lowers lowered lowering reduce reduces reduced reducing slash slashes slashed trim trims trimmed",
        ),
        ("warm warms warmed warmer warming hot hotter hottest warmest", "cold colder coldest cool cools cooled cooler cooling"),
        ("faster fastest quicker", "slower slowest"),
        ("heavier heaviest", "lighter lightest"),
        ("wider widen widened", "narrower narrow narrowed"),
        ("stronger strengthen strengthened", "weaker weaken weakened"),
        ("approve approves approved accept accepted", "reject rejects rejected rejecting refuse refused"),
        ("open opens opened opening", "close closes closed closing"),
        ("largest biggest highest", "smallest lowest"),
    )
)
# What is said of the one is not said of the other.
_COUNTERPARTS: _Pairs = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        ("son sons", "daughter daughters"),
        ("father", "mother"),
        ("brother brothers", "sister sisters"),
        ("husband husbands", "wife wives"),
        ("men male males boys", "women female females girls"),
        ("north northern", "south southern"),
        ("east eastern", "west western"),
        ("summer summers", "winter winters"),
        ("export exports exported exporting", "import imports imported importing"),
        ("minimum", "maximum"),
        ("mandatory compulsory obligatory required", "optional voluntary"),
        ("oldest", "youngest newest"),
        ("cheapest", "dearest"),
        ("majority", "minority"),
        ("buyer buyers", "seller sellers"),
        ("winner winners", "loser losers"),
        ("arrival arrivals", "departure departures"),
        ("gross", "net"),
        ("upper", "lower"),
    )
)


def as_question(text: str) -> str:
    """A request for a value in certain terms as a question for it: "Express the budget in millions." is "What is the budget?"."""
    request = _REQUEST.match(text.strip())
    return f"What is {request['what']}?" if request else text


def asks_for(question: str) -> Kinds:
    """The kinds of value that would answer; empty when the answer need not be a value."""
    lower = plain(question)
    return next((kinds for kinds, pattern in _COMPILED if pattern.search(lower)), Kinds())


def is_of(value: Value, kinds: Kinds) -> bool:
    """Whether the value is of one of the kinds; a figure without a currency may as well be a count."""
    if value.kind in kinds or ("count" in kinds and value.kind == "amount" and not value.unit):
        return True
    return value.kind == "count" and any(measure in kinds and pattern.search(value.unit) for measure, pattern in _MEASURES.items())


def asks_for_exact_day(question: str) -> bool:
    """Whether a year or month alone would not answer."""
    return bool(_EXACT_DAY.search(plain(question)))


def asked_end(question: str) -> str:
    """ "first" or "last" where a question for a date asks when something begins or ends; "" where it does neither, or both."""
    lower = plain(question)
    ends = [name for name, pattern in (("first", _BEGINNING), ("last", _ENDING)) if pattern.search(lower)]
    return ends[0] if asks_for(question) == _DATE and len(ends) == 1 else ""


def names(question: str) -> list[str]:
    """The proper names in a question, in order. The first word counts only when it goes on as a name."""
    found = []
    for match in _NAME.finditer(_CURRENCY_NAME.sub("dollars", question)):
        words = match[0].split()
        while words and words[0].lower().strip("'’.") in _NOT_NAMES:
            words.pop(0)
        name = re.sub(r"['’]s?$", "", " ".join(words).rstrip(".,?!'’"))
        opens_sentence = match.start() == 0 and len(words) == len(match[0].split()) == 1
        if name and not opens_sentence:
            found.append(name)
    return found


def asked_sentences(question: str) -> str:
    """The sentences of a question that ask; all of it when none ends in a question mark. What is said before asking is not asked."""
    parts = [question[start:end].strip() for start, end in sentences(question)]
    return " ".join(part for part in parts if part.endswith("?")) or question


def currencies(question: str) -> set[str]:
    """Codes of the currencies that a question names."""
    words = re.findall(r"[a-z]+|[$€£₹]", plain(question))
    return {_CURRENCIES[word] for word in words if word in _CURRENCIES}


def opposite_words(question: str, text: str) -> tuple[str, str] | None:
    """A word of the question whose opposite, but not itself, stands in `text`, with that opposite."""
    return _paired(_OPPOSITES, question, text)


def counterparts(question: str, text: str) -> tuple[str, str] | None:
    """A word of the question ("son") of whose counterpart ("daughter") `text` speaks instead, with that counterpart."""
    return _paired(_COUNTERPARTS, question, text)


def _paired(pairs: _Pairs, question: str, text: str) -> tuple[str, str] | None:
    asked, said = (re.findall(r"[a-z]+", plain(words)) for words in (question, text))
    for one, other in pairs:
        for here, there in ((one, other), (other, one)):
            mine = next((word for word in asked if word in here), None)
            theirs = next((word for word in said if word in there), None)
            if mine and theirs and here.isdisjoint(said) and there.isdisjoint(asked):
                return mine, theirs
    return None
