"""Saved answers against documents that changed since: what is still there, moved, changed, deleted, and what is still stated."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking import Finder, check, claims, difference, saved_answer
from assistant.errors import InputError
from assistant.types import Answer, Citation, Document

COMMITMENT = "Alibaba commits $53 billion to cloud computing between 2025 and 2028."
FALL = "Its stock fell by over 10% in the U.S."
TEXT = f"A bet on machines.\n\n{COMMITMENT} {FALL} Rivals such as Google wait for what comes of it."


def document(text: str) -> Document:
    digest = sha256(text.encode()).hexdigest()
    return Document(digest[:16], "Bet", "bet.txt", text, digest)


def today(text: str) -> Finder:
    """The only document there is, found by its source whatever it says now."""
    now = document(text)
    return lambda citation: now if now.source == citation.source else None


def cite(quote: str) -> Citation:
    return Citation.of(document(TEXT), TEXT.index(quote), TEXT.index(quote) + len(quote))


SAVED = Answer("How far did it fall?", "How far did it fall?", "answered", "over 10%", f"{FALL} [1]", 0.9, (cite(FALL),))


def test_an_answer_holds_while_its_document_stays_as_it_was() -> None:
    found = check(SAVED, today(TEXT))
    assert (found.verdict, found.problems) == ("holds", ())
    assert [(one.value.text, one.citation) for one in found.values] == [("10%", 1)]


def test_words_added_elsewhere_leave_a_citation_there_or_move_it() -> None:
    behind = check(SAVED, today(TEXT + " And more."))
    assert (behind.verdict, behind.citations[0].status) == ("holds", "there")
    before = check(SAVED, today("A note ahead.\n\n" + TEXT))
    (one,) = before.citations
    assert (before.verdict, one.status, before.holds) == ("moved", "moved", True)
    assert one.now
    assert (one.now.quote, one.now.start) == (FALL, TEXT.index(FALL) + 15)


def test_a_line_broken_elsewhere_only_moves_a_citation() -> None:
    (one,) = check(SAVED, today(TEXT.replace("fell by", "fell\nby"))).citations
    assert one.status == "moved"
    assert one.now
    assert one.now.quote == FALL.replace("fell by", "fell\nby")


def test_of_two_places_the_nearer_one_is_given() -> None:
    (one,) = check(SAVED, today(f"{FALL}\n\n{'Much is said of it. ' * 5}\n\n{FALL}")).citations
    assert one.now
    assert one.now.start > 0


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("10%", "12%", "[-10%-]{+12%+}"),
        ("fell", "rose", "[-fell-]{+rose+}"),
        ("over ", "under ", "[-over-]{+under+}"),
        ("over ", "", "[-over-]"),
        ("10%", "10 points", "[-10%-]{+10 points+}"),
    ],
)
def test_a_sentence_that_changed_is_shown_with_how(before: str, after: str, shown: str) -> None:
    found = check(SAVED, today(TEXT.replace(FALL, FALL.replace(before, after))))
    (one,) = found.citations
    assert (found.verdict, one.status) == ("fails", "changed")
    assert shown in one.difference
    assert any(shown in problem for problem in found.problems)
    assert not all(value.supported for value in found.values) or len(found.problems) > 1


def test_a_sentence_that_changed_beside_its_values_still_states_them() -> None:
    found = check(SAVED, today(TEXT.replace("Its stock", "Its battered share")))
    assert found.verdict == "fails"
    assert all(value.supported for value in found.values)


@pytest.mark.parametrize("text", ["", "Something else altogether is told here."])
def test_a_sentence_of_which_nothing_is_left_is_deleted(text: str) -> None:
    found = check(SAVED, today(text))
    assert (found.verdict, found.citations[0].status, found.citations[0].now) == ("fails", "deleted", None)
    assert [value.supported for value in found.values] == [False]


def test_a_document_that_is_gone_takes_its_citations_along() -> None:
    assert [one.status for one in check(SAVED, lambda _: None).citations] == ["deleted"]


@pytest.mark.parametrize(
    "forged",
    [
        replace(SAVED, short="over 11%"),
        replace(SAVED, short="under 10%"),
        replace(SAVED, short="10%"),
        replace(SAVED, text=f"{FALL.replace('fell', 'rose')} [1]"),
        replace(SAVED, text=f"{FALL.replace('10%', '1%')} [1]"),
        replace(SAVED, citations=()),
        replace(SAVED, verdict="not_in_sources"),
        replace(SAVED, citations=(replace(cite(FALL), quote=""),)),
        replace(SAVED, citations=(replace(cite(FALL), quote=FALL.replace("10%", "11%")),)),
    ],
)
def test_a_forged_answer_does_not_hold_even_while_nothing_changed(forged: Answer) -> None:
    assert check(forged, today(TEXT)).verdict == "fails"


def test_a_value_is_stated_only_by_what_its_own_sentence_cites() -> None:
    both = (cite(COMMITMENT), cite(FALL))
    swapped = replace(SAVED, text=f"{COMMITMENT} [2] {FALL} [1]", citations=both)
    assert "$53 billion is stated by no citation." in check(swapped, today(TEXT)).problems
    right = check(replace(swapped, text=f"{COMMITMENT} [1] {FALL} [2]"), today(TEXT))
    assert right.holds
    assert [(one.value.text, one.citation) for one in right.values] == [("10%", 2), ("$53 billion", 1), ("between 2025 and 2028", 1)]


def test_an_answer_that_claims_nothing_holds() -> None:
    silent = Answer("q", "q", "not_in_sources", "", "", 0.1, reason="Nobody says.", nearest=cite(FALL))
    assert check(silent, lambda _: None).verdict == "holds"


def test_claims_are_told_apart_by_the_numbers_behind_them() -> None:
    text = "It fell. [1] It rose again [1] [2] and so on."
    assert list(claims(text, 2)) == [("It fell.", [1]), ("It rose again", [1, 2]), ("and so on.", [1, 2])]
    assert list(claims("See note [7] there.", 2)) == [("See note [7] there.", [1, 2])]


@given(st.lists(st.sampled_from("a b c d".split()), max_size=8), st.lists(st.sampled_from("a b c d".split()), max_size=8))
def test_a_difference_holds_both_versions(before: list[str], after: list[str]) -> None:
    pieces = re.findall(r"\[-(.+?)-\]|\{\+(.+?)\+\}|([^\s\[{]+)", difference(" ".join(before), " ".join(after)))
    assert " ".join(gone or kept for gone, come, kept in pieces if not come).split() == before
    assert " ".join(come or kept for gone, come, kept in pieces if not gone).split() == after


@given(st.text(alphabet="ab 1.\n", max_size=40), st.text(alphabet="ab 1.\n", max_size=40), st.integers(0, 60), st.integers(0, 60))
def test_wherever_a_citation_is_found_it_is_a_slice(then: str, now: str, start: int, end: int) -> None:
    saved = Citation.of(document(then), min(start, end), max(start, end))
    (one,) = check(replace(SAVED, citations=(saved,)), today(now)).citations
    assert (one.now is None) == (one.status == "deleted")
    if one.now:
        assert now[one.now.start : one.now.end] == one.now.quote != ""
    if one.holds and one.now:
        assert one.now.quote.split() == saved.quote.split()


def test_json_comes_back_as_the_answer_it_was() -> None:
    back = saved_answer(SAVED.to_dict())
    assert check(back, today(TEXT)) == check(SAVED, today(TEXT))
    assert replace(back, values=SAVED.values) == SAVED


@pytest.mark.parametrize("field", ["verdict", "short", "text", "citations"])
def test_json_that_lacks_what_is_checked_is_one_clear_error(field: str) -> None:
    row = {name: value for name, value in SAVED.to_dict().items() if name != field}
    with pytest.raises(InputError, match=f'"{field}" must be'):
        saved_answer(row)
