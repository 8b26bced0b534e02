"""What is compiled once per form: its schema, its hints, and what was found out about both."""

from collections.abc import Hashable
from functools import cached_property
from typing import Final

from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.field_reader import read_field_info
from streamlit_jsonschema_form.model.hints import Hints
from streamlit_jsonschema_form.model.scope import (
    AppliedSchema,
    Declaration,
    Schema,
    Scope,
    enter,
    is_standalone,
)
from streamlit_jsonschema_form.model.values import Value
from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.validation.document import SchemaDocument

MAX_SCOPES: Final = 20_000

SubKey = tuple[int, ...]
Discriminators = tuple[tuple[str, JsonValue], ...]
"""The properties, each with a value, that tell one branch of a union from all others."""

Labels = tuple[tuple[int, str], ...]
"""Branches of a union, by number, with their labels."""


class FormContext:
    """A compiled schema as all parts of the form share it, with what was computed from it.

    Attributes:
        document: the schema with its dialect and references.
        hints: what the `uiSchema` beside the schema says.
        branch_labels: the labels of each union's branches, by the keys of the branches.
        branch_discriminators: the property values that identify each union's branches, by the
            identity of their schemas.
    """

    def __init__(self, document: SchemaDocument, hints: Hints) -> None:
        self.document = document
        self.hints = hints
        self.branch_labels: dict[tuple[SubKey, ...], Labels] = {}
        self.branch_discriminators: dict[SubKey, tuple[Discriminators, ...]] = {}
        self._infos: dict[tuple[SubKey, ...], FieldInfo] = {}
        self._scopes: dict[Hashable, Scope] = {}
        self._sound_rules: dict[int, bool] = {}

    @cached_property
    def root(self) -> Declaration:
        """How the whole value is declared."""
        document = self.document
        schema = document.schema if document.usable else True
        sub = AppliedSchema(schema, document.resolver, entered=True, hints=self.hints)
        return Declaration((sub,), "property")

    def info(self, scope: Scope) -> FieldInfo:
        """Return what a form shows at a place with this scope; cached by its subschemas."""
        if scope.info is None and len(scope.subs) == 1:
            scope.info = read_field_info(scope.subs)
        elif scope.info is None:
            key = tuple(sub.identity for sub in scope.subs)
            if key not in self._infos:
                self._infos[key] = read_field_info(scope.subs)
            scope.info = self._infos[key]
        return scope.info

    def interned(self, scope: Scope) -> Scope:
        """Return the known scope that is equal to this one, so that its caches are shared."""
        chosen = tuple((branching.index, number) for branching, number in scope.unions)
        key = (tuple(sub.key for sub in scope.subs), chosen)
        if len(self._scopes) >= MAX_SCOPES:
            self._scopes.clear()
        return self._scopes.setdefault(key, scope)

    def alone(self, declaration: Declaration) -> Scope | None:
        """Return the scope of a lone subschema that no value adds another to; None for any other."""
        if (
            declaration.scope is None
            and len(declaration.subs) == 1
            and is_standalone(declaration.subs[0])
        ):
            scope = Scope((enter(self.document, declaration.subs[0]),))
            declaration.scope = scope if declaration.origin == "property" else self.interned(scope)
        return declaration.scope

    def matches_rule(self, rule: Schema, value: Value) -> bool:
        """Tell whether a value matches a schema inside a hint; every value matches an invalid one."""
        if id(rule) not in self._sound_rules:
            self._sound_rules[id(rule)] = self.document.is_sound(rule)
        sound = self._sound_rules[id(rule)]
        return not sound or self.document.matches(rule, self.document.resolver, value)
