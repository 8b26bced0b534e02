"""The branches that are in sight around an edit: they stay there, unless another fits better."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace

from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.ids import HELD
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.state import State
from streamlit_jsonschema_form.model.unions import is_marked
from streamlit_jsonschema_form.problems import JsonPath


@dataclass(frozen=True, slots=True)
class Shown:
    """The branches that are shown on the way to a place.

    Attributes:
        path: the place.
        chosen: the branch of each union, by the id of its place and its number.
        firm: they stay though another fits: who chooses inside a branch means that branch.
    """

    path: JsonPath = ()
    chosen: Mapping[str, int] = field(default_factory=dict)
    firm: bool = False


def look(form: Form, state: State, path: JsonPath, *, within: bool, firm: bool = False) -> Shown:
    """Note the branches that are shown around a place, and at it where the edit is `within` it."""
    if not form.branching or not (path or within):
        return Shown()
    path = path if within else path[:-1]
    found = {
        f"{node.id}|{branching.index}": chosen
        for node in _line(form, state, path)
        for branching, chosen in node.scope.unions
        if chosen is not None
    }
    return Shown(path, found, firm)


def _line(form: Form, state: State, path: JsonPath) -> Iterator[Node]:
    """Walk from the whole value to a place."""
    node = form.plan(state)
    yield node
    for part in path:
        node = node.entry(part) if isinstance(part, str) else node.item(part)
        yield node


def hold(form: Form, state: State, shown: Shown) -> State:
    """Return the state with those branches shown, as far as the value allows it.

    What marks a branch decides against any other. Where the edit was not a choice, so does a branch
    that fits when the shown one does not.
    """
    tried: set[str] = set()
    while flip := _flip(form, state, shown, tried):
        tried.add(flip.key)
        state = _held(form, state, shown, flip)
    return state


@dataclass(frozen=True, slots=True)
class _Flip:
    """A union that shows another branch than before.

    Attributes:
        key: the id of its place and its number.
        was: the branch that was shown.
        marked: what is shown now is marked by the value.
    """

    key: str
    was: int
    marked: bool


def _flip(form: Form, state: State, shown: Shown, tried: Container[str]) -> _Flip | None:
    """Find the outermost union that shows another branch than before and was not looked at yet."""
    if not shown.chosen:
        return None
    for node in _line(form, state, shown.path):
        for branching, chosen in node.scope.unions:
            key = f"{node.id}|{branching.index}"
            was = shown.chosen.get(key, chosen)
            if was is None or chosen in (None, was) or key in tried:
                continue
            return _Flip(key, was, is_marked(form.context, branching, chosen, node.value))
    return None


def _held(form: Form, state: State, shown: Shown, flip: _Flip) -> State:
    if shown.firm and not flip.marked:
        return replace(state, choices={**state.choices, flip.key: flip.was})
    held = {**state.choices, f"{flip.key}{HELD}": flip.was}
    trial = replace(state, choices=held)
    again = _flip(form, trial, shown, ())
    if again is None or again.key != flip.key:
        return trial
    held.pop(f"{flip.key}{HELD}")  # it would come up again once neither fits
    return replace(state, choices=held)
