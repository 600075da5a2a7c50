"""The browser chat: layout and wiring, mounted onto the server's app; every callback is a call or two into `assistant`.

What it says and how it looks is in `ui_parts/`. gradio is imported when the chat is mounted, so that importing this module stays cheap.
One invisible part, the hub, hears every click of the page (`ui_parts/page.js`) and turns it into an event of gradio; each handler below
answers one. Annotations are not postponed here, since gradio reads those of the handlers, which are named `ui_…` because it makes names
for its own API of theirs.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI

from assistant import Assistant, AssistantError, Fact, facts_csv, server
from ui_parts import facts, lists, texts
from ui_parts.adding import adding
from ui_parts.answers import note_html
from ui_parts.talk import RECENT, Asking, Place, Talk
from ui_parts.waiting import waiting_page

__all__ = ["main", "mount", "waiting_page"]

# Fonts of the machine, so that none is fetched.
FONT = ["-apple-system", "BlinkMacSystemFont", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False, "trigger_mode": "always_last"}
ANSWERING: dict[str, Any] = {**PRIVATE, "concurrency_limit": 4, "concurrency_id": "answer"}
IDLE: dict[str, Any] = {"submit_btn": True, "stop_btn": False}
CHART: dict[str, Any] = {"x_title": " ", "y_title": " ", "height": 260, "buttons": []}
PARTS = Path(__file__).with_name("ui_parts")


def mount(app: FastAPI, assistant: Assistant) -> None:
    """Put the chat at "/" of `app`, below the routes that it has."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio builds a page, so it has to stand before
    import gradio

    gradio.mount_gradio_app(
        app,
        _page(assistant),
        path="/",
        theme=gradio.themes.Base(primary_hue="teal", neutral_hue="stone", font=FONT, font_mono=["ui-monospace", "monospace"]),
        # As `css` it would be rewritten to fit below one element.
        head=f"<style>{(PARTS / 'page.css').read_text(encoding='utf-8')}</style>",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        max_file_size=f"{assistant.settings.max_file_mb}mb",
    )


def main() -> None:
    """`python ui.py`: the same as `assistant serve`."""
    try:
        server.serve(mount=mount)
    except AssistantError as error:
        sys.exit(f"error: {error}")


def _page(assistant: Assistant) -> Any:
    import gradio as gr

    with gr.Blocks(title=texts.NAME, fill_width=True, delete_cache=(3600, 3600), analytics_enabled=False) as page:
        parts = _layout(assistant)
        _wire_asking(assistant, parts)
        _wire_conversations(page, assistant, parts)
        _wire_documents(assistant, parts)
        _wire_facts(assistant, parts)
    page.queue(max_size=64)
    return page


def _html(value: str = "", name: str = "", **more: Any) -> Any:
    """A region of the page. "${value}" is filled in once and never read again as a template; "{{value}}" would run what stands in it."""
    import gradio as gr

    return gr.HTML(value, elem_id=name or None, html_template="${value}", apply_default_css=False, **more)


def _layout(assistant: Assistant) -> SimpleNamespace:
    import gradio as gr

    parts = SimpleNamespace()
    # Both must stay what they are, or everybody loses their conversations.
    parts.kept = gr.BrowserState({}, storage_key="assistant", secret="assistant")  # noqa: S106 - it hides nothing, the id is the secret
    parts.editing, parts.asked = gr.State(None), gr.State("")
    _html(lists.bar_html(), "top")
    with gr.Column(elem_id="rail"):
        _html(lists.rail_html())
        parts.conversations = _html(name="conversations")
    with gr.Column(elem_id="talk"):
        with gr.Column(elem_id="scroll"):
            parts.thread, parts.live = _html(name="thread"), _html(name="live")
        parts.box = gr.Textbox(**_box(assistant))
        parts.scope = _html(name="scope")
    with gr.Column(elem_id="shelf"):
        _html(lists.documents_head_html(assistant.settings.max_file_mb), "documents-head")
        parts.adding, parts.documents = _html(name="adding"), _html(name="documents")
        parts.upload = gr.UploadButton(texts.ADD_FILES, file_count="multiple", elem_id="upload")
    with gr.Column(elem_id="facts"):
        parts.facts_head, parts.facts = _html(name="facts-head"), _html(name="facts-table")
        with gr.Row(elem_id="charts"):
            parts.timeline = gr.ScatterPlot(x="date", y="document", elem_id="timeline")
            parts.bars = gr.BarPlot(x="value", y="amount", elem_id="bars")
    parts.panel = _html(name="panel")
    parts.toast = _html(name="toast")
    parts.file = gr.HTML({}, html_template="", js_on_load=_script("file.js"), elem_id="file")
    parts.hub = _html(name="hub", js_on_load=_script("page.js"))  # last: it looks for the others
    return parts


def _script(name: str) -> str:
    """A script of the page, with the texts that it says itself."""
    names = (
        "ASK",
        "STOP",
        "COPIED",
        "LINK_COPIED",
        "EDITING",
        "CANCEL",
        "NEW_TITLE",
        "DROP",
        "SOURCE_PANEL",
        "CHAT",
        "MENU",
        "TIMELINE",
        "BARS",
    )
    said = json.dumps({name: getattr(texts, name) for name in names})
    return (PARTS / name).read_text(encoding="utf-8").replace('"TEXTS"', said)


def _box(assistant: Assistant) -> dict[str, Any]:
    shown = {"label": texts.QUESTION, "show_label": False, "placeholder": texts.PLACEHOLDER, "max_lines": 8}
    return {**shown, "elem_id": "question", "max_length": assistant.settings.max_question, "submit_btn": True, "autofocus": True}


def _wire_asking(assistant: Assistant, parts: SimpleNamespace) -> None:
    import gradio as gr

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
        yield from answering(Place.of(kept), talk.read(Place.of(kept), event._data), {})

    def ui_stop(question: str) -> tuple[Any, ...]:
        return note_html(question, texts.STOPPED, "") if question else "", gr.update(**IDLE), ""

    def ui_edit(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        asking = talk.read(Place.of(kept), {"instead": event._data.get("turn")})
        return asking.question, asking.instead

    def ui_open(kept: Any, event: gr.EventData) -> str:
        return talk.opened(Place.of(kept), event._data)

    typed = parts.box.submit(ui_ask, [parts.box, parts.editing, parts.kept], shown, **ANSWERING)
    clicked = parts.hub.do_ask(ui_ask_this, parts.kept, shown, **ANSWERING)
    parts.running = [typed, clicked]
    # What is said comes after the stop, or a word on its way would be put over it.
    stopped = parts.box.stop(None, None, None, cancels=parts.running, **AT_ONCE)
    stopped.then(ui_stop, parts.asked, [parts.live, parts.box, parts.asked], **AT_ONCE)
    parts.hub.do_edit(ui_edit, parts.kept, [parts.box, parts.editing], **AT_ONCE)
    parts.hub.do_open(ui_open, parts.kept, parts.panel, **AT_ONCE)


def _wire_conversations(page: Any, assistant: Assistant, parts: SimpleNamespace) -> None:
    import gradio as gr

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
        return at(Place(Place.of(kept).owner, str(event._data.get("id", ""))))

    def ui_thread(kept: Any, event: gr.EventData) -> str:
        return talk.thread(Place.of(kept), int(event._data.get("shown", 0)) + RECENT)

    def ui_find(kept: Any, event: gr.EventData) -> str:
        return rows(Place.of(kept), str(event._data.get("value", "")))

    def ui_change(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        place = Place.of(kept)
        try:
            after = talk.changed(place, event._data)
        except AssistantError as error:
            return same, same, same, lists.toast_html(str(error))
        thread = same if event._data.get("change") == "rename" else talk.thread(after)
        return after.to_dict(), thread, rows(after), same

    def ui_scope(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        place = talk.choose(Place.of(kept), [str(one) for one in event._data.get("ids", [])])
        return place.to_dict(), lists.scope_html(assistant.listed(), talk.chosen(place))

    def ui_export(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        try:
            return {**talk.exported(Place.of(kept), event._data), "at": time.time()}, same
        except AssistantError as error:
            return same, lists.toast_html(str(error))

    page.load(ui_load, parts.kept, everything, **AT_ONCE)
    parts.hub.do_pick(ui_pick, parts.kept, everything, cancels=parts.running, **AT_ONCE)
    parts.hub.do_thread(ui_thread, parts.kept, parts.thread, **AT_ONCE)
    parts.hub.do_find(ui_find, parts.kept, parts.conversations, **AT_ONCE)
    parts.hub.do_change(ui_change, parts.kept, [parts.kept, parts.thread, parts.conversations, parts.toast], **AT_ONCE)
    parts.hub.do_scope(ui_scope, parts.kept, [parts.kept, parts.scope], **AT_ONCE)
    parts.hub.do_export(ui_export, parts.kept, [parts.file, parts.toast], **AT_ONCE)


def _wire_documents(assistant: Assistant, parts: SimpleNamespace) -> None:
    import gradio as gr

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
        added = assistant.add_text(str(event._data.get("title", "")), str(event._data.get("text", "")))
        name = added.document.title if added.document else texts.PASTE
        return after(kept, lists.adding_html({name: lists.outcome(added)}))

    def ui_remove(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        try:
            removed = assistant.remove(str(event._data.get("id")))
        except AssistantError as error:
            return after(kept, toast=lists.toast_html(str(error)))
        return after(kept, toast=lists.toast_html(texts.REMOVED.format(title=removed.title), removed.id))

    def ui_restore(kept: Any, event: gr.EventData) -> tuple[Any, ...]:
        try:
            said = texts.RESTORED.format(title=assistant.restore(str(event._data.get("id"))).title)
        except AssistantError as error:
            said = str(error)
        return after(kept, toast=lists.toast_html(said))

    parts.upload.upload(ui_add, [parts.upload, parts.kept], shown, concurrency_limit=1, **PRIVATE)
    parts.hub.do_documents(ui_documents, parts.kept, shown, **AT_ONCE)
    parts.hub.do_paste(ui_paste, parts.kept, shown, concurrency_limit=1, **PRIVATE)
    parts.hub.do_remove(ui_remove, parts.kept, shown, **AT_ONCE)
    parts.hub.do_restore(ui_restore, parts.kept, shown, **AT_ONCE)


def _wire_facts(assistant: Assistant, parts: SimpleNamespace) -> None:
    import gradio as gr

    def chosen(data: dict[str, Any]) -> dict[str, Any]:
        there = {one.id for one in assistant.listed()}
        kinds = [data["kind"]] if data.get("kind") in texts.KINDS else []
        return {
            "kinds": kinds,
            "documents": [data["document"]] if data.get("document") in there else [],
            "about": str(data.get("about", "")),
        }

    def ui_facts(event: gr.EventData) -> tuple[Any, ...]:
        wanted = chosen(event._data)
        found = assistant.facts(**wanted)
        head = facts.facts_head_html(assistant.listed()) if event._data.get("opening") else gr.skip()
        table = facts.facts_html(found, assistant.comparisons(**wanted))
        return head, table, _timeline(found), _bars(found)

    def ui_csv(event: gr.EventData) -> dict[str, Any]:
        text = facts_csv(assistant.facts(**chosen(event._data)))
        return {"name": "facts.csv", "text": text, "type": "text/csv", "at": time.time()}

    shown = [parts.facts_head, parts.facts, parts.timeline, parts.bars]
    parts.hub.do_facts(ui_facts, None, shown, **AT_ONCE)
    parts.hub.do_csv(ui_csv, None, parts.file, **AT_ONCE)


# A plot that was once given nothing to draw draws nothing ever after: it keeps what it has, and the page hides it.


def _timeline(found: Sequence[Fact]) -> Any:
    import gradio
    import pandas

    drawn = pandas.DataFrame(facts.timeline(found))
    if drawn.empty:
        return gradio.skip()
    drawn["date"] = pandas.to_datetime(drawn["date"])
    days = [day.timestamp() for day in drawn["date"]]
    margin = max(86_400.0, 0.06 * (max(days) - min(days)))
    limits = [min(days) - margin, max(days) + margin]
    return gradio.ScatterPlot(drawn, x="date", y="document", x_lim=limits, title=texts.TIMELINE, tooltip=["what", "document"], **CHART)


def _bars(found: Sequence[Fact]) -> Any:
    import gradio
    import pandas

    columns, counted = facts.bars(found)
    drawn = pandas.DataFrame(columns)
    if drawn.empty:
        return gradio.skip()
    look = {**CHART, "y_title": counted, "title": texts.BARS, "tooltip": ["what", "value"], "x_label_angle": -30}
    return gradio.BarPlot(drawn, x="value", y="amount", sort="-y", **look)


if __name__ == "__main__":
    main()
