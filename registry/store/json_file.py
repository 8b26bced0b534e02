"""The file store: SQLite keeps everything, TinyDB's `registry.json` shows it.

`docs/storage.md` tells what its users may rely on.
"""

import logging
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from typing_extensions import override

from registry.errors import StoreDamaged
from registry.store.atomic_file import identify, staged
from registry.store.background import BackgroundThread, Chore
from registry.store.commit import Commit
from registry.store.database import SnapshotState
from registry.store.json_snapshot import SnapshotStorage, StoredSnapshot, render
from registry.store.locks import LOCK_TIMEOUT_S, FileLock
from registry.store.manual_edits import ACTOR, CONFLICT, MergeBase, find_edits
from registry.store.os_errors import translated
from registry.store.row import Row
from registry.store.sqlite_store import SqliteStore

_log = logging.getLogger(__name__)

_LOOK_EVERY_S: Final = 0.5
"""How often reads look whether somebody edited the snapshot; every change looks."""

_LOOKS_AT_REPLACED_S: Final = (1.0, 5.0)
"""When a snapshot that was replaced is looked at again: somebody may have been writing into it."""

_PUBLISH_DELAY_S: Final = 0.2
_QUIET_S: Final = 5.0
"""Seconds without a change after which the next one is published at once."""

_LONGEST_PAUSE_S: Final = 30.0
_SHARE: Final = 20
"""Publishing takes at most one part in so many of the time, where changes come all the time."""

_GROWTH: Final = 4
_AGAIN_S: Final = 0.2
_ATTEMPTS: Final = 3
"""How often the snapshot is tried at a stop: somebody may be editing it right then."""

COMFORTABLE: Final = 20_000
"""Entities up to which a file is the better store; beyond, opening takes a second."""

_GROWN: Final = (
    "The registry holds {:,} entities. Up to {:,} a file serves well; beyond that the server takes "
    "seconds to start, and some hundred megabytes of memory. Nothing is lost or wrong, but it is "
    "time to move to PostgreSQL: `patternshop migrate --from URL --to URL` takes the whole history "
    "along (docs/storage.md)."
)


class JsonFileStore(SqliteStore):
    """Keeps records in `name.db`, and shows them in `name.json`, which people may edit."""

    def __init__(self, path: Path, *, lock_timeout: float = LOCK_TIMEOUT_S) -> None:
        """Open the files, and create what is missing.

        Args:
            path: the snapshot; everything else stands beside it.
            lock_timeout: how many seconds a change waits for others before it is refused.

        Raises:
            StoreUnavailable: when they cannot be read.
            StoreDamaged: when they are not what a registry holds; they are left untouched.
        """
        self._storage = SnapshotStorage(path.resolve())
        self._publishing = FileLock(path.resolve().with_suffix(".json.lock"))
        self._state = SnapshotState(None, 0, 0.0)
        self._damage: StoreDamaged | None = None
        self._replaced: _ReplacedFile | None = None
        self._next_look = 0.0
        self._changed = 0.0
        self._unshown_since: float | None = None
        self._cost = 0.0
        self._publish_chore = Chore(f"writing {path}", self._publish_when_due)
        self._look_chore = Chore(f"reading {path}", self._look_again)
        super().__init__(path, lock_timeout)

    @override
    def _start(self) -> None:
        if self._writer_connection is None:
            return
        with self._exclusively():
            pass  # reads the snapshot, and refuses one that cannot be read
        self._background = BackgroundThread(
            self._publish_chore, self._look_chore, self._checkpointing
        )
        if self._state.shown < self._sequence:
            self._after_commit()

    @override
    def advice(self) -> str:
        self._refresh()
        with self._reading:
            held = sum(len(rows) for rows in self._tables.rows().values())
        return _GROWN.format(held, COMFORTABLE) if held > COMFORTABLE else ""

    @override
    def _refresh(self) -> None:
        super()._refresh()
        now = time.monotonic()
        if now < self._next_look or self._background is None:
            return
        self._next_look = now + _LOOK_EVERY_S
        with translated("read", self.path):
            if self._storage.identity() != self._state.identity:
                self._background.request(self._look_chore, 0)

    @override
    def _before_close(self) -> None:
        last = Chore(f"writing {self.path}", lambda: self._publish(waits=False))
        for _ in range(_ATTEMPTS):
            last.run()
            if last.due == float("inf"):
                break
        if self._replaced is not None:
            self._replaced.close()

    # Edits by hand

    @override
    def _before_change(self) -> None:
        self._next_look = time.monotonic() + _LOOK_EVERY_S
        with translated("read", self.path):
            if self._replaced is not None and self._replaced.is_edited():
                self._take_in_replaced(self._replaced)
            if self._storage.identity() != self._state.identity:
                self._examine()
        if self._damage is not None:
            raise self._damage

    def _look_again(self) -> float | None:
        """Take in what was edited, also in a file that was replaced while somebody wrote into it."""
        with self._exclusively():
            return None if self._replaced is None else self._replaced.next_look()

    def _examine(self) -> None:
        """Look at a snapshot that another process wrote, or a person."""
        self._damage = None
        self._state = self.writer().snapshot_state()
        if self._storage.identity() == self._state.identity:
            return
        file = self._storage.open()
        if file is None:
            self._know(SnapshotState(None, 0, 0.0))
            return
        with file:
            try:
                snapshot = self._storage.load(file)
            except StoreDamaged as error:
                self._damage = error
                self._state = SnapshotState(identify(os.fstat(file.fileno())), 0, 0.0)
                return
        self._take_in(snapshot, SnapshotState(snapshot.identity, 0, 0.0))

    def _take_in_replaced(self, replaced: "_ReplacedFile") -> None:
        replaced.note()
        try:
            snapshot = self._storage.load(replaced.file)
        except StoreDamaged as error:
            _log.warning("an edit was saved into a file that had just been replaced: %s", error)
            return
        self._take_in(snapshot, self._state)

    def _take_in(self, snapshot: StoredSnapshot, state: SnapshotState) -> None:
        """Make what differs from the entities a commit of its own."""
        changes = find_edits(
            self._tables, snapshot.tables, self._merge_base(snapshot), self._conflict_path.name
        )
        if any(change.action == CONFLICT for change in changes):
            with staged(self._conflict_path, self.path) as copy:
                copy.write(snapshot.data)
        commits = []
        if changes:
            commits = [Commit(self._sequence + 1, datetime.now(UTC), ACTOR, tuple(changes))]
        self._know(state, commits)

    def _merge_base(self, snapshot: StoredSnapshot) -> MergeBase:
        writer = self.writer()

        def is_former(kind: str, row: Row) -> bool:
            former = writer.row_of_revision(kind, row["id"], row["revision"])
            return former is not None and former.text == row.text

        shown = snapshot.sequence
        known = shown is not None and shown <= self._sequence
        return MergeBase(writer.rows_at(shown or 0) if known else None, is_former)

    @property
    def _conflict_path(self) -> Path:
        return self.path.with_suffix(".conflict.json")

    def _know(self, state: SnapshotState, commits: Sequence[Commit] = ()) -> None:
        """Note which snapshot is in place, durably together with what it brought."""
        writer = self.writer()
        writer.know_snapshot(state)
        if commits:
            self._save_and_apply(commits, ())
        else:
            writer.commit()
        self._state = state
        writer.begin(self._lock_timeout)
        if self._background is not None:
            self._background.request(self._publish_chore, _PUBLISH_DELAY_S)

    # Publishing

    @override
    def _after_commit(self) -> None:
        self._changed = time.time()
        if self._background is not None and self._publish_chore.due == float("inf"):
            self._background.request(self._publish_chore, self._pace()[0])

    def _pace(self) -> tuple[float, float]:
        """Return in how many seconds to publish, and the pause since the last time to remember.

        The first change after a quiet time is published at once, and the last before one soon.
        Where more follow, the pauses grow, so that a big file is not written again and again.
        """
        now = time.time()
        since = self._unshown_since = self._unshown_since or now
        file = self._state.identity if self._state.shown else None
        published = 0.0 if file is None else file[2] / 1e9
        if since - published >= min(max(_QUIET_S, _SHARE * self._cost), _LONGEST_PAUSE_S):
            return max(since + _PUBLISH_DELAY_S - now, 0), 0.0
        pause = max(_GROWTH * self._state.pause, _QUIET_S, _SHARE * self._cost)
        pause = min(pause, _LONGEST_PAUSE_S)
        quiet = max(self._changed + _QUIET_S, published + _SHARE * self._cost)
        return max(min(published + pause, quiet) - now, 0), pause

    def _publish_when_due(self) -> float | None:
        return self._publish(waits=True)

    def _publish(self, *, waits: bool) -> float | None:
        """Write the snapshot; return in how many seconds to come back, None when it shows all."""
        patience = 0.0 if waits else self._lock_timeout
        if not self._publishing.acquire(time.monotonic() + patience):
            return _AGAIN_S
        try:
            return self._publish_alone(waits=waits)
        finally:
            self._publishing.release()

    def _publish_alone(self, *, waits: bool) -> float | None:
        began = time.monotonic()
        with self._exclusively():
            if self._state.shown >= self._sequence:
                self._unshown_since = None
                return None
            delay, pause = self._pace() if waits else (0.0, 0.0)
            if delay > 0:
                return delay
            with self._reading:
                tables = self._tables.rows()
            sequence, known = self._sequence, self._state
        with translated("written", self.path):
            identity = self._storage.stage(render(tables, sequence))
            with self._exclusively():
                if self._state != known:
                    return _AGAIN_S
                return self._replace(SnapshotState(identity, sequence, pause), began)

    def _replace(self, state: SnapshotState, began: float) -> float | None:
        """Put the staged snapshot in place, unless somebody has just edited the one that is there."""
        file = self._storage.open()
        if file is not None and identify(os.fstat(file.fileno())) != self._state.identity:
            file.close()
            return _AGAIN_S
        writer = self.writer()
        writer.know_snapshot(state)
        writer.commit()
        if self._replaced is not None:
            self._replaced.close()
        self._replaced = None if file is None else _ReplacedFile(file)
        self._storage.publish()
        self._state, self._cost = state, time.monotonic() - began
        if self._background is not None:
            self._background.request(self._look_chore, _LOOKS_AT_REPLACED_S[0])
        is_behind = state.shown < self._sequence
        self._unshown_since = time.time() if is_behind else None
        return self._pace()[0] if is_behind else None


class _ReplacedFile:
    """A snapshot whose place another took: an editor may be saving into it at that moment."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self._looks = iter(_LOOKS_AT_REPLACED_S[1:])
        self.note()

    def note(self) -> None:
        """Remember the file as it is."""
        self._identity = identify(os.fstat(self.file.fileno()))

    def is_edited(self) -> bool:
        """Tell whether somebody wrote into it."""
        return identify(os.fstat(self.file.fileno())) != self._identity

    def next_look(self) -> float | None:
        """Return in how many seconds to look again; None when that was often enough."""
        return next(self._looks, None)

    def close(self) -> None:
        """Let go of it."""
        self.file.close()
