"""Keeps the branches around an edit shown, unless another branch fits better."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace

from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.ids import LOCKED
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.state import State
from streamlit_jsonschema_form.model.unions import is_discriminated
from streamlit_jsonschema_form.problems import JsonPath


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
        for node in _nodes_on_path(form, state, path)
        for branching, chosen in node.scope.unions
        if chosen is not None
    }
    return BranchLock(path, found, strict)


def _nodes_on_path(form: Form, state: State, path: JsonPath) -> Iterator[Node]:
    """Walk from the whole value to a place."""
    node = form.plan(state)
    yield node
    for part in path:
        node = node.entry(part) if isinstance(part, str) else node.item(part)
        yield node


def apply_lock(form: Form, state: State, lock: BranchLock) -> State:
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
    for node in _nodes_on_path(form, state, lock.path):
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
