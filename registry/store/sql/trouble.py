"""Errors of the driver, told as what they mean for the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from registry.errors import StoreUnavailable
from registry.store.address import hide_password

_PASSING: Final = frozenset({"40001", "40P01", "57P01", "57P02", "57P03"})
"""SQLSTATEs of what goes by: serialization failure, deadlock, a server that stops or starts."""

_CONNECTION: Final = "08"

_REMEDIES: Final[dict[str, tuple[str, str]]] = {
    "57014": (
        "took longer than its statement timeout allows",
        "ask for less, such as a narrower search, or raise statement_timeout",
    ),
    "55P03": (
        "is being written to by another server, for longer than anyone waits",
        "wait for its import to end, or end it, and try again",
    ),
    "25P03": (
        "ended a change that had waited too long for its next step",
        "nothing was changed; try again",
    ),
    "25006": (
        "takes no changes: it is a standby, or set to read only",
        "let PATTERNSHOP_STORE name the primary, as with target_session_attrs=read-write",
    ),
    "53100": ("has no space left on its disk", "nothing was changed; free some space there"),
    "53200": ("has no memory left", "give it more, or ask for less"),
    "53300": (
        "takes no more connections",
        "lower pool_size in PATTERNSHOP_STORE, or raise max_connections there",
    ),
    "42501": ("does not let this user in", "grant the user its rights on the tables"),
    "28000": ("does not let this user in", "correct the user in PATTERNSHOP_STORE"),
    "28P01": ("does not take this password", "correct the password in PATTERNSHOP_STORE"),
    "3D000": ("does not exist", "create it, or correct its name in PATTERNSHOP_STORE"),
}
_DEFAULT: Final = ("cannot be used", "look at its log, and try again")


def sqlstate_of(error: SQLAlchemyError) -> str:
    """Return what PostgreSQL calls an error; empty when it said nothing."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""


def is_passing(error: SQLAlchemyError) -> bool:
    """Tell whether the same may well succeed in a moment, over another connection."""
    if not isinstance(error, DBAPIError):
        return False
    state = sqlstate_of(error)
    is_gone = error.connection_invalidated or (isinstance(error, OperationalError) and not state)
    return is_gone or state in _PASSING or state.startswith(_CONNECTION)


def shown(url: URL) -> str:
    """Return a URL as it may be shown: without a password."""
    return hide_password(url.render_as_string(hide_password=True))


def unavailable(url: URL, error: SQLAlchemyError) -> StoreUnavailable:
    """Return the error for what the database refused; it shows no password."""
    place = f"the database {shown(url)}"
    if isinstance(error, PoolTimeout):
        return StoreUnavailable(
            f"all of this server's connections to {place} are in use",
            "try again in a moment; raise pool_size in PATTERNSHOP_STORE if this happens often",
        )
    if is_passing(error) and sqlstate_of(error) not in ("40001", "40P01"):
        return StoreUnavailable(
            f"{place} cannot be reached: {_reason(error)}",
            "nothing was changed; see that it runs and can be reached, and try again",
        )
    what, remedy = _REMEDIES.get(sqlstate_of(error), _DEFAULT)
    return StoreUnavailable(f"{place} {what}: {_reason(error)}", remedy)


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Raise StoreUnavailable in the place of a driver's error, its cause chained."""
    try:
        yield
    except SQLAlchemyError as error:
        raise unavailable(url, error) from error


def _reason(error: SQLAlchemyError) -> str:
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
