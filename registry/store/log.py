"""The log: an append-only file of lines, durable line by line."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from registry.errors import StoreDamaged
from registry.store.commit import read_entry

_CHUNK = 1 << 20


class Log:
    """A file of lines that is read anywhere and appended to at its end.

    Nothing here is locked: who appends or mends holds the store's lock.

    Attributes:
        path: where it is.
        writable: False on a read-only medium; then it is only read.
    """

    def __init__(self, path: Path, *, writable: bool) -> None:
        """Open the file, and create it when it may be written. Raises OSError."""
        self.path = path
        self.writable = writable
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND if writable else os.O_RDONLY
        self._descriptor = os.open(path, flags | os.O_CLOEXEC, 0o666)
        self._stat = os.fstat(self._descriptor)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def size(self) -> int:
        """Return the length in bytes."""
        return os.fstat(self._descriptor).st_size

    def is_at(self, position: int) -> bool:
        """Tell whether the path still names this file and it ends at `position`."""
        try:
            there = os.stat(self.path)  # noqa: PTH116 - on every read; Path.stat costs twice as much
        except FileNotFoundError:
            return False
        return there.st_size == position and os.path.samestat(there, self._stat)

    def is_replaced(self) -> bool:
        """Tell whether the path names another file by now, or none."""
        try:
            return not os.path.samestat(self.path.stat(), self._stat)
        except FileNotFoundError:
            return True

    def append(self, data: bytes) -> None:
        """Append whole lines and make them durable, or leave the log as it was.

        Raises:
            OSError: when it could not be written; what had been written is cut off again.
        """
        end = self.size()
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, end)
            raise

    def mend(self) -> None:
        """Cut off a last line that a crash tore, and end one that lacks only its line break.

        A line that was torn had not been acknowledged.
        """
        end = self.size()
        if not end or self._read(end - 1, end) == b"\n":
            return
        start = next((offset for offset, _ in self.lines_backward(end)), end)
        try:
            read_entry(self._read(start, end))
        except ValueError:
            os.ftruncate(self._descriptor, start)
        else:
            os.write(self._descriptor, b"\n")
        os.fsync(self._descriptor)

    def lines(self, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
        """Yield whole lines with their offsets, from the line that begins at `start` on."""
        rest = b""
        while start + len(rest) < stop:
            begin = start + len(rest)
            # A line longer than a block doubles the block, so that long lines cost no more.
            block = self._read(begin, min(begin + max(_CHUNK, len(rest)), stop))
            if not block:
                return
            rest += block
            *whole, rest = rest.split(b"\n")
            for line in whole:
                yield start, line
                start += len(line) + 1

    def lines_backward(self, stop: int) -> Iterator[tuple[int, bytes]]:
        """Yield whole lines with their offsets, the last before `stop` first."""
        rest = b""
        end = stop
        while end > 0:
            begin = max(end - max(_CHUNK // 8, len(rest)), 0)
            first, *whole = (self._read(begin, end) + rest).split(b"\n")
            position = end + len(rest)
            for line in reversed(whole):
                position -= len(line)
                if line:
                    yield position, line
                position -= 1
            rest, end = first, begin
        if rest:
            yield 0, rest

    def line_at(self, offset: int) -> bytes:
        """Return the line that begins at an offset."""
        return next((line for _, line in self.lines(offset, self.size())), b"")

    def line_after(self, offset: int, stop: int) -> int:
        """Return where the first line begins at or after an offset, `stop` when none does."""
        if offset == 0:
            return 0
        for begin in range(offset - 1, stop, _CHUNK):
            found = self._read(begin, min(begin + _CHUNK, stop)).find(b"\n")
            if found >= 0:
                return begin + found + 1
        return stop

    def find_last(self, start: bytes) -> tuple[int, bytes] | None:
        """Return the last line that starts with `start`, and its offset."""
        needle = b"\n" + start
        end = self.size()
        while end > 0:
            begin = max(end - _CHUNK, 0)
            # The blocks overlap, so that none can hide a needle between them; the first line has
            # no line break before it, so one is put there.
            block = self._read(begin, min(end + len(needle), self.size()))
            block = block if begin else b"\n" + block
            found = block.rfind(needle)
            if found >= 0:
                offset = begin + found + 1 if begin else found
                return offset, self.line_at(offset)
            end = begin
        return None

    def damage(self, offset: int, error: ValueError) -> StoreDamaged:
        """Return the error for a line that cannot be read."""
        number = 1 + sum(
            self._read(at, min(at + _CHUNK, offset)).count(b"\n") for at in range(0, offset, _CHUNK)
        )
        return StoreDamaged(
            f"line {number} of {self.path} cannot be read: {error}",
            "the file was left as it is; put back a copy of it, or mend that line, or move the "
            "file away to go on with the entities as they are now and without their history",
        )

    def _read(self, start: int, stop: int) -> bytes:
        parts = []
        while start < stop:
            part = os.pread(self._descriptor, stop - start, start)
            if not part:
                break
            parts.append(part)
            start += len(part)
        return b"".join(parts)


def sync_directory(path: Path) -> None:
    """Make a directory's entries durable, where the system can."""
    # Windows cannot open directories; there the replacement itself is journaled.
    with contextlib.suppress(PermissionError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
