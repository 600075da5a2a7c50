"""The public face from end to end, with the real encoder, reader, catalog and indexes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant import Answer, Assistant, AssistantError
from assistant.config import read_settings
from assistant.types import Answered, Passages, Searching

REPORT = """Harbour works

The city council of Norwick approved 4.2 million euros for the new harbour wall on 3 March 2021. Work began in June 2021 and is to last
two years. Mayor Anna Lindqvist called it overdue.

- The wall will be 640 metres long.
- About 35 jobs are expected.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("assistant")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "harbour.txt").write_text(REPORT)
    article = next((Path(__file__).parent.parent / "corpus").iterdir())
    (folder / "corpus" / article.name).write_bytes(article.read_bytes())
    with Assistant.open(read_settings(data_dir=folder / "data", corpus_dir=folder / "corpus")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("How much money has Alibaba committed to AI and cloud computing?", "$53 billion"),
        ("How much did the council of Norwick approve for the harbour wall?", "4.2 million euros"),
        ("Who is the mayor of Norwick?", "Anna Lindqvist"),
        ("When did work on the harbour wall begin?", "June 2021"),
    ],
)
def test_the_shortest_answer_comes_with_the_sentence_that_says_so(assistant: Assistant, question: str, short: str) -> None:
    answer = assistant.ask(question)
    assert (answer.verdict, short in answer.short) == ("answered", True)
    (citation,) = answer.citations
    assert short in citation.quote
    assert assistant.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    assert assistant.check(answer).verdict == "holds"
    assert all(value.supported for value in answer.values)


@pytest.mark.parametrize("question", ["How much did the harbour wall of Reykjavik cost?", "Who won the football match?"])
def test_what_the_articles_do_not_say_is_not_answered(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.verdict, answer.short, answer.citations) == ("not_in_sources", "", ())
    assert answer.reason


def test_a_follow_up_is_understood_and_shown_in_full(assistant: Assistant) -> None:
    answer = assistant.ask("And until when?", [("How much has Alibaba committed to AI and cloud computing?", "$53 billion")])
    assert answer.standalone_question == "Until when has Alibaba committed to AI and cloud computing?"
    assert "2028" in answer.short


def test_an_answer_never_comes_from_the_history(assistant: Assistant) -> None:
    answer = assistant.ask("Who won the football match?", [("Who won the football match?", "Norwick United")])
    assert answer.verdict == "not_in_sources"


def test_answering_is_a_stream_that_ends_with_the_answer(assistant: Assistant) -> None:
    events = list(assistant.stream("How long will the harbour wall be?"))
    assert [type(event) for event in events] == [Searching, Passages, Answered]
    assert isinstance(events[-1], Answered)
    assert "640 metres" in events[-1].answer.text


def test_what_is_removed_is_not_found_and_its_answers_no_longer_hold(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "sea.txt").write_text("The lighthouse of Norwick was lit in 1874 by Karl Berg.")
    (added,) = assistant.add(tmp_path / "sea.txt")
    assert added.status == "added"
    assert added.document is not None
    answer = assistant.ask("When was the lighthouse of Norwick lit?")
    assert answer.short == "1874"
    assistant.remove(added.document.id)
    assert assistant.ask("When was the lighthouse of Norwick lit?").verdict != "answered"
    assert [one.status for one in assistant.check(answer).citations] == ["deleted"]


def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(assistant: Assistant, tmp_path: Path) -> None:
    before = assistant.documents()
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    (result,) = assistant.add(tmp_path / "broken.pdf")
    assert (result.status, "broken.pdf" in result.message) == ("rejected", True)
    assert assistant.documents() == before


def test_a_file_of_the_same_name_replaces_the_one_before(assistant: Assistant, tmp_path: Path) -> None:
    def name(path: Path) -> str:
        return path.name

    (tmp_path / "price.txt").write_text("The ferry ticket costs 12 euros.")
    assistant.add(tmp_path / "price.txt", source=name)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "price.txt").write_text("The ferry ticket costs 15 euros.")
    (result,) = assistant.add(tmp_path / "other" / "price.txt", source=name)
    assert result.status == "replaced"
    assert assistant.ask("How much does the ferry ticket cost?").short == "15 euros"
    assert result.document is not None
    assistant.remove(result.document.id)


@pytest.mark.parametrize("history", [["ab"], [("a",)], [(1, 2)], [{"q": "a", "a": "b"}]])
def test_a_history_that_is_no_pairs_is_one_clear_error(assistant: Assistant, history: list[tuple[str, str]]) -> None:
    with pytest.raises(AssistantError, match="history"):
        assistant.ask("And until when?", history)


def test_odd_paths_are_rejected_one_by_one_and_links_out_of_a_folder_are_not_followed(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.txt").write_text("The secret number is 42.")
    (tmp_path / "inside" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "inside" / "loop.txt").symlink_to("loop.txt")
    os.mkfifo(tmp_path / "inside" / "pipe.txt")
    assert assistant.add(tmp_path / "inside") == []
    odd = [tmp_path / "inside" / "loop.txt", tmp_path / "inside" / "pipe.txt", tmp_path / ("x" * 5000)]
    assert [result.status for result in assistant.add(*odd)] == ["rejected"] * 3
    with pytest.raises(AssistantError, match="empty path"):
        assistant.add("")


def test_a_saved_answer_whose_value_no_citation_states_does_not_hold(assistant: Assistant) -> None:
    saved = assistant.ask("Who is the mayor of Norwick?").to_dict()
    assert assistant.check({**saved, "short": "$99 billion"}).problems == ("$99 billion is stated by no citation.",)
    with pytest.raises(AssistantError, match='"citations" must be a list'):
        assistant.check({**saved, "citations": None})


def test_a_saved_answer_is_followed_into_the_newer_version_of_its_file(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "tower.txt"
    file.write_text("The tower of Norwick is 61 metres high. It was built in 1901.")
    assistant.add(file)
    saved = assistant.ask("How high is the tower of Norwick?").to_dict()
    file.write_text("A guide to the town.\n\nThe tower of Norwick is 61 metres high. It was built in 1901.")
    assistant.add(file)
    check = assistant.check(saved)
    assert (check.verdict, check.citations[0].now and check.citations[0].now.start) == ("moved", 22)
    file.write_text("The tower of Norwick is 64 metres high. It was built in 1901.")
    (added,) = assistant.add(file)
    check = assistant.check(saved)
    assert check.verdict == "fails"
    assert "The tower of Norwick is [-61-]{+64+} metres high." in check.citations[0].difference
    assert added.document
    assistant.remove(added.document.id)


@pytest.mark.parametrize("question", ["", "  \n", "\u200b\u202e", "?!", "x" * 4001])
def test_a_question_that_is_none_is_one_clear_error(assistant: Assistant, question: str) -> None:
    with pytest.raises(AssistantError, match="question"):
        assistant.ask(question)


def test_threads_get_the_answers_that_they_asked_for(assistant: Assistant) -> None:
    asked = {"Who is the mayor of Norwick?": "Anna Lindqvist", "Who is Alibaba's CEO?": "Eddie Wu"}
    answers: list[tuple[str, Answer]] = []

    def ask(question: str) -> None:
        answers.append((question, assistant.ask(question)))

    threads = [threading.Thread(target=ask, args=(question,)) for question in [*asked] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(asked[question] in answer.short for question, answer in answers)


def test_what_is_closed_says_so(tmp_path: Path) -> None:
    closed = Assistant.open(read_settings(data_dir=tmp_path / "data"))
    answer = closed.ask("Who is Alibaba's CEO?")
    document = closed.documents()[0]
    events = closed.stream("Who is Alibaba's CEO?")
    closed.close()
    closed.close()
    uses: list[Callable[[], object]] = [
        lambda: closed.ask("Who is Alibaba's CEO?"),
        lambda: list(events),
        lambda: closed.search("Alibaba"),
        lambda: closed.add(tmp_path),
        closed.documents,
        lambda: closed.document(document.id),
        lambda: closed.remove(document.id),
        lambda: closed.check(answer),
    ]
    for use in uses:
        with pytest.raises(AssistantError, match="was closed"):
            use()


def test_a_corpus_folder_that_was_named_must_be_there_unless_something_is_indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings(data_dir=tmp_path / "data", corpus_dir=tmp_path / "nowhere")
    for _ in range(2):  # the data folder was given back
        with pytest.raises(AssistantError, match=r"ASSISTANT_CORPUS_DIR is .*nowhere, which is no folder"):
            Assistant.open(settings)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text("The lighthouse of Norwick was lit in 1874 by Karl Berg.")
    with Assistant.open(read_settings(data_dir=tmp_path / "data")) as embedded:
        assert "no document" in embedded.ask("Who lit the lighthouse?").reason
        embedded.add("note.txt")
    with Assistant.open(settings) as again:
        assert [document.source for document in again.documents()] == ["note.txt"]


WALL = "Wall\n\nMarch 4, 2021\n\nThe council of Norwick approved 4.2 million euros for the harbour wall in 2021.\n"
DEARER = "More wall\n\nJanuary 5, 2022\n\nThe council of Norwick approved 4.8 million euros for the harbour wall in 2021.\n"


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("dated")
    (folder / "corpus").mkdir()
    for name, text in (("wall.txt", WALL), ("dearer.txt", DEARER), ("undated.txt", REPORT)):
        (folder / "corpus" / name).write_text(text)
    with Assistant.open(read_settings(data_dir=folder / "data", corpus_dir=folder / "corpus")) as opened:
        yield opened


HOW_MUCH = "How much did the council of Norwick approve for the harbour wall?"


def test_as_of_a_day_only_what_was_published_by_then_is_evidence(dated: Assistant) -> None:
    early = date(2021, 12, 31)
    answer = dated.ask(HOW_MUCH, as_of=early)
    assert (answer.verdict, answer.short) == ("answered", "4.2 million euros")
    assert {dated.document(hit.passage.document_id).source for hit in dated.search(HOW_MUCH, as_of=early)} == {"corpus/wall.txt"}
    assert {fact.citation.source for fact in dated.facts(as_of=early)} == {"corpus/wall.txt"}
    before = dated.ask(HOW_MUCH, as_of=date(2020, 1, 1))
    assert (before.verdict, before.reason) == ("not_in_sources", "No document is dated 2020-01-01 or earlier (1 of 3 have no date).")


def test_an_answer_that_a_later_document_changes_shows_both(dated: Assistant) -> None:
    answer = dated.ask(HOW_MUCH)
    assert (answer.verdict, answer.short) == ("conflicting", "")
    assert answer.citations[0].source == "corpus/dearer.txt"
    assert {checked.value.text for checked in answer.values} == {"4.2 million euros", "4.8 million euros"}
    assert dated.check(answer).holds
    (found,) = dated.comparisons(kinds=["amount"])
    assert (found.relation, [fact.value.text for fact in found.facts]) == ("updated", ["4.8 million euros", "4.2 million euros"])


def test_facts_of_one_document_are_asked_for_by_its_name(dated: Assistant) -> None:
    found = dated.facts(documents=["corpus/undated.txt"], kinds=["count"])
    assert [(fact.value.text, fact.measures) for fact in found] == [("640 metres", "The wall will be … long"), ("35 jobs", "are expected")]
    with pytest.raises(AssistantError, match="No document"):
        dated.facts(documents=["nowhere.txt"])


def test_only_the_chosen_documents_are_asked(assistant: Assistant) -> None:
    harbour, article = sorted(assistant.documents(), key=lambda document: "harbour" not in document.source)
    question = "How much did the council of Norwick approve for the harbour wall?"
    assert assistant.ask(question, documents=[harbour.id]).verdict == "answered"
    assert assistant.ask(question, documents=[article.source]).verdict == "not_in_sources"
    assert {hit.passage.document_id for hit in assistant.search(question, documents=[article.id])} == {article.id}
    with pytest.raises(AssistantError, match="nowhere"):
        assistant.ask(question, documents=["nowhere"])


def test_the_list_tells_what_came_with_the_corpus_and_what_was_pasted(assistant: Assistant) -> None:
    added = assistant.add_text("", "The mill of Ostby grinds 900 tonnes a year. It opened in 1911.")
    assert added.document
    assert {one.from_corpus for one in assistant.listed() if one.id != added.document.id} == {True}
    assert next(one for one in assistant.listed() if one.id == added.document.id).from_corpus is False
    assert assistant.ask("When did the mill of Ostby open?").short == "1911"
    assistant.remove(added.document.id)
    assert assistant.restore(added.document.id) == added.document
    assert assistant.ask("When did the mill of Ostby open?").short == "1911"
    assistant.remove(added.document.id)


def test_every_suggested_question_is_answered(assistant: Assistant) -> None:
    suggested = assistant.suggestions(10, wait=True)
    assert len(suggested) > 2
    assert {assistant.ask(question).verdict for question in suggested} == {"answered"}
    assert assistant.suggestions(1, near="Who leads Alibaba as its CEO?") == ["Who is Alibaba’s CEO?"]
