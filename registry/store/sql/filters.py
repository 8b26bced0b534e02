"""Filters as SQL.

What does not apply is null, which a WHERE takes for false; below a negation it is made false first.
"""

import operator as op
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, and_, false, func, literal, not_, or_, true
from sqlalchemy.types import BigInteger, Double

from registry.store.encoding import Malformed, in_utc, is_storable
from registry.store.predicates import check_field
from registry.store.records import AllOf, AnyOf, Compare, Field, Filter, Not, Text
from registry.store.row import COLUMNS
from registry.store.sql.places import LONGEST, NUMBERS, OTHERS, PLACES, SEARCHED, TEXTS, key_of
from registry.store.sql.reading import Reader
from registry.store.sql.tables import ENTITIES

Condition = ColumnElement[bool]
Ordering = Callable[[Any, Any], Any]

_ORDERINGS: Final[dict[str, Ordering]] = {"lt": op.lt, "le": op.le, "gt": op.gt, "ge": op.ge}
_ABOVE: Final = {NUMBERS: TEXTS, TEXTS: OTHERS}
_ESCAPED = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


class Filters:
    """Compiles the filters of one kind for one dialect.

    Args:
        kind: the records' kind, which decides what `words` holds.
        reader: how the database looks into a JSON value.
    """

    def __init__(self, kind: str, reader: type[Reader]) -> None:
        self._searched = SEARCHED.get(kind)
        self._reader = reader
        self._compilers: dict[type, Callable[[Any], Condition]] = {
            Compare: self._compare,
            Text: self._text,
            AllOf: self._all,
            AnyOf: self._any,
            Not: self._not,
        }

    def compile(self, where: Filter) -> Condition:
        """Return the condition that a filter is.

        Raises:
            ValueError: for an unknown column, or a value that its operator cannot take.
        """
        return self._compilers[type(where)](where)

    def _all(self, where: AllOf) -> Condition:
        return and_(true(), *map(self.compile, where.parts))

    def _any(self, where: AnyOf) -> Condition:
        return or_(false(), *map(self.compile, where.parts))

    def _not(self, where: Not) -> Condition:
        return _negated(self.compile(where.part))

    def _compare(self, where: Compare) -> Condition:
        operators: dict[str, Callable[[Field, Any], Condition]] = {
            "eq": self._eq,
            "ne": lambda field, value: _negated(self._eq(field, value)),
            "in": self._in,
            "like": self._like,
            "matches": self._matches,
            "contains": self._contains,
            "exists": self._exists,
        }
        field = check_field(where.field)
        if where.operator in _ORDERINGS:
            return self._ordered(_ORDERINGS[where.operator], field, where.value)
        if where.operator not in operators:
            raise Malformed(where.operator, f"one of {', '.join((*operators, *_ORDERINGS))}")
        return operators[where.operator](field, where.value)

    def _text(self, where: Text) -> Condition:
        words = where.words.lower().split()
        fields = tuple(check_field(field) for field in where.fields)
        if fields == self._searched:
            return and_(true(), *(_has(ENTITIES.c.words, word) for word in words))
        lowered = [self._lowered(field) for field in fields]
        return and_(
            true(), *(or_(false(), *(_has(text, word) for text in lowered)) for word in words)
        )

    def _eq(self, field: Field, value: object) -> Condition:
        if value is None:
            return _negated(self._exists(field, value=True))
        if isinstance(value, str) and not is_storable(value):
            return false()
        if len(field) == 1:
            return _column_meets(op.eq, field[0], value)
        column, key = PLACES.get(field), key_of(value)
        if column is None or isinstance(value, list | dict | datetime):
            return self._place(field).equals(value)
        same_key = ENTITIES.c[column] == key
        is_cut = key is not None and len(key) >= LONGEST
        return and_(same_key, self._place(field).equals(value)) if is_cut else same_key

    def _in(self, field: Field, value: object) -> Condition:
        if not isinstance(value, list | tuple):
            raise Malformed(value, "a list of values for 'in'")
        if value and all(isinstance(item, str) and is_storable(item) for item in value):
            texts = cast("list[str]", value)
            if field in PLACES and max(map(len, texts)) < LONGEST - 1:
                return ENTITIES.c[PLACES[field]].in_([key_of(item) for item in texts])
            if field[0] in ("id", "workspace", "name"):
                return ENTITIES.c[field[0]].in_(texts)
        return or_(false(), *(self._eq(field, item) for item in value))

    def _ordered(self, compare: Ordering, field: Field, value: object) -> Condition:
        if isinstance(value, datetime):
            value = in_utc(value)
        if isinstance(value, str) and not is_storable(value):
            return false()
        if len(field) == 1:
            return _column_meets(compare, field[0], value)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return false()
        column, key = PLACES.get(field), str(key_of(value))
        if column is not None and len(key) < LONGEST:
            found = ENTITIES.c[column]
            rank = key[0]
            return and_(compare(found, key), found >= rank, found < _ABOVE[rank])
        place = self._place(field)
        if isinstance(value, str):
            return cast("Condition", compare(place.text(), literal(value)))
        return cast("Condition", compare(place.number(), place.of_number(value)))

    def _exists(self, field: Field, value: object) -> Condition:
        if not isinstance(value, bool):
            raise Malformed(value, "true or false for 'exists'")
        if len(field) == 1:
            return true() if value else false()
        if field in PLACES:
            column = ENTITIES.c[PLACES[field]]
            return column.is_not(None) if value else column.is_(None)
        type_ = func.coalesce(self._place(field).type(), "null")
        return type_ != "null" if value else type_ == "null"

    def _like(self, field: Field, value: object) -> Condition:
        return _has(self._lowered(field), value.lower()) if isinstance(value, str) else false()

    def _matches(self, field: Field, value: object) -> Condition:
        if not isinstance(value, str) or not is_storable(value):
            return false()
        pattern = value.lower().replace("\\", r"\\")
        return self._lowered(field).like(pattern, escape="\\")

    def _contains(self, field: Field, value: object) -> Condition:
        if len(field) == 1 or isinstance(value, datetime):
            return false()
        if isinstance(value, str) and not is_storable(value):
            return false()
        return self._place(field).holds(value)

    def _lowered(self, field: Field) -> ColumnElement[Any]:
        if field[0] in ("revision", "created_at", "updated_at"):
            return cast("ColumnElement[Any]", literal(None))
        found = ENTITIES.c[field[0]] if len(field) == 1 else self._place(field).text()
        return func.coalesce(self._reader("folded", field).text(), func.lower(found))

    def _place(self, field: Field) -> Reader:
        return self._reader("body", field[1:])


def _negated(condition: Condition) -> Condition:
    return not_(func.coalesce(condition, false()))


def _has(text: ColumnElement[Any], part: str) -> Condition:
    if not is_storable(part):
        return false()
    return text.like(f"%{part.translate(_ESCAPED)}%", escape="\\")


def _column_meets(compare: Ordering, column: str, value: object) -> Condition:
    """Compare a column with a value; one of another type never meets it."""
    taken = _TAKEN[column]
    if isinstance(value, bool) or not isinstance(value, taken):
        return false()
    if isinstance(value, datetime):
        value = in_utc(value)
    if isinstance(value, int | float):
        fits = isinstance(value, int) and abs(value) < 2**63
        number = literal(value, BigInteger()) if fits else literal(float(value), Double())
        return cast("Condition", compare(ENTITIES.c[column], number))
    return cast("Condition", compare(ENTITIES.c[column], value))


_TAKEN: Final[dict[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(COLUMNS, str),
    "revision": (int, float),
    "created_at": datetime,
    "updated_at": datetime,
}
