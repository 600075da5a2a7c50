"""Sentences in other words that a sentence of the article bears out, and such that it does not, with the real encoder and reader."""

from __future__ import annotations

import pytest

from assistant import Document, SupportJudge
from assistant.text import sentences

TEXT = """Harbour works in Norwick

The city council of Norwick approved 4.2 million euros for the new harbour wall on 3 March 2021. Work began in
June 2021 and is to last two years. Mayor Anna Lindqvist called it overdue. Norwick United beat Calder Rovers
3-1 in the final. Acme earned $5 million in 2020 and Beta earned $3 million. Alibaba's CEO, Eddie Wu, said that
AI is poised to change the company. Its stock fell by over 10% in the U.S. after the news. Vela Foods bought Oro
Mills from Kestrel Group for $90 million. The museum was founded in 1901 and rebuilt in 1950. A study by Pavel
Novotny had claimed that the lake dried out in 1640. The company plans to build a second plant in Halifax.
Nobody has cancelled a ship.
"""
DOCUMENT = Document("d", "Harbour works", "harbour.txt", TEXT, "0")


@pytest.fixture(scope="module")
def judge() -> SupportJudge:
    return SupportJudge.open()


@pytest.mark.parametrize(
    "claim",
    [
        "The council of Norwick approved 4.2 million euros for a harbour wall.",
        "Norwick United defeated Calder Rovers 3-1.",
        "Calder Rovers were beaten 3-1 by Norwick United.",
        "Acme earned $5 million in 2020.",
        "Beta earned $3 million.",
        "Eddie Wu is Alibaba's CEO.",
        "Vela Foods purchased Oro Mills for $90 million.",
        "Oro Mills was bought by Vela Foods.",
        "The museum was founded in 1901.",
        "The museum was rebuilt in 1950.",
        "The company plans a second plant in Halifax.",
    ],
)
def test_other_words_for_the_same_are_borne_out(judge: SupportJudge, claim: str) -> None:
    support = judge.support(claim, DOCUMENT, sentences(TEXT))
    assert support is not None
    (citation,) = support.claim.citations
    assert TEXT[citation.start : citation.end] == citation.quote == citation.quote.strip()


@pytest.mark.parametrize(
    "claim",
    [
        "The council of Norwick approved 4.2 million dollars for the harbour wall.",
        "The council of Norwick approved 4.2 billion euros for the harbour wall.",
        "Work began in June 2022.",
        "Anna Lindqvist opposed the wall.",
        "Calder Rovers beat Norwick United 3-1.",
        "Calder Rovers won the final 3-1.",
        "Acme earned $3 million.",
        "Beta earned $5 million.",
        "Beta earned $3 million in 1999.",
        "Eddie Wu is the CEO of Acme.",
        "The stock rose by over 10%.",
        "Kestrel Group bought Oro Mills from Vela Foods for $90 million.",
        "Oro Mills bought Vela Foods for $90 million.",
        "The museum was rebuilt in 1901.",
        "The museum was founded in 1950.",
        "Anna Lindqvist did not call it overdue.",
        "The city council of Norwick approved $90 million for the new harbour wall.",
        "Mayor Anna Lindqvist called it a triumph.",
        "France won the World Cup.",
        "The harbour wall is being built by Acme.",
        "The lake dried out in 1640.",
        "The company built a second plant in Halifax.",
        "Norwick United beat Sankt Elis 3-1 in the final.",
        "Vela Foods bought Oro Mills from Acme for $90 million.",
        "Der Stadtrat von Norwick billigte 4,2 Millionen Euro.",
    ],
)
def test_what_the_text_does_not_say_is_not(judge: SupportJudge, claim: str) -> None:
    assert judge.support(claim, DOCUMENT, sentences(TEXT)) is None


def test_a_lost_qualifier_is_put_back(judge: SupportJudge) -> None:
    support = judge.support("The stock fell by 10% in the U.S. after the news.", DOCUMENT, sentences(TEXT))
    assert support is not None
    assert "more than 10%" in support.claim.text


def test_a_copy_is_certain_and_needs_no_judge(judge: SupportJudge) -> None:
    support = judge.support("Nobody has cancelled a ship.", DOCUMENT, sentences(TEXT))
    assert support is not None
    assert support.probability == 1
