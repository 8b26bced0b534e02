"""Orders as SQL: what rows are sorted by, and where in it a cursor stands."""

import json
from abc import ABC, abstractmethod
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal
from sqlalchemy.types import Integer, Text
from typing_extensions import override

from registry.store.encoding import Malformed, is_storable
from registry.store.predicates import check_field
from registry.store.records import Field
from registry.store.sorted_index import OURS, Key, is_instant, is_number, is_other
from registry.store.sql.places import OTHERS, PLACES, key_of
from registry.store.sql.reading import Reader
from registry.store.sql.tables import ENTITIES

Expression = ColumnElement[Any]


class Order(ABC):
    """What rows are sorted by, less the id that breaks ties.

    Attributes:
        keys: expressions, none of which is null where there is a value.
        present: whether there is a value; None when there always is.
    """

    keys: tuple[Expression, ...]
    present: ColumnElement[bool] | None = None

    @abstractmethod
    def values(self, key: Key) -> tuple[Expression, ...]:
        """Write a cursor's value as what the expressions are compared with. Raises ValueError."""


class ColumnOrder(Order):
    """By a column, which always has a value."""

    def __init__(self, column: str) -> None:
        self._column = ENTITIES.c[column]
        self.keys = () if column == "id" else (self._column,)

    @override
    def values(self, key: Key) -> tuple[Expression, ...]:
        instant = self._column.name.endswith("_at")
        number = self._column.name == "revision"
        if (is_instant(key), is_number(key)) != (instant, number):
            raise Malformed(key[1], OURS)
        return tuple(literal(key[1], each.type) for each in self.keys)


class PlaceOrder(Order):
    """By a place in the body that has a column of keys."""

    def __init__(self, column: str) -> None:
        self.keys = (ENTITIES.c[column],)
        self.present = ENTITIES.c[column].is_not(None)

    @override
    def values(self, key: Key) -> tuple[Expression, ...]:
        # Lists and objects are in a cursor as the text that they are sorted by.
        found = OTHERS + key[1] if is_other(key) else key_of(key[1])
        return (literal(found, Text()),)


class BodyOrder(Order):
    """By any other place in the body: its rank, then as a number, then as a text."""

    def __init__(self, place: Reader) -> None:
        type_ = func.coalesce(place.type(), "null")
        self._place = place
        self.present = type_ != "null"
        self.keys = (
            case((type_ == "boolean", 1), (type_ == "number", 2), (type_ == "string", 3), else_=5),
            func.coalesce(place.number(), 0),
            case((type_ == "string", place.text()), (type_ == "number", ""), else_=place.raw()),
        )

    @override
    def values(self, key: Key) -> tuple[Expression, ...]:
        rank, value, _ = key
        number = self._place.of_number(value if is_number(key) else 0)
        text = value if isinstance(value, str) else "" if is_number(key) else json.dumps(value)
        return literal(rank, Integer()), number, literal(text, Text())


def order_by(field: Field, reader: type[Reader]) -> Order:
    """Return the order by a field. Raises ValueError."""
    if len(check_field(field)) == 1:
        return ColumnOrder(field[0])
    if field in PLACES:
        return PlaceOrder(PLACES[field])
    return BodyOrder(reader("body", field[1:]))


def check_cursor(key: Key) -> Key:
    """Refuse a cursor that no database could be asked for. Raises ValueError."""
    if all(is_storable(part) for part in key if isinstance(part, str)):
        return key
    raise Malformed(key[2], OURS)
