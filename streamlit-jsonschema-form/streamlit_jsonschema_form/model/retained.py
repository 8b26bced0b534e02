"""Retained values: removed when an edit leaves their key undescribed, restored when it is described.

What a person typed under a condition that no longer holds, or in a branch that is no longer chosen, is
neither sent nor lost.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from streamlit_jsonschema_form.model.branch_lock import BranchLock, apply_lock
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.ids import child_id, is_within
from streamlit_jsonschema_form.model.keys import is_described, property_declaration
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.state import RetainedValue, State, path_of, place_id
from streamlit_jsonschema_form.model.values import drop, get, insert_key, put
from streamlit_jsonschema_form.problems import JsonPath, JsonValue

_ROUNDS: Final = 8  # what one key hides can hide another in turn


@dataclass(frozen=True, slots=True)
class EditEffect:
    """What an edit implies for the values that become undescribed.

    Attributes:
        own: the place that the edit wrote; nothing inside it is removed.
        lock: the branches around it, which stay shown.
        branch: the branch that it leaves, as `place|union|branch`; empty for other edits.
    """

    own: JsonPath | None
    lock: BranchLock
    branch: str = ""


def update_retained(form: Form, before: State, after: State, effect: EditEffect) -> State:
    """Remove and retain what an edit leaves undescribed; restore what it describes again."""
    own = None if effect.own is None else place_id(before, effect.own)
    described: dict[str, bool] = {}
    for _ in range(_ROUNDS):
        after = apply_lock(form, after, effect.lock)
        value = after.value
        if own != "":
            described = described or {place: known for place, _, known in walk_keys(form, before)}
            after = _retain_undescribed(form, after, described, own, effect.branch)
        after = _restore(form, after)
        if after.value is value:
            break
    return after


def _retain_undescribed(
    form: Form, state: State, described: Mapping[str, bool], own: str | None, branch: str
) -> State:
    """Retain what was described and no longer is; note what is described for the first time."""
    for place, path, known in list(walk_keys(form, state)):
        if own is not None and is_within(own, place):
            continue
        if known and not described.get(place, True):
            state = replace(state, extras=state.extras | {place})
        elif not known and described.get(place) and place not in state.extras:
            state = _retain(state, path, branch)
    return state


def _retain(state: State, path: JsonPath, branch: str) -> State:
    parent = cast(dict[str, JsonValue], get(state.value, path[:-1]))
    key, place = cast(str, path[-1]), place_id(state, path[:-1])
    order = list(_with_retained(state, place, parent))
    kept = RetainedValue(parent[key], tuple(order[: order.index(key)]), branch)
    aside = {**state.retained, (place, key): kept}
    return replace(state, value=drop(state.value, path), retained=aside)


def _with_retained(state: State, place: str, parent: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return an object with its retained values in it, for the order of its keys."""
    for (where, key), kept in reversed(list(state.retained.items())):
        if where == place and key not in parent:
            parent = insert_key(parent, key, kept.value, kept.after)
    return parent


def _restore(form: Form, state: State) -> State:
    for (place, key), kept in reversed(list(state.retained.items())):
        path = _parent_with_room(state, place, key)
        if path is None:
            continue
        if is_described(property_declaration(form.plan(state).at(path).scope, key)):
            state = _put_back(state, path, (place, key), kept)
    return state


def restore_branch(state: State, branch: str) -> State:
    """Restore all that was retained when a branch was left, described or not."""
    for (place, key), kept in reversed(list(state.retained.items())):
        path = _parent_with_room(state, place, key) if kept.branch == branch else None
        if path is not None:
            state = _put_back(state, path, (place, key), kept)
    return state


def _parent_with_room(state: State, place: str, key: str) -> JsonPath | None:
    """Find the object that can take a key back; None without one, or where the key is there."""
    path = path_of(state, place)
    parent = None if path is None else get(state.value, path)
    return path if isinstance(parent, dict) and key not in parent else None


def _put_back(state: State, path: JsonPath, at: tuple[str, str], kept: RetainedValue) -> State:
    parent = cast(dict[str, JsonValue], get(state.value, path))
    rest = {where: other for where, other in state.retained.items() if where != at}
    filled = put(state.value, path, insert_key(parent, at[1], kept.value, kept.after))
    return replace(state, value=filled, retained=rest)


KeyPlace = tuple[str, JsonPath, bool]


def walk_keys(form: Form, state: State) -> Iterator[KeyPlace]:
    """Walk every key that is there: its place, its path, and whether anything describes it."""
    yield from _walk(form.plan(state))


def _walk(node: Node) -> Iterator[KeyPlace]:
    if isinstance(node.value, list):
        for row in _rows(node, node.value):
            yield from _walk(row)
    elif isinstance(node.value, dict):
        for key, child in node.value.items():
            known = is_described(property_declaration(node.scope, key))
            yield child_id(node.id, key), (*node.path, key), known
            if known and isinstance(child, (dict, list)):
                yield from _walk(node.entry(key))


def _rows(node: Node, items: list[JsonValue]) -> Iterable[Node]:
    """Return the rows of a list that hold others, however it is drawn."""
    if node.kind in (Kind.ARRAY, Kind.TUPLE):
        return node.children()
    return (node.item(at) for at, each in enumerate(items) if isinstance(each, (dict, list)))
