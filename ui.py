"""The browser chat: layout and wiring, mounted onto the server's app; every callback is one call into `assistant`.

What answers and documents look like is in `ui_markup.py`, `ui.css` and `ui.js` beside it. gradio is imported when the chat is mounted,
so that importing this module stays cheap. Annotations are not postponed here, since gradio reads those of the handlers.
"""

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI

import ui_markup as markup
from assistant import Answer, Answered, Assistant, AssistantError, Searching, Token, server
from ui_markup import Exchange

# Fonts of the machine, so that none is fetched.
FONT = ["-apple-system", "BlinkMacSystemFont", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def mount(app: FastAPI, assistant: Assistant) -> None:
    """Put the chat at "/" of `app`, below the routes that it has."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio builds a page, so it has to stand before
    import gradio

    gradio.mount_gradio_app(
        app,
        _page(assistant),
        path="/",
        theme=gradio.themes.Base(primary_hue="teal", neutral_hue="stone", font=FONT, font_mono=["ui-monospace", "monospace"]),
        css=_beside("ui.css"),
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


def answering(assistant: Assistant, question: str, before: Sequence[Exchange]) -> Iterator[tuple[Exchange, str | None]]:
    """The exchange as it grows, with what the panel shows once there is a source to read."""
    draft = ""
    yield Exchange(question, note=markup.waiting_html(Searching(question))), None
    try:
        for event in assistant.stream(question, markup.history(before)):
            if isinstance(event, Answered):
                yield Exchange(question, event.answer), _first_source(assistant, event.answer)
            else:
                draft += event.text if isinstance(event, Token) else ""
                yield Exchange(question, note=markup.waiting_html(event, draft)), None
    except AssistantError as error:
        yield Exchange(question, note=markup.failure_html(str(error))), None
    except Exception:  # the outermost handler: whatever went wrong, the chat goes on
        logging.getLogger(__name__).exception("a question failed")
        yield Exchange(question, note=markup.failure_html("Something went wrong here. The server's log says what.")), None


def opened(assistant: Assistant, asked: Any) -> str:
    """What the panel shows after a click. `asked` comes from the browser, so it may be anything."""
    wanted = asked if isinstance(asked, dict) else {}
    start, end = (value if isinstance(value := wanted.get(name), int) else 0 for name in ("start", "end"))
    if not isinstance(wanted.get("document"), str):
        return markup.documents_html(assistant.documents())
    try:
        return markup.document_html(assistant.document(wanted["document"]), max(start, 0), end)
    except AssistantError as error:
        return markup.documents_html(assistant.documents(), str(error))


def _first_source(assistant: Assistant, answer: Answer) -> str | None:
    first = next(iter(answer.citations), None)
    return opened(assistant, {"document": first.document_id, "start": first.start, "end": first.end}) if first else None


def _page(assistant: Assistant) -> Any:
    import gradio as gr

    with gr.Blocks(title="Ask your articles", fill_width=True, delete_cache=(3600, 3600), analytics_enabled=False) as page:
        with gr.Row(elem_id="top"):
            gr.HTML(markup.HEADER, apply_default_css=False)
            fresh = gr.Button("New chat", elem_id="fresh", size="sm")
        with gr.Row(elem_id="columns"):
            with gr.Column(elem_id="talk"):
                chat, box = _talk(assistant)
            with gr.Column(elem_id="side"):
                panel, added, upload = _side(assistant)
        _wire_talk(assistant, chat, box, panel, fresh)
        _wire_side(page, assistant, panel, added, upload)
    page.queue(max_size=64)
    return page


def _talk(assistant: Assistant) -> tuple[Any, Any]:
    import gradio as gr

    chat = gr.Chatbot(
        elem_id="chat",
        show_label=False,
        placeholder=markup.WELCOME,
        buttons=[],
        allow_tags=False,
        latex_delimiters=[],  # answers hold dollar signs
        examples=[{"text": question} for question in markup.example_questions(assistant.documents())],
        height="100%",
    )
    box = gr.Textbox(
        elem_id="question",
        label="Question",
        show_label=False,
        placeholder="Ask a question",
        max_length=assistant.settings.max_question,
        submit_btn=True,
        autofocus=True,
    )
    return chat, box


def _side(assistant: Assistant) -> tuple[Any, Any, Any]:
    import gradio as gr

    # "${value}" is filled in once and never read again as a template; "{{value}}" would run what stands in a document.
    panel = gr.HTML(
        markup.documents_html(assistant.documents()),
        elem_id="panel",
        html_template="${value}",
        js_on_load=_beside("ui.js"),
        apply_default_css=False,
    )
    added = gr.HTML("", elem_id="added", html_template="${value}", apply_default_css=False)
    upload = gr.UploadButton("Add documents", file_count="multiple", elem_id="upload", size="sm")
    return panel, added, upload


# Handlers are named `ui_…`, because gradio makes names for its own API of theirs.


def _wire_talk(assistant: Assistant, chat: Any, box: Any, panel: Any, fresh: Any) -> None:
    import gradio as gr

    exchanges = gr.State(())
    shown = [exchanges, chat, box, panel]

    def ui_ask(question: str, before: tuple[Exchange, ...]) -> Iterator[Any]:
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        cleared: Any = ""  # only once: the next question may be half typed when the answer comes
        for exchange, source in answering(assistant, question, before):
            now = (*before, exchange)
            yield now, markup.messages(now), cleared, gr.skip() if source is None else source
            cleared = gr.skip()

    def ui_fresh() -> tuple[Any, ...]:
        return (), [], "", markup.documents_html(assistant.documents())

    def ui_example(event: gr.SelectData) -> str:
        return str(event.value["text"])

    answering_once: dict[str, Any] = {"concurrency_limit": 4, "concurrency_id": "answer", **PRIVATE}
    typed = box.submit(ui_ask, [box, exchanges], shown, **answering_once)
    chosen = chat.example_select(ui_example, None, box, queue=False, **PRIVATE).then(ui_ask, [box, exchanges], shown, **answering_once)
    fresh.click(ui_fresh, None, shown, queue=False, cancels=[typed, chosen], **PRIVATE)


def _wire_side(page: Any, assistant: Assistant, panel: Any, added: Any, upload: Any) -> None:
    import gradio as gr

    def ui_documents() -> str:
        return markup.documents_html(assistant.documents())

    def ui_open(event: gr.EventData) -> str:
        return opened(assistant, event._data)

    def ui_add(files: list[str], progress: gr.Progress = gr.Progress()) -> tuple[str, str]:  # noqa: B008 (gradio looks for it there)
        try:
            said = markup.added_html(
                assistant.add(*files, progress=lambda what, done, total: progress((done, total), desc=what), source=lambda path: path.name)
            )
        except AssistantError as error:
            said = markup.refused_html(str(error))
        finally:
            for file in files:
                Path(file).unlink(missing_ok=True)
        return said, ui_documents()

    page.load(ui_documents, None, panel, queue=False, **PRIVATE)
    panel.open(ui_open, None, panel, queue=False, **PRIVATE)
    upload.upload(ui_add, upload, [added, panel], concurrency_limit=1, api_visibility="private", show_progress_on=added)


def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
