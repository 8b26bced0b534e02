"""Filters as functions that test a row."""

import operator
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from registry.store.encoding import Malformed, in_utc
from registry.store.records import AllOf, Compare, Filter, Not, Text, check_field, look_up
from registry.store.row import Row
from registry.store.wildcards import compile_wildcards

Predicate = Callable[[Any], bool]
"""A test of a row, or of the value of a field, which is None when absent."""


def compile_filter(where: Filter) -> Predicate:
    """Return the test that is true for rows that match.

    Raises:
        ValueError: for an unknown column, or a value that its operator cannot take.
    """
    if isinstance(where, Compare):
        return _compile_compare(where)
    if isinstance(where, Text):
        return _compile_text(where)
    if isinstance(where, Not):
        return _negate(compile_filter(where.part))
    parts = [compile_filter(part) for part in where.parts]
    if isinstance(where, AllOf):
        return lambda row: all(part(row) for part in parts)
    return lambda row: any(part(row) for part in parts)


def split_workspace(where: Filter | None) -> tuple[str | None, Filter | None]:
    """Take the condition for one workspace out of a filter: there are orders for its rows alone.

    Returns:
        The workspace, None when the filter names none, and the rest, None when nothing is left.
    """
    parts = where.parts if isinstance(where, AllOf) else () if where is None else (where,)
    for index, part in enumerate(parts):
        if (
            isinstance(part, Compare)
            and (part.field, part.operator) == (("workspace",), "eq")
            and isinstance(part.value, str)
        ):
            return part.value, _all_of((*parts[:index], *parts[index + 1 :]))
    return None, _all_of(parts)


def _all_of(parts: tuple[Filter, ...]) -> Filter | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _compile_compare(where: Compare) -> Predicate:
    field = check_field(where.field)
    if where.operator not in _OPERATORS:
        raise Malformed(where.operator, f"one of {', '.join(_OPERATORS)}")
    holds = _OPERATORS[where.operator](where.value)
    return lambda row: holds(look_up(row, field))


def _compile_text(where: Text) -> Predicate:
    words = where.words.lower().split()
    fields = tuple(check_field(field) for field in where.fields)

    def occur(row: Row) -> bool:
        text = row.searched_text(fields)
        for word in words:  # noqa: SIM110 - a loop is three times faster than all() here
            if word not in text:
                return False
        return True

    return occur


def _negate(holds: Predicate) -> Predicate:
    return lambda value: not holds(value)


def _never(_: object) -> bool:
    return False


def _is_absent(found: object) -> bool:
    return found is None


def _same(left: object, right: object) -> bool:
    """Whether two values are equal as JSON: 1 equals 1.0, and True equals neither."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return left == right


def _eq(value: object) -> Predicate:
    if value is None:
        return _is_absent
    if isinstance(value, datetime):
        return partial(operator.eq, in_utc(value))
    return partial(operator.eq, value) if isinstance(value, str) else partial(_same, value)


def _in(value: object) -> Predicate:
    if not isinstance(value, list | tuple):
        raise Malformed(value, "a list of values for 'in'")
    texts = frozenset(item for item in value if isinstance(item, str))
    others = [_eq(item) for item in value if not isinstance(item, str)]
    return lambda found: (
        found in texts if isinstance(found, str) else any(holds(found) for holds in others)
    )


def _exists(value: object) -> Predicate:
    if not isinstance(value, bool):
        raise Malformed(value, "true or false for 'exists'")
    return _negate(_is_absent) if value else _is_absent


def _like(value: object) -> Predicate:
    if not isinstance(value, str):
        return _never
    part = value.lower()
    return lambda found: isinstance(found, str) and part in found.lower()


def _matches(value: object) -> Predicate:
    if not isinstance(value, str):
        return _never
    fits = compile_wildcards(value)
    return lambda found: isinstance(found, str) and fits(found)


def _contains(value: object) -> Predicate:
    return lambda found: isinstance(found, list) and any(_same(item, value) for item in found)


def _ordered(compare: Callable[[Any, Any], bool], value: object) -> Predicate:
    """Return the test of values that can be compared with one: numbers, texts or instants alike."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | datetime):
        return _never
    if isinstance(value, datetime):
        value = in_utc(value)
    types = (int, float) if isinstance(value, int | float) else type(value)
    return lambda found: (
        isinstance(found, types) and not isinstance(found, bool) and compare(found, value)
    )


_OPERATORS: dict[str, Callable[[object], Predicate]] = {
    "eq": _eq,
    "ne": lambda value: _negate(_eq(value)),
    "lt": partial(_ordered, operator.lt),
    "le": partial(_ordered, operator.le),
    "gt": partial(_ordered, operator.gt),
    "ge": partial(_ordered, operator.ge),
    "in": _in,
    "like": _like,
    "matches": _matches,
    "contains": _contains,
    "exists": _exists,
}
