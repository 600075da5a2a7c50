"""What the chat shows: foreign text stays text, chips open what they cite, and every word of a document is there once."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ui
import ui_markup as markup
from assistant import Answer, Answered, Assistant, AssistantError, Citation, Document, Event, Passages, Searching, Token
from assistant.types import Added, CheckedValue, Value
from tests.fake_assistant import FakeAssistant, document_of, fake, with_pages

HOSTILE = '<script>alert(1)</script> ![x](http://evil.example/p.png) ${alert(2)} {{value}} `a` \\n [b](javascript:alert(3)) <b a="\'">&amp;'
ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\nIt opens in May.\n", "foundry.txt")


class Seen(HTMLParser):
    """The tags, links and text of a piece of HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def answer(text: str, *citations: Citation, **changes: object) -> Answer:
    fields = {"standalone_question": "q", "verdict": "answered", "short": "short", "confidence": 0.9, "citations": citations}
    return Answer("q", text=text, **{**fields, **changes})  # type: ignore[arg-type]


def cite(document: Document, quote: str) -> Citation:
    start = document.text.index(quote)
    return Citation.of(document, start, start + len(quote))


@given(st.text())
def test_plain_text_holds_no_markup_and_reads_the_same(text: str) -> None:
    shown = markup.plain(text)
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"&#\d+;", "", shown))
    assert html.unescape(shown) == html.unescape(shown).replace("\n", " ")
    assert Seen(shown).tags == []


@pytest.mark.parametrize("place", ["text", "short", "reason", "standalone_question"])
def test_foreign_text_in_an_answer_stays_text(place: str) -> None:
    fields = {"text": "t", "verdict": "not_in_sources", place: HOSTILE}
    shown = markup.answer_html(answer(**fields))
    assert set(Seen(shown).tags) <= {"div", "p", "a", "span"}
    assert HOSTILE in Seen(shown).text
    assert not set("$`\\{}[]!*") & set(shown)


def test_foreign_titles_and_quotes_stay_text() -> None:
    document = document_of(HOSTILE, source=HOSTILE, title=HOSTILE)
    citation = cite(document, HOSTILE)
    shown = markup.answer_html(answer("said [1]", citation, verdict="not_in_sources", reason="r", nearest=citation))
    assert set(Seen(shown).tags) <= {"div", "p", "a", "span"}
    assert all(link.startswith("#") for link in Seen(shown).links)


def test_foreign_documents_stay_text_in_the_panel() -> None:
    document = document_of(f"{HOSTILE}\n\n{HOSTILE}", source=HOSTILE, title=HOSTILE)
    for shown in (markup.document_html(document, 3, 9), markup.documents_html([document], HOSTILE), markup.refused_html(HOSTILE)):
        assert not {"script", "img", "b"} & set(Seen(shown).tags)
        assert all(link.startswith("#") for link in Seen(shown).links)
        assert HOSTILE in Seen(shown).text
    assert "<script" not in markup.added_html([Added(HOSTILE, "rejected", message=HOSTILE)])


def test_a_question_keeps_its_lines() -> None:
    assert markup.question_html("one\ntwo *three*\n") == "one<br>two &#42;three&#42;"


def test_a_chip_opens_the_span_that_it_cites() -> None:
    citation = cite(ARTICLE, "$7.5 million")
    seen = Seen(markup.answer_html(answer("It has. [1] Also this [2] and [9].", citation, cite(ARTICLE, "May"))))
    assert f"#cite-{ARTICLE.id}-{citation.start}-{citation.end}" in seen.links
    assert "It has.source 1 Also thissource 2 and [9]." in seen.text


def test_a_sentence_out_of_a_list_is_shown_without_its_bullet() -> None:
    assert '<p class="sentence">It opens' in markup.answer_html(answer("- It opens. [1]", cite(ARTICLE, "May")))


def test_a_source_names_its_page() -> None:
    paged = with_pages(ARTICLE, 0, 14)
    assert "page 2" in Seen(markup.answer_html(answer("Yes. [1]", cite(paged, "May")))).text


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("not_in_sources", "Not in the documents"), ("corrected", "The documents say otherwise"), ("conflicting", "The documents disagree")],
)
def test_a_verdict_is_said_with_its_reason(verdict: str, said: str) -> None:
    seen = Seen(markup.answer_html(answer("t", verdict=verdict, short="", reason="because of that")))
    assert said in seen.text
    assert "because of that" in seen.text


def test_an_answer_without_trouble_has_no_verdict_line() -> None:
    assert "verdict" not in markup.answer_html(answer("t"))


def test_the_closest_passage_is_offered_where_nothing_is_answered() -> None:
    nearest = cite(ARTICLE, "It opens in May.")
    seen = Seen(markup.answer_html(answer("", verdict="not_in_sources", short="", reason="r", nearest=nearest)))
    assert "It opens in May." in seen.text
    assert seen.links == [f"#cite-{ARTICLE.id}-{nearest.start}-{nearest.end}"]


def test_the_question_is_shown_as_it_was_understood_only_where_that_differs() -> None:
    assert "Understood as" not in markup.answer_html(answer("t"))
    shown = markup.answer_html(Answer("And when?", "When does it open?", "answered", "May", "In May.", 0.9))
    assert "Understood as: When does it open?" in Seen(shown).text


def test_a_value_without_proof_is_named() -> None:
    value = CheckedValue(Value("amount", "$9 million", "9000000 USD"), None)
    assert "No source holds “$9 million”" in Seen(markup.answer_html(answer("t", values=(value,)))).text


def test_the_cited_span_is_marked_across_lines() -> None:
    start, end = ARTICLE.text.index("furnace"), ARTICLE.text.index(" in May")
    marked = re.findall("<mark>(.*?)</mark>", markup.document_html(ARTICLE, start, end), re.S)
    assert marked == ["furnace.\nIt opens"]
    apart = document_of(ARTICLE.text.replace("\n", "\n\n"))
    start, end = apart.text.index("furnace"), apart.text.index(" in May")
    assert re.findall("<mark>(.*?)</mark>", markup.document_html(apart, start, end)) == ["furnace.", "It opens"]


def test_the_page_of_the_span_stands_in_the_head_of_the_panel() -> None:
    paged = with_pages(ARTICLE, 0, 14)
    shown = Seen(markup.document_html(paged, *re.search("May", paged.text).span())).text  # type: ignore[union-attr]
    assert "foundry.txt · page 2" in shown


@given(st.text(alphabet="aB1 .,:-|\t\n•#?", max_size=200), st.lists(st.integers(0, 200), max_size=3))
def test_every_word_of_a_document_is_shown_once_and_in_order(text: str, pages: list[int]) -> None:
    document = with_pages(document_of(text), *sorted(pages))
    shown = [b for b in markup.blocks(document) if b.kind != "page"]
    assert [word for b in shown for word in text[b.start : b.end].split()] == text.split()
    assert all(a.end <= b.start for a, b in pairwise(shown))


@given(st.text(max_size=80), st.integers(0, 90), st.integers(0, 90))
def test_marks_add_up_to_the_span_without_its_line_ends(text: str, start: int, length: int) -> None:
    document = document_of(text)
    end = start + length
    marked = "".join(html.unescape(piece) for piece in re.findall("<mark>(.*?)</mark>", markup.document_html(document, start, end), re.S))
    assert marked.split() == text[start:end].split() or "".join(marked.split()) == "".join(text[start:end].split())


def test_headings_lists_and_wrapped_lines_are_told_apart() -> None:
    text = (
        "The Road Ahead\nOne long sentence stands on this line and is a paragraph of its own, "
        "a good deal longer than any line that was wrapped by hand could ever hope to be.\nGoals:\n- first\n2. second\nname\tvalue\n"
    )
    assert [b.kind for b in markup.blocks(document_of(text))] == ["heading", "paragraph", "subheading", "item", "numbered", "row"]


def test_lines_that_were_only_wrapped_become_one_paragraph() -> None:
    line = "the company said that it would spend more on its furnace than was"
    text = f"Outlook\n\nIn March {line}\n{line}\nplanned before.\n\nAnother paragraph stands here {line}.\n"
    assert [b.kind for b in markup.blocks(document_of(text))] == ["heading", "paragraph", "paragraph"]


def test_example_questions_are_made_of_sentences_that_answer_them() -> None:
    text = (
        "Acme’s CEO, Ann Lee, is proud. Acme Steel spends $3.5 million on a new furnace in May, said Lee.\n"
        "By 2031, the furnace market alone is expected to reach $9 billion.\n"
    )
    assert markup.example_questions([document_of(text), document_of("Nothing here.")]) == [
        "How much does Acme Steel spend on a new furnace in May?",
        "How much is the furnace market expected to reach by 2031?",
        "Who is Acme’s CEO?",
    ]


class Telling(FakeAssistant):
    """Streams what it was given."""

    def __init__(self, *events: Event, error: Exception | None = None) -> None:
        super().__init__(ARTICLE)
        self.events, self.error = events, error
        self.heard: list[tuple[str, str]] = []

    def stream(self, _: str, history: object = ()) -> object:  # type: ignore[override]
        self.heard = list(history)  # type: ignore[call-overload]
        yield from self.events
        if self.error:
            raise self.error


def as_assistant(telling: Telling) -> Assistant:
    return telling  # type: ignore[return-value]


def test_an_answer_grows_before_the_eyes_and_opens_its_first_source() -> None:
    final = FakeAssistant(ARTICLE).ask("How much has the foundry committed?")
    telling = Telling(Searching("q"), Passages(()), Token("It "), Token("has"), Answered(final))
    steps = list(ui.answering(as_assistant(telling), "q", ()))
    notes = [Seen(exchange.note).text for exchange, _ in steps]
    assert notes[0].startswith("Looking")
    assert notes[-2] == "It has"
    assert steps[-1][0].answer == final
    assert "<mark>The foundry has committed $7.5 million to a new furnace.</mark>" in str(steps[-1][1])


def test_the_turns_before_are_the_history_and_failures_are_not() -> None:
    telling = Telling()
    before = [markup.Exchange("a", answer("one [1]")), markup.Exchange("b", note=markup.failure_html("x"))]
    list(ui.answering(as_assistant(telling), "q", before))
    assert telling.heard == [("a", "one [1]")]


@pytest.mark.parametrize(("error", "said"), [(AssistantError("Ask <less>."), "Ask <less>."), (ZeroDivisionError("inside"), "log")])
def test_a_failure_is_said_in_the_chat(error: Exception, said: str) -> None:
    exchange, _ = list(ui.answering(as_assistant(Telling(error=error)), "q", ()))[-1]
    assert said in Seen(exchange.note).text
    assert "inside" not in exchange.note


@pytest.mark.parametrize(
    "asked", [None, 7, {}, {"document": 3}, {"document": "nowhere"}, {"document": None, "start": "x"}, ["document"], {"document": "<b>"}]
)
def test_a_click_that_makes_no_sense_shows_the_list(asked: object) -> None:
    shown = ui.opened(fake(ARTICLE), asked)
    assert "Foundry plans" in shown
    assert "<b>" not in shown


@pytest.mark.parametrize("span", [(-5, 3), (3, 10_000), (90, 2), (10**30, 10**30)])
def test_a_click_on_a_span_that_is_not_there_shows_the_document(span: tuple[int, int]) -> None:
    shown = ui.opened(fake(ARTICLE), {"document": ARTICLE.id, "start": span[0], "end": span[1]})
    assert "It opens in May." in re.sub("</?mark>", "", shown)


def test_what_became_of_each_file_is_said() -> None:
    said = Seen(markup.added_html([Added("a.txt", "added"), Added("b.exe", "rejected", message="Save it as .txt.")])).text
    assert "a.txt added" in said
    assert "b.exe Save it as .txt." in said
    assert Seen(markup.added_html([Added("/x/c.exe", "rejected", message="c.exe: no.")])).text == "c.exe: no."


def test_a_file_from_outside_is_called_by_its_name_alone() -> None:
    outside = document_of(ARTICLE.text, "/outside/7f/foundry.txt")
    assert "/outside" not in markup.documents_html([outside]) + markup.document_html(outside)
