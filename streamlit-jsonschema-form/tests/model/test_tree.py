"""A plan shows every declared place and every value that is there, and nothing is made unseen."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, Kind, Set, Write, apply, compile
from streamlit_jsonschema_form.model.field_info import humanize_key
from streamlit_jsonschema_form.model.state import UnreadableText
from support.counting import steps
from support.strategies import nodes


def _keys(schema, value=ABSENT):
    form = compile(schema)
    return [child.path[-1] for child in form.plan(form.load(value)).children()]


def test_declared_keys_come_first_then_those_that_are_there():
    schema = {"properties": {"b": {}, "a": {}}, "required": ["r"], "type": "object"}
    assert _keys(schema, {"zz": 1, "a": 2}) == ["b", "a", "r", "zz"]


@pytest.mark.parametrize(
    ("order", "keys"),
    [
        (["c", "*"], ["c", "a", "b"]),
        (["*", "a"], ["b", "c", "a"]),
        (["c", "*", "a"], ["c", "b", "a"]),
        (["c", "x", "a"], ["c", "a", "b"]),
        ("wrong", ["a", "b", "c"]),
    ],
    ids=repr,
)
def test_a_hint_orders_keys(order, keys):
    assert _keys({"properties": {"a": {}, "b": {}, "c": {}}, "ui:order": order}) == keys


def test_a_forbidden_key_is_drawn_only_where_it_is_there():
    schema = {"properties": {"a": {"type": "string"}, "no": False}}
    assert _keys(schema, {}) == ["a"]
    form = compile(schema)
    node = form.plan(form.load({"no": 1})).entry("no")
    assert node.kind is Kind.RAW


@pytest.mark.parametrize(
    ("schema", "value", "kind"),
    [
        ({"type": "object"}, ABSENT, Kind.MAP),
        ({"type": "object", "properties": {"a": {}}}, {}, Kind.OBJECT),
        ({"type": ["object", "null"], "properties": {"a": {}}}, None, Kind.OBJECT),
        ({"type": "object"}, [], Kind.RAW),
        ({"type": "array"}, ABSENT, Kind.ARRAY),
        ({"type": "array"}, {}, Kind.RAW),
        ({"type": "string"}, ABSENT, Kind.SCALAR),
        ({"enum": [{"a": 1}]}, {"a": 1}, Kind.SCALAR),
        ({}, ABSENT, Kind.UNION),
        ({}, None, Kind.UNION),
        ({}, "text", Kind.SCALAR),
        ({}, {"a": 1}, Kind.MAP),
        (True, [1], Kind.ARRAY),
        ({"type": ["string", "array"]}, ["a"], Kind.ARRAY),
        ({"type": ["string", "array"]}, 5, Kind.RAW),
        ({"type": ["string", "integer"], "default": 5}, ABSENT, Kind.SCALAR),
        ({"prefixItems": [{}]}, ABSENT, Kind.TUPLE),
        ({"type": "array", "items": [{}]}, [1, 2], Kind.TUPLE),
        (False, ABSENT, Kind.NEVER),
    ],
    ids=repr,
)
def test_the_kind_follows_schema_and_value(schema, value, kind):
    form = compile({"properties": {"x": schema}})
    state = form.load({} if value is ABSENT else {"x": value})
    assert form.plan(state).entry("x").kind is kind


def test_a_schema_that_cannot_be_used_leaves_json_text_and_says_why():
    form = compile({"type": "objekt", "properties": {"a": {}}})
    assert form.plan(form.load({"a": 1})).kind is Kind.RAW
    assert form.problems[0].path == ("type",)
    assert form.errors({"a": 1})


def test_recursion_is_planned_only_as_far_as_someone_looks():
    form = compile(
        {
            "$ref": "#/$defs/t",
            "$defs": {
                "t": {"properties": {"next": {"$ref": "#/$defs/t"}, "n": {"type": "integer"}}}
            },
        }
    )
    node = form.plan(form.load(ABSENT))
    for _ in range(50):
        node = node.entry("next")
    assert node.kind is Kind.OBJECT
    assert len(node.path) == 50


def test_rules_beside_each_other_are_all_in_force():
    schema = {
        "allOf": [{"properties": {"a": {"minimum": 1}}}, {"properties": {"a": {"maximum": 5}}}],
        "properties": {"a": {"type": "integer"}},
        "patternProperties": {"^a$": {"title": "By pattern"}},
    }
    form = compile(schema)
    info = form.plan(form.load({})).entry("a").info
    assert (info.types, info.low.value, info.high.value) == ({"integer"}, 1, 5)
    assert info.title == "By pattern"


def test_a_relative_id_is_entered_once():
    schema = {
        "$id": "http://host/dir/root.json",
        "properties": {"a": {"$ref": "sub/inner.json"}},
        "$defs": {
            "inner": {
                "$id": "sub/inner.json",
                "properties": {"b": {"$ref": "#/$defs/n"}},
                "$defs": {"n": {"type": "integer"}},
            }
        },
    }
    form = compile(schema)
    assert form.problems == ()
    assert form.plan(form.load({})).entry("a").entry("b").info.types == {"integer"}


def test_what_depends_on_a_key_is_required_with_it():
    form = compile({"dependentRequired": {"a": ["b"]}, "properties": {"a": {}, "b": {}}})
    assert form.plan(form.load({"a": 1})).entry("b").required
    assert not form.plan(form.load({})).entry("b").required


def test_both_meanings_of_items_are_read():
    tuples = {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}
    older = {"items": [{"type": "string"}], "additionalItems": {"type": "integer"}}
    for schema in (tuples, older):
        form = compile({"type": "array", **schema})
        rows = form.plan(form.load(["a", 1, 2])).children()
        assert [set(row.info.types) for row in rows] == [{"string"}, {"integer"}, {"integer"}]


def test_unreadable_text_counts_only_where_it_is_drawn():
    schema = {
        "properties": {"on": {"type": "boolean"}},
        "if": {"properties": {"on": {"const": True}}, "required": ["on"]},
        "then": {"properties": {"n": {"type": "integer"}}},
    }
    form = compile(schema)
    state = apply(
        form, form.load({"on": True}), Write(("n",), UnreadableText("abc", "expected a number"))
    )
    assert [p.path for p in form.unreadable(state)] == [("n",)]
    hidden = apply(form, state, Set(("on",), False))
    assert form.unreadable(hidden) == []
    shown = apply(form, hidden, Set(("on",), True))
    assert form.unreadable(shown) == form.unreadable(state)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("max_model_len", "Max model len"),
        ("maxModelLen", "Max Model Len"),
        ("a-b", "A b"),
        ("", "(no name)"),
        ("_", "(no name)"),
        (0, "Item 1"),
    ],
)
def test_a_key_becomes_words(key, label):
    assert humanize_key(key) == label


def _wide(count):
    inner = {"type": "object", "properties": {"a": {"type": "string"}}}
    kinds = ({"type": "integer"}, {"type": "string"}, {"enum": ["a", "b"]}, inner)
    fields = {f"f{n}": kinds[n % 4] for n in range(count)}
    condition = {"if": {"required": ["none"]}, "then": {"required": ["f0"]}}
    return {"type": "object", "properties": fields, "required": list(fields), **condition}


def _plan_and_check(form, state):
    form.plan(form.load(state.value)).children()
    form.errors(dict(state.value))


def _edit(form, state):
    apply(form, state, Set(("f1",), "b"))


def _steps(work, count):
    form = compile(_wide(count))
    state = form.load({f"f{n}": {"a": "b"} if n % 4 == 3 else "a" for n in range(count)})
    nodes(form.plan(state))
    return steps(lambda: work(form, state))


@pytest.mark.parametrize("work", [_plan_and_check, _edit])
def test_the_cost_of_plans_and_edits_grows_no_faster_than_the_form(work):
    assert _steps(work, 4000) < 4 * 1.2 * _steps(work, 1000)
