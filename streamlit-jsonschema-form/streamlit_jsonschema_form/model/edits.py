"""Edits of a form: each changes one place, and retains or restores what depends on it."""

from dataclasses import dataclass, replace
from functools import singledispatch
from typing import TypeVar, cast

from streamlit_jsonschema_form.model.branch_switch import (
    Choose,
    expand_choice,
    lock_other_branches,
    switch_branch,
)
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.retained import lock_branches, update_retained
from streamlit_jsonschema_form.model.state import WAS_NULL, State, UnreadableText, place_id
from streamlit_jsonschema_form.model.values import ABSENT, drop, get, put
from streamlit_jsonschema_form.problems import JsonPath, JsonValue

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Set:
    """Put a value at a place; missing parent objects are created."""

    path: JsonPath
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove what is at a place: it becomes absent, or the list one shorter."""

    path: JsonPath


@dataclass(frozen=True, slots=True)
class Insert:
    """Add an item to the list at a place, or start that list."""

    path: JsonPath
    index: int
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Move:
    """Move an item of the list at a place; rows keep their identity."""

    path: JsonPath
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Duplicate an item of the list at a place, right behind itself."""

    path: JsonPath
    index: int


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a key of the object at a place another name; its position stays."""

    path: JsonPath
    key: str
    new: str


@dataclass(frozen=True, slots=True)
class Write:
    """Keep text that cannot be read as a value yet; the value stays as it was."""

    path: JsonPath
    unreadable: UnreadableText


Edit = Set | Remove | Insert | Move | Copy | Rename | Choose | Write


def apply(form: Form, state: State, edit: Edit) -> State:
    """Return the state after an edit.

    A key that nothing describes any more is removed and retained; one that is described again is restored
    in its position. Nothing else changes.

    Raises:
        LookupError: the edit names a place that is not there.
        ValueError: `Rename` to a name that is taken.
    """
    for step in expand_choice(form, state, edit) if isinstance(edit, Choose) else (edit,):
        state = _applied(form, state, step)
    return state


def _applied(form: Form, state: State, edit: Edit) -> State:
    after = switch_branch(form, state, edit) if isinstance(edit, Choose) else _apply(edit, state)
    place = {place_id(state, edit.path)}
    writes = isinstance(edit, (Set, Remove, Write))
    if writes:
        after = replace(after, touched=after.touched | place)
    else:  # what a new row or branch requires is not an error yet
        after = replace(after, restructured=after.restructured | place)
    if not form.has_conditions or (after.value is state.value and after.choices == state.choices):
        return after
    if isinstance(edit, Choose):  # the schema decides what becomes of the value there
        lock, branch = lock_other_branches(form, state, after, edit)
        return update_retained(form, state, after, lock, branch=branch)
    lock = lock_branches(form, state, edit.path, within=not writes)
    written = (*edit.path, edit.new) if isinstance(edit, Rename) else edit.path
    return update_retained(form, state, after, lock, written=written)


@singledispatch
def _apply(edit: object, state: State) -> State:
    raise TypeError(edit)


@_apply.register
def _set(edit: Set, state: State) -> State:
    value = put(state.value, edit.path, edit.value)
    place, whole = place_id(state, edit.path), (edit.value, get(state.value, edit.path))
    held = any(isinstance(each, (dict, list)) for each in whole)
    rest = state.forget(place) if held else state.clear_place(place)
    ways = [edit.path[:length] for length in range(len(edit.path))]
    before = ((place_id(state, way), get(state.value, way)) for way in ways)
    marks = {ABSENT: "", None: WAS_NULL}
    made = {f"{place}{marks[was]}" for place, was in before if was is ABSENT or was is None}
    return replace(rest, value=value, implied=rest.implied | made)


@_apply.register
def _remove(edit: Remove, state: State) -> State:
    value, parent = drop(state.value, edit.path), edit.path[:-1]
    rest = state.forget(place_id(state, edit.path))
    if edit.path and isinstance(get(state.value, parent), list):
        ids, at = _row_ids(state, parent), cast(int, edit.path[-1])
        rest = _with_rows(rest, parent, (*ids[:at], *ids[at + 1 :]))
    rest = replace(rest, value=value)
    if edit.path and get(value, parent) == {}:
        return _remove_implied(rest, parent)
    return rest


def _remove_implied(state: State, path: JsonPath) -> State:
    """Remove an empty object that only a `Set` inside it created; restore null if it was null."""
    place = place_id(state, path)
    if place in state.implied:
        return _remove(Remove(path), state)
    if f"{place}{WAS_NULL}" in state.implied:
        return replace(state.forget(place), value=put(state.value, path, None))
    return state


@_apply.register
def _insert(edit: Insert, state: State) -> State:
    items, ids = _rows(state, edit.path), _row_ids(state, edit.path)
    at = _checked(edit.path, edit.index, len(items) + 1)
    fresh = max(state.next_item, len(items))
    value = put(state.value, edit.path, [*items[:at], edit.value, *items[at:]])
    state = _with_rows(state, edit.path, (*ids[:at], fresh, *ids[at:]))
    return replace(state, value=value, next_item=fresh + 1)


@_apply.register
def _move(edit: Move, state: State) -> State:
    items = _rows(state, edit.path)
    start = _checked(edit.path, edit.start, len(items))
    end = _checked(edit.path, edit.end, len(items))
    ids = _moved(_row_ids(state, edit.path), start, end)
    value = put(state.value, edit.path, list(_moved(tuple(items), start, end)))
    return replace(_with_rows(state, edit.path, ids), value=value)


@_apply.register
def _copy(edit: Copy, state: State) -> State:
    items = _rows(state, edit.path)
    at = _checked(edit.path, edit.index, len(items))
    after = _insert(Insert(edit.path, at + 1, items[at]), state)
    rows = ((*edit.path, at), (*edit.path, at + 1))
    return after.duplicate(*(place_id(after, row) for row in rows))


@_apply.register
def _rename(edit: Rename, state: State) -> State:
    fields = get(state.value, edit.path)
    if not isinstance(fields, dict) or edit.key not in fields:
        raise LookupError((*edit.path, edit.key))
    if edit.new in fields and edit.new != edit.key:
        raise ValueError(f"the key {edit.new!r} is taken; choose another")
    renamed = {edit.new if key == edit.key else key: value for key, value in fields.items()}
    old, new = (place_id(state, (*edit.path, key)) for key in (edit.key, edit.new))
    return replace(
        state.rename(old, new), value=put(state.value, edit.path, cast(JsonValue, renamed))
    )


@_apply.register
def _write(edit: Write, state: State) -> State:
    return replace(
        state, unreadable={**state.unreadable, place_id(state, edit.path): edit.unreadable}
    )


def _rows(state: State, path: JsonPath) -> list[JsonValue]:
    items = get(state.value, path)
    if items is ABSENT or items is None:
        return []
    if not isinstance(items, list):
        raise LookupError(path)  # noqa: TRY004 - the place, not the type, is what is wrong
    return items


def _checked(path: JsonPath, index: int, count: int) -> int:
    if not 0 <= index < count:
        raise LookupError((*path, index))
    return index


def _row_ids(state: State, path: JsonPath) -> tuple[int, ...]:
    return state.item_ids(place_id(state, path), len(_rows(state, path)))


def _with_rows(state: State, path: JsonPath, ids: tuple[int, ...]) -> State:
    """Name the rows of a list, and note how far ids were used, so that none is given again."""
    used = max(state.next_item, len(_rows(state, path)))
    return replace(state.with_items(place_id(state, path), ids), next_item=used)


def _moved(items: tuple[Item, ...], start: int, end: int) -> tuple[Item, ...]:
    rest = (*items[:start], *items[start + 1 :])
    return (*rest[:end], items[start], *rest[end:])
