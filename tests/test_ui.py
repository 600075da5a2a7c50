"""What the chat shows: foreign text stays text, chips open what they cite, and every word of a document is there once."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, Answered, AssistantError, Citation, Conversation, Document, KeptTurn, Listed, Passages, Searching, Token
from assistant.facts import facts_of
from assistant.types import CheckedValue, Event, Value
from tests.fake_assistant import FakeAssistant, document_of, fake, with_pages
from ui_parts import answers, facts, lists, texts
from ui_parts.adding import adding
from ui_parts.sources import Shown, blocks, panel_html
from ui_parts.tags import tag
from ui_parts.talk import Asking, Place, Step, Talk
from ui_parts.waiting import waiting_page

HOSTILE = '<script>alert(1)</script> ![x](http://evil.example/p.png) ${alert(2)} {{value}} `a` \\n [b](javascript:alert(3)) <b a="\'">&amp;'
ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million to a new furnace.\nIt opens in May.\n", "foundry.txt")
OURS = {
    "div",
    "section",
    "article",
    "header",
    "p",
    "a",
    "span",
    "bdi",
    "button",
    "svg",
    "path",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "mark",
    "s",
    "q",
}
OURS |= {"details", "summary", "fieldset", "legend", "label", "input", "form", "table", "thead", "tbody", "tr", "td", "th"}


class Seen(HTMLParser):
    """The tags, links and text of a piece of HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.text = ""
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def answer(text: str, *citations: Citation, **changes: object) -> Answer:
    fields = {"standalone_question": "q", "verdict": "answered", "short": "short", "confidence": 0.9, "citations": citations}
    return Answer("q", text=text, **{**fields, **changes})  # type: ignore[arg-type]


def cite(document: Document, quote: str) -> Citation:
    start = document.text.index(quote)
    return Citation.of(document, start, start + len(quote))


def drawn(made: Answer, **more: object) -> str:
    return answers.answer_html(made.to_dict(), 7, **more)  # type: ignore[arg-type]


def opened(document: Document, start: int = 0, end: int = 0, **more: object) -> str:
    return panel_html(Shown(document, start, end, **more))  # type: ignore[arg-type]


def safe(markup: str) -> bool:
    seen = Seen(markup)
    inside = all(link.startswith("#cite-") for link in seen.links)
    return set(seen.tags) <= OURS and inside and not any(name.startswith("on") or name in ("src", "srcdoc") for name in seen.names)


@given(st.text(), st.text())
def test_whatever_is_put_into_a_tag_is_read_back_and_makes_none(text: str, attribute: str) -> None:
    made = tag("p", text, title=attribute)
    seen = Seen(made)
    assert seen.tags == ["p"]
    assert html.unescape(re.sub(r"^<p[^>]*>|</p>$", "", made)) == html.unescape(html.escape(text))


@pytest.mark.parametrize("place", ["text", "short", "reason", "note", "standalone_question"])
@pytest.mark.parametrize("verdict", ["answered", "not_in_sources", "corrected", "conflicting"])
def test_foreign_text_in_an_answer_stays_text(place: str, verdict: str) -> None:
    fields = {"text": "t", "verdict": verdict, place: HOSTILE}
    shown = drawn(answer(**fields), instead=[HOSTILE])
    assert safe(shown)
    assert HOSTILE in Seen(shown).text or place == "short"


def test_foreign_names_stay_text_everywhere() -> None:
    document = document_of(f"{HOSTILE}\n\n{HOSTILE}", source=HOSTILE, title=HOSTILE)
    citation = cite(document, HOSTILE)
    kept = KeptTurn(
        1, HOSTILE, answer("said [1]", citation, verdict="not_in_sources", reason="r", nearest=citation).to_dict(), "like", HOSTILE
    )
    listed = Listed(document.id, HOSTILE, HOSTILE, 10, 2, 3, date(2025, 1, 1), date(2025, 1, 2), True)
    shown = [
        answers.thread_html([kept], conversation="c", hidden=3, instead=[HOSTILE]),
        answers.waiting_html(HOSTILE, Passages(()), HOSTILE),
        answers.note_html(HOSTILE, HOSTILE),
        answers.welcome_html([HOSTILE], empty=False),
        opened(document, 3, 9),
        lists.documents_html([listed], HOSTILE),
        lists.conversations_html([Conversation("i", HOSTILE, (), datetime.now(UTC), 1)], "i"),
        lists.scope_html([listed], [listed.id]),
        lists.adding_html({HOSTILE: ("rejected", HOSTILE)}),
        lists.toast_html(HOSTILE, HOSTILE),
    ]
    for markup in shown:
        assert safe(markup)
        assert HOSTILE in Seen(markup).text


def test_a_name_cannot_turn_the_writing_around_it_or_be_invisible() -> None:
    shown = lists.documents_html([Listed("i", "\u200b\u202e", "x.txt", 1, 0, 1)])
    assert f"<bdi>{texts.UNTITLED}</bdi>" in shown
    assert "<bdi>x.txt</bdi>" in shown


def test_a_chip_opens_the_span_that_it_cites() -> None:
    citation = cite(ARTICLE, "$7.5 million")
    shown = drawn(answer("It has. [1] Also this [2] and [9].", citation, cite(ARTICLE, "May")))
    seen = Seen(shown)
    assert f"#cite-{ARTICLE.id}-{citation.start}-{citation.end}" in seen.links
    assert "It has.1 Also this2 and[9]." in seen.text
    assert f'aria-label="{texts.SOURCE.format(n=1, title=ARTICLE.title)}"' in shown


def test_a_sentence_out_of_a_list_is_shown_without_its_bullet() -> None:
    assert "- It" not in Seen(drawn(answer("- It opens. [1]", cite(ARTICLE, "May")))).text


def test_a_source_names_its_page() -> None:
    paged = with_pages(ARTICLE, 0, 14)
    assert "page 2" in Seen(drawn(answer("Yes. [1]", cite(paged, "May")))).text


@pytest.mark.parametrize("verdict", ["not_in_sources", "corrected", "conflicting"])
def test_a_verdict_is_said_with_its_reason(verdict: str) -> None:
    shown = drawn(answer("t", verdict=verdict, short="", reason="because of that"))
    assert texts.VERDICTS[verdict] in Seen(shown).text
    assert "because of that" in Seen(shown).text
    assert f'class="answer {verdict}"' in shown


def test_an_answer_without_trouble_has_no_verdict_line() -> None:
    assert "verdict" not in drawn(answer("t"))


def test_a_refusal_offers_the_closest_passage_and_questions_that_are_answered() -> None:
    nearest = cite(ARTICLE, "It opens in May.")
    refused = answer("", verdict="not_in_sources", short="", reason="r", nearest=nearest)
    seen = Seen(drawn(refused, instead=["When does it open?"]))
    assert "It opens in May." in seen.text
    assert "When does it open?" in seen.text
    assert seen.links == [f"#cite-{ARTICLE.id}-{nearest.start}-{nearest.end}"]


def test_a_question_that_was_understood_otherwise_can_be_asked_as_typed() -> None:
    assert texts.UNDERSTOOD not in drawn(answer("t"))
    shown = drawn(Answer("And when?", "When does it open?", "answered", "May", "In May.", 0.9))
    assert "Understood as: When does it open?" in Seen(shown).text
    assert 'data-instead="7" data-alone="1"' in shown


def test_each_value_carries_its_proof() -> None:
    found, lost = CheckedValue(Value("amount", "$7.5 million", "x"), 1), CheckedValue(Value("amount", "$9 million", "y"), None)
    worked_out = CheckedValue(Value("amount", "$2 million", "z"), 1, (1, 2))
    made = answer(
        "It has $7.5 million. [1] Not $9 million.", cite(ARTICLE, "$7.5 million"), short="$2 million", values=(found, lost, worked_out)
    )
    shown = drawn(made)
    assert re.findall(r'aria-label="(found[^"]*|not found[^"]*|worked[^"]*)"', shown) == [
        "worked out from sources 1, 2",
        texts.FOUND,
        texts.NOT_FOUND,
    ]
    assert "<s>$9 million</s>" in shown
    assert texts.NOT_FOUND_WHY.format(value="$9 million") in Seen(shown).text


def test_values_that_disagree_stand_side_by_side() -> None:
    values = tuple(CheckedValue(Value("count", text, text), n) for n, text in ((1, "450 people"), (2, "400 people")))
    text = "450 people: Acme employs 450 people. [1] 400 people: Acme employs 400 people. [2]"
    shown = drawn(answer(text, cite(ARTICLE, "May"), cite(ARTICLE, "It"), verdict="conflicting", short="", values=values))
    assert re.findall(r'<li><p class="short"><span class="value">([^<]+)<', shown) == ["450 people", "400 people"]


def test_only_the_last_turn_can_be_asked_again() -> None:
    turns = [KeptTurn(n, "q", answer("t").to_dict()) for n in (1, 2)]
    assert re.findall(r'data-do="edit" [^>]*data-turn="(\d)"', answers.thread_html(turns, conversation="c")) == ["2"]


def test_a_rating_asks_for_a_comment_and_thanks_for_it() -> None:
    asking = answers.turn_html(KeptTurn(1, "q", answer("t").to_dict(), "dislike"), last=True)
    assert texts.COMMENT in asking
    thanked = Seen(answers.turn_html(KeptTurn(1, "q", answer("t").to_dict(), "dislike", "too long"), last=True)).text
    assert texts.THANKS in thanked
    assert "too long" in thanked


# --- the source panel


def test_the_cited_span_is_marked_across_lines() -> None:
    start, end = ARTICLE.text.index("furnace"), ARTICLE.text.index(" in May")
    assert re.findall("<mark>(.*?)</mark>", opened(ARTICLE, start, end), re.S) == ["furnace.\nIt opens"]
    apart = document_of(ARTICLE.text.replace("\n", "\n\n"))
    start, end = apart.text.index("furnace"), apart.text.index(" in May")
    assert re.findall("<mark>(.*?)</mark>", opened(apart, start, end)) == ["furnace.", "It opens"]


def test_what_is_cited_beside_is_marked_lightly_and_reachable() -> None:
    shown = opened(ARTICLE, 14, 25, beside=((30, 40), (20, 28)), turn=5, n=1, total=2)
    assert re.findall("<mark>(.*?)</mark>", shown) == [ARTICLE.text[14:25]]
    assert re.findall('<mark class="beside"[^>]*>(.*?)</mark>', shown) == [ARTICLE.text[25:28], ARTICLE.text[30:40]]
    assert "1 of 2" in Seen(shown).text
    assert shown.count('data-turn="5" data-n="2"') == 2


def test_the_page_of_the_span_stands_in_the_head_of_the_panel() -> None:
    paged = with_pages(ARTICLE, 0, 14)
    assert "foundry.txt · page 2" in Seen(opened(paged, *re.search("May", paged.text).span())).text  # type: ignore[union-attr]


def test_a_table_is_a_table_with_its_marks() -> None:
    document = document_of("Prices\n\n| Item | Cost |\n| --- | --- |\n| Rail | $5 |\n| Lock | $7 |\n\nEnd of it.\n")
    start = document.text.index("$7")
    shown = opened(document, start - 8, start + 2)
    assert re.findall("<th[^>]*>(.*?)</th>", shown) == [" Item ", " Cost "]
    assert "<td><mark> Lock </mark></td><td><mark> $7</mark> </td>" in shown


def test_of_a_long_document_the_part_around_the_span_is_sent() -> None:
    document = document_of("".join(f"Line {n} of a report that goes on for very long, without end.\n\n" for n in range(20_000)))
    start = document.text.index("Line 15000 ")
    shown = opened(document, start, start + 10)
    assert len(shown) < 100_000
    assert "<mark>Line 15000</mark>" in shown
    assert texts.EARLIER_TEXT in shown
    assert texts.LATER_TEXT in shown


@given(st.text(alphabet="aB1 .,:-|\t\n•#?", max_size=200), st.lists(st.integers(0, 200), max_size=3))
def test_every_word_of_a_document_is_shown_once_and_in_order(text: str, pages: list[int]) -> None:
    document = with_pages(document_of(text), *sorted(pages))
    shown = [b for b in blocks(document) if b.kind != "page"]
    assert [word for b in shown for word in text[b.start : b.end].split()] == text.split()
    assert all(a.end <= b.start for a, b in pairwise(shown))


@given(st.text(max_size=80), st.integers(0, 90), st.integers(0, 90))
def test_marks_add_up_to_the_span_without_its_line_ends(text: str, start: int, length: int) -> None:
    end = start + length
    shown = opened(document_of(text), start, end)
    marked = "".join(html.unescape(piece) for piece in re.findall("<mark>(.*?)</mark>", shown, re.S))
    kept = re.sub(r"[\s|]+", "", text[start:end])
    assert re.sub(r"[\s|]+", "", marked) == kept or "|" in text or "\t" in text


def test_headings_lists_and_wrapped_lines_are_told_apart() -> None:
    text = (
        "The Road Ahead\nOne long sentence stands on this line and is a paragraph of its own, "
        "a good deal longer than any line that was wrapped by hand could ever hope to be.\nGoals:\n- first\n2. second\nname\tvalue\n"
    )
    assert [b.kind for b in blocks(document_of(text))] == ["heading", "paragraph", "subheading", "item", "numbered", "row"]


def test_lines_that_were_only_wrapped_become_one_paragraph() -> None:
    line = "the company said that it would spend more on its furnace than was"
    text = f"Outlook\n\nIn March {line}\n{line}\nplanned before.\n\nAnother paragraph stands here {line}.\n"
    assert [b.kind for b in blocks(document_of(text))] == ["heading", "paragraph", "paragraph"]


# --- the talk


class Telling(FakeAssistant):
    """Streams what it was given."""

    def __init__(self, *events: Event, error: Exception | None = None) -> None:
        super().__init__(ARTICLE)
        self.events, self.error = events, error
        self.heard: list[tuple[str, str]] = []
        self.asked: tuple[str, ...] = ()

    def stream(
        self, question: str, history: Sequence[tuple[str, str]] = (), *, as_of: date | None = None, documents: Collection[str] = ()
    ) -> Iterator[Event]:
        del question, as_of
        self.heard, self.asked = list(history), tuple(documents)
        yield from self.events
        if self.error:
            raise self.error


PLACE = Place.of({})


def steps(telling: FakeAssistant, asking: Asking | str, place: Place = PLACE) -> list[Step]:
    asked = Asking(asking) if isinstance(asking, str) else asking
    return list(Talk(telling).answering(place, asked))  # type: ignore[arg-type]


def test_an_answer_grows_before_the_eyes_is_kept_and_opens_its_first_source() -> None:
    final = FakeAssistant(ARTICLE).ask("How much has the foundry committed?")
    telling = Telling(Searching("q"), Passages(()), Token("It "), Token("has"), Answered(final))
    told = steps(telling, "q")
    assert texts.SEARCHING in Seen(told[0].live).text
    assert "It has" in Seen(told[-2].live).text
    assert "<mark>The foundry has committed $7.5 million to a new furnace.</mark>" in str(told[-1].source)
    place = told[-1].place
    assert place
    assert [turn.answer for turn in telling.conversations.turns(place.owner, place.conversation)] == [final.to_dict()]


def test_the_turns_before_are_the_history_unless_asked_alone_or_instead() -> None:
    final = replace(FakeAssistant(ARTICLE).ask("How much has the foundry committed?"), text="one [1]")
    telling = Telling(Answered(final))
    place = steps(telling, "a")[-1].place
    assert place
    steps(telling, "b", place)
    assert telling.heard == [(final.question, "one [1]")]
    last = telling.conversations.turns(place.owner, place.conversation)[-1].id
    steps(telling, Asking("c", instead=last, alone=True), place)
    assert telling.heard == []
    steps(telling, Asking("d", instead=last + 1), place)
    assert len(telling.heard) == 1
    assert len(telling.conversations.turns(place.owner, place.conversation)) == 2


def test_a_conversation_asks_the_chosen_documents_that_are_still_there() -> None:
    telling = Telling(Answered(FakeAssistant(ARTICLE).ask("How much has the foundry committed?")))
    talk = Talk(telling)  # type: ignore[arg-type]
    place = talk.choose(PLACE, [ARTICLE.id, "gone"])
    begun = steps(telling, "a", place)[-1].place
    assert begun
    assert telling.asked == (ARTICLE.id,)
    assert talk.chosen(Place(begun.owner, begun.conversation)) == (ARTICLE.id,)
    assert talk.chosen(talk.choose(begun, ["gone"])) == ()


@pytest.mark.parametrize(("error", "said"), [(AssistantError("Ask <less>."), "Ask <less>."), (ZeroDivisionError("inside"), "log")])
def test_a_failure_is_said_in_the_chat_and_not_kept(error: Exception, said: str) -> None:
    telling = Telling(error=error)
    last = steps(telling, "q")[-1]
    assert said in Seen(last.live).text
    assert "inside" not in last.live
    assert telling.conversations.all(PLACE.owner) == []


@pytest.mark.parametrize(
    "kept", [None, 7, [], {}, {"owner": 3}, {"owner": "short"}, {"owner": "A" * 32}, {"owner": None, "conversation": "x", "documents": {}}]
)
def test_what_a_browser_kept_may_be_anything(kept: object) -> None:
    place = Place.of(kept)
    assert re.fullmatch("[0-9a-f]{32}", place.owner)
    assert (place.conversation, place.documents) == ("", ())
    assert Place.of(place.to_dict()) == place


@pytest.mark.parametrize(
    "asked",
    [None, 7, {}, {"document": 3}, {"document": "nowhere"}, ["document"], {"turn": 4, "n": 1}, {"turn": "x", "n": 1}, {"document": "<b>"}],
)
def test_a_click_that_makes_no_sense_opens_nothing(asked: object) -> None:
    shown = Talk(fake(ARTICLE)).opened(PLACE, asked)
    assert "<article" not in shown
    assert "<b>" not in shown


@pytest.mark.parametrize("span", [(-5, 3), (3, 10_000), (90, 2), (10**30, 10**30), ("1", "x")])
def test_a_click_on_a_span_that_is_not_there_shows_the_document(span: tuple[object, object]) -> None:
    shown = Talk(fake(ARTICLE)).opened(PLACE, {"document": ARTICLE.id, "start": span[0], "end": span[1]})
    assert "It opens in May." in re.sub("</?mark>", "", shown)


# --- lists, files and facts


def test_conversations_are_listed_by_day() -> None:
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (20, 19, 16, 2)]
    shown = lists.conversations_html(
        [Conversation(str(n), f"c{n}", (), day, 1) for n, day in enumerate(days)], "1", today=date(2026, 3, 20)
    )
    assert re.findall("<h3>(.*?)</h3>", shown) == [texts.TODAY, texts.YESTERDAY, texts.THIS_WEEK, texts.EARLIER]
    assert re.findall('aria-current="page" title="(.*?)"', shown) == ["c1"]


def test_a_document_is_listed_with_what_is_known_of_it() -> None:
    known = Listed("i", "Plans", "corpus/plans.pdf", 9000, 3, 1, date(2025, 3, 1), date(2026, 1, 2), True)
    shown = Seen(lists.documents_html([known])).text
    for fact in ("Plans", "corpus/plans.pdf", "3 pages", "1 passage", "published 1 Mar 2025", "added 2 Jan 2026", texts.CAME_WITH):
        assert fact in shown


def test_a_language_model_that_had_no_part_in_an_answer_is_noted_quietly() -> None:
    said = {**answer("It cost $2 million.").to_dict(), "note": "The language model took too long."}
    assert '<p class="note">The language model took too long.</p>' in str(answers.answer_html(said))
    del said["note"]  # as answers were kept before there was a language model
    assert "note" not in str(answers.answer_html(said))


def test_a_draft_is_marked_as_unverified() -> None:
    shown = str(answers.waiting_html("How much?", Token("$9 billion"), "It is $9 billion"))
    assert texts.WRITING in shown
    assert 'class="sentence draft"' in shown


def test_a_file_from_outside_is_called_by_its_name_alone() -> None:
    outside = document_of(ARTICLE.text, "/outside/7f/foundry.txt")
    assert "/outside" not in opened(outside) + lists.documents_html([Listed("i", "t", "/outside/7f/foundry.txt", 1, 0, 1)])


def test_every_file_is_told_of_and_none_is_left_behind(tmp_path: Path) -> None:
    good, bad = tmp_path / "bridge.txt", tmp_path / "bridge.exe"
    good.write_text("The bridge over the Elbe has cost $3 million so far.")
    bad.write_bytes(b"MZ")
    told = list(adding(fake(ARTICLE), [str(good), str(bad)]))
    assert told[0] == {"bridge.txt": ("reading", ""), "bridge.exe": ("waiting", "")}
    assert told[-1] == {"bridge.txt": ("added", "added"), "bridge.exe": ("rejected", "bridge.exe is no text file. Save it as .txt.")}
    assert list(tmp_path.iterdir()) == []


def test_a_fact_is_a_row_that_opens_its_source() -> None:
    found = list(facts_of(ARTICLE))
    shown = facts.facts_html(found, [])
    (amount,) = [fact for fact in found if fact.value.kind == "amount"]
    assert f"#cite-{ARTICLE.id}-{amount.citation.start}-{amount.citation.end}" in Seen(shown).links
    assert "$7.5 million" in Seen(shown).text
    assert texts.NO_FACTS in facts.facts_html([], [])


def test_the_charts_draw_dates_and_amounts_of_one_currency() -> None:
    text = "It cost $3 million in May 2021.\nIt cost $3 million.\nIt cost $2 million on 4 June 2022.\nIt cost 9 billion euros.\n"
    found = list(facts_of(document_of(text)))
    columns, counted = facts.bars(found)
    assert (columns["amount"], columns["value"], counted) == ([3.0, 2.0], ["$3 million", "$2 million"], "USD million")
    assert facts.timeline(found)["date"] == ["2021-05-01", "2022-06-04"]
    assert facts.bars([]) == ({"amount": [], "value": [], "what": []}, "")


def test_the_page_that_waits_asks_nothing_of_another_host() -> None:
    page = waiting_page()
    assert texts.WARMING in page
    assert "%(" not in page
    assert not re.search(r"https?://", page)
