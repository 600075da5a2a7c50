"""What a value measures: the words of its own sentence that say who did what to what, as slices.

Rules on words, not a parser: a sentence is cut where a word opens another clause; a clause without a subject borrows that of the clause
before it, and a remark without a verb ("compared with …", "up …") the words that it is a remark on. Nothing is ever put into other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from assistant.types import Value
from assistant.values.vocabulary import QUALIFIERS, words

Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_][\w'’.-]*[\w]|[^\W\d_]")
_AUXILIARIES = words(
    "is are was were be been being has have had do does did will would can could may might shall should must isn't wasn't aren't weren't"
)
_VERBS = words(
    """said says say told tells rose rises fell falls grew grows drew draws won wins lost loses led leads made makes took takes gave gives
    got gets went goes came comes saw sees paid pays bought buys sold sells built builds spent spends held holds kept keeps left leaves
    met meets ran runs began begins became becomes brought brings cost costs cut cuts put puts set sets hit hits beat beats shut shuts
    stood stands sank sinks shrank shrinks swam drove drives flew flies wrote writes thought thinks knew knows found finds felt feels
    fought lay lies lent lends sought seeks taught teaches threw throws wore wears broke breaks chose chooses rode rides spoke speaks
    struck strikes stole steals ate drank slept swore tore woke froze forgot sent sends dealt dug hung stuck swam sang arose blew caught
    brought fled bled shook bit lit quit burst cast let read swept swung understood withdrew bore bears bred shot shoots slid slides shed
    sheds spread split sprang strove
    expects plans aims hopes wants needs employs owns earns covers includes contains comprises consists requires provides offers serves
    produces reports estimates projects forecasts predicts shows measures weighs spans reaches exceeds totals represents accounts equals
    remains stays lives works operates uses receives generates manages commits invests pledges raises adds opens closes starts ends lasts
    dates follows marks means gains climbs drops declines increases decreases jumps surges soars plunges tumbles slips doubles triples
    commit invest expect plan include own employ operate reach exceed remain want need live work make take give pay buy sell cost hold
    rise fall grow lose win lead run begin become add open close start end last follow mark mean account represent receive use"""
)
_NO_VERBS = words(
    """united limited hundred need speed breed seed feed weed red bed indeed unprecedented so-called aged related based compared adjusted
    diluted accrued deferred unaudited consolidated reed sacred naked wicked kindred"""
)
_BEFORE_NOUN = words(
    "the a an this that these those its their his her our my your of for with in on at by from to no any some all more and"
)
_PREPOSITIONS = words("in on at by for from with to of under after before since near between during into over")
_PARTICIPLES = words("born built made known held sold won led set seen written drawn bought found given paid sent run taken told")
_DESCRIBING = words("worth payable")
_NOUN_AFTER = words("in of and or by the for with to on at as")
_SAYING = words("said says told added announced reported estimated noted wrote according showed")
_RELATIVE = words("which who whose whom that where")
_SUBORDINATE = words("while whereas although though when because since if unless until after before as once so that")
_JOINING = words("and but or yet nor so")
_OPENING = (
    words("compared versus up down including despite driven according excluding given representing followed giving plus namely")
    | words("well with without especially mainly partly largely mostly primarily thanks due against not rather even")
    | _RELATIVE
    | _SUBORDINATE
    | _JOINING
)
_ADVERBS = words("also then now not never still later already only just even both subsequently again soon further initially recently today")
_BORDER = re.compile(
    r"(?P<hard>;\s|\s?—\s?|\s[–-]{1,2}\s|:\s|[.!?]\s)|(?P<comma>,\s)|(?P<bare>\s)"
    r"(?=(?:and|but|while|whereas|although|though|because|when|after|before|until|as|which|who|that|where)\s)"
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_RUN = re.compile(r",?\s(?:and|or|&)\s(?:(?:in|by|for|to)\s)?|,\s|/|\s?[–-]\s?")
_LEADING = re.compile(r"(?:and|or|but|respectively)\b[\s,]*", re.I)
_TRAILING = re.compile(
    r"(?:(?<=\s)|^)(?:and|or|but|respectively|only|just|even|a|an|"
    + "|".join(re.escape(phrase) for phrase in sorted(QUALIFIERS, key=len, reverse=True) if phrase[0].isalpha())
    + r")$",
    re.I,
)
_EDGE = ",;:.!?—–-•*·|\"'“”‘’()[]#"


class _Clause(NamedTuple):
    """A stretch of a sentence; `verb` is where its first finite verb begins (-1 for none)."""

    start: int
    end: int
    opener: str
    begins: int  # behind its conjunction
    verb: int
    participle: bool = False

    @property
    def kind(self) -> str:
        """ "whole" with subject and verb, "relative", "verb" where the subject stands before, "remark" without a verb.

        Or "participle": "founded in 1899", which describes what stands before it, or after it where it opens a sentence.
        """
        if self.participle:
            return "participle"
        if self.verb < 0:
            return "remark"
        if self.opener in _RELATIVE and self.opener not in ("where", "whose"):
            return "relative"
        return "verb" if self.verb == self.begins else "whole"


class Sentence:
    """A sentence with the values that stand in it (offsets into `text`), cut into clauses once for all of them."""

    def __init__(self, text: str, values: Sequence[Value]) -> None:
        self.text = text
        self._values = values
        self._brackets = [match.span() for match in _BRACKETS.finditer(text)]
        self._plain = _BRACKETS.sub(lambda match: " " * len(match[0]), text)
        self._lists = list(self._runs())
        self._clauses = list(self._cut())

    def measured(self, value: Value) -> tuple[Span, ...]:
        """The slices of the sentence that say what `value` measures, in order; empty where the sentence is nothing but values."""
        aside = next(((start, end) for start, end in self._brackets if start <= value.start and value.end <= end), None)
        place = aside[0] if aside else value.start
        number = max((n for n, clause in enumerate(self._clauses) if clause.start <= place), default=0)
        spans = [*self._before(number), self._own(number)]
        if number == 0 and self._clauses[0].kind == "participle" and len(self._clauses) > 1:
            spans.append((self._clauses[1].begins, max(self._clauses[1].begins, self._clauses[1].verb)))
        if aside:
            spans = [*self._before(number), (self._clauses[number].begins, aside[0]), (aside[0] + 1, aside[1] - 1)]
        cut = [span for span in self._brackets if span != aside and self._within_value(*span)] + list(self._siblings(value))
        return tuple(self._pieces(spans, cut))

    def clause(self, value: Value) -> Span:
        """The borders of the clause that `value` stands in."""
        clause = max((clause for clause in self._clauses if clause.start <= value.start), default=self._clauses[0])
        return clause.start, clause.end

    def _own(self, number: int) -> Span:
        clause = self._clauses[number]
        return clause.begins if clause.kind in ("whole", "verb") else clause.start, clause.end

    def _before(self, number: int) -> list[Span]:
        """What the clause borrows from those before it: a subject, the noun that it describes, or what it is a remark on."""
        clause = self._clauses[number]
        if number == 0 or clause.kind == "whole":
            return []
        if clause.kind in ("relative", "participle"):
            before = self._clauses[number - 1]
            return [(self._last_noun(before), before.end)]
        kinds = ("whole", "relative") if clause.kind == "verb" else ("whole", "relative", "verb")
        earlier = range(number - 1, -1, -1)
        other = next((n for n in earlier if self._clauses[n].kind in kinds and not self._is_aside(n)), 0)
        host = self._clauses[other]
        if clause.kind == "verb":
            return [
                *(self._before(other) if host.kind == "relative" else []),
                (host.begins, max(host.begins, host.verb) if host.verb >= 0 else host.end),
            ]
        first = min(
            (value.start for value in self._values if host.start <= value.start and not value.kind.startswith("date")), default=host.end
        )
        return [*self._before(other), (self._own(other)[0], max(host.begins, min(first, host.end)))]

    def _is_aside(self, number: int) -> bool:
        """Whether a clause interrupts another one: ", which closed in 2020, "."""
        if number == len(self._clauses) - 1:
            return False
        described, following = self._clauses[number].kind in ("relative", "participle"), self._clauses[number + 1]
        return described and (following.kind == "verb" or following.opener in _PREPOSITIONS)

    def _last_noun(self, clause: _Clause) -> int:
        """Where the noun begins that ends a clause."""
        begin = clause.begins
        for start, end, word in self._words(clause.begins, clause.end):
            if word in _NOUN_AFTER - {"of", "the", "and"} or self._is_verb(start, word):
                begin = end
        return max([begin, *(value.end for value in self._values if clause.start <= value.start and value.end < clause.end - 1)])

    def _cut(self) -> Iterator[_Clause]:
        ends = [*(match.span() for match in self._borders()), (len(self.text), len(self.text))]
        start, described, told = 0, False, False
        for border, after in ends:
            clause = self._clause(start, border)
            if clause.participle and described and not told:  # "The stadium, which holds 5, opened in 1993": what was described goes on
                clause = clause._replace(participle=False, verb=clause.begins)
            yield clause
            described = start > 0 and clause.kind in ("relative", "participle")
            told = told or clause.kind in ("whole", "verb")
            start = after

    def _borders(self) -> Iterator[re.Match[str]]:
        found = [match for match in _BORDER.finditer(self._plain) if not self._within_value(*match.span())]
        start, subordinate = 0, self._first_word() in _SUBORDINATE
        for match in found:
            end = self._next_stop(match.end(), found)
            clause = self._clause(start, match.start())
            if self._opens(match, clause, end, subordinate=subordinate):
                yield match
                start, subordinate = match.end(), False

    def _next_stop(self, at: int, found: Sequence[re.Match[str]]) -> int:
        return next((match.start() for match in found if match.start() >= at and not match["bare"]), len(self.text))

    def _opens(self, match: re.Match[str], before: _Clause, end: int, *, subordinate: bool) -> bool:
        """Whether another clause begins behind this border."""
        if match["hard"]:
            return True
        if any(run[0].start < match.start() and match.end() < run[-1].end for run in self._lists):
            return False
        after = list(self._words(match.end(), end))
        if not after:
            return False
        verb = next((n for n, (start, _, word) in enumerate(after) if self._is_verb(start, word)), -1)
        first = after[0][2]
        if match["bare"]:
            if first in _JOINING:
                return verb >= 1 and before.verb >= 0 and self._is_new(after, verb)
            if first == "that":
                return verb == 1 and before.end > before.start and before.verb != before.begins
            return verb >= 1 and (first not in ("which", "who", "where") or verb <= 4)
        if first in _OPENING or first.endswith("ing"):
            return before.verb >= 0 or first in _RELATIVE
        described = before.kind in ("relative", "participle")
        if (described and (before.start == 0 or verb in (0, 1) or first in _PREPOSITIONS)) or self._is_participle(after):
            return True
        if subordinate and before.verb >= 0:
            return True
        saying = any(word in _SAYING for _, _, word in after[:6])
        return before.verb >= 0 and verb >= 0 and (saying or verb >= 1)

    def _is_new(self, after: Sequence[tuple[int, int, str]], verb: int) -> bool:
        """Whether "and" joins clauses, not two nouns of which the second is described: "and games sold in Europe"."""
        return verb == 1 or all(word not in _NOUN_AFTER - {"the", "of", "in", "for"} for _, _, word in after[1:verb])

    def _clause(self, start: int, end: int) -> _Clause:
        found = list(self._words(start, end))
        opener = found[0][2] if found else ""
        skipped = 0
        while skipped < len(found) and (found[skipped][2] in _SUBORDINATE | _JOINING or (skipped and found[skipped][2] in _ADVERBS)):
            following = found[skipped + 1][2] if skipped + 1 < len(found) else ""
            if (found[skipped][2], following) in (("as", "of"), ("as", "at")):
                break
            if found[skipped][2] in ("as", "since", "after", "before", "until", "that") and not self._has_verb(found[skipped + 1 :]):
                break
            skipped += 1
        begins = found[skipped][0] if skipped < len(found) and skipped else start
        while begins < end and self.text[begins].isspace():
            begins += 1
        if skipped == 0 and self._is_participle(found):
            return _Clause(start, end, opener, begins, -1, participle=True)
        verb = next((at for at, _, word in found[skipped:] if self._is_verb(at, word)), -1)
        lead = next((at for at, _, word in found[skipped:] if word not in _ADVERBS), -1)
        if any(begins <= value.start < verb for value in self._values):
            lead = -1
        return _Clause(start, end, opener, begins, begins if verb >= 0 and verb == lead else verb)

    def _is_participle(self, found: Sequence[tuple[int, int, str]]) -> bool:
        """Whether a clause begins with "founded in", "built by" …, and after a comma or at the beginning of the sentence."""
        if len(found) == 0 or _previous_word(self._plain, found[0][0]):
            return False
        if found[0][2] in _OPENING:
            return False
        if found[0][2] in _DESCRIBING:
            return True
        followed = self._plain[found[0][1] :].split(maxsplit=1)[:1]
        return bool(followed) and followed[0] in _PREPOSITIONS and (found[0][2].endswith("ed") or found[0][2] in _PARTICIPLES)

    def _has_verb(self, found: Iterable[tuple[int, int, str]]) -> bool:
        return any(self._is_verb(at, word) for at, _, word in found)

    def _is_verb(self, at: int, word: str) -> bool:
        """Whether the word at `at` is a finite verb, as far as it and its neighbours tell."""
        if word in _AUXILIARIES:
            return True
        if not self.text[at].islower():
            return False
        before = _previous_word(self._plain, at)
        if word in _VERBS:
            return before not in _BEFORE_NOUN - {"that", "and", "to", "all", "this"} and before != "to"
        return len(word) > 3 and word.endswith("ed") and word not in _NO_VERBS and before not in _BEFORE_NOUN - {"that", "and", "all"}

    def _words(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        for match in _WORD.finditer(self._plain, start, end):
            if not self._within_value(*match.span()) or match[0].lower() in _RELATIVE | _SUBORDINATE | _JOINING:
                yield match.start(), match.end(), match[0].lower()

    def _first_word(self) -> str:
        match = _WORD.search(self._plain)
        return match[0].lower() if match else ""

    def _within_value(self, start: int, end: int) -> bool:
        return any(value.start < end and start < value.end for value in self._values)

    def _siblings(self, value: Value) -> Iterator[Span]:
        """`value` and those that are listed with it ("5, 6 and 7"); of a list as long in the same clause, all but its counterpart."""
        own = next((run for run in self._lists if value in run), [value])
        yield from ((one.start, one.end) for one in own)
        start, end = self.clause(value)
        for run in self._lists:
            if len(run) == len(own) > 1 and run is not own and start <= run[0].start and run[-1].end <= end:
                yield from ((one.start, one.end) for n, one in enumerate(run) if n != own.index(value))

    def _runs(self) -> Iterator[list[Value]]:
        """The values in lists: neighbours of one kind with nothing but a comma or "and" between them."""
        run: list[Value] = []
        for value in self._values:
            if run and value.kind == run[-1].kind and _RUN.fullmatch(self.text, run[-1].end, value.start):
                run.append(value)
                continue
            if run:
                yield run
            run = [value]
        if run:
            yield run

    def _pieces(self, spans: Iterable[Span], cut: Sequence[Span]) -> Iterator[Span]:
        """The parts of `spans` that lie outside of `cut`, without white space and punctuation at their ends."""
        for start, end in spans:
            at = start
            for first, last in sorted([span for span in cut if span[0] < end and start < span[1]] + [(end, end)]):
                piece = self._trimmed(at, max(at, first))
                if piece[0] < piece[1]:
                    yield piece
                at = max(at, last)

    def _trimmed(self, start: int, end: int) -> Span:
        """Without punctuation, what only joins or qualifies values, and white space at either end."""
        while start < end and _is_edge(self.text[start]):
            start += 1
        if match := _LEADING.match(self.text, start, end):
            start = match.end()
        while start < end and _is_edge(self.text[end - 1]):
            end -= 1
        if match := _TRAILING.search(self.text, max(start, end - 40), end):
            end = match.start()
            while start < end and _is_edge(self.text[end - 1]):
                end -= 1
        return start, end


def _is_edge(character: str) -> bool:
    return character.isspace() or character in _EDGE


def _previous_word(text: str, at: int) -> str:
    before = text[max(0, at - 24) : at].rstrip()
    return before.rpartition(" ")[2].lower() if before and before[-1].isalnum() else ""
