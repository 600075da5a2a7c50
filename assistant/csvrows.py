"""Facts as CSV that a spreadsheet can open without harm.

A cell that a spreadsheet would compute (it begins with = + - @, a tab or a line end) gets an apostrophe in front, unless it is a plain
number; a reader takes that off again with `plain`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from assistant.types import Fact

FACT_COLUMNS = tuple(
    "kind value normal low high unit per qualifier direction measures heading as_of title source document_id page start end quote".split()
)
_COMPUTED = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def fact_row(fact: Fact) -> list[str]:
    """The cells of a fact, in the order of FACT_COLUMNS; `start` and `end` are those of the value in its document."""
    value, citation = fact.value, fact.citation
    bounds = ["" if bound is None else f"{bound.normalize():f}" for bound in (value.low, value.high)]
    told = [value.kind, value.text, value.normal, *bounds, value.unit, value.per, value.qualifier, value.direction]
    day = fact.as_of.isoformat() if fact.as_of else ""
    place = [citation.title, citation.source, citation.document_id, str(citation.page or ""), str(value.start), str(value.end)]
    return [*told, fact.measures, fact.heading, day, *place, citation.quote]


def facts_csv(facts: Iterable[Fact]) -> str:
    """Facts as a table with a head."""
    return written(FACT_COLUMNS, map(fact_row, facts))


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a head, one row a line, every cell safe."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def safe(cell: str) -> str:
    """The cell as it may stand in a spreadsheet."""
    return f"'{cell}" if _COMPUTED.match(cell) and not _NUMBER.fullmatch(cell) else cell


def plain(cell: str) -> str:
    """The cell as it was before `safe`."""
    return cell[1:] if cell.startswith("'") and _COMPUTED.match(cell) else cell
