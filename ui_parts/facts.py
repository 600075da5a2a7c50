"""The facts' view: a table whose rows are citations, what disagrees side by side, and the columns of two charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from assistant import Comparison, Fact, Listed
from ui_parts import texts
from ui_parts.lists import day_text
from ui_parts.sources import called
from ui_parts.tags import button, foreign, icon, tag, together

SHOWN = 300  # rows
DRAWN = 200  # dates of the timeline
BARS = 12
COMPARABLE = 200  # times an amount that the largest may be, or its bar is not seen

Columns = dict[str, list[Any]]


def facts_head_html(documents: Sequence[Listed]) -> Markup:
    """The head of the view: what to choose by."""
    kinds = [tag("option", texts.ALL_KINDS, value=""), *(tag("option", label, value=kind) for kind, label in texts.KINDS.items())]
    files = [tag("option", texts.ALL_DOCUMENTS, value=""), *(tag("option", one.title, value=one.id) for one in documents)]
    fields = [
        tag("input", type="search", name="about", placeholder=texts.FIND_FACTS, aria_label=texts.FIND_FACTS, data_type="facts"),
        tag("select", *kinds, name="kind", aria_label=texts.KIND, data_change="facts"),
        tag("select", *files, name="document", aria_label=texts.FACT_COLUMNS[3], data_change="facts"),
        button(texts.CSV, "csv", icon=icon("download"), class_="plain"),
    ]
    return tag("header", tag("h2", texts.FACTS), tag("p", texts.FACTS_WHY), tag("form", *fields, class_="choose"), class_="view-head")


def facts_html(facts: Sequence[Fact], comparisons: Sequence[Comparison]) -> Markup:
    """The facts that were chosen, and above them those that disagree."""
    undrawn = [name for name, drawn in (("no-timeline", timeline(facts)["date"]), ("no-bars", bars(facts)[0]["amount"][1:])) if not drawn]
    if not facts:
        return tag("p", texts.NO_FACTS, class_=" ".join(["empty", *undrawn]))
    cut = len(facts) > SHOWN
    told = (texts.FACTS_CUT if cut else texts.FACTS_SHOWN).format(shown=SHOWN, count=f"{len(facts):,}")
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in texts.FACT_COLUMNS)))
    table = tag("table", head, tag("tbody", *map(_row, facts[:SHOWN])))
    counted = tag("p", told, class_=" ".join(["count", *undrawn]))
    return together(_disagreeing(comparisons), counted, tag("div", table, class_="fact-table"))


def _row(fact: Fact) -> Markup:
    cited, value = fact.citation, fact.value
    spoken = texts.OPEN_SOURCE.format(value=" ".join(value.text.split()))
    opens = tag("a", " ".join(value.text.split()), class_="fact", title=spoken, **_opening(fact))
    kind = tag("span", texts.KIND_OF_ONE[value.kind], class_="kind")
    where = cited.title if cited.page is None else f"{cited.title}, {texts.PAGE.format(page=cited.page)}"
    cells = [together(opens, kind), _measures(fact), day_text(fact.as_of) if fact.as_of else None, foreign(where, called(cited.source))]
    return tag("tr", *(tag("td", cell, data_label=name) for cell, name in zip(cells, texts.FACT_COLUMNS, strict=True)))


def _measures(fact: Fact) -> str:
    return fact.measures or fact.heading or fact.citation.title


def _opening(fact: Fact) -> dict[str, Any]:
    cited = fact.citation
    place = {"data_document": cited.document_id, "data_start": cited.start, "data_end": cited.end}
    return {"href": f"#cite-{cited.document_id}-{cited.start}-{cited.end}", "data_do": "open", **place}


def _disagreeing(comparisons: Sequence[Comparison]) -> Markup | None:
    groups = [one for one in comparisons if one.relation != "agree"]
    if not groups:
        return None
    return tag("section", tag("h3", texts.DISAGREEING), tag("ul", *map(_group, groups[:20])), class_="disagreeing")


def _group(comparison: Comparison) -> Markup:
    label = texts.UPDATED_GROUP if comparison.relation == "updated" else texts.DIFFERING_GROUP
    sides = [
        tag("li", tag("a", fact.value.text, class_="fact", **_opening(fact)), " ", foreign(fact.citation.title))
        for fact in comparison.facts
    ]
    return tag("li", tag("p", _measures(comparison.facts[0]), " ", tag("span", label, class_="badge")), tag("ul", *sides))


def timeline(facts: Sequence[Fact]) -> Columns:
    """The dates that are told, each with what happens then."""
    dated = [(day, fact) for fact in facts if fact.value.kind in ("date", "date_range") and (day := _first_day(fact))]
    dated = sorted(dated, key=lambda one: one[0])[:DRAWN]
    return {
        "date": [day.isoformat() for day, _ in dated],
        "document": [_short(fact.citation.title, 32) for _, fact in dated],
        "what": [_short(f"{fact.value.text}: {_measures(fact)}", 120) for _, fact in dated],
    }


def _first_day(fact: Fact) -> date | None:
    number = int(fact.value.low or 0)
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        return None


def bars(facts: Sequence[Fact]) -> tuple[Columns, str]:
    """The largest amounts of the currency that most are told in, and what they are counted in; equal ones are one bar."""
    amounts = [fact for fact in facts if fact.value.kind == "amount" and fact.value.high and not fact.value.per]
    if not amounts:
        return {"amount": [], "value": [], "what": []}, ""
    unit = Counter(fact.value.unit for fact in amounts).most_common(1)[0][0]
    alike: dict[Decimal, list[Fact]] = {}
    for fact in sorted((fact for fact in amounts if fact.value.unit == unit), key=lambda fact: -(fact.value.high or 0)):
        alike.setdefault(fact.value.high or Decimal(0), []).append(fact)
    largest = max(alike)
    drawn = [(amount, group) for amount, group in alike.items() if amount * COMPARABLE >= largest][:BARS]
    scale, name = next((one for one in texts.SCALES if drawn[0][0] >= one[0]), (1, ""))
    told = [_short("; ".join(_measures(fact) for fact in group), 160) for _, group in drawn]
    columns: Columns = {
        "amount": [float(amount / scale) for amount, _ in drawn],
        "value": [_short(group[0].value.text, 22) for _, group in drawn],
        "what": told,
    }
    return columns, f"{unit} {name}".strip()


def _short(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
