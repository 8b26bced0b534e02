"""Transactions: the rules of changes on every store, and a transaction over tables in memory."""

from abc import abstractmethod
from contextlib import AbstractContextManager

from typing_extensions import override

from registry.errors import AlreadyExists, NotFound, StaleRevision
from registry.store.base import Transaction
from registry.store.commit import RecordChange
from registry.store.records import Page, Query, Record
from registry.store.row import Row
from registry.store.table import Table, Tables


class RecordingTransaction(Transaction):
    """Checks each change, makes it, and records it for the commit.

    Attributes:
        changes: those made so far, in order.
    """

    def __init__(self) -> None:
        self.changes: list[RecordChange] = []
        self._open = True

    def end(self) -> None:
        """Refuse further changes: they would be lost."""
        self._open = False

    @abstractmethod
    def _make(self, change: RecordChange) -> bool:
        """Make a change, which later reads return. Returns False when its id or name is taken."""

    @override
    def insert(self, record: Record, *, action: str = "create", note: str = "") -> None:
        self._put(record, 0, action, note)

    @override
    def replace(
        self, record: Record, *, expected: int, action: str = "update", note: str = ""
    ) -> None:
        self._require_revision(record.kind, record.id, expected)
        self._put(record, expected, action, note)

    @override
    def delete(self, kind: str, id: str, *, expected: int | None = None, note: str = "") -> None:
        now = self._require_revision(kind, id, expected)
        change = RecordChange("delete", kind, id, now.workspace, now.name, now.revision, None, note)
        self._make(change)
        self.changes.append(change)

    def _put(self, record: Record, before: int, action: str, note: str) -> None:
        """Raises AlreadyExists, Invalid, ValueError."""
        if record.revision != before + 1:
            message = f"expected revision {before + 1} after {before}, got {record.revision}"
            raise ValueError(message)
        change = RecordChange.to(record, before, action, note)
        if not self._make(change):
            is_id_taken = not before and self._exists(record.kind, record.id)
            taken = record.id if is_id_taken else record.name
            raise AlreadyExists(record.kind, record.workspace, taken)
        self.changes.append(change)

    def _require_revision(self, kind: str, id: str, expected: int | None) -> Record:
        """Return the record as it is. Raises NotFound, StaleRevision."""
        now = self.get(kind, id)
        if expected not in (None, now.revision):
            raise StaleRevision(kind, f"{now.workspace}/{now.name}", expected, now.revision)
        return now

    def _exists(self, kind: str, id: str) -> bool:
        try:
            self.get(kind, id)
        except NotFound:
            return False
        return True

    def _require_open(self) -> None:
        if not self._open:
            message = "the transaction has ended; begin another"
            raise RuntimeError(message)


class InMemoryTransaction(RecordingTransaction):
    """Makes changes beside the tables: no other read returns them until they are committed.

    Args:
        tables: what is committed; nobody else changes them meanwhile.
        reading: is held while the tables are read.
    """

    def __init__(self, tables: Tables, reading: AbstractContextManager[object]) -> None:
        super().__init__()
        self._tables, self._reading = tables, reading
        self._rows: dict[tuple[str, str], Row | None] = {}
        self._ids: dict[tuple[str, str, str], str | None] = {}
        self._copies: dict[str, tuple[Table, int]] = {}

    @override
    def get(self, kind: str, id: str) -> Record:
        row = self._row(kind, id)
        if row is None:
            raise NotFound(kind, id)
        return row.record(kind)

    @override
    def find(self, kind: str, workspace: str, name: str) -> Record:
        id = self._id(kind, workspace, name)
        if id is None:
            raise NotFound(kind, f"{workspace}/{name}")
        return self.get(kind, id)

    @override
    def page(self, kind: str, query: Query) -> Page:
        table = self._table(kind)
        own = [change for change in self.changes if change.kind == kind]
        with self._reading:
            if not own:
                return table.page(query)
            copy, done = self._copies.get(kind) or (Table(kind, table.rows.values()), 0)
        for change in own[done:]:
            copy.apply(change.id, change.row)
        self._copies[kind] = copy, len(own)
        return copy.page(query)

    @override
    def _make(self, change: RecordChange) -> bool:
        kind, row, old = change.kind, change.row, self._row(change.kind, change.id)
        if row is not None:
            is_id_taken = old is not None and not change.before
            if is_id_taken or self._id(kind, row.workspace, row.name) not in (None, row.id):
                return False
        if old is not None:
            self._ids[kind, old.workspace, old.name] = None
        if row is not None:
            self._ids[kind, row.workspace, row.name] = row.id
        self._rows[kind, change.id] = row
        return True

    def _row(self, kind: str, id: str) -> Row | None:
        key = (kind, id)
        return self._rows[key] if key in self._rows else self._table(kind).rows.get(id)

    def _id(self, kind: str, workspace: str, name: str) -> str | None:
        key = (kind, workspace, name)
        if key in self._ids:
            return self._ids[key]
        return self._table(kind).names.get((workspace, name))

    def _table(self, kind: str) -> Table:
        self._require_open()
        with self._reading:
            return self._tables.of(kind)
