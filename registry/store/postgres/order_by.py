"""ORDER BY: the expressions that rows are sorted by, and a cursor's position among them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal
from sqlalchemy.types import Integer, Text

from registry.store.encoding import Malformed
from registry.store.postgres.indexed_fields import OTHER_PREFIX, fields_of, sort_key
from registry.store.postgres.json_functions import JsonField, numeric
from registry.store.postgres.tables import table_of
from registry.store.records import Field, check_field
from registry.store.sorted_index import BOOL, INSTANT, INVALID_CURSOR, NUMBER, OTHER, TEXT, Key

Expressions = tuple[ColumnElement[Any], ...]


@dataclass(frozen=True, slots=True)
class OrderBy:
    """What rows are sorted by, less the id that breaks ties.

    Attributes:
        keys: expressions, none of which is null where there is a value.
        present: whether there is a value; None when there always is.
        values: returns a cursor's values, to be compared with `keys`; raises ValueError.
    """

    keys: Expressions
    present: ColumnElement[bool] | None
    values: Callable[[Key], Expressions]


def order_by(kind: str, field: Field) -> OrderBy:
    """Return the order of a kind's records by a field. Raises ValueError."""
    columns, indexed = table_of(kind).c, fields_of(kind)
    if len(check_field(field)) == 1:
        return _by_column(columns[field[0]])
    if field in indexed:
        column = columns[indexed[field]]
        return OrderBy((column,), column.is_not(None), _sort_key_of)
    return _by_json_field(JsonField(columns.body, field[1:]))


def _by_column(column: ColumnElement[Any]) -> OrderBy:
    """By a column that always has a value."""
    name = str(column.key)
    rank = {"revision": NUMBER, "created_at": INSTANT, "updated_at": INSTANT}.get(name, TEXT)
    keys = () if name == "id" else (column,)

    def values(key: Key) -> Expressions:
        if key[0] != rank:
            raise Malformed(key[1], INVALID_CURSOR)
        return tuple(literal(key[1], each.type) for each in keys)

    return OrderBy(keys, None, values)


def _sort_key_of(key: Key) -> Expressions:
    # A cursor holds lists and objects as the JSON text that they are sorted by.
    found = OTHER_PREFIX + key[1] if key[0] == OTHER else sort_key(key[1])
    return (literal(found, Text()),)


def _by_json_field(field: JsonField) -> OrderBy:
    """By a field of the body: by type, then as a number, then as a text."""
    type_ = func.coalesce(field.type(), "null")
    rank = case(
        (type_ == "boolean", BOOL), (type_ == "number", NUMBER), (type_ == "string", TEXT),
        else_=OTHER,
    )  # fmt: skip
    number = func.coalesce(field.number(), 0)
    text = case((type_ == "string", field.text()), (type_ == "number", ""), else_=field.json())

    def values(key: Key) -> Expressions:
        rank, value, _ = key
        is_number = rank == NUMBER
        text = value if isinstance(value, str) else "" if is_number else json.dumps(value)
        number = numeric(value if is_number else 0)
        return literal(rank, Integer()), number, literal(text, Text())

    return OrderBy((rank, number, text), type_ != "null", values)
