"""A key of an object is ruled by every declaration that speaks of it."""

import pytest

from registry.forms import ABSENT, compile
from registry.forms.keys import in_force, property_of


def _property(schema, key, value=ABSENT, **options):
    form = compile(schema, **options)
    return property_of(form.plan(form.load(value)).scope, key)


@pytest.mark.parametrize(
    ("schema", "key", "origin", "known"),
    [
        ({"properties": {"a": {}}}, "a", "property", True),
        ({"properties": {"a": True}}, "a", "property", True),
        ({"properties": {"a": False}}, "a", "property", False),
        ({"patternProperties": {"^x-": {}}}, "x-1", "pattern", True),
        ({"patternProperties": {r"^\p{Lu}": {}}}, "Ä", "pattern", True),
        ({"patternProperties": {"(": {}}}, "(", "undeclared", False),
        ({"additionalProperties": {"type": "string"}}, "a", "additional", True),
        ({"additionalProperties": True}, "a", "additional", False),
        ({"additionalProperties": False}, "a", "additional", False),
        ({"unevaluatedProperties": {"type": "string"}}, "a", "additional", True),
        ({"unevaluatedProperties": False, "properties": {"a": {}}}, "a", "property", True),
        (
            {"allOf": [{"properties": {"a": {}}}], "additionalProperties": False},
            "a",
            "property",
            False,
        ),
        ({}, "a", "undeclared", False),
    ],
    ids=repr,
)
def test_a_key_is_ruled_by_every_kind_of_declaration(schema, key, origin, known):
    by = _property(schema, key)
    assert (by.origin, in_force(by)) == (origin, known)
