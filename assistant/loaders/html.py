"""Web pages: the article without menus, scripts and hidden text, as lines that a person would read.

trafilatura finds the article; where it finds none in a small page, the whole body is taken. Both trees are written out by the same
rules: paragraphs and headings apart by a blank line, list items each on a line behind `- `, table rows as `| cell | cell |`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from assistant.errors import DocumentError
from assistant.loaders import Content, plausible, remarks, row
from assistant.loaders.txt import decode

SUFFIXES = (".htm", ".html")

START = re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.IGNORECASE | re.DOTALL)
CHARSET = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
SCRIPTS = {"script", "style", "noscript", "template", "svg", "iframe", "object", "select", "button", "input", "textarea"}
UNREAD = SCRIPTS | {"head", "nav", "footer"}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])", re.IGNORECASE)
APART = {"p", "div", "section", "article", "main", "header", "figure", "figcaption", "blockquote", "quote", "pre", "address", "dl"}
APART |= {"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "list", "table", "form", "details", "hr"}
ITEMS = {"li", "item"}
LINES = ITEMS | {"tr", "row", "dt", "dd", "caption", "summary"}
BREAKS = {"br", "lb"}
CELLS = {"td", "th", "cell"}
LINE, PARAGRAPH = "\x01", "\x02"
"""Borders while the text is put together; no text that is kept holds these characters."""

SMALL = 500
MAX_DEPTH = 400


def recognises(data: bytes) -> bool:
    """Whether the bytes begin as a web page does."""
    return START.match(data[:4096].removeprefix(b"\xef\xbb\xbf")) is not None


def read(data: bytes) -> Content:
    """The page's article, its title, and its date where its metadata tell it."""
    named = CHARSET.search(data[:2048])
    page = DECLARATION.sub("", decode(data, named[1].decode("ascii", "replace") if named else "utf-8"))
    tree = _tree(page)
    title, published, article = _article(tree)
    text = _text(article) if article is not None else ""
    whole = _text(tree)
    flattened = "\n" in whole and "\n" not in text
    if len(whole) < 10 * SMALL and (len(whole) < SMALL or len(text) < 0.5 * len(whole) or flattened):
        text = whole  # of a small page the extractor may take only a part for the article
    return Content(text, title, published=published)


def _tree(page: str) -> Any:
    """The page's elements without what nobody sees."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(
            page, parser=html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError("cannot be read as a web page; open it in a browser and save it again.") from error
    for element in list(tree.iter(etree.Element)):
        if _hidden(element) and element.getparent() is not None:
            element.drop_tree()
    return tree


def _hidden(element: Any) -> bool:
    attributes = element.attrib
    return (
        element.tag in SCRIPTS
        or "hidden" in attributes
        or attributes.get("aria-hidden", "").lower() == "true"
        or HIDDEN.search(attributes.get("style", "")) is not None
    )


def _article(tree: Any) -> tuple[str, date | None, Any]:
    """Title, date and the element that holds the article, as far as they are found."""
    from lxml import html
    from trafilatura import bare_extraction

    with remarks("trafilatura"), remarks("htmldate"):
        found: Any = bare_extraction(
            html.tostring(tree, encoding="unicode"),
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    heading = next((" ".join(e.text_content().split()) for e in tree.iter("h1", "title") if e.text_content().strip()), "")
    if found is None:
        return heading, None, None
    try:
        published = plausible(date.fromisoformat(found.date or ""))
    except ValueError:
        published = None
    for element in found.body.iter("head"):  # its name for a heading, which in a page means something else
        element.tag = "h2"
    return found.title or heading, published, found.body


def _text(element: Any) -> str:
    """The element's text in lines."""
    pieces: list[str] = []
    _walk(element, pieces, kept=False, depth=0)
    text = re.sub(f"- [ {LINE}{PARAGRAPH}]+", "- ", "".join(pieces))  # a paragraph in a list item
    text = re.sub(f"[ {LINE}]*{PARAGRAPH}[ {LINE}{PARAGRAPH}]*", "\n\n", text)
    text = re.sub(f" *{LINE}[ {LINE}]*", "\n", text)
    text = re.sub(r"^([-|] [^\n]*)\n+(?=\n[-|] )", r"\1", re.sub(r" *\n *", "\n", text), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _walk(element: Any, pieces: list[str], *, kept: bool, depth: int) -> None:
    """Append the text of `element` to `pieces`; `kept` says that line breaks in the source are meant (in `pre`)."""
    tag = element.tag
    if not isinstance(tag, str) or tag in UNREAD:
        return
    if depth > MAX_DEPTH:
        raise DocumentError("is nested too deeply to be read; open it in a browser and save it again.")
    border = PARAGRAPH if tag in APART else LINE if tag in LINES else ""
    pieces.append("\n" if tag in BREAKS else border + ("- " if tag in ITEMS else ""))
    kept = kept or tag == "pre"
    pieces.append(_words(element.text, kept=kept))
    cells: list[str] = []
    for child in element:
        if child.tag in CELLS:
            inner: list[str] = []
            _walk(child, inner, kept=False, depth=depth + 1)
            cells = [*cells, " ".join(re.sub(f"[{LINE}{PARAGRAPH}]", " ", "".join(inner)).split())]
        else:
            _walk(child, pieces, kept=kept, depth=depth + 1)
            pieces.append(_words(child.tail, kept=kept))
    if any(cells):
        pieces.append(row(cells))
    pieces.append(border)


def _words(text: str | None, *, kept: bool) -> str:
    words = (text or "").replace(LINE, "").replace(PARAGRAPH, "")
    return words if kept else re.sub(r"[ \t\r\n\f]+", " ", words)
