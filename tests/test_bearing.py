"""Whether a clause speaks of what is asked: its subject, who did it to whom, what is counted, the column, the time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bearing import Setting, unborne
from assistant.types import Answer, Citation, Claim, Document, Draft, Passage
from assistant.verification import Evidence, verify

TEXT = (
    "The mill at Harrow\n\n"
    "A new wheel costs £900 for the Harrow mill. The rest of the building would cost £4 million. "
    "In 1938 the mill employed 60 millers, and it ground 400 tons. "
    "Ada Brook was sent away in May for an insult to Cyril Dane. "
    "Dane beat Brook in the race of 1940 by 3 points. The north field gave 5 sacks, Harrow Hill 3 sacks.\n\n"
    "Only 14 people took part in the fair of 1951; they came by bus.\n\n"
    "| | M1 | M2 |\n| Weight | 5 kg | 7 kg |\n"
)
DOCUMENT = Document("d", "The mill at Harrow", "mill.txt", TEXT, "0")


def setting(sentence: str, short: str) -> Setting:
    return Setting(short, sentence, TEXT.index(sentence), DOCUMENT)


WHEEL = "A new wheel costs £900 for the Harrow mill."
REST = "The rest of the building would cost £4 million."
WORK = "In 1938 the mill employed 60 millers, and it ground 400 tons."
INSULT = "Ada Brook was sent away in May for an insult to Cyril Dane."
RACE = "Dane beat Brook in the race of 1940 by 3 points."
FAIR = "Only 14 people took part in the fair of 1951; they came by bus."
FIELDS = "The north field gave 5 sacks, Harrow Hill 3 sacks."
ROW = "| Weight | 5 kg | 7 kg |"


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("What does the Harrow mill cost?", WHEEL, "£900"),
        ("What did the tunnel cost?", REST, "£4 million"),
        ("How many sailors used the mill in 1938?", WORK, "60"),
        ("When was Cyril Dane sent away?", INSULT, "in May"),
        ("In which race did Brook beat Dane?", RACE, "the race of 1940"),
        ("How many people took part in the fair of 1938?", FAIR, "14 people"),
        ("How heavy is the M2?", ROW, "5 kg"),
        ("population of Harrow", WORK, "60 millers"),
        ("How many people did Dane employ?", RACE, "3 points"),
        ("How many sacks did the west meadow give?", FIELDS, "5 sacks"),
    ],
)
def test_what_the_clause_says_of_another_is_found(question: str, sentence: str, short: str) -> None:
    assert list(unborne(question, setting(sentence, short)))


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("What does a new wheel cost?", WHEEL, "£900"),
        ("How many millers did the mill employ in 1938?", WORK, "60 millers"),
        ("How many people did the mill employ in 1938?", WORK, "60 millers"),
        ("When was Ada Brook sent away?", INSULT, "in May"),
        ("In which race did Dane beat Brook?", RACE, "the race of 1940"),
        ("How many people took part in the fair of 1951?", FAIR, "14 people"),
        ("How heavy is the M1?", ROW, "5 kg"),
        ("How heavy is it?", ROW, "7 kg"),
        ("How many sacks did Harrow Hill give?", FIELDS, "3 sacks"),
    ],
)
def test_what_the_clause_says_of_what_is_asked_passes(question: str, sentence: str, short: str) -> None:
    assert list(unborne(question, setting(sentence, short))) == []


@given(st.text(max_size=60), st.sampled_from([WHEEL, WORK, RACE, ROW]), st.text(max_size=8))
def test_any_question_can_be_held_against_any_sentence(question: str, sentence: str, short: str) -> None:
    assert all(finding.reason for finding in unborne(question, setting(sentence, short)))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Gamma bought Acme in 2015.", False),
        ("Acme bought Beta in 2010. Beta bought Acme back in 2015.", False),
        ("Beta bought Acme in 2010.", True),
        ("Beta grew, and bought Acme in 2010.", True),
    ],
)
def test_only_the_reverse_of_what_is_asked_is_found_to_be_it(said: str, *, found: bool) -> None:
    document = Document("d", "Firms", "firms.txt", f"{said} Much was paid.", "0")
    stands = Setting("Much", "Much was paid.", document.text.index("Much"), document)
    assert any("reverse" in finding.reason for finding in unborne("What did Acme pay to buy Beta?", stands)) is False
    assert any("reverse" in finding.reason for finding in unborne("When did Acme buy Beta?", stands)) is found


def asked(question: str, short: str, sentence: str, confidence: float) -> Answer:
    start = TEXT.index(sentence)
    draft = Draft(short, (Claim(sentence, (Citation.of(DOCUMENT, start, start + len(sentence)),)),), confidence)
    passage = Passage("d:0", "d", 0, len(TEXT), TEXT)
    return verify(question, question, draft, Evidence([passage], {"d": DOCUMENT}), 0.5)


def test_a_name_typed_small_must_stand_by_the_answer() -> None:
    assert asked("how many races has cyril won", "the race of 1940", RACE, 0.7).verdict == "not_in_sources"


def test_each_of_what_the_sentence_before_names_is_not_another_thing() -> None:
    text = "The board ordered two ferries for the route. Each boat costs 84 million kroner. Its old cranes cost 2 million kroner."
    document = Document("d", "Board", "board.txt", text, "0")
    start = text.index("Each")
    setting = Setting("84 million kroner", "Each boat costs 84 million kroner.", start, document)
    assert not list(unborne("How much does each ferry cost?", setting))
    assert list(unborne("How much does each crane cost?", setting))
