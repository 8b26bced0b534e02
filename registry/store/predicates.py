"""Filters as TinyDB queries, tested against live rows."""

from collections.abc import Callable
from datetime import datetime
from functools import reduce
from typing import Any, cast

from tinydb.queries import QueryInstance

from registry.store.encoding import Malformed, in_utc
from registry.store.records import AllOf, AnyOf, Compare, Field, Filter, Not, Text
from registry.store.row import COLUMNS, Row, intern_fields
from registry.store.wildcards import compile_wildcards

Test = Callable[[Any], Any]

_CHAINED = 8  # parts that are chained, which is faster; many would be nested too deeply


class Place:
    """A field, of which tests are made as of TinyDB's `Query`, at a third of the cost a row.

    What is absent is tested as None.
    """

    def __init__(self, field: Field) -> None:
        self._first, *self._rest = field

    def test(self, holds: Test) -> QueryInstance:
        """Return the query that is true where the field's value passes."""
        first, rest = self._first, tuple(self._rest)

        def run(row: Any) -> Any:
            value = row[first]
            for part in rest:
                if type(value) is not dict:
                    return holds(None)
                value = value.get(part)
            return holds(value)

        return QueryInstance(run, None)


def compile_filter(where: Filter) -> QueryInstance:
    """Return the TinyDB query that is true where the filter is.

    Raises:
        ValueError: for an unknown column, or a value that its operator cannot take.
    """
    return _COMPILERS[type(where)](where)


def split_workspace(where: Filter | None) -> tuple[str | None, Filter | None]:
    """Take the demand for one workspace out of a filter: its rows have an order of their own.

    Returns:
        The workspace, None when the filter demands none, and the rest, None when nothing is left.
    """
    parts = where.parts if isinstance(where, AllOf) else () if where is None else (where,)
    for index, part in enumerate(parts):
        workspace = _demanded_workspace(part)
        if workspace is not None:
            return workspace, _all_of((*parts[:index], *parts[index + 1 :]))
    return None, _all_of(parts)


def check_field(field: Field) -> Field:
    """Return a field that names a column or a place in the body. Raises ValueError."""
    if (len(field) == 1 and field[0] in COLUMNS) or (len(field) > 1 and field[0] == "body"):
        return field
    raise Malformed(field, f"a column ({', '.join(COLUMNS)}) or ('body', …)")


def _demanded_workspace(part: Filter) -> str | None:
    if isinstance(part, Compare) and part.field == ("workspace",) and part.operator == "eq":
        return part.value if isinstance(part.value, str) else None
    return None


def _all_of(parts: tuple[Filter, ...]) -> Filter | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _constant(truth: bool) -> QueryInstance:  # noqa: FBT001 - the constant is the subject
    return QueryInstance(lambda _: truth, None)


def _compile_compare(where: Filter) -> QueryInstance:
    where = cast("Compare", where)
    query = Place(check_field(where.field))
    if where.operator not in _OPERATORS:
        raise Malformed(where.operator, f"one of {', '.join(_OPERATORS)}")
    return _OPERATORS[where.operator](query, where.value)


def _compile_text(where: Filter) -> QueryInstance:
    where = cast("Text", where)
    words = tuple(where.words.lower().split())
    fields = intern_fields(tuple(check_field(field) for field in where.fields))

    def occur(row: Row) -> bool:
        haystack = row.haystack(fields)
        for word in words:  # noqa: SIM110 - a loop is three times faster than all() here
            if word not in haystack:
                return False
        return True

    return QueryInstance(cast("Callable[[Any], bool]", occur), None)


def _compile_all(where: Filter) -> QueryInstance:
    parts = [compile_filter(part) for part in cast("AllOf", where).parts]
    if len(parts) > _CHAINED:
        return QueryInstance(lambda row: all(part(row) for part in parts), None)
    return reduce(lambda left, right: left & right, parts) if parts else _constant(truth=True)


def _compile_any(where: Filter) -> QueryInstance:
    parts = [compile_filter(part) for part in cast("AnyOf", where).parts]
    if len(parts) > _CHAINED:
        return QueryInstance(lambda row: any(part(row) for part in parts), None)
    return reduce(lambda left, right: left | right, parts) if parts else _constant(truth=False)


def _compile_not(where: Filter) -> QueryInstance:
    return ~compile_filter(cast("Not", where).part)


_COMPILERS: dict[type, Callable[[Filter], QueryInstance]] = {
    Compare: _compile_compare,
    Text: _compile_text,
    AllOf: _compile_all,
    AnyOf: _compile_any,
    Not: _compile_not,
}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def same(left: object, right: object) -> bool:
    """Tell whether two values are equal as JSON: 1 equals 1.0, and True equals neither."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def _equals(value: object) -> Test:
    if isinstance(value, str):
        return lambda found: found == value
    if isinstance(value, datetime):
        instant = in_utc(value)
        return lambda found: found == instant
    return lambda found: same(found, value)


def _present(query: Place) -> QueryInstance:
    return query.test(lambda found: found is not None)


def _eq(query: Place, value: object) -> QueryInstance:
    return ~_present(query) if value is None else query.test(_equals(value))


def _ne(query: Place, value: object) -> QueryInstance:
    return ~_eq(query, value)


def _in(query: Place, value: object) -> QueryInstance:
    if not isinstance(value, list | tuple):
        raise Malformed(value, "a list of values for 'in'")
    if value and all(isinstance(item, str) for item in value):
        wanted = frozenset(value)
        return query.test(lambda found: isinstance(found, str) and found in wanted)
    tests = [_equals(item) for item in value]
    return query.test(lambda found: any(holds(found) for holds in tests))


def _exists(query: Place, value: object) -> QueryInstance:
    if not isinstance(value, bool):
        raise Malformed(value, "true or false for 'exists'")
    return _present(query) if value else ~_present(query)


def _like(query: Place, value: object) -> QueryInstance:
    if not isinstance(value, str):
        return _constant(truth=False)
    part = value.lower()
    return query.test(lambda found: isinstance(found, str) and part in found.lower())


def _matches(query: Place, value: object) -> QueryInstance:
    if not isinstance(value, str):
        return _constant(truth=False)
    fits = compile_wildcards(value)
    return query.test(lambda found: isinstance(found, str) and fits(found))


def _contains(query: Place, value: object) -> QueryInstance:
    return query.test(
        lambda found: isinstance(found, list) and any(same(item, value) for item in found)
    )


def _ordering(compare: Callable[[Any, Any], bool]) -> Callable[[Place, object], QueryInstance]:
    def build(query: Place, value: object) -> QueryInstance:
        if isinstance(value, datetime):
            value = in_utc(value)
        return query.test(lambda found: _comparable(found, value) and compare(found, value))

    return build


def _comparable(found: object, value: object) -> bool:
    if _is_number(value):
        return _is_number(found)
    return isinstance(value, str | datetime) and isinstance(found, type(value))


_OPERATORS: dict[str, Callable[[Place, object], QueryInstance]] = {
    "eq": _eq,
    "ne": _ne,
    "lt": _ordering(lambda found, value: found < value),
    "le": _ordering(lambda found, value: found <= value),
    "gt": _ordering(lambda found, value: found > value),
    "ge": _ordering(lambda found, value: found >= value),
    "in": _in,
    "like": _like,
    "matches": _matches,
    "contains": _contains,
    "exists": _exists,
}
