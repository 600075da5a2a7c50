"""The lists: conversations at the side, documents with what becomes of files, and which documents a conversation asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby

from markupsafe import Markup

from assistant import Added, Conversation, Listed
from ui_parts import texts
from ui_parts.sources import called
from ui_parts.tags import button, foreign, icon, tag, together


def rail_html() -> Markup:
    """What stands at the top of the side, and never changes."""
    fresh = button(texts.NEW_CHAT, "fresh", icon=icon("plus"), class_="fresh")
    views = [("chat", texts.CHAT), ("documents", texts.DOCUMENTS), ("facts", texts.FACTS)]
    rows = [tag("li", button(label, "view", icon=icon(name), view=name)) for name, label in views]
    search = tag("input", type="search", placeholder=texts.SEARCH_CONVERSATIONS, aria_label=texts.SEARCH_CONVERSATIONS, data_type="find")
    brand = tag("h1", texts.NAME, class_="brand")
    return tag("div", brand, fresh, tag("nav", tag("ul", *rows), aria_label=texts.VIEWS), search, class_="rail")


def bar_html() -> Markup:
    """The bar at the top of a narrow screen."""
    menu = button(None, "menu", icon=icon("menu"), spoken=texts.MENU, class_="quiet")
    fresh = button(None, "fresh", icon=icon("plus"), spoken=texts.NEW_CHAT, class_="quiet")
    return tag("div", menu, tag("span", texts.NAME, class_="brand"), fresh, class_="bar")


def conversations_html(conversations: Sequence[Conversation], current: str, *, searched: bool = False, today: date | None = None) -> Markup:
    """The conversations of an owner by when they were used last, the current one marked."""
    if not conversations:
        return tag("p", texts.NONE_FOUND if searched else texts.NO_CONVERSATIONS, class_="empty")
    day = today or datetime.now(UTC).astimezone().date()
    parts = []
    for label, group in groupby(conversations, key=lambda one: _when(one.changed.astimezone().date(), day)):
        rows = [_conversation(one, current=one.id == current) for one in group]
        parts += [tag("h3", label), tag("ul", *rows)]
    return tag("section", tag("h2", texts.CONVERSATIONS, class_="unseen"), *parts, class_="conversations")


def _when(day: date, today: date) -> str:
    ago = (today - day).days
    return texts.TODAY if ago < 1 else texts.YESTERDAY if ago == 1 else texts.THIS_WEEK if ago < 7 else texts.EARLIER


def _conversation(one: Conversation, *, current: bool) -> Markup:
    title = foreign(one.title, texts.UNTITLED)
    opens = tag(
        "button",
        title,
        type="button",
        class_="pick",
        data_do="pick",
        data_id=one.id,
        aria_current="page" if current else None,
        title=one.title,
    )
    choices = [
        button(texts.RENAME, "start-rename", icon=icon("edit"), id=one.id),
        button(texts.EXPORT_MARKDOWN, "export", icon=icon("download"), id=one.id, form="md"),
        button(texts.EXPORT_JSON, "export", icon=icon("download"), id=one.id, form="json"),
        button(texts.DELETE, "delete", icon=icon("bin"), class_="danger", id=one.id, sure=texts.REALLY_DELETE),
    ]
    about = texts.MORE_ABOUT.format(title=" ".join(one.title.split()))
    more = tag(
        "details", tag("summary", icon("more"), aria_label=about, role="button"), tag("div", *choices, class_="choices"), class_="more"
    )
    return tag("li", opens, more, class_="current" if current else None)


# --- documents


def documents_head_html(limit_mb: int) -> Markup:
    """The head of the documents' view: how to add some."""
    files = button(texts.ADD_FILES, "choose-files", icon=icon("upload"), class_="primary")
    paste = button(texts.PASTE, "show-paste", icon=icon("edit"), class_="plain")
    title = tag("input", type="text", name="title", placeholder=texts.PASTE_TITLE, aria_label=texts.PASTE_TITLE, maxlength=200)
    area = tag("textarea", name="text", placeholder=texts.PASTE_TEXT, aria_label=texts.PASTE_TEXT, rows=6, required=True)
    send = tag("button", texts.PASTE_ADD, type="submit", class_="primary")
    cancel = button(texts.CANCEL, "hide-paste", class_="plain")
    form = tag("form", title, area, tag("p", send, cancel, class_="begin"), class_="paste", data_send="paste", hidden=True)
    zone = tag("div", files, paste, tag("span", texts.FORMATS.format(limit=limit_mb), class_="formats"), class_="zone")
    return tag("header", tag("h2", texts.DOCUMENTS), tag("p", texts.DOCUMENTS_WHY), zone, form, class_="view-head")


def documents_html(documents: Sequence[Listed], problem: str = "") -> Markup:
    """The list of documents."""
    trouble = tag("p", problem, class_="problem", role="alert") if problem else None
    if not documents:
        return together(trouble, tag("p", texts.NO_DOCUMENTS, class_="empty"))
    return together(trouble, tag("ul", *map(_document, documents), class_="documents"))


def _document(one: Listed) -> Markup:
    title = foreign(one.title, texts.UNTITLED)
    opens = tag("a", title, class_="title", href=f"#cite-{one.id}-0-0", data_do="open", data_document=one.id, data_start=0, data_end=0)
    badge = tag("span", texts.CAME_WITH, class_="badge") if one.from_corpus else None
    told = tag("p", tag("span", foreign(called(one.source)), class_="file"), *(tag("span", fact) for fact in _facts(one)), class_="meta")
    remove = button(
        None,
        "remove",
        icon=icon("bin"),
        spoken=f"{texts.REMOVE}: {' '.join(one.title.split())}",
        title=texts.REMOVE,
        class_="quiet",
        id=one.id,
    )
    return tag("li", tag("div", opens, badge, told, class_="what"), remove)


def _facts(one: Listed) -> list[str]:
    size = _count(one.pages, texts.PAGES, texts.ONE_PAGE) if one.pages else texts.CHARACTERS.format(count=f"{one.characters:,}")
    days = [(texts.PUBLISHED, one.published), (texts.ADDED_ON, one.added)]
    told = [label.format(day=day_text(day)) for label, day in days if day]
    return [size, _count(one.passages, texts.PASSAGE_COUNT, texts.PASSAGE_ONE), *told]


def _count(number: int, many: str, one: str) -> str:
    return one if number == 1 else many.format(count=f"{number:,}")


def day_text(day: date) -> str:
    """A day that reads the same everywhere."""
    return f"{day.day} {day:%b %Y}"


def adding_html(files: Mapping[str, tuple[str, str]]) -> Markup:
    """What has become of each file so far: its status and how far it is, or why it was refused."""
    if not files:
        return Markup("")
    return tag("ul", *(_adding(name, status, said) for name, (status, said) in files.items()), class_="adding", aria_label=texts.ADDING)


def _adding(name: str, status: str, said: str) -> Markup:
    told = said.removeprefix(f"{name}: ") or texts.STATUS[status]
    bar = tag("span", class_="bar", style=f"--done:{said}") if status == "reading" and said.endswith("%") else None
    shown = f"{texts.STATUS['reading']} {said}" if bar else told
    return tag("li", tag("span", foreign(name, texts.UNTITLED), class_="file"), tag("span", shown, class_="told"), bar, class_=status)


def outcome(added: Added) -> tuple[str, str]:
    """The status of a file that was handed in, and what is to be said of it."""
    return added.status, added.message or texts.STATUS[added.status]


def scope_html(documents: Sequence[Listed], chosen: Collection[str]) -> Markup:
    """The button that says which documents are asked, and the choice behind it."""
    if not documents:
        return Markup("")
    asked = [one for one in documents if one.id in chosen]
    some = texts.ASKS_ONE if len(asked) == 1 else texts.ASKS_SOME
    label = some.format(count=len(asked), total=len(documents)) if asked else texts.ASKS_ALL
    rows = [_choice("", texts.ALL_DOCUMENTS, on=not asked), *(_choice(one.id, one.title, on=one in asked) for one in documents)]
    choice = tag("fieldset", tag("legend", texts.CHOOSE), *rows)
    return tag("details", tag("summary", icon("documents"), label, role="button"), choice, class_="scope")


def _choice(value: str, label: str, *, on: bool) -> Markup:
    box = tag("input", type="checkbox", value=value, checked=on, data_change="scope")
    return tag("label", box, tag("span", foreign(label, texts.UNTITLED)))


def toast_html(message: str, undo: str = "") -> Markup:
    """A word at the foot of the page, perhaps with a way back."""
    back = button(texts.UNDO, "restore", id=undo) if undo else None
    return tag("div", tag("span", message), back, class_="toast")
