"""The one place where defaults enter a value: when it is made, or when a person asks for them."""

import math
from collections.abc import Callable
from typing import Final, Literal, cast

from streamlit_jsonschema_form.model.context import FormContext
from streamlit_jsonschema_form.model.field_info import FieldInfo, Option
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.scope import Declaration
from streamlit_jsonschema_form.model.state import State
from streamlit_jsonschema_form.model.tree import Node, build_tree
from streamlit_jsonschema_form.model.unions import branch_scope, selectable_branches
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.problems import JsonValue

Fill = Literal["none", "required", "all"]
_ROUNDS: Final = 64  # a default can turn a condition on, whose defaults can turn on another


def create(context: FormContext, fill: Fill, over: Value) -> Value:
    """Return `over` with what is missing filled in; keys that are there stay as they are.

    Args:
        context: the compiled schema.
        fill: `none` makes the bare container; `required` adds required objects, the defaults of
            required places and the constants that mark the branch shown; `all` adds every default.
        over: what to start from.
    """
    value = over
    if value is ABSENT:
        value = _start(context, build_tree(context, State(value)))
    if fill == "none" or value is ABSENT:
        return value
    return _complete(lambda v: build_tree(context, State(v)), value, everything=fill == "all")


def _start(context: FormContext, root: Node) -> Value:
    if root.info.default is not ABSENT:
        return root.info.default
    return {} if root.kind in (Kind.OBJECT, Kind.MAP) or _only_objects(context, root) else ABSENT


def _only_objects(context: FormContext, node: Node) -> bool:
    """Tell whether a place whose branch is not chosen yet holds an object whichever it will be."""
    if node.kind is not Kind.UNION or node.info.types:
        return node.info.types == {"object"} and not node.info.options
    numbers = {union.index for union in node.unions}
    branching = next((b for b, _ in node.scope.unions if b.index in numbers), None)
    if branching is None:
        return False
    scopes = [
        branch_scope(context, branching.branches[i], ABSENT) for i in selectable_branches(branching)
    ]
    return all(context.info(scope).types == {"object"} for scope in scopes)


def _complete(
    look: Callable[[JsonValue], Node], value: JsonValue, *, everything: bool
) -> JsonValue:
    """Fill a value, then what that puts in force, until nothing more is missing."""
    for _ in range(_ROUNDS):
        filled = _filled(look(value), value, frozenset(), everything=everything)
        if filled is value:
            break
        value = filled
    return value


def _filled(node: Node, value: JsonValue, above: frozenset[int], *, everything: bool) -> JsonValue:
    """Return what is at a place, filled; `above` are the subschemas around it, which may recur."""
    if node.kind not in (Kind.OBJECT, Kind.MAP, Kind.ARRAY) or value is None:
        return value
    above |= {id(sub.schema) for sub in node.scope.subs}
    found: dict[str | int, JsonValue] = {}
    for child in node.children():
        if child.value is ABSENT:
            wanted = _is_filled(child, everything=everything)
            first = _first(node, child) if wanted else ABSENT
            recurs = isinstance(first, dict) and _recurs(child, above)
        else:
            first = _filled(child, child.value, above, everything=everything)
            recurs = first is child.value
        if first is not ABSENT and not recurs:
            found[child.path[-1]] = first
    if not found:
        return value
    if isinstance(value, list):
        return [found.get(index, item) for index, item in enumerate(value)]
    return cast(JsonValue, {**cast(dict[str, JsonValue], value), **found})


def _is_filled(node: Node, *, everything: bool) -> bool:
    """Tell whether a place gets its default: as `x-ui.fill` says, else where it is asked for."""
    fill = node.info.ui.get("fill")
    return fill if isinstance(fill, bool) else everything or node.required


def _first(parent: Node, node: Node) -> Value:
    if node.info.default is not ABSENT:
        return node.info.default
    if parent.value == {} and node.required and _is_mark(parent, node):
        return cast(tuple[Option, ...], node.info.options)[0].value
    return {} if node.required and node.kind is Kind.OBJECT else ABSENT


def _is_mark(parent: Node, node: Node) -> bool:
    chosen = ((branching, number) for branching, number in parent.scope.unions)
    branches = [branching.branches[number] for branching, number in chosen if number is not None]
    return any(is_branch_constant(node, branch.via) for branch in branches)


def is_branch_constant(node: Node, via: tuple[str, ...]) -> bool:
    """Tell whether a field can only hold one constant, because of the branch in force for `via`."""
    of_branch = any(sub.via[: len(via)] == via for sub in node.scope.subs)
    return of_branch and len(node.info.options or ()) == 1


def _recurs(node: Node, above: frozenset[int]) -> bool:
    return not above.isdisjoint(id(sub.schema) for sub in node.scope.subs)


_BLANKS: Final[dict[str, JsonValue]] = {
    "object": {},
    "array": [],
    "string": "",
    "integer": 0,
    "number": 0,
    "boolean": False,
    "null": None,
}


def blank(node: Node) -> JsonValue:
    """Return a first value for a place that is added: its default, else the simplest.

    A new object has what `create` gives a required one.
    """
    first = _simplest(node)
    if first != {}:
        return first
    declaration = Declaration(node.scope.subs, node.origin)

    def look(value: JsonValue) -> Node:
        return node.factory.node(node.id, node.path, declaration, value, required=True)

    return _complete(look, first, everything=False)


def _simplest(node: Node) -> JsonValue:
    info = node.info
    if info.default is not ABSENT and info.allows(info.default):
        return info.default
    if info.options:
        return info.options[0].value
    if len(info.types) != 1:
        return None if not info.types or info.nullable else _BLANKS[sorted(info.types)[0]]
    (kind,) = info.types
    return _least(info) if kind in ("integer", "number") else _BLANKS[kind]


def _least(info: FieldInfo) -> int | float:
    """Return the number nearest to zero that the closed bounds allow, whole where it must be."""
    if info.low and info.low.value > 0:
        return math.ceil(info.low.value) if info.whole else info.low.value
    if info.high and info.high.value < 0:
        return math.floor(info.high.value) if info.whole else info.high.value
    return 0
