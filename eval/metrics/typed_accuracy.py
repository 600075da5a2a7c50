"""Share of the answerable questions that were answered rightly: values by what they mean, the rest by items, polarity or words."""

from assistant import Answer
from eval.cases import Case
from eval.metrics import Score, Texts
from eval.metrics._judges import by_items, by_polarity, by_value, by_words, forbidden_said
from eval.metrics._matching import said

VALUES = {"amount", "scale", "percent", "date", "date_range", "duration"}


def score(case: Case, answer: Answer, _: Texts) -> Score | None:
    """None for a question that the documents do not answer: abstention is judged by its own metrics."""
    if not case.answerable:
        return None
    if answer.verdict == "not_in_sources":
        return Score(0, "refused")
    if forbidden := forbidden_said(case, said(answer)):
        return Score(0, f"{said(answer)!r} says the forbidden {forbidden!r}")
    return _judged(case, answer)


def _judged(case: Case, answer: Answer) -> Score:
    if case.type == "yes_no":
        return by_polarity(case, answer.short, answer.text)
    if case.items:
        return by_items(case, said(answer))
    context = f"{answer.short} {answer.text}"
    return by_value(case, said(answer), context) if case.type in VALUES else by_words(case, said(answer), context)
