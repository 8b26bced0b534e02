"""Unions whose branch a person chooses by a field, as dependent fields of Backstage and others do.

Beside the union stands a property that lists its values; each branch repeats the property with some of
them. So the field offers all its values, and no menu of branches is needed: whichever value is chosen,
its branch follows.
"""

from collections.abc import Iterator
from dataclasses import replace

from streamlit_jsonschema_form.model.context import FormContext
from streamlit_jsonschema_form.model.field_info import Option
from streamlit_jsonschema_form.model.keys import property_of
from streamlit_jsonschema_form.model.scope import Branching, Collector, Property, Scope, Steering
from streamlit_jsonschema_form.model.unions import branch_marks, offered
from streamlit_jsonschema_form.model.values import ABSENT, equal


def steerings(context: FormContext, scope: Scope) -> tuple[Steering, ...]:
    """List the unions of a place that a field of it decides on; found out once for each scope."""
    if scope.steerings is None:
        scope.steerings = tuple(_find(context, scope)) if scope.unions else ()
    return scope.steerings


def _find(context: FormContext, scope: Scope) -> Iterator[Steering]:
    for branching, _ in scope.unions:
        outside = Scope(tuple(sub for sub in scope.subs if not branching.brought(sub)))
        for key in _marking(context, branching):
            by = property_of(outside, key)
            if by.origin == "property" and _offers(context, by, branching, key):
                yield Steering(branching.index, key, replace(by, scope=None))
                break


def _marking(context: FormContext, branching: Branching) -> list[str]:
    """List the properties that mark every branch that could be chosen."""
    marks = branch_marks(context, branching)
    lists = [dict(marks[number]) for number in offered(branching)]
    return [key for key in lists[0] if all(key in each for each in lists)] if lists else []


def _offers(context: FormContext, by: Property, branching: Branching, key: str) -> bool:
    """Tell whether a field lists every value that marks a branch."""
    inner = Collector(context.document, ABSENT, lambda _: None).collect(by.subs)
    options: tuple[Option, ...] = context.facts(inner).options or ()
    values = [
        value for marks in branch_marks(context, branching) for name, value in marks if name == key
    ]
    return all(any(equal(option.value, value) for option in options) for value in values)
