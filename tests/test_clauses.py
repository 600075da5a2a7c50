"""What a value measures: sentences of five kinds of text, each with the words that a reader would point at, checked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clauses import Sentence
from assistant.values import find

EARNINGS = """
Halvorsen Foods reported net sales of $4.2 billion for fiscal 2024. | $4.2 billion | Halvorsen Foods reported net sales of … for fiscal 2024
Revenue rose 5% to $3 billion, and net profit fell 12% to $210 million. | 5% | Revenue rose … to $3 billion
Revenue rose 5% to $3 billion, and net profit fell 12% to $210 million. | $210 million | net profit fell 12% to
Net sales were $192 million in 2021, compared to $163 million in 2020. | $163 million | Net sales were … compared to … in 2020
Net sales were $192, $163 and $149 in 2021, 2020 and 2019, respectively. | $163 | Net sales were … in … 2020
Operating margin was 12.5%, up from 11% a year earlier. | 12.5% | Operating margin was
Operating margin was 12.5%, up from 11% a year earlier. | 11% | Operating margin was … up from … a year earlier
Acme bought Bolt, which employs 500 people, for $40 million. | 500 people | Bolt … which employs
Acme bought Bolt, which employs 500 people, for $40 million. | $40 million | Acme bought Bolt … for
Its shares closed up 3.2% at $41.50. | 3.2% | Its shares closed up … at $41.50
Acme raised $5 million, the company said on Monday. | $5 million | Acme raised
The company, based in Austin, employs more than 3,000 people in 12 countries. | 3,000 people | The company … employs … in 12 countries
Membership fees increased 9%, driven by new sign-ups. | 9% | Membership fees increased
As of June 30, 2024, the group had 412 stores. | 412 stores | As of June 30, 2024, the group had
Analysts expect earnings of $1.25 per share on sales of $9 billion. | $1.25 per share | Analysts expect earnings of … on sales of $9 billion
Cash and equivalents: $77 million | $77 million | Cash and equivalents
The board declared a dividend of $0.40 per share, payable on May 3, 2024. | $0.40 per share | The board declared a dividend of
Capital expenditure (including leases) totaled €1.1 billion. | €1.1 billion | Capital expenditure (including leases) totaled
"""

SCIENCE = """
We found that the drug reduced deaths by 20% after 12 weeks. | 20% | We found that the drug reduced deaths by … after 12 weeks
The telescope has a mirror 6.5 metres wide and weighs 6,200 kg. | 6,200 kg | The telescope … weighs
Scientists estimate that the crater is 66 million years old. | 66 million years | Scientists estimate that the crater is … old
It was 94.5% effective in a trial of 30,000 people, the firm announced. | 94.5% | It was … effective in a trial of 30,000 people
At 8,849 metres, Everest is the highest mountain on Earth. | 8,849 metres | At … Everest is the highest mountain on Earth
Global temperatures could rise by 1.5 degrees by 2050, according to the report. | 1.5 degrees | Global temperatures could rise by … by 2050
The probe, launched in 1977, has travelled 24 billion km. | 1977 | The probe … launched in
The probe, launched in 1977, has travelled 24 billion km. | 24 billion km | The probe … has travelled
Light takes about eight minutes to reach the Earth. | eight minutes | Light takes … to reach the Earth
The sample (collected in 2019) contained 14% iron. | 2019 | The sample … collected in
The sample (collected in 2019) contained 14% iron. | 14% | The sample … contained … iron
While the control group lost 2 kg, the treated patients lost 7 kg. | 2 kg | the control group lost
While the control group lost 2 kg, the treated patients lost 7 kg. | 7 kg | the treated patients lost
The glacier has retreated 800 metres since 1990, exposing bare rock. | 800 metres | The glacier has retreated … since 1990
"""

SPORT = """
The team, founded in 1899, won 3 titles. | 1899 | The team … founded in
The team, founded in 1899, won 3 titles. | 3 titles | The team … won
Ohtani hit 44 home runs and stole 20 bases in 2023. | 44 home runs | Ohtani hit
Ohtani hit 44 home runs and stole 20 bases in 2023. | 20 bases | Ohtani … stole … in 2023
Bolt ran the race in 9.58 seconds in Berlin on 16 August 2009. | 9.58 seconds | Bolt ran the race in … in Berlin on 16 August 2009
United won in front of 74,000 spectators. | 74,000 spectators | United won in front of
The striker joined in 2018 for £34 million and has scored 61 goals. | £34 million | The striker joined in 2018 for
The striker joined in 2018 for £34 million and has scored 61 goals. | 61 goals | The striker … has scored
After the break she won four games in a row, and the match ended after 95 minutes. | 95 minutes | the match ended after
The stadium, which holds 41,000 people, opened in 1993. | 41,000 people | The stadium … which holds
The stadium, which holds 41,000 people, opened in 1993. | 1993 | The stadium … opened in
The club paid €80 million for him, twice what it had spent before. | €80 million | The club paid … for him
"""

COUNCIL = """
The council voted to raise taxes by 3.5% beginning July 1, 2024. | 3.5% | The council voted to raise taxes by … beginning July 1, 2024
In 2020, the city spent 4.2 million euros on schools and hired 120 teachers. | 4.2 million euros | In 2020, the city spent … on schools
In 2020, the city spent 4.2 million euros on schools and hired 120 teachers. | 120 teachers | In 2020, the city … hired
The library closes from March 3 to March 17, 2025 while the roof is repaired. | from March 3 to March 17, 2025 | The library closes
The grant, worth $2.5 million, will pay for 40 new buses. | $2.5 million | The grant … worth
The grant, worth $2.5 million, will pay for 40 new buses. | 40 new buses | The grant … will pay for
About 35 jobs are expected. | 35 jobs | are expected
The bridge is to be 640 metres long and cost $18 million. | $18 million | The bridge … cost
Mayor Lindqvist said the budget of $91 million was balanced. | $91 million | Mayor Lindqvist said the budget of … was balanced
Parking fees go from $1.50 to $2 per hour on May 1, 2025. | $2 per hour | Parking fees go from $1.50 to … on May 1, 2025
Residents filed 214 complaints last year; the office closed 180 of them. | 214 complaints | Residents filed … last year
The ordinance passed 5-2, but it takes effect on January 1, 2026. | January 1, 2026 | it takes effect on
"""

HISTORY = """
The war lasted six years and killed about 600,000 people. | six years | The war lasted
The war lasted six years and killed about 600,000 people. | 600,000 people | The war … killed
Born in 1815, Ada Lovelace died on 27 November 1852. | 1815 | Born in … Ada Lovelace
Born in 1815, Ada Lovelace died on 27 November 1852. | 27 November 1852 | Ada Lovelace died on
The bridge (built in 1937) is 2 km long. | 2 km | The bridge … is … long
The fire destroyed 13,200 houses; only six people died. | 13,200 houses | The fire destroyed
The fire destroyed 13,200 houses; only six people died. | six people | died
The treaty was signed on 28 June 1919 at Versailles. | 28 June 1919 | The treaty was signed on … at Versailles
Napoleon crossed the Niemen with 450,000 men, but fewer than 40,000 soldiers returned. | 450,000 men | Napoleon crossed the Niemen with
When the canal opened in 1869, it was 164 km long. | 1869 | the canal opened in
When the canal opened in 1869, it was 164 km long. | 164 km | it was … long
The city grew from 5,000 inhabitants in 1800 to 2 million by 1890. | 1890 | The city grew from 5,000 inhabitants in 1800 to 2 million by
"""

CHECKED = [
    tuple(part.strip() for part in line.split("|"))
    for kind in (EARNINGS, SCIENCE, SPORT, COUNCIL, HISTORY)
    for line in kind.strip().splitlines()
]


def measured(sentence: str, text: str) -> str:
    values = find(sentence)
    (value,) = [one for one in values if one.text == text]
    return " … ".join(sentence[start:end] for start, end in Sentence(sentence, values).measured(value))


@pytest.mark.parametrize(("sentence", "value", "measures"), CHECKED)
def test_what_a_reader_would_point_at_is_what_a_value_measures(sentence: str, value: str, measures: str) -> None:
    assert measured(sentence, value) == measures


WORDS = st.sampled_from(
    "the Acme sales rose fell which and , ; ( ) — while $5 million 12% in 2020 employs compared to 40 people born".split(" ")
)


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_whatever_stands_there_slices_come_out_in_which_the_value_is_not(sentence: str) -> None:
    values = find(sentence)
    parts = Sentence(sentence, values)
    for value in values:
        spans = parts.measured(value)
        assert all(0 <= start < end <= len(sentence) for start, end in spans)
        assert not any(start < value.end and value.start < end for start, end in spans)
