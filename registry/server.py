"""What `app.py` hands to Streamlit: the main script, the routes beside it, and the lifespan."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from logging import getLogger
from pathlib import Path
from typing import Any, Final

from starlette.routing import BaseRoute

from registry.errors import RegistryError
from registry.ui import session

MAIN: Final = Path(__file__).parent / "ui" / "main.py"
"""The script that Streamlit runs; absolute, so that it is found from any current directory."""

_log = getLogger(__name__)


def routes() -> Sequence[BaseRoute]:
    """Return the routes that are served beside the pages: none yet."""
    return ()


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[dict[str, Any]]:
    """Open the registry before the first request, and let go of it after the last.

    A registry that cannot be opened does not keep the server down: the pages say what is wrong, and
    each visit tries again.
    """
    try:
        session.registry()
    except RegistryError as error:
        _log.error("The registry could not be opened: %s", error)
    try:
        yield {}
    finally:
        session.close()
