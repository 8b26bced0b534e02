"""Compacts the log: its lines so far become a compressed segment, and none of them is lost."""

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from registry.errors import StoreUnavailable
from registry.store.header import FORMAT
from registry.store.locks import ProcessLock
from registry.store.log import Log, log_path
from registry.store.os_errors import translated
from registry.store.replacement import discarded_on_failure, replacing, sync_directory
from registry.store.segments import BLOCK, Segment, write_segment
from registry.store.upgrades import upgrade

_WORTH: Final = 4096
"""Bytes below which a segment would save nothing."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """What a compaction did.

    Attributes:
        before: bytes of the log's part that was compacted.
        after: bytes of the segment that holds it now.
        file: the segment; None when there was nothing to gain.
    """

    before: int
    after: int
    file: Path | None


def compact(snapshot: Path) -> Compacted:
    """Compact the log of the registry in a file; processes may go on using it.

    At every moment either the log as it was is in place, or one that names the new segment, which
    is durable by then. So a crash costs at most a file that nothing refers to.

    Raises:
        StoreUnavailable: it cannot be written, or it was replaced meanwhile; nothing was changed.
        StoreDamaged: it cannot be read.
    """
    path = log_path(snapshot.resolve())
    if not path.exists():
        raise StoreUnavailable(f"{path} is not there", "set PATTERNSHOP_STORE to a registry")
    with translated("compacted", path), _lock(path, "compact.lock").held():
        with _lock(path, "lock").held():
            upgrade(path, snapshot)
            log = Log(path, writable=True)
            log.mend()
            stop = log.size()
        with closing(log):
            if stop - log.base < _WORTH:
                return Compacted(stop - log.base, 0, None)
            return _move(log, stop)


def _lock(log: Path, ending: str) -> ProcessLock:
    return ProcessLock(log.with_name(f"{log.name.removesuffix('events.jsonl')}{ending}"))


def _move(log: Log, stop: int) -> Compacted:
    """Move the log's lines up to a place into a segment."""
    aside = log.path.with_name(f"{log.path.name}.gz.tmp")
    with discarded_on_failure(aside):
        digest, size, blocks = write_segment(aside, log.path, log.blocks(log.base, stop, BLOCK))
    # A name that no other content has: what it holds never changes, whatever is put back from a copy.
    number = len(log.header.segments) + 1
    stem = log.path.name.removesuffix(".jsonl")
    segment = Segment(f"{stem}.{number}.{digest[:12]}.jsonl.gz", size, tuple(blocks))
    with _lock(log.path, "lock").held():
        if log.is_replaced():
            aside.unlink()
            what = f"{log.path} was replaced while it was being compacted"
            raise StoreUnavailable(what, "nothing was changed; try again")
        log.mend()
        file = log.path.with_name(segment.file)
        aside.replace(file)
        sync_directory(log.path.parent)
        header = replace(log.header, format=FORMAT, segments=(*log.header.segments, segment))
        with replacing(log.path) as new:
            new.write(header.line())
            for block in log.blocks(stop, log.size(), BLOCK):
                new.write(block)
    return Compacted(size, sum(blocks), file)
