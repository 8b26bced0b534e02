"""A schema made ready: from here come values, states, plans and problems."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any, Final

from jsonschema import ValidationError

from streamlit_jsonschema_form.model.defaults import Fill, create
from streamlit_jsonschema_form.model.dependencies import leading_keys
from streamlit_jsonschema_form.model.field_info import Facts, gather
from streamlit_jsonschema_form.model.hints import NO_HINTS, Hints
from streamlit_jsonschema_form.model.keys import Property
from streamlit_jsonschema_form.model.layout import Page, pages_of, repeated
from streamlit_jsonschema_form.model.messages import own_words
from streamlit_jsonschema_form.model.scope import Branching, Schema, Scope, Sub, enter, is_alone
from streamlit_jsonschema_form.model.secrecy import secrets_of
from streamlit_jsonschema_form.model.state import State, path_of
from streamlit_jsonschema_form.model.tree import Kind, Node, Planner
from streamlit_jsonschema_form.model.unions import Marks, branch_label, marks_of, offered
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.validation.document import KeywordIndex, SchemaDocument, read_schema
from streamlit_jsonschema_form.validation.form_pages import is_pages, join_pages
from streamlit_jsonschema_form.validation.secrets import SecretNames


class Form:
    """A compiled schema; immutable, and safe to share between people.

    Attributes:
        document: the schema with its dialect and references.
        problems: what is wrong with the schema itself, each at its place in the schema.
        warnings: what is wrong and does not affect which values are valid, such as a title that is no text.
        conditional: whether any value could put declarations in or out of force.
        branching: whether there is a union anywhere.
        steady: whether one key's value never says which others there are, or how they look.
        hints: what the `uiSchema` beside the schema says.
    """

    def __init__(self, document: SchemaDocument, hints: Hints = NO_HINTS) -> None:
        self.document = document
        self.hints = hints
        self.problems: tuple[Problem, ...] = document.problems
        self.warnings = document.warnings
        mentions = document.keywords.any
        self._speaks = bool(hints.root) or mentions("message", "ui:message")
        self.conditional = mentions(*_CONDITIONALS)
        self.branching = mentions("anyOf", "oneOf")
        ruled = mentions("when") or KeywordIndex(hints.root).any("when", "ui:when")
        self.steady = not (self.conditional or self.branching or ruled)
        self._facts: dict[tuple[tuple[int, ...], ...], Facts] = {}
        self._scopes: dict[Hashable, Scope] = {}
        self._labels: dict[tuple[tuple[int, ...], ...], tuple[tuple[int, str], ...]] = {}
        self._marks: dict[tuple[int, ...], tuple[Marks, ...]] = {}
        self._rules: dict[int, bool] = {}
        self._errors = lru_cache(maxsize=8)(self._validate)
        self.problems += tuple(repeated(self.pages()))

    @cached_property
    def leading(self) -> frozenset[str]:
        """The names of the fields whose values may put others in or out of force."""
        return leading_keys(self.document.schema) | leading_keys(self.hints.root)

    @cached_property
    def secrets(self) -> SecretNames:
        """The names of the fields that are or hold secrets, at any depth."""
        return secrets_of(self.document, self.hints.root)

    def new(self, fill: Fill = "required", over: Value = ABSENT) -> Value:
        """Make a first value: the only place where defaults enter.

        Args:
            fill: `none`, `required` (defaults of required places) or `all` defaults.
            over: a value whose keys are kept as they are.
        """
        return create(self, fill, over)

    def load(self, value: Value) -> State:
        """Begin to edit a value, valid or not; it comes back unchanged."""
        return State(value=value, base=value)

    def plan(self, state: State) -> Node:
        """Return the root of the tree to draw."""
        return Planner(self, state).root()

    def pages(self) -> tuple[Page, ...]:
        """Return the pages that hints ask for, in order; none when the whole is one."""
        return self._pages

    @cached_property
    def _pages(self) -> tuple[Page, ...]:
        return pages_of(Planner(self, State(ABSENT)).root())

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
        planner, value = Planner(self, seen.state), seen.state.value

        def shown(error: ValidationError) -> tuple[int, str] | None:
            unions = planner.at(tuple(error.absolute_path)).scope.unions
            found = ((b, n) for b, n in unions if b.is_of(error.validator_value) and n is not None)
            return next(((n, self.label(b, n)) for b, n in found), None)

        own = own_words(self, value) if self._speaks else None
        return tuple(self.document.validate(value, own, shown, lambda: self.secrets))

    def holds(self, rule: Schema, value: Value) -> bool:
        """Tell whether a rule of the form's own, a schema inside a hint, holds; a wrong one does."""
        if id(rule) not in self._rules:
            self._rules[id(rule)] = self.document.is_sound(rule)
        wrong = not self._rules[id(rule)]
        return wrong or self.document.matches(rule, self.document.resolver, value)

    def facts(self, scope: Scope) -> Facts:
        """Return the facts of a scope, remembered by the subschemas it is made of."""
        if scope.facts is None and len(scope.subs) == 1:
            scope.facts = gather(scope.subs)
        elif scope.facts is None:
            key = tuple(sub.mark for sub in scope.subs)
            if key not in self._facts:
                self._facts[key] = gather(scope.subs)
            scope.facts = self._facts[key]
        return scope.facts

    @cached_property
    def declared(self) -> Property:
        """How the whole value is declared."""
        document = self.document
        schema = document.schema if document.usable else True
        sub = Sub(schema, document.resolver, entered=True, hints=self.hints)
        return Property((sub,), "property")

    def interned(self, scope: Scope) -> Scope:
        """Return the scope that says the same and is known already: what was found out stays found."""
        chosen = tuple((branching.index, number) for branching, number in scope.unions)
        key = (tuple(sub.key for sub in scope.subs), chosen)
        if len(self._scopes) >= MOST_SCOPES:
            self._scopes.clear()
        return self._scopes.setdefault(key, scope)

    def alone(self, by: Property) -> Scope | None:
        """Return the scope of one subschema that no value adds another to, remembered; else None."""
        if by.scope is None and len(by.subs) == 1 and is_alone(by.subs[0]):
            scope = Scope((enter(self.document, by.subs[0]),))
            by.scope = scope if by.origin == "property" else self.interned(scope)
        return by.scope

    def labels(self, branching: Branching, offered: tuple[int, ...]) -> tuple[tuple[int, str], ...]:
        """Name the branches that are offered, no two alike; remembered."""
        key = tuple(branch.mark for branch in branching.branches)
        if key not in self._labels:
            names = [branch_label(self, branching, number) for number in offered]
            told = (n if names.count(n) == 1 else f"{n} ({i})" for i, n in enumerate(names, 1))
            self._labels[key] = tuple(zip(offered, told, strict=True))
        return self._labels[key]

    def label(self, branching: Branching, number: int) -> str:
        """Name one branch as the menu of its union does."""
        return dict(self.labels(branching, offered(branching)))[number]

    def marks(self, branching: Branching) -> tuple[Marks, ...]:
        """Return what marks each branch of a union, remembered."""
        key = tuple(id(branch.schema) for branch in branching.branches)
        if key not in self._marks:
            self._marks[key] = marks_of(self, branching)
        return self._marks[key]

    def unreadable(self, state: State) -> list[Problem]:
        """List the texts that could not be read, where they are drawn now; the others wait."""
        planner = Planner(self, state)
        places = ((path_of(state, place), draft) for place, draft in state.drafts.items())
        return [
            Problem(path, "text", draft.reason)
            for path, draft in places
            if path is not None and planner.is_drawn(path)
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


MOST_SCOPES: Final = 20_000
_CONDITIONALS = ("if", "dependentSchemas", "dependencies", "anyOf", "oneOf")


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
    if isinstance(schema, dict) and is_pages(schema):
        schema = join_pages(schema)
    return Form(read_schema(schema, dialect=dialect, formats=formats), Hints.read(ui or {}))
