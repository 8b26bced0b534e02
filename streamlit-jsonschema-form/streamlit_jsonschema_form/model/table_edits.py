"""What was done to a table, laid onto the list that it shows.

A table on the screen is not put there anew with every edit: that would take the focus from it. So it
says, each time, all that was done since it began, and what the list has had of that already is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from streamlit_jsonschema_form.model.edits import Edit, Insert, Remove, Set, Write, apply
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.ids import child_id
from streamlit_jsonschema_form.model.state import State, UnreadableText, place_id
from streamlit_jsonschema_form.model.tables import Cell, Column, Table, cell_value
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, Value, get, same
from streamlit_jsonschema_form.problems import JsonPath, JsonValue


@dataclass(frozen=True, slots=True)
class TableChanges:
    """All that was done to a table since it began.

    Attributes:
        edited: new cells, by the row and then by the number of the column.
        added: the cells of further rows, by the number of the column.
        deleted: the rows that are gone.
    """

    edited: Mapping[int, Mapping[int, Any]] = field(default_factory=dict)
    added: Sequence[Mapping[int, Any]] = ()
    deleted: Sequence[int] = ()


@dataclass
class ShownTable:
    """A table as it was put on the screen, and what the list has had of it since.

    Attributes:
        columns: of the table.
        items: the list as it was.
        rows: the ids of its items.
        cells: what the table showed, texts that could not be read among it.
        latest: the list as the table's last edits left it.
        added: the ids of the rows that were added, in their order.
        changed: the cells that were written: the row's id and the column's number.
    """

    columns: tuple[Column, ...]
    items: Sequence[JsonValue]
    rows: tuple[int, ...]
    cells: list[list[Cell]]
    latest: Value
    added: list[int] = field(default_factory=list)
    changed: set[tuple[int, int]] = field(default_factory=set)


def begin(state: State, node: Node, table: Table) -> ShownTable:
    """Put a list on the screen as a table."""
    items = node.value if isinstance(node.value, list) else []
    rows = state.item_ids(node.id, len(items))
    cells = [
        [_shown(state, child_id(node.id, row), item, column) for column in table.columns]
        for row, item in zip(rows, items, strict=True)
    ]
    return ShownTable(table.columns, items, rows, cells, node.value)


def _shown(state: State, row: str, item: JsonValue, column: Column) -> Cell:
    unreadable = state.unreadable.get(row if column.key is None else child_id(row, column.key))
    if unreadable and column.kind == "number":
        return unreadable.text
    return column.encode(cell_value(item, column))


def apply_table_changes(
    form: Form, state: State, path: JsonPath, shown: ShownTable, changes: TableChanges
) -> State:
    """Return the state in which the list at `path` is what its table shows; `begun` notes what was done.

    Cells that were never edited are not looked at.
    """
    editor = _TableEditor(form, state, path, shown)
    editor.delete(changes)
    editor.add(changes)
    editor.write(changes)
    shown.latest = get(editor.state.value, path)
    return editor.state


@dataclass
class _TableEditor:
    form: Form
    state: State
    path: JsonPath
    shown: ShownTable

    def delete(self, changes: TableChanges) -> None:
        """Take away rows; of added ones the table only says which are left, so the last ones go."""
        gone = [self.shown.rows[at] for at in changes.deleted]
        while len(self.shown.added) > len(changes.added):
            gone.append(self.shown.added.pop())
        for row in gone:
            if row in self._rows():
                self._do(Remove((*self.path, self._rows().index(row))))

    def add(self, changes: TableChanges) -> None:
        """Put new rows at the end, with what can be read of their cells."""
        for cells in changes.added[len(self.shown.added) :]:
            self._do(Insert(self.path, len(self._rows()), self._item(cells)))
            row = self._rows()[-1]
            self.shown.added.append(row)
            self.shown.changed |= {(row, number) for number in cells}

    def _item(self, cells: Mapping[int, Any]) -> JsonValue:
        item: dict[str, JsonValue] = {}
        for number, column in enumerate(self.shown.columns):
            value = column.decode(cells.get(number))
            known = not isinstance(value, UnreadableText) and value is not ABSENT
            if column.key is None:
                return cast(JsonValue, value if known else column.first)
            if known:
                item[column.key] = cast(JsonValue, value)
        return item

    def write(self, changes: TableChanges) -> None:
        """Write the cells that were edited, and those that once were and are as they began."""
        shown = self.shown
        for at, row in enumerate(shown.rows):
            edited = changes.edited.get(at, {})
            for number in self._numbers(row, edited):
                was = shown.cells[at][number]
                cell = edited.get(number, was)
                base = cell_value(shown.items[at], shown.columns[number])
                untouched = cell == was == shown.columns[number].encode(base)
                self._put(row, number, base if untouched else shown.columns[number].decode(cell))
        for row, cells in zip(shown.added, changes.added, strict=True):
            for number in self._numbers(row, cells):
                self._put(row, number, shown.columns[number].decode(cells.get(number)))

    def _numbers(self, row: int, cells: Mapping[int, Any]) -> list[int]:
        numbers = range(len(self.shown.columns))
        return [n for n in numbers if n in cells or (row, n) in self.shown.changed]

    def _put(self, row: int, number: int, wanted: Value | UnreadableText) -> None:
        rows, key = self._rows(), self.shown.columns[number].key
        if row not in rows:
            return
        path = (*self.path, rows.index(row), *(() if key is None else (key,)))
        edit = self._edit(path, wanted, in_list=key is None)
        if edit:
            self.shown.changed.add((row, number))
            self._do(edit)

    def _edit(
        self, path: JsonPath, wanted: Value | UnreadableText, *, in_list: bool
    ) -> Edit | None:
        """Return what makes a cell what is wanted; None when it is that."""
        value = get(self.state.value, path)
        unreadable = self.state.unreadable.get(place_id(self.state, path))
        if wanted is ABSENT and in_list:
            wanted = UnreadableText("", "expected a value; fill it in or remove the row")
        if isinstance(wanted, UnreadableText):
            return None if wanted == unreadable else Write(path, wanted)
        if unreadable is None and same(value, wanted):
            return None
        return Remove(path) if wanted is ABSENT else Set(path, wanted)

    def _rows(self) -> tuple[int, ...]:
        items = get(self.state.value, self.path)
        count = len(items) if isinstance(items, list) else 0
        return self.state.item_ids(place_id(self.state, self.path), count)

    def _do(self, edit: Edit) -> None:
        self.state = apply(self.form, self.state, edit)
