"""What `app.py` hands to Streamlit: the main script, the routes beside it, and the lifespan."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from logging import getLogger
from pathlib import Path
from typing import Any, Final, NoReturn

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from registry.api.app import PREFIXES, create_api
from registry.api.dependencies import RegistrySource
from registry.errors import RegistryError
from registry.ui import error_view, session

MAIN: Final = Path(__file__).parent / "ui" / "main.py"
"""The script that Streamlit runs; absolute, so that it is found from any current directory."""

_log = getLogger(__name__)


def rest() -> Starlette:
    """Make REST over the registry that the pages use."""
    return create_api(RegistrySource(session.settings, session.registry))


def explain(error: Exception) -> bool:
    """Draw what a callback or a fragment raised, unless it is a mistake in the program."""
    return error_view.draw_error(error)


def routes(api: Starlette) -> Sequence[BaseRoute]:
    """Return the routes that are served beside the pages: every path of REST."""
    return [RestRoute(prefix, api) for prefix in PREFIXES]


class RestRoute(BaseRoute):
    """Every path under a prefix, with any characters; Starlette's own stop at a line break.

    Attributes:
        path: the prefix, without a slash at its end.
    """

    def __init__(self, path: str, api: ASGIApp) -> None:
        self.path = path
        self._api = api

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope.get("path", "")
        inside = path == self.path or path.startswith(f"{self.path}/")
        return (Match.FULL if scope["type"] == "http" and inside else Match.NONE), {}

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._api(scope, receive, send)

    @override
    def url_path_for(self, name: str, /, **path_params: Any) -> NoReturn:
        raise NoMatchFound(name, path_params)


def lifespan(api: Starlette) -> Callable[[object], AbstractAsyncContextManager[dict[str, Any]]]:
    """Return what runs around the server's life; a sub-application's own is entered from here."""

    @asynccontextmanager
    async def run(_app: object) -> AsyncIterator[dict[str, Any]]:
        async with _open_registry(), api.router.lifespan_context(api):
            yield {}

    return run


@asynccontextmanager
async def _open_registry() -> AsyncIterator[None]:
    """Open the registry before the first request, and close it after the last.

    The server also starts without a registry that can be opened: the pages show the error, and each
    visit tries again.
    """
    try:
        advice = session.registry().advice()
        if advice:
            _log.warning(advice)
    except RegistryError as error:
        _log.error("The registry could not be opened: %s", error)
    try:
        yield
    finally:
        session.close()
