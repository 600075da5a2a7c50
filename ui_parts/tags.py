"""HTML that is safe by how it is built: whatever is put into a tag is escaped, unless it came out of one.

Titles, file names, questions and the text of documents are foreign. They reach a page only through `tag` and `foreign`, so none of them can
become markup; `markupsafe` does the escaping. The result goes into templates that insert it as it is and never read it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from markupsafe import Markup, escape

Child = str | Markup | None
Attribute = str | int | bool | None

_VOID = frozenset({"input", "br", "hr"})


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """`<name …>children</name>`; `class_` is written class, `aria_label` aria-label; None and False leave an attribute out."""
    written = Markup("").join(_attribute(key, value) for key, value in attributes.items() if value is not None and value is not False)
    if name in _VOID:
        return Markup("<{}{}>").format(Markup(name), written)  # noqa: S704 - the names of tags are ours
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, together(*children))  # noqa: S704


def together(*children: Child) -> Markup:
    """Several pieces as one; None is nothing."""
    return Markup("").join(child for child in children if child is not None)


def foreign(text: str, otherwise: str = "") -> Markup:
    """A name or title on one line that cannot turn the writing around it; `otherwise` where nothing of it can be seen."""
    line = " ".join(text.split())
    return tag("bdi", line if any(character.isprintable() and character != " " for character in line) else otherwise)


def button(label: Child, do: str, *, icon: Markup | None = None, spoken: str | None = None, **data: Attribute) -> Markup:
    """A button that asks the server to `do` something with its data; see `page.js`."""
    written = {
        key if key in ("class_", "title", "disabled", "hidden", "aria_pressed") else f"data_{key}": value for key, value in data.items()
    }
    return tag("button", icon, label, type="button", data_do=do, aria_label=spoken, **written)


def icon(name: str) -> Markup:
    """One of the drawings below, for the eye alone."""
    drawing = Markup(
        '<svg class="icon" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" focusable="false"><path d="{}"/></svg>'
    )
    return drawing.format(_DRAWINGS[name])


def as_data(values: Mapping[str, object]) -> str:
    """Values for a data attribute."""
    return json.dumps(values, ensure_ascii=False)


def _attribute(name: str, value: Attribute) -> Markup:
    written = Markup(name.rstrip("_").replace("_", "-"))  # noqa: S704 - the names of attributes are ours
    return Markup(" {}").format(written) if value is True else Markup(' {}="{}"').format(written, escape(str(value)))


_DRAWINGS = {
    "chat": "M4 4.5h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H9l-4 3v-3H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z",
    "documents": "M5.5 2.5h6l3.5 3.5v11a.5.5 0 0 1-.5.5h-9a.5.5 0 0 1-.5-.5V3a.5.5 0 0 1 .5-.5zM11 2.5V6.5h4M7.5 10h5M7.5 13h5",
    "facts": "M3 4.5h14M3 10h14M3 15.5h14M8 4.5v11",
    "plus": "M10 4v12M4 10h12",
    "menu": "M3 5.5h14M3 10h14M3 14.5h14",
    "more": "M5 10h.01M10 10h.01M15 10h.01",
    "close": "M5 5l10 10M15 5L5 15",
    "copy": "M7 7h9v9H7zM4 13V4h9",
    "link": "M8.5 11.5l3-3M9 6l1.5-1.5a3.2 3.2 0 0 1 4.6 4.6L13.5 11M11 14l-1.5 1.5a3.2 3.2 0 0 1-4.6-4.6L6.5 9",
    "like": "M7 9l3-6c1.2 0 2 .8 2 2v3h3.500a1.3 1.3 0 0 1 1.3 1.500l-.9 5.500a1.3 1.3 0 0 1-1.3 1H7zM7 9H3.500v7H7z",
    "dislike": "M13 11l-3 6c-1.2 0-2-.8-2-2v-3H4.500a1.3 1.3 0 0 1-1.3-1.500l.9-5.500a1.3 1.3 0 0 1 1.3-1H13zM13 11h3.500V4H13z",
    "retry": "M15.5 7A6 6 0 1 0 16 11.500M16 3.500V7.500H12",
    "edit": "M4 16l.8-3.200L13 4.600l2.4 2.400L7.2 15.200zM11.5 6l2.5 2.5",
    "back": "M12 4l-6 6 6 6",
    "next": "M8 4l6 6-6 6",
    "missing": "M10 3.500a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM5.5 14.500l9-9",
    "corrected": "M10 3l7.5 13.500h-15zM10 8v4M10 14.300v.01",
    "conflicting": "M4 7h10l-3-3M16 13H6l3 3",
    "bin": "M4 6h12M8 6V4h4v2M5.5 6l.7 10.500h7.600L14.5 6",
    "download": "M10 3v9M6.5 8.500L10 12l3.5-3.500M4 16h12",
    "upload": "M10 13V4M6.5 7.500L10 4l3.5 3.500M4 16h12",
}
