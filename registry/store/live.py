"""What stores with live tables in memory have in common: reads, transactions, order."""

import threading
import time
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from typing_extensions import override

from registry.errors import RegistryError, StoreUnavailable
from registry.store.base import Store, Transaction
from registry.store.batch_query import (
    BatchQuery,
    BatchResult,
    at_revision,
    list_oldest_first,
    resolve_named_by,
)
from registry.store.commit import Commit, require_order
from registry.store.history import Wanted
from registry.store.locks import FairLock
from registry.store.records import Event, Page, Query, Record
from registry.store.session import Session
from registry.store.shift import Pace, Shift
from registry.store.table import Tables

_BREATH_S: Final = 0.002
"""How long other processes get to take the turn from one that writes all the time."""


class LiveStore(Store):
    """Serves reads from live tables, and hands each commit to its backend.

    Two locks: a writer holds `_writing` from the first read of a transaction to its end, and then
    waits, without it, until its commit is durable together with those of others (`Shift`);
    `_reading` is held only while the tables are looked at or changed, so that readers never wait
    for a disk. Who needs both takes `_writing` first.
    """

    def __init__(self) -> None:
        self._tables = Tables()
        self._sequence = 0
        self._reading = threading.RLock()
        self._writing = FairLock()
        self._writer: int | None = None
        self._shift: Shift | None = None
        self._pace = Pace()

    @abstractmethod
    def _refresh(self) -> None:
        """Bring the tables up to every commit acknowledged so far. Raises StoreUnavailable."""

    @abstractmethod
    def _take_turn(self) -> None:
        """Be the one writer, in all processes, with the tables up to date."""

    @abstractmethod
    def _end_turn(self) -> None:
        """Let other processes write; called by whichever thread is the last to need the turn."""

    @abstractmethod
    def _require_writable(self) -> None:
        """Raise StoreUnavailable when nothing may be changed, though it can be read."""

    @abstractmethod
    def _keep(self, commits: Sequence[Commit]) -> None:
        """Make commits durable together. Raises StoreUnavailable when nothing of them was kept."""

    @abstractmethod
    def _find_events(self, wanted: Wanted, limit: int) -> tuple[Event, ...]:
        """Return so many events, the newest first; `_reading` is held. Raises StoreUnavailable."""

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
            replies: list[BatchResult] = []
            for each in queries:
                meant = resolve_named_by(each, replies[0]) if replies else each
                replies.append(self._recall(meant, self._tables.of(each.kind).answer(meant)))
            return tuple(replies)

    def _recall(self, question: BatchQuery, reply: BatchResult) -> BatchResult:
        number = question.revision
        if number is None:
            return reply
        found = [then for now in reply.records for then in self._record_at(now, number)]
        return BatchResult(len(found)) if question.counted else list_oldest_first(found)

    def _record_at(self, now: Record, revision: int) -> tuple[Record, ...]:
        if revision == now.revision:
            return (now,)
        wanted = Wanted((now.kind,), now.id, revision=revision)
        return at_revision(now, revision, self._find_events(wanted, 1))

    @override
    def events(
        self,
        *,
        kinds: Sequence[str] = (),
        id: str | None = None,
        workspace: str | None = None,
        before: int | None = None,
        revision: int | None = None,
        limit: int = 100,
    ) -> tuple[Event, ...]:
        self._refresh()
        with self._reading:
            wanted = Wanted(frozenset(kinds), id, workspace, before, revision)
            return self._find_events(wanted, limit)

    @override
    def transaction(self, actor: str) -> AbstractContextManager[Transaction]:
        return _Block(self, actor)

    def _open_session(self) -> tuple[Shift, Session]:
        """Begin a transaction: nobody else does before it has ended. Raises StoreUnavailable."""
        thread = threading.get_ident()
        if self._writer == thread:
            message = "this thread has a transaction open; use that one"
            raise RuntimeError(message)
        self._writing.acquire()
        try:
            shift = self._join_shift()
        except BaseException:
            self._writing.release()
            raise
        self._writer = thread
        return shift, Session(self._tables, shift.ahead, shift.settle_all, self._reading)

    def _close_session(self, shift: Shift, session: Session) -> None:
        """Let the next transaction begin."""
        session.end()
        self._writer = None
        shift.leave()
        self._writing.release()

    @override
    def append(self, commits: Sequence[Commit]) -> None:
        with self._alone():
            self._require_writable()
            require_order(self._sequence, commits)
            self._keep_and_apply(commits)

    @override
    def upsert(self, records: Sequence[Record]) -> None:
        raise NotImplementedError  # this engine is replaced by the next commits

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Have the turn to oneself, with nothing on its way to the disk."""
        with self._writing:
            self._end_shift()
            self._take_turn()
            try:
                yield
            finally:
                self._end_turn()

    def _join_shift(self) -> Shift:
        """Be the one whose changes are collected."""
        if self._shift is None or not self._shift.join():
            self._end_shift()
            self._shift = self._begin_shift()
        return self._shift

    def _begin_shift(self) -> Shift:
        self._take_turn()
        try:
            self._require_writable()
        except StoreUnavailable:
            self._end_turn()
            raise
        return Shift(self._sequence, self._keep_and_apply, self._end_turn, self._pace)

    def _end_shift(self) -> None:
        if self._shift is not None:
            if self._shift.finish():
                time.sleep(_BREATH_S)
                self._pace.restart()
            self._shift = None

    def _keep_and_apply(self, commits: Sequence[Commit]) -> None:
        self._keep(commits)
        with self._reading:
            for commit in commits:
                self._apply(commit)

    def _apply(self, commit: Commit) -> None:
        for change in commit.changes:
            table = self._tables.of(change.kind)
            if change.row is None:
                table.drop(change.id)
            else:
                table.put(change.row)
        self._sequence = commit.last


class _Block(AbstractContextManager[Transaction]):
    """The block of one transaction: a class, since a generator costs three times as much."""

    __slots__ = ("_actor", "_session", "_shift", "_store")

    def __init__(self, store: LiveStore, actor: str) -> None:
        self._store, self._actor = store, actor

    @override
    def __enter__(self) -> Transaction:
        self._shift, self._session = self._store._open_session()
        return self._session

    @override
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        shift, session = self._shift, self._session
        done = False
        try:
            if error is None:
                batch = shift.add(self._actor, session.changes)
                done = True
            else:
                # What it says may come from changes that are refused a moment later.
                batch = shift.newest if isinstance(error, RegistryError) else None
        finally:
            try:
                if not done:
                    session.undo()
            finally:
                self._store._close_session(shift, session)
        shift.settle(batch)
