"""What names a map's entries may have is gathered from every rule about them."""

import pytest

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.model.declarations import KeyRule, free_name, key_rule


@pytest.mark.parametrize(
    ("schema", "rule"),
    [
        ({}, KeyRule()),
        ({"propertyNames": {"enum": ["a", "b", 1]}}, KeyRule(names=("a", "b"))),
        ({"propertyNames": {"pattern": "^x"}}, KeyRule(patterns=("^x",))),
        (
            {"propertyNames": {"$ref": "#/$defs/n"}, "$defs": {"n": {"pattern": "n"}}},
            KeyRule(None, ("n",)),
        ),
        (
            {"additionalProperties": False, "patternProperties": {"^y": {}}},
            KeyRule(patterns=("^y",)),
        ),
        ({"patternProperties": {"^y": {}}}, KeyRule()),
        ({"maxProperties": 2}, KeyRule(most=2)),
    ],
    ids=repr,
)
def test_rules_about_names_are_gathered(schema, rule):
    form = compile({"type": "object", **schema})
    assert key_rule(form.context, form.plan(form.load({})).scope) == rule


@pytest.mark.parametrize(
    ("rule", "taken", "name"),
    [
        (KeyRule(), (), "key"),
        (KeyRule(), ("key", "key3"), "key2"),
        (KeyRule(names=("a", "b")), ("a",), "b"),
        (KeyRule(names=("a",)), ("a",), None),
        (KeyRule(most=1), ("x",), None),
    ],
    ids=repr,
)
def test_one_more_entry_gets_a_name_that_is_free(rule, taken, name):
    assert free_name(rule, frozenset(taken)) == name
