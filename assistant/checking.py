"""Whether a saved answer still holds: its citations sought in the documents as they are now, its values proved by what those say.

Ids depend on content, so an edited file is another document; it is known again by its source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, get_args

from assistant.arithmetic import compute
from assistant.errors import InputError
from assistant.fidelity import departure
from assistant.text import Span, sentences
from assistant.types import Answer, Check, CheckedValue, Citation, CitationCheck, Derivation, Document, Operand, Operation, Value, Verdict
from assistant.values import find
from assistant.verification import checked, is_slice

LIKE = 0.5  # share of words in common, in order, from which a passage is what a quote has become
_COMPARED = 12  # passages with the most words in common that are compared word by word
_MARKS = re.compile(r"((?: \[\d+\])+)(?=\s|$)")

Finder = Callable[[Citation], Document | None]
"""Today's document of a citation: the one that has its id, or else its source; None when there is neither."""


def check(saved: Answer, document_of: Finder) -> Check:
    """`saved` held against the documents as they are now."""
    citations = tuple(_followed(citation, document_of(citation)) for citation in saved.citations)
    quotes = [one.now.quote if one.now else "" for one in citations]
    parts = [(claim, [quotes[n - 1] for n in numbers]) for claim, numbers in claims(saved.text, len(quotes))]
    if saved.derivation is None:
        parts.insert(0, (saved.short, quotes))
    values = [one for text, cited in parts for one in _checked(text, cited, quotes)]
    problems = [*map(_lost, (one for one in citations if not one.holds)), *_contradictions(saved)]
    if saved.derivation and not _follows(saved, saved.derivation, quotes):
        problems.append(f"{saved.short} does not follow from what is cited any more.")
    problems += [f"{one.value.text} is stated by no citation." for one in values if not one.supported]
    problems += [problem for text, cited in parts if (problem := departure(text, cited))]
    return Check(citations, _distinct(values), tuple(dict.fromkeys(problems)))


def _follows(saved: Answer, derivation: Derivation, quotes: Sequence[str]) -> bool:
    """Whether the operands stand in today's quotes (or in the question) as they did, and still come to the short answer."""
    stated = [quotes[saved.citations.index(o.citation)] if o.citation else saved.standalone_question for o in derivation.operands]
    values = [next((v for v in find(text) if v.text == o.value.text), None) for text, o in zip(stated, derivation.operands, strict=True)]
    known = tuple(value for value in values if value is not None)
    names = tuple(operand.name for operand in derivation.operands)
    return len(known) == len(values) and compute(derivation.operation, known, names, derivation.unit).text == saved.short


def claims(text: str, citations: int) -> Iterator[tuple[str, list[int]]]:
    """The claims of an answer's text with the numbers of their citations; what bears no number leans on all `citations` of them."""
    begin = 0
    for marks in _MARKS.finditer(text):
        numbers = [int(number) for number in re.findall(r"\d+", marks[0])]
        if all(1 <= number <= citations for number in numbers):
            yield text[begin : marks.start()].strip(), numbers
            begin = marks.end()
    if rest := text[begin:].strip():
        yield rest, list(range(1, citations + 1))


def _checked(text: str, cited: Sequence[str], quotes: Sequence[str]) -> list[CheckedValue]:
    """The values of `text` proved by the quotes it cites, each numbered as the answer numbers that quote."""
    found = checked(text, cited)
    return [replace(one, citation=quotes.index(cited[one.citation - 1]) + 1) if one.citation else one for one in found]


def _distinct(values: Sequence[CheckedValue]) -> tuple[CheckedValue, ...]:
    """Each value once, as unsupported where it is so anywhere."""
    each: dict[tuple[str, str], CheckedValue] = {}
    for one in sorted(values, key=lambda one: one.supported):
        each.setdefault((one.value.kind, one.value.normal), one)
    return tuple(sorted(each.values(), key=lambda one: next(i for i, other in enumerate(values) if other is one)))


def _contradictions(saved: Answer) -> Iterator[str]:
    """Where the verdict does not go with what is shown."""
    if saved.verdict == "not_in_sources":
        if saved.short or saved.citations:
            yield "The verdict is not_in_sources, yet an answer is given."
    elif not saved.citations:
        yield f"The verdict is {saved.verdict}, yet nothing is cited."


def _lost(citation: CitationCheck) -> str:
    saved, now = citation.saved, citation.now
    if citation.status == "changed" and now is not None:
        return f"{now.source} reads otherwise at {now.start}–{now.end}: {citation.difference}"
    return f"{saved.source} does not say “{saved.quote}” any more, nor anything like it."


def _followed(saved: Citation, document: Document | None) -> CitationCheck:
    """Where the quote of a citation stands in `document`, or what stands there instead of it."""
    if document is None or not saved.quote.strip():
        return CitationCheck(saved, "deleted")
    if is_slice(replace(saved, document_id=document.id), {document.id: document}):
        return CitationCheck(saved, "there", Citation.of(document, saved.start, saved.end))
    if moved := _same_words(saved, document.text):
        return CitationCheck(saved, "moved", Citation.of(document, *moved))
    if nearest := _nearest(saved, document.text):
        now = Citation.of(document, *nearest)
        return CitationCheck(saved, "changed", now, difference(saved.quote, now.quote))
    return CitationCheck(saved, "deleted")


def _same_words(saved: Citation, text: str) -> Span | None:
    """The span nearest to the old one that reads as the quote does, whatever its white space; never a part of words or figures."""
    words = r"\s+".join(map(re.escape, saved.quote.split()))
    begin = r"(?<![\w$€£¥-])(?<!\d[.,])" if saved.quote.strip()[0].isalnum() else ""
    end = r"(?!\w|[.,]\d|%)" if saved.quote.strip()[-1].isalnum() else ""
    spans = [match.span() for match in re.finditer(f"{begin}{words}{end}", text)]
    return min(spans, key=lambda span: abs(span[0] - saved.start), default=None)


def _nearest(saved: Citation, text: str) -> Span | None:
    """The sentences of `text` that are most like the quote, as many as it has; None where nothing is like it."""
    wanted = saved.quote.split()
    count = Counter(wanted)

    def shared(window: _Window) -> float:
        return 2 * (count & window.words).total() / (len(wanted) + window.words.total())

    def alike(window: _Window) -> float:
        return SequenceMatcher(None, wanted, text[window.start : window.end].split(), autojunk=False).ratio()

    windows = sorted(_windows(text, len(sentences(saved.quote))), key=lambda one: (-shared(one), abs(one.start - saved.start)))
    best = max(windows[:_COMPARED], key=alike, default=None)
    return (best.start, best.end) if best and alike(best) >= LIKE else None


@dataclass(frozen=True, slots=True)
class _Window:
    """Some sentences in a row, and how often each word is in them."""

    start: int
    end: int
    words: Counter[str]


@lru_cache(maxsize=8)
def _windows(text: str, size: int) -> tuple[_Window, ...]:
    """All runs of `size` sentences, without the white space around them. Kept, because answers tend to cite few documents."""
    spans = sentences(text)
    runs = [(spans[first][0], spans[min(first + size, len(spans)) - 1][1]) for first in range(max(1, len(spans) - size + 1)) if spans]
    bare = [(start + len(text[start:end]) - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())) for start, end in runs]
    return tuple(_Window(start, end, Counter(text[start:end].split())) for start, end in bare if start < end)


def difference(before: str, after: str) -> str:
    """`after` with what it no longer has in [-these-] and what it did not have in {+these+}, word by word."""
    old, new = before.split(), after.split()
    pieces: list[str] = []
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = " ".join(old[a:b]), " ".join(new[c:d])
        pieces += [come] if operation == "equal" else [f"[-{gone}-]" * bool(gone) + f"{{+{come}+}}" * bool(come)]
    return " ".join(pieces)


def saved_answer(row: Mapping[str, Any]) -> Answer:
    """An answer from its JSON, as `Answer.to_dict` makes it; what is not needed for checking may be missing.

    Raises InputError naming the field that cannot be read.
    """
    if row.get("verdict") not in get_args(Verdict):
        raise InputError(f'"verdict" must be one of {", ".join(get_args(Verdict))}')
    citations = row.get("citations")
    if not isinstance(citations, list):
        raise InputError('"citations" must be a list')
    read = tuple(map(_citation, citations))
    return Answer(
        question=_field(row, "question", str, ""),
        standalone_question=_field(row, "standalone_question", str, ""),
        verdict=row["verdict"],
        short=_field(row, "short", str),
        text=_field(row, "text", str),
        confidence=_field(row, "confidence", int | float, 0.0),
        citations=read,
        reason=_field(row, "reason", str, ""),
        derivation=_derivation(row["derivation"], read) if row.get("derivation") else None,
    )


def _citation(row: Any) -> Citation:
    if not isinstance(row, dict):
        raise InputError('each of "citations" must be an object')
    return Citation(
        document_id=_field(row, "document_id", str),
        title=_field(row, "title", str, ""),
        source=_field(row, "source", str),
        page=_field(row, "page", int | None, None),
        start=_field(row, "start", int),
        end=_field(row, "end", int),
        quote=_field(row, "quote", str),
    )


def _derivation(row: Any, citations: Sequence[Citation]) -> Derivation:
    if not isinstance(row, dict) or row.get("operation") not in get_args(Operation) or not isinstance(row.get("operands"), list):
        raise InputError('"derivation" must have an "operation" and "operands"')
    return Derivation(row["operation"], tuple(_operand(one, citations) for one in row["operands"]), _field(row, "unit", str, ""))


def _operand(row: Any, citations: Sequence[Citation]) -> Operand:
    """An operand by its words alone: what they mean is read where they stand today."""
    if not isinstance(row, dict):
        raise InputError('each of "operands" must be an object')
    number = _field(row, "citation", int | None, None)
    if number is not None and not 1 <= number <= len(citations):
        raise InputError('"citation" of an operand must be the number of a citation')
    value = Value("number", _field(row, "text", str), "")
    return Operand(value, None if number is None else citations[number - 1], _field(row, "name", str, ""))


_REQUIRED = object()


def _field(row: Mapping[str, Any], name: str, kind: Any, default: Any = _REQUIRED) -> Any:
    value = row.get(name, default)
    if value is _REQUIRED or not isinstance(value, kind) or isinstance(value, bool):
        wanted = {str: "a text", int: "a whole number", int | float: "a number", int | None: "a whole number or null"}[kind]
        raise InputError(f'"{name}" must be {wanted}')
    return value
