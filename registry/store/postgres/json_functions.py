"""PostgreSQL's functions for JSON: one field of a `json` column as SQL expressions."""

import json
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Numeric, Text

from registry.store.postgres.tables import JsonText


class JsonField:
    """A field inside a JSON column; each expression is null where it does not apply.

    Args:
        column: the column.
        path: the names of nested properties, the outermost first.
    """

    def __init__(self, column: ColumnElement[Any], path: tuple[str, ...]) -> None:
        self._column = column
        self._path = path

    def type(self) -> ColumnElement[str]:
        """`boolean`, `number`, `string`, `array`, `object` or `null`; null when absent."""
        return func.json_typeof(self._value())

    def text(self) -> ColumnElement[str]:
        """The text of a string, compared by code point."""
        return case((self.type() == "string", self._value_as_text())).collate("C")

    def number(self) -> ColumnElement[Any]:
        """The number that a number is."""
        # CASE alone guarantees that other types never reach the cast, which would fail.
        return case((self.type() == "number", cast(self._value_as_text(), Numeric)))

    def json(self) -> ColumnElement[str]:
        """The JSON text of any value, compared by code point."""
        return cast(self._value(), Text).collate("C")

    def equals(self, value: object) -> ColumnElement[bool]:
        """Whether the field is the same JSON value."""
        return cast(self._value(), JSONB) == _jsonb(value)

    def contains(self, value: object) -> ColumnElement[bool]:
        """Whether the field is a list with this item."""
        empty = cast(literal("[]", Text), JsonText)
        items = case((self.type() == "array", self._value()), else_=empty)
        item = func.json_array_elements(items).column_valued("item")
        return exists(select(literal(1)).where(cast(item, JSONB) == _jsonb(value)))

    def _value(self) -> ColumnElement[Any]:
        return _descend(self._column, self._path)

    def _value_as_text(self) -> ColumnElement[str]:
        parent = _descend(self._column, self._path[:-1])
        return parent.op("->>", return_type=Text())(literal(self._path[-1], Text))


def numeric(value: float) -> ColumnElement[Any]:
    """Write a number exactly, to be compared with `JsonField.number`."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return cast(literal(str(exact), Text), Numeric)


def _descend(column: ColumnElement[Any], path: tuple[str, ...]) -> ColumnElement[Any]:
    # One name at a time: `#>` would take a name of digits for the index of a list.
    for name in path:
        column = column.op("->")(literal(name, Text))
    return column


def _jsonb(value: object) -> ColumnElement[Any]:
    return cast(literal(json.dumps(value), Text), JSONB)
