"""What no request may exceed, whatever it asks for."""

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from registry.api.body import MAX_HEADERS, TooManyHeaders
from registry.api.errors.handlers import respond_to_error


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
