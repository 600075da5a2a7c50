"""What the widget is served with: who may frame it, and a policy that lets nothing else in."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from assistant.config import read_settings
from assistant.errors import SettingsError
from assistant.server import make_app
from tests.fake_assistant import fake


def policy(client: TestClient, path: str) -> dict[str, str]:
    header = client.get(path).headers["content-security-policy"]
    return dict(part.split(" ", 1) for part in header.split("; "))


def test_only_named_origins_may_frame_the_page_and_nothing_else() -> None:
    settings = {"embed_origins": "https://intranet.example, http://127.0.0.1:*"}
    client = TestClient(make_app(fake(**settings)), base_url="http://localhost")
    assert policy(client, "/embed")["frame-ancestors"] == "'self' https://intranet.example http://127.0.0.1:*"
    assert policy(client, "/")["frame-ancestors"] == "'self'"
    assert policy(client, "/sign-in")["frame-ancestors"] == policy(client, "/embed.js")["frame-ancestors"] == "'none'"


def test_nobody_else_may_by_default() -> None:
    client = TestClient(make_app(fake()), base_url="http://localhost")
    assert policy(client, "/embed")["frame-ancestors"] == "'self'"


def test_the_page_runs_only_its_own_script_and_any_page_may_load_the_tag() -> None:
    client = TestClient(make_app(fake()), base_url="http://localhost")
    assert policy(client, "/embed")["default-src"] == "'none'"
    assert policy(client, "/embed")["script-src"] == "'self'"
    assert "<script>" not in client.get("/embed").text
    script = client.get("/embed.js")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert script.headers["content-type"].startswith("text/javascript")
    assert "innerHTML" not in script.text + client.get("/embed-chat.js").text
    assert client.get("/embed.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("origin", ["intranet.example", "https://a.example/path", "https://a.example;script-src *", "*", "https://*"])
def test_what_is_no_origin_is_no_setting(origin: str) -> None:
    with pytest.raises(SettingsError, match="EMBED_ORIGINS"):
        read_settings(embed_origins=origin)


@pytest.mark.parametrize("origin", ["https://a.example", "http://localhost:3000", "https://*.a.example", "http://[::1]:80"])
def test_what_is_one_is(origin: str) -> None:
    assert read_settings(embed_origins=origin).embed_origins == origin
