"""Errors of the database: which are transient and retried, and what the others mean."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from registry.errors import StoreUnavailable
from registry.store.address import hide_password

T = TypeVar("T")

RETRY_FOR_S: Final = 4.0
"""A database that restarts is away for a second or two."""

_FIRST_PAUSE_S: Final = 0.05
_LONGEST_PAUSE_S: Final = 0.5

_CONFLICTS: Final = frozenset({"40001", "40P01"})
"""SQLSTATEs of a serialization failure and a deadlock."""

_SHUTDOWNS: Final = frozenset({"57P01", "57P02", "57P03"})
"""SQLSTATEs of a server that stops or starts."""

_CONNECTION_CLASS: Final = "08"

_MEANINGS: Final[dict[str, tuple[str, str]]] = {
    "57014": (
        "took longer than its statement timeout",
        "narrow the search, or raise statement_timeout",
    ),
    "55P03": (
        "is locked by another change",
        "nothing was changed; wait for that change to end, an import for example, and try again",
    ),
    "25P03": (
        "ended a change that was idle for too long",
        "nothing was changed; try again",
    ),
    "25006": (
        "is read-only: a standby, or set so",
        "set PATTERNSHOP_STORE to the primary, with target_session_attrs=read-write for example",
    ),
    "53100": ("has no free disk space", "nothing was changed; free some space there"),
    "53200": ("has no free memory", "give it more memory, or narrow the request"),
    "53300": (
        "accepts no more connections",
        "lower pool_size in PATTERNSHOP_STORE, or raise max_connections there",
    ),
    "42501": ("denies this user access", "grant the user its rights on the tables"),
    "28000": ("rejects this user", "correct the user in PATTERNSHOP_STORE"),
    "28P01": ("rejects this password", "correct the password in PATTERNSHOP_STORE"),
    "3D000": ("does not exist", "create it, or correct its name in PATTERNSHOP_STORE"),
}
"""What an SQLSTATE says of the database, and what to do."""

_OTHER_MEANING: Final = ("cannot be used", "check its log, and try again")


def is_transient(error: SQLAlchemyError) -> bool:
    """Tell whether the same may succeed in a moment, over another connection."""
    if not isinstance(error, DBAPIError):
        return False
    state = _sqlstate(error)
    is_lost = error.connection_invalidated or (isinstance(error, OperationalError) and not state)
    return is_lost or state in _CONFLICTS | _SHUTDOWNS or state.startswith(_CONNECTION_CLASS)


def retry_transient(work: Callable[[], T]) -> T:
    """Return what `work` returns, repeating it on transient errors; it must be safe to repeat.

    Raises:
        SQLAlchemyError: any other error at once, a transient one after `RETRY_FOR_S`.
    """
    end = time.monotonic() + RETRY_FOR_S
    pause = _FIRST_PAUSE_S
    while True:
        try:
            return work()
        except SQLAlchemyError as error:
            if not is_transient(error) or time.monotonic() >= end:
                raise
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_S)


def show_url(url: URL) -> str:
    """Return a URL without its password."""
    return hide_password(url.render_as_string(hide_password=True))


def unavailable(url: URL, error: SQLAlchemyError) -> StoreUnavailable:
    """Return the store's error for a driver's error; it shows no password."""
    name = f"the database {show_url(url)}"
    if isinstance(error, PoolTimeout):
        return StoreUnavailable(
            f"all of this server's connections to {name} are in use",
            "try again in a moment; raise pool_size in PATTERNSHOP_STORE if this happens often",
        )
    if is_transient(error) and _sqlstate(error) not in _CONFLICTS:
        return StoreUnavailable(
            f"{name} cannot be reached: {_first_line(error)}",
            "nothing was changed; check that it runs and is reachable, and try again",
        )
    meaning, remedy = _MEANINGS.get(_sqlstate(error), _OTHER_MEANING)
    return StoreUnavailable(f"{name} {meaning}: {_first_line(error)}", remedy)


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Raise StoreUnavailable instead of a driver's error, with it as the cause."""
    try:
        yield
    except SQLAlchemyError as error:
        raise unavailable(url, error) from error


def _sqlstate(error: SQLAlchemyError) -> str:
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""


def _first_line(error: SQLAlchemyError) -> str:
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
