"""What stores with live tables in memory have in common: reads, transactions, order."""

import threading
import time
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from typing_extensions import override

from registry.errors import RegistryError, StoreUnavailable
from registry.store.base import Event, Page, Query, Record, Store, Transaction
from registry.store.commit import Commit, require_next
from registry.store.history import Wanted
from registry.store.questions import Question, Reply, list_oldest_first, name_ids, recall
from registry.store.session import Session
from registry.store.shift import Pace, Shift
from registry.store.table import Tables
from registry.store.turn import FairLock

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
    def ask(self, *questions: Question) -> tuple[Reply, ...]:
        self._refresh()
        with self._reading:
            replies: list[Reply] = []
            for each in questions:
                meant = name_ids(each, replies[0]) if replies else each
                replies.append(self._recall(meant, self._tables.of(each.kind).answer(meant)))
            return tuple(replies)

    def _recall(self, question: Question, reply: Reply) -> Reply:
        number = question.revision
        if number is None:
            return reply
        found = [then for now in reply.records for then in self._record_at(now, number)]
        return Reply(len(found)) if question.counted else list_oldest_first(found)

    def _record_at(self, now: Record, revision: int) -> tuple[Record, ...]:
        if revision == now.revision:
            return (now,)
        wanted = Wanted((now.kind,), now.id, revision=revision)
        return recall(now, revision, self._find_events(wanted, 1))

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
    @contextmanager
    def transaction(self, actor: str) -> Iterator[Transaction]:
        if self._writer == threading.get_ident():
            message = "this thread has a transaction open; use that one"
            raise RuntimeError(message)
        refusal: RegistryError | None = None
        with self._writing:
            shift = self._join_shift()
            self._writer = threading.get_ident()
            session = Session(self._tables, shift.ahead, shift.settle_all, self._reading)
            try:
                yield session
                batch = shift.add(actor, session.changes)
            except BaseException as error:
                session.undo()
                if not isinstance(error, RegistryError):
                    raise
                # What it says may come from changes that are refused a moment later.
                refusal, batch = error, shift.newest
            finally:
                session.end()
                self._writer = None
                shift.leave()
        shift.settle(batch)
        if refusal is not None:
            raise refusal

    @override
    def append(self, commits: Sequence[Commit]) -> None:
        with self._alone():
            self._require_writable()
            require_next(self._sequence, commits)
            self._keep_and_apply(commits)

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
            self._shift.finish()
            if self._shift.is_long():
                time.sleep(_BREATH_S)
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
