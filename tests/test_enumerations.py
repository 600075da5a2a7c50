"""Lists of a text: lines under a lead-in, and the parts of "A, B and C", whole."""

from __future__ import annotations

import pytest

from assistant.enumerations import coordination, enumerations, labels

TEXT = """Plans

The board named three priorities:
- Robots: they pack trays.
- Paper: no plastic.
- Export: an office in Rotterdam.

Risks

1. A rise in prices.
2. A shortage of drivers. It may last.

Only one:
* Alone.

Sectors
1. Health:
– Diagnostics and data.
– Hospitals.
2. Trade:
The end.
"""


def test_each_run_of_bullets_has_its_lead_in_and_the_heading_above() -> None:
    found = [(TEXT[slice(*one.lead)], TEXT[slice(*one.heading)].strip(), len(one.items)) for one in enumerations(TEXT)]
    assert found[:2] == [("The board named three priorities:", "Plans", 3), ("Risks", "Risks", 2)]
    assert ("Health:", 2) in [(lead, count) for lead, _, count in found]
    assert "Only one:" not in [lead for lead, _, _ in found]


def test_items_are_named_by_their_labels_where_all_have_one() -> None:
    first, second, *_ = enumerations(TEXT)
    assert [TEXT[slice(*span)] for span in labels(TEXT, first.items)] == ["Robots", "Paper", "Export"]
    assert [TEXT[slice(*span)] for span in labels(TEXT, second.items)] == ["A rise in prices", "A shortage of drivers"]


@pytest.mark.parametrize(
    ("sentence", "part", "whole"),
    [
        ("It beat Holm, Ferring and Port Castle.", "Ferring", ["Holm", "Ferring", "Port Castle"]),
        ("It sells to sectors like finance, healthcare, and logistics.", "finance", ["finance", "healthcare", "logistics"]),
        ("Its partners are Chile, Norway and New Zealand.", "Chile, Norway and New Zealand", ["Chile", "Norway", "New Zealand"]),
        ("It sold the provinces of Esk and Morrow in May.", "Esk", ["Esk", "Morrow"]),
        ("Firms such as Meta and Acme pour billions into it.", "Meta", ["Meta", "Acme"]),
        ("It built a stand, floodlights, and a training ground.", "a training ground", ["a stand", "floodlights", "a training ground"]),
    ],
)
def test_a_part_is_widened_to_the_whole_coordination(sentence: str, part: str, whole: list[str]) -> None:
    start = sentence.index(part)
    parts = coordination(sentence, start, start + len(part), (0, len(sentence)))
    assert [sentence[slice(*one)] for one in parts] == whole


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("The mill opened in May, and the shop closed.", "May"),
        ("Acme bought the mill.", "the mill"),
        ("Acme, which sells paper and ink, bought the mill.", "the mill"),
    ],
)
def test_what_is_no_part_of_a_list_stays_alone(sentence: str, part: str) -> None:
    start = sentence.index(part)
    assert coordination(sentence, start, start + len(part), (0, len(sentence))) == ()
