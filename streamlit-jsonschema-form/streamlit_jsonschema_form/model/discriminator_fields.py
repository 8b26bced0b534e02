"""Unions whose branch a person chooses by a field, as dependent fields of Backstage and others do.

Beside the union stands a property that lists its values; each branch repeats the property with some of
them. So the field offers all its values, and no menu of branches is needed: whichever value is chosen,
its branch follows.
"""

from collections.abc import Iterator
from dataclasses import replace

from streamlit_jsonschema_form.model.context import FormContext
from streamlit_jsonschema_form.model.field_info import Option
from streamlit_jsonschema_form.model.keys import property_declaration
from streamlit_jsonschema_form.model.scope import (
    Branching,
    Collector,
    Declaration,
    DiscriminatorField,
    Scope,
)
from streamlit_jsonschema_form.model.unions import branch_discriminators, selectable_branches
from streamlit_jsonschema_form.model.values import ABSENT, equal


def discriminator_fields(context: FormContext, scope: Scope) -> tuple[DiscriminatorField, ...]:
    """List the unions of a place that a field of it decides on; found out once for each scope."""
    if scope.discriminator_fields is None:
        scope.discriminator_fields = tuple(_find(context, scope)) if scope.unions else ()
    return scope.discriminator_fields


def _find(context: FormContext, scope: Scope) -> Iterator[DiscriminatorField]:
    for branching, _ in scope.unions:
        outside = Scope(tuple(sub for sub in scope.subs if not branching.introduced(sub)))
        for key in _marking(context, branching):
            declaration = property_declaration(outside, key)
            if declaration.origin == "property" and _offers(context, declaration, branching, key):
                yield DiscriminatorField(branching.index, key, replace(declaration, scope=None))
                break


def _marking(context: FormContext, branching: Branching) -> list[str]:
    """List the properties that mark every branch that could be chosen."""
    marks = branch_discriminators(context, branching)
    lists = [dict(marks[number]) for number in selectable_branches(branching)]
    return [key for key in lists[0] if all(key in each for each in lists)] if lists else []


def _offers(context: FormContext, declaration: Declaration, branching: Branching, key: str) -> bool:
    """Tell whether a field lists every value that marks a branch."""
    inner = Collector(context.document, ABSENT, lambda _: None).collect(declaration.subs)
    options: tuple[Option, ...] = context.info(inner).options or ()
    values = [
        value
        for marks in branch_discriminators(context, branching)
        for name, value in marks
        if name == key
    ]
    return all(any(equal(option.value, value) for option in options) for value in values)
