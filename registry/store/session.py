"""A transaction over live tables: changes that nobody else sees until they are committed."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from typing_extensions import override

from registry.errors import AlreadyExists, NotFound, StaleRevision
from registry.store.base import Transaction
from registry.store.commit import Change
from registry.store.records import Page, Query, Record
from registry.store.row import Row
from registry.store.table import Table, Tables


class Overlay:
    """Changes of one kind that are not in its table yet, laid over it.

    Attributes:
        table: what they lie on.
    """

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

    def turn(self, old: Row | None, new: Row | None) -> None:
        """Put a row in the place of another with its id; None for what is not there."""
        if old is not None:
            self._names[old["workspace"], old["name"]] = None
            self._rows[old["id"]] = None
        if new is not None:
            self._names[new["workspace"], new["name"]] = new["id"]
            self._rows[new["id"]] = new


class Session(Transaction):
    """Collects the changes of one commit.

    Args:
        tables: what is durable.
        ahead: by kind what is not yet, and what this transaction changes; nobody else looks at it
            meanwhile.
        settle: brings everything that is ahead into the tables.
        reading: is held while the tables are looked at.

    Attributes:
        changes: what has been asked for so far, in order.
    """

    def __init__(
        self,
        tables: Tables,
        ahead: dict[str, Overlay],
        settle: Callable[[], None],
        reading: AbstractContextManager[object],
    ) -> None:
        self._tables, self._ahead = tables, ahead
        self._settle, self._reading = settle, reading
        self._replaced: list[Row | None] = []
        self._copies: dict[str, Table] = {}
        self._open = True
        self.changes: list[Change] = []

    def end(self) -> None:
        """Refuse whatever comes after the block: it would be lost."""
        self._open = False

    def undo(self) -> None:
        """Take everything back that was asked for."""
        while self.changes:
            change = self.changes.pop()
            self._ahead[change.kind].turn(change.row, self._replaced[len(self.changes)])

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
        self._settle()
        with self._reading:
            return self._with_changes(table).page(query)

    @override
    def insert(self, record: Record, *, action: str = "create", note: str = "") -> None:
        overlay = self._overlay(record.kind)
        if overlay.get(record.id) is not None:
            raise AlreadyExists(record.kind, record.workspace, record.id)
        self._put(overlay, None, record, action, note)

    @override
    def replace(
        self, record: Record, *, expected: int, action: str = "update", note: str = ""
    ) -> None:
        row = self._row(record.kind, record.id)
        self._check_revision(row, record.kind, expected)
        self._put(self._ahead[record.kind], row, record, action, note)

    @override
    def delete(self, kind: str, id: str, *, expected: int | None = None, note: str = "") -> None:
        row = self._row(kind, id)
        if expected is not None:
            self._check_revision(row, kind, expected)
        name, revision = row["name"], row["revision"]
        change = Change("delete", kind, id, row["workspace"], name, revision, None, note)
        self._make(self._ahead[kind], row, change)

    def _overlay(self, kind: str) -> Overlay:
        if not self._open:
            message = "the transaction has ended; begin another"
            raise RuntimeError(message)
        if kind not in self._ahead:
            with self._reading:
                self._ahead[kind] = Overlay(self._tables.of(kind))
        return self._ahead[kind]

    def _row(self, kind: str, id: str) -> Row:
        row = self._overlay(kind).get(id)
        if row is None:
            raise NotFound(kind, id)
        return row

    def _check_revision(self, row: Row, kind: str, expected: int) -> None:
        if row["revision"] != expected:
            name = f"{row['workspace']}/{row['name']}"
            raise StaleRevision(kind, name, expected, row["revision"])

    def _put(
        self, overlay: Overlay, old: Row | None, record: Record, action: str, note: str
    ) -> None:
        """Raises AlreadyExists, Invalid, ValueError."""
        kind, workspace, name = record.kind, record.workspace, record.name
        if overlay.holder(workspace, name) not in (None, record.id):
            raise AlreadyExists(kind, workspace, name)
        before: int = 0 if old is None else old["revision"]
        row = Row.of(record)
        if record.revision != before + 1:
            message = f"expected revision {before + 1} after {before}, got {record.revision}"
            raise ValueError(message)
        change = Change(action, kind, record.id, workspace, name, before, row, note)
        self._make(overlay, old, change)

    def _make(self, overlay: Overlay, old: Row | None, change: Change) -> None:
        # Noted first, so that it is taken back wherever this is interrupted.
        self._replaced.append(old)
        self.changes.append(change)
        overlay.turn(old, change.row)
        if change.kind in self._copies:
            _apply(self._copies[change.kind], change)

    def _with_changes(self, table: Table) -> Table:
        """Return a table with the changes so far, once there are any a copy."""
        kind = table.kind
        if kind not in self._copies:
            own = [change for change in self.changes if change.kind == kind]
            if not own:
                return table
            copy = self._copies[kind] = Table(kind, table.rows.values())
            for change in own:
                _apply(copy, change)
        return self._copies[kind]


def _apply(table: Table, change: Change) -> None:
    if change.row is None:
        table.drop(change.id)
    else:
        table.put(change.row)
