"""A live row: one entity in memory, as a mapping that TinyDB's queries can test."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from registry.store.encoding import (
    Malformed,
    encode_quickly,
    in_utc,
    is_storable,
    quote,
    read_instant,
    write_instant,
)
from registry.store.records import Field, Record
from streamlit_jsonschema_form.problems import JsonValue

COLUMNS = ("id", "workspace", "name", "revision", "created_at", "updated_at")

_Container: TypeAlias = dict[Any, Any] | list[Any]
_Shape: TypeAlias = "tuple[tuple[str | int, _Shape], ...]"


@lru_cache(maxsize=64)
def intern_fields(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the one object for equal fields, so that a row's cache is checked by identity."""
    return fields


def look_up(record: Record, field: Field) -> object:
    """Return what stands at a field, None when nothing does."""
    first, *rest = field
    value: object = getattr(record, first)
    for part in rest:
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


class Row(dict[str, Any]):
    """The columns and `body` of one entity, never changed once made.

    A body is read from its text when somebody looks at it: until then it takes no more memory than
    its text, and Python's garbage collector has less to walk.

    Attributes:
        body_text: the body as strict JSON, as `encode_quickly` writes it.
        number: TinyDB's document id: the sequence of the event that created the entity.
    """

    __slots__ = ("_fields", "_haystack", "_shape", "body_text", "number")

    def __init__(self, columns: dict[str, Any], body_text: str, number: int = 0) -> None:
        super().__init__(columns)
        self.body_text = body_text
        self.number = number
        self._shape: _Shape | None = None
        self._fields: tuple[Field, ...] = ()
        self._haystack = ""

    @classmethod
    def of(cls, record: Record) -> "Row":
        """Make a row that shares nothing with the record. Raises Invalid, ValueError."""
        columns: dict[str, Any] = {
            "id": record.id,
            "workspace": record.workspace,
            "name": record.name,
            "revision": record.revision,
            "created_at": in_utc(record.created_at),
            "updated_at": in_utc(record.updated_at),
        }
        return cls(columns, encode_quickly(record.body))

    def __missing__(self, key: str) -> object:
        if key != "body":
            raise KeyError(key)
        return self.setdefault(key, json.loads(self.body_text))

    @property
    def text(self) -> str:
        """The entity as one line of strict JSON, as it stands in `registry.json`."""
        return (
            f'{{"id": {quote(self["id"])}, "workspace": {quote(self["workspace"])}, '
            f'"name": {quote(self["name"])}, "revision": {self["revision"]}, '
            f'"created_at": "{write_instant(self["created_at"])}", '
            f'"updated_at": "{write_instant(self["updated_at"])}", "body": {self.body_text}}}'
        )

    def record(self, kind: str) -> Record:
        """Return the row as a record that belongs to the caller."""
        shape = self._shape
        if shape is None:
            shape = self._shape = _shape_of(self["body"])
        return Record(
            kind,
            self["id"],
            self["workspace"],
            self["name"],
            self["revision"],
            self["created_at"],
            self["updated_at"],
            _copy(self["body"], shape),
        )

    def haystack(self, fields: tuple[Field, ...]) -> str:
        """Return the interned fields' texts in lower case, a line each: no word spans two."""
        if self._fields is not fields:
            texts = [self.look_up(field) for field in fields]
            self._haystack = "\n".join([text for text in texts if isinstance(text, str)]).lower()
            self._fields = fields
        return self._haystack

    def look_up(self, field: Field) -> object:
        """Return what stands at a field, None when nothing does."""
        value: Any = self[field[0]]
        for part in field[1:]:
            if not isinstance(value, dict):
                return None
            value = value.get(part)
        return value


def row_from_user(document: object, number: int) -> Row:
    """Make a row of a document that a person may have written.

    `id`, `workspace`, `name` and `body` are needed; the revision defaults to 1, the times to now.

    Raises:
        ValueError: telling what is wrong with it.
        Invalid: for a body that is not strict JSON.
    """
    if not isinstance(document, dict):
        raise Malformed(document, "an object")
    unknown = sorted(set(document) - {*COLUMNS, "body"})
    if unknown:
        raise Malformed(
            unknown[0], f"only {', '.join(COLUMNS)} and body (entity fields belong there)"
        )
    now = datetime.now(UTC)
    row = Row.of(
        Record(
            "",
            _text(document, "id"),
            _text(document, "workspace"),
            _text(document, "name"),
            _revision(document.get("revision", 1)),
            _instant(document, "created_at", now),
            _instant(document, "updated_at", now),
            _body(document.get("body")),
        )
    )
    row.number = number
    return row


def _text(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    if isinstance(value, str) and value and is_storable(value):
        return value
    raise Malformed(value, f"a text in {key!r}")


def _revision(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise Malformed(value, "a whole number above 0 in 'revision'")


def _instant(document: dict[str, Any], key: str, default: datetime) -> datetime:
    if key not in document:
        return default
    value = document[key]
    if not isinstance(value, str):
        raise Malformed(value, f"a time such as {write_instant(default)!r} in {key!r}")
    return read_instant(value)


def _body(value: object) -> dict[str, JsonValue]:
    if isinstance(value, dict):
        return value
    raise Malformed(value, "an object in 'body'")


def _items(value: _Container) -> Iterable[tuple[Any, Any]]:
    return value.items() if isinstance(value, dict) else enumerate(value)


def _shape_of(value: _Container) -> _Shape:
    """Return the places of the containers in a value, the only parts that need copying."""
    return tuple(
        (key, _shape_of(child)) for key, child in _items(value) if isinstance(child, dict | list)
    )


def _copy(value: Any, shape: _Shape) -> Any:
    """Copy a value whose shape is known: four times faster than parsing its text anew."""
    copy = value.copy()
    for key, below in shape:
        inner = value[key]
        copy[key] = _copy(inner, below) if below else inner.copy()
    return copy
