"""What the talk shows: questions, answers with chips and proofs, and what is going on meanwhile.

An answer is drawn from its JSON, the same whether it was made just now or a year ago.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from assistant import Event, KeptTurn, Passages, Searching, Token
from ui_parts import texts
from ui_parts.tags import button, foreign, icon, tag, together

Json = Mapping[str, Any]

_CHIP = re.compile(r"\[(\d{1,3})\]")
_UNBROKEN = 28  # characters of a value that fit on a line together with its mark
_BULLET = re.compile(r"^(?:[-–—•*‣◦]|\(?\d{1,2}[.)])\s+")


def thread_html(turns: Sequence[KeptTurn], *, conversation: str, hidden: int = 0, instead: Sequence[str] = ()) -> Markup:
    """The turns of a conversation; only the last can be asked again, and offers `instead` where it has no answer."""
    earlier = button(texts.EARLIER_TURNS, "earlier", class_="earlier", shown=len(turns)) if hidden else None
    last = len(turns) - 1
    shown = [turn_html(turn, last=n == last, instead=instead if n == last else ()) for n, turn in enumerate(turns)]
    return tag("div", earlier, *shown, class_="turns", data_conversation=conversation)


def turn_html(turn: KeptTurn, *, last: bool, instead: Sequence[str] = ()) -> Markup:
    """A question and its answer."""
    edit = button(None, "edit", icon=icon("edit"), spoken=texts.EDIT, title=texts.EDIT, class_="quiet", turn=turn.id) if last else None
    answer = answer_html(turn.answer, turn.id, instead=instead)
    return tag("section", question_html(turn.question, edit), answer, _below(turn, last=last), class_="turn", data_turn=turn.id)


def question_html(question: str, beside: Markup | None = None) -> Markup:
    """A question as it was typed."""
    return tag("div", tag("h2", texts.YOU_ASKED, class_="unseen"), beside, tag("p", question.strip(), dir="auto"), class_="question")


def answer_html(answer: Json, turn: int | None = None, *, instead: Sequence[str] = ()) -> Markup:
    """What an answer says, why, and from where."""
    verdict = str(answer["verdict"])
    said = _conflict(answer, turn) if verdict == "conflicting" else _said(answer, turn)
    parts = [tag("h2", texts.ANSWERED, class_="unseen"), _understood(answer, turn), _verdict(verdict), said]
    parts += [tag("p", answer["reason"], class_="reason") if answer["reason"] else None, *_unproved(answer)]
    parts.append(tag("p", answer["note"], class_="note") if answer.get("note") else None)  # none in answers that were kept long ago
    parts += [_closest(answer["nearest"]) if answer["nearest"] else None, _instead(instead) if verdict == "not_in_sources" else None]
    parts.append(_sources(answer, turn))
    return tag("div", *parts, class_=f"answer {verdict}")


def waiting_html(question: str, event: Event | None, draft: str = "") -> Markup:
    """The turn while its answer is being made."""
    steps = [(texts.SEARCHING if event is None or isinstance(event, Searching) else texts.SEARCHED, isinstance(event, Passages | Token))]
    if isinstance(event, Passages):
        count = len(event.hits)
        steps.append((texts.READING_ONE if count == 1 else texts.READING.format(count=count), False))
    if draft:
        steps.append((texts.WRITING, False))
    rows = [tag("li", what, class_="done" if done else "now") for what, done in steps]
    told = tag("p", draft, tag("span", class_="cursor"), class_="sentence draft") if draft else None
    working = tag("div", tag("ol", *rows, class_="steps"), told, class_="answer waiting")
    return tag("section", question_html(question), working, class_="turn live", data_busy=True)


def note_html(question: str, message: str, heading: str = texts.NO_ANSWER) -> Markup:
    """A turn that came to no answer, and why; it is not kept."""
    again = button(texts.RETRY, "ask", icon=icon("retry"), class_="quiet wide", question=question)
    failed = tag("div", tag("p", heading, class_="verdict"), tag("p", message, class_="reason"), tag("p", again), class_="answer failed")
    return tag("section", question_html(question), failed, class_="turn live")


def welcome_html(suggestions: Sequence[str], *, empty: bool) -> Markup:
    """What is there before anything was asked; it says when suggestions are still to come."""
    if empty:
        add = button(texts.ADD_FILES, "choose-files", icon=icon("upload"), class_="primary")
        paste = button(texts.PASTE, "show-paste", class_="plain")
        return tag("div", _big(texts.WELCOME_EMPTY, texts.WELCOME_EMPTY_WHY), tag("p", add, paste, class_="begin"), class_="welcome")
    cards = [tag("li", button(question, "ask", class_="suggestion", question=question)) for question in suggestions]
    offered = tag("ul", *cards, aria_label=texts.SUGGESTED) if cards else tag("p", texts.MAKING_SUGGESTIONS, class_="making")
    return tag("div", _big(texts.WELCOME, texts.WELCOME_WHY), offered, class_="welcome", data_pending=not cards)


def _big(heading: str, why: str) -> Markup:
    return together(tag("h2", heading), tag("p", why))


def _verdict(verdict: str) -> Markup | None:
    if not texts.VERDICTS.get(verdict):
        return None
    drawing = {"not_in_sources": "missing", "corrected": "corrected", "conflicting": "conflicting"}[verdict]
    return tag("p", icon(drawing), texts.VERDICTS[verdict], class_="verdict")


def _understood(answer: Json, turn: int | None) -> Markup | None:
    if answer["standalone_question"].strip() == answer["question"].strip():
        return None
    typed = button(texts.AS_TYPED, "ask", class_="textual", instead=turn, alone=1) if turn is not None else None
    return tag("p", f"{texts.UNDERSTOOD}: ", foreign(answer["standalone_question"]), " ", typed, class_="standalone")


def _said(answer: Json, turn: int | None) -> Markup:
    short = tag("p", _proved(answer["short"], answer), class_="short", dir="auto") if answer["short"] else None
    text = tag("p", *_with_chips(answer["text"], answer, turn), class_="sentence", dir="auto") if answer["text"] else None
    return together(short, text)


def _conflict(answer: Json, turn: int | None) -> Markup:
    """Each value with its sentence, side by side."""
    pieces = _CHIP.split(answer["text"])
    cards = []
    for said, number in zip(pieces[::2], pieces[1::2], strict=False):
        value, colon, sentence = said.strip().partition(": ")
        if not any(value == one["text"] for one in answer["values"]):
            value, colon, sentence = "", "", said.strip()
        big = tag("p", _proved(value, answer), class_="short") if colon else None
        told = tag("p", *_with_chips(f"{sentence} [{number}]", answer, turn), class_="sentence", dir="auto")
        cards.append(tag("li", big, told))
    return tag("ul", *cards, class_="sides") if cards else _said(answer, turn)


def _with_chips(text: str, answer: Json, turn: int | None) -> Iterator[Markup]:
    pieces = _CHIP.split(_BULLET.sub("", text.strip()))
    for before, number in zip(pieces[::2], pieces[1::2], strict=False):
        cited = next((one for one in answer["citations"] if one["n"] == int(number)), None)
        at = _last_word(before.rstrip(), answer)
        yield _proved(before[:at], answer)
        # A chip does not stand alone at the beginning of a line.
        yield tag("span", _proved(before[at:].rstrip(), answer), _chip(cited, turn) if cited else f"[{number}]", class_="kept-together")
    yield _proved(pieces[-1], answer)


def _last_word(text: str, answer: Json) -> int:
    """Where the last word, or value, of `text` begins; its end where that is too long to stay unbroken."""
    bare = text.rstrip(".,;:!?”\"')")
    ends = [len(bare) - len(one["text"]) for one in answer["values"] if one["text"] and bare.endswith(one["text"])]
    at = min([*ends, text.rfind(" ") + 1])
    return at if len(text) - at < _UNBROKEN else len(text)


def _proved(text: str, answer: Json) -> Markup:
    """`text` with a mark behind each value that the answer claims: found, worked out, or struck through."""
    values = {one["text"]: one for one in answer["values"] if one["text"].strip()}
    if not values or not text:
        return together(text)
    known = "|".join(re.escape(value) for value in sorted(values, key=len, reverse=True))
    pieces = re.split(rf"(?<!\w)({known})(?!\w)", text)
    return together(*(_value(piece, values[piece]) if n % 2 else piece for n, piece in enumerate(pieces)))


def _value(text: str, value: Json) -> Markup:
    if not value["supported"]:
        return tag("span", tag("s", text), _proof("lost", texts.NOT_FOUND), class_="value unproved")
    if operands := value.get("operands"):
        return tag("span", text, _proof("computed", texts.WORKED_OUT.format(numbers=", ".join(map(str, operands)))), class_="value")
    return tag("span", text, _proof("found", texts.FOUND), class_="value" if len(text) < _UNBROKEN else "value long")


def _proof(kind: str, spoken: str) -> Markup:
    """A mark that is seen and spoken, but is no part of the text that one selects."""
    return tag("span", class_=f"proof {kind}", role="img", aria_label=spoken, title=spoken)


def _unproved(answer: Json) -> list[Markup]:
    lacking = [one["text"] for one in answer["values"] if not one["supported"]]
    return [tag("p", texts.NOT_FOUND_WHY.format(value=value), class_="unproved-why") for value in lacking]


def citation_href(citation: Json) -> str:
    """The part of an address that opens a citation."""
    return f"#cite-{citation['document_id']}-{citation['start']}-{citation['end']}"


def _opening(citation: Json, turn: int | None = None) -> dict[str, Any]:
    """The attributes of a link that opens a citation."""
    place = {"data_document": citation["document_id"], "data_start": citation["start"], "data_end": citation["end"]}
    numbered = {"data_turn": turn, "data_n": citation.get("n")} if turn is not None else {}
    return {"href": citation_href(citation), "data_do": "open", **place, **numbered}


def _chip(citation: Json, turn: int | None) -> Markup:
    spoken = texts.SOURCE.format(n=citation["n"], title=" ".join(_where(citation).split()))
    return tag("a", str(citation["n"]), class_="chip", aria_label=spoken, title=_where(citation), **_opening(citation, turn))


def _where(citation: Json) -> str:
    return citation["title"] if citation["page"] is None else f"{citation['title']}, {texts.PAGE.format(page=citation['page'])}"


def _sources(answer: Json, turn: int | None) -> Markup | None:
    rows = [
        tag(
            "a",
            tag("span", str(one["n"]), class_="number"),
            tag("span", foreign(one["title"], texts.UNTITLED), class_="name"),
            None if one["page"] is None else tag("span", texts.PAGE.format(page=one["page"]), class_="page"),
            class_="source",
            **_opening(one, turn),
        )
        for one in answer["citations"]
    ]
    return tag("p", *rows, class_="sources") if rows else None


def _closest(citation: Json) -> Markup:
    quote = tag("span", _BULLET.sub("", " ".join(citation["quote"].split())), class_="quote", dir="auto")
    where = tag("span", foreign(_where(citation), texts.UNTITLED), class_="name")
    return tag(
        "div", tag("p", texts.CLOSEST, class_="label"), tag("a", quote, where, class_="passage", **_opening(citation)), class_="nearest"
    )


def _instead(questions: Sequence[str]) -> Markup | None:
    cards = [tag("li", button(question, "ask", class_="suggestion", question=question)) for question in questions]
    return tag("div", tag("p", texts.INSTEAD, class_="label"), tag("ul", *cards), class_="instead") if cards else None


def _below(turn: KeptTurn, *, last: bool) -> Markup:
    """What can be done with an answer."""
    done = [
        _action("copy", "copy", texts.COPY),
        _action("like", "like", texts.LIKE, turn=turn.id, aria_pressed=str(turn.rating == "like").lower()),
        _action("dislike", "dislike", texts.DISLIKE, turn=turn.id, aria_pressed=str(turn.rating == "dislike").lower()),
        _action("retry", "ask", texts.RETRY, instead=turn.id) if last else None,
    ]
    sure = turn.answer.get("confidence", 0)
    told = texts.SURE.format(percent=round(100 * sure)) if turn.answer["verdict"] == "answered" and sure else None
    return together(
        tag("div", *done, tag("span", told, class_="sure") if told else None, class_="actions"), _comment(turn) if turn.rating else None
    )


def _action(drawing: str, do: str, label: str, **data: Any) -> Markup:
    return button(None, do, icon=icon(drawing), spoken=label, title=label, class_="quiet", **data)


def _comment(turn: KeptTurn) -> Markup:
    if turn.comment:
        return tag("p", texts.THANKS, " ", tag("q", turn.comment), class_="commented")
    field = tag(
        "input", type="text", name="comment", placeholder=texts.COMMENT, aria_label=texts.COMMENT, maxlength=4000, autocomplete="off"
    )
    send = tag("button", texts.SEND, type="submit", class_="plain")
    return tag("form", field, send, class_="comment", data_send="comment", data_turn=turn.id, data_rating=turn.rating)
