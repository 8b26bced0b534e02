"""What stores with tables in memory share: reads, transactions and their order."""

import threading
import time
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime

from typing_extensions import override

from registry.errors import AlreadyExists
from registry.store.base import Store, Transaction
from registry.store.batch_query import BatchQuery, BatchResult, at_revision, resolve_named_by
from registry.store.commit import Commit, RecordChange, require_appendable, require_no_history
from registry.store.locks import LOCK_TIMEOUT_S, FairLock
from registry.store.records import Event, EventQuery, Page, Query, Record
from registry.store.table import Tables
from registry.store.transaction import InMemoryTransaction


class InMemoryStore(Store):
    """Reads from tables in memory, and has each commit saved by a backend.

    Two locks: a writer holds `_writing` from the first read of a transaction until its commit is
    durable; `_reading` is held only while the tables are read or changed, so that readers never
    wait for a disk. `_writing` is taken first where both are needed.
    """

    def __init__(self, lock_timeout: float = LOCK_TIMEOUT_S) -> None:
        self._tables = Tables()
        self._sequence = 0
        self._reading = threading.RLock()
        self._lock_timeout = lock_timeout
        self._writing = FairLock(lock_timeout)

    @abstractmethod
    def _refresh(self) -> None:
        """Bring the tables up to every commit acknowledged so far. Raises StoreUnavailable."""

    @abstractmethod
    def _process_lock(self, deadline: float) -> AbstractContextManager[None]:
        """Be the one writer in all processes, with the tables up to date.

        Raises:
            StoreUnavailable: not before `deadline`, by `time.monotonic`.
        """

    @abstractmethod
    def _save(self, commits: Sequence[Commit], unlogged: Sequence[RecordChange]) -> None:
        """Make commits, and changes of kinds without history, durable together.

        Raises:
            StoreUnavailable: nothing of them was saved.
        """

    @abstractmethod
    def _find_events(self, query: EventQuery, limit: int) -> tuple[Event, ...]:
        """Return events as `_events` does, with `_reading` held."""

    @override
    def get(self, kind: str, id: str) -> Record:
        self._refresh()
        with self._reading:
            return self._tables.get(kind, id)

    @override
    def find(self, kind: str, workspace: str, name: str) -> Record:
        self._refresh()
        with self._reading:
            return self._tables.find(kind, workspace, name)

    @override
    def page(self, kind: str, query: Query) -> Page:
        self._refresh()
        with self._reading:
            return self._tables.of(kind).page(query)

    @override
    def query_many(self, *queries: BatchQuery) -> tuple[BatchResult, ...]:
        self._refresh()
        with self._reading:
            results: list[BatchResult] = []
            for each in queries:
                query = resolve_named_by(each, results[0]) if results else each
                result = self._tables.of(query.kind).answer(query)
                results.append(self._at_revision(query, result))
            return tuple(results)

    def _at_revision(self, query: BatchQuery, result: BatchResult) -> BatchResult:
        revision = query.revision
        if revision is None:
            return result
        found: list[Record] = []
        for now in result.records:
            if revision == now.revision:
                found.append(now)
            else:
                made = EventQuery((now.kind,), now.id, revision=revision)
                found += at_revision(now, revision, self._find_events(made, 1))
        return BatchResult(len(found), () if query.counted else tuple(found))

    @override
    def _events(self, query: EventQuery, limit: int) -> tuple[Event, ...]:
        self._refresh()
        with self._reading:
            return self._find_events(query, limit)

    @override
    @contextmanager
    def transaction(self, actor: str) -> Iterator[Transaction]:
        with self._exclusively():
            transaction = InMemoryTransaction(self._tables, self._reading)
            try:
                yield transaction
            finally:
                transaction.end()
            logged = tuple(change for change in transaction.changes if change.has_history)
            unlogged = [change for change in transaction.changes if not change.has_history]
            now = datetime.now(UTC)
            commits = [Commit(self._sequence + 1, now, actor, logged)] if logged else []
            self._save_and_apply(commits, unlogged)

    @override
    def append(self, commits: Sequence[Commit]) -> None:
        with self._exclusively():
            require_appendable(self._sequence, commits)
            self._save_and_apply(commits, ())

    @override
    def upsert(self, records: Sequence[Record]) -> None:
        with self._exclusively():
            for record in records:
                require_no_history(record)
                names = self._tables.of(record.kind).names
                if names.get((record.workspace, record.name), record.id) != record.id:
                    raise AlreadyExists(record.kind, record.workspace, record.name)
            self._save_and_apply((), [RecordChange.to(record, 0, "update") for record in records])

    @contextmanager
    def _exclusively(self) -> Iterator[None]:
        """Be the one writer. Raises StoreUnavailable, RuntimeError."""
        deadline = time.monotonic() + self._lock_timeout
        with self._writing, self._process_lock(deadline):
            yield

    def _save_and_apply(self, commits: Sequence[Commit], unlogged: Sequence[RecordChange]) -> None:
        if not commits and not unlogged:
            return
        self._save(commits, unlogged)
        with self._reading:
            for commit in commits:
                self._apply(commit)
            for change in unlogged:
                self._tables.of(change.kind).apply(change.id, change.row)

    def _apply(self, commit: Commit) -> None:
        """Bring the tables up to a commit, unless a reader of another thread did already."""
        if commit.sequence <= self._sequence:
            return
        for number, change in enumerate(commit.changes, start=commit.sequence):
            if change.row is not None:
                change.row.number = number
            self._tables.of(change.kind).apply(change.id, change.row)
        self._sequence = commit.last
