"""The browser chat: its layout, mounted onto the server's app.

One invisible part, the hub, hears every click of the page (`ui_parts/page.js`) and turns it into an event of gradio;
`ui_parts/wiring.py` answers each. What the chat says and how it looks is beside that. gradio is imported when the chat is mounted, so that
importing this module stays cheap.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI

from assistant import Assistant, AssistantError, server
from ui_parts import lists, texts
from ui_parts.waiting import waiting_page

__all__ = ["main", "mount", "waiting_page"]

# Fonts of the machine, so that none is fetched.
FONT = ["-apple-system", "BlinkMacSystemFont", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]
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
        favicon_path=str(PARTS / "icon.svg"),
        blocked_paths=[str(assistant.settings.data_dir.resolve())],
        footer_links=[],
        enable_monitoring=False,
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
        wiring = import_module("ui_parts.wiring")
        parts = _layout(assistant)
        wiring.wire_asking(assistant, parts)
        wiring.wire_conversations(page, assistant, parts)
        wiring.wire_documents(assistant, parts)
        wiring.wire_facts(assistant, parts)
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


if __name__ == "__main__":
    main()
