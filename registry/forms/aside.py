"""Values out of force: kept aside when an edit hides their place, brought back when it returns.

What a person typed under a condition that no longer holds, or in a branch that is no longer chosen, is
not sent and not lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, cast

from registry.errors import Json, Path
from registry.forms.creation import blank, marks
from registry.forms.facts import Option, suits
from registry.forms.form import Form
from registry.forms.items import items_of
from registry.forms.keys import in_force, property_of
from registry.forms.kinds import BRANCH_TYPES, TYPE_UNION
from registry.forms.plan import Node, Planner
from registry.forms.scope import Sub
from registry.forms.state import Aside, State, child_id, is_within, path_of, place_id
from registry.forms.unions import mark_of
from registry.forms.values import ABSENT, Value, drop, equal, get, insert_key, put

_ROUNDS: Final = 8  # what one key hides can hide another in turn


@dataclass(frozen=True, slots=True)
class Choose:
    """Show another branch of a union at a place; the data of the old one are kept aside."""

    path: Path
    union: int
    branch: int


def choose(form: Form, state: State, edit: Choose) -> State:
    """Return the state with another branch shown.

    A value that cannot be one of the new branch waits aside under the old one, the constants that mark
    the new branch are written, and what the old one alone described is left to `settle`.
    """
    before = Planner(form, state).at(edit.path)
    place = f"{before.id}|{edit.union}"
    state = replace(state, choices={**state.choices, place: edit.branch})
    node = _narrowed(Planner(form, state).at(edit.path), edit)
    order = _before(state.value, edit.path)
    vacant = node.value is ABSENT or (node.value is None and edit.union == TYPE_UNION)
    if not vacant and not suits(node.value, node.facts):
        old = next((u.chosen for u in before.unions if u.index == edit.union), None)
        aside = Aside(cast(Json, node.value), order or ())
        parked = {**state.parked, f"{place}|{old}": aside}
        state, vacant = replace(state, parked=parked), True
        if not node.enduring:
            state = replace(state, value=drop(state.value, edit.path))
    if vacant:
        state = _begin(state, node, f"{place}|{edit.branch}", order)
    return _mark(form, state, edit)


def _narrowed(node: Node, edit: Choose) -> Node:
    """Return a node as its place will be: where a type was chosen, the value does not tell it yet."""
    if edit.union != TYPE_UNION:
        return node
    only = frozenset({BRANCH_TYPES[edit.branch]})
    return replace(node, facts=replace(node.facts, types=only))


def _before(value: Value, path: Path) -> tuple[str, ...] | None:
    """Return the keys that stand before a place in its object; None when it is not there."""
    holder = get(value, path[:-1]) if path else None
    if not isinstance(holder, dict) or path[-1] not in holder:
        return None
    keys = list(holder)
    return tuple(keys[: keys.index(path[-1])])


def _begin(state: State, node: Node, place: str, order: tuple[str, ...] | None) -> State:
    """Fill a vacant place: with what waited under its branch, else with the least it can hold.

    Either stands where the former value stood among the keys of its object.
    """
    parked = dict(state.parked)
    if place in parked:
        kept = parked.pop(place)
        first, order = kept.value, kept.after
    elif node.enduring or not {"object", "array"}.isdisjoint(node.facts.types):
        first = blank(node)
    else:
        return state
    return replace(state, value=_put_behind(state.value, node.path, first, order), parked=parked)


def _put_behind(value: Value, path: Path, new: Json, order: tuple[str, ...] | None) -> Value:
    holder = get(value, path[:-1]) if path else None
    if order is None or not isinstance(holder, dict) or path[-1] in holder:
        return put(value, path, new)
    return put(value, path[:-1], insert_key(holder, cast(str, path[-1]), new, order))


def _mark(form: Form, state: State, edit: Choose) -> State:
    """Write the constants that mark the branch: `kind: "a"` where the branch demands it."""
    node = Planner(form, state).at(edit.path)
    if not isinstance(node.value, dict):
        return state
    branching = next((b for b, _ in node.scope.unions if b.index == edit.union), None)
    if branching is None:
        return state
    way = branching.branches[edit.branch].via
    if marked := mark_of(branching, edit.branch):
        state = replace(state, value=put(state.value, (*edit.path, marked[0]), marked[1]))
    for child in node.children():
        if marks(child, way) and (child.required or child.value is not ABSENT):
            const = cast(tuple[Option, ...], child.facts.options)[0].value
            if child.value is ABSENT or not equal(child.value, const):
                state = replace(state, value=put(state.value, child.path, const))
    return state


def settle(form: Form, before: State, after: State, own: Path | None) -> State:
    """Set aside what an edit put out of force; bring back what it put in force again.

    Args:
        form: the schema.
        before: the state before the edit.
        after: the state after it.
        own: the place that the edit itself wrote, whose inside is as the person wants it.
    """
    own_place = None if own is None else place_id(before, own)
    described: set[str] | None = None
    for _ in range(_ROUNDS):
        value = after.value
        if own_place != "":
            if described is None:
                described = {place for place, _, known in present(form, before) if known}
            for place, path, known in list(present(form, after)):
                if known or place not in described:
                    continue
                if own_place is None or not is_within(own_place, place):
                    after = _set_aside(after, path)
        after = _restore(form, after)
        if after.value is value:
            break
    return after


def _set_aside(state: State, path: Path) -> State:
    holder = cast(dict[str, Json], get(state.value, path[:-1]))
    key, place = cast(str, path[-1]), place_id(state, path[:-1])
    order = list(_with_hidden(state, place, holder))
    kept = Aside(holder[key], tuple(order[: order.index(key)]))
    aside = {**state.aside, (place, key): kept}
    return replace(state, value=drop(state.value, path), aside=aside)


def _with_hidden(state: State, place: str, holder: dict[str, Json]) -> dict[str, Json]:
    """Return an object as if nothing of it waited aside, which tells the order of its keys."""
    for (where, key), kept in reversed(list(state.aside.items())):
        if where == place and key not in holder:
            holder = insert_key(holder, key, kept.value, kept.after)
    return holder


def _restore(form: Form, state: State) -> State:
    for (place, key), kept in reversed(list(state.aside.items())):
        path = path_of(state, place)
        holder = None if path is None else get(state.value, path)
        if path is None or not isinstance(holder, dict) or key in holder:
            continue
        if not in_force(property_of(Planner(form, state).at(path).scope, key)):
            continue
        rest = {where: other for where, other in state.aside.items() if where != (place, key)}
        filled = put(state.value, path, insert_key(holder, key, kept.value, kept.after))
        state = replace(state, value=filled, aside=rest)
    return state


Present = tuple[str, Path, bool]


def present(form: Form, state: State) -> Iterator[Present]:
    """Walk every key that is there: its place, its path, and whether something in force describes it."""
    planner = Planner(form, state)
    root = planner.root()
    yield from _walk(planner, state, root.id, (), root.scope.subs, root.value)


def _walk(
    planner: Planner, state: State, place: str, path: Path, subs: tuple[Sub, ...], value: Value
) -> Iterator[Present]:
    if not isinstance(value, (dict, list)):
        return
    scope = planner.scope(place, subs, value)
    if isinstance(value, list):
        for index, item_id in enumerate(state.item_ids(place, len(value))):
            inner = items_of(scope, index)
            row = child_id(place, item_id)
            yield from _walk(planner, state, row, (*path, index), inner, value[index])
        return
    for key, child in value.items():
        by = property_of(scope, key)
        known, inside = in_force(by), child_id(place, key)
        yield inside, (*path, key), known
        if known:
            yield from _walk(planner, state, inside, (*path, key), by.subs, child)
