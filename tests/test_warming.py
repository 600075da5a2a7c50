"""Before the models are loaded the server answers already, tells what it is doing, and then becomes the real one."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.config import read_settings
from assistant.errors import LockedError
from assistant.indexing import Progress
from assistant.warming import Front
from tests.fake_assistant import document_of

PAGE = "<p>Warming up</p>"


def real() -> FastAPI:
    app = FastAPI()
    app.get("/")(lambda: {"real": document_of("x").id})
    app.get("/healthz")(lambda: {"status": "ok"})
    return app


class Loading:
    """A load that waits until it is let go, then comes back with the app or fails."""

    def __init__(self, outcome: Callable[[], FastAPI] = real) -> None:
        self.outcome = outcome
        self.told, self.go, self.over = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, progress: Progress) -> FastAPI:
        progress("encoding a.txt", 3, 20)
        self.told.set()
        assert self.go.wait(10)
        progress("encoding a.txt", 4, 20)
        return self.outcome()

    def front(self, **settings: object) -> Front:
        front = Front(PAGE, self, read_settings(**settings))
        front.ready = front.ended = self.over.set
        return front


def client(front: Front) -> TestClient:
    return TestClient(front, base_url="http://localhost")


def test_a_browser_sees_a_page_that_waits_and_a_program_is_told_to_come_back() -> None:
    loading = Loading()
    with client(loading.front()) as visitor:
        assert loading.told.wait(10)
        page = visitor.get("/")
        assert (page.status_code, page.text, page.headers["Cache-Control"]) == (200, PAGE, "no-store")
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert visitor.get("/healthz").json() == {"status": "warming up", "doing": "encoding a.txt", "done": 3, "total": 20}
        early = visitor.post("/api/ask", json={"question": "x"})
        assert (early.status_code, early.headers["Retry-After"]) == (503, "1")
        assert early.json()["type"] == "urn:assistant:problem:warming-up"
        assert visitor.post("/v1/chat/completions", json={}).json()["error"]["code"] == "warming_up"
        assert visitor.get("/", headers={"Host": "evil.example"}).status_code == 403
        loading.go.set()


def test_where_keys_are_set_the_page_waits_for_everybody_but_tells_no_names() -> None:
    loading = Loading()
    with client(loading.front(api_keys="a-key-of-sixteen-or-more")) as visitor:
        assert loading.told.wait(10)
        assert visitor.get("/").text == PAGE
        assert visitor.get("/healthz").json() == {"status": "warming up", "doing": "starting", "done": 3, "total": 20}
        signing_in = visitor.get("/sign-in", headers={"Accept": "text/html"}, follow_redirects=False)
        assert (signing_in.status_code, signing_in.headers["Location"]) == (303, "/")
        loading.go.set()


def test_then_it_is_the_real_one() -> None:
    loading = Loading()
    with client(loading.front()) as visitor:
        loading.go.set()
        assert loading.over.wait(10)
        assert visitor.get("/").json()["real"]
        assert visitor.get("/healthz").json() == {"status": "ok"}


def test_a_failure_to_load_is_kept_for_whoever_started_it() -> None:
    def fail() -> FastAPI:
        raise LockedError("Another process is using it.")

    loading = Loading(fail)
    front = loading.front()
    with client(front):
        loading.go.set()
        assert loading.over.wait(10)
    assert isinstance(front.failure, LockedError)


def test_loading_ends_at_its_next_step_when_the_server_is_stopped() -> None:
    loading = Loading(lambda: pytest.fail("it went on"))
    front = loading.front()
    with client(front):
        assert loading.told.wait(10)
        threading.Timer(0.2, loading.go.set).start()
    assert isinstance(front.failure, KeyboardInterrupt)
