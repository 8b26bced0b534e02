"""Puts a file in the place of another: whole, durable, at once."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file beside another, and put it in its place when the block ends. Raises OSError."""
    aside = path.with_name(f"{path.name}.tmp")
    with discarded_on_failure(aside):
        with aside.open("wb") as file:
            keep_owner(path, file.fileno())
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    sync_directory(path.parent)


@contextlib.contextmanager
def discarded_on_failure(path: Path) -> Iterator[None]:
    """Remove a file that the block could not finish, which might fill the disk. Raises OSError."""
    try:
        yield
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise


def keep_owner(path: Path, descriptor: int) -> None:
    """Give an open file the mode of another, and its owner where that may be given."""
    if os.name != "posix" or not path.exists():
        return
    there = path.stat()
    os.fchmod(descriptor, there.st_mode & 0o7777)
    if os.geteuid() == 0:
        os.fchown(descriptor, there.st_uid, there.st_gid)


def sync_directory(path: Path) -> None:
    """Make a directory's entries durable, where the system can."""
    # Windows cannot open directories; there the replacement itself is journaled.
    with contextlib.suppress(PermissionError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
