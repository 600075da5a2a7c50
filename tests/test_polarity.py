"""Yes or no from one sentence: right where it says so, silent where it leaves anything open."""

from __future__ import annotations

import pytest

from assistant.polarity import decide, statement


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did the board approve the merger?", "The board approved the merger with Acme."),
        ("Did Acme buy the mill?", "Acme purchased the mill in 1998."),
        ("Was the mill bought by Acme?", "Acme bought the mill in 1998."),
        ("Did Acme buy the mill?", "The mill was bought by Acme."),
        ("Is Ada Holt the chief executive?", "Chief executive Ada Holt praised the staff."),
        ("Does the article say that shares fell?", "Shares dropped by 4% in Oslo."),
        ("Did shares fall by 4%?", "Shares dropped by 4% in Oslo."),
        ("Was revenue in 2023 more than £700 million?", "Revenue rose from £640 million in 2022 to £736 million in 2023."),
        ("Isn't the museum free?", "The museum is free on Mondays."),
        ("Will the bridge open in 2026?", "The bridge will open in May 2026."),
        ("Is it true that the camera failed?", "The camera failed in 2017."),
    ],
)
def test_yes_where_the_sentence_says_the_same(question: str, sentence: str) -> None:
    assert decide(question, sentence, "") == "Yes"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did the board approve the merger?", "The board did not approve the merger."),
        ("Did the board approve the merger?", "The board rejected the merger."),
        ("Did shares rise?", "Shares fell by 4% in Oslo."),
        ("Did the board vote for the merger?", "The board voted against the merger."),
        ("Was the budget $60 million?", "The budget was $53 million."),
        ("Was the budget more than $60 million?", "The budget was $53 million."),
        ("Did the budget exceed 60 pages?", "The budget did not exceed 60 pages."),
        ("Was Ada Holt born in 1920?", "Ada Holt was born in 1912."),
        ("Has the camera been repaired?", "The camera failed in 2017 and has not been repaired."),
        ("Was the reaction entirely positive?", "The announcement led to a mixed reaction."),
        ("Did Milltown beat Holm?", "Holm beat Milltown 3-1."),
        ("Is the mill open?", "The mill is closed on Mondays."),
        ("Did she sign the treaty?", "She refused to sign the treaty."),
    ],
)
def test_no_where_the_sentence_says_the_contrary(question: str, sentence: str) -> None:
    assert decide(question, sentence, "") == "No"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did the board approve the merger?", "The board may approve the merger."),
        ("Did the board approve the merger?", "The board will vote on whether to approve the merger."),
        ("Did the board approve the merger?", "The board plans to approve the merger."),
        ("Did the board approve the merger?", "The board discussed the merger."),
        ("Did the board approve the merger?", "The bank approved the merger."),
        ("Did Acme sue Bolt?", "Bolt sued Acme."),
        ("Did Sam Petrie score two goals?", "Jo Adeyemi scored two goals, and Sam Petrie added a third."),
        ("Did Google commit $53 billion?", "Alibaba committed $53 billion to its cloud."),
        ("Did revenue rise in 2020?", "Revenue rose in 2022."),
        ("Was the budget more than $60 million?", "The budget was over $53 million."),
        ("Was the budget $60 million?", "The budget was €60 million."),
        ("Did all members agree?", "Some members agreed."),
        ("Did the stock fall in Hong Kong?", "The stock fell by over 10% in the U.S."),
        ("Did Acme close its mill?", "The Acme mill opened in 1911."),
        ("Did the board not approve the merger?", "The board approved the merger."),
    ],
)
def test_silence_where_anything_stays_open(question: str, sentence: str) -> None:
    assert decide(question, sentence, "") == ""


def test_a_pronoun_stands_for_what_was_named_before() -> None:
    before = "Harbour Foods is a maker of ready meals."
    assert decide("Did Harbour Foods close the mill?", "It closed the mill in May.", before) == "Yes"
    assert decide("Did Harbour Foods close the mill?", "Its rival Northgate closed the mill in May.", before) == ""
    assert decide("Did Harbour Foods close the mill?", "Northgate closed the mill in May.", before) == ""


@pytest.mark.parametrize(
    "question",
    [
        "When did it open?",
        "Can you tell me how much it cost?",
        "Do you know when it opened?",
        "Does the article say how much it cost?",
        "Was it Acme or Bolt?",
        "open or closed",
    ],
)
def test_other_questions_put_nothing_up_for_a_yes_or_no(question: str) -> None:
    assert statement(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "before"),
    [
        ("Has any customer cancelled an order?", "Nobody has cancelled an order.", "Our customers wait."),
        ("Was anybody hurt in the fire?", "Nobody was injured.", "The fire broke out at noon."),
        ("Were there any arrests at the match?", "The police counted no arrests.", "The match was calm."),
        ("Did all of the members agree with the plan?", "Of 62 members, 58 agreed with the plan.", ""),
        ("Were all of the boats repaired?", "So far 12 of the 40 boats were repaired.", ""),
        ("Was the vote on the bridge unanimous?", "The council approved the bridge by 7 votes to 2.", ""),
        ("Is the bus fare going up to $2?", "A motion to raise the bus fare from $1.75 to $2.00 failed, 4 to 5.", ""),
        ("Is the bus fare going up?", "The fare stays as it is.", "The council spoke about the bus fare."),
        ("Does the stove replace a heater?", "It does not burn wood and it does not replace a heater.", "The stove burns gas."),
        ("Can the pump be oiled?", "Never oil the pump.", ""),
        ("Are cartridges included in the warranty?", "Cartridges are excluded.", "The warranty is five years."),
    ],
)
def test_no_where_the_sentence_implies_it(question: str, sentence: str, before: str) -> None:
    assert decide(question, sentence, before) == "No"


@pytest.mark.parametrize(
    ("question", "sentence", "before"),
    [
        ("Do the filters have to be changed?", "Change both filters every six months.", ""),
        ("Does street parking stay free on Sundays?", "Sundays stay free.", "Street parking costs more."),
        ("Is an M2 filter enough for dust?", "M2 is enough for dust.", "A set of filters costs 20 euros."),
        ("Were there any arrests at the match?", "The police made 12 arrests at the match.", ""),
    ],
)
def test_yes_where_the_sentence_implies_it(question: str, sentence: str, before: str) -> None:
    assert decide(question, sentence, before) == "Yes"


@pytest.mark.parametrize(
    ("question", "sentence", "before"),
    [
        ("Has any customer cancelled an order?", "Nobody has cancelled a flight.", "Our customers wait."),
        ("Were there any arrests in Holm?", "The police counted no arrests.", "The match in Esk was calm."),
        ("Did all of the members agree with the plan?", "Of 62 members, 58 came by train.", "The plan is new."),
        ("Was the vote on the bridge unanimous?", "The council approved the shelter by 7 votes to 2.", "The bridge is old."),
        ("Is the bus fare going up to $3?", "A motion to raise the bus fare from $1.75 to $2.00 failed, 4 to 5.", ""),
        ("Does the Esk One burn petrol?", "The Esk Max burns petrol.", "The models are Esk One and Esk Max."),
        ("Do the filters have to be washed?", "Change both filters every six months.", ""),
    ],
)
def test_nothing_is_implied_of_something_else(question: str, sentence: str, before: str) -> None:
    assert decide(question, sentence, before) == ""
