"""A fake whose answers are known beforehand: every verdict, several citations, a slow engine and one that fails."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import cast

from assistant import Assistant
from assistant.errors import StorageError
from assistant.types import Answer, Answered, CheckedValue, Citation, Document, Event, Passages, Searching, Token, Value, Verdict
from tests.browser.conftest import CORPUS
from tests.fake_assistant import FakeAssistant, document_of, with_pages

_LINES = "\n".join(f"Paragraph {n} of the long report says nothing that anybody would ask about, page after page." for n in range(400))
ARTICLE = document_of(
    next(CORPUS.glob("*.txt")).read_text(encoding="utf-8"), "corpus/alibaba.txt", "Alibaba’s $53 Billion AI Bet: Will It Pay Off?"
)
REPORT = with_pages(
    document_of(f"{_LINES}\nThe foundry has committed $7.5 million to its furnace.\n{_LINES}", "report.pdf", "Foundry report"),
    0,
    20_000,
    40_000,
)
NEWS = document_of(
    "Acme news\n\nAcme employs 450 people in Ostby. It was founded in May 1911.\n\nWages rose to $2 million. Rent fell to $1 million.\n\n"
    "| Year | Staff |\n| --- | --- |\n| 2023 | 400 people |\n| 2024 | 450 people |\n",
    "news.txt",
    "Acme news",
)
OLDER = document_of("Acme report\n\nAcme employs 400 people in Ostby.\n", "older.txt", "Acme report")
MONEY = "How much money has Alibaba committed to AI and cloud computing?"


def cite(document: Document, quote: str) -> Citation:
    start = document.text.index(quote)
    return Citation.of(document, start, start + len(quote))


def _checked(text: str, n: int | None) -> CheckedValue:
    return CheckedValue(Value("count", text, text), n)


def _answer(
    question: str, verdict: Verdict, short: str, text: str, cited: tuple[Citation, ...], values: tuple[CheckedValue, ...], reason: str = ""
) -> Answer:
    return Answer(question, question, verdict, short, text, 0.7, cited, values, reason)


def _answers() -> dict[str, Answer]:
    new, old = cite(NEWS, "Acme employs 450 people in Ostby."), cite(OLDER, "Acme employs 400 people in Ostby.")
    founded = cite(NEWS, "It was founded in May 1911.")
    both = "450 people: Acme employs 450 people in Ostby. [1] 400 people: Acme employs 400 people in Ostby. [2]"
    fewer, more = _checked("400 people", 2), _checked("450 people", 1)
    told = [
        _answer(
            "How many people does Acme employ?", "conflicting", "", both, (new, old), (more, fewer), "The documents give different values."
        ),
        _answer("Why does Acme employ 900 people?", "corrected", "", f"{new.quote} [1]", (new,), (more,), "You asked about 900 people."),
        _answer(
            "What is known of Acme?",
            "answered",
            "450 people, 1911",
            f"{new.quote} [1] {founded.quote} [2]",
            (new, founded, old),
            (more, _checked("May 1911", None)),
        ),
    ]
    return {one.question: one for one in told}


class Scripted(FakeAssistant):
    """Answers some questions as told; "slow" writes word by word, "broken" fails."""

    def __init__(self, *documents: Document) -> None:
        super().__init__(*documents)
        self.told = _answers()
        self.answering_ended = 0

    def stream(
        self, question: str, history: Sequence[tuple[str, str]] = (), *, as_of: date | None = None, documents: Collection[str] = ()
    ) -> Iterator[Event]:
        if question == "broken":
            raise StorageError("The disk is full. Free some space and ask again.")
        yield Searching(question)
        yield Passages(())
        if question == "slow":
            yield from self._slowly()
        yield Answered(self.told.get(question) or self.ask(question, history, as_of=as_of, documents=documents))

    def _slowly(self) -> Iterator[Event]:
        try:
            for _ in range(100):
                time.sleep(0.1)
                yield Token("word ")
        finally:
            self.answering_ended += 1


def scripted() -> Assistant:
    return cast(Assistant, Scripted(ARTICLE, REPORT, NEWS, OLDER))
