"""A compiled form: values, states, trees and problems come from it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any, Final

from jsonschema import ValidationError

from streamlit_jsonschema_form.model.context import FormContext
from streamlit_jsonschema_form.model.defaults import Fill, blank, create
from streamlit_jsonschema_form.model.dependencies import controlling_keys
from streamlit_jsonschema_form.model.hints import NO_HINTS, Hints
from streamlit_jsonschema_form.model.layout import FormPage, duplicate_fields, pages_of
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.scope import Branching, Schema
from streamlit_jsonschema_form.model.secrecy import find_secrets
from streamlit_jsonschema_form.model.state import State, path_of
from streamlit_jsonschema_form.model.tree import Node, build_tree, is_drawn
from streamlit_jsonschema_form.model.unions import branch_labels, selectable_branches
from streamlit_jsonschema_form.model.unused import (
    RetainedEntry,
    UnusedValue,
    find_retained,
    find_unused,
)
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.problems import JsonPath, JsonValue, Problem
from streamlit_jsonschema_form.validation.document import KeywordIndex, SchemaDocument, read_schema
from streamlit_jsonschema_form.validation.form_pages import join_pages
from streamlit_jsonschema_form.validation.messages import ABOUT_CHILDREN
from streamlit_jsonschema_form.validation.secrets import SecretNames


class Form:
    """A compiled schema; immutable, and safe to share between people.

    Attributes:
        context: what is compiled once.
        document: the schema with its dialect and references.
        problems: what is wrong with the schema itself, each at its place in the schema.
        warnings: what is wrong and does not affect which values are valid, such as a title that is no text.
        conditional: whether any value could put declarations in or out of force.
        branching: whether there is a union anywhere.
        steady: whether one key's value never says which others there are, or how they look.
        hints: what the `uiSchema` beside the schema says.
    """

    def __init__(self, document: SchemaDocument, hints: Hints = NO_HINTS) -> None:
        self.context = FormContext(document, hints)
        self.document = document
        self.hints = hints
        self.problems: tuple[Problem, ...] = document.problems
        self.warnings = document.warnings
        mentions = document.keywords.any
        self._has_messages = bool(hints.root) or mentions("message", "ui:message")
        self.has_conditions = mentions(*_CONDITIONALS)
        self.has_unions = mentions("anyOf", "oneOf")
        ruled = mentions("when") or KeywordIndex(hints.root).any("when", "ui:when")
        self.is_static = not (self.has_conditions or self.has_unions or ruled)
        self._errors = lru_cache(maxsize=8)(self._validate)
        self.problems += tuple(duplicate_fields(self.pages()))

    @cached_property
    def controlling_keys(self) -> frozenset[str]:
        """The names of the fields whose values may put others in or out of force."""
        return controlling_keys(self.document.schema) | controlling_keys(self.hints.root)

    @cached_property
    def secrets(self) -> SecretNames:
        """The names of the fields that are or hold secrets, at any depth."""
        return find_secrets(self.document, self.hints.root)

    def new(self, fill: Fill = "required", over: Value = ABSENT) -> Value:
        """Make a first value: the only place where defaults enter.

        Args:
            fill: `none`, `required` (defaults of required places) or `all` defaults.
            over: a value whose keys are kept as they are.
        """
        return create(self.context, fill, over)

    def new_at(self, node: Node) -> JsonValue:
        """Make the first value of a field that is added: its default, else the simplest."""
        return blank(node)

    def load(self, value: Value) -> State:
        """Begin to edit a value, valid or not; it comes back unchanged."""
        return State(value=value, base=value)

    def plan(self, state: State) -> Node:
        """Return the root of the tree to draw."""
        return build_tree(self.context, state)

    def pages(self) -> tuple[FormPage, ...]:
        """Return the pages that hints ask for, in order; none when the whole is one."""
        return self._pages

    @cached_property
    def _pages(self) -> tuple[FormPage, ...]:
        return pages_of(self.plan(State(ABSENT)))

    def errors(self, value: Value | State) -> list[Problem]:
        """List what is wrong with a value; empty exactly when the schema accepts it.

        Where no branch of a union fits, the errors are those of the branch that a form shows: the one
        that a person chose, when the state is given, else the one that suits the value best.
        """
        state = value if isinstance(value, State) else self.load(value)
        if state.value is ABSENT:
            whole = Problem((), "required", "is required; give a value")
            return self._missing(state) or [whole]
        return list(self._errors(_Seen(state)))

    def _missing(self, state: State) -> list[Problem]:
        """List what an object that is not there would lack, as far as its fields are drawn."""
        root = self.plan(state)
        if root.kind not in (Kind.OBJECT, Kind.MAP):
            return []
        drawn = {child.path[0] for child in root.children()}
        return [p for p in self.errors(replace(state, value={})) if p.path and p.path[0] in drawn]

    def _validate(self, seen: "_Seen") -> tuple[Problem, ...]:
        root, value = self.plan(seen.state), seen.state.value

        def shown(error: ValidationError) -> tuple[int, str] | None:
            unions = root.at(tuple(error.absolute_path)).scope.unions
            found = ((b, n) for b, n in unions if b.is_of(error.validator_value) and n is not None)
            return next(((n, self._branch_label(b, n)) for b, n in found), None)

        own = _author_messages(self.plan(State(value))) if self._has_messages else None
        return tuple(self.document.validate(value, own, shown, lambda: self.secrets))

    def _branch_label(self, branching: Branching, number: int) -> str:
        """Name one branch as the menu of its union does."""
        return dict(branch_labels(self.context, branching, selectable_branches(branching)))[number]

    def unused_values(self, state: State) -> tuple[UnusedValue, ...]:
        """List the parts of a value that the current choices do not use."""
        if not self.has_conditions and not self.errors(state.value):
            return ()  # only a forbidden key could be one
        return tuple(find_unused(self.context, self.plan(state)))

    def retained_values(self, state: State) -> tuple[RetainedEntry, ...]:
        """List the values that edits removed, and what restores each of them."""
        return tuple(find_retained(self.context, self.plan(state), state))

    def unreadable(self, state: State) -> list[Problem]:
        """List the texts that could not be read, where they are drawn now; the others wait."""
        root = self.plan(state)
        places = (
            (path_of(state, place), unreadable) for place, unreadable in state.unreadable.items()
        )
        return [
            Problem(path, "text", unreadable.reason)
            for path, unreadable in places
            if path is not None and is_drawn(root, path)
        ]


class _Seen:
    """Holds a state for the cache, by its value's identity: states never change one in place."""

    __slots__ = ("state",)

    def __init__(self, state: State) -> None:
        self.state = state

    def __hash__(self) -> int:
        return id(self.state.value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Seen) or other.state.value is not self.state.value:
            return False
        mine, its = self.state, other.state
        return mine.choices == its.choices and mine.items == its.items


def _author_messages(root: Node) -> Callable[[JsonPath, str], str | None]:
    """Return what finds the `message` of a place for a keyword, wherever the hint stands.

    One text speaks for every rule of the place itself. That a key is missing or unknown is a rule of
    the object around it: a place, or else its object, gives words for that by keyword alone.
    """

    def message(path: JsonPath, keyword: str) -> str | None:
        about_child = keyword in ABOUT_CHILDREN and bool(path)
        found = _pick(root.at(path).info.ui.get("message"), keyword, any_rule=not about_child)
        if found is None and about_child:
            return _pick(root.at(path[:-1]).info.ui.get("message"), keyword, any_rule=False)
        return found

    return message


def _pick(message: Any, keyword: str, *, any_rule: bool) -> str | None:
    text = message.get(keyword) if isinstance(message, dict) else message if any_rule else None
    return text if isinstance(text, str) else None


_CONDITIONALS: Final = ("if", "dependentSchemas", "dependencies", "anyOf", "oneOf")


def compile(
    schema: Schema,
    ui: Mapping[str, Any] | None = None,
    *,
    dialect: str | None = None,
    formats: bool = True,
) -> Form:
    """Make a form of a JSON Schema.

    Args:
        schema: draft-07 or 2020-12; a wrong one compiles too, and says so in `Form.problems`. Or a
            list of pages, `{"parameters": [{"title", "properties", …}]}`.
        ui: a `uiSchema` beside it; its hints win over those inside.
        dialect: a metaschema's URI; found from the schema when not given.
        formats: whether `format` is asserted.
    """
    return Form(
        read_schema(join_pages(schema), dialect=dialect, formats=formats), Hints.read(ui or {})
    )
