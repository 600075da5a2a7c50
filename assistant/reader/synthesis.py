"""Made-up passages dense with values, and questions that only one of the values answers, or none.

Encyclopedias seldom put three amounts into one sentence; news, minutes and manuals do. Each template is a sentence (or table) with slots,
questions for some slots, and questions that it leaves open. A passage joins several, so that every value has neighbours of its own kind.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.reader.examples import Question

_SLOT = re.compile(r"\{([a-z]+)(\d*)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """`text` with slots like `{money1}`; `asked` maps a slot, or several with the words between them, to questions that it answers.

    Questions in `open` name something that the text does not give.
    """

    text: str
    asked: dict[str, tuple[str, ...]]
    open: tuple[str, ...] = ()


TEMPLATES = (
    Template(
        "{company1}'s {figure1} rose {percent1} to {money1} in the {ordinal1} quarter of {year1}, from {money2} a year earlier.",
        {
            "{percent1}": (
                "By what percentage did {company1}'s {figure1} rise?",
                "how much did the {figure1} of {company1} grow in percent",
            ),
            "{money1}": (
                "What was {company1}'s {figure1} in the {ordinal1} quarter of {year1}?",
                "How much {figure1} did {company1} report for the {ordinal1} quarter?",
                "{company1} {figure1} {ordinal1} quarter {year1}",
            ),
            "{money2}": (
                "What was {company1}'s {figure1} a year earlier?",
                "How high was the {figure1} of {company1} in the same quarter of the year before?",
            ),
        },
        (
            "What was {company1}'s {figure2} in the {ordinal1} quarter of {year1}?",
            "What was {company1}'s {figure1} in the {ordinal2} quarter of {year1}?",
            "What was {company2}'s {figure1} in the {ordinal1} quarter of {year1}?",
        ),
    ),
    Template(
        "{figure1} at {company1} fell to {money1} in {year1} after {money2} the year before, and its margin "
        "narrowed to {percent1} from {percent2}.",
        {
            "{money1}": ("How much was {company1}'s {figure1} in {year1}?", "What did {company1}'s {figure1} fall to?"),
            "{money2}": (
                "What was the {figure1} of {company1} before it fell?",
                "How much was {company1}'s {figure1} in the year before {year1}?",
            ),
            "{percent1}": ("What was {company1}'s margin in {year1}?", "To what share did the margin of {company1} narrow?"),
            "{percent2}": ("What was the margin of {company1} the year before {year1}?", "From what level did {company1}'s margin narrow?"),
        },
        ("What was the {figure2} of {company1} in {year1}?", "What was {company1}'s margin in {year2}?"),
    ),
    Template(
        "The {segment1} division of {company1} brought in {money1}, the {segment2} division {money2}.",
        {
            "{money1}": ("How much did {company1}'s {segment1} division bring in?", "{segment1} revenue {company1}"),
            "{money2}": ("What did the {segment2} division of {company1} earn?", "What revenue did the {segment2} business have?"),
        },
        ("How much did {company1}'s {segment3} division bring in?", "How many people work in the {segment1} division of {company1}?"),
    ),
    Template(
        "{company1} now expects {figure1} of {money1} to {money2} for {year1}; in spring it had forecast {money3}.",
        {
            "{money1} to {money2}": ("What {figure1} does {company1} now expect for {year1}?", "new {figure1} forecast of {company1}"),
            "{money3}": ("What had {company1} forecast in spring?", "What was the earlier forecast for the {figure1} of {company1}?"),
        },
        ("What {figure2} does {company1} expect for {year1}?", "What {figure1} does {company1} expect for {year2}?"),
    ),
    Template(
        "{company1} employs {count1} people, {count2} of them in {place1}, and hired {count3} this year.",
        {
            "{count1}": ("How many people does {company1} employ?", "number of employees at {company1}"),
            "{count2}": ("How many of {company1}'s people work in {place1}?", "How many employees does {company1} have in {place1}?"),
            "{count3}": ("How many people did {company1} hire this year?",),
        },
        ("How many people does {company1} employ in {place2}?", "How many people did {company1} dismiss this year?"),
    ),
    Template(
        "The board of {company1} proposed a dividend of {price1} a share, up from {price2}; net profit per share came to {price3}.",
        {
            "{price1}": ("What dividend did {company1} propose?", "How much dividend per share does the board of {company1} propose?"),
            "{price2}": ("What was the dividend of {company1} before?",),
            "{price3}": ("What was {company1}'s profit per share?", "earnings per share {company1}"),
        },
        ("When will {company1} pay its dividend?", "What dividend did {company2} propose?"),
    ),
    Template(
        "{company1} borrowed {money1} from {company2} at {percent1} a year; the loan runs for {duration1} "
        "and must be repaid by {month1} {year1}.",
        {
            "{money1}": ("How much did {company1} borrow?", "How big is the loan to {company1}?"),
            "{company2}": ("Who lent {company1} the money?", "From whom did {company1} borrow?"),
            "{percent1}": ("What interest does {company1} pay on the loan?", "At what rate did {company1} borrow?"),
            "{duration1}": ("How long does {company1}'s loan run?", "What is the term of the loan to {company1}?"),
            "{month1} {year1}": ("By when must {company1} repay the loan?",),
        },
        ("What fee did {company1} pay for the loan?", "How much did {company1} lend to {company3}?"),
    ),
    Template(
        "In {month1} {year1} {company1} bought {company2}, which had {count1} employees and sales of {money1}, for {money2}.",
        {
            "{money2}": ("How much did {company1} pay for {company2}?", "price of {company2}", "For how much was {company2} bought?"),
            "{money1}": ("What sales did {company2} have?", "How much were the sales of {company2}?"),
            "{count1}": ("How many employees did {company2} have?",),
            "{month1} {year1}": ("When did {company1} buy {company2}?", "When was {company2} taken over?"),
            "{company1}": ("Who bought {company2}?", "Which company took over {company2}?"),
        },
        ("How much did {company2} pay for {company1}?", "When did {company1} sell {company2}?", "How much profit did {company2} make?"),
    ),
    Template(
        "Shares of {company1} fell {percent1} to {price1} on {date1}, while those of {company2} gained {percent2}.",
        {
            "{percent1}": ("How much did the shares of {company1} fall?", "By what percentage did {company1} drop?"),
            "{percent2}": ("How much did {company2} gain?", "By how many percent did shares of {company2} rise?"),
            "{price1}": ("To what price did {company1}'s shares fall?", "share price of {company1}"),
            "{date1}": ("On what day did the shares of {company1} fall?",),
        },
        ("How much did the shares of {company1} gain?", "How much did the shares of {company3} fall?"),
    ),
    Template(
        "{company1} will invest {money1} in {venture1} between {year1} and {year2}, and {company2} has "
        "promised {money2} for {venture2} by {year3}.",
        {
            "{money1}": ("How much will {company1} invest in {venture1}?", "How much has {company1} committed?"),
            "{money2}": ("How much has {company2} promised for {venture2}?", "What is {company2} going to spend?"),
            "between {year1} and {year2}": (
                "When will {company1} invest in {venture1}?",
                "Over which years will {company1} spend the money?",
            ),
            "{year3}": ("By when does {company2} want to spend the money?",),
        },
        ("How much will {company1} invest in {venture2}?", "How much has {company3} promised?", "How many jobs will {company1} create?"),
    ),
    Template(
        "By {count1} votes to {count2} the council of {place1} raised the {fee1} from {price1} to {price2} as of {date1}.",
        {
            "{price2}": ("How much is the {fee1} in {place1} now?", "What will the {fee1} in {place1} be?", "new {fee1} {place1}"),
            "{price1}": ("What was the {fee1} in {place1} before?", "How much did people in {place1} pay for the {fee1} until now?"),
            "{date1}": ("From when on does the higher {fee1} in {place1} apply?", "When does the {fee1} go up?"),
            "{count1}": ("How many council members of {place1} voted for the higher {fee1}?",),
            "{count2}": ("How many voted against raising the {fee1} in {place1}?",),
        },
        ("How much is the {fee2} in {place1}?", "How much is the {fee1} in {place2}?", "Who moved to raise the {fee1} in {place1}?"),
    ),
    Template(
        "Of the {money1} that the new {building1} in {place1} will cost, the state pays {money2} and the city {money3}.",
        {
            "{money1}": ("How much will the {building1} in {place1} cost?", "cost of the {building1}"),
            "{money2}": ("How much does the state pay for the {building1}?", "What is the state's part of the cost of the {building1}?"),
            "{money3}": (
                "How much does the city pay for the {building1} in {place1}?",
                "What does {place1} itself pay for the {building1}?",
            ),
        },
        ("When will the {building1} in {place1} open?", "How much does the state pay for the {building2}?", "Who builds the {building1}?"),
    ),
    Template(
        "{count1} of the {count2} {things1} in {place1} have been replaced; the other {count3} are to follow by {year1}.",
        {
            "{count1}": ("How many {things1} in {place1} have been replaced?", "How many of the {things1} are already new?"),
            "{count2}": ("How many {things1} are there in {place1}?",),
            "{count3}": ("How many {things1} in {place1} still have to be replaced?", "How many {things1} are left to replace?"),
            "{year1}": ("By when are all {things1} in {place1} to be replaced?",),
        },
        ("How many {things2} in {place1} have been replaced?", "What did it cost to replace the {things1} in {place1}?"),
    ),
    Template(
        "In {place1} the {fee1} goes up by {percent1} and the {fee2} by {percent2}.",
        {
            "{percent1}": ("By how much does the {fee1} go up in {place1}?", "What is the rise of the {fee1} in {place1}?"),
            "{percent2}": ("By what percentage does the {fee2} go up in {place1}?", "{fee2} increase {place1}"),
        },
        ("By how much does the {fee3} go up in {place1}?", "Why does the {fee1} go up in {place1}?"),
    ),
    Template(
        "The core that {person1}'s team drilled at {place1} in {year1} is {length1} long; the one of {year2} was only {length2}.",
        {
            "{length1}": ("How long is the core of {year1}?", "What is the length of the core that {person1}'s team drilled?"),
            "{length2}": ("How long was the core of {year2}?",),
            "{year1}": ("When did {person1}'s team drill at {place1}?",),
        },
        ("How wide is the core of {year1}?", "How long was the core of {year3}?", "How many people drilled at {place1} in {year2}?"),
    ),
    Template(
        "Samples from {place1} held {percent1} {substance1} and {percent2} {substance2}, those from {place2} {percent3} {substance1}.",
        {
            "{percent1}": ("How much {substance1} did the samples from {place1} hold?", "share of {substance1} at {place1}"),
            "{percent2}": ("How much {substance2} was in the samples from {place1}?",),
            "{percent3}": ("What share of {substance1} did the samples from {place2} hold?",),
        },
        ("How much {substance2} was in the samples from {place2}?", "How much {substance3} did the samples from {place1} hold?"),
    ),
    Template(
        "The study of {person1}, published on {date1}, followed {count1} patients for {duration1}; {count2} "
        "dropped out and {percent1} got better.",
        {
            "{date1}": ("When was the study of {person1} published?", "publication date of {person1}'s study"),
            "{count1}": ("How many patients did {person1}'s study follow?", "number of patients in the study"),
            "{duration1}": ("How long did the study of {person1} follow the patients?",),
            "{count2}": ("How many patients dropped out of {person1}'s study?",),
            "{percent1}": ("What share of the patients in {person1}'s study got better?",),
        },
        ("When was the study of {person2} published?", "How many patients in {person1}'s study died?", "Who paid for {person1}'s study?"),
    ),
    Template(
        "The layer from {place1} is {length1} thick, the one from {place2} {length2}; {place1} lies {length3} from the site.",
        {
            "{length1}": ("How thick is the layer from {place1}?", "thickness of the {place1} layer"),
            "{length2}": ("How thick is the layer from {place2}?",),
            "{length3}": ("How far is {place1} from the site?",),
        },
        ("How far is {place2} from the site?", "How thick is the layer from {place3}?", "How high is {place1}?"),
    ),
    Template(
        "{person1} scored {count1} goals, {person2} {count2}, and goalkeeper {person3} of {team1} saved {count3} shots.",
        {
            "{count1}": ("How many goals did {person1} score?", "goals {person1}"),
            "{count2}": ("How many goals did {person2} get?", "How many times did {person2} score?"),
            "{count3}": ("How many shots did {person3} save?", "How many shots did {team1}'s goalkeeper stop?"),
        },
        ("How many goals did {person3} score?", "How many goals did {person4} score?", "How many shots did {person1} miss?"),
    ),
    Template(
        "{team1} beat {team2} {score1} in the final in {place1} on {date1} before {count1} spectators; "
        "{count2} had come to the semi-final.",
        {
            "{score1}": ("What was the score of the final between {team1} and {team2}?", "How did the final end?"),
            "{count1}": ("How many people saw the final in {place1}?", "How many spectators came to the final?"),
            "{count2}": ("How many spectators came to the semi-final?",),
            "{team1}": ("Who won the final?", "Which team beat {team2}?"),
            "{team2}": ("Whom did {team1} beat in the final?", "Who lost the final in {place1}?"),
            "{date1}": ("When was the final between {team1} and {team2} played?",),
        },
        (
            "What was the score of the semi-final?",
            "How did {team3} play against {team1}?",
            "By how much did {team2} beat {team1} in the final?",
        ),
    ),
    Template(
        "The winners of the {team1} tournament get {money1}, the runners-up {money2} and the third {money3}.",
        {
            "{money1}": ("How much prize money do the winners of the {team1} tournament get?", "{team1} tournament winners prize"),
            "{money2}": ("What do the runners-up of the {team1} tournament get?", "prize money runner-up {team1} tournament"),
            "{money3}": ("How much does the third of the {team1} tournament get?",),
        },
        ("What does the fourth of the {team1} tournament get?", "Who sponsors the {team1} tournament?"),
    ),
    Template(
        "{team1} had won the cup in {year1}, {year2} and {year3}, {team2} only in {year4}.",
        {
            "{year1}, {year2} and {year3}": ("In which years did {team1} win the cup?", "cup wins of {team1}"),
            "{year4}": ("When did {team2} win the cup?",),
        },
        ("When did {team3} win the cup?", "How often did {team2} lose a final?"),
    ),
    Template(
        "Begun in {year1}, the {building1} of {place1} opened on {date1}; it had cost {money1}, {money2} more than planned.",
        {
            "{year1}": ("When was the {building1} of {place1} begun?", "In which year did work on the {building1} begin?"),
            "{date1}": ("When did the {building1} of {place1} open?", "opening of the {building1} in {place1}"),
            "{money1}": ("What did the {building1} of {place1} cost?",),
            "{money2}": ("By how much did the {building1} of {place1} exceed its plan?",),
        },
        (
            "When was the {building1} of {place1} closed?",
            "Who built the {building1} of {place1}?",
            "What did the {building2} of {place1} cost?",
        ),
    ),
    Template(
        "{place1} grew from {count1} inhabitants in {year1} to {count2} in {year2}; {place2} had {count3} at that time.",
        {
            "{count1}": ("How many inhabitants did {place1} have in {year1}?", "population of {place1} {year1}"),
            "{count2}": ("How many people lived in {place1} in {year2}?", "What was the population of {place1} in {year2}?"),
            "{count3}": ("How many inhabitants did {place2} have?",),
        },
        ("How many inhabitants did {place1} have in {year3}?", "How many inhabitants did {place3} have?"),
    ),
    Template(
        "{person1} led the works until {year1}, when {person2} followed; {person3} had drawn the plans in {year2}.",
        {
            "{person2}": ("Who followed {person1}?", "Who led the works after {person1}?"),
            "{person1}": ("Who led the works before {person2}?", "Whom did {person2} follow?"),
            "{person3}": ("Who drew the plans?",),
            "{year1}": ("When did {person2} follow {person1}?", "Until when did {person1} lead the works?"),
            "{year2}": ("When did {person3} draw the plans?",),
        },
        ("Who followed {person2}?", "Why did {person1} leave?", "When was {person2} born?"),
    ),
    Template(
        "A share of the {place1} company, issued at {price1}, changed hands for {price2} in {year1}; the "
        "company raised {money1} and paid {percent1}.",
        {
            "{price1}": ("At what price were the shares of the {place1} company issued?",),
            "{price2}": ("What did a share of the {place1} company cost in {year1}?", "price of a {place1} share in {year1}"),
            "{money1}": ("How much did the {place1} company raise?",),
            "{percent1}": ("What dividend did the {place1} company pay?",),
        },
        ("What did a share of the {place1} company cost in {year2}?", "How many shares did the {place1} company issue?"),
    ),
    Template(
        "The {product1} costs {price1} and the {product2} {price2}; both come with a warranty of {duration1}.",
        {
            "{price1}": ("What does the {product1} cost?", "price {product1}", "How much is a {product1}?"),
            "{price2}": ("How much does the {product2} cost?", "What is the price of the {product2}?"),
            "{duration1}": ("How long is the warranty of the {product1}?", "warranty {product2}"),
        },
        ("What does the {product3} cost?", "How much does the {product1} weigh?", "Since when has the {product2} been sold?"),
    ),
    Template(
        "At full speed the {product1} takes {power1} and the {product2} {power2}, at half speed {power3} and {power4}.",
        {
            "{power1}": ("How much power does the {product1} take at full speed?", "{product1} power full speed"),
            "{power2}": ("What does the {product2} take at full speed?",),
            "{power3}": ("How much power does the {product1} need at half speed?",),
            "{power4}": ("What power does the {product2} take at half speed?",),
        },
        ("How much power does the {product3} take at full speed?", "How loud is the {product1} at full speed?"),
    ),
    Template(
        "In {country1} a set of filters for the {product1} is sold at {price1}, in {country2} at {price2}.",
        {
            "{price1}": ("What does a set of filters for the {product1} cost in {country1}?", "{product1} filters price {country1}"),
            "{price2}": ("How much are filters for the {product1} in {country2}?",),
        },
        ("What do filters for the {product1} cost in {country3}?", "How many filters does the {product1} need?"),
    ),
    Template(
        "Clean the {product1} every {duration1}, change its battery after {duration2}, and let it rest for {duration3} before use.",
        {
            "{duration1}": ("How often must the {product1} be cleaned?", "cleaning interval {product1}"),
            "{duration2}": ("After how long does the battery of the {product1} have to be changed?", "When is a new battery due?"),
            "{duration3}": ("How long must the {product1} rest before use?",),
        },
        ("How often must the {product2} be cleaned?", "How long does it take to clean the {product1}?"),
    ),
    Template(
        "Built between {month1} and {month2} {year1}, {count1} units of the {product1} were recalled, of "
        "which {count2} have been repaired.",
        {
            "{count1}": ("How many units of the {product1} were recalled?",),
            "{count2}": ("How many of the recalled {product1} have been repaired?",),
            "between {month1} and {month2} {year1}": ("When were the recalled units of the {product1} built?",),
        },
        ("Why was the {product1} recalled?", "How many units of the {product2} were recalled?"),
    ),
    Template(
        "| | {year1} | {year2} |\n|---|---|---|\n| {figure1} | {money1} | {money2} |\n"
        "| {figure2} | {money3} | {money4} |\n| Employees | {count1} | {count2} |\n",
        {
            "{money1}": ("What was the {figure1} in {year1}?", "{figure1} {year1}"),
            "{money2}": ("How much was the {figure1} in {year2}?",),
            "{money3}": ("How much was the {figure2} in {year1}?", "What {figure2} was reported for {year1}?"),
            "{money4}": ("What was the {figure2} in {year2}?", "{figure2} {year2}"),
            "{count1}": ("How many employees were there in {year1}?",),
            "{count2}": ("How many employees were there in {year2}?",),
        },
        ("What was the {figure3} in {year1}?", "What was the {figure1} in {year3}?"),
    ),
    Template(
        "| Model | Power | Weight | Price |\n|---|---|---|---|\n"
        "| {product1} | {power1} | {weight1} | {price1} |\n| {product2} | {power2} | {weight2} | {price2} |\n",
        {
            "{power1}": ("How much power does the {product1} take?", "{product1} power"),
            "{weight1}": ("How much does the {product1} weigh?", "weight of the {product1}"),
            "{price1}": ("What does the {product1} cost?",),
            "{power2}": ("What power does the {product2} need?",),
            "{weight2}": ("How heavy is the {product2}?",),
            "{price2}": ("What is the price of the {product2}?", "price {product2}"),
        },
        ("How wide is the {product1}?", "What does the {product3} cost?"),
    ),
)

_FIRST = (
    "Anna Boris Clara David Elena Farid Grace Henrik Ines Jonas Keiko Luca Maya Nils Olga Pedro Rosa Samuel Tara Victor Wanda Yusuf".split()
)
_LAST = (
    "Abel Brandt Costa Dahl Eriksen Ferrari Garcia Hansen Ito Jensen Keller Lopez Moreau Novak Okafor Patel Quinn "
    "Rossi Singh Tan Ueda Weber"
).split()
_ROOT = (
    "Alder Bright Cedar Delta Ever Falcon Gran Helio Iron Juno Kestrel Lumen Meridian Nova Orion Pine Quartz River Sol Terra Umbra Vela"
).split()
_KIND = "Systems|Energy|Foods|Motors|Bank|Group|Airlines|Labs|Logistics|Steel|Pharma|Holdings|Media|Insurance|Capital".split("|")
_TOWN = "Ash Birch Clay Dun Elm Fern Glen Hazel Ivy Kings Long Mill North Oak Port Red Stone Thorn West Wood".split()
_END = "ford bury ton field haven mouth ville dale wick bridge burg stad".split()
_WORDS = {
    "figure": ("revenue|net profit|operating profit|net income|order intake|turnover|cash flow|research spending|debt|net sales").split(
        "|"
    ),
    "segment": "cloud|retail|service|shipping|advertising|energy|device|software|consulting|spare parts".split("|"),
    "ordinal": ["first", "second", "third", "fourth"],
    "venture": "data centres|battery plants|artificial intelligence|wind farms|new stores|a research campus|electric buses|chips".split(
        "|"
    ),
    "fee": "parking fee|bus fare|water rate|sewer rate|library fee|resident permit|waste fee|museum ticket|swimming fee".split("|"),
    "building": "bridge|library|school|tunnel|stadium|hospital|harbour|railway station|dam|lighthouse".split("|"),
    "things": "street lamps|lead pipes|buses|trees|meters|windows|sensors|traffic lights".split("|"),
    "substance": "copper|pollen|salt|nitrogen|plastic|lead|carbon|silt|zinc".split("|"),
    "country": "Switzerland|the euro area|Britain|Japan|Norway|Canada|Poland|Brazil|India".split("|"),
    "month": "January|February|March|April|May|June|July|August|September|October|November|December".split("|"),
}
_SMALL = "one two three four five six seven eight nine ten eleven twelve".split()


class Synthesis:
    """Makes up questions without end; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - not for secrets
        self._number = 0
        self._currency = "$"  # of the passage being made
        self._taken: set[str] = set()  # what it names already

    def __iter__(self) -> Iterator[Question]:
        while True:
            yield from self.passage()

    def passage(self) -> list[Question]:
        """All questions about one new passage: of two to four templates, at times one of them twice with other fillings."""
        pick = self._random
        chosen = pick.sample(TEMPLATES, pick.randint(1, 3))
        chosen += [chosen[0]] if pick.random() < 0.5 else []
        pick.shuffle(chosen)
        self._currency = pick.choice(("$", "$", "$", "€", "£", "NOK ", "CHF ", "¥", "yuan", "dollars", "euros"))
        self._taken = set()
        context, found = "", []
        for template in chosen:
            text, questions = self._filled(template, only_named=chosen.count(template) > 1)
            found += [(question, len(context) + start if answer else -1, answer) for question, start, answer in questions]
            context += text if text.endswith("\n") else text + pick.choice((" ", " ", "\n"))
        self._number += 1
        context = context.rstrip()
        return [
            Question(f"made-{self._number}-{i}", question, context, ((start, answer),) if start >= 0 else (), "made up", (context,))
            for i, (question, start, answer) in enumerate(found)
        ]

    def _filled(self, template: Template, *, only_named: bool) -> tuple[str, list[tuple[str, int, str]]]:
        """The text, and questions with the place of the answer in it (or -1 and nothing).

        With `only_named` all questions name something of the text, for another text like it stands beside it.
        """
        slots: dict[str, str] = {}

        def filling(slot: re.Match[str]) -> str:
            if slot[0] not in slots:
                slots[slot[0]] = self._value(slot[1])
            return slots[slot[0]]

        def fill(pattern: str) -> str:
            return _SLOT.sub(filling, pattern)

        text = _capital(fill(template.text))
        asked = []
        for slot, variants in template.asked.items():
            start = len(fill(template.text[: template.text.index(slot)]))
            answer = text[start : start + len(fill(slot))]
            if variants := tuple(variant for variant in variants if _SLOT.search(variant) or not only_named):
                asked.append((_capital(fill(self._random.choice(variants))), start, answer))
        unanswered = [question for question in template.open if _SLOT.search(question) or not only_named]
        asked += [(_capital(fill(question)), -1, "") for question in self._random.sample(unanswered, min(2, len(unanswered)))]
        return text, asked

    def _value(self, kind: str) -> str:
        """A new filling for a slot of this kind; names are used once in a passage."""
        while True:
            value = self._made(kind)
            if value not in self._taken:
                self._taken.add(value)
                return value

    def _made(self, kind: str) -> str:
        pick = self._random
        if kind in _WORDS:
            self._taken -= set(_WORDS[kind]) if set(_WORDS[kind]) <= self._taken else set()
            return pick.choice(_WORDS[kind])
        return str(getattr(self, f"_{kind}")())

    def _company(self) -> str:
        return (
            f"{self._random.choice(_ROOT)} {self._random.choice(_KIND)}"
            if self._random.random() < 0.7
            else f"{self._random.choice(_ROOT)}co"
        )

    def _person(self) -> str:
        name = self._random.choice(_LAST)
        return f"{self._random.choice(_FIRST)} {name}" if self._random.random() < 0.7 else name

    def _place(self) -> str:
        return self._random.choice(_TOWN) + self._random.choice(_END)

    def _team(self) -> str:
        return self._place()

    def _product(self) -> str:
        return (
            f"{self._random.choice(_ROOT)} {self._random.choice('ABKMRTVX')}{self._random.choice((1, 2, 3, 5, 7, 20, 40, 180, 250, 400))}"
        )

    def _money(self) -> str:
        pick = self._random
        scale = pick.choice(("million", "million", "billion", "billion", "trillion", "thousand", ""))
        digits = f"{pick.uniform(1, 99):.{pick.choice((0, 1, 1, 2))}f}" if scale else f"{pick.randint(10, 999) * 100:,}"
        if scale and pick.random() < 0.15:
            digits = f"{pick.randint(1, 99) * 10}"
        return self._priced(f"{digits} {scale}".strip())

    def _price(self) -> str:
        pick = self._random
        return self._priced(f"{pick.uniform(1, 20):.2f}" if pick.random() < 0.4 else str(pick.randint(2, 900)))

    def _priced(self, number: str) -> str:
        return f"{number} {self._currency}" if self._currency.isalpha() and self._currency.islower() else f"{self._currency}{number}"

    def _percent(self) -> str:
        pick = self._random
        number = f"{pick.uniform(0.2, 90):.1f}" if pick.random() < 0.5 else str(pick.randint(2, 95))
        return number + pick.choice(("%", "%", "%", " percent", " per cent"))

    def _count(self) -> str:
        pick = self._random
        kind = pick.random()
        return pick.choice(_SMALL) if kind < 0.25 else str(pick.randint(13, 999)) if kind < 0.5 else f"{pick.randint(1000, 250_000):,}"

    def _year(self) -> str:
        return str(self._random.randint(1780, 2029) if self._random.random() < 0.4 else self._random.randint(2005, 2030))

    def _date(self) -> str:
        day, month, year = self._random.randint(1, 28), self._random.choice(_WORDS["month"]), self._year()
        return self._random.choice((f"{day} {month} {year}", f"{month} {day}, {year}", f"{day} {month}"))

    def _duration(self) -> str:
        pick = self._random
        number = pick.randint(2, 40)
        unit = pick.choice(("years", "months", "weeks", "days", "hours", "minutes"))
        return f"{_SMALL[number - 1] if number <= 12 and pick.random() < 0.6 else number} {unit}"

    def _length(self) -> str:
        number = self._random.choice((f"{self._random.uniform(1, 90):.1f}", str(self._random.randint(2, 400))))
        return f"{number} {self._random.choice(('metres', 'centimetres', 'kilometres', 'feet', 'miles', 'm', 'km'))}"

    def _power(self) -> str:
        return f"{self._random.randint(3, 900)} {self._random.choice(('W', 'W', 'watts', 'kW'))}"

    def _weight(self) -> str:
        return (
            f"{self._random.randint(1, 90)}{self._random.choice(('', '.5', '.2'))} {self._random.choice(('kg', 'kg', 'pounds', 'grams'))}"
        )

    def _score(self) -> str:
        return f"{self._random.randint(1, 40)}-{self._random.randint(0, 39)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
