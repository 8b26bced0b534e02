"""A transaction over live tables: changes that nobody else sees until they are committed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeAlias

from typing_extensions import override

from registry.errors import AlreadyExists, NotFound, StaleRevision
from registry.store.base import Page, Query, Record, Transaction
from registry.store.commit import Change
from registry.store.row import Row
from registry.store.table import Table


class Overlay:
    """Changes of one kind, laid over its table or over others' changes that are not yet in it.

    Attributes:
        table: the table at the bottom.
    """

    def __init__(self, below: "Layer") -> None:
        self._below = below
        self.table: Table = below if isinstance(below, Table) else below.table
        self._rows: dict[str, Row | None] = {}
        self._names: dict[tuple[str, str], str | None] = {}
        self._copy: Table | None = None

    def get(self, id: str) -> Row | None:
        """Return a row by its id."""
        return self._rows[id] if id in self._rows else self._below.get(id)

    def holder(self, workspace: str, name: str) -> str | None:
        """Return the id of the row that has a name."""
        if (workspace, name) in self._names:
            return self._names[workspace, name]
        return self._below.holder(workspace, name)

    def put(self, row: Row) -> None:
        """Put a row in the place of the one with its id."""
        self.drop(row["id"])
        self.add(row)

    def add(self, row: Row) -> None:
        """Add a row whose id is free."""
        self._rows[row["id"]] = row
        self._names[row["workspace"], row["name"]] = row["id"]
        if self._copy is not None:
            self._copy.put(row)

    def drop(self, id: str) -> None:
        """Remove a row, if it is there."""
        old = self.get(id)
        if old is None:
            return
        self._names[old["workspace"], old["name"]] = None
        self._rows[id] = None
        if self._copy is not None:
            self._copy.drop(id)

    def page(self, query: Query) -> Page:
        """Return a page, from a copy of the table once there are changes.

        What lies between this and the table has to be in the table by now.
        """
        if not self._rows:
            return self.table.page(query)
        if self._copy is None:
            self._copy = self._copied()
        return self._copy.page(query)

    def _copied(self) -> Table:
        rows = {**self.table.rows, **self._rows}
        return Table(self.table.kind, (row for row in rows.values() if row is not None))


Layer: TypeAlias = Overlay | Table
"""What rows of one kind can be found in."""


class Session(Transaction):
    """Collects the changes of one commit.

    Args:
        below: returns what the changes of a kind lie on.
        settle: brings everything that they lie on into the tables.
        reading: is held while the tables are looked at.

    Attributes:
        changes: what has been asked for so far, in order.
    """

    def __init__(
        self,
        below: Callable[[str], Layer],
        settle: Callable[[], None],
        reading: AbstractContextManager[object],
    ) -> None:
        self._below, self._settle = below, settle
        self._reading = reading
        self._overlays: dict[str, Overlay] = {}
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
        overlay = self._overlay(kind)
        self._settle()
        with self._reading:
            return overlay.page(query)

    @override
    def insert(self, record: Record, *, action: str = "create", note: str = "") -> None:
        overlay = self._overlay(record.kind)
        if overlay.get(record.id) is not None:
            raise AlreadyExists(record.kind, record.workspace, record.id)
        self._refuse_taken_name(overlay, record)
        overlay.add(self._changed(record, 0, action, note))

    @override
    def replace(
        self, record: Record, *, expected: int, action: str = "update", note: str = ""
    ) -> None:
        overlay = self._overlay(record.kind)
        self._check_revision(self._row(record.kind, record.id), record.kind, expected)
        self._refuse_taken_name(overlay, record)
        overlay.put(self._changed(record, expected, action, note))

    @override
    def delete(self, kind: str, id: str, *, expected: int | None = None, note: str = "") -> None:
        row = self._row(kind, id)
        if expected is not None:
            self._check_revision(row, kind, expected)
        self._overlay(kind).drop(id)
        self.changes.append(
            Change("delete", kind, id, row["workspace"], row["name"], row["revision"], None, note)
        )

    def _overlay(self, kind: str) -> Overlay:
        if not self._open:
            message = "the transaction has ended; begin another"
            raise RuntimeError(message)
        if kind not in self._overlays:
            with self._reading:
                self._overlays[kind] = Overlay(self._below(kind))
        return self._overlays[kind]

    def _row(self, kind: str, id: str) -> Row:
        row = self._overlay(kind).get(id)
        if row is None:
            raise NotFound(kind, id)
        return row

    def _check_revision(self, row: Row, kind: str, expected: int) -> None:
        if row["revision"] != expected:
            name = f"{row['workspace']}/{row['name']}"
            raise StaleRevision(kind, name, expected, row["revision"])

    def _refuse_taken_name(self, overlay: Overlay, record: Record) -> None:
        if overlay.holder(record.workspace, record.name) not in (None, record.id):
            raise AlreadyExists(record.kind, record.workspace, record.name)

    def _changed(self, record: Record, before: int, action: str, note: str) -> Row:
        """Note a change, and return the row that it makes. Raises Invalid, ValueError."""
        row = Row.of(record)
        if record.revision != before + 1:
            message = f"expected revision {before + 1} after {before}, got {record.revision}"
            raise ValueError(message)
        self.changes.append(
            Change(action, record.kind, record.id, record.workspace, record.name, before, row, note)
        )
        return row
