"""Every subschema in force at a place is listed, with the reason; none is merged into another."""

import pytest

from registry.forms import ABSENT, compile
from registry.forms.items import items_of
from registry.schema.dialect import DRAFT_7


def _ways(schema, value):
    form = compile(schema)
    return [sub.via for sub in form.plan(form.load(value)).scope.subs]


CONDITION = {
    "if": {"required": ["a"]},
    "then": {"allOf": [{"title": "deep"}]},
    "else": {"$ref": "#/$defs/other"},
    "$defs": {"other": {"title": "other"}},
}


@pytest.mark.parametrize(
    ("schema", "value", "ways"),
    [
        (
            {"allOf": [{}, {"allOf": [{}]}]},
            1,
            [(), ("allOf/0",), ("allOf/1",), ("allOf/1", "allOf/0")],
        ),
        (CONDITION, {"a": 1}, [(), ("then",), ("then", "allOf/0")]),
        (CONDITION, {}, [(), ("else",), ("else",)]),
        (CONDITION, 5, [(), ("then",), ("then", "allOf/0")]),
        (CONDITION, ABSENT, [()]),
        ({"dependentSchemas": {"a": {}, "b": {}}}, {"b": 1}, [(), ("dependentSchemas/b",)]),
        ({"dependencies": {"a": {}, "b": ["c"]}}, {"a": 1, "b": 1}, [(), ("dependencies/a",)]),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, "x", [(), ("anyOf/1",)]),
        ({"$ref": "#"}, 1, [()]),
        ({"allOf": [{"$ref": "#"}]}, 1, [(), ("allOf/0",)]),
        ({"$ref": "#/$defs/none"}, 1, [()]),
    ],
    ids=repr,
)
def test_what_is_in_force_has_its_reason(schema, value, ways):
    assert _ways(schema, value) == ways


def test_in_draft_7_rules_beside_a_reference_do_not_count():
    schema = {
        "properties": {"x": {"$ref": "#/definitions/d", "properties": {"beside": {}}}},
        "definitions": {"d": {"properties": {"inside": {}}}},
    }
    for dialect, keys in ((DRAFT_7, ["inside"]), (None, ["beside", "inside"])):
        form = compile(schema, dialect=dialect)
        shown = form.plan(form.load({})).entry("x").children()
        assert sorted(node.path[-1] for node in shown) == keys


def test_items_rule_by_position():
    form = compile({"prefixItems": [{"title": "first"}], "items": False})
    scope = form.plan(form.load([])).scope
    assert [sub.schema for sub in items_of(scope, 0)] == [{"title": "first"}]
    assert [sub.schema for sub in items_of(scope, 1)] == [False]
