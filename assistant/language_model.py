"""A language model behind an OpenAI-compatible server, through LlamaIndex's LLM class. The only importer of it and of its HTTP client.

Every request is made by a thread of its own and can be left at any moment: the clients' own timeouts start anew with each byte, and by
default they try a failed request twelve times. Here a request is made once, is over at a wall-clock time, takes so many bytes and no
more, follows no redirect, and tells nothing of what a failing server sent, which may echo the key.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from importlib import import_module
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import urlsplit

from assistant.errors import AssistantError, LanguageModelError, SettingsError
from assistant.types import Usage

if TYPE_CHECKING:
    import httpx
    from llama_index.core.llms import LLM

_EXTRA = 'Install what asks a language model with: pip install "assistant[llm]"; or unset ASSISTANT_LLM_URL to answer without one.'
_MOST_BYTES = 4_000_000  # of one reply: some 100 bytes of protocol a token, and room
_CHARACTERS_A_TOKEN = 12  # more than any language has on average
_CAUSES = {401: "refused the key", 403: "refused the key", 404: "knows no such model or path", 429: "has too many requests"}


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a chat."""

    role: Literal["system", "user"]
    text: str


class Reply(Protocol):
    """What a model is writing: iterate to get it piece by piece as it comes."""

    def __iter__(self) -> Iterator[str]:
        """The pieces. Raises LanguageModelError when it fails, is cut off, or its time is up."""
        ...

    @property
    def usage(self) -> Usage | None:
        """Tokens, once all is written, where the server counts them."""
        ...

    def close(self) -> None:
        """End the request. Can be called at any time, from any thread, and again."""
        ...


class LanguageModel(Protocol):
    """Asks a model; the request begins at once, in the background, and is over at `until` (time.monotonic)."""

    def write(self, messages: Sequence[Message], until: float) -> Reply: ...


class OpenAICompatible:
    """The model `model` of the server at `url`. No socket is opened before a question is asked.

    Raises SettingsError when the URL or model makes no sense or the extra `llm` is not installed.
    """

    def __init__(self, url: str, model: str, key: str, *, context: int, answer_tokens: int) -> None:
        _check(url, model)
        try:
            import httpx
            from llama_index.core.base.llms.types import ChatMessage
            from llama_index.llms.openai_like import OpenAILike

            import_module("openai.resources.chat")  # which the client would load in the time of the first question
        except ImportError as error:
            raise SettingsError(f"ASSISTANT_LLM_URL is set, but its client is not installed ({error.name}). {_EXTRA}") from error
        self._http, self._like, self._message = httpx, OpenAILike, ChatMessage
        self._url, self._model, self._key = url.rstrip("/"), model, key
        self._context, self._answer_tokens = context, answer_tokens
        self._trust = httpx.create_ssl_context()
        self._llm(self._client(1), 1)  # a model that it will not take is told now

    def write(self, messages: Sequence[Message], until: float) -> Reply:
        """See LanguageModel.write."""

        async def responses() -> AsyncIterator[Any]:
            chat = [self._message(role=message.role, content=message.text) for message in messages]
            seconds = max(0.001, until - monotonic())
            async with self._client(seconds) as client, aclosing(await self._llm(client, seconds).astream_chat(chat)) as stream:
                async for response in stream:
                    yield response

        return _Request(responses, until, self._answer_tokens * _CHARACTERS_A_TOKEN, self._failure)

    def _llm(self, client: httpx.AsyncClient, seconds: float) -> LLM:
        try:
            asked: LLM = self._like(
                model=self._model,
                api_base=self._url,
                api_key="-",  # the key is added on its way out, so that no object of the framework ever holds it
                is_chat_model=True,
                is_function_calling_model=False,
                context_window=self._context + self._answer_tokens,
                max_tokens=self._answer_tokens,
                temperature=0.0,
                max_retries=0,
                timeout=seconds,
                reuse_client=False,
                async_http_client=client,
                additional_kwargs={"stream_options": {"include_usage": True}},
            )
            return asked
        except ValueError as error:
            raise SettingsError("ASSISTANT_LLM_MODEL names a model that cannot be asked by chat. Name another.") from error

    def _client(self, seconds: float) -> httpx.AsyncClient:
        hooks: dict[str, list[Callable[..., Any]]] = {"request": [self._on_request], "response": [self._on_response]}
        return self._http.AsyncClient(verify=self._trust, timeout=seconds, follow_redirects=False, event_hooks=hooks)

    async def _on_request(self, request: httpx.Request) -> None:
        request.headers["accept-encoding"] = "identity"  # a few compressed bytes could become any number
        request.headers.pop("authorization", None)
        if self._key:
            request.headers["authorization"] = f"Bearer {self._key}"

    async def _on_response(self, response: httpx.Response) -> None:
        if response.status_code != self._http.codes.OK:
            raise LanguageModelError(f"The language model's server {_said(response.status_code)}.")
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "text/event-stream" or response.headers.get("content-encoding", "identity") != "identity":
            raise LanguageModelError("The language model's server did not answer with a stream of events. Check ASSISTANT_LLM_URL.")
        response.stream = _limited(self._http, response.stream)

    def _failure(self, error: BaseException) -> AssistantError:
        """Why there is no reply, in a sentence of our own: messages of the clients quote the server."""
        causes = list(_causes(error))
        known = next((cause for cause in causes if isinstance(cause, LanguageModelError)), None)
        if known is not None:
            return known
        if isinstance(error, TimeoutError) or any(isinstance(cause, self._http.TimeoutException) for cause in causes):
            return _late()
        if any(isinstance(cause, self._http.ConnectError) for cause in causes):
            return LanguageModelError("The language model's server cannot be reached. Check that it runs, and ASSISTANT_LLM_URL.")
        if any(isinstance(cause, self._http.TransportError) for cause in causes):
            return LanguageModelError("The connection to the language model broke off.")
        return LanguageModelError("The language model's server sent what is no reply of the protocol.")


class _Request:
    """A reply that a thread receives. The thread is not waited for, so that no server can hold anyone up."""

    def __init__(
        self, responses: Callable[[], AsyncIterator[Any]], until: float, longest: int, failure: Callable[[BaseException], AssistantError]
    ) -> None:
        self.usage: Usage | None = None
        self._responses, self._until, self._longest, self._failure = responses, until, longest, failure
        self._pieces: SimpleQueue[str | AssistantError | None] = SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._closed = threading.Event()
        self._task: asyncio.Task[None] | None = None
        threading.Thread(target=self._run, name="language model", daemon=True).start()

    def __iter__(self) -> Iterator[str]:
        while True:
            try:
                piece = self._pieces.get(timeout=max(0.0, self._until - monotonic()))
            except Empty:
                self.close()
                raise _late() from None
            if piece is None:
                return
            if isinstance(piece, AssistantError):
                raise piece
            yield piece

    def close(self) -> None:
        """See Reply.close."""
        self._closed.set()
        if self._task is not None:
            with suppress(RuntimeError):  # the loop was over already
                self._loop.call_soon_threadsafe(self._task.cancel)

    def _run(self) -> None:
        last: AssistantError | None = None
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(self._receive())
            except (Exception, asyncio.CancelledError) as error:  # whatever went wrong over there, the question is still answered
                last = self._failure(error)
        self._pieces.put(last)

    async def _receive(self) -> None:
        self._task = asyncio.current_task()
        written, reason = 0, None
        async with asyncio.timeout(max(0.0, self._until - monotonic())), aclosing(self._responses()) as responses:  # type: ignore[type-var]
            if self._closed.is_set():
                return
            async for response in responses:
                reason = _finish_reason(response.raw) or reason
                self.usage = _usage(response.additional_kwargs) or self.usage
                if response.delta:
                    written += len(response.delta)
                    self._pieces.put(response.delta)
                if written > self._longest:
                    raise LanguageModelError("The language model did not come to an end.")
        if reason != "stop":
            raise LanguageModelError("The language model's draft was cut off.")


def _check(url: str, model: str) -> None:
    """Messages do not repeat the URL: it may hold a password."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise SettingsError("ASSISTANT_LLM_URL is no web address. Give one like http://127.0.0.1:11434/v1.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SettingsError("ASSISTANT_LLM_URL must hold no name, password or query. Put the key into ASSISTANT_LLM_KEY.")
    if not model.strip():
        raise SettingsError("ASSISTANT_LLM_URL is set, but no model is named. Set ASSISTANT_LLM_MODEL to one that the server has.")


def _said(status: int) -> str:
    return _CAUSES.get(status, "failed" if status >= 500 else "refused the request") + f" ({status})"


def _late() -> LanguageModelError:
    return LanguageModelError("The language model took too long.")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _finish_reason(raw: Any) -> str | None:
    choices = getattr(raw, "choices", None)
    return choices[0].finish_reason if choices else None


def _usage(counts: dict[str, Any]) -> Usage | None:
    read, written = counts.get("prompt_tokens"), counts.get("completion_tokens")
    return Usage(read, written) if isinstance(read, int) and isinstance(written, int) else None


def _limited(http: Any, stream: Any) -> Any:
    """The stream of a response that ends in an error after `_MOST_BYTES`."""

    class Limited(http.AsyncByteStream):  # type: ignore[misc]
        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = _MOST_BYTES
            async for piece in stream:
                left -= len(piece)
                if left < 0:
                    raise LanguageModelError("The language model's server sent more than any answer needs.")
                yield piece

        async def aclose(self) -> None:
            await stream.aclose()

    return Limited()
