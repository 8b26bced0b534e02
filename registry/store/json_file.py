"""The TinyDB file store: a snapshot that TinyDB opens, and the log that is the truth.

`docs/storage.md` tells what its users may rely on.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from typing_extensions import override

from registry.errors import StoreDamaged
from registry.store.base import Event
from registry.store.commit import Commit, Identity, Marker, marker_needle, read_entry
from registry.store.edits import ACTOR, find_edits
from registry.store.encoding import Malformed
from registry.store.history import History, Wanted
from registry.store.live import LiveStore
from registry.store.log import Log, sync_directory
from registry.store.publisher import Publisher
from registry.store.snapshot import Draft, Snapshot, digest_of, parse_own, paused_collector
from registry.store.table import Tables
from registry.store.trouble import READ_ONLY, closed, read_only, translated, unavailable
from registry.store.turn import ProcessLock

_SNAPSHOT_DELAY_S = 0.25
_SNAPSHOT_PAUSE_S = 0.5
_LOOK_EVERY_S = 0.5
"""How often reads look whether someone edited the snapshot; every write looks."""

_KNOWN_SNAPSHOTS = 64


class JsonFileStore(LiveStore):
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
        super().__init__()
        self.path = path.resolve()
        self._snapshot = Snapshot(self.path)
        self._lock = ProcessLock(self.path.with_name(f"{self.path.stem}.lock"))
        self._snapshot_lock = ProcessLock(self.path.with_name(f"{self.path.stem}.snapshot.lock"))
        self._holding = self._closed = False
        self._next_look = 0.0
        self._publisher: Publisher | None = None
        self._open_log()
        try:
            self._load()
        except BaseException:
            self._log.close()
            raise
        if self._log.writable:
            self._publisher = Publisher(
                self._publish, delay=_SNAPSHOT_DELAY_S, pause=_SNAPSHOT_PAUSE_S
            )
            self._request_snapshot()

    @override
    def events(
        self,
        *,
        kinds: Sequence[str] = (),
        id: str | None = None,
        workspace: str | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> tuple[Event, ...]:
        self._refresh()
        wanted = Wanted(frozenset(kinds), id, workspace, before)
        with self._reading, translated("read", self._log.path):
            return tuple(self._history.events(wanted, self._applied, limit))

    @override
    def close(self) -> None:
        if self._publisher is not None:
            self._publisher.close()
            self._publisher = None
        with self._writing, self._reading:
            if not self._closed:
                self._closed = True
                self._log.close()

    @override
    def _refresh(self) -> None:
        # While this process holds the lock nobody else can commit, so the tables are up to date.
        if self._holding:
            return
        try:
            current = not self._closed and self._is_current()
        except OSError as error:
            raise unavailable("read", self._log.path, error) from error
        if not current:
            with self._turn():
                pass

    def _is_current(self) -> bool:
        if not self._log.is_at(self._applied):
            return False
        now = time.monotonic()
        if now < self._next_look:
            return True
        self._next_look = now + _LOOK_EVERY_S
        return self._snapshot.identity() == self._identity

    @override
    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        if not self._log.writable:
            raise read_only(self.path)
        with self._turn():
            if self._damage is not None:
                raise self._damage
            yield

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold every lock, with the tables up to date."""
        with self._writing:
            if self._closed:
                raise closed(self.path)
            with self._process_turn():
                yield

    @contextmanager
    def _process_turn(self) -> Iterator[None]:
        with self._lock.held() if self._log.writable else nullcontext():
            with translated("read", self.path), self._reading:
                self._catch_up()
                self._look_at_snapshot()
            self._holding = True
            try:
                yield
            finally:
                self._holding = False

    @override
    def _keep(self, commit: Commit) -> None:
        self._append(commit.line())
        self._request_snapshot()

    def _append(self, data: bytes) -> None:
        with translated("written", self._log.path):
            self._log.append(data)
        self._applied += len(data)

    def _request_snapshot(self) -> None:
        if self._publisher is not None and self._sequence > self._through:
            self._publisher.request()

    def _open_log(self) -> None:
        """Open the log and forget what was read from another one."""
        path = self.path.with_name(f"{self.path.stem}.events.jsonl")
        with translated("opened", path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._log = Log(path, writable=True)
            except OSError as error:
                if error.errno not in READ_ONLY:
                    raise
                self._log = Log(path, writable=False)
        self._history = History(self._log)
        self._tables = Tables()
        self._sequence = self._applied = self._through = 0
        self._identity: Identity | None = None
        self._known: dict[Identity, int] = {}
        self._damage: StoreDamaged | None = None

    def _load(self) -> None:
        """Begin with the snapshot if the log knows it, and apply what came after it."""
        with translated("read", self.path):
            found = self._snapshot.read()
            marker = self._marker_of(found[0]) if found else None
            if found and marker and marker.offset:
                self._tables = parse_own(found[0])
                self._sequence, self._applied = marker.through, marker.offset
                self._remember(found[1], marker.through)
        with self._turn():
            pass

    def _marker_of(self, data: bytes) -> Marker | None:
        line = self._log.find_last(marker_needle(digest_of(data)))
        entry = None if line is None else read_entry(line)
        return entry if isinstance(entry, Marker) else None

    def _remember(self, identity: Identity, through: int) -> None:
        self._known[identity] = through
        if len(self._known) > _KNOWN_SNAPSHOTS:
            del self._known[next(iter(self._known))]

    def _catch_up(self) -> None:
        """Apply the lines that others have added."""
        if self._log.is_replaced() or self._log.size() < self._applied:
            self._log.close()
            self._open_log()
        if self._log.size() == self._applied:
            return
        if self._log.writable:
            self._log.mend()
        with paused_collector():
            for offset, line in self._log.lines(self._applied, self._log.size()):
                self._take(offset, line)
                self._applied = offset + len(line) + 1
        self._request_snapshot()

    def _take(self, offset: int, line: bytes) -> None:
        try:
            entry = read_entry(line)
            if isinstance(entry, Commit) and entry.sequence != self._sequence + 1:
                raise Malformed(entry.sequence, f"change {self._sequence + 1}")
        except ValueError as error:
            raise self._log.damage(offset, error) from error
        if isinstance(entry, Marker):
            self._remember(entry.identity, entry.through)
        else:
            self._apply(entry)

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
        """Make a hand-edited snapshot's differences a commit of their own."""
        try:
            changes = find_edits(self._tables, self._snapshot.parse(data))
        except StoreDamaged as error:
            self._damage = error
            return
        # Such a file is no base to begin from, since its form may be any: hence the zeros.
        marker = Marker(digest_of(data), 0, 0, identity)
        if changes:
            self._commit(ACTOR, changes, lambda c: self._append(c.line() + marker.line()))
        else:
            self._append(marker.line())

    def _publish(self) -> bool:
        """Write the snapshot; False when it has to be done again."""
        with self._snapshot_lock.held():
            with self._turn():
                if not self._is_behind():
                    return True
                with self._reading:
                    tables = self._tables.rows()
                sequence, offset, identity = self._sequence, self._applied, self._identity
            draft = self._snapshot.draft(tables)
            with self._turn():
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
