"""The contract of every store.

A store holds records and knows nothing of what they mean: names, references and validity are rules
of `registry.services`. `tests/store/contract` runs the whole contract on every backend.

Clauses that hold everywhere:

* Bodies are strict JSON and come back exactly: property order, integers of any size, 1 is not 1.0.
* What is returned belongs to the caller: changing it changes nothing in the store.
* A record is unique by (kind, id) and by (kind, workspace, name).
* A commit is all or nothing, durable when it returns, and one `Event` a change, in the order of
  commits. Sequence numbers rise; there may be gaps between commits, never within one.
* Records of `KINDS_WITHOUT_HISTORY` are changed by the same transactions, under the same rules, but
  leave no event, are in no commit and take no sequence number. A transaction that changes nothing
  else leaves no commit at all. Such a record is replaced in place, and gone when it is deleted.
* Threads may share a store; processes may share what it stores. Reads see every commit that was
  acknowledged, in this process or another, before the read began.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from registry.store.batch_query import BatchQuery, BatchResult
from registry.store.commit import Commit
from registry.store.encoding import is_storable
from registry.store.records import Event, EventQuery, Page, Query, Record


class Transaction(ABC):
    """Changes that happen together or not at all, by one actor; reads see them at once."""

    @abstractmethod
    def get(self, kind: str, id: str) -> Record:
        """Return a record. Raises NotFound."""

    @abstractmethod
    def find(self, kind: str, workspace: str, name: str) -> Record:
        """Return a record by its name. Raises NotFound."""

    @abstractmethod
    def page(self, kind: str, query: Query) -> Page:
        """Return the records that match, this transaction's changes included."""

    @abstractmethod
    def insert(self, record: Record, *, action: str = "create", note: str = "") -> None:
        """Add a record. Raises AlreadyExists when its id or name is taken."""

    @abstractmethod
    def replace(
        self, record: Record, *, expected: int, action: str = "update", note: str = ""
    ) -> None:
        """Replace the record at revision `expected`, whose name may change.

        Raises NotFound, StaleRevision, AlreadyExists.
        """

    @abstractmethod
    def delete(self, kind: str, id: str, *, expected: int | None = None, note: str = "") -> None:
        """Remove a record, at any revision when `expected` is None.

        Raises NotFound, StaleRevision.
        """


class Store(ABC):
    """Holds records and the events that made them."""

    @abstractmethod
    def get(self, kind: str, id: str) -> Record:
        """Return a record. Raises NotFound, StoreUnavailable."""

    @abstractmethod
    def find(self, kind: str, workspace: str, name: str) -> Record:
        """Return a record by its name. Raises NotFound, StoreUnavailable."""

    @abstractmethod
    def page(self, kind: str, query: Query) -> Page:
        """Return the records that match. Raises ValueError for an `after` of another query."""

    @abstractmethod
    def query_many(self, *queries: BatchQuery) -> tuple[BatchResult, ...]:
        """Run several queries, all as of one moment, at the price of one."""

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
        """Return events, the newest first.

        Args:
            kinds: only of these kinds; empty means all.
            id: only of the entity with this id.
            workspace: only of this workspace.
            before: only with a smaller sequence.
            revision: only of changes to this revision.
            limit: at most so many.
        """
        query = EventQuery(frozenset(kinds), id, workspace, before, revision)
        if limit <= 0 or not all(map(is_storable, (*kinds, id or "", workspace or ""))):
            return ()
        return self._events(query, limit)

    @abstractmethod
    def _events(self, query: EventQuery, limit: int) -> tuple[Event, ...]:
        """Return at most `limit` events, the newest first. Raises StoreUnavailable."""

    @abstractmethod
    def commits(self, after: int = 0) -> Iterator[Commit]:
        """Yield every commit whose first event comes after a sequence, the oldest first."""

    @abstractmethod
    def append(self, commits: Sequence[Commit]) -> None:
        """Add commits of another store as they were made there: who, when, sequence and all.

        They are durable together. Raises ValueError unless each begins after the last event before
        it, here or in the one before; gaps are fine. Raises ValueError, too, for a change of
        `KINDS_WITHOUT_HISTORY`.
        """

    @abstractmethod
    def upsert(self, records: Sequence[Record]) -> None:
        """Insert records of `KINDS_WITHOUT_HISTORY` as they are in another store.

        They keep their revision and times, and replace those with the same kind and id.
        They are durable together. Raises ValueError for records of other kinds, AlreadyExists when
        another record has the name.
        """

    @abstractmethod
    def transaction(self, actor: str) -> AbstractContextManager[Transaction]:
        """Begin changes by `actor`: committed when the block ends, rolled back when it raises.

        Transactions follow one another, in all processes. Raises StoreUnavailable when the commit
        could not be made durable; then nothing of it is visible.
        """

    def advice(self) -> str:
        """Return what those who run this store should know and do; empty for nothing."""
        return ""

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the stored data, as it is found."""
        yield from ()

    @abstractmethod
    def close(self) -> None:
        """Make everything durable and release it; closing twice is fine."""
