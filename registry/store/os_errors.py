"""Errors of the operating system and of SQLite, as what they mean for the store."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from registry.errors import StoreDamaged, StoreUnavailable

_FULL = "nothing was changed; free some space there and try again"
_LOCKED = (
    "nothing was changed; give the user who runs Patternshop the right to write there, or set "
    "PATTERNSHOP_STORE to a place where it has it"
)
_PARENTS = "set PATTERNSHOP_STORE to a path whose parents are folders"
_DISK = "look at the disk and its mount, and try again"
_REMEDIES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), _LOCKED),
    **dict.fromkeys((errno.ENOTDIR, errno.EEXIST), _PARENTS),
    errno.EISDIR: "set PATTERNSHOP_STORE to a file, not to a folder",
}
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_RESTORE: Final = (
    "the file was left as it is; put a backup in its place with `patternshop restore FILE`, or move "
    "it away to go on with the entities of registry.json, without their history"
)
_BUSY: Final = "nothing was changed; wait for the process that uses it, or end it, and try again"
_SQLITE_REMEDIES: Final = {
    sqlite3.SQLITE_FULL: _FULL,
    **dict.fromkeys(
        (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM), _LOCKED
    ),
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_IOERR: "nothing was changed; look at the disk and its free space, and try again",
}


@contextmanager
def translated(doing: str, path: Path) -> Iterator[None]:
    """Raise StoreUnavailable instead of an OSError or SQLite's error, with it as the cause.

    Raises:
        StoreUnavailable: what was done to the path could not be done.
        StoreDamaged: SQLite cannot read what is there.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        remedy = _REMEDIES.get(error.errno or 0, _DISK)
        raise StoreUnavailable(f"{path} cannot be {doing}: {reason}", remedy) from error
    except sqlite3.DatabaseError as error:
        code = code_of(error)
        if code in _DAMAGED:
            raise StoreDamaged(f"{path} is damaged: {error}", _RESTORE) from error
        remedy = _SQLITE_REMEDIES.get(code, _DISK)
        raise StoreUnavailable(f"{path} cannot be {doing}: {error}", remedy) from error


def code_of(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code of an error; 0 when it has none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def read_only(path: Path) -> StoreUnavailable:
    """Return the error for a write to a store that was opened where nothing may be written."""
    return StoreUnavailable(f"{path} is on a read-only medium, or may not be written", _LOCKED)


def closed(path: Path) -> StoreUnavailable:
    """Return the error for a use of a store after it was closed."""
    return StoreUnavailable(f"the store {path} is closed", "open it again")
