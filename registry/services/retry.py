"""Changes to an entity as it is now, for callers that know nothing of revisions."""

from collections.abc import Callable
from typing import TypeVar

from registry.errors import StaleRevision

E = TypeVar("E")

_TRIES = 5


def change_newest(read: Callable[[], E], write: Callable[[E], E]) -> E:
    """Read an entity and write it changed, again if somebody else was faster.

    Raises:
        StaleRevision: others were faster every time.
        RegistryError: whatever reading and writing raise.
    """
    for _ in range(_TRIES - 1):
        try:
            return write(read())
        except StaleRevision:
            continue
    return write(read())
