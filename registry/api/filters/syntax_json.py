"""Filters written as JSON objects: `{"name": {"$like": "llama"}}`."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from registry.api.filters.tree import (
    LOGICAL,
    OPERATORS,
    BadFilter,
    Condition,
    ConditionGroup,
    Node,
    all_of,
)
from streamlit_jsonschema_form.json_text import InvalidText, read_json
from streamlit_jsonschema_form.problems import JsonValue


def parse_json_text(text: str) -> Node:
    """Read a filter from JSON text. Raises BadFilter."""
    value = read_value(text)
    if not isinstance(value, dict):
        raise BadFilter(f"expected a JSON object as the filter, got {text[:60]}")
    return read_object(value)


def read_value(text: str) -> JsonValue:
    """Read a JSON value within a filter. Raises BadFilter."""
    try:
        return read_json(text)
    except InvalidText as error:
        raise BadFilter(f"Invalid JSON in filter parameter: {text[:60]} ({error})") from error


def read_object(value: Mapping[str, JsonValue]) -> Node:
    """Read an object of fields, or of one logical operator. Raises BadFilter."""
    _refuse_mixture(value)
    return all_of(_not_empty([_read_member(name, given) for name, given in value.items()]))


def read_field(field: str, value: JsonValue) -> Node:
    """Read what is demanded of one field: a value, or an object of operators."""
    if not isinstance(value, dict):
        return Condition(field, "$in" if isinstance(value, list) else "$eq", value)
    _refuse_mixture(value)
    return all_of(_not_empty([_read_demand(field, name, given) for name, given in value.items()]))


def name_operator(name: str) -> str | None:
    """Return an operator by its name, with `$` or without it; None if there is none."""
    full = name if name.startswith("$") else f"${name}"
    return full if full in OPERATORS else None


def _read_member(name: str, value: JsonValue) -> Node:
    if name in LOGICAL:
        return _LOGICAL[name](value, lambda part: read_object(_object(part, name)))
    if name.startswith("$"):
        raise BadFilter(f"{name!r} is not a valid FilterOperator here; name a field first")
    return read_field(name, value)


def _read_demand(field: str, name: str, value: JsonValue) -> Node:
    if name in (*LOGICAL, "not"):
        return _LOGICAL[f"${name.lstrip('$')}"](value, lambda part: read_field(field, part))
    operator = name_operator(name)
    if operator is not None:
        return Condition(field, operator, value)
    if name.startswith("$"):
        known = ", ".join(OPERATORS)
        raise BadFilter(f"{name!r} is not a valid FilterOperator; there are {known}")
    return read_field(f"{field}.{name}", value)


def _object(value: JsonValue, where: str) -> dict[str, JsonValue]:
    if isinstance(value, dict):
        return value
    raise BadFilter(f"expected an object of fields in {where}, got {str(value)[:60]}")


def _read_list(operator: Any) -> Callable[[JsonValue, Callable[[JsonValue], Node]], Node]:
    def read(value: JsonValue, read_part: Callable[[JsonValue], Node]) -> Node:
        if not isinstance(value, list):
            raise BadFilter(f"expected a list in {operator}, got {str(value)[:60]}")
        return ConditionGroup(operator, tuple(_not_empty([read_part(part) for part in value])))

    return read


def _read_not(value: JsonValue, read_part: Callable[[JsonValue], Node]) -> Node:
    return ConditionGroup("$not", (read_part(value),))


_LOGICAL: Final = {"$and": _read_list("$and"), "$or": _read_list("$or"), "$not": _read_not}


def _not_empty(parts: list[Node]) -> list[Node]:
    if parts:
        return parts
    raise BadFilter("expected at least one condition, got none; leave the filter out instead")


def _refuse_mixture(value: Mapping[str, JsonValue]) -> None:
    logical = list(_logical_in(value))
    if logical and len(value) > 1:
        raise BadFilter(
            f"filter mixes a logical operator with sibling keys ({list(value)}); wrap the siblings "
            "inside the logical operator or under an explicit $and"
        )


def _logical_in(value: Mapping[str, JsonValue]) -> Iterator[str]:
    return (name for name in value if name in LOGICAL)
