"""The log: an append-only file of lines, durable line by line, its older part compressed."""

import os
from collections.abc import Iterator
from pathlib import Path

from registry.errors import StoreDamaged, StoreUnavailable
from registry.store.commit import Identity, read_entry
from registry.store.header import Header, read_header
from registry.store.segments import Archive
from registry.store.snapshot import identify

_CHUNK = 1 << 20


def log_path(snapshot: Path) -> Path:
    """Return where the log of a snapshot is."""
    return snapshot.with_name(f"{snapshot.stem}.events.jsonl")


class Log:
    """A file of lines that is read anywhere and appended to at its end.

    Nothing here is locked: who appends or mends holds the store's lock. Places in the log are
    counted over its whole content, that of the segments first; the header does not count. So they
    stay what they are when a part of the file becomes a segment.

    Attributes:
        path: where it is.
        writable: False on a read-only medium; then it is only read.
        header: the file's first line.
        base: where the file's own part begins.
    """

    def __init__(self, path: Path, *, writable: bool) -> None:
        """Open the file, and create it when it may be written.

        Raises:
            StoreUnavailable: a newer version wrote it.
            StoreDamaged: its header cannot be read, or a segment is not there.
            OSError: it cannot be opened.
        """
        self.path = path
        self.writable = writable
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND if writable else os.O_RDONLY
        self._descriptor = os.open(path, flags | os.O_CLOEXEC, 0o666)
        self._stat = os.fstat(self._descriptor)
        self.header, self.base = Header(format=1), 0
        try:
            self.header = read_header(self._descriptor, path)
            self._archive = Archive(path.parent, self.header.segments)
        except ValueError as error:
            self.close()
            raise self.damage(0, error) from error
        except (StoreUnavailable, OSError):
            self.close()
            raise
        self._uncut: tuple[int, Identity] | None = None
        self.base = self._archive.size
        self._shift = self.header.length - self.base

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def size(self) -> int:
        """Return the length in bytes, that of the segments included.

        What was refused and could not be cut off does not count, unless another process has made
        it its own, by cutting it off or by going on after it.
        """
        there = os.fstat(self._descriptor)
        if self._uncut is not None:
            end, identity = self._uncut
            if identity == identify(there):
                return end - self._shift
            self._uncut = None
        return there.st_size - self._shift

    def is_at(self, position: int) -> bool:
        """Tell whether the path still names this file and it ends at `position`."""
        try:
            there = os.stat(self.path)  # noqa: PTH116 - on every read; Path.stat costs twice as much
        except FileNotFoundError:
            return False
        return there.st_size == position + self._shift and os.path.samestat(there, self._stat)

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
            StoreUnavailable: when not even that could be done. Nothing is appended until it can be.
        """
        end = self.size() + self._shift
        if self._uncut is not None:
            self._cut_off(end)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            os.fsync(self._descriptor)
        except OSError as error:
            try:
                self._cut_off(end)
            except OSError as second:
                self._uncut = end, identify(os.fstat(self._descriptor))
                raise self._in_doubt(error, second) from second
            raise

    def _cut_off(self, end: int) -> None:
        os.ftruncate(self._descriptor, end)
        os.fsync(self._descriptor)
        self._uncut = None

    def _in_doubt(self, error: OSError, second: OSError) -> StoreUnavailable:
        what = f"{self.path} cannot be written: {error.strerror}"
        rest = f"what had been written of the change cannot be cut off again: {second.strerror}"
        return StoreUnavailable(
            f"{what}; and {rest}",
            "changes are refused until it can be; look at the disk and its mount, then whether "
            "the change is there after all, and make it again if it is not",
        )

    def mend(self) -> None:
        """Cut off a last line that a crash tore, and end one that lacks only its line break.

        A line that was torn had not been acknowledged.
        """
        end = self.size()
        if not end or self._read(end - 1, end) == b"\n":
            return
        start, _ = self.last_line(end) or (end, b"")
        try:
            read_entry(self._read(start, end))
        except ValueError:
            os.ftruncate(self._descriptor, start + self._shift)
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

    def last_line(self, stop: int) -> tuple[int, bytes] | None:
        """Return the last whole line before a place, and where it begins."""
        return next(self.lines_backward(stop), None)

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

    def blocks(self, start: int, stop: int, size: int) -> Iterator[bytes]:
        """Yield everything between two places, so many bytes at a time, fewer in the last."""
        for begin in range(start, stop, size):
            yield self._read(begin, min(begin + size, stop))

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
        path, begin = self.path, self.base
        if offset < self.base:
            path, begin = self._archive.holder(offset)
        number = 1 + sum(
            self._read(at, min(at + _CHUNK, offset)).count(b"\n")
            for at in range(begin, offset, _CHUNK)
        )
        if path == self.path and self.header.length:
            number += 1
        return StoreDamaged(
            f"line {number} of {path} cannot be read: {error}",
            "the file was left as it is; put back a copy of it, or mend that line, or move the "
            "log away to go on with the entities as they are now and without their history",
        )

    def _read(self, start: int, stop: int) -> bytes:
        parts = list(self._archive.read(start, stop)) if start < self.base else []
        start = max(start, self.base)
        while start < stop:
            part = os.pread(self._descriptor, stop - start, start + self._shift)
            if not part:
                break
            parts.append(part)
            start += len(part)
        return b"".join(parts)
