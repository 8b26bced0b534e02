"""A filter as a tree of conditions, whichever way it was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from registry.errors import Unacceptable
from streamlit_jsonschema_form.problems import JsonValue

LOGICAL: Final = ("$and", "$or", "$not")
OPERATORS: Final = (
    *("$eq", "$like", "$in", "$nin", "$gt", "$gte", "$lt", "$lte"),
    *("$exists", "$contains"),
)

MAX_DEPTH: Final = 20
"""Levels of conditions within conditions."""

MAX_NODES: Final = 500
"""Conditions and groups in one filter."""


class BadFilter(Unacceptable):
    """A filter that cannot be read, or that asks for what is not there."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One field against one value.

    Attributes:
        field: its name, with dots for what is inside.
        operator: one of `OPERATORS`.
        value: JSON; texts where the syntax has no types.
    """

    field: str
    operator: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class ConditionGroup:
    """All of the parts, any of them, or none of the one."""

    operator: Literal["$and", "$or", "$not"]
    parts: tuple["Node", ...]


Node = Condition | ConditionGroup


def all_of(parts: Sequence[Node]) -> Node:
    """Join parts that must all hold; one needs no group."""
    return parts[0] if len(parts) == 1 else ConditionGroup("$and", tuple(parts))


def check_size(node: Node) -> None:
    """Raise BadFilter for a filter that is too deep or too large to be asked in bounded time."""
    level, total = [node], 1
    for _ in range(MAX_DEPTH):
        level = [part for each in level if isinstance(each, ConditionGroup) for part in each.parts]
        total += len(level)
        if total > MAX_NODES:
            raise BadFilter(f"expected a filter of at most {MAX_NODES} conditions; ask for less")
        if not level:
            return
    raise BadFilter(f"expected a filter of at most {MAX_DEPTH} levels; flatten it")


def write_tree(node: Node) -> dict[str, JsonValue]:
    """Write a filter in operator form: `{"name": {"$eq": "a"}}`."""
    if isinstance(node, Condition):
        return {node.field: {node.operator: node.value}}
    parts: list[JsonValue] = [write_tree(part) for part in node.parts]
    return {node.operator: parts[0] if node.operator == "$not" else parts}
