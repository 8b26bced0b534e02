"""What stores with live tables in memory have in common: reads, transactions, order."""

import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime

from typing_extensions import override

from registry.store.base import Page, Query, Record, Store, Transaction
from registry.store.commit import Change, Commit, require_next
from registry.store.session import Session
from registry.store.table import Tables
from registry.store.turn import FairLock


class LiveStore(Store):
    """Serves reads from live tables, and hands each commit to its backend.

    Two locks: a writer holds `_writing` from the first read of a transaction to the end of its
    commit; `_reading` is held only while the tables are looked at or changed, so that readers
    never wait for a disk. Who needs both takes `_writing` first.
    """

    def __init__(self) -> None:
        self._tables = Tables()
        self._sequence = 0
        self._reading = threading.RLock()
        self._writing = FairLock()
        self._writer: int | None = None

    @abstractmethod
    def _refresh(self) -> None:
        """Bring the tables up to every commit acknowledged so far. Raises StoreUnavailable."""

    @abstractmethod
    def _exclusive(self) -> AbstractContextManager[None]:
        """Be the one writer, in all processes, with the tables up to date."""

    @abstractmethod
    def _keep(self, commit: Commit) -> None:
        """Make a commit durable. Raises StoreUnavailable when nothing of it was kept."""

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
    @contextmanager
    def transaction(self, actor: str) -> Iterator[Transaction]:
        if self._writer == threading.get_ident():
            message = "this thread has a transaction open; use that one"
            raise RuntimeError(message)
        with self._exclusive():
            self._writer = threading.get_ident()
            session = Session(self._tables, self._reading)
            try:
                yield session
            finally:
                session.end()
                self._writer = None
            self._commit(actor, session.changes)

    @override
    def append(self, commits: Sequence[Commit]) -> None:
        with self._exclusive():
            require_next(self._sequence, commits)
            self._keep_all(commits)
            with self._reading:
                for commit in commits:
                    self._apply(commit)

    def _keep_all(self, commits: Sequence[Commit]) -> None:
        """Make commits durable together."""
        for commit in commits:
            self._keep(commit)

    def _commit(
        self, actor: str, changes: list[Change], keep: Callable[[Commit], None] | None = None
    ) -> None:
        if not changes:
            return
        commit = Commit(self._sequence + 1, datetime.now(UTC), actor, tuple(changes))
        (keep or self._keep)(commit)
        with self._reading:
            self._apply(commit)

    def _apply(self, commit: Commit) -> None:
        for change in commit.changes:
            table = self._tables.of(change.kind)
            if change.row is None:
                table.drop(change.id)
            else:
                table.put(change.row)
        self._sequence = commit.last
