"""What an operator and a value mean for one kind of field: text, flag, presence, time, free JSON."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from registry.api.filters.tree import BadFilter
from registry.store.records import AllOf, AnyOf, Compare, Field, Filter, Not, Operator
from streamlit_jsonschema_form.json_text import InvalidText, read_json
from streamlit_jsonschema_form.problems import JsonValue

Rule = Callable[[str, JsonValue], Filter]
"""Makes a question to the store from an operator and a value. Raises BadFilter."""

NOTHING: Final[Filter] = AnyOf()
EVERYTHING: Final[Filter] = AllOf()

_ORDERS: Final[Mapping[str, Operator]] = {"$gt": "gt", "$gte": "ge", "$lt": "lt", "$lte": "le"}


def text(field: Field) -> Rule:
    """Compare texts; null stands for absent."""
    return lambda operator, value: _TEXT[operator](field, value)


def free(field: Field) -> Rule:
    """Compare JSON; a text that looks like a number or a truth stands for that, too."""

    def build(operator: str, value: JsonValue) -> Filter:
        if operator in ("$in", "$nin"):
            values = [reading for each in _list(value) for reading in _readings(each)]
            return _TEXT[operator](field, values)
        return AnyOf(tuple(_TEXT[operator](field, each) for each in _readings(value)))

    return build


def flag(field: Field) -> Rule:
    """Compare truths."""

    def build(operator: str, value: JsonValue) -> Filter:
        if operator in ("$in", "$nin"):
            return _TEXT[operator](field, [_flag(each) for each in _list(value)])
        if operator != "$eq":
            raise _unsupported_operator(operator, "$eq, $in, $nin")
        return Compare(field, "eq", None if value is None else _flag(value))

    return build


def presence(field: Field) -> Rule:
    """True asks for what is there, false and null for what is not."""
    return has(Compare(field, "exists", value=True))


def has(present: Filter) -> Rule:
    """Ask for what is present with true, for what is not with false."""

    def build(operator: str, value: JsonValue) -> Filter:
        if operator not in ("$eq", "$exists"):
            raise _unsupported_operator(operator, "$eq, $exists")
        return present if value is not None and _flag(value) else Not(present)

    return build


def either(first: Rule, other: Rule) -> Rule:
    """Ask the first for a truth, the other for anything else."""

    def build(operator: str, value: JsonValue) -> Filter:
        return (first if operator == "$eq" and is_flag(value) else other)(operator, value)

    return build


def instant(field: Field) -> Rule:
    """Compare times: ISO 8601, in UTC unless it names a zone."""

    def build(operator: str, value: JsonValue) -> Filter:
        if operator in ("$in", "$nin"):
            chosen = AnyOf(tuple(Compare(field, "eq", _instant(each)) for each in _list(value)))
            return Not(chosen) if operator == "$nin" else chosen
        if operator == "$eq":
            return Compare(field, "eq", None if value is None else _instant(value))
        if operator not in _ORDERS:
            raise _unsupported_operator(operator, ", ".join(("$eq", *_ORDERS)))
        return Compare(field, _ORDERS[operator], _instant(value))

    return build


def constant(actual: str) -> Rule:
    """Compare with what is the same everywhere."""

    def build(operator: str, value: JsonValue) -> Filter:
        if operator == "$eq":
            return EVERYTHING if value == actual else NOTHING
        if operator in ("$in", "$nin"):
            return EVERYTHING if (actual in _list(value)) == (operator == "$in") else NOTHING
        raise _unsupported_operator(operator, "$eq, $in, $nin")

    return build


def is_flag(value: JsonValue) -> bool:
    """Tell whether a value is a truth, or a text that says one."""
    return isinstance(value, bool) or (
        isinstance(value, str) and value.lower() in ("true", "false")
    )


def _flag(value: JsonValue) -> bool:
    if not is_flag(value):
        raise BadFilter(f"expected true or false in the filter, got {str(value)[:60]!r}")
    return value if isinstance(value, bool) else str(value).lower() == "true"


def _list(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, list):
        return value
    return list(value.split(",")) if isinstance(value, str) else [value]


def _instant(value: JsonValue) -> datetime:
    try:
        read = datetime.fromisoformat(value if isinstance(value, str) else "")
        return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        example = "2026-01-31T12:00:00"
        raise BadFilter(
            f"expected a time such as {example} in the filter, got {str(value)[:60]!r}"
        ) from error


def _readings(value: JsonValue) -> tuple[JsonValue, ...]:
    """Return a value, and what its text says as JSON if that is a number or a truth."""
    if not isinstance(value, str):
        return (value,)
    try:
        read = read_json(value)
    except InvalidText:
        return (value,)
    return (value, read) if isinstance(read, bool | int | float) else (value,)


def _eq(field: Field, value: JsonValue) -> Filter:
    return Compare(field, "eq", value)


def _in(field: Field, value: JsonValue) -> Filter:
    return Compare(field, "in", _list(value))


def _nin(field: Field, value: JsonValue) -> Filter:
    return Not(_in(field, value))


def _like(field: Field, value: JsonValue) -> Filter:
    if isinstance(value, list | dict | None):
        raise BadFilter(f"expected a text for $like, got {str(value)[:60]}")
    part = str(value)
    if "%" in part or "_" in part:
        return Compare(field, "matches", f"%{part}%")
    return Compare(field, "like", part)


def _exists(field: Field, value: JsonValue) -> Filter:
    return Compare(field, "exists", _flag(value))


def _contains(field: Field, value: JsonValue) -> Filter:
    return AnyOf(tuple(Compare(field, "contains", each) for each in _readings(value)))


def _order(operator: Operator) -> Callable[[Field, JsonValue], Filter]:
    return lambda field, value: Compare(field, operator, value)


_TEXT: Final[Mapping[str, Callable[[Field, JsonValue], Filter]]] = {
    "$eq": _eq,
    "$in": _in,
    "$nin": _nin,
    "$like": _like,
    "$exists": _exists,
    "$contains": _contains,
    **{name: _order(operator) for name, operator in _ORDERS.items()},
}


def _unsupported_operator(operator: str, known: str) -> BadFilter:
    return BadFilter(f"{operator} does not go with this field; expected {known}")
