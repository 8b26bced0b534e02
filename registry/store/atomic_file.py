"""Replaces a file by another: whole, durable, at once."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias

Identity: TypeAlias = tuple[int, int, int]
"""Inode, size and modification time in nanoseconds of a file: one replaced or edited differs."""


def identify(file: BinaryIO | Path) -> Identity:
    """Return what tells a file from the one that replaces it, or from itself edited.

    Raises OSError.
    """
    stat = os.stat(file if isinstance(file, Path) else file.fileno())  # noqa: PTH116 - twice as quick
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


@contextlib.contextmanager
def staged(path: Path, beside: Path) -> Iterator[BinaryIO]:
    """Write a file durably that only its owner may read, or remove what could not be finished.

    Args:
        path: where it is written.
        beside: a file whose mode and owner it gets, where there is one.

    Raises:
        OSError: it cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            if beside.exists():
                there = beside.stat()
                os.fchmod(descriptor, there.st_mode & 0o7777)
                if os.geteuid() == 0:
                    os.fchown(descriptor, there.st_uid, there.st_gid)
            yield file
            sync(file)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise


def sync(file: BinaryIO) -> None:
    """Make what was written to a file durable. Raises OSError."""
    file.flush()
    os.fsync(file.fileno())


def sync_directory(path: Path) -> None:
    """Make a directory's entries durable. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
