"""Middleware: HEAD as GET (RFC 9110 §9.3.2), and a limit for headers."""

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry.api.body import MAX_HEADERS, TooManyHeaders
from registry.api.errors import respond_to_error


class HeadAsGet:
    """Answers HEAD as GET is answered, without the content."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope.get("method") != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
            elif not message.get("more_body", False):
                await send({"type": "http.response.body"})

        # A file is then named, not read.
        extensions = {**scope.get("extensions", {}), "http.response.pathsend": {}}
        await self._app({**scope, "method": "GET", "extensions": extensions}, receive, send_head)


class HeaderLimit:
    """Refuses requests with more headers than anybody needs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if sum(len(name) + len(value) for name, value in scope.get("headers", ())) > MAX_HEADERS:
            refusal = respond_to_error(Request(scope), TooManyHeaders())
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)
