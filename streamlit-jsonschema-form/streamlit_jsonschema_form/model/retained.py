"""Values out of force: kept aside when an edit hides their place, brought back when it returns.

What a person typed under a condition that no longer holds, or in a branch that is no longer chosen, is
not sent and not lost.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from streamlit_jsonschema_form.model.branch_lock import Shown, hold
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.ids import child_id, is_within
from streamlit_jsonschema_form.model.keys import in_force, property_of
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.state import State, path_of, place_id
from streamlit_jsonschema_form.model.values import drop, get, insert_key, put
from streamlit_jsonschema_form.model.waiting import Aside
from streamlit_jsonschema_form.problems import JsonPath, JsonValue

_ROUNDS: Final = 8  # what one key hides can hide another in turn


@dataclass(frozen=True, slots=True)
class Cause:
    """What an edit means to what it puts out of force.

    Attributes:
        own: the place that the edit itself wrote, whose inside is as the person wants it.
        shown: the branches around it, which are to stay.
        branch: the branch that it leaves, as `place|union|branch`; empty for other edits.
    """

    own: JsonPath | None
    shown: Shown
    branch: str = ""


def settle(form: Form, before: State, after: State, cause: Cause) -> State:
    """Set aside what an edit put out of force; bring back what it put in force again."""
    own = None if cause.own is None else place_id(before, cause.own)
    described: dict[str, bool] = {}
    for _ in range(_ROUNDS):
        after = hold(form, after, cause.shown)
        value = after.value
        if own != "":
            described = described or {place: known for place, _, known in present(form, before)}
            after = _swept(form, after, described, own, cause.branch)
        after = _restore(form, after)
        if after.value is value:
            break
    return after


def _swept(
    form: Form, state: State, described: Mapping[str, bool], own: str | None, branch: str
) -> State:
    """Set aside what was described and is no more; note what nothing described until now."""
    for place, path, known in list(present(form, state)):
        if own is not None and is_within(own, place):
            continue
        if known and not described.get(place, True):
            state = replace(state, strays=state.strays | {place})
        elif not known and described.get(place) and place not in state.strays:
            state = _set_aside(state, path, branch)
    return state


def _set_aside(state: State, path: JsonPath, branch: str) -> State:
    holder = cast(dict[str, JsonValue], get(state.value, path[:-1]))
    key, place = cast(str, path[-1]), place_id(state, path[:-1])
    order = list(_with_hidden(state, place, holder))
    kept = Aside(holder[key], tuple(order[: order.index(key)]), branch)
    aside = {**state.aside, (place, key): kept}
    return replace(state, value=drop(state.value, path), aside=aside)


def _with_hidden(state: State, place: str, holder: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return an object as if nothing of it waited aside, which tells the order of its keys."""
    for (where, key), kept in reversed(list(state.aside.items())):
        if where == place and key not in holder:
            holder = insert_key(holder, key, kept.value, kept.after)
    return holder


def _restore(form: Form, state: State) -> State:
    for (place, key), kept in reversed(list(state.aside.items())):
        path = _vacant(state, place, key)
        if path is None:
            continue
        if in_force(property_of(form.plan(state).at(path).scope, key)):
            state = _bring_back(state, path, (place, key), kept)
    return state


def put_back(state: State, branch: str) -> State:
    """Return all that waits since a branch was left, whatever is in force of it."""
    for (place, key), kept in reversed(list(state.aside.items())):
        path = _vacant(state, place, key) if kept.branch == branch else None
        if path is not None:
            state = _bring_back(state, path, (place, key), kept)
    return state


def _vacant(state: State, place: str, key: str) -> JsonPath | None:
    """Find the object that has room for a key again; None where there is none, or the key is there."""
    path = path_of(state, place)
    holder = None if path is None else get(state.value, path)
    return path if isinstance(holder, dict) and key not in holder else None


def _bring_back(state: State, path: JsonPath, at: tuple[str, str], kept: Aside) -> State:
    holder = cast(dict[str, JsonValue], get(state.value, path))
    rest = {where: other for where, other in state.aside.items() if where != at}
    filled = put(state.value, path, insert_key(holder, at[1], kept.value, kept.after))
    return replace(state, value=filled, aside=rest)


Present = tuple[str, JsonPath, bool]


def present(form: Form, state: State) -> Iterator[Present]:
    """Walk every key that is there: its place, its path, and whether something in force describes it."""
    yield from _walk(form.plan(state))


def _walk(node: Node) -> Iterator[Present]:
    if isinstance(node.value, list):
        for row in _rows(node, node.value):
            yield from _walk(row)
    elif isinstance(node.value, dict):
        for key, child in node.value.items():
            known = in_force(property_of(node.scope, key))
            yield child_id(node.id, key), (*node.path, key), known
            if known and isinstance(child, (dict, list)):
                yield from _walk(node.entry(key))


def _rows(node: Node, items: list[JsonValue]) -> Iterable[Node]:
    """Return the rows of a list that hold others, however it is drawn."""
    if node.kind in (Kind.ARRAY, Kind.TUPLE):
        return node.children()
    return (node.item(at) for at, each in enumerate(items) if isinstance(each, (dict, list)))
