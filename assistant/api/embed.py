"""The widget: a script that puts a floating chat on a page of another site, and the slim page that it shows in a frame.

Which sites may frame the page is a setting, and the gate's business; the page asks its questions over the same routes as everybody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response

from assistant.api.pages import page

_FILES = {
    "/embed": ("embed.html", "text/html"),
    "/embed.js": ("embed.js", "text/javascript"),
    "/embed.css": ("embed.css", "text/css"),
    "/embed-chat.js": ("embed-chat.js", "text/javascript"),
}


def routes() -> APIRouter:
    """The page and its parts. They are for browsers and stand in no schema."""
    router = APIRouter(include_in_schema=False)
    for path, (name, media_type) in _FILES.items():
        router.add_api_route(path, _serving(name, media_type), methods=["GET"])
    return router


def _serving(name: str, media_type: str) -> Callable[[], Awaitable[Response]]:
    async def serve() -> Response:
        return Response(page(name), media_type=media_type)

    return serve
