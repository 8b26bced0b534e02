"""The TinyDB file store: a snapshot that TinyDB opens, and the log that is the truth.

`docs/storage.md` tells what its users may rely on.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from typing_extensions import override

from registry.errors import RegistryError, StoreDamaged
from registry.store.commit import Commit, Identity, Marker
from registry.store.edits import ACTOR, find_edits
from registry.store.history import Wanted
from registry.store.locks import ProcessLock
from registry.store.os_errors import closed, read_only, translated, unavailable
from registry.store.publisher import Publisher
from registry.store.records import Event
from registry.store.remnants import is_remnant
from registry.store.replacement import sync_directory
from registry.store.replay import ReplayedStore
from registry.store.snapshot import Draft, digest_of

_SNAPSHOT_DELAY_S = 0.1
_SNAPSHOT_PAUSE_S = 0.5
_LOOK_EVERY_S = 0.5
"""How often reads look whether someone edited the snapshot; every write looks."""

COMFORTABLE: Final = 20_000
"""Entities up to which a file is the better store; beyond, opening takes seconds."""

_GROWN: Final = (
    "The registry holds {:,} entities. Up to {:,} a file serves well; beyond that the server takes "
    "seconds to start, and some hundred megabytes of memory. Nothing is lost or wrong, but it is "
    "time to move to PostgreSQL: `patternshop migrate --from URL --to URL` takes the whole history "
    "along (docs/storage.md)."
)


class JsonFileStore(ReplayedStore):
    """Keeps records in `name.json`, and every change in `name.events.jsonl` beside it.

    A commit is one line appended to the log and synced. The snapshot follows within a second, in
    a thread of its own. Other processes apply what the log has grown by.

    Attributes:
        path: the snapshot.
    """

    def __init__(self, path: Path) -> None:
        """Open the files, and create the folder and the log when they are missing.

        Raises:
            StoreUnavailable: when they cannot be read.
            StoreDamaged: when they are not what a registry holds; they are left untouched.
        """
        self._holding = self._closed = False
        self._next_look = 0.0
        self._publisher: Publisher | None = None
        super().__init__(path)
        self._snapshot_lock = ProcessLock(self.path.with_name(f"{self.path.stem}.snapshot.lock"))
        try:
            self._begin()
        except RegistryError:
            self._log.close()
            raise
        if self._log.writable:
            self._publisher = Publisher(
                self._publish, delay=_SNAPSHOT_DELAY_S, pause=_SNAPSHOT_PAUSE_S
            )
            self._request_snapshot()

    @override
    def _find_events(self, wanted: Wanted, limit: int) -> tuple[Event, ...]:
        with translated("read", self._log.path):
            return tuple(self._history.events(wanted, self._applied, limit))

    @override
    def commits(self, after: int = 0) -> Iterator[Commit]:
        self._refresh()
        with self._reading, translated("read", self._log.path):
            stop = self._applied
            offset = self._history.first_offset(after + 1, stop)
        while offset < stop:
            # In portions, since the log may be replaced by a compacted one between them.
            with self._reading, translated("read", self._log.path):
                commits, offset = self._history.portion(offset, stop)
            yield from commits

    @override
    def advice(self) -> str:
        self._refresh()
        with self._reading:
            held = sum(len(rows) for _, rows in self._tables.rows())
        return _GROWN.format(held, COMFORTABLE) if held > COMFORTABLE else ""

    @override
    def close(self) -> None:
        if self._publisher is not None:
            self._publisher.close()
            self._publisher = None
        with self._writing:
            self._end_shift()
            with self._reading:
                if not self._closed:
                    self._closed = True
                    self._log.close()

    @override
    def _refresh(self) -> None:
        """Apply what the log has grown by, without a lock: no reader waits for a writer.

        A line that is read before its writer has synced it is a commit that becomes durable a
        moment later, or, when the disk fails right then, one that is cut off again: the lines
        after it do not fit then, and everything is read anew.
        """
        # While this process holds the lock nobody else can commit, so the tables are up to date.
        if self._holding:
            return
        try:
            if not self._closed and self._is_current():
                return
            with self._reading:
                if self._closed:
                    raise closed(self.path)
                if not self._holding:
                    self._catch_up()
                    self._notice_snapshot()
        except OSError as error:
            raise unavailable("read", self.path, error) from error

    def _is_current(self) -> bool:
        return self._log.is_at(self._applied) and time.monotonic() < self._next_look

    def _notice_snapshot(self) -> None:
        """Leave a snapshot that nobody knows to the publisher, which can wait for its turn."""
        self._next_look = time.monotonic() + _LOOK_EVERY_S
        identity = self._snapshot.identity()
        if identity != self._identity and self._publisher is not None:
            self._publisher.request()

    def _begin(self) -> None:
        """Take a first turn, to apply the log's tail and to judge the snapshot."""
        with self._alone():
            if self._damage is not None:
                raise self._damage

    @override
    def _require_writable(self) -> None:
        if not self._log.writable:
            raise read_only(self.path)
        if self._damage is not None:
            raise self._damage

    @override
    def _take_turn(self) -> None:
        if self._closed:
            raise closed(self.path)
        if self._log.writable:
            self._lock.acquire()
        try:
            if self._log.writable:
                with translated("written", self._log.path):
                    self._log.mend()
            with translated("read", self.path), self._reading:
                self._catch_up()
                self._look_at_snapshot()
                self._holding = True
        finally:
            if not self._holding:
                self._end_turn()

    @override
    def _end_turn(self) -> None:
        self._holding = False
        if self._log.writable:
            self._lock.release()

    @override
    def _keep(self, commits: Sequence[Commit]) -> None:
        self._append(b"".join([commit.line() for commit in commits]))
        if self._publisher is not None:
            self._publisher.request()

    def _append(self, data: bytes) -> None:
        with translated("written", self._log.path):
            self._log.append(data)
        self._applied += len(data)

    @override
    def _request_snapshot(self) -> None:
        if self._publisher is not None and self._sequence > self._through:
            self._publisher.request()

    def _look_at_snapshot(self) -> None:
        """Notice a snapshot that another process wrote, or a person edited."""
        self._next_look = time.monotonic() + _LOOK_EVERY_S
        identity = self._snapshot.identity()
        if identity is not None and identity == self._identity:
            return
        self._identity, self._damage = identity, None
        if identity is None or not identity[1]:
            # Nothing can be lost in a missing or empty file: it is written anew.
            self._through = 0
        elif identity in self._known:
            self._through = self._known[identity]
        else:
            self._examine()
        self._request_snapshot()

    def _examine(self) -> None:
        found = self._snapshot.read()
        if found is None:
            return
        data, self._identity = found
        marker = self._marker_of(data)
        self._through = marker.through if marker else 0
        if marker is None and self._log.writable:
            self._take_in(data, self._identity)
        self._remember(self._identity, self._through)

    def _take_in(self, data: bytes, identity: Identity) -> None:
        """Make a hand-edited snapshot's differences a commit of their own.

        A remnant, or a file without any entity, is no edit: it is written anew.
        """
        try:
            edited = self._snapshot.parse(data)
        except StoreDamaged as error:
            if not self._sequence or not is_remnant(data, self._texts_of):
                self._damage = error
            return
        if not edited.rows():
            return
        changes = find_edits(self._tables, edited)
        # Such a file is no base to begin from, since its form may be any: hence the zeros.
        marker = Marker(digest_of(data), 0, 0, identity)
        if changes:
            commit = Commit(self._sequence + 1, datetime.now(UTC), ACTOR, tuple(changes))
            self._append(commit.line() + marker.line())
            self._apply(commit)
        else:
            self._append(marker.line())

    def _texts_of(self, id: str) -> Iterator[str]:
        found = (table.get(id) for table in self._tables.by_kind.values())
        yield from (row.text for row in found if row is not None)
        yield from self._history.texts(id, self._applied)

    def _publish(self) -> bool:
        """Write the snapshot; False when it has to be done again."""
        with self._snapshot_lock.held():
            with self._alone():
                if not self._is_behind():
                    return True
                with self._reading:
                    tables = self._tables.rows()
                sequence, offset, identity = self._sequence, self._applied, self._identity
            draft = self._snapshot.draft(tables)
            with self._alone():
                if identity != self._identity or not self._is_behind():
                    return False
                self._replace(draft, Marker(draft.digest, sequence, offset, draft.identity))
            sync_directory(self.path.parent)
        return True

    def _is_behind(self) -> bool:
        if self._damage is not None:
            raise self._damage
        return self._sequence > self._through

    def _replace(self, draft: Draft, marker: Marker) -> None:
        self._append(marker.line())
        self._remember(draft.identity, marker.through)
        self._snapshot.publish(draft)
        self._identity, self._through = draft.identity, marker.through
