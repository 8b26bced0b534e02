"""A transaction over tables in memory: nobody else sees its changes until they are committed."""

from contextlib import AbstractContextManager

from typing_extensions import override

from registry.errors import AlreadyExists, NotFound
from registry.store.base import Transaction
from registry.store.commit import Change, require_next, require_revision
from registry.store.records import Page, Query, Record
from registry.store.row import Row
from registry.store.table import Table, Tables


class _Overlay:
    """Changes of one kind that are not in its table yet."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._rows: dict[str, Row | None] = {}
        self._names: dict[tuple[str, str], str | None] = {}

    def get(self, id: str) -> Row | None:
        """Return a row by its id."""
        return self._rows[id] if id in self._rows else self.table.rows.get(id)

    def holder(self, workspace: str, name: str) -> str | None:
        """Return the id of the row that has a name."""
        named = (workspace, name)
        return self._names[named] if named in self._names else self.table.names.get(named)

    def swap(self, old: Row | None, new: Row | None) -> None:
        """Put a row in the place of another with its id; None for what is not there."""
        if old is not None:
            self._names[old["workspace"], old["name"]] = None
            self._rows[old["id"]] = None
        if new is not None:
            self._names[new["workspace"], new["name"]] = new["id"]
            self._rows[new["id"]] = new


class LiveTransaction(Transaction):
    """Collects the changes of one commit. Nobody else changes the tables meanwhile.

    Args:
        tables: what is committed.
        reading: is held while the tables are looked at.

    Attributes:
        changes: what has been asked for so far, in order.
    """

    def __init__(self, tables: Tables, reading: AbstractContextManager[object]) -> None:
        self._tables, self._reading = tables, reading
        self._overlays: dict[str, _Overlay] = {}
        self._copies: dict[str, Table] = {}
        self._open = True
        self.changes: list[Change] = []

    def end(self) -> None:
        """Refuse whatever comes after the block: it would be lost."""
        self._open = False

    @override
    def get(self, kind: str, id: str) -> Record:
        return self._row(kind, id).record(kind)

    @override
    def find(self, kind: str, workspace: str, name: str) -> Record:
        id = self._overlay(kind).holder(workspace, name)
        if id is None:
            raise NotFound(kind, f"{workspace}/{name}")
        return self.get(kind, id)

    @override
    def page(self, kind: str, query: Query) -> Page:
        table = self._overlay(kind).table
        with self._reading:
            return self._with_changes(table).page(query)

    @override
    def insert(self, record: Record, *, action: str = "create", note: str = "") -> None:
        if self._overlay(record.kind).get(record.id) is not None:
            raise AlreadyExists(record.kind, record.workspace, record.id)
        self._put(None, record, action, note)

    @override
    def replace(
        self, record: Record, *, expected: int, action: str = "update", note: str = ""
    ) -> None:
        row = self._row(record.kind, record.id)
        _require_revision(row, record.kind, expected)
        self._put(row, record, action, note)

    @override
    def delete(self, kind: str, id: str, *, expected: int | None = None, note: str = "") -> None:
        row = self._row(kind, id)
        _require_revision(row, kind, expected)
        name, revision = row["name"], row["revision"]
        self._make(row, Change("delete", kind, id, row["workspace"], name, revision, None, note))

    def _overlay(self, kind: str) -> _Overlay:
        if not self._open:
            message = "the transaction has ended; begin another"
            raise RuntimeError(message)
        if kind not in self._overlays:
            with self._reading:
                self._overlays[kind] = _Overlay(self._tables.of(kind))
        return self._overlays[kind]

    def _row(self, kind: str, id: str) -> Row:
        row = self._overlay(kind).get(id)
        if row is None:
            raise NotFound(kind, id)
        return row

    def _put(self, old: Row | None, record: Record, action: str, note: str) -> None:
        """Raises AlreadyExists, Invalid, ValueError."""
        kind, workspace, name = record.kind, record.workspace, record.name
        if self._overlays[kind].holder(workspace, name) not in (None, record.id):
            raise AlreadyExists(kind, workspace, name)
        before: int = 0 if old is None else old["revision"]
        require_next(record, before)
        row = Row.of(record)
        self._make(old, Change(action, kind, record.id, workspace, name, before, row, note))

    def _make(self, old: Row | None, change: Change) -> None:
        self.changes.append(change)
        self._overlays[change.kind].swap(old, change.row)
        if change.kind in self._copies:
            self._copies[change.kind].apply(change.id, change.row)

    def _with_changes(self, table: Table) -> Table:
        """Return a table with the changes so far, once there are any a copy."""
        kind = table.kind
        if kind not in self._copies:
            own = [change for change in self.changes if change.kind == kind]
            if not own:
                return table
            copy = self._copies[kind] = Table(kind, table.rows.values())
            for change in own:
                copy.apply(change.id, change.row)
        return self._copies[kind]


def _require_revision(row: Row, kind: str, expected: int | None) -> None:
    require_revision(kind, f"{row['workspace']}/{row['name']}", expected, row["revision"])
