"""Unions whose branch a person chooses by a field, as dependent fields of Backstage and others do.

Beside the union stands a property that lists its values; each branch repeats the property with some of
them. So the field offers all its values, and no menu of branches is needed: whichever value is chosen,
its branch follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from streamlit_jsonschema_form.model.field_info import Option
from streamlit_jsonschema_form.model.keys import Property, property_of
from streamlit_jsonschema_form.model.scope import Branching, Collector, Scope
from streamlit_jsonschema_form.model.unions import offered
from streamlit_jsonschema_form.model.values import ABSENT, equal

if TYPE_CHECKING:
    from streamlit_jsonschema_form.model.form import Form


@dataclass(frozen=True, slots=True)
class Steering:
    """A field that decides on a union of the object that it is in.

    Attributes:
        index: the union's number.
        key: the field's.
        by: what declares the field, the branches left out.
    """

    index: int
    key: str
    by: Property


def steerings(form: "Form", scope: Scope) -> tuple[Steering, ...]:
    """List the unions of a place that a field of it decides on; found out once for each scope."""
    if scope.steerings is None:
        scope.steerings = tuple(_find(form, scope)) if scope.unions else ()
    return scope.steerings


def _find(form: "Form", scope: Scope) -> Iterator[Steering]:
    for branching, _ in scope.unions:
        outside = Scope(tuple(sub for sub in scope.subs if not branching.brought(sub)))
        for key in _marking(form, branching):
            by = property_of(outside, key)
            if by.origin == "property" and _offers(form, by, branching, key):
                yield Steering(branching.index, key, replace(by, scope=None))
                break


def _marking(form: "Form", branching: Branching) -> list[str]:
    """List the properties that mark every branch that could be chosen."""
    marks = form.marks(branching)
    lists = [dict(marks[number]) for number in offered(branching)]
    return [key for key in lists[0] if all(key in each for each in lists)] if lists else []


def _offers(form: "Form", by: Property, branching: Branching, key: str) -> bool:
    """Tell whether a field lists every value that marks a branch."""
    inner = Collector(form.document, ABSENT, lambda _: None).collect(by.subs)
    options: tuple[Option, ...] = form.facts(inner).options or ()
    values = [value for marks in form.marks(branching) for name, value in marks if name == key]
    return all(any(equal(option.value, value) for option in options) for value in values)
