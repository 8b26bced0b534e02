"""Retries of changes, for callers that send no revision."""

from collections.abc import Callable
from typing import TypeVar

from registry.errors import StaleRevision

E = TypeVar("E")

_TRIES = 5


def retry_on_stale(read: Callable[[], E], write: Callable[[E], E]) -> E:
    """Read an entity and write it changed; retry if another change came first.

    Raises:
        StaleRevision: another change came first every time.
        RegistryError: whatever reading and writing raise.
    """
    for _ in range(_TRIES - 1):
        try:
            return write(read())
        except StaleRevision:
            continue
    return write(read())
