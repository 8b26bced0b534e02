"""Lists as tables: one row an item, one column a key, each cell a text that is read as its key's box is.

A table sends what was done to it, cell by cell. That is laid onto the value, which the table never holds,
so a cell that nobody touched is as it was. Numbers are texts that our own reader reads: of any size, and
1 is not 1.0.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from streamlit_jsonschema_form.json_text import InvalidText, write_json
from streamlit_jsonschema_form.model.codecs.files import wants_file
from streamlit_jsonschema_form.model.codecs.numbers import read_number
from streamlit_jsonschema_form.model.defaults import blank
from streamlit_jsonschema_form.model.field_info import FieldInfo, Option
from streamlit_jsonschema_form.model.items import positional_count
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.state import UnreadableText
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, Value, get, same
from streamlit_jsonschema_form.problems import JsonValue

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
class Table:
    """How a list would be a table.

    Attributes:
        columns: in the order of the items' fields.
        obstacle: why it cannot be one; empty when it can.
    """

    columns: tuple[Column, ...] = ()
    obstacle: str = ""


def read_table(node: Node) -> Table:
    """Find the columns of a list, or what stands against a table: it must show every value exactly."""
    items = node.value if isinstance(node.value, list) else []
    following = node.item(len(items))
    if node.kind is not Kind.ARRAY or positional_count(node.scope):
        return Table(obstacle="its positions have rules of their own")
    if not _is_plain(following):
        return Table(obstacle="its items are not flat")
    fresh = blank(following)
    columns = []
    for place in following.children() if following.kind is Kind.OBJECT else (following,):
        column = _column(place, fresh, alone=place is following)
        if isinstance(column, str):
            return Table(obstacle=column)
        columns.append(column)
    return Table(tuple(columns), _unfit(columns, items))


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
