"""Share of the answers whose every citation, the nearest passage included, is exactly the slice of its document that it says it is."""

from assistant import Answer, Citation
from eval.cases import Case
from eval.metrics import Score, Texts


def score(_: Case, answer: Answer, texts: Texts) -> Score | None:
    citations = (*answer.citations, *([answer.nearest] if answer.nearest else []))
    problems = [problem for citation in citations if (problem := _problem(citation, texts))]
    return Score(float(not problems), "; ".join(problems)) if citations else None


def _problem(citation: Citation, texts: Texts) -> str:
    where = f"{citation.source}[{citation.start}:{citation.end}]"
    try:
        text = texts(citation)
    except LookupError as error:
        return f"{where}: {error.args[0]}"
    if not 0 <= citation.start < citation.end <= len(text):
        return f"{where}: outside of the document, which has {len(text)} characters"
    found = text[citation.start : citation.end]
    return "" if found == citation.quote else f"{where}: the document says {found!r}, the quote {citation.quote!r}"
