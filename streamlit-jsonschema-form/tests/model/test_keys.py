"""A key of an object is ruled by every declaration that speaks of it."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.declarations import is_described, property_declaration


def _property(schema, key, value=ABSENT, **options):
    form = compile(schema, **options)
    return property_declaration(form.plan(form.load(value)).scope, key)


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
    assert (by.origin, is_described(by)) == (origin, known)


def test_a_declared_key_is_looked_up_once_and_any_other_each_time():
    schema = {"properties": {"a": {}}, "patternProperties": {"^x": {}}}
    form = compile(schema)
    first, again = (form.plan(form.load({"a": given})).scope for given in (1, 2))
    assert property_declaration(first, "a") is property_declaration(again, "a")
    assert property_declaration(first, "x") is not property_declaration(again, "x")


def test_a_key_that_a_condition_declares_too_is_looked_up_for_each_value():
    held = {"properties": {"a": {"title": "Then"}}}
    schema = {"properties": {"a": {}}, "if": {"required": ["b"]}, "then": held}
    form = compile(schema)
    titles = [
        [child.info.title for child in form.plan(form.load(value)).children()]
        for value in ({}, {"b": 1}, {})
    ]
    assert titles == [[None], ["Then", None], [None]]


def test_a_key_that_a_pattern_fits_is_no_additional_one():
    schema = {
        "type": "object",
        "patternProperties": {"^x-": {"title": "pattern"}},
        "additionalProperties": {"title": "additional"},
    }
    ruled = {key: [s.schema for s in _property(schema, key).subs] for key in ("x-1", "y")}
    assert ruled == {"x-1": [{"title": "pattern"}], "y": [{"title": "additional"}]}
