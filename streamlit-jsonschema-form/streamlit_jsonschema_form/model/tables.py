"""Lists as tables: one row an item, one column a key, each cell a text that is read as its key's box is.

A table sends what was done to it, cell by cell. That is laid onto the value, which the table never holds,
so a cell that nobody touched is as it was. Numbers are texts that our own reader reads: of any size, and
1 is not 1.0.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from streamlit_jsonschema_form.json_text import InvalidText, write_json
from streamlit_jsonschema_form.model.codecs.files import wants_file
from streamlit_jsonschema_form.model.codecs.numbers import read_number
from streamlit_jsonschema_form.model.declarations import positional_count
from streamlit_jsonschema_form.model.defaults import blank
from streamlit_jsonschema_form.model.edits import Edit, Insert, Remove, Set, Write, apply
from streamlit_jsonschema_form.model.field_info import FieldInfo, Option
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.state import State, UnreadableText, child_id, place_id
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, Value, get, same
from streamlit_jsonschema_form.problems import JsonPath, JsonValue

Cell = str | bool | None
"""What a table holds in one place; None where nothing is."""

_BREAKS: Final = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_VARYING: Final = frozenset(("if", "anyOf", "oneOf", "dependentSchemas", "dependencies"))
_YES_NO: Final = (Option(value=True, label="Yes"), Option(value=False, label="No"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: of the items; None where an item is the cell.
        place: the cell of the row that would follow the last.
        kind: `text`, `number`, `choice` or `flag`.
        first: what a row that is added begins with.
        options: what a choice offers; its cells are their numbers, as texts.
    """

    key: str | None
    place: Node
    kind: str
    first: Value = ABSENT
    options: tuple[Option, ...] = ()

    def encode(self, value: Value) -> Cell:
        """Return the cell of a value that fits."""
        if value is ABSENT:
            return None
        if self.kind == "choice":
            return next(str(i) for i, o in enumerate(self.options) if same(o.value, value))
        return write_json(value) if self.kind == "number" else cast(Cell, value)

    def decode(self, cell: Any) -> Value | UnreadableText:
        """Read what a cell holds."""
        if cell is None:
            return ABSENT
        if self.kind == "choice":
            return self._chosen(cell)
        if self.kind != "number":
            return cast(JsonValue, cell)
        try:
            return read_number(cell, whole=self.place.info.whole) if cell.strip() else ABSENT
        except InvalidText as error:
            return UnreadableText(cell, str(error))

    def _chosen(self, cell: Any) -> Value | UnreadableText:
        """Read the number of a choice; what is pasted may be anything."""
        numbers = [str(number) for number in range(len(self.options))]
        if cell not in numbers:
            return UnreadableText(str(cell), f"expected one of the choices, got {str(cell)!r}")
        return self.options[numbers.index(cell)].value

    def fits(self, value: Value) -> bool:
        """Tell whether a cell shows this value exactly."""
        return value is ABSENT or _FITS[self.kind](self, value)


_FITS: Final[dict[str, Callable[[Column, JsonValue], bool]]] = {
    "text": lambda _, value: isinstance(value, str) and not _BREAKS.search(value),
    "number": lambda _, value: type(value) in (int, float),
    "choice": lambda column, value: any(same(o.value, value) for o in column.options),
    "flag": lambda _, value: isinstance(value, bool),
}


@dataclass(frozen=True, slots=True)
class ListTable:
    """How a list would be a table.

    Attributes:
        columns: in the order of the items' fields.
        obstacle: why it cannot be one; empty when it can.
    """

    columns: tuple[Column, ...] = ()
    obstacle: str = ""


def read_table(node: Node) -> ListTable:
    """Find the columns of a list, or what stands against a table: it must show every value exactly."""
    items = node.value if isinstance(node.value, list) else []
    following = node.item(len(items))
    if node.kind is not Kind.ARRAY or positional_count(node.scope):
        return ListTable(obstacle="its positions have rules of their own")
    if not _is_plain(following):
        return ListTable(obstacle="its items are not flat")
    fresh = blank(following)
    columns = []
    for place in following.children() if following.kind is Kind.OBJECT else (following,):
        column = _column(place, fresh, alone=place is following)
        if isinstance(column, str):
            return ListTable(obstacle=column)
        columns.append(column)
    return ListTable(tuple(columns), _unfit(columns, items))


def _is_plain(following: Node) -> bool:
    """Tell whether every item is ruled alike, whatever it holds."""
    looks_same = following.kind is Kind.SCALAR or not _varies(following)
    single = following.kind in (Kind.SCALAR, Kind.OBJECT)
    return looks_same and single and not following.info.nullable and not following.extendable


def _varies(place: Node) -> bool:
    """Tell whether what rules a place depends on what is there, beyond a choice of constants."""
    if place.info.options is not None:
        return False
    return bool(place.unions) or any(not _VARYING.isdisjoint(s.keywords) for s in place.scope.subs)


def _column(place: Node, fresh: JsonValue, *, alone: bool) -> Column | str:
    info, key = place.info, None if alone else str(place.path[-1])
    words = f"“{place.label}”"
    if info.secret:
        return f"{words} is a secret"
    if "when" in info.ui or place.hidden:
        return f"{words} is not always shown"
    if info.nullable or _varies(place):
        return f"{words} is of several kinds"
    kind = _kind(info, required=place.required)
    if kind is None:
        return f"{words} is not one value"
    options = info.options or (_YES_NO if kind == "choice" else ())
    column = Column(key, place, kind, fresh if alone else get(fresh, (place.path[-1],)), options)
    return column if column.fits(column.first) else f"{words} begins with what is not its kind"


def _kind(info: FieldInfo, *, required: bool) -> str | None:
    if info.options is not None:
        return "choice"
    if info.types == {"boolean"}:
        return "flag" if required else "choice"
    if info.types == {"string"} and not wants_file(info):
        return "text"
    return "number" if info.types in ({"integer"}, {"number"}) else None


def _unfit(columns: Sequence[Column], items: Sequence[JsonValue]) -> str:
    """Say which value a table could not show; empty when there is none."""
    keys = {column.key for column in columns}
    for at, item in enumerate(items, start=1):
        if None not in keys:
            if not isinstance(item, dict):
                return f"item {at} is not an object"
            if extra := [key for key in item if key not in keys]:
                return f"item {at} has “{extra[0]}”, which is no column"
        for column in columns:
            if not column.fits(cell_value(item, column)):
                what = (
                    f"item {at}" if column.key is None else f"“{column.place.label}” of item {at}"
                )
                return f"{what} {_why(column, cell_value(item, column))}"
    return ""


def _why(column: Column, value: Value) -> str:
    """Say why a cell cannot show a value exactly."""
    if value is None:
        return "is null"
    if column.kind == "choice":
        return "is not among the choices"
    broken = column.kind == "text" and isinstance(value, str)
    return "has line breaks or control characters" if broken else "is of another type"


def cell_value(item: Value, column: Column) -> Value:
    """Return what an item has in a column."""
    return item if column.key is None else get(item, (column.key,))


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


def begin(state: State, node: Node, table: ListTable) -> ShownTable:
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
