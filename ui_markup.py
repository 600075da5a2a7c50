"""What the chat shows, as HTML: answers with their chips, the list of documents, a document with a span marked.

Titles, file names, questions and document text are foreign: `plain` (for the chat, which reads Markdown) and `html.escape` (for the
panel) take every sign of markup from them before our own tags go around. A chip carries what it opens in its link
(`#cite-document-start-end`), since the chat keeps no other attribute, so nothing has to be remembered between clicks.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import Added, Answer, Citation, Document, Event, Passages

_UNWRAPPED = 1_000_000
_RUNNING = ("paragraph", "item", "numbered")  # what may go on over several lines

HEADER = (
    '<div class="brand"><h1>Ask your articles</h1><p>Short answers, each with the sentence that says so. '
    "When the documents don’t say, you are told.</p></div>"
)
WELCOME = (
    '<div class="welcome"><p class="big">What would you like to know?</p>'
    "<p>Ask in plain words. Every number in an answer opens the sentence it comes from.</p></div>"
)

_PUNCTUATION = {ord(sign): f"&#{ord(sign)};" for sign in r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""}
_HEADLINES = {
    "answered": "",
    "not_in_sources": "Not in the documents",
    "corrected": "The documents say otherwise",
    "conflicting": "The documents disagree",
}


_MONEY = r"[$€£]\d[\d.,]*(?: [mbtr]+illion)?"
# Sentences that answer a question which can be put together of their own words, and that question.
_ASKABLE = (
    (
        rf"(?P<who>[A-Z]\w+(?: [A-Z]\w+){{0,2}}) (?P<verb>commit|invest|spend|pay|earn)s {_MONEY} "
        r"(?P<rest>(?:to|in|for|on) [\w &’'-]{3,60}?)(?= (?:between|by|over|from|through)\b|[,.;:\n])",
        "How much does {who} {verb} {rest}?",
    ),
    (
        r"By (?P<year>20\d\d), (?P<who>the [\w -]{3,40}?)(?: alone)? is (?P<how>projected|expected|forecast) "
        rf"to (?P<verb>reach|exceed) {_MONEY}",
        "How much is {who} {how} to {verb} by {year}?",
    ),
    (r"(?P<who>[A-Z]\w+)[’']s (?P<post>CEO|CFO|chairman|chairwoman|founder), [A-Z]\w+ [A-Z]\w+", "Who is {who}’s {post}?"),
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what is to be seen below it: its answer, or HTML about why there is none (yet)."""

    question: str
    answer: Answer | None = None
    note: str = ""


# --- what an answer looks like ---------------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """`text` on one line, so encoded that neither Markdown nor HTML finds any markup in it."""
    return _inline(text).strip()


def question_html(question: str) -> str:
    """A question as it was typed."""
    return "<br>".join(plain(line) for line in question.strip().split("\n"))


def answer_html(answer: Answer) -> str:
    """The answer bubble: the short answer stands out, the sentences carry numbered chips, and a verdict says what it is."""
    parts = [f'<div class="answer {answer.verdict}">']
    if answer.standalone_question.strip() != answer.question.strip():
        parts.append(f'<p class="standalone">Understood as: {plain(answer.standalone_question)}</p>')
    if _HEADLINES[answer.verdict]:
        parts.append(f'<p class="verdict">{_HEADLINES[answer.verdict]}</p>')
    if answer.short:
        parts.append(f'<p class="short">{plain(answer.short)}</p>')
    if answer.text:
        parts.append(f'<p class="sentence">{_with_chips(answer)}</p>')
    if answer.reason:
        parts.append(f'<p class="reason">{plain(answer.reason)}</p>')
    parts += [f'<p class="unproved">No source holds “{plain(c.value.text)}”.</p>' for c in answer.values if not c.supported]
    if answer.citations:
        rows = "".join(_source_row(n, citation) for n, citation in enumerate(answer.citations, 1))
        parts.append(f'<p class="sources">{rows}<a class="copy" href="#copy" role="button" tabindex="0">Copy</a></p>')
    if answer.nearest:
        parts.append(_nearest(answer.nearest))
    return "".join([*parts, "</div>"])


def waiting_html(event: Event, draft: str = "") -> str:
    """What to show while an answer is being made."""
    if draft:
        return f'<div class="answer draft"><p class="sentence">{plain(draft)}</p></div>'
    what = f"Reading {len(event.hits)} passages" if isinstance(event, Passages) else "Looking through the documents"
    return f'<div class="answer waiting"><p>{what}<span class="dots"></span></p></div>'


def failure_html(message: str) -> str:
    """Why there is no answer."""
    return f'<div class="answer failed"><p class="verdict">No answer</p><p class="reason">{plain(message)}</p></div>'


def messages(exchanges: Sequence[Exchange]) -> list[dict[str, str]]:
    """The chat's messages."""
    shown = []
    for exchange in exchanges:
        shown.append({"role": "user", "content": question_html(exchange.question)})
        shown.append({"role": "assistant", "content": answer_html(exchange.answer) if exchange.answer else exchange.note})
    return shown


def history(exchanges: Sequence[Exchange]) -> list[tuple[str, str]]:
    """The answered turns, for a follow-up to refer to."""
    return [(e.question, e.answer.text or e.answer.reason) for e in exchanges if e.answer]


def _inline(text: str) -> str:
    return re.sub(r"\s+", " ", text).translate(_PUNCTUATION)


def _with_chips(answer: Answer) -> str:
    pieces = re.split(r"\[(\d{1,3})\]", _unlisted(answer.text))
    shown = _inline(pieces[0])
    for number, after in zip(pieces[1::2], pieces[2::2], strict=True):
        known = 0 < int(number) <= len(answer.citations)
        shown = shown.rstrip() + _chip(int(number), answer.citations[int(number) - 1]) if known else f"{shown}&#91;{number}&#93;"
        shown += _inline(after)
    return shown


def _unlisted(text: str) -> str:
    """A sentence out of a list, without the bullet before it."""
    return re.sub(r"^[-–—•*‣◦]\s+", "", text.strip())


def _chip(n: int, citation: Citation) -> str:
    return (
        f'<a class="chip" href="{_href(citation)}" title="{plain(_where(citation))}" role="button" tabindex="0">'
        f'<span class="unseen">source </span>{n}</a>'
    )


def _source_row(n: int, citation: Citation) -> str:
    label = f'<span class="number">{n}</span><span class="name">{plain(citation.title)}</span>'
    page = "" if citation.page is None else f'<span class="page">page {citation.page}</span>'
    return f'<a class="source" href="{_href(citation)}" role="button" tabindex="0">{label}{page}</a>'


def _nearest(citation: Citation) -> str:
    return (
        f'<p class="nearest"><span class="label">Closest passage</span> “{plain(_unlisted(citation.quote))}” '
        f'<a class="source" href="{_href(citation)}" role="button" tabindex="0">'
        f'<span class="name">{plain(_where(citation))}</span></a></p>'
    )


def _href(citation: Citation) -> str:
    return f"#cite-{plain(citation.document_id)}-{citation.start}-{citation.end}"


def _where(citation: Citation) -> str:
    return citation.title if citation.page is None else f"{citation.title}, page {citation.page}"


def example_questions(documents: Sequence[Document], limit: int = 3) -> list[str]:
    """Questions that the documents answer, made of their own sentences; none where no sentence lends itself to it."""
    found: dict[str, None] = {}
    for document in documents[:20]:
        for pattern, question in _ASKABLE:
            if match := re.search(pattern, document.text[:100_000]):
                found[question.format(**match.groupdict())] = None
    return list(found)[:limit]


# --- what the source panel looks like --------------------------------------------------------------------------------------------------


def documents_html(documents: Sequence[Document], problem: str = "") -> str:
    """The list of documents, each of which opens on a click, below what went wrong, if anything."""
    rows = "".join(
        f'<li><a href="#document-{html.escape(d.id)}" role="button" tabindex="0"><span class="title">{html.escape(d.title)}</span>'
        f'<span class="meta">{html.escape(_meta(d))}</span></a></li>'
        for d in documents
    )
    trouble = f'<p class="empty">{html.escape(problem)}</p>' if problem else ""
    empty = '<p class="empty">Nothing to ask about yet. Add a document below.</p>'
    return f'<div class="documents"><h2>Documents</h2>{trouble}{f"<ul>{rows}</ul>" if rows else empty}</div>'


def document_html(document: Document, start: int = 0, end: int = 0) -> str:
    """The whole document, `text[start:end]` marked in it."""
    page = document.page_at(start) if end > start else None
    meta = _meta(document) if page is None else f"{_called(document.source)} · page {page}"
    body = "".join(_block_html(document.text, block, start, end) for block in blocks(document))
    return (
        f'<article class="document" data-shown="#cite-{html.escape(document.id)}-{start}-{end}"><header>'
        '<a class="back" href="#documents" role="button">All documents</a>'
        f'<h2>{html.escape(document.title)}</h2><p class="meta">{html.escape(meta)}</p></header>'
        f'<div class="text" tabindex="0" aria-label="Text of the document">{body}</div></article>'
    )


def added_html(results: Sequence[Added]) -> str:
    """What became of each file that was handed in."""
    said = {"added": "added", "replaced": "replaced the earlier version", "unchanged": "was already here", "rejected": "rejected"}
    rows = []
    for result in results:
        name, message = _called(result.source), result.message or said[result.status]
        who = "" if name in message else f"<strong>{html.escape(name)}</strong> "
        rows.append(f'<li class="{result.status}">{who}{html.escape(message)}</li>')
    return f'<ul class="added">{"".join(rows)}</ul>'


def refused_html(message: str) -> str:
    """Why no file was taken in."""
    return f'<ul class="added"><li class="rejected">{html.escape(message)}</li></ul>'


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document that is set as one: a heading, subheading, item, numbered item, row, paragraph, or a page's beginning."""

    kind: str
    start: int
    end: int
    page: int = 0


def blocks(document: Document) -> Iterator[Block]:
    """The document as blocks; every line with something on it is in exactly one of them.

    Documents keep no markup, so this goes by how lines look, and joins lines that were only wrapped. A wrong guess costs looks, not text.
    """
    current: Block | None = None
    for line, continues in _lines(document):
        if current and continues and current.kind in _RUNNING:
            current = replace(current, end=line.end)
        else:
            if current:
                yield current
            current = line
    if current:
        yield current


def _lines(document: Document) -> Iterator[tuple[Block, bool]]:
    """Each line as a block, with whether it goes on with what the line before said; page beginnings between them."""
    text = document.text
    spans = [match.span() for match in re.finditer(r"[^\n]+", text) if not match.group().isspace()]
    width = _wrap_width([end - start for start, end in spans])
    pages = list(enumerate(document.pages, 1))[::-1]
    before, last = Block("heading", 0, 0), 0
    for n, (start, end) in enumerate(spans):
        while pages and pages[-1][1] <= start:
            number, offset = pages.pop()
            yield Block("page", offset, offset, number), False
        line, following = text[start:end].strip(), text[slice(*spans[n + 1])].strip() if n + 1 < len(spans) else ""
        said = text[before.start : before.end].rstrip()
        ended = said.endswith((".", "!", "?", ":", ";", "”", '"', "'", ")")) or width == _UNWRAPPED
        apart = text.count("\n", last, start) > 1 and (ended or not (line[0].islower() or said.endswith(",")))
        fresh = before.kind not in _RUNNING or apart
        before, last = Block(_kind(line, following, width if fresh or ended else 0), start, end), end
        yield before, before.kind == "paragraph" and not fresh and not (ended and len(said) < 0.8 * width)


def _wrap_width(lengths: Sequence[int]) -> int:
    """How long lines get in a text that is wrapped; a large number where each paragraph is one line."""
    longest = sorted(lengths)[int(len(lengths) * 0.9)] if lengths else 0
    return longest if 40 <= longest <= 140 else _UNWRAPPED


def _kind(line: str, following: str, width: int) -> str:
    """What a line looks like; `width` is 0 where it cannot be a heading because the line before goes on in it."""
    if re.match(r"#{1,6} ", line):
        return "heading"
    if "\t" in line or line.count("|") > 1 or _ends_in_figures(line):
        return "row"
    short = len(line) <= 90 and line[-1] not in ".,;" and any(c.isalpha() for c in line) and not line[0].islower()
    short = short and not re.search(r"\w{3}[.;] \w", line)
    if short and width and line.endswith(":"):
        return "subheading"
    if listed := re.match(r"(?:([-–—•*‣◦])|\(?\d{1,3}[.)])\s", line):
        return "item" if listed[1] else "numbered"
    titled = short and len(line) < 0.75 * width and following and not following[0].islower()
    return "heading" if titled else "paragraph"


def _ends_in_figures(line: str) -> bool:
    if line.endswith((",", ";", ".")):
        return False
    words = [word.strip("()$€£%+-–—").replace(",", "").replace(".", "") for word in line.split()]
    figures = [word for word in words if word]
    return len(figures) > 1 and figures[-1].isdigit() and figures[-2].isdigit()


def _block_html(text: str, block: Block, start: int, end: int) -> str:
    if block.kind == "page":
        return f'<div class="page">Page {block.page}</div>'
    low, high = (max(start, block.start), min(end, block.end))
    if low >= high:
        inner = html.escape(text[block.start : block.end])
    else:
        before, cited, after = text[block.start : low], text[low:high], text[high : block.end]
        inner = f"{html.escape(before)}<mark>{html.escape(cited)}</mark>{html.escape(after)}"
    tag = {"heading": "h3", "subheading": "h4"}.get(block.kind, "p")
    return f'<{tag} class="{block.kind}">{inner}</{tag}>'


def _meta(document: Document) -> str:
    size = f"{len(document.pages)} pages" if document.pages else f"{len(document.text.split()):,} words"
    return f"{_called(document.source)} · {size}"


def _called(source: str) -> str:
    """What a person calls a file: without the folders, where they lead to a place outside those that are worked in."""
    return Path(source).name if Path(source).is_absolute() else source
