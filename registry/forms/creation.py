"""The one place where defaults enter a value: when it is made, or when a person asks for them."""

import math
from typing import TYPE_CHECKING, Final, Literal

from registry.errors import Json
from registry.forms.facts import Facts, suits
from registry.forms.plan import Kind, Node, Planner
from registry.forms.state import State
from registry.forms.values import ABSENT, Value, put

if TYPE_CHECKING:
    from registry.forms.form import Form

Fill = Literal["none", "required", "all"]
_ROUNDS: Final = 64  # a default can turn a condition on, whose defaults can turn on another


def create(form: "Form", fill: Fill, over: Value) -> Value:
    """Return `over` with what is missing filled in; keys that are there stay as they are.

    Args:
        form: the compiled schema.
        fill: `none` makes the bare container; `required` adds required objects and the defaults of
            required places; `all` adds every default.
        over: what to start from.
    """
    value = over
    root = Planner(form, State(value)).root()
    if value is ABSENT:
        value = _start(root)
    if fill == "none":
        return value
    for _ in range(_ROUNDS):
        filled = _fill(Planner(form, State(value)).root(), value, everything=fill == "all")
        if filled is value:
            break
        value = filled
    return value


def _start(root: Node) -> Value:
    if root.facts.default is not ABSENT:
        return root.facts.default
    return {} if root.kind in (Kind.OBJECT, Kind.MAP) else ABSENT


def _fill(
    node: Node, value: Value, *, everything: bool, above: frozenset[int] = frozenset()
) -> Value:
    """Fill one object; `above` are the subschemas around it, because a recursive one has no end."""
    if node.kind is not Kind.OBJECT or not isinstance(node.value, dict):
        return value
    above |= {id(sub.schema) for sub in node.scope.subs}
    for child in node.children():
        if child.value is ABSENT:
            first = _first(child) if _is_filled(child, everything=everything) else ABSENT
            if first is not ABSENT and not (isinstance(first, dict) and _recurs(child, above)):
                value = put(value, child.path, first)
        elif isinstance(child.value, dict):
            value = _fill(child, value, everything=everything, above=above)
    return value


def _is_filled(node: Node, *, everything: bool) -> bool:
    """Tell whether a place gets its default: as `x-ui.fill` says, else where it is asked for."""
    fill = node.facts.ui.get("fill")
    return fill if isinstance(fill, bool) else everything or node.required


def _first(node: Node) -> Value:
    if node.facts.default is not ABSENT:
        return node.facts.default
    return {} if node.required and node.kind is Kind.OBJECT else ABSENT


def _recurs(node: Node, above: frozenset[int]) -> bool:
    return not above.isdisjoint(id(sub.schema) for sub in node.scope.subs)


_BLANKS: Final[dict[str, Json]] = {
    "object": {},
    "array": [],
    "string": "",
    "integer": 0,
    "number": 0,
    "boolean": False,
    "null": None,
}


def blank(form: "Form", node: Node) -> Json:
    """Return a first value for a new item, which cannot be absent: its default, else the simplest."""
    facts = node.facts
    if facts.default is not ABSENT and suits(facts.default, facts):
        return facts.default
    if facts.options:
        return facts.options[0].value
    if len(facts.types) != 1:
        return None if not facts.types or facts.nullable else _BLANKS[sorted(facts.types)[0]]
    (kind,) = facts.types
    return _least(facts) if kind in ("integer", "number") else _BLANKS[kind]


def _least(facts: Facts) -> int | float:
    """Return the number nearest to zero that the closed bounds allow, whole where it must be."""
    if facts.low and facts.low.value > 0:
        return math.ceil(facts.low.value) if facts.whole else facts.low.value
    if facts.high and facts.high.value < 0:
        return math.floor(facts.high.value) if facts.whole else facts.high.value
    return 0
