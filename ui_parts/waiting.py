"""The page that is there while the models are still being loaded; it turns into the chat by itself."""

from __future__ import annotations

import json
from pathlib import Path

from markupsafe import Markup, escape

from ui_parts import texts


def waiting_page() -> str:
    """The whole page."""
    template = Path(__file__).with_name("waiting.html").read_text(encoding="utf-8")
    said = {"steps": texts.WARMING_STEPS, "lost": texts.WARMING_LOST}
    page = Markup(template)  # noqa: S704 - a file of ours
    words = json.dumps(said, ensure_ascii=False)
    return str(page) % {"name": escape(texts.NAME), "warming": escape(texts.WARMING), "why": escape(texts.WARMING_WHY), "said": words}
