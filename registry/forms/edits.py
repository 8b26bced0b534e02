"""What a person does to a form; each edit changes one place, and what it puts out of force."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import TypeVar, cast

from registry.errors import Json, Path
from registry.forms.aside import Choose, choose, settle
from registry.forms.form import Form
from registry.forms.state import Draft, State, place_id
from registry.forms.values import ABSENT, drop, get, put

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Set:
    """Put a value at a place; missing objects on the way are made."""

    path: Path
    value: Json


@dataclass(frozen=True, slots=True)
class Remove:
    """Take away what is at a place: it becomes absent, or the list one shorter."""

    path: Path


@dataclass(frozen=True, slots=True)
class Insert:
    """Add an item to the list at a place, or start that list."""

    path: Path
    index: int
    value: Json


@dataclass(frozen=True, slots=True)
class Move:
    """Move an item of the list at a place; rows keep their identity."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Repeat an item of the list at a place right behind itself."""

    path: Path
    index: int


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a key of the object at a place another name; its position stays."""

    path: Path
    key: str
    new: str


@dataclass(frozen=True, slots=True)
class Write:
    """Keep text that cannot be read as a value yet; the value stays as it was."""

    path: Path
    draft: Draft


Edit = Set | Remove | Insert | Move | Copy | Rename | Choose | Write


def apply(form: Form, state: State, edit: Edit) -> State:
    """Return the state after an edit.

    A key that the edit puts out of force is set aside, and one that it puts in force again returns to
    its place. Nothing else changes.

    Raises:
        LookupError: the edit names a place that is not there.
        ValueError: `Rename` to a name that is taken.
    """
    after = choose(form, state, edit) if isinstance(edit, Choose) else _apply(edit, state)
    after = replace(after, touched=after.touched | {place_id(state, edit.path)})
    if form.conditional and (after.value is not state.value or after.choices != state.choices):
        own = None if isinstance(edit, Choose) else edit.path
        after = settle(form, state, after, own)
    return after


@singledispatch
def _apply(edit: object, state: State) -> State:
    raise TypeError(edit)


@_apply.register
def _set(edit: Set, state: State) -> State:
    place = place_id(state, edit.path)
    aside = state.aside
    if edit.path and isinstance(edit.path[-1], str):
        holder = (place_id(state, edit.path[:-1]), edit.path[-1])
        aside = {key: kept for key, kept in aside.items() if key != holder}
    return replace(
        _without_text(state, place), value=put(state.value, edit.path, edit.value), aside=aside
    )


@_apply.register
def _remove(edit: Remove, state: State) -> State:
    place = place_id(state, edit.path)
    if edit.path and isinstance(edit.path[-1], int):
        state = _reorder(state, edit.path[:-1], lambda ids: _without(ids, edit.path[-1]))
    return replace(_without_text(state, place), value=drop(state.value, edit.path))


@_apply.register
def _insert(edit: Insert, state: State) -> State:
    items = _items(state, edit.path)
    fresh = max(state.next_item, len(items))
    ids = state.item_ids(place_id(state, edit.path), len(items))
    value = put(state.value, edit.path, [*items[: edit.index], edit.value, *items[edit.index :]])
    state = state.with_items(
        place_id(state, edit.path), (*ids[: edit.index], fresh, *ids[edit.index :])
    )
    return replace(state, value=value, next_item=fresh + 1)


@_apply.register
def _move(edit: Move, state: State) -> State:
    items = _items(state, edit.path)
    state = _reorder(state, edit.path, lambda ids: _moved(ids, edit.start, edit.end))
    moved = list(_moved(tuple(items), edit.start, edit.end))
    return replace(state, value=put(state.value, edit.path, moved))


@_apply.register
def _copy(edit: Copy, state: State) -> State:
    item = _items(state, edit.path)[edit.index]
    return _insert(Insert(edit.path, edit.index + 1, item), state)


@_apply.register
def _rename(edit: Rename, state: State) -> State:
    fields = get(state.value, edit.path)
    if not isinstance(fields, dict) or edit.key not in fields:
        raise LookupError((*edit.path, edit.key))
    if edit.new in fields and edit.new != edit.key:
        raise ValueError(f"the key {edit.new!r} is taken; choose another")
    renamed = {edit.new if key == edit.key else key: value for key, value in fields.items()}
    return replace(state, value=put(state.value, edit.path, renamed))


@_apply.register
def _write(edit: Write, state: State) -> State:
    return replace(state, drafts={**state.drafts, place_id(state, edit.path): edit.draft})


def _without_text(state: State, place: str) -> State:
    """Forget unreadable text at a place and inside it, now that it has another value."""
    kept = {
        key: draft
        for key, draft in state.drafts.items()
        if key != place and not key.startswith(f"{place}/")
    }
    return replace(state, drafts=kept)


def _items(state: State, path: Path) -> list[Json]:
    items = get(state.value, path)
    if items is ABSENT or items is None:
        return []
    if not isinstance(items, list):
        raise LookupError(path)  # noqa: TRY004 - the place, not the type, is what is wrong
    return items


def _reorder(
    state: State, path: Path, change: Callable[[tuple[int, ...]], tuple[int, ...]]
) -> State:
    count = len(_items(state, path))
    place = place_id(state, path)
    state = state.with_items(place, change(state.item_ids(place, count)))
    return replace(state, next_item=max(state.next_item, count))


def _without(ids: tuple[int, ...], index: int | str) -> tuple[int, ...]:
    at = cast(int, index)
    return (*ids[:at], *ids[at + 1 :])


def _moved(items: tuple[Item, ...], start: int, end: int) -> tuple[Item, ...]:
    rest = (*items[:start], *items[start + 1 :])
    return (*rest[:end], items[start], *rest[end:])
