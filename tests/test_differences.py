"""What measures the same, and when its values disagree: rather missed than claimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.differences import agree, comparisons, weighed
from assistant.facts import facts_of
from assistant.types import Answer, Citation, Document, Passage
from assistant.values import find
from assistant.verification import Evidence


def document(name: str, text: str, published: date | None = None, title: str = "") -> Document:
    return Document(name, title or name, f"{name}.txt", text, name, (), published)


def relations(*documents: Document) -> list[tuple[str, list[str]]]:
    found = comparisons(fact for one in documents for fact in facts_of(one))
    return [(one.relation, [fact.value.text for fact in one.facts]) for one in found]


def values(one: str, other: str) -> list[tuple[str, list[str]]]:
    return relations(document("a", one), document("b", other))


@pytest.mark.parametrize(
    ("one", "other", "differing"),
    [
        ("Acme raised $5 million in 2024.", "In 2024, Acme raised $7 million.", ["$5 million", "$7 million"]),
        ("The Humber Bridge is 2,220 metres long.", "The Humber Bridge is 1,410 metres long.", ["2,220 metres", "1,410 metres"]),
        ("The Orion mine employs 500 people.", "About the valley: the Orion mine employs 700 people.", ["500 people", "700 people"]),
        ("Acme was founded in 1999.", "Acme was founded in 2001.", ["1999", "2001"]),
        ("Acme's profit fell 12% in 2023.", "Acme’s profit fell by 15% in 2023.", ["12%", "15%"]),
        (
            "Acme commits $5 million to AI from 2025 to 2028.",
            "Acme commits $6 million to AI between 2025-2028.",
            ["$5 million", "$6 million"],
        ),
        ("The Lund museum opened in 1907.", "The Lund museum was opened in 1911.", ["1907", "1911"]),
        ("Acme said that revenue rose 12% in 2023.", "Acme's revenue rose 15% in 2023.", ["12%", "15%"]),
        ("Acme Inc. reported revenue of $3 billion in 2020.", "Acme reported revenue of $4 billion in 2020.", ["$3 billion", "$4 billion"]),
    ],
)
def test_the_same_measure_with_another_value_differs(one: str, other: str, differing: list[str]) -> None:
    assert values(one, other) == [("differ", differing)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme earned $1.2 billion in 2020.", "Acme earned $1.23 billion in 2020."),
        ("Acme earned over $1 billion in 2020.", "Acme earned $1.23 billion in 2020."),
        ("Acme earned about $1.2 billion in 2020.", "Acme earned $1.28 billion in 2020."),
        ("Acme earned $1,200 million in 2020.", "Acme earned $1.2bn in 2020."),
        ("Acme was founded in 1999.", "Acme was founded in May 1999."),
    ],
)
def test_rounding_precision_and_qualifiers_are_no_difference(one: str, other: str) -> None:
    assert [relation for relation, _ in values(one, other)] == ["agree"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme earned $3 billion in 2019.", "Acme earned $4 billion in 2020."),  # periods
        ("Acme earned $3 billion in 2020.", "Acme earned $4 billion."),
        ("Acme earned $3 billion.", "Bolt earned $4 billion."),  # subjects
        ("Acme earned $3 billion in Europe.", "Acme earned $4 billion in Asia."),  # scopes
        ("Acme's cloud sales were $3 billion in 2020.", "Acme's sales were $4 billion in 2020."),
        ("Acme earned $3 billion in 2020.", "Acme earned 4 billion euros in 2020."),  # units
        ("Acme pays $3 per share.", "Acme pays $4 per month."),
        ("Acme employs 500 engineers.", "Acme employs 700 lawyers."),
        ("Acme's profit rose 5% in 2020.", "Acme's profit fell 6% in 2020."),  # directions are other statements
        ("It earned $3 billion in 2020.", "It earned $4 billion in 2020."),  # who?
        ("Acme earned $3 million last year.", "Acme earned $4 million last year."),  # when?
        ("Acme expects to earn $3 billion in 2020.", "Acme earned $4 billion in 2020."),
        ("Acme did not earn $3 billion in 2020.", "Acme earned $4 billion in 2020."),
        ("Acme opened a shop in Lund in 2019.", "Acme opened a shop in Lund in 2021."),  # may happen twice
        ("Revenue was $5 million in 2020.", "Revenue was $6 million in 2020."),  # whose?
        ("Acme's profit rose from $3 million in 2020.", "Acme's profit rose to $4 million in 2020."),
        ("Acme hired 5 cooks and 7 cooks.", "Acme hired 9 cooks."),
        ("Of 9 cooks, Acme hired 5 cooks.", "Acme hired 9 cooks."),
        ("See page 7 of the Acme report.", "See page 9 of the Acme report."),  # a reference measures nothing
    ],
)
def test_what_is_measured_otherwise_is_not_compared(one: str, other: str) -> None:
    assert not any(relation != "agree" for relation, _ in values(one, other))


def test_the_later_document_replaces_the_earlier() -> None:
    old, new = date(2023, 1, 1), date(2025, 1, 1)
    texts = "The Orion mine employs 500 people.", "The Orion mine employs 700 people."
    assert relations(document("a", texts[0], old), document("b", texts[1], new)) == [("updated", ["700 people", "500 people"])]
    assert relations(document("a", texts[0], old), document("b", texts[1], old))[0][0] == "differ"
    assert relations(document("a", texts[0], old), document("b", texts[1]))[0][0] == "differ"


def test_sentences_that_say_of_which_day_they_speak_replace_one_another() -> None:
    text = "As of 1 May 2021, Acme had 40 stores. As of 1 May 2022, Acme had 45 stores."
    assert relations(document("a", text)) == [("updated", ["45 stores", "40 stores"])]


def test_undated_parts_of_one_document_may_be_of_different_times() -> None:
    text = "# Large\n\nThe tower of Acme is 40 metres high.\n\n# Small\n\nThe tower of Acme is 60 metres high.\n"
    assert relations(document("a", text)) == []
    assert relations(document("a", text.replace("# Small", "")))[0][0] == "differ"
    assert relations(document("a", "Acme hired 40 cooks. The day was warm. Acme hired 60 cooks.")) == []


def test_who_says_it_is_not_what_it_is_about() -> None:
    one, other = (
        "According to the Census Bureau, the city has an area of 20 km.",
        "According to the Census Bureau, the city has an area of 90 km.",
    )
    assert values(one, other) == []


def test_documents_of_one_title_are_about_the_same_bridge() -> None:
    texts = "The bridge is 300 metres long.", "The bridge is 320 metres long."
    assert relations(document("a", texts[0]), document("b", texts[1])) == []
    assert relations(document("a", texts[0], title="Harbour works"), document("b", texts[1], title="Harbour works"))[0][0] == "differ"


AMOUNTS = st.builds(
    lambda whole, part, scale: f"${whole}{part} {scale}",
    st.integers(1, 999),
    st.sampled_from(["", ".2", ".25"]),
    st.sampled_from(["million", "billion"]),
)


@given(AMOUNTS, AMOUNTS)
def test_agreeing_is_mutual_and_everything_agrees_with_itself(one: str, other: str) -> None:
    (a,), (b,) = find(one), find(other)
    assert agree(a, a)
    assert agree(a, b) == agree(b, a)
    assert agree(replace(a, qualifier=">"), replace(b, qualifier="<")) or (a.low or 0) > (b.high or 0)


WALL = document(
    "old", "The council of Norwick approved 4.2 million euros for the new harbour wall on 3 March 2021.", date(2021, 3, 4), "Wall"
)
OTHER = document("new", "The city council of Norwick approved 4.8 million euros for the harbour wall.", date(2022, 1, 5), "More wall")
QUESTION = "How much did the council of Norwick approve for the harbour wall?"


def answered(short: str, *documents: Document, question: str = QUESTION) -> Answer:
    first = documents[0]
    citation = Citation.of(first, 0, len(first.text))
    evidence = Evidence([Passage(f"{d.id}:0", d.id, 0, len(d.text), d.text) for d in documents], {d.id: d for d in documents})
    return weighed(Answer(question, question, "answered", short, f"{first.text} [1]", 0.9, (citation,)), evidence)


def test_an_answer_that_another_document_contradicts_shows_both() -> None:
    answer = answered("4.2 million euros", replace(WALL, published=None), OTHER)
    assert (answer.verdict, answer.short) == ("conflicting", "")
    assert [citation.document_id for citation in answer.citations] == ["new", "old"]
    assert all(f"{value} [" not in answer.text and value in answer.text for value in ("4.2 million euros", "4.8 million euros"))
    assert answer.text.count("[1]") == answer.text.count("[2]") == 1
    assert [(one.value.text, one.citation) for one in answer.values] == [("4.8 million euros", 1), ("4.2 million euros", 2)]
    assert answer.reason == "The documents give different values for this: 4.8 million euros and 4.2 million euros."


def test_an_update_says_which_document_is_the_later() -> None:
    answer = answered("4.2 million euros", WALL, OTHER)
    assert answer.verdict == "conflicting"
    assert answer.citations[0].document_id == "new"
    assert "2022-01-05 is later than that of 2021-03-04" in answer.reason


@pytest.mark.parametrize(
    "text",
    [
        "The council of Norwick approved 4.2 million euros for the harbour wall.",
        "The council of Norwick approved about 4 million euros for the harbour wall.",
        "The council of Norwick approved 9 million euros for the harbour wall and the pier.",
        "The council of Norwick rejected 9 million euros for the harbour wall.",
        "The council of Reykjavik approved 9 million euros for the harbour wall.",
        "The council of Norwick approved 9 million euros for a harbour wall on 5 May 2020.",
        "As of 1 June 2020, the council of Norwick approved 9 million euros for the harbour wall.",
    ],
)
def test_an_answer_that_nothing_contradicts_stays(text: str) -> None:
    assert answered("4.2 million euros", WALL, document("new", text)).verdict == "answered"


def test_only_answers_with_one_value_are_weighed() -> None:
    assert answered("the council", WALL, OTHER).verdict == "answered"
    assert answered("4.2 million euros on 3 March 2021", WALL, OTHER).verdict == "answered"
