"""ORDER BY: the expressions that rows are sorted by, and a cursor's position among them."""

import json
from abc import ABC, abstractmethod
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal
from sqlalchemy.types import Integer, Text
from typing_extensions import override

from registry.store.encoding import Malformed, is_storable
from registry.store.postgres.indexed_fields import OTHER_PREFIX, fields_of, sort_key
from registry.store.postgres.json_functions import JsonField, numeric
from registry.store.postgres.tables import table_of
from registry.store.predicates import check_field
from registry.store.records import Field
from registry.store.sorted_index import OURS, Key, is_instant, is_number, is_other

Expression = ColumnElement[Any]


class OrderBy(ABC):
    """What rows are sorted by, less the id that breaks ties.

    Attributes:
        keys: expressions, none of which is null where there is a value.
        present: whether there is a value; None when there always is.
    """

    keys: tuple[Expression, ...]
    present: ColumnElement[bool] | None = None

    @abstractmethod
    def values(self, key: Key) -> tuple[Expression, ...]:
        """Return a cursor's values, to be compared with `keys`. Raises ValueError."""


class OrderByColumn(OrderBy):
    """By a column that always has a value."""

    def __init__(self, column: Expression) -> None:
        self._column = column
        self.keys = () if column.name == "id" else (column,)

    @override
    def values(self, key: Key) -> tuple[Expression, ...]:
        instant = self._column.name.endswith("_at")
        number = self._column.name == "revision"
        if (is_instant(key), is_number(key)) != (instant, number):
            raise Malformed(key[1], OURS)
        return tuple(literal(key[1], each.type) for each in self.keys)


class OrderByIndexedField(OrderBy):
    """By a field of the body whose sort key has a column."""

    def __init__(self, column: Expression) -> None:
        self.keys = (column,)
        self.present = column.is_not(None)

    @override
    def values(self, key: Key) -> tuple[Expression, ...]:
        # A cursor holds lists and objects as the JSON text that they are sorted by.
        found = OTHER_PREFIX + key[1] if is_other(key) else sort_key(key[1])
        return (literal(found, Text()),)


class OrderByJsonField(OrderBy):
    """By any other field of the body: by type, then as a number, then as a text."""

    def __init__(self, field: JsonField) -> None:
        type_ = func.coalesce(field.type(), "null")
        self.present = type_ != "null"
        self.keys = (
            case((type_ == "boolean", 1), (type_ == "number", 2), (type_ == "string", 3), else_=5),
            func.coalesce(field.number(), 0),
            case((type_ == "string", field.text()), (type_ == "number", ""), else_=field.json()),
        )

    @override
    def values(self, key: Key) -> tuple[Expression, ...]:
        rank, value, _ = key
        number = numeric(value if is_number(key) else 0)
        text = value if isinstance(value, str) else "" if is_number(key) else json.dumps(value)
        return literal(rank, Integer()), number, literal(text, Text())


def order_by(kind: str, field: Field) -> OrderBy:
    """Return the order of a kind's records by a field. Raises ValueError."""
    columns, indexed = table_of(kind).c, fields_of(kind)
    if len(check_field(field)) == 1:
        return OrderByColumn(columns[field[0]])
    if field in indexed:
        return OrderByIndexedField(columns[indexed[field]])
    return OrderByJsonField(JsonField(columns.body, field[1:]))


def check_cursor(key: Key) -> Key:
    """Return a cursor whose texts PostgreSQL can take. Raises ValueError."""
    if all(is_storable(part) for part in key if isinstance(part, str)):
        return key
    raise Malformed(key[2], OURS)
