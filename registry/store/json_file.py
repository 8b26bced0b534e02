"""The file store: SQLite holds everything, TinyDB's `registry.json` shows it.

`docs/storage.md` says what its users may rely on.
"""

import logging
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

_CHECK_EVERY_S: Final = 0.5
"""How often reads check whether somebody edited the snapshot; every change does."""

_CHECK_REPLACED_S: Final = 1.0
_CHECK_REPLACED_FOR_S: Final = 5.0
"""How often and for how long a replaced snapshot is checked: somebody may be writing into it."""

_PUBLISH_DELAY_S: Final = 0.2
_QUIET_S: Final = 5.0
"""Seconds without a change after which the next one is published at once."""

_LONGEST_PAUSE_S: Final = 30.0
_SHARE: Final = 20
"""Publishing takes at most one part in so many of the time, where changes come all the time."""

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
    """Stores records in `name.db`, and shows them in `name.json`, which people may edit."""

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
        self._conflict_path = path.resolve().with_suffix(".conflict.json")
        self._state = SnapshotState()
        self._damage: StoreDamaged | None = None
        self._replaced: BinaryIO | None = None
        self._replaced_identity = self._state.identity
        self._next_check = 0.0
        self._changed = self._unshown_since = 0.0
        self._published = self._cost = 0.0
        self._publish_chore = Chore(f"writing {path}", lambda: self._publish(waits=True))
        self._check_chore = Chore(f"reading {path}", self._check_again)
        super().__init__(path, lock_timeout)

    @override
    def _start(self) -> None:
        if self._writer_connection is None:
            return
        with self._exclusively():
            pass  # reads the snapshot, and refuses one that cannot be read
        self._background = BackgroundThread(
            self._publish_chore, self._check_chore, self._checkpointing
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
        if now < self._next_check or self._background is None:
            return
        self._next_check = now + _CHECK_EVERY_S
        with translated("read", self.path):
            if self._storage.identity() != self._state.identity:
                self._background.request(self._check_chore, 0)

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
        self._next_check = time.monotonic() + _CHECK_EVERY_S
        with translated("read", self.path):
            self._examine_replaced()
            if self._storage.identity() != self._state.identity:
                self._examine()
        if self._damage is not None:
            raise self._damage

    def _check_again(self) -> float | None:
        """Take edits in, and come back while somebody may write into the replaced file."""
        with self._exclusively():
            is_recent = time.monotonic() < self._published + _CHECK_REPLACED_FOR_S
            return _CHECK_REPLACED_S if is_recent else None

    def _examine(self) -> None:
        """Read a snapshot that another process wrote, or a person."""
        self._damage = None
        self._state = self.writer().snapshot_state()
        if self._storage.identity() == self._state.identity:
            return
        file = self._storage.open()
        if file is None:
            self._save_state(SnapshotState())
            return
        with file:
            try:
                snapshot = self._storage.load(file)
            except StoreDamaged as error:
                self._damage = error
                self._state = SnapshotState(identify(file))
                return
        self._take_in(snapshot, SnapshotState(snapshot.identity))

    def _examine_replaced(self) -> None:
        """Read a replaced snapshot if somebody wrote into it."""
        file = self._replaced
        if file is None or identify(file) == self._replaced_identity:
            return
        self._replaced_identity = identify(file)
        try:
            snapshot = self._storage.load(file)
        except StoreDamaged as error:
            _log.warning("an edit was saved into a file that had just been replaced: %s", error)
            return
        self._take_in(snapshot, self._state)

    def _take_in(self, snapshot: StoredSnapshot, state: SnapshotState) -> None:
        """Commit what differs from the entities, if anything."""
        changes = find_edits(
            self._tables, snapshot.tables, self._merge_base(snapshot), self._conflict_path.name
        )
        if any(change.action == CONFLICT for change in changes):
            with staged(self._conflict_path, self.path) as copy:
                copy.write(snapshot.data)
        now = datetime.now(UTC)
        commits = [Commit(self._sequence + 1, now, ACTOR, tuple(changes))] if changes else []
        self._save_state(state, commits)

    def _merge_base(self, snapshot: StoredSnapshot) -> MergeBase:
        writer = self.writer()

        def is_former(kind: str, row: Row) -> bool:
            former = writer.row_of_revision(kind, row.id, row.revision)
            return former is not None and former.text == row.text

        shown = snapshot.sequence
        is_known = shown is not None and shown <= self._sequence
        return MergeBase(writer.rows_at(shown or 0) if is_known else None, is_former)

    def _save_state(self, state: SnapshotState, commits: Sequence[Commit] = ()) -> None:
        """Store which snapshot is in place, durably together with the edits that it brought."""
        writer = self.writer()
        writer.save_snapshot_state(state)
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
        self._unshown_since = self._unshown_since or self._changed
        if self._background is not None and self._publish_chore.due == float("inf"):
            self._background.request(self._publish_chore, self._delay())

    def _delay(self) -> float:
        """Return in how many seconds to publish.

        The first change after a pause is published at once, and the last before one soon. Where
        changes come all the time, the pauses are long: a big file is not written again and again.
        """
        file = self._state.identity if self._state.shown else None
        published = 0.0 if file is None else file[2] / 1e9
        pause = min(max(_QUIET_S, _SHARE * self._cost), _LONGEST_PAUSE_S)
        if self._unshown_since >= published + pause:
            due = self._unshown_since + _PUBLISH_DELAY_S
        else:
            quiet = max(self._changed + _QUIET_S, published + _SHARE * self._cost)
            due = min(published + _LONGEST_PAUSE_S, quiet)
        return max(due - time.time(), 0)

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
                self._unshown_since = 0.0
                return None
            if waits and (delay := self._delay()):
                return delay
            with self._reading:
                tables = self._tables.rows()
            sequence, known = self._sequence, self._state
        with translated("written", self.path):
            identity = self._storage.stage(render(tables, sequence))
            with self._exclusively():
                if self._state != known:
                    return _AGAIN_S
                return self._replace(SnapshotState(identity, sequence), began)

    def _replace(self, state: SnapshotState, began: float) -> float | None:
        """Put the staged snapshot in place, unless somebody has just edited the one that is there."""
        file = self._storage.open()
        identity = None if file is None else identify(file)
        if file is not None and identity != self._state.identity:
            file.close()
            return _AGAIN_S
        writer = self.writer()
        writer.save_snapshot_state(state)
        writer.commit()
        if self._replaced is not None:
            self._replaced.close()
        self._replaced, self._replaced_identity = file, identity
        self._storage.publish()
        self._state, self._published = state, time.monotonic()
        self._cost = self._published - began
        if self._background is not None:
            self._background.request(self._check_chore, _CHECK_REPLACED_S)
        is_behind = state.shown < self._sequence
        self._unshown_since = time.time() if is_behind else 0.0
        return self._delay() if is_behind else None
