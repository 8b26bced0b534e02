"""The one place where defaults enter a value: when it is made, or when a person asks for them."""

from typing import TYPE_CHECKING, Final, Literal

from registry.errors import Json
from registry.forms.facts import Facts
from registry.forms.plan import Kind, Node, Planner
from registry.forms.state import State
from registry.forms.values import ABSENT, Value, put

if TYPE_CHECKING:
    from registry.forms.form import Form

Fill = Literal["none", "required", "all"]
_ROUNDS: Final = 8  # a default can turn a condition on, whose defaults can turn on another


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


def _fill(node: Node, value: Value, *, everything: bool) -> Value:
    if node.kind is not Kind.OBJECT or not isinstance(node.value, dict):
        return value
    for child in node.children():
        wanted = everything or child.required
        if child.value is ABSENT and wanted:
            if child.facts.default is not ABSENT:
                value = put(value, child.path, child.facts.default)
            elif child.required and child.kind is Kind.OBJECT:
                value = put(value, child.path, {})
        elif isinstance(child.value, dict):
            value = _fill(child, value, everything=everything)
    return value


_BLANKS: Final[dict[str, Json]] = {
    "object": {},
    "array": [],
    "string": "",
    "boolean": False,
    "null": None,
}


def blank(form: "Form", node: Node) -> Json:
    """Return a first value for a new item, which cannot be absent: its default, else the simplest."""
    facts = node.facts
    if facts.default is not ABSENT:
        return facts.default
    if facts.options:
        return facts.options[0].value
    if len(facts.types) != 1:
        return None if not facts.types or facts.nullable else _BLANKS[sorted(facts.types)[0]]
    (kind,) = facts.types
    return _least(facts) if kind in ("integer", "number") else _BLANKS[kind]


def _least(facts: Facts) -> int | float:
    """Return the number nearest to zero that the closed bounds allow."""
    if facts.low and facts.low.value > 0:
        return facts.low.value
    if facts.high and facts.high.value < 0:
        return facts.high.value
    return 0
