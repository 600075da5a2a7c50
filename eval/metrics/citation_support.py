"""Share of the answers whose short answer stands in what they cite: its values, equal in meaning, and its words."""

from assistant import Answer, find_values
from eval.cases import Case
from eval.metrics import Score, Texts
from eval.metrics._judges import outside_values
from eval.metrics._matching import LINKING_WORDS, plain, said, words
from eval.metrics._typed import present


def score(_case: Case, answer: Answer, _texts: Texts) -> Score | None:
    if answer.verdict == "not_in_sources":
        return None
    if not answer.citations:
        return Score(0, "no citation")
    claim = said(answer)
    quotes = "\n".join(citation.quote for citation in answer.citations)
    if plain(claim) in plain(quotes):
        return Score(1)
    there = list(find_values(quotes))
    missing = [value.text for value in find_values(claim) if not present(value, there)]
    missing += sorted(set(words(outside_values(claim))) - set(words(quotes)) - LINKING_WORDS) if answer.short else []
    return Score(float(not missing), f"not cited: {', '.join(missing)}" if missing else "")
