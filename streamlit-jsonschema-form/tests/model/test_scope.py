"""Every subschema in force at a place is listed, with the reason; none is merged into another."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.declarations import declared_keys, item_schemas, required_keys
from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12


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
    assert [sub.schema for sub in item_schemas(scope, 0)] == [{"title": "first"}]
    assert [sub.schema for sub in item_schemas(scope, 1)] == [False]


@pytest.mark.parametrize(
    ("schema", "index", "ruling"),
    [
        ({"prefixItems": [{}], "unevaluatedItems": {"title": "rest"}}, 1, [{"title": "rest"}]),
        ({"prefixItems": [{}], "unevaluatedItems": {"title": "rest"}}, 0, [{}]),
        ({"items": {"title": "all"}, "unevaluatedItems": False}, 3, [{"title": "all"}]),
        ({"allOf": [{"prefixItems": [{}]}], "unevaluatedItems": False}, 1, [False]),
        ({"contains": {"type": "integer"}}, 0, []),
    ],
    ids=repr,
)
def test_rows_that_nothing_else_describes_are_ruled_by_what_says_so(schema, index, ruling):
    form = compile(schema)
    scope = form.plan(form.load([])).scope
    assert [sub.schema for sub in item_schemas(scope, index)] == ruling


@pytest.mark.parametrize(
    ("dialect", "keyword", "rule"),
    [
        (DRAFT_2020_12, "dependencies", {"a": {"properties": {"b": {}}}}),
        (DRAFT_2020_12, "dependencies", {"a": ["b"]}),
        (DRAFT_7, "dependentSchemas", {"a": {"properties": {"b": {}}}}),
        (DRAFT_7, "dependentRequired", {"a": ["b"]}),
    ],
    ids=repr,
)
def test_a_keyword_of_the_other_dialect_draws_nothing(dialect, keyword, rule):
    other = DRAFT_7 if dialect == DRAFT_2020_12 else DRAFT_2020_12
    schema = {"type": "object", "properties": {"a": {}}, keyword: rule}
    for chosen, drawn in ((dialect, ["a"]), (other, ["a", "b"])):
        form = compile(schema, dialect=chosen)
        root = form.plan(form.load({"a": 1}))
        assert _described(root) == drawn


def _described(node):
    keys = [*declared_keys(node.scope), *required_keys(node.scope, node.value)]
    return sorted(dict.fromkeys(keys))


BUNDLE = {
    "$id": "https://example.org/root",
    "properties": {"x": {"$ref": "part"}, "y": {"$ref": "part#inner"}},
    "$defs": {
        "part": {
            "$id": "part",
            "properties": {"deep": {"$ref": "#/$defs/leaf"}},
            "$defs": {"leaf": {"$anchor": "inner", "type": "integer", "title": "Leaf"}},
        }
    },
}
TREE = {
    "$id": "https://example.org/strict",
    "$dynamicAnchor": "node",
    "$ref": "tree",
    "properties": {"own": {"type": "boolean"}},
    "$defs": {
        "tree": {
            "$id": "tree",
            "$dynamicAnchor": "node",
            "type": "object",
            "properties": {"kids": {"type": "array", "items": {"$dynamicRef": "#node"}}},
        }
    },
}


def test_a_bundled_document_and_an_anchor_in_it_are_drawn():
    form = compile(BUNDLE)
    root = form.plan(form.load({"x": {"deep": 1}, "y": 2}))
    assert root.entry("x").entry("deep").label == "Leaf"
    assert root.entry("y").label == "Leaf"


def test_a_dynamic_reference_draws_the_outermost_of_its_name():
    form = compile(TREE)
    assert form.problems == ()
    state = form.load({"kids": [{"kids": [{}]}]})
    node = form.plan(state)
    for _ in range(2):
        assert {child.path[-1] for child in node.children()} == {"own", "kids"}
        node = node.factory.item(node.entry("kids"), 0)
