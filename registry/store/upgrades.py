"""Brings files of an older format up to date, after a copy of them was put aside."""

import os
import shutil
from collections.abc import Callable
from itertools import chain, count
from logging import getLogger
from pathlib import Path
from typing import Final

from registry.store.header import FORMAT, Header, read_header
from registry.store.replacement import keep_owner, replacing

_log = getLogger(__name__)


def upgrade(log: Path, snapshot: Path) -> None:
    """Bring the files to the present format, one step after another; the caller holds the lock.

    Before each step the files are copied to names with their format: `registry.format-1.json`.
    Those copies stay. A log that is empty is only begun.

    Raises:
        StoreUnavailable: a newer version wrote the files.
        OSError: they cannot be copied or written; then they are as they were.
    """
    while (found := _format_of(log)) < FORMAT:
        if log.stat().st_size:
            copies = [_copy_aside(path, found) for path in (log, snapshot) if path.exists()]
            names = " and ".join(copy.name for copy in copies)
            _log.warning(
                "%s: format %d becomes %d; %s keep it as it was", log, found, found + 1, names
            )
        STEPS[found](log)


def _format_of(log: Path) -> int:
    descriptor = os.open(log, os.O_RDONLY)
    try:
        return read_header(descriptor, log).format
    finally:
        os.close(descriptor)


def _copy_aside(path: Path, found: int) -> Path:
    """Copy a file to a name that tells its format, one that is free."""
    stem, _, rest = path.name.partition(".")
    extras = chain([""], (f"-{number}" for number in count(2)))
    places = (path.with_name(f"{stem}.format-{found}{extra}.{rest}") for extra in extras)
    target = next(place for place in places if not place.exists())
    with replacing(target) as copy, path.open("rb") as file:
        shutil.copyfileobj(file, copy)
        keep_owner(path, copy.fileno())
    return target


def _add_header(log: Path) -> None:
    """Format 2: the log begins with a line that tells the format and its segments."""
    with replacing(log) as new, log.open("rb") as old:
        new.write(Header().line())
        shutil.copyfileobj(old, new)


STEPS: Final[dict[int, Callable[[Path], None]]] = {1: _add_header}
"""What leads from a format to the next."""
