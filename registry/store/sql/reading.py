"""How a database looks into a JSON value: PostgreSQL by its own functions, SQLite by ours."""

import json
import sqlite3
from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Boolean, Numeric, Text
from typing_extensions import override

from registry.store.predicates import same
from registry.store.sql.tables import ENTITIES, SQLITE, Document

Path = tuple[str, ...]


class Reader(ABC):
    """Reads one place of a JSON column. Each part is null where it does not apply."""

    def __init__(self, column: str, path: Path) -> None:
        self._column: ColumnElement[Any] = ENTITIES.c[column]
        self._path = path

    @abstractmethod
    def type(self) -> ColumnElement[str]:
        """`boolean`, `number`, `string`, `array`, `object` or `null`; null when absent."""

    @abstractmethod
    def text(self) -> ColumnElement[str]:
        """The text that a string is, compared by code point."""

    @abstractmethod
    def number(self) -> ColumnElement[Any]:
        """The number that a number is."""

    @abstractmethod
    def raw(self) -> ColumnElement[str]:
        """The JSON text of any value, compared by code point."""

    @abstractmethod
    def equals(self, value: object) -> ColumnElement[bool]:
        """Whether the value is the same as JSON."""

    @abstractmethod
    def holds(self, value: object) -> ColumnElement[bool]:
        """Whether the value is a list with this item."""

    @staticmethod
    @abstractmethod
    def of_number(value: float) -> ColumnElement[Any]:
        """Write a number that `number` can be compared with."""


class PostgresReader(Reader):
    """Uses what PostgreSQL has for `json`."""

    @override
    def type(self) -> ColumnElement[str]:
        return func.json_typeof(self._value())

    @override
    def text(self) -> ColumnElement[str]:
        return case((self.type() == "string", self._plain())).collate("C")

    @override
    def number(self) -> ColumnElement[Any]:
        # Only a CASE keeps the cast from seeing what is no number.
        return case((self.type() == "number", cast(self._plain(), Numeric)))

    @override
    def raw(self) -> ColumnElement[str]:
        return cast(self._value(), Text).collate("C")

    @override
    def equals(self, value: object) -> ColumnElement[bool]:
        return cast(self._value(), JSONB) == _jsonb(value)

    @override
    def holds(self, value: object) -> ColumnElement[bool]:
        empty = cast(literal("[]", Text), Document)
        found = case((self.type() == "array", self._value()), else_=empty)
        item = func.json_array_elements(found).column_valued("item")
        return exists(select(literal(1)).where(cast(item, JSONB) == _jsonb(value)))

    @staticmethod
    @override
    def of_number(value: float) -> ColumnElement[Any]:
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        return cast(literal(str(exact), Text), Numeric)

    def _value(self) -> ColumnElement[Any]:
        # One key at a time: `#>` would take a key of digits for an index of a list.
        value = self._column
        for part in self._path:
            value = value.op("->")(literal(part, Text))
        return value

    def _plain(self) -> ColumnElement[str]:
        value = self._column
        for part in self._path[:-1]:
            value = value.op("->")(literal(part, Text))
        return value.op("->>", return_type=Text())(literal(self._path[-1], Text))


def _jsonb(value: object) -> ColumnElement[Any]:
    return cast(literal(json.dumps(value), Text), JSONB)


class SqliteReader(Reader):
    """Uses the functions that `add_functions` gives to a connection."""

    @override
    def type(self) -> ColumnElement[str]:
        return self._call("type", Text())

    @override
    def text(self) -> ColumnElement[str]:
        return self._call("text", Text())

    @override
    def number(self) -> ColumnElement[Any]:
        return self._call("number", Numeric(asdecimal=False))

    @override
    def raw(self) -> ColumnElement[str]:
        return self._call("raw", Text())

    @override
    def equals(self, value: object) -> ColumnElement[bool]:
        return self._call("equals", Boolean(), json.dumps(value)) == literal(1)

    @override
    def holds(self, value: object) -> ColumnElement[bool]:
        return self._call("holds", Boolean(), json.dumps(value)) == literal(1)

    @staticmethod
    @override
    def of_number(value: float) -> ColumnElement[Any]:
        return literal(_fitting(value), Numeric(asdecimal=False))

    def _call(self, name: str, type_: Any, *more: str) -> ColumnElement[Any]:
        function = getattr(func, f"patternshop_{name}")
        found: ColumnElement[Any] = function(
            self._column, literal(json.dumps(self._path), Text), *more, type_=type_
        )
        return found


_ABSENT = object()
_TYPES: dict[type, str] = {
    bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object",
    type(None): "null",
}  # fmt: skip


def _find(body: str | None, path: str) -> object:
    value = _ABSENT if body is None else json.loads(body)
    for part in json.loads(path):
        value = value.get(part, _ABSENT) if isinstance(value, dict) else _ABSENT
    return value


def _fitting(value: float) -> float:
    """Return a number as SQLite can hold it; it has 64 bits for integers."""
    return value if abs(value) < 2**63 else float(value)


def _type(body: str | None, path: str) -> str | None:
    return _TYPES.get(type(_find(body, path)))


def _text(body: str | None, path: str) -> str | None:
    value = _find(body, path)
    return value if isinstance(value, str) else None


def _number(body: str | None, path: str) -> float | None:
    value = _find(body, path)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return _fitting(value) if is_number else None  # type: ignore[arg-type]


def _raw(body: str | None, path: str) -> str | None:
    value = _find(body, path)
    return None if value is _ABSENT else json.dumps(value)


def _equals(body: str | None, path: str, other: str) -> bool:
    value = _find(body, path)
    return value is not _ABSENT and same(value, json.loads(other))


def _holds(body: str | None, path: str, other: str) -> bool:
    value, item = _find(body, path), json.loads(other)
    return isinstance(value, list) and any(same(each, item) for each in value)


def add_functions(connection: sqlite3.Connection) -> None:
    """Teach a connection to SQLite what `SqliteReader` asks for."""
    for function in (_type, _text, _number, _raw):
        name = f"patternshop{function.__name__}"
        connection.create_function(name, 2, function, deterministic=True)
    for judge in (_equals, _holds):
        connection.create_function(f"patternshop{judge.__name__}", 3, judge, deterministic=True)


READERS: dict[str, type[Reader]] = {"postgresql": PostgresReader, SQLITE: SqliteReader}
"""The reader for each dialect that SQLAlchemy names."""
