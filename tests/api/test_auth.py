"""Who may come in: keys, cookies, wrong tries, and a server that does not start where everybody could come in."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant.api.auth import COOKIE, SESSION_SECONDS, Keys, Throttle, require_safety
from assistant.config import read_settings
from assistant.errors import SettingsError
from assistant.server import make_app
from tests.fake_assistant import document_of, fake

KEY, OTHER = "a-key-of-20-letters-", "another-key-of-this-house"
ARTICLE = document_of("Foundry plans\nThe foundry has committed $7.5 million.\n")
DOORS = [
    ("GET", "/api/documents"),
    ("POST", "/api/ask"),
    ("POST", "/api/ask/stream"),
    ("DELETE", "/api/documents/x"),
    ("POST", "/v1/chat/completions"),
    ("GET", "/v1/models"),
    ("POST", "/mcp"),
    ("GET", "/mcp"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
    ("GET", "/"),
    ("GET", "/gradio_api/info"),
]


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(make_app(fake(ARTICLE, api_keys=f"{KEY}, {OTHER}")), base_url="http://localhost", follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_every_door_asks_for_a_key(client: TestClient, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": f"Basic {KEY}"}, {"Cookie": f"{COOKIE}={KEY}"}):
        response = client.request(method, path, json={} if method == "POST" else None, headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert KEY not in response.text


@pytest.mark.parametrize("key", [KEY, OTHER])
def test_each_key_opens_the_doors(client: TestClient, key: str) -> None:
    assert client.get("/api/documents", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    assert client.get("/v1/models", headers={"authorization": f"bearer {key}"}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/sign-in", "/embed", "/embed.js"])
def test_health_and_pages_without_content_ask_for_none(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_browser_is_sent_to_the_page_where_it_signs_in(client: TestClient) -> None:
    sent = client.get("/", headers={"Accept": "text/html"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in")
    signed = client.post("/sign-in", data={"key": KEY})
    assert (signed.status_code, signed.headers["location"]) == (303, "/")
    cookie = signed.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert KEY not in cookie
    assert client.get("/api/documents").status_code == 200
    client.post("/sign-out")
    assert client.get("/api/documents").status_code == 401


def test_the_cookie_is_secure_where_the_page_is() -> None:
    with TestClient(make_app(fake(api_keys=KEY)), base_url="https://localhost", follow_redirects=False) as client:
        assert "secure" in client.post("/sign-in", data={"key": KEY}).headers["set-cookie"].lower()


def test_wrong_keys_have_to_wait_and_those_who_are_signed_in_do_not(client: TestClient) -> None:
    client.post("/sign-in", data={"key": KEY})
    cookie = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    client.cookies.clear()
    said = [client.post("/sign-in", data={"key": f"wrong-{n}"}).status_code for n in range(10)]
    assert said == [401] * 10
    waiting = client.post("/sign-in", data={"key": KEY})
    assert waiting.status_code == 429
    assert 0 < int(waiting.headers["retry-after"]) <= 60
    assert client.get("/api/documents", headers={"Authorization": f"Bearer {KEY}"}).status_code == 429
    assert client.get("/api/documents", headers=cookie).status_code == 200


def test_a_wrong_try_is_forgotten_after_a_minute() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(10):
        throttle.wrong("a")
    assert (throttle.wait("a"), throttle.wait("b")) == (60, 0)
    now[0] = 60
    assert throttle.wait("a") == 0


def test_a_session_ends_and_cannot_be_made_up() -> None:
    keys, now = Keys([KEY]), time.time()
    session = keys.session(KEY, now)
    assert keys.knows(session, now + SESSION_SECONDS - 2)
    assert not keys.knows(session, now + SESSION_SECONDS + 1)
    assert not Keys([OTHER]).knows(session, now)
    later = f"{int(now) + 10 * SESSION_SECONDS}.{session.partition('.')[2]}"
    assert not keys.knows(later, now)


@given(st.text())
def test_whatever_is_sent_is_no_key(text: str) -> None:
    keys = Keys([KEY])
    assert not keys.fits(text)
    assert not keys.knows(text, 0)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "library"])  # noqa: S104
def test_an_open_address_needs_a_key_or_a_word(host: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_API_KEYS"):
        require_safety(read_settings(host=host))
    require_safety(read_settings(host=host, api_keys=KEY))
    require_safety(read_settings(host=host, allow_anonymous=True))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST"])
def test_this_machine_alone_needs_none(host: str) -> None:
    require_safety(read_settings(host=host))


def test_a_key_is_shown_nowhere() -> None:
    settings = read_settings(api_keys=KEY)
    assert KEY not in f"{settings!r} {settings} {settings.model_dump()}"
    with pytest.raises(SettingsError, match="16 or more") as caught:
        read_settings(api_keys=f"{KEY},short-secret")
    assert "short-secret" not in f"{caught.value} {caught.value.__cause__}"
