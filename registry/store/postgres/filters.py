"""Filters as SQL conditions.

A condition that does not apply is null, which WHERE treats as false; NOT treats it as false first.
"""

import operator as op
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, and_, false, func, literal, not_, or_, true
from sqlalchemy.types import BigInteger

from registry.store.encoding import Malformed, in_utc, is_storable
from registry.store.postgres.indexed_fields import (
    MAX_KEY_LENGTH,
    NUMBER_PREFIX,
    OTHER_PREFIX,
    SEARCHED_FIELDS,
    TEXT_PREFIX,
    fields_of,
    sort_key,
)
from registry.store.postgres.json_functions import JsonField, numeric
from registry.store.postgres.tables import table_of
from registry.store.records import (
    COLUMNS,
    AllOf,
    Compare,
    Field,
    Filter,
    Not,
    Text,
    check_field,
)

Condition = ColumnElement[bool]
Ordering = Callable[[Any, Any], Any]

_ORDERINGS: Final[dict[str, Ordering]] = {"lt": op.lt, "le": op.le, "gt": op.gt, "ge": op.ge}
_NEXT_PREFIX: Final = {NUMBER_PREFIX: TEXT_PREFIX, TEXT_PREFIX: OTHER_PREFIX}
_ESCAPED = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


class FilterCompiler:
    """Compiles the filters of one kind of records.

    Args:
        kind: the records' kind, which decides where they are and what is indexed.
    """

    def __init__(self, kind: str) -> None:
        self._table = table_of(kind)
        self._indexed = fields_of(kind)
        self._searched = SEARCHED_FIELDS.get(kind)
        self._operators: dict[str, Callable[[Field, Any], Condition]] = {
            "eq": self._eq,
            "ne": lambda field, value: _negated(self._eq(field, value)),
            "in": self._in,
            "like": self._like,
            "matches": self._matches,
            "contains": self._contains,
            "exists": self._exists,
            **{name: partial(self._ordered, compare) for name, compare in _ORDERINGS.items()},
        }

    def compile(self, where: Filter) -> Condition:
        """Return a filter as a condition.

        Raises:
            ValueError: for an unknown column, or a value that its operator cannot take.
        """
        if isinstance(where, Compare):
            if where.operator not in self._operators:
                raise Malformed(where.operator, f"one of {', '.join(self._operators)}")
            field, value = check_field(where.field), where.value
            if where.operator not in ("in", "exists") and not _can_be_stored(value):
                return true() if where.operator == "ne" else false()
            return self._operators[where.operator](field, value)
        if isinstance(where, Text):
            return self._text(where)
        if isinstance(where, Not):
            return _negated(self.compile(where.part))
        parts = map(self.compile, where.parts)
        return and_(true(), *parts) if isinstance(where, AllOf) else or_(false(), *parts)

    def _text(self, where: Text) -> Condition:
        words = where.words.lower().split()
        fields = tuple(check_field(field) for field in where.fields)
        if fields == self._searched:
            return and_(true(), *(_contains_text(self._table.c.words, word) for word in words))
        lowered = [self._lowered(field) for field in fields]
        anywhere = (
            or_(false(), *(_contains_text(text, word) for text in lowered)) for word in words
        )
        return and_(true(), *anywhere)

    def _eq(self, field: Field, value: object) -> Condition:
        if value is None:
            return _negated(self._exists(field, value=True))
        if len(field) == 1:
            return self._compare_column(op.eq, field[0], value)
        column, key = self._indexed.get(field), sort_key(value)
        if column is None or isinstance(value, list | dict | datetime):
            return self._json_field(field).equals(value)
        same_key = self._table.c[column] == key
        is_cut = key is not None and len(key) >= MAX_KEY_LENGTH
        return and_(same_key, self._json_field(field).equals(value)) if is_cut else same_key

    def _in(self, field: Field, value: object) -> Condition:
        if not isinstance(value, list | tuple):
            raise Malformed(value, "a list of values for 'in'")
        value = list(filter(_can_be_stored, value))
        if value and all(isinstance(item, str) for item in value):
            texts = cast("list[str]", value)
            if field in self._indexed and max(map(len, texts)) < MAX_KEY_LENGTH - 1:
                return self._table.c[self._indexed[field]].in_([sort_key(item) for item in texts])
            if field[0] in ("id", "workspace", "name"):
                return self._table.c[field[0]].in_(texts)
        return or_(false(), *(self._eq(field, item) for item in value))

    def _ordered(self, compare: Ordering, field: Field, value: object) -> Condition:
        if isinstance(value, datetime):
            value = in_utc(value)
        if len(field) == 1:
            return self._compare_column(compare, field[0], value)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return false()
        column, key = self._indexed.get(field), str(sort_key(value))
        if column is not None and len(key) < MAX_KEY_LENGTH:
            found, prefix = self._table.c[column], key[0]
            return and_(compare(found, key), found >= prefix, found < _NEXT_PREFIX[prefix])
        in_body = self._json_field(field)
        if isinstance(value, str):
            return cast("Condition", compare(in_body.text(), literal(value)))
        return cast("Condition", compare(in_body.number(), numeric(value)))

    def _exists(self, field: Field, value: object) -> Condition:
        if not isinstance(value, bool):
            raise Malformed(value, "true or false for 'exists'")
        if len(field) == 1:
            return true() if value else false()
        if field in self._indexed:
            column = self._table.c[self._indexed[field]]
            return column.is_not(None) if value else column.is_(None)
        type_ = func.coalesce(self._json_field(field).type(), "null")
        return type_ != "null" if value else type_ == "null"

    def _like(self, field: Field, value: object) -> Condition:
        if not isinstance(value, str):
            return false()
        return _contains_text(self._lowered(field), value.lower())

    def _matches(self, field: Field, value: object) -> Condition:
        if not isinstance(value, str):
            return false()
        pattern = value.lower().replace("\\", r"\\")
        return self._lowered(field).like(pattern, escape="\\")

    def _contains(self, field: Field, value: object) -> Condition:
        if len(field) == 1 or isinstance(value, datetime):
            return false()
        return self._json_field(field).contains(value)

    def _lowered(self, field: Field) -> ColumnElement[Any]:
        if field[0] in ("revision", "created_at", "updated_at"):
            return cast("ColumnElement[Any]", literal(None))
        found = self._table.c[field[0]] if len(field) == 1 else self._json_field(field).text()
        return func.coalesce(JsonField(self._table.c.folded, field).text(), func.lower(found))

    def _json_field(self, field: Field) -> JsonField:
        return JsonField(self._table.c.body, field[1:])

    def _compare_column(self, compare: Ordering, column: str, value: object) -> Condition:
        """Compare a column with a value; one of another type never meets it."""
        if isinstance(value, bool) or not isinstance(value, _COLUMN_TYPES[column]):
            return false()
        if isinstance(value, datetime):
            value = in_utc(value)
        if isinstance(value, int | float):
            fits = isinstance(value, int) and abs(value) < 2**63
            number = literal(value, BigInteger()) if fits else numeric(value)
            return cast("Condition", compare(self._table.c[column], number))
        return cast("Condition", compare(self._table.c[column], value))


def _can_be_stored(value: object) -> bool:
    return not isinstance(value, str) or is_storable(value)


def _negated(condition: Condition) -> Condition:
    return not_(func.coalesce(condition, false()))


def _contains_text(text: ColumnElement[Any], part: str) -> Condition:
    if not is_storable(part):
        return false()
    return text.like(f"%{part.translate(_ESCAPED)}%", escape="\\")


_COLUMN_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(COLUMNS, str),
    "revision": (int, float),
    "created_at": datetime,
    "updated_at": datetime,
}
