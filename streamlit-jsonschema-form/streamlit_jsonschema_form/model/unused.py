"""Values that the current choices do not use: present in the value, or retained by an edit.

A value is unused where nothing in force describes its key while another choice would, or where its key
is forbidden. A key that nothing describes but anything allows is an additional property, and used.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from streamlit_jsonschema_form.model.context import FormContext
from streamlit_jsonschema_form.model.declarations import property_declaration
from streamlit_jsonschema_form.model.field_info import TYPE_WORDS, display_text
from streamlit_jsonschema_form.model.node_kind import BRANCH_TYPES, TYPE_UNION
from streamlit_jsonschema_form.model.scope import (
    AppliedSchema,
    Branching,
    Collector,
    Schema,
    Scope,
    mapping,
    schemas,
)
from streamlit_jsonschema_form.model.state import State, path_of
from streamlit_jsonschema_form.model.tree import Node, walk_keys
from streamlit_jsonschema_form.model.unions import branch_label, branch_labels
from streamlit_jsonschema_form.model.values import ABSENT, get
from streamlit_jsonschema_form.problems import JsonPath, JsonValue


@dataclass(frozen=True, slots=True)
class UnusedValue:
    """A part of the value that the current choices do not use.

    Attributes:
        id: of its field.
        path: its location.
        value: JSON.
        when: what would use it: `when “Kind” is a`; empty where nothing would.
    """

    id: str
    path: JsonPath
    value: JsonValue
    when: str


@dataclass(frozen=True, slots=True)
class RetainedEntry:
    """A value that an edit removed and that another choice restores.

    Attributes:
        key: identifies it in `discard`.
        path: the location that it would return to.
        value: JSON.
        when: what restores it; empty where nothing does.
    """

    key: tuple[str, str] | str
    path: JsonPath
    value: JsonValue
    when: str


def find_unused(context: FormContext, root: Node) -> Iterator[UnusedValue]:
    """Yield the values that the current choices do not use, each at its outermost key."""
    for place, path, described in walk_keys(root):
        if described:
            continue
        parent, key = root.at(path[:-1]), str(path[-1])
        forbidden = any(sub.schema is False for sub in property_declaration(parent.scope, key).subs)
        when = _activation_condition(context, parent, key)
        value = get(root.value, path)
        if value is not ABSENT and (when is not None or forbidden):
            yield UnusedValue(place, path, value, when or "")


def find_retained(context: FormContext, root: Node, state: State) -> Iterator[RetainedEntry]:
    """Yield the values that edits removed, and what restores each of them."""
    for (place, key), removed in state.retained.items():
        path = path_of(state, place)
        when = None if path is None else _activation_condition(context, root.at(path), key)
        yield RetainedEntry((place, key), (*(path or ()), key), removed.value, when or "")
    for at, inactive in state.inactive.items():
        place, union, branch = at.rsplit("|", 2)
        path = path_of(state, place)
        if path is not None:
            names = _branch_names(context, root.at(path), int(union))
            name = names.get(int(branch), "") if branch.isdigit() else ""
            when = f"when “{name}” is chosen" if name else ""
            yield RetainedEntry(at, path, inactive.value, when)


def _branch_names(context: FormContext, node: Node, union: int) -> Mapping[int, str]:
    if union == TYPE_UNION:
        return {at: TYPE_WORDS[name] for at, name in enumerate(BRANCH_TYPES)}
    branching = next((b for b, _ in node.scope.unions if b.index == union), None)
    if branching is None:
        return {}
    return dict(branch_labels(context, branching, tuple(range(len(branching.branches)))))


def discard(state: State, key: tuple[str, str] | str) -> State:
    """Return the state without one of the values that edits removed."""
    return replace(
        state,
        retained={k: v for k, v in state.retained.items() if k != key},
        inactive={k: v for k, v in state.inactive.items() if k != key},
    )


def _activation_condition(context: FormContext, parent: Node, key: str) -> str | None:
    """Describe what would have to be chosen for an object's key to be described.

    Returns:
        Words such as `when “Kind” is a`; empty where that takes too many; None where nothing in the
        schema describes the key.
    """
    every = _EveryBranch(context, parent)
    for sub in every.collect(parent.scope.subs).subs:
        declaration = property_declaration(Scope((sub,)), key)
        described = declaration.origin in ("property", "pattern")
        if described and not any(each.schema is False for each in declaration.subs):
            return every.reason(sub.via)
    return None


class _EveryBranch(Collector):
    """Collects what any choice could put in force at a location, and what each depends on."""

    def __init__(self, context: FormContext, parent: Node) -> None:
        super().__init__(context.document, parent.value, lambda _: None)
        self._context, self._parent = context, parent
        self._reasons: dict[tuple[str, ...], str] = {}
        self._in_force = {sub.via for sub in parent.scope.subs}

    def reason(self, via: tuple[str, ...]) -> str:
        """Return what puts the outermost step in force that is not in force now."""
        prefixes = (via[:length] for length in range(1, len(via) + 1))
        return next((self._reasons[each] for each in prefixes if each in self._reasons), "")

    def _note(self, inner: AppliedSchema, reason: str) -> AppliedSchema:
        if inner.via not in self._in_force:
            self._reasons.setdefault(inner.via, reason)
        return inner

    def _conditions(self, sub: AppliedSchema) -> Iterator[AppliedSchema]:
        keywords = sub.keywords
        for branch in ("then", "else"):
            if "if" in keywords and branch in keywords:
                why = _condition(keywords["if"], self._label, holds=branch == "then")
                yield self._note(sub.inner(keywords[branch], branch), why)

    def _dependents(self, sub: AppliedSchema) -> Iterator[AppliedSchema]:
        for keyword in ("dependentSchemas", "dependencies"):
            for key, schema in mapping(sub, keyword).items():
                if isinstance(schema, (bool, dict)):
                    why = f"when “{self._label(key)}” is set"
                    yield self._note(sub.inner(schema, f"{keyword}/{key}"), why)

    def _union(self, sub: AppliedSchema) -> Iterator[AppliedSchema]:
        for keyword in ("anyOf", "oneOf"):
            members = schemas(sub, keyword)
            branches = tuple(
                sub.inner(member, f"{keyword}/{index}") for index, member in enumerate(members)
            )
            for index, branch in enumerate(branches):
                name = branch_label(self._context, Branching(keyword, 0, branches), index)
                yield self._note(branch, f"when “{name}” is chosen")

    def _label(self, key: str) -> str:
        return self._parent.entry(key).label


def _condition(test: Schema, label: Callable[[str], str], *, holds: bool) -> str:
    """Say in words when a simple condition holds or does not; empty where it is not simple."""
    if not isinstance(test, Mapping):
        return ""
    tests = test.get("properties") or dict.fromkeys(test.get("required") or (), True)
    if not isinstance(tests, Mapping) or not tests:
        return ""
    said = [_test(label(key), rule, holds=holds) for key, rule in tests.items()]
    if not all(said) or (len(said) > 1 and not holds):
        names = " and ".join(f"“{label(key)}”" for key in tests)
        return f"when {names} {'change' if len(said) > 1 else 'changes'}"
    return f"when {' and '.join(said)}"


def _test(name: str, rule: Any, *, holds: bool) -> str:
    no = "" if holds else "not "
    if rule is True:
        return f"“{name}” is {no}set"
    options = rule.get("enum", [rule["const"]] if "const" in rule else ()) if rule else ()
    if not isinstance(options, (list, tuple)) or not options:
        return ""
    return f"“{name}” is {no}{' or '.join(map(display_text, options))}"
