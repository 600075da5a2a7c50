"""Loaders: what a person reads in a file is what the document holds, and a file that cannot be read says why in a sentence."""

from __future__ import annotations

import codecs
import logging
import os
import random
import unicodedata
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import DocumentError
from assistant.loaders import load, suffixes
from assistant.loaders import pdf as pdf_loader
from assistant.loaders.pdf.layout import columns, mend
from assistant.loaders.txt import read as read_text

SENTENCE = "Alibaba has committed $53 billion to AI and cloud computing between 2025 and 2028."
PAGE = f"""<!doctype html><html><head><title>Big bet | Site</title>
<meta property="article:published_time" content="2025-02-24T10:00:00Z"><script>var x = "script text"</script></head>
<body><nav><a href="/">Home menu</a></nav><article><h1>Alibaba bets big</h1><p>{SENTENCE} The plan, it said on Monday, is the largest of
its kind by a private company in China.</p><h2>Figures</h2><ul><li>First item of the list</li><li>Second item</li></ul>
<table><tr><th>Year</th><th>Revenue</th></tr><tr><td>2024</td><td>$10 million</td></tr></table>
<p>The chief executive said the company will invest more in three years than in the past decade, and investors took note of it.</p>
<p style="display: none">hidden by style</p><p hidden>hidden by attribute</p><!-- hidden in a comment --></article>
<footer>All rights reserved</footer></body></html>"""
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(*pages: str, title: str = "", password: str = "") -> bytes:
    """A PDF whose pages hold the given paragraphs (blank lines between), wrapped by the printer."""
    file = FPDF()
    file.set_font("Helvetica", size=11)
    file.set_creation_date(datetime(2024, 5, 6, 7, 8))
    if title:
        file.set_title(title)
    if password:
        file.set_encryption(owner_password="owner", user_password=password)  # noqa: S106 - a test's
    for page in pages:
        file.add_page()
        for paragraph in page.split("\n\n"):
            file.multi_cell(0, 5, paragraph, align="L", new_x="LMARGIN", new_y="NEXT")
            file.ln(5)
    return bytes(file.output())


def word(build: Callable[[Any], object]) -> bytes:
    """A Word file with what `build` puts into it."""
    file = docx.Document()
    build(file)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def report(file: Any) -> None:
    file.add_heading("A big report", 0)
    file.add_paragraph(SENTENCE)
    file.add_heading("Figures", 1)
    file.add_paragraph("First item", style="List Bullet")
    file.add_paragraph("Second item", style="List Number")
    table = file.add_table(rows=2, cols=2)
    for cell, text in zip([cell for row in table.rows for cell in row.cells], ["Year", "Revenue", "2024", "$10 million"], strict=True):
        cell.text = text
    file.add_paragraph("The last paragraph.")


def with_body(body: bytes, before: bytes = b"") -> bytes:
    """A Word file with the body's XML put in."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(word(report))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            xml = before + b"<w:document " + W.encode() + b"><w:body>" + body + b"</w:body></w:document>"
            new.writestr(part, xml if part == "word/document.xml" else old.read(part))
    return out.getvalue()


def other_archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return out.getvalue()


def drawing() -> bytes:
    file = FPDF()
    file.add_page()
    file.rect(10, 10, 50, 50)
    return bytes(file.output())


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


SAMPLES = {
    "plain-notes.txt": f"A title\n\n{SENTENCE}\nCafé\n".encode(),
    "notes.md": f"# A title\n\n{SENTENCE}\n\n- an item\n".encode(),
    "page.html": PAGE.encode(),
    "old.htm": PAGE.encode("utf-16"),
    "notes.markdown": f"{SENTENCE}\n".encode(),
    "report.pdf": pdf(f"A report\n\n{SENTENCE}", SENTENCE, "The end is near."),
    "report.docx": word(report),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_loader_keeps_the_contract(name: str, tmp_path: Path) -> None:
    document = load(write(tmp_path, name, SAMPLES[name]))
    assert SENTENCE in document.text
    assert unicodedata.is_normalized("NFC", document.text)
    assert document.title.strip()
    assert document.source == name
    assert document.id == document.sha256[:16] == load(write(tmp_path, "copy-" + name, SAMPLES[name])).id
    assert list(document.pages) == sorted(document.pages)
    assert all(0 <= start <= len(document.text) for start in document.pages)
    assert not document.pages or document.page_at(0) == 1
    assert document == load(tmp_path / name)


def test_the_contract_is_tried_on_every_suffix() -> None:
    assert {Path(name).suffix for name in SAMPLES} == set(suffixes())


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_plain_text_is_the_file_itself(text: str) -> None:
    assert read_text(text.encode()).text == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8-sig", b""),
        ("utf-16", b""),
        ("utf-32", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_byte_order_marks_say_the_encoding(encoding: str, mark: bytes, tmp_path: Path) -> None:
    assert load(write(tmp_path, "a.txt", mark + "Café naïve 日本".encode(encoding))).text == "Café naïve 日本"


@pytest.mark.parametrize(("encoding", "text", "byte"), [("latin-1", "Café", 3), ("cp1252", "“Café”", 0), ("cp932", "日本語", 0)])
def test_another_encoding_is_refused_with_the_byte(encoding: str, text: str, byte: int, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=rf"a\.txt: is not valid UTF-8: byte {byte} .*iconv"):
        load(write(tmp_path, "a.txt", text.encode(encoding)))


def test_titles_are_the_first_heading_or_the_name(tmp_path: Path) -> None:
    assert load(write(tmp_path, "q3-report_2025.txt", b"It was so. And so on.\nMore.")).title == "Q3 report 2025"
    assert load(write(tmp_path, "a.txt", b"A short title\n\nText.")).title == "A short title"
    assert load(write(tmp_path, "a.md", b"```\n# no heading\n```\nText\n\n## The **real** [one](x) ##\n")).title == "The real one"
    assert load(write(tmp_path, "b.md", b"Set below\n=========\nText")).title == "Set below"
    front = load(write(tmp_path, "c.md", b'---\ntitle: "From the front"\ndate: 2025-03-04\n---\n# Another\n'))
    assert (front.title, front.published) == ("From the front", date(2025, 3, 4))


@pytest.mark.parametrize(
    ("top", "day"),
    [
        ("Harbour works\n\nMarch 3, 2021\n\nThe wall is done.", date(2021, 3, 3)),
        ("Harbour works\n\nBy Anna Lind | Published Wednesday, 3 March 2021, 10:15 am ET\n\nThe wall is done.", date(2021, 3, 3)),
        ("Posted on 2021-03-03\nUpdated on 2021-04-01\n\nThe wall is done.", date(2021, 3, 3)),
        ("NORWICK, Sweden, March 3, 2021 (Reuters) - The wall is done.", date(2021, 3, 3)),
        ("NORWICK — March 3, 2021 — The wall is done.", date(2021, 3, 3)),
        ("For immediate release: 3 March 2021\n\nThe wall is done.", date(2021, 3, 3)),
        ("Harbour works\n\nThe wall was done on March 3, 2021.", None),
        ("March 2021\n\nThe wall is done.", None),
        ("3/4/2021\n\nThe wall is done.", None),
        ("For the fiscal year ended August 29, 2021\n\nThe wall is done.", None),
        ("3 March 2099\n\nThe wall is done.", None),
        ("\n\n".join([*(f"Paragraph {n}." for n in range(12)), "March 3, 2021"]), None),
    ],
)
def test_a_day_that_stands_alone_at_the_top_is_when_it_was_published(tmp_path: Path, top: str, day: date | None) -> None:
    assert load(write(tmp_path, "a.txt", top.encode())).published == day


def test_the_day_at_the_top_counts_for_more_than_when_the_file_was_made(tmp_path: Path) -> None:
    assert load(write(tmp_path, "d.pdf", pdf("March 3, 2021\n\nSome text.", title="Cloud spending"))).published == date(2021, 3, 3)
    front = b"---\npublished_at: 2020-02-02T10:00:00Z\n---\n\nMarch 3, 2021\n\nText."
    assert load(write(tmp_path, "d.md", front)).published == date(2020, 2, 2)


def test_a_pdf_is_titled_and_dated_by_metadata_that_make_sense(tmp_path: Path) -> None:
    document = load(write(tmp_path, "d.pdf", pdf("Some text.", title="Cloud spending in 2025")))
    assert (document.title, document.published) == ("Cloud spending in 2025", date(2024, 5, 6))
    assert load(write(tmp_path, "my-report.pdf", pdf("Some text.", title="Microsoft Word - draft.doc"))).title == "My report"


def test_a_web_page_is_its_article_in_readable_lines(tmp_path: Path) -> None:
    document = load(write(tmp_path, "page.html", PAGE.encode()))
    lines = document.text.split("\n")
    assert {"Figures", "- First item of the list", "- Second item", "| Year | Revenue |", "| 2024 | $10 million |"} <= set(lines)
    assert not any(word in document.text for word in ("hidden", "menu", "script", "rights", "<"))
    assert (document.title, document.published) == ("Alibaba bets big", date(2025, 2, 24))


def test_a_small_web_page_without_an_article_is_read_whole(tmp_path: Path) -> None:
    page = b"<nav>Menu</nav><div>One line.</div><div>Another<br>line</div><pre>x = 1\n y = 2</pre><ul><li><p>a<ul><li>b</ul></ul>"
    assert load(write(tmp_path, "s.html", page)).text == "One line.\n\nAnother\nline\n\nx = 1\ny = 2\n\n- a\n- b"


def test_a_web_page_in_its_declared_encoding_is_read(tmp_path: Path) -> None:
    page = '<html><head><meta charset="iso-8859-1"><title>Café</title></head><body><p>Déjà vu.</p></body></html>'.encode("latin-1")
    assert load(write(tmp_path, "a.html", page)).text == "Déjà vu."
    with pytest.raises(DocumentError, match="unknown encoding"):
        load(write(tmp_path, "b.html", page.replace(b"iso-8859-1", b"klingon")))


def test_a_pdf_reads_as_sentences_and_knows_its_pages(tmp_path: Path) -> None:
    long = "This sentence is long enough to be wrapped by the printer and it mentions revenue of $5 million in the year 2024 as well. " * 4
    document = load(write(tmp_path, "a.pdf", pdf(f"Heading\n\n{long}", "Second page here.", "Third page here.")))
    assert document.text == f"Heading\n\n{long.strip()}\n\nSecond page here.\n\nThird page here."
    assert [document.text[start:][:6] for start in document.pages] == ["Headin", "Second", "Third "]
    assert document.page_at(document.text.index("Third")) == 3


def test_a_sentence_over_a_page_border_stays_one() -> None:
    text, pages = mend(["The company said that it would\ninvest a great deal of", "money in the coming years. Then it paused."])
    assert text == "The company said that it would invest a great deal of money in the coming years. Then it paused."
    assert text[pages[1] :].startswith("money")


def test_a_page_without_text_keeps_the_numbers_of_the_others() -> None:
    text, pages = mend(["One.", "", "Three."])
    assert len(pages) == 3
    assert text[pages[2] :] == "Three."


def test_running_heads_and_page_numbers_go_and_the_first_head_stays() -> None:
    words = ("one", "two", "three", "four")
    text, pages = mend([f"Annual Report\n\n\n\n\n\nText of page {word}.\n\n\n\n\n\n{n}" for n, word in enumerate(words, 7)])
    assert text == "Annual Report\n\nText of page one.\n\nText of page two.\n\nText of page three.\n\nText of page four."
    assert [text[start:][:4] for start in pages] == ["Annu", "Text", "Text", "Text"]


def test_chapter_numbers_are_not_page_numbers() -> None:
    text, _ = mend(
        [f"Chapter {n}\n\n\n\n\n\nSome text about the matter at hand, {w}." for n, w in ((1, "one"), (3, "two"), (4, "tri"), (8, "four"))]
    )
    assert all(f"Chapter {n}" in text for n in (1, 3, 4, 8))


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("a great deal of infor-\nmation was found", "a great deal of information was found"),
        ("sales in non-\nfoods were strong", "sales in non-foods were strong"),
        ("a long-term plan and a long-\nterm view", "a long-term plan and a long-term view"),
        ("the COVID-\n19 crisis goes on", "the COVID-19 crisis goes on"),
        ("a soft\xad\nware house", "a software house"),
        ("the ﬁrst eﬃcient oﬀer", "the first efficient offer"),
        ("at December 31, 2017 , our profit was", "at December 31, 2017, our profit was"),
    ],
)
def test_what_the_printer_did_to_words_is_mended(printed: str, read: str) -> None:
    assert mend(["x" * 20 + " " + printed])[0] == "x" * 20 + " " + read


def test_table_rows_items_and_paragraphs_keep_their_lines() -> None:
    page = [
        "                      2021          2020",
        "Net sales      $   192,052   $   163,220",
        "Total            192,060         163,330",
        "Released stock units, including",
        "  tax effects         (312)         (330 )",
        "• We opened new warehouses this year, and",
        "  two of them abroad;",
        "• We paid a dividend.",
    ]
    rows = "| 2021 | 2020 |\n| Net sales | $192,052 | $163,220 |\n| Total | 192,060 | 163,330 |"
    label = "| Released stock units, including tax effects | (312) | (330) |"
    items = "• We opened new warehouses this year, and two of them abroad;\n• We paid a dividend."
    assert mend(["\n".join(page)])[0] == f"{rows}\n{label}\n\n{items}"


def test_a_wrapped_cell_stays_in_its_row() -> None:
    page = [
        "Name             Position                                       Since",
        "W. C. Jelinek    President and Chief Executive Officer. He      1995",
        "                 Was a director before that, and in charge",
        "                 of operations.",
        "R. A. Galanti    Executive Vice President and Chief Finance     1993",
    ]
    jelinek = (
        "| W. C. Jelinek | President and Chief Executive Officer. He Was a director before that, and in charge of operations. | 1995 |"
    )
    assert mend(["\n".join(page)])[0].split("\n")[1] == jelinek


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = "the left column of the text goes on", "while the right column goes on too"
    assert len(columns("\n".join([f"{left:<45}Delaware      {right}"] * 12))) == 1  # a table
    pieces = columns("\n".join(["A title over both columns of the whole page here", *[f"{left:<45}{right}"] * 12]))
    assert [piece[0].strip() for piece in pieces] == ["A title over both columns of the whole page here", left, right]


def test_a_word_file_is_read_in_order(tmp_path: Path) -> None:
    document = load(write(tmp_path, "a.docx", SAMPLES["report.docx"]))
    lists = "- First item\n- Second item"
    table = "| Year | Revenue |\n| 2024 | $10 million |"
    assert document.text == f"A big report\n\n{SENTENCE}\n\nFigures\n\n{lists}\n\n{table}\n\nThe last paragraph."
    assert (document.title, document.published) == ("A big report", None)


def test_tracked_insertions_and_content_controls_are_read_and_deletions_not(tmp_path: Path) -> None:
    def build(file: Any) -> None:
        changed = f'<w:p {W}><w:ins w:id="1" w:author="a"><w:r><w:t>put in</w:t></w:r></w:ins>'
        changed += '<w:del w:id="2" w:author="a"><w:r><w:delText>taken out</w:delText></w:r></w:del></w:p>'
        control = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>controlled</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        for xml in (control, changed):
            file.element.body.insert(0, parse_xml(xml))

    assert load(write(tmp_path, "a.docx", word(build))).text == "put in\n\ncontrolled"


@pytest.mark.parametrize("name", ["report.pdf", "page.html", "report.docx"])
@pytest.mark.parametrize("wrong", ["wrong.txt", "wrong.docx", "wrong.pdf", "wrong.xyz"])
def test_content_wins_over_a_wrong_suffix(name: str, wrong: str, tmp_path: Path) -> None:
    right = load(write(tmp_path, name, SAMPLES[name]))
    assert load(write(tmp_path, wrong, SAMPLES[name])).text == right.text


BAD = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\t\r\n ", "is empty"),
    "invisible.txt": ("\u200b \u2060 — …".encode(), "no text"),
    "image.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "binary"),
    "zeros.txt": (b"a\0b\0c\0d\0", "UTF-16 without a byte order mark"),
    "rich.txt": (b"{\\rtf1 Hello}", "rich text"),
    "cut.pdf": (SAMPLES["report.pdf"][:-300], "damaged or cut short"),
    "header.pdf": (b"%PDF-1.7\n", "damaged or cut short"),
    "locked.pdf": (pdf("Secret.", password="secret"), "password"),  # noqa: S106 - a test's
    "scan.pdf": (drawing(), "scan"),
    "text.pdf": (b"Only text.", "not a PDF"),
    "cut.docx": (SAMPLES["report.docx"][:-300], "damaged or cut short"),
    "text.docx": (b"Only text.", "not a Word file"),
    "sheet.docx": (other_archive(), "not a Word document"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word file or protected"),
    "bomb.docx": (with_body(b"<w:p><w:r><w:t>" + b"a" * 9_000_000 + b"</w:t></w:r></w:p>"), "too large"),
    "entities.docx": (
        with_body(b"<w:p><w:r><w:t>a &x;</w:t></w:r></w:p>", b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "entities",
    ),
    "empty.html": (b"<html><body><script>x()</script></body></html>", "no text"),
    "deep.html": (b"<div>" * 3000 + b"x", "nested too deeply|no text|web page"),
    "long.txt": (b"ab " * 1_700_000, "more than 5,000,000 characters"),
    "book.epub": (b"Some text.", r"\.epub are not read here; save it as one of \.docx, "),
    "noending": (b"Some text.", "without an ending are not read here"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_says_why_in_a_sentence(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data, why = BAD[name]
    with pytest.raises(DocumentError, match=why) as caught:
        load(write(tmp_path, name, data))
    message = str(caught.value)
    assert message.startswith(name + ": ")
    assert message.endswith(".")
    assert len(message) < 300
    assert str(tmp_path) not in message
    assert capfd.readouterr() == ("", "")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"none\.txt: there is no such file"):
        load(tmp_path / "none.txt")
    with pytest.raises(DocumentError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(DocumentError, match=r"^x{100}: cannot be opened \(File name too long\)"):
        load(tmp_path / ("x" * 300))
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(DocumentError, match="not a regular file"):
        load(tmp_path / "pipe.txt")
    with pytest.raises(DocumentError, match=r"larger than 0\.01 MB"):
        load(write(tmp_path, "a.txt", b"x" * 10_001), max_bytes=10_000)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"text")
    path.chmod(0)
    with pytest.raises(DocumentError, match="may not be read"):
        load(path)


def test_a_pdf_that_only_forbids_printing_is_read(tmp_path: Path) -> None:
    file = FPDF()
    file.set_font("Helvetica")
    file.set_encryption(owner_password="owner")  # noqa: S106 - a test's
    file.add_page()
    file.cell(text="Open to all.")
    assert load(write(tmp_path, "a.pdf", bytes(file.output()))).text == "Open to all."


def test_a_damaged_page_is_not_passed_over_in_silence() -> None:
    good = pdf(*[f"Page {n}: {SENTENCE} " * 20 for n in range(3)])
    broken = bytearray(good)
    start = good.index(b"stream") + 60
    broken[start : start + 40] = bytes(40)
    with pytest.raises(DocumentError, match="damaged"):
        pdf_loader.read(bytes(broken))


def mutate(data: bytes, rng: random.Random) -> bytes:
    """The bytes with some of them changed, lost or put in."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 3, 10, 40))):
        at = rng.randrange(len(changed))
        kind = rng.random()
        if kind < 0.6:
            changed[at] = rng.randrange(256)
        elif kind < 0.8:
            del changed[at : at + rng.randrange(1, 30)]
        else:
            changed[at:at] = bytes(rng.choices(b"0123456789<>/[]() obj", k=4))
    return bytes(changed)


@pytest.mark.parametrize("name", ["report.pdf", "report.docx"])
def test_mutated_files_give_a_document_or_a_document_error(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(20250224)  # noqa: S311 - reproducible damage
    for _ in range(200):
        path = write(tmp_path, name, mutate(SAMPLES[name], rng))
        with suppress(DocumentError):
            assert load(path).text.strip()
    assert capfd.readouterr() == ("", "")


def test_loading_leaves_the_loggers_as_they_were(tmp_path: Path) -> None:
    def state() -> list[tuple[int, bool, int]]:
        found = [logging.getLogger(name) for name in ("pypdf", "trafilatura", "htmldate")]
        return [(logger.level, logger.propagate, len(logger.handlers)) for logger in found]

    load(write(tmp_path, "a.html", SAMPLES["page.html"]))
    before = state()
    for name in ("report.pdf", "page.html"):
        load(write(tmp_path, name, SAMPLES[name]))
    assert state() == before
