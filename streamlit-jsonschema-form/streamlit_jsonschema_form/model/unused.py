"""Values that the present choices do not use: still in the value, or kept aside by an edit.

A value is unused where nothing in force describes its key while another choice would, or where its key
is forbidden. A key that nothing describes but anything allows is a person's own, and no such value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from streamlit_jsonschema_form.model.alternatives import activation_condition
from streamlit_jsonschema_form.model.field_info import TYPE_WORDS
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.keys import property_declaration
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.node_kind import BRANCH_TYPES, TYPE_UNION
from streamlit_jsonschema_form.model.retained import walk_keys
from streamlit_jsonschema_form.model.state import State, path_of
from streamlit_jsonschema_form.model.unions import branch_labels
from streamlit_jsonschema_form.model.values import ABSENT, get
from streamlit_jsonschema_form.problems import JsonPath, JsonValue


@dataclass(frozen=True, slots=True)
class UnusedValue:
    """A value that is in the value and that no choice made so far uses.

    Attributes:
        id: of its place.
        path: where it is.
        value: what is there.
        when: what would use it: `when “Kind” is a`; empty where nothing would.
    """

    id: str
    path: JsonPath
    value: JsonValue
    when: str


@dataclass(frozen=True, slots=True)
class RetainedEntry:
    """A value that an edit put out of force.

    Attributes:
        key: names it in `discard`.
        path: where it would return to.
        value: what was there.
        when: what brings it back; empty where nothing does.
    """

    key: tuple[str, str] | str
    path: JsonPath
    value: JsonValue
    when: str


def unused_values(form: Form, state: State) -> tuple[UnusedValue, ...]:
    """List the values that the present choices do not use, each at its outermost place."""
    if not form.has_conditions and not form.errors(state.value):
        return ()  # only a forbidden key could be one
    return tuple(_unused(form, state))


def _unused(form: Form, state: State) -> Iterator[UnusedValue]:
    root = form.plan(state)
    for place, path, known in walk_keys(form, state):
        if known:
            continue
        parent, key = root.at(path[:-1]), str(path[-1])
        forbidden = any(sub.schema is False for sub in property_declaration(parent.scope, key).subs)
        when = activation_condition(form, parent, key)
        if when is not None or forbidden:
            value = get(state.value, path)
            if value is not ABSENT:
                yield UnusedValue(place, path, value, when or "")


def retained_values(form: Form, state: State) -> tuple[RetainedEntry, ...]:
    """List the values that wait aside, and what brings each of them back."""
    return (*_aside(form, state), *_parked(form, state))


def _aside(form: Form, state: State) -> Iterator[RetainedEntry]:
    root = form.plan(state)
    for (place, key), aside in state.retained.items():
        path = path_of(state, place)
        when = None if path is None else activation_condition(form, root.at(path), key)
        yield RetainedEntry((place, key), (*(path or ()), key), aside.value, when or "")


def _parked(form: Form, state: State) -> Iterator[RetainedEntry]:
    root = form.plan(state)
    for at, aside in state.inactive.items():
        place, union, branch = at.rsplit("|", 2)
        path = path_of(state, place)
        if path is None:
            continue
        names = _branch_names(form, root.at(path), int(union))
        name = names.get(int(branch), "") if branch.isdigit() else ""
        yield RetainedEntry(at, path, aside.value, f"when “{name}” is chosen" if name else "")


def _branch_names(form: Form, node: Node, union: int) -> Mapping[int, str]:
    if union == TYPE_UNION:
        return {at: TYPE_WORDS[name] for at, name in enumerate(BRANCH_TYPES)}
    for branching, _ in node.scope.unions:
        if branching.index == union:
            return dict(
                branch_labels(form.context, branching, tuple(range(len(branching.branches))))
            )
    return {}


def discard(state: State, key: tuple[str, str] | str) -> State:
    """Return the state without one value that waited aside."""
    return replace(
        state,
        retained={k: v for k, v in state.retained.items() if k != key},
        inactive={k: v for k, v in state.inactive.items() if k != key},
    )
