"""Errors of the operating system, told as what they mean for the store."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry.errors import StoreUnavailable

READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})

_FULL = "nothing was changed; free some space there and try again"
_LOCKED = (
    "nothing was changed; give the user who runs Patternshop the right to write there, or set "
    "PATTERNSHOP_STORE to a place where it has it"
)
_REMEDIES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    **dict.fromkeys(READ_ONLY, _LOCKED),
    errno.ENOTDIR: "set PATTERNSHOP_STORE to a path whose parents are folders",
    errno.EEXIST: "set PATTERNSHOP_STORE to a path whose parents are folders",
    errno.EISDIR: "set PATTERNSHOP_STORE to a file, not to a folder",
}


@contextmanager
def translated(doing: str, path: Path) -> Iterator[None]:
    """Raise StoreUnavailable in the place of an OSError, its cause chained."""
    try:
        yield
    except OSError as error:
        raise unavailable(doing, path, error) from error


def unavailable(doing: str, path: Path, error: OSError) -> StoreUnavailable:
    """Return the error for what the operating system refused."""
    reason = error.strerror or str(error)
    remedy = _REMEDIES.get(error.errno or 0, "look at the disk and its mount, and try again")
    return StoreUnavailable(f"{path} cannot be {doing}: {reason}", remedy)


def read_only(path: Path) -> StoreUnavailable:
    """Return the error for a write to a store that was opened where nothing may be written."""
    return StoreUnavailable(f"{path} is on a read-only medium, or may not be written", _LOCKED)


def closed(path: Path) -> StoreUnavailable:
    """Return the error for a use of a store after it was closed."""
    return StoreUnavailable(f"the store {path} is closed", "open it again")
