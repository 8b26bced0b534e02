"""Segments: older parts of the log, compressed.

A segment is a gzip file of blocks, each a member of its own, so that any place is read by
decompressing one block, and `zcat` reads the whole. It is written once and never changed.
"""

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from registry.errors import StoreDamaged
from registry.store.replacement import keep_owner

BLOCK: Final = 1 << 20
"""Bytes of the log in a block; the last one of a segment may have fewer."""

_BLOCKS_KEPT: Final = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """What the log knows of one of its segments.

    Attributes:
        file: its name, in the log's folder.
        size: bytes of the log that it holds.
        blocks: the compressed size of each block.
    """

    file: str
    size: int
    blocks: tuple[int, ...]

    def entry(self) -> dict[str, object]:
        """Return the segment as JSON."""
        return {"file": self.file, "size": self.size, "blocks": self.blocks}

    @classmethod
    def read(cls, entry: Any) -> "Segment":
        """Read what `entry` returned. Raises KeyError, TypeError."""
        return cls(entry["file"], entry["size"], tuple(entry["blocks"]))


class Archive:
    """The segments of a log, one after another.

    Attributes:
        size: bytes of the log that they hold.
    """

    def __init__(self, folder: Path, segments: Sequence[Segment]) -> None:
        """Look whether they are there. Raises StoreDamaged, OSError."""
        self._folder = folder
        self._segments = tuple(segments)
        self.size = sum(segment.size for segment in segments)
        self._block = lru_cache(maxsize=_BLOCKS_KEPT)(self._decompress)
        for segment in segments:
            self._require(segment)

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes between two places in parts. Raises StoreDamaged, OSError."""
        begin = 0
        for segment in self._segments:
            end = begin + segment.size
            while begin <= start < min(stop, end):
                number, place = divmod(start - begin, BLOCK)
                part = self._block(segment, number)[place : place + stop - start]
                yield part
                start += len(part)
            begin = end

    def holder(self, offset: int) -> tuple[Path, int]:
        """Return the file that holds a place, and where its first byte stands in the log."""
        begin = 0
        for segment in self._segments:
            if offset < begin + segment.size:
                return self._folder / segment.file, begin
            begin += segment.size
        raise IndexError(offset)

    def _require(self, segment: Segment) -> None:
        path = self._folder / segment.file
        expected = sum(segment.blocks)
        if not path.is_file():
            raise _damage(path, "it is not there")
        if path.stat().st_size != expected:
            raise _damage(path, f"expected {expected} bytes, got {path.stat().st_size}")

    def _decompress(self, segment: Segment, number: int) -> bytes:
        path = self._folder / segment.file
        begin = [0, *accumulate(segment.blocks)][number]
        with path.open("rb") as file:
            file.seek(begin)
            data = file.read(segment.blocks[number])
        try:
            block = gzip.decompress(data)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise _damage(path, f"block {number + 1} is damaged: {error}") from error
        if len(block) != min(BLOCK, segment.size - number * BLOCK):
            raise _damage(path, f"block {number + 1} is that of another file")
        return block


def write_segment(path: Path, beside: Path, blocks: Iterator[bytes]) -> tuple[str, int, list[int]]:
    """Write a segment's file, and read it back to be sure of it.

    Args:
        path: where it is written.
        beside: the file whose mode and owner it gets.
        blocks: the log's bytes, `BLOCK` of them in each but the last.

    Returns:
        The SHA-256 of the bytes, how many there are, and the compressed size of each block.

    Raises:
        StoreDamaged: what was read back is not what was written.
        OSError: it could not be written.
    """
    digest = hashlib.sha256()
    size = 0
    sizes = []
    with path.open("wb") as file:
        keep_owner(beside, file.fileno())
        for block in blocks:
            digest.update(block)
            size += len(block)
            # Without the time: the same bytes make the same file.
            sizes.append(file.write(gzip.compress(block, mtime=0)))
        file.flush()
        os.fsync(file.fileno())
    again = hashlib.sha256()
    with gzip.open(path) as file:
        while part := file.read(BLOCK):
            again.update(part)
    if again.digest() != digest.digest():
        raise _damage(path, "what was read back is not what had been written")
    return digest.hexdigest(), size, sizes


def _damage(path: Path, reason: str) -> StoreDamaged:
    return StoreDamaged(
        f"{path}, which holds older history, cannot be used: {reason}",
        "put back a copy of it; everything else was left as it is",
    )
