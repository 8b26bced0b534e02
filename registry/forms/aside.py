"""Values out of force: kept aside when an edit hides their place, brought back when it returns.

What a person typed under a condition that no longer holds, or in a branch that is no longer chosen, is
not sent and not lost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from registry.errors import Json, Path
from registry.forms.creation import blank
from registry.forms.form import Form
from registry.forms.plan import Kind, Node, Planner
from registry.forms.scope import Property, Sub, items_of, property_of
from registry.forms.state import Aside, State, child_id, path_of, place_id
from registry.forms.values import ABSENT, Value, drop, get, insert_key, put


@dataclass(frozen=True, slots=True)
class Choose:
    """Show another branch of a union at a place; the data of the old one are kept aside."""

    path: Path
    union: int
    branch: int


def choose(form: Form, state: State, edit: Choose) -> State:
    """Return the state with another branch shown; a value that does not fit it waits aside."""
    before = Planner(form, state).at(edit.path)
    key = f"{before.id}|{edit.union}"
    after = replace(state, choices={**state.choices, key: edit.branch})
    node = Planner(form, after).at(edit.path)
    strange = node.kind is Kind.RAW and before.kind is not Kind.RAW and node.value is not ABSENT
    if strange and before.union:
        after = _park(after, edit.path, (before.id, f"|{edit.union}|{before.union.chosen}"))
        node = Planner(form, after).at(edit.path)
    if node.value is ABSENT:
        after = _fetch(form, after, node, (before.id, f"|{edit.union}|{edit.branch}"))
    return after


def _park(state: State, path: Path, where: tuple[str, str]) -> State:
    value = get(state.value, path)
    aside = {**state.aside, where: Aside(cast(Json, value), ())}
    if path and isinstance(path[-1], int):
        return replace(state, value=put(state.value, path, None), aside=aside)
    return replace(state, value=drop(state.value, path), aside=aside)


def _fetch(form: Form, state: State, node: Node, where: tuple[str, str]) -> State:
    kept = state.aside.get(where)
    if kept is None:
        first = blank(form, node) if node.kind in (Kind.OBJECT, Kind.MAP, Kind.ARRAY) else None
        return state if first is None else replace(state, value=put(state.value, node.path, first))
    rest = {key: other for key, other in state.aside.items() if key != where}
    return replace(state, value=put(state.value, node.path, kept.value), aside=rest)


def settle(form: Form, before: State, after: State, own: Path | None) -> State:
    """Set aside what an edit put out of force; bring back what it put in force again.

    Args:
        form: the schema.
        before: the state before the edit.
        after: the state after it.
        own: the place that the edit itself wrote, whose inside is as the person wants it.
    """
    if own != ():
        in_force = {path for path, declared in _present(form, before) if declared}
        strays = [path for path, declared in _present(form, after) if not declared]
        for path in strays:
            if path in in_force and (own is None or path[: len(own)] != own):
                after = _set_aside(after, path)
    return _restore(form, after)


def _set_aside(state: State, path: Path) -> State:
    holder = cast(dict[str, Json], get(state.value, path[:-1]))
    key = cast(str, path[-1])
    keys = list(holder)
    kept = Aside(holder[key], tuple(keys[: keys.index(key)]))
    where = (place_id(state, path[:-1]), key)
    return replace(state, value=drop(state.value, path), aside={**state.aside, where: kept})


def _restore(form: Form, state: State) -> State:
    for (place, key), kept in reversed(list(state.aside.items())):
        path = None if key.startswith("|") else path_of(state, place)
        holder = None if path is None else get(state.value, path)
        if path is None or not isinstance(holder, dict) or key in holder:
            continue
        if Planner(form, state).at(path).entry(key).origin not in ("property", "pattern"):
            continue
        rest = {where: other for where, other in state.aside.items() if where != (place, key)}
        filled = put(state.value, path, insert_key(holder, key, kept.value, kept.after))
        state = replace(state, value=filled, aside=rest)
    return state


def _present(form: Form, state: State) -> Iterator[tuple[Path, bool]]:
    """Walk every key that is there, telling whether a subschema in force describes it."""
    planner = Planner(form, state)
    root = planner.root()
    yield from _walk(planner, state, root.id, (), root.scope.subs, root.value)


def _walk(
    planner: Planner, state: State, place: str, path: Path, subs: tuple[Sub, ...], value: Value
) -> Iterator[tuple[Path, bool]]:
    if not isinstance(value, (dict, list)):
        return
    scope = planner.scope(place, subs, value)
    if isinstance(value, list):
        for index, item_id in enumerate(state.item_ids(place, len(value))):
            inner = items_of(scope, index)
            yield from _walk(
                planner, state, child_id(place, item_id), (*path, index), inner, value[index]
            )
        return
    for key, child in value.items():
        by = property_of(scope, key)
        yield (*path, key), _described(by)
        yield from _walk(planner, state, child_id(place, key), (*path, key), by.subs, child)


def _described(by: Property) -> bool:
    if by.origin in ("property", "pattern"):
        return True
    return any(isinstance(sub.schema, Mapping) for sub in by.subs)
