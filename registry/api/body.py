"""Bodies of requests: strict JSON, read in bounded time and memory, behind headers that are small."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import cached_property
from json import JSONDecodeError
from typing import Any, ClassVar, Final

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope
from typing_extensions import override

from registry.api.dependencies import RegistrySource
from registry.errors import RegistryError
from streamlit_jsonschema_form.json_text import InvalidText, read_json
from streamlit_jsonschema_form.problems import JsonValue

MAX_HEADERS: Final = 64 * 1024
"""Bytes of names and values of headers; an address may have as many."""

MAX_VALUES: Final = 500_000
"""Values of a body: brackets, and what is between commas."""

MIN_BYTES_PER_S: Final = 1000
"""Bytes a second that a file has to arrive with at least."""

_INLINE = 64 * 1024  # bytes that are read faster than a thread is found
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)  # or to the very end
_DRAINED = 16  # times the limit that are read and thrown away, so that the sender reads our answer


class TooLarge(RegistryError):
    """The body has more bytes than a body may have."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"expected a body of at most {most} bytes, got more; send less at once")


class TooManyValues(TooLarge):
    """The body has more values than a body may have: each takes far more memory than its text."""

    def __init__(self) -> None:
        RegistryError.__init__(
            self,
            f"expected a body of at most {MAX_VALUES:,} values, got more; send less at once",
        )


class TooManyHeaders(RegistryError):
    """The headers have more bytes than headers may have."""

    def __init__(self) -> None:
        super().__init__(f"expected headers of at most {MAX_HEADERS} bytes, got more; send less")


class BodyTooSlow(RegistryError):
    """The body did not arrive in time."""

    def __init__(self, patience_s: float) -> None:
        super().__init__(
            f"expected the whole body within {patience_s:g} seconds, got a part; send it again"
        )


class Aborted(RegistryError):
    """The caller went away before the body was there; nobody reads the answer."""

    def __init__(self) -> None:
        super().__init__("expected the whole body, got a part; send it again")


class NotJson(RegistryError):
    """The body is not strict JSON.

    Attributes:
        position: the character at which reading failed, 0 where there is none.
    """

    def __init__(self, reason: str, position: int = 0) -> None:
        self.position = position
        super().__init__(f"expected strict JSON in UTF-8: {reason}")


class WrongMedia(RegistryError):
    """The body does not say that it is JSON."""

    def __init__(self, came: str) -> None:
        got = f"got {came!r}" if came else "got none"
        super().__init__(f"expected the content type application/json, {got}; send JSON and say so")


class StrictRequest(Request):
    """A request whose body was read already, and its JSON with it if it is sent as JSON."""

    def __init__(self, request: Request, content: bytes, value: JsonValue) -> None:
        super().__init__(request.scope, request.receive)
        self._content = content
        self._value = value

    @override
    async def body(self) -> bytes:
        return self._content

    @override
    async def json(self) -> Any:
        return self._value


class StrictRoute(APIRoute):
    """A route whose JSON body is read strictly before anything else happens."""

    json_only: ClassVar = False

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        # Cheap, for most requests pass most routes by.
        if not scope["path"].startswith(self._beginning):
            return Match.NONE, {}
        return super().matches(scope)

    @cached_property
    def _beginning(self) -> str:
        return self.path.partition("{")[0]

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def read_and_handle(request: Request) -> Response:
            return await handle(await _read(request, json_only=self.json_only))

        return read_and_handle


class JsonRoute(StrictRoute):
    """A route that also refuses a body that does not say that it is JSON."""

    json_only = True


async def stream(request: Request) -> AsyncIterator[bytes]:
    """Yield the body as it arrives. Raises Aborted."""
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect as error:
        raise Aborted from error


async def stream_patiently(request: Request, patience_s: float) -> AsyncIterator[bytes]:
    """Yield a body of any length as it arrives, as long as it goes on arriving.

    Raises:
        Aborted: the caller went away.
        BodyTooSlow: less than `SLOWEST` bytes a second came, once so many seconds were over.
    """
    clock = asyncio.get_running_loop().time
    started, size = clock(), 0
    chunks = stream(request)
    while True:
        try:
            async with asyncio.timeout_at(started + patience_s + size / MIN_BYTES_PER_S):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise BodyTooSlow(patience_s) from error
        size += len(chunk)
        yield chunk


async def receive(request: Request) -> bytes:
    """Return a whole body as it came. Raises Aborted, TooLarge, BodyTooSlow."""
    source: RegistrySource = request.app.state.source
    settings = source.read_settings()
    try:
        async with asyncio.timeout(settings.body_patience):
            return await _collect(request, settings.max_body)
    except TimeoutError as error:
        raise BodyTooSlow(settings.body_patience) from error


async def _read(request: Request, *, json_only: bool) -> StrictRequest:
    content = await receive(request)
    media, value = request.headers.get("content-type", ""), None
    if content and _is_json(media):
        value = await _parse(content)
    elif content and json_only:
        raise WrongMedia(media)
    return StrictRequest(request, content, value)


async def _collect(request: Request, most: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most * _DRAINED:
        raise TooLarge(most)
    chunks: list[bytes] = []
    size = 0
    async for chunk in stream(request):
        size += len(chunk)
        if size <= most:
            chunks.append(chunk)
        else:
            chunks.clear()
        if size > most * _DRAINED:
            break
    if size > most:
        raise TooLarge(most)
    return b"".join(chunks)


def _is_json(content_type: str) -> bool:
    kind, _, subtype = content_type.partition(";")[0].strip().lower().partition("/")
    return kind == "application" and (subtype == "json" or subtype.endswith("+json"))


async def _parse(content: bytes) -> JsonValue:
    if len(content) <= _INLINE:
        return _parse_now(content)
    return await run_in_threadpool(_parse_now, content)


def _has_too_many(content: bytes) -> bool:
    # Brackets and commas inside texts are no values, but finding texts takes longer than most bodies.
    if _count_values(content, 0, len(content)) <= MAX_VALUES:
        return False
    found = end = 0
    for text in _TEXT.finditer(content):
        found += _count_values(content, end, text.start())
        end = text.end()
        if found > MAX_VALUES:
            return True
    return found + _count_values(content, end, len(content)) > MAX_VALUES


def _count_values(content: bytes, start: int, end: int) -> int:
    return sum(content.count(sign, start, end) for sign in (b",", b"{", b"["))


def _parse_now(content: bytes) -> JsonValue:
    if _has_too_many(content):
        raise TooManyValues
    try:
        return read_json(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotJson(f"byte {error.start} is not UTF-8", error.start) from error
    except InvalidText as error:
        cause = error.__cause__
        position = cause.pos if isinstance(cause, JSONDecodeError) else 0
        raise NotJson(str(error), position) from error
