"""One person's talk: where they are, how an answer to them grows, and what a click opens.

What comes from a browser may be anything, so all of it is read through `Place.of` and `number`; what belongs to somebody else, or is no
longer there, is as if nothing had been asked for.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from assistant import Answer, Answered, Assistant, AssistantError, KeptTurn, Rating, Token
from ui_parts import texts
from ui_parts.answers import note_html, thread_html, waiting_html, welcome_html
from ui_parts.sources import Shown, empty_html, panel_html

RECENT = 30  # turns that are shown at once
_REMEMBERED = 8  # turns that a follow-up may refer to
_OWNER = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Place:
    """Whose browser it is, the conversation that it shows ("" for a new one), and which documents a new one is to ask."""

    owner: str
    conversation: str = ""
    documents: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Any) -> Place:
        """What a browser kept; a new owner where that is none."""
        values = kept if isinstance(kept, dict) else {}
        owner, conversation, documents = values.get("owner"), values.get("conversation"), values.get("documents")
        known = isinstance(owner, str) and _OWNER.fullmatch(owner)
        return cls(
            str(owner) if known else secrets.token_hex(16),
            conversation if known and isinstance(conversation, str) else "",
            tuple(one for one in documents if isinstance(one, str)) if isinstance(documents, list) else (),
        )

    def to_dict(self) -> dict[str, Any]:
        return {"owner": self.owner, "conversation": self.conversation, "documents": list(self.documents)}


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, the number of the turn that it takes the place of, and whether it stands `alone`, without the turns before."""

    question: str
    instead: int | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What there is to see at a moment of answering; `place` is given once the answer has been kept, `source` when there is one to open."""

    live: Markup
    place: Place | None = None
    source: Markup | None = None


class Talk:
    """The talks of everybody with one assistant; holds nothing itself."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def thread(self, place: Place, shown: int = RECENT) -> Markup:
        """The last turns of the conversation, or what is there before the first."""
        turns = self._turns(place)
        if not turns:
            suggested = self._assistant.suggestions(4, documents=self.chosen(place))
            return welcome_html(suggested, empty=not self._assistant.listed())
        refused = turns[-1].answer["verdict"] == "not_in_sources"
        instead = self._assistant.suggestions(2, near=turns[-1].question, documents=self.chosen(place)) if refused else ()
        return thread_html(turns[-shown:], conversation=place.conversation, hidden=max(0, len(turns) - shown), instead=instead)

    def chosen(self, place: Place) -> tuple[str, ...]:
        """The documents that the conversation asks; none for all, also when those that were chosen are all gone."""
        try:
            wanted = self._assistant.conversations.one(place.owner, place.conversation).documents if place.conversation else place.documents
        except AssistantError:
            wanted = ()
        there = {one.id for one in self._assistant.listed()} if wanted else ()
        return tuple(one for one in wanted if one in there)

    def choose(self, place: Place, documents: Sequence[str]) -> Place:
        """Ask these documents from now on, all for none."""
        with suppress(AssistantError):  # it may have been deleted in another window
            if place.conversation:
                self._assistant.conversations.choose(place.owner, place.conversation, documents)
        return replace(place, documents=tuple(documents))

    def read(self, place: Place, asked: Mapping[str, Any]) -> Asking:
        """What a button asks: its question, or that of the turn that it takes the place of."""
        instead, question = number(asked.get("instead")), asked.get("question")
        if not isinstance(question, str):
            question = next((turn.question for turn in self._turns(place) if turn.id == instead), "")
        return Asking(question, instead, bool(asked.get("alone")))

    def answering(self, place: Place, asking: Asking) -> Iterator[Step]:
        """The turn as it grows; it is kept once it is answered."""
        question, draft = asking.question, ""
        yield Step(waiting_html(question, None))
        try:
            before = [turn for turn in self._turns(place) if asking.instead is None or turn.id < asking.instead]
            history = [] if asking.alone else [(turn.question, _told(turn)) for turn in before[-_REMEMBERED:]]
            for event in self._assistant.stream(question, history, documents=self.chosen(place)):
                if isinstance(event, Answered):
                    yield self._kept(place, asking, event.answer)
                else:
                    draft += event.text if isinstance(event, Token) else ""
                    yield Step(waiting_html(question, event, draft))
        except AssistantError as error:
            yield Step(note_html(question, str(error)))
        except Exception:  # the outermost handler: whatever went wrong, the chat goes on
            logging.getLogger(__name__).exception("a question failed")
            yield Step(note_html(question, texts.WENT_WRONG))

    def opened(self, place: Place, asked: Any) -> Markup:
        """What the panel shows after a click: the citation `n` of a turn, or a span of a document."""
        wanted = asked if isinstance(asked, dict) else {}
        turn, n = number(wanted.get("turn")), number(wanted.get("n"))
        try:
            if turn is not None and n is not None:
                return self._citation(place, turn, n)
            start, end = number(wanted.get("start")) or 0, number(wanted.get("end")) or 0
            return panel_html(Shown(self._assistant.document(str(wanted.get("document"))), start, max(start, end)))
        except AssistantError as error:
            return empty_html(str(error))

    def changed(self, place: Place, data: Mapping[str, Any]) -> Place:
        """Rename or delete a conversation, or rate an answer, whichever the button says; where they are after that."""
        conversations, which = self._assistant.conversations, str(data.get("id", ""))
        match data.get("change"):
            case "rename":
                conversations.rename(place.owner, which, str(data.get("title", "")))
            case "delete":
                conversations.delete(place.owner, which)
                return place if which != place.conversation else replace(place, conversation="")
            case "like" | "dislike" as rating:
                turn = next((one for one in self._turns(place) if one.id == number(data.get("turn"))), None)
                if turn:
                    conversations.rate(place.owner, place.conversation, turn.id, "" if turn.rating == rating else rating)
            case "comment":
                thought: Rating = "like" if data.get("rating") == "like" else "dislike"
                conversations.rate(place.owner, place.conversation, number(data.get("turn")) or 0, thought, str(data.get("comment", "")))
        return place

    def exported(self, place: Place, data: Mapping[str, Any]) -> dict[str, str]:
        """A conversation as a file to keep."""
        conversations, which = self._assistant.conversations, str(data.get("id", ""))
        name = re.sub(r"[^\w-]+", "-", conversations.one(place.owner, which).title).strip("-")[:60] or "conversation"
        if data.get("form") == "json":
            text = json.dumps(conversations.to_dict(place.owner, which), ensure_ascii=False, indent=2)
            return {"name": f"{name}.json", "text": text, "type": "application/json"}
        return {"name": f"{name}.md", "text": conversations.to_markdown(place.owner, which), "type": "text/markdown"}

    def _citation(self, place: Place, turn: int, n: int) -> Markup:
        found = next((one for one in self._turns(place) if one.id == turn), None)
        citations = found.answer["citations"] if found else []
        cited = next((one for one in citations if one["n"] == n), None)
        if cited is None:
            return empty_html()
        document = self._assistant.document(cited["document_id"])
        beside = tuple((one["start"], one["end"]) for one in citations if one is not cited and one["document_id"] == document.id)
        return panel_html(Shown(document, cited["start"], cited["end"], beside, turn, n, len(citations)))

    def _kept(self, place: Place, asking: Asking, answer: Answer) -> Step:
        conversations = self._assistant.conversations
        try:
            conversations.one(place.owner, place.conversation)
        except AssistantError:  # a new one, or deleted in another window meanwhile
            place = replace(place, conversation=conversations.start(place.owner, asking.question, self.chosen(place)))
        if asking.instead is not None:
            conversations.drop(place.owner, place.conversation, asking.instead)
        turn = conversations.keep(place.owner, place.conversation, answer)
        return Step(Markup(""), place, self._citation(place, turn, 1) if answer.citations else None)

    def _turns(self, place: Place) -> list[KeptTurn]:
        if not place.conversation:
            return []
        try:
            return self._assistant.conversations.turns(place.owner, place.conversation)
        except AssistantError:
            return []


def _told(turn: KeptTurn) -> str:
    return str(turn.answer["text"] or turn.answer["short"] or turn.answer["reason"])


def number(value: Any) -> int | None:
    """A number that a page sent; none that no text is long enough for."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 <= number < 10**12 else None
