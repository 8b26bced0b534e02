"""Hints hide and lock places; the value stays whole, and what is valid stays as it is."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, compile

TEXT = {"type": "string"}
KIND_IS_A = {"properties": {"kind": {"const": "a"}}, "required": ["kind"]}
LOCK = {"when": {"enable": False}}


def _place(when, value, **more):
    place = {**TEXT, "x-ui": {"when": when, **more}}
    form = compile({"properties": {"kind": {}, "it": place}, "required": ["it"]})
    return form, form.plan(form.load(value)).entry("it")


@pytest.mark.parametrize(
    ("when", "value", "hidden", "locked"),
    [
        (KIND_IS_A, {"kind": "a"}, False, False),
        (KIND_IS_A, {"kind": "b", "it": "x"}, True, False),
        (KIND_IS_A, {}, True, False),
        (KIND_IS_A, ABSENT, True, False),
        ({"properties": {"kind": {"const": "a"}}}, ABSENT, False, False),
        ({"enable": KIND_IS_A}, {"kind": "a"}, False, False),
        ({"enable": KIND_IS_A}, {"kind": "b"}, False, True),
        ({"enable": False}, {}, False, True),
        ({"$ref": "#/properties/kind"}, {}, False, False),
        ({"type": "nothing"}, {}, False, False),
        ({"$ref": "#/$defs/gone"}, {}, False, False),
        ({"not": {"properties": {"kind": {"$ref": "elsewhere.json"}}}}, {"kind": 1}, False, False),
        ({"enable": {"$ref": "#/$defs/gone"}}, {}, False, False),
        ({"properties": {"kind": {"pattern": "("}}}, {"kind": "a"}, False, False),
        ({"title": 5, **KIND_IS_A}, {"kind": "a"}, False, False),
        ({"title": 5, **KIND_IS_A}, {"kind": "b"}, True, False),
        ({"properties": 5}, {}, False, False),
        ({"enable": 5}, {}, False, False),
        (KIND_IS_A["properties"], {}, False, False),
        ("kind == a", {}, False, False),
    ],
    ids=repr,
)
def test_a_rule_of_the_parent_hides_or_locks_a_place(when, value, hidden, locked):
    form, node = _place(when, value)
    assert (node.hidden, node.info.read_only) == (hidden, locked)
    assert form.load(value).value is value


def test_what_is_hidden_is_still_judged():
    form, node = _place(KIND_IS_A, {})
    assert node.hidden
    assert [str(problem) for problem in form.errors({})] == ["/it: is required"]


def test_a_hidden_widget_hides_keys_and_rows():
    schema = {"properties": {"l": {"items": TEXT}, "k": TEXT}}
    ui = {"k": {"ui:widget": "hidden"}, "l": {"items": {"ui:widget": "hidden"}}}
    form = compile(schema, ui)
    root = form.plan(form.load({"l": ["x"]}))
    assert [node.hidden for node in (root.entry("k"), *root.entry("l").children())] == [True, True]
    assert not root.entry("l").hidden


def test_a_rule_for_rows_looks_at_the_list():
    schema = {"items": {**TEXT, "x-ui": {"when": {"minItems": 2}}}}
    form = compile({"type": "array", **schema})
    for value, hidden in ((["a"], [True]), (["a", "b"], [False, False])):
        assert [row.hidden for row in form.plan(form.load(value)).children()] == hidden


@pytest.mark.parametrize(
    "hint", [{"readOnly": True}, {"ui:readonly": True}, {"ui:disabled": True}, {"x-ui": LOCK}]
)
def test_what_is_in_a_locked_place_is_locked_too_unless_it_says_otherwise(hint):
    inner = {"properties": {"b": {"items": TEXT}, "c": {**TEXT, "ui:readonly": False}}}
    form = compile({"properties": {"a": {**inner, **hint}}})
    at = form.plan(form.load({"a": {"b": ["x"]}})).at
    places = [("a",), ("a", "b"), ("a", "b", 0), ("a", "c"), ("d",)]
    assert [at(path).info.read_only for path in places] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("handling", "hidden", "locked"),
    [("hide", True, False), ("disable", False, True), ("label", False, False), (5, False, False)],
)
def test_what_is_deprecated_is_told_locked_or_hidden(handling, hidden, locked):
    schema = {"properties": {"old": {**TEXT, "deprecated": True}, "new": TEXT}}
    form = compile(schema, {"ui:globalOptions": {"deprecatedHandling": handling}})
    root = form.plan(form.load({"old": "x"}))
    old, new = root.entry("old"), root.entry("new")
    assert (old.hidden, old.info.read_only) == (hidden, locked)
    assert (new.hidden, new.info.read_only) == (False, False)
