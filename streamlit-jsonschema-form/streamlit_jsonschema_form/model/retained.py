"""Retained values: removed when an edit leaves their key undescribed, restored when it is described.

What a person typed under a condition that no longer holds, or in a branch that is no longer chosen, is
neither submitted nor lost. The branches around an edit stay shown, unless another one fits better.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, cast

from streamlit_jsonschema_form.model.declarations import is_described, property_declaration
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.state import (
    LOCKED,
    RetainedValue,
    State,
    is_within,
    path_of,
    place_id,
)
from streamlit_jsonschema_form.model.tree import walk_keys
from streamlit_jsonschema_form.model.unions import is_discriminated
from streamlit_jsonschema_form.model.values import drop, get, insert_key, put
from streamlit_jsonschema_form.problems import JsonPath, JsonValue

_ROUNDS: Final = 8  # what one key hides can hide another in turn


@dataclass(frozen=True, slots=True)
class BranchLock:
    """The branches that are shown at a place and around it.

    Attributes:
        path: the place.
        chosen: the branch of each union, by the id of its place and its number.
        strict: they stay even where another fits: a choice inside a branch is meant for that branch.
    """

    path: JsonPath = ()
    chosen: Mapping[str, int] = field(default_factory=dict)
    strict: bool = False


def lock_branches(
    form: Form, state: State, path: JsonPath, *, within: bool, strict: bool = False
) -> BranchLock:
    """Record the branches shown around a place, and at it when the edit is `within` it."""
    if not form.has_unions or not (path or within):
        return BranchLock()
    path = path if within else path[:-1]
    found = {
        f"{node.id}|{branching.index}": chosen
        for node in form.plan(state).along(path)
        for branching, chosen in node.scope.unions
        if chosen is not None
    }
    return BranchLock(path, found, strict)


def _apply_lock(form: Form, state: State, lock: BranchLock) -> State:
    """Return the state with those branches shown, as far as the value allows it.

    A discriminator in the value overrides the lock. Where the edit was not a choice, a branch that fits
    does too when the locked one does not.
    """
    tried: set[str] = set()
    while change := _find_change(form, state, lock, tried):
        tried.add(change.key)
        state = _locked(form, state, lock, change)
    return state


@dataclass(frozen=True, slots=True)
class _BranchChange:
    """A union that shows another branch than before.

    Attributes:
        key: the id of its place and its number.
        was: the branch that was shown.
        marked: what is shown now is marked by the value.
    """

    key: str
    was: int
    marked: bool


def _find_change(
    form: Form, state: State, lock: BranchLock, tried: Container[str]
) -> _BranchChange | None:
    """Find the outermost union, not tried yet, that shows another branch than before."""
    if not lock.chosen:
        return None
    for node in form.plan(state).along(lock.path):
        for branching, chosen in node.scope.unions:
            key = f"{node.id}|{branching.index}"
            was = lock.chosen.get(key, chosen)
            if was is None or chosen in (None, was) or key in tried:
                continue
            return _BranchChange(
                key, was, is_discriminated(form.context, branching, chosen, node.value)
            )
    return None


def _locked(form: Form, state: State, lock: BranchLock, change: _BranchChange) -> State:
    if lock.strict and not change.marked:
        return replace(state, choices={**state.choices, change.key: change.was})
    choices = {**state.choices, f"{change.key}{LOCKED}": change.was}
    trial = replace(state, choices=choices)
    again = _find_change(form, trial, lock, ())
    if again is None or again.key != change.key:
        return trial
    choices.pop(f"{change.key}{LOCKED}")  # it would come up again once neither fits
    return replace(state, choices=choices)


def update_retained(
    form: Form,
    before: State,
    after: State,
    lock: BranchLock,
    *,
    written: JsonPath | None = None,
    branch: str = "",
) -> State:
    """Remove and retain what an edit leaves undescribed; restore what it describes again.

    Args:
        form: the compiled schema.
        before: the state before the edit.
        after: the state after it.
        lock: the branches around it, which stay shown.
        written: the path that the edit wrote; nothing inside it is removed.
        branch: the branch that the edit leaves, as `place|union|branch`; empty for other edits.
    """
    own = None if written is None else place_id(before, written)
    described: dict[str, bool] = {}
    for _ in range(_ROUNDS):
        after = _apply_lock(form, after, lock)
        value = after.value
        if own != "":
            described = described or {
                place: known for place, _, known in walk_keys(form.plan(before))
            }
            after = _retain_undescribed(form, after, described, own, branch)
        after = _restore(form, after)
        if after.value is value:
            break
    return after


def _retain_undescribed(
    form: Form, state: State, described: Mapping[str, bool], own: str | None, branch: str
) -> State:
    """Retain what was described and no longer is; note what is described for the first time."""
    for place, path, known in list(walk_keys(form.plan(state))):
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
