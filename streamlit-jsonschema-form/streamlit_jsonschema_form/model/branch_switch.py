"""Choosing a branch of a union: what is kept of the old one and restored of the new one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from streamlit_jsonschema_form.model.defaults import blank, is_branch_constant
from streamlit_jsonschema_form.model.field_info import Option
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.node_kind import BRANCH_TYPES, TYPE_UNION
from streamlit_jsonschema_form.model.retained import BranchLock, lock_branches, restore_branch
from streamlit_jsonschema_form.model.state import BranchMemory, RetainedValue, State
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.unions import declared_discriminator
from streamlit_jsonschema_form.model.values import ABSENT, Value, drop, get, insert_key, put
from streamlit_jsonschema_form.problems import JsonPath, JsonValue
from streamlit_jsonschema_form.validation.equality import equal


@dataclass(frozen=True, slots=True)
class Choose:
    """Show another branch of a union at a place; the data of the old one are retained."""

    path: JsonPath
    union: int
    branch: int


def expand_choice(form: Form, state: State, edit: Choose) -> tuple[Choose, ...]:
    """Return the choices that lead to a branch: through those that its value was shared with.

    A value that several branches can have goes along with each choice between them, and waits under the
    last of them once a branch is chosen that cannot have it. From there the way back is the way there,
    unless it has become a value that not all of them can have.
    """
    _, switch = _chosen(form, state, edit)
    way = [switch.come]
    while way[-1] in state.branch_memory and way[-1] not in (switch.gone, *state.inactive):
        along = state.branch_memory[way[-1]].along
        if along in way:
            return (edit,)
        way.append(along)
    last = way[-1]
    if last not in (switch.gone, *state.inactive):
        return (edit,)
    back = tuple(replace(edit, branch=int(at.rpartition("|")[2])) for at in reversed(way))
    if last in state.inactive:
        return back
    through = back[1:-1]
    stays = all(_stays(_chosen(form, state, step)[0], step) for step in through)
    return (*through, edit) if stays else (edit,)


def switch_branch(form: Form, state: State, edit: Choose) -> State:
    """Return the state with another branch shown.

    A value that cannot be one of the new branch waits under the old one, the constants that mark the
    new branch are written, and what the old one alone described is left to `settle`. A branch that was
    left before gets back what it had, and what its constants were, present or not.
    """
    node, switch = _chosen(form, state, edit)
    shown = form.plan(state).at(edit.path)
    state = switch.implied(state, edit.branch)
    if switch.come in state.inactive:
        return _replaced(state, node, switch, edit)
    if not _stays(node, edit):
        return _written(form, _replaced(state, node, switch, edit), edit)[0]
    if switch.away and not _is_vacant(shown, edit) and not shown.info.allows(shown.value):
        state = _parked(state, shown, switch)  # the way back could not tell that it belongs there
    if switch.come in state.branch_memory:
        state, taken = _returned(state, edit.path, switch.come)
    else:
        state, taken = _written(form, state, edit)
    if not switch.away:
        return state
    return replace(
        state, branch_memory={**state.branch_memory, switch.gone: BranchMemory(taken, switch.come)}
    )


def lock_other_branches(
    form: Form, before: State, after: State, edit: Choose
) -> tuple[BranchLock, str]:
    """Record the branches that stay shown around a choice; also return the branch that it leaves."""
    _, switch = _chosen(form, before, edit)
    kept = type(get(after.value, edit.path)) is type(get(before.value, edit.path))
    shown = lock_branches(form, before, edit.path, within=kept, strict=True)
    others = {key: branch for key, branch in shown.chosen.items() if key != switch.union}
    return replace(shown, chosen=others), switch.away


@dataclass(frozen=True, slots=True)
class _Switch:
    """A union, and its branches that go and come, as `place|union|branch`."""

    union: str
    gone: str
    come: str

    @property
    def away(self) -> str:
        """Name the branch that goes; empty where none does."""
        return "" if self.gone in (self.come, f"{self.union}|None") else self.gone

    def implied(self, state: State, branch: int) -> State:
        return replace(state, choices={**state.choices, self.union: branch})


def _chosen(form: Form, state: State, edit: Choose) -> tuple[Node, _Switch]:
    """Return a place as it will be under the branch that comes, and what goes for it."""
    node = form.plan(state).at(edit.path)
    old = next((u.chosen for u in node.unions if u.index == edit.union), None)
    union = f"{node.id}|{edit.union}"
    switch = _Switch(union, f"{union}|{old}", f"{union}|{edit.branch}")
    after = form.plan(switch.implied(state, edit.branch)).at(edit.path)
    return _narrowed(after, edit), switch


def _stays(node: Node, edit: Choose) -> bool:
    """Tell whether the value of a place can be one of the branch that comes."""
    if _is_vacant(node, edit):
        return node.value is None and not _begins_with_something(node)
    return node.info.allows(node.value)


def _is_vacant(node: Node, edit: Choose) -> bool:
    """Tell whether nothing is at a place; null is of no type yet, and so are those it may have."""
    return node.value is ABSENT or (node.value is None and edit.union == TYPE_UNION)


def _begins_with_something(node: Node) -> bool:
    return node.is_added or not {"object", "array"}.isdisjoint(node.info.types)


def _narrowed(node: Node, edit: Choose) -> Node:
    """Return a node as its place will be: where a type was chosen, the value does not tell it yet."""
    if edit.union != TYPE_UNION:
        return node
    only = frozenset({BRANCH_TYPES[edit.branch]})
    return replace(node, info=replace(node.info, types=only))


def _replaced(state: State, node: Node, switch: _Switch, edit: Choose) -> State:
    """Put another whole value at a place: the one that waited there, else the least it can hold.

    Either stands where the former value stood among the keys of its object.
    """
    gone, come = switch.gone, switch.come
    order = _before(state.value, node.path)
    parked = dict(state.inactive)
    if not _is_vacant(node, edit) or (switch.away and node.value is None):
        parked[gone] = RetainedValue(cast(JsonValue, node.value), order or ())
        if not node.is_added:
            state = replace(state, value=drop(state.value, node.path))
    if come in parked:
        kept = parked.pop(come)
        first, order = kept.value, kept.after
    elif _begins_with_something(node):
        first = blank(node)
    else:
        return replace(state, inactive=parked)
    return replace(state, value=_put_behind(state.value, node.path, first, order), inactive=parked)


def _parked(state: State, node: Node, switch: _Switch) -> State:
    """Let a value wait under the branch that goes, while it is that of the next one, too."""
    kept = RetainedValue(cast(JsonValue, node.value), _before(state.value, node.path) or ())
    return replace(state, inactive={**state.inactive, switch.gone: kept})


def _before(value: Value, path: JsonPath) -> tuple[str, ...] | None:
    """Return the keys that stand before a place in its object; None when it is not there."""
    parent = get(value, path[:-1]) if path else None
    if not isinstance(parent, dict) or path[-1] not in parent:
        return None
    keys = list(parent)
    return tuple(keys[: keys.index(path[-1])])


def _put_behind(
    value: Value, path: JsonPath, new: JsonValue, order: tuple[str, ...] | None
) -> Value:
    parent = get(value, path[:-1]) if path else None
    if order is None or not isinstance(parent, dict) or path[-1] in parent:
        return put(value, path, new)
    return put(value, path[:-1], insert_key(parent, cast(str, path[-1]), new, order))


Taken = Mapping[str, RetainedValue | None]
"""What was under keys before a constant was written there; None where nothing was."""


def _returned(state: State, path: JsonPath, come: str) -> tuple[State, Taken]:
    """Give a branch back what it had: its keys, and what stood where another wrote its constants.

    What went last is back first, for each goes behind what stood before it at that time.
    """
    overwritten = state.branch_memory[come].overwritten
    taken = {key: _standing(state.value, (*path, key)) for key in overwritten}
    state = restore_branch(state, come)
    for key, was in overwritten.items():
        here = (*path, key)
        if was is None:
            state = replace(state, value=drop(state.value, here))
        else:
            state = replace(state, value=_put_behind(state.value, here, was.value, was.after))
    return state, taken


def _standing(value: Value, path: JsonPath) -> RetainedValue | None:
    now = get(value, path)
    return None if now is ABSENT else RetainedValue(now, _before(value, path) or ())


def _written(form: Form, state: State, edit: Choose) -> tuple[State, Taken]:
    """Write the constants that mark the branch: `kind: "a"` where the branch demands it."""
    taken: dict[str, RetainedValue | None] = {}
    for key, const in _constants(form.plan(state).at(edit.path), edit):
        here = (*edit.path, key)
        was = _standing(state.value, here)
        if was is None or not equal(was.value, const):
            taken[key] = was
            state = replace(state, value=put(state.value, here, const))
    return state, taken


def _constants(node: Node, edit: Choose) -> Iterator[tuple[str, JsonValue]]:
    branching = next((b for b, _ in node.scope.unions if b.index == edit.union), None)
    if branching is None or not isinstance(node.value, dict):
        return
    named = declared_discriminator(branching, edit.branch)
    if named:
        yield named
    via = branching.branches[edit.branch].via
    for child in node.children():
        key = cast(str, child.path[-1])
        is_named = named is not None and key == named[0]
        if (
            not is_named
            and is_branch_constant(child, via)
            and (child.required or child.value is not ABSENT)
        ):
            yield key, cast(tuple[Option, ...], child.info.options)[0].value
