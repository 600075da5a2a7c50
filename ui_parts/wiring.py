"""What happens on each click: every handler reads what the page sent, makes a call or two into `assistant`, and hands back regions of it.

Handlers are named `ui_…`, because gradio makes names for its own API of theirs, and their annotations are not postponed, since it reads
those. This module, and gradio and pandas with it, is loaded only when the chat is mounted.
"""

import time
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pandas

from assistant import Assistant, AssistantError, Fact, facts_csv
from ui_parts import facts, lists, texts
from ui_parts.adding import adding
from ui_parts.answers import note_html
from ui_parts.talk import RECENT, Asking, Place, Talk, number

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False, "trigger_mode": "always_last"}
EACH: dict[str, Any] = {**AT_ONCE, "trigger_mode": "multiple"}  # for what changes something: none of several is left out
ANSWERING: dict[str, Any] = {**PRIVATE, "concurrency_limit": 4, "concurrency_id": "answer"}
IDLE: dict[str, Any] = {"submit_btn": True, "stop_btn": False}
CHART: dict[str, Any] = {"x_title": " ", "y_title": " ", "height": 260, "buttons": []}


def wire_asking(assistant: Assistant, parts: SimpleNamespace) -> None:
    talk, same = Talk(assistant), gr.skip()
    shown = [parts.kept, parts.thread, parts.live, parts.panel, parts.conversations, parts.box, parts.editing, parts.asked]

    def answering(place: Place, asking: Asking, emptied: dict[str, Any]) -> Iterator[Any]:
        box = gr.update(submit_btn=False, stop_btn=True, **emptied)
        for step in talk.answering(place, asking) if asking.question.strip() else ():
            if step.place is None:
                yield same, same, step.live, same, same, box, None, asking.question
                box = same  # only once: the next question may be half typed when the answer comes
            else:
                source = same if step.source is None else step.source
                rows = lists.conversations_html(assistant.conversations.all(place.owner), step.place.conversation)
                yield step.place.to_dict(), talk.thread(step.place), "", source, rows, gr.update(**IDLE), None, ""
        yield same, same, same, same, same, gr.update(**IDLE), same, same

    def ui_ask(question: str, editing: Any, kept: Any) -> Iterator[Any]:
        yield from answering(Place.of(kept), Asking(question, editing), {"value": ""})

    def ui_ask_this(kept: Any, event: gr.EventData) -> Iterator[Any]:
        yield from answering(Place.of(kept), talk.read(Place.of(kept), _data(event)), {})

    def ui_stop(question: str) -> tuple[Any, ...]:
        return note_html(question, texts.STOPPED, "") if question else "", gr.update(**IDLE), ""

    def ui_edit(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        asking = talk.read(Place.of(kept), {"instead": _data(event).get("turn")})
        return asking.question, asking.instead

    def ui_open(kept: Any, event: gr.EventData) -> str:
        return talk.opened(Place.of(kept), _data(event))

    typed = parts.box.submit(ui_ask, [parts.box, parts.editing, parts.kept], shown, **ANSWERING)
    clicked = parts.hub.do_ask(ui_ask_this, parts.kept, shown, **ANSWERING)
    parts.running = [typed, clicked]
    # What is said comes after the stop, or a word on its way would be put over it.
    stopped = parts.box.stop(None, None, None, cancels=parts.running, **AT_ONCE)
    stopped.then(ui_stop, parts.asked, [parts.live, parts.box, parts.asked], **AT_ONCE)
    parts.hub.do_edit(ui_edit, parts.kept, [parts.box, parts.editing], **AT_ONCE)
    parts.hub.do_open(ui_open, parts.kept, parts.panel, **AT_ONCE)


def wire_conversations(page: Any, assistant: Assistant, parts: SimpleNamespace) -> None:
    talk, same = Talk(assistant), gr.skip()
    everything = [parts.kept, parts.thread, parts.live, parts.conversations, parts.scope, parts.box, parts.editing, parts.asked]

    def rows(place: Place, search: str = "") -> str:
        found = assistant.conversations.all(place.owner, search)
        return lists.conversations_html(found, place.conversation, searched=bool(search.strip()))

    def at(place: Place) -> tuple[Any, ...]:
        scope = lists.scope_html(assistant.listed(), talk.chosen(place))
        return place.to_dict(), talk.thread(place), "", rows(place), scope, gr.update(value="", **IDLE), None, ""

    def ui_load(kept: Any) -> tuple[Any, ...]:
        return at(Place.of(kept))

    def ui_pick(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        return at(Place(Place.of(kept).owner, str(_data(event).get("id", ""))))

    def ui_thread(kept: Any, event: gr.EventData) -> str:
        return talk.thread(Place.of(kept), RECENT + (number(_data(event).get("shown")) or 0))

    def ui_find(kept: Any, event: gr.EventData) -> str:
        return rows(Place.of(kept), str(_data(event).get("value", "")))

    def ui_change(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        place = Place.of(kept)
        try:
            after = talk.changed(place, _data(event))
        except AssistantError as error:
            return same, same, same, lists.toast_html(str(error))
        thread = same if _data(event).get("change") == "rename" else talk.thread(after)
        return after.to_dict(), thread, rows(after), same

    def ui_export(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        try:
            return {**talk.exported(Place.of(kept), _data(event)), "at": time.time()}, same
        except AssistantError as error:
            return same, lists.toast_html(str(error))

    page.load(ui_load, parts.kept, everything, **AT_ONCE)
    parts.hub.do_pick(ui_pick, parts.kept, everything, cancels=parts.running, **AT_ONCE)
    parts.hub.do_thread(ui_thread, parts.kept, parts.thread, **AT_ONCE)
    parts.hub.do_find(ui_find, parts.kept, parts.conversations, **AT_ONCE)
    parts.hub.do_change(ui_change, parts.kept, [parts.kept, parts.thread, parts.conversations, parts.toast], **EACH)
    parts.hub.do_export(ui_export, parts.kept, [parts.file, parts.toast], **AT_ONCE)


def wire_documents(assistant: Assistant, parts: SimpleNamespace) -> None:
    talk = Talk(assistant)
    shown = [parts.adding, parts.documents, parts.scope, parts.toast]

    def after(kept: Any, added: str = "", toast: Any = None) -> tuple[Any, ...]:
        documents = assistant.listed()
        scope = lists.scope_html(documents, talk.chosen(Place.of(kept)))
        return added, lists.documents_html(documents), scope, gr.skip() if toast is None else toast

    def ui_documents(kept: Any) -> tuple[Any, ...]:
        return after(kept)

    def ui_add(files: list[str], kept: Any) -> Iterator[Any]:
        for states in adding(assistant, files):
            yield after(kept, lists.adding_html(states))

    def ui_paste(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        try:
            added = assistant.add_text(str(_data(event).get("title", "")), str(_data(event).get("text", "")))
        except AssistantError as error:
            return after(kept, toast=lists.toast_html(str(error)))
        name = added.document.title if added.document else texts.PASTE
        return after(kept, lists.adding_html({name: lists.outcome(added)}))

    def ui_remove(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        try:
            removed = assistant.remove(str(_data(event).get("id")))
        except AssistantError as error:
            return after(kept, toast=lists.toast_html(str(error)))
        return after(kept, toast=lists.toast_html(texts.REMOVED.format(title=removed.title), removed.id))

    def ui_restore(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        try:
            said = texts.RESTORED.format(title=assistant.restore(str(_data(event).get("id"))).title)
        except AssistantError as error:
            said = str(error)
        return after(kept, toast=lists.toast_html(said))

    def ui_scope(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        place = talk.choose(Place.of(kept), [str(one) for one in _data(event).get("ids") or ()])
        return place.to_dict(), lists.scope_html(assistant.listed(), talk.chosen(place))

    parts.upload.upload(ui_add, [parts.upload, parts.kept], shown, concurrency_limit=1, **PRIVATE)
    parts.hub.do_documents(ui_documents, parts.kept, shown, **AT_ONCE)
    parts.hub.do_paste(ui_paste, parts.kept, shown, concurrency_limit=1, **PRIVATE)
    parts.hub.do_scope(ui_scope, parts.kept, [parts.kept, parts.scope], **AT_ONCE)
    parts.hub.do_remove(ui_remove, parts.kept, shown, **EACH)
    parts.hub.do_restore(ui_restore, parts.kept, shown, **EACH)


def wire_facts(assistant: Assistant, parts: SimpleNamespace) -> None:
    def chosen(data: dict[str, Any]) -> dict[str, Any]:
        there = {one.id for one in assistant.listed()}
        kinds = [data["kind"]] if data.get("kind") in texts.KINDS else []
        return {
            "kinds": kinds,
            "documents": [data["document"]] if data.get("document") in there else [],
            "about": str(data.get("about", "")),
        }

    def ui_facts(event: gr.EventData) -> tuple[Any, ...]:
        wanted = chosen(_data(event))
        found = assistant.facts(**wanted)
        head = facts.facts_head_html(assistant.listed()) if _data(event).get("opening") else gr.skip()
        table = facts.facts_html(found, assistant.comparisons(**wanted))
        return head, table, _timeline(found), _bars(found)

    def ui_csv(event: gr.EventData) -> dict[str, Any]:
        text = facts_csv(assistant.facts(**chosen(_data(event))))
        return {"name": "facts.csv", "text": text, "type": "text/csv", "at": time.time()}

    shown = [parts.facts_head, parts.facts, parts.timeline, parts.bars]
    parts.hub.do_facts(ui_facts, None, shown, **AT_ONCE)
    parts.hub.do_csv(ui_csv, None, parts.file, **AT_ONCE)


def _data(event: gr.EventData) -> dict[str, Any]:
    """What the page sent along with a click."""
    return event._data if isinstance(event._data, dict) else {}


# A plot that was once given nothing to draw draws nothing ever after: it keeps what it has, and the page hides it.


def _timeline(found: Sequence[Fact]) -> Any:
    drawn = pandas.DataFrame(facts.timeline(found))
    if drawn.empty:
        return gr.skip()
    drawn["date"] = pandas.to_datetime(drawn["date"])
    days = [day.timestamp() for day in drawn["date"]]
    margin = max(86_400.0, 0.06 * (max(days) - min(days)))
    limits = [min(days) - margin, max(days) + margin]
    return gr.ScatterPlot(drawn, x="date", y="document", x_lim=limits, title=texts.TIMELINE, tooltip=["what", "document"], **CHART)


def _bars(found: Sequence[Fact]) -> Any:
    columns, counted = facts.bars(found)
    drawn = pandas.DataFrame(columns)
    if drawn.empty:
        return gr.skip()
    look = {**CHART, "y_title": counted, "title": texts.BARS, "tooltip": ["what", "value"], "x_label_angle": -30}
    return gr.BarPlot(drawn, x="value", y="amount", sort="-y", **look)
