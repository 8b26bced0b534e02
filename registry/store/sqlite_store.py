"""What a store has in a SQLite database beside its tables in memory.

Commits, checkpoints and closing run under one lock among processes: SQLite before 3.51.3 may lose
pages when two connections checkpoint and commit at the same moment.
"""

import logging
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from typing_extensions import override

from registry.errors import StoreUnavailable
from registry.store.background import BackgroundThread, Chore
from registry.store.commit import Commit, RecordChange
from registry.store.database import FORMAT, DatabaseReader, DatabaseWriter, SnapshotState, Updates
from registry.store.json_snapshot import paused_collector
from registry.store.legacy_log import LegacyLog
from registry.store.locks import ProcessLock
from registry.store.memory_base import InMemoryStore
from registry.store.os_errors import closed, read_only, translated
from registry.store.records import KINDS_WITHOUT_HISTORY, Event, EventQuery
from registry.store.table import Table, Tables

_log = logging.getLogger(__name__)

_COMMITS: Final = 1000
"""Events that are read together."""

_CHECKPOINT_S: Final = 5.0
_DRAFTS_CHECKPOINT_S: Final = 1.0
"""What was in a draft is gone from all files soon after it was replaced or deleted."""

_CHECKPOINT_WAIT_S: Final = 0.1
_AGAIN_S: Final = 0.2


class SqliteStore(InMemoryStore):
    """Stores each commit by one transaction of SQLite, in `name.db` beside `path`.

    Every read first checks the database for commits of other processes, which costs microseconds.

    Attributes:
        path: the snapshot; everything else stands beside it.
        database_path: the database.
    """

    def __init__(self, path: Path, lock_timeout: float) -> None:
        """Open the database, and create what is missing.

        Raises:
            StoreUnavailable: when it cannot be read.
            StoreDamaged: when it is not what a registry holds; it is left untouched.
        """
        super().__init__(lock_timeout)
        self.path = path.resolve()
        self.database_path = self.path.with_suffix(".db")
        self._lock = ProcessLock(self.path.with_suffix(".lock"))
        self._drafts_version = -1
        self._closed = False
        self._writer_connection: DatabaseWriter | None = None
        self._background: BackgroundThread | None = None
        self._checkpointing = Chore(f"emptying {self.database_path}-wal", self._checkpoint)
        with translated("opened", self.database_path), ExitStack() as opened:
            self._reader = self._connect()
            opened.callback(self._disconnect)
            self._load()
            self._start()
            opened.pop_all()

    def _start(self) -> None:
        """Go on from what was loaded. Raises StoreUnavailable."""

    def _before_change(self) -> None:
        """Bring the tables up to date, or refuse a change: this process is the one that writes."""

    def _after_commit(self) -> None:
        """Note that events were added, here or by another process."""

    def _before_close(self) -> None:
        """Complete what is done in the background."""

    def _connect(self) -> DatabaseReader:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self._is_writable():
            return self._connect_read_only()
        with self._lock.held(self._lock_timeout):
            writer = DatabaseWriter(self.database_path, timeout=self._lock_timeout)
            try:
                self._set_up(writer)
                reader = DatabaseReader(self.database_path)
            except (StoreUnavailable, OSError, sqlite3.Error):
                writer.close()
                raise
        self._writer_connection = writer
        return reader

    def _is_writable(self) -> bool:
        paths = [self.path.parent, *(p for p in (self.database_path,) if p.exists())]
        return all(os.access(path, os.W_OK) for path in paths) or not self.database_path.exists()

    def _connect_read_only(self) -> DatabaseReader:
        """Connect where nothing may be written: beside a server that may, or on a dead medium."""
        try:
            reader = DatabaseReader(self.database_path, options="?mode=ro")
            reader.version()
        except sqlite3.Error:
            log = self.database_path.with_name(f"{self.database_path.name}-wal")
            if log.exists() and log.stat().st_size:
                raise
            # Without a write-ahead log nobody writes to it, and SQLite needs no locks.
            reader = DatabaseReader(self.database_path, options="?immutable=1")
        return reader

    def _set_up(self, writer: DatabaseWriter) -> None:
        """Make the tables where there are none, and take over what an older version has left."""
        version = writer.version()
        if version > FORMAT:
            raise StoreUnavailable(
                f"{self.database_path} has format {version}, and this version of Patternshop knows "
                f"formats up to {FORMAT}",
                "nothing was changed; install the newer version that wrote it",
            )
        log = LegacyLog(self.path)
        if version < FORMAT:
            writer.begin(self._lock_timeout)
            # Another process may have done this, if somebody deleted the lock.
            if writer.version() < FORMAT:
                self._fill(writer, log)
            writer.commit()
        log.set_aside()

    def _fill(self, writer: DatabaseWriter, log: LegacyLog) -> None:
        writer.create()
        if log.path.exists():
            writer.save(log.commits(), ())
            writer.save((), list(log.drafts.values()))
            writer.save_snapshot_state(SnapshotState(log.known_snapshot()))

    def _load(self) -> None:
        with paused_collector():
            self._sequence, rows = self._reader.entities()
            self._tables = Tables(Table(kind, rows[kind]) for kind in rows)
        self._apply_updates(self._reader.updates_since(self._sequence, self._drafts_version))

    @override
    def _refresh(self) -> None:
        if self._closed:
            raise closed(self.path)
        with self._reading:
            self._catch_up(self._reader)

    def _catch_up(self, database: DatabaseReader) -> None:
        """Apply what other connections have committed."""
        with translated("read", self.database_path):
            version = database.data_version()
            if version == database.seen_version:
                return
            updates = database.updates_since(self._sequence, self._drafts_version)
            database.seen_version = version
        with self._reading:
            self._apply_updates(updates)

    def _apply_updates(self, updates: Updates) -> None:
        for commit in updates.commits:
            self._apply(commit)
        if updates.draft_ids is not None:
            for kind in KINDS_WITHOUT_HISTORY:
                table = self._tables.of(kind)
                for id in [id for id in table.rows if (kind, id) not in updates.draft_ids]:
                    table.apply(id, None)
            for kind, row in updates.drafts:
                self._tables.of(kind).apply(row.id, row)
            self._drafts_version = updates.drafts_version
        if updates.commits:
            self._after_commit()

    @override
    @contextmanager
    def _process_lock(self, deadline: float) -> Iterator[None]:
        writer = self.writer()
        with self._lock.held(max(deadline - time.monotonic(), 0)):
            writer.begin(max(deadline - time.monotonic(), 0))
            try:
                self._catch_up(writer)
                self._before_change()
                yield
            finally:
                writer.end()

    def writer(self) -> DatabaseWriter:
        """Return the connection that writes. Raises StoreUnavailable."""
        if self._closed:
            raise closed(self.path)
        if self._writer_connection is None:
            raise read_only(self.database_path)
        return self._writer_connection

    @override
    def _save(self, commits: Sequence[Commit], unlogged: Sequence[RecordChange]) -> None:
        writer = self.writer()
        version = writer.save(commits, unlogged)
        writer.commit()
        self._drafts_version = version
        if self._background is not None:
            soon = _DRAFTS_CHECKPOINT_S if unlogged else _CHECKPOINT_S
            self._background.request(self._checkpointing, soon)
        if commits:
            self._after_commit()

    @override
    def _find_events(self, query: EventQuery, limit: int) -> tuple[Event, ...]:
        with translated("read", self.database_path):
            return self._reader.events(query, limit)

    @override
    def commits(self, after: int = 0) -> Iterator[Commit]:
        while True:
            self._refresh()
            with self._reading, translated("read", self.database_path):
                commits = self._reader.commits(after, _COMMITS)
            yield from commits
            if not commits:
                return
            after = commits[-1].last

    @override
    def faults(self) -> Iterator[str]:
        self._refresh()
        with self._reading, translated("read", self.database_path):
            found = list(self._reader.faults())
        yield from found

    def _checkpoint(self) -> float | None:
        with self._writing, self._lock.held(self._lock_timeout):
            return None if self.writer().checkpoint(_CHECKPOINT_WAIT_S) else _AGAIN_S

    @override
    def close(self) -> None:
        if self._background is not None:
            self._background.close()
            self._background = None
            self._before_close()
        with self._writing, self._reading:
            if not self._closed:
                self._closed = True
                self._disconnect()

    def _disconnect(self) -> None:
        """Close the connections; the last process to do so empties the write-ahead log."""
        writer, self._writer_connection = self._writer_connection, None
        if writer is None:
            self._reader.close()
            return
        with ExitStack() as held:
            try:
                held.enter_context(self._lock.held(self._lock_timeout))
                writer.checkpoint(_CHECKPOINT_WAIT_S)
            except StoreUnavailable as error:
                _log.warning("the write-ahead log stays as it is: %s", error)
            self._reader.close()
            writer.close()
