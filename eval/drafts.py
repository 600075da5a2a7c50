"""What is kept of a faithful language model's drafts, and of one that errs: a small server on loopback that answers from the gold evidence.

For each case it copies the sentences that hold the evidence out of the passages it is sent, each with the number of its passage, and
writes beside them the same with one thing changed, and the same cited from another passage.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant import Answer
from eval import claims
from eval.cases import Case
from eval.metrics import typed_accuracy
from eval.mutators import MUTATORS
from eval.runner import Asked, Progress

_PASSAGE = re.compile(r'<passage n="(\d+)"[^>]*>\n(.*?)\n</passage>', re.S)
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*#|>]|\d+\.))|(?<=\|)\n")
NO_ANSWER = "NOT IN THE PASSAGES"


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a draft with its mark, and whether its passage says so."""

    text: str
    number: int
    right: bool


@dataclass
class Copying:
    """Where the server listens, the case it answers, and what it wrote for it."""

    url: str
    seed: int = 1
    case: Case | None = None
    written: list[Written] = field(default_factory=list)

    def draft(self, prompt: str) -> str:
        """What it writes when it is sent `prompt`."""
        passages = {int(number): list(_sentences(text)) for number, text in _PASSAGE.findall(prompt)}
        self.written = list(_written(self.case, passages, Random(self.seed))) if self.case else []  # noqa: S311  (a sample, no secret)
        return " ".join(f"{one.text} [{one.number}]." for one in self.written) or NO_ANSWER


def _sentences(passage: str) -> Iterator[str]:
    """The sentences, list items and rows of a passage, on one line each."""
    for block in map(str.split, _BLOCK.split(passage)):
        line = " ".join(block)
        yield from (line[a:b].strip() for a, b in claims.sentences(line))


def _written(case: Case, passages: Mapping[int, Sequence[str]], rng: Random) -> Iterator[Written]:
    for evidence in dict.fromkeys(" ".join(one.split()) for one in case.evidence):
        number, gold = next(((n, said) for n, texts in passages.items() for said in texts if evidence in said), (0, ""))
        gold = gold.removeprefix("- ").rstrip(".")
        if not gold:
            continue
        yield Written(gold, number, True)
        changed = [other for mutator in MUTATORS.values() if (other := mutator(gold, rng)) and other != gold]
        if changed:
            yield Written(rng.choice(changed), number, False)
        others = [n for n, texts in passages.items() if n != number and not any(gold in said for said in texts)]
        if others:
            yield Written(gold, rng.choice(others), False)


@contextmanager
def copying(seed: int) -> Iterator[Copying]:
    """The server, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            prompt = body["messages"][-1]["content"]
            asked = re.findall(r"<question>(.*?)</question>", prompt, re.S)[-1]
            text = asked if "<conversation>" in prompt else copier.draft(prompt)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for row in ({"delta": {"content": text}, "finish_reason": None}, {"delta": {}, "finish_reason": "stop"}):
                self.wfile.write(f"data: {json.dumps(_chunk(row))}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        copier = Copying(f"http://127.0.0.1:{server.server_port}/v1", seed)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield copier
        finally:
            server.shutdown()
            thread.join()


def _chunk(choice: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "copying", "choices": [{"index": 0, **choice}]}


@dataclass(frozen=True, slots=True)
class Kept:
    """A case, what was written for it, and the answer that was shown."""

    case: Case
    written: tuple[Written, ...]
    answer: Answer

    def is_shown(self, one: Written) -> bool:
        """Whether the answer has the sentence."""
        return self.answer.engine == "generative" and one.text.rstrip(".") in self.answer.text


def measure(cases: Sequence[Case], assistant: Asked, copier: Copying, progress: Progress) -> list[Kept]:
    """Ask every case, with the server answering from its evidence."""
    found = []
    for done, case in enumerate(cases, 1):
        copier.case, copier.written = case, []
        answer = assistant.ask(case.question, history=case.history)
        found.append(Kept(case, tuple(copier.written), answer))
        progress("asking", done, len(cases))
    return found


def figures(kept: Sequence[Kept]) -> dict[str, float]:
    """Precision and recall of the sentences shown, the share of drafts used, and of right answers among answerable cases.

    A right sentence of a draft that was not used counts as lost. Wrong are the sentences with something changed; one that only cites
    another passage cannot be told from the right one by its words.
    """
    drafted = [one for one in kept if one.written]
    right = [(one, sentence) for one in drafted for sentence in one.written if sentence.right]
    changed = [(one, s) for one in drafted for s in one.written if not s.right and s.text not in {o.text for o in one.written if o.right}]
    shown, slipped = sum(one.is_shown(s) for one, s in right), sum(one.is_shown(s) for one, s in changed)
    answerable = [one for one in kept if one.case.answers]
    scores = [typed_accuracy.score(one.case, one.answer, lambda _: "") for one in answerable]
    return {
        "drafts": float(len(drafted)),
        "precision": shown / max(1, shown + slipped),
        "recall": shown / max(1, len(right)),
        "wrong_shown": slipped / max(1, len(changed)),
        "drafts_used": sum(one.answer.engine == "generative" for one in drafted) / max(1, len(drafted)),
        "right_answers": sum(score.value for score in scores if score) / max(1, len(scores)),
        "unanswerable_answered": sum(one.answer.verdict == "answered" for one in kept if not one.case.answers)
        / max(1, sum(not one.case.answers for one in kept)),
    }


def show(kept: Sequence[Kept], console: Console) -> None:
    table = Table("figure", "value")
    for name, figure in figures(kept).items():
        table.add_row(name.replace("_", " "), f"{figure:.0f}" if name == "drafts" else f"{100 * figure:.1f} %")
    console.print(table)
    for one in kept:
        for sentence in one.written:
            if sentence.right != one.is_shown(sentence) and (
                sentence.right or sentence.text not in {s.text for s in one.written if s.right}
            ):
                console.print(f"{'lost' if sentence.right else 'SLIPPED'} {one.case.id}: {sentence.text} ({one.answer.note})", markup=False)
