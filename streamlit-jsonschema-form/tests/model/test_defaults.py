"""Defaults enter when a value is made, and only then; what is there stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.defaults import blank
from support.strategies import cases, law, nodes, written

NESTED = {
    "properties": {
        "a": {"type": "integer", "default": 1},
        "o": {
            "type": "object",
            "properties": {"b": {"default": "x"}, "c": {"type": "string"}},
            "required": ["b", "c"],
        },
        "free": {"properties": {"d": {"default": None}}},
    },
    "required": ["a", "o"],
}


@pytest.mark.parametrize(
    ("fill", "value"),
    [
        ("none", {}),
        ("required", {"a": 1, "o": {"b": "x"}}),
        ("all", {"a": 1, "o": {"b": "x"}}),
    ],
)
def test_a_fill_adds_what_it_says(fill, value):
    assert compile(NESTED).new(fill) == value


@pytest.mark.parametrize(
    ("hint", "required", "made"),
    [(True, [], {"a": 1}), (False, ["a"], {}), (5, [], {}), (5, ["a"], {"a": 1})],
    ids=repr,
)
def test_a_hint_decides_whether_a_default_enters(hint, required, made):
    schema = {"properties": {"a": {"default": 1, "x-ui": {"fill": hint}}}, "required": required}
    assert compile(schema).new("required") == made
    assert compile(schema).new("all") == ({} if hint is False else {"a": 1})
    assert compile(schema).new("none") == {}


def test_what_is_there_stays_as_it_is():
    over = {"o": {"b": None, "z": 0}, "a": 1.0, "free": {}}
    made = compile(NESTED).new("all", over)
    assert written(made) == written({"o": {"b": None, "z": 0}, "a": 1.0, "free": {"d": None}})


@pytest.mark.parametrize("value", [None, {"o": None}, {"o": {"o": None}}], ids=repr)
def test_null_in_the_place_of_an_object_or_a_list_stays_null(value):
    rows = {"type": ["array", "null"], "items": {"properties": {"d": {"default": 1}}}}
    inner = {"type": ["object", "null"], "properties": {"l": rows, "d": {"default": 1}}}
    middle = {"type": ["object", "null"], "properties": {"o": inner}}
    form = compile({"type": ["object", "null"], "properties": {"o": middle}})
    assert form.new("all", value) == value
    assert form.new("all", {"o": {"o": {"l": None}}}) == {"o": {"o": {"l": None, "d": 1}}}


def test_a_default_that_turns_a_condition_on_brings_the_defaults_below_it():
    schema = {
        "properties": {"k0": {"default": True}},
        "allOf": [
            {
                "if": {"properties": {f"k{n}": {"const": True}}, "required": [f"k{n}"]},
                "then": {"properties": {f"k{n + 1}": {"default": True}}},
            }
            for n in range(12)
        ],
    }
    assert list(compile(schema).new("all")) == [f"k{n}" for n in range(13)]


def test_a_required_object_in_itself_has_an_end():
    form = compile({"properties": {"next": {"$ref": "#"}}, "required": ["next"]})
    made = form.new("required")
    assert written(form.new("required", made)) == written(made)


def test_the_default_of_the_whole_is_the_first_value():
    assert compile({"type": "array", "default": [1]}).new("none") == [1]
    assert compile({"type": "string"}).new("all") is ABSENT


TAGGED = {
    "oneOf": [
        {"properties": {"k": {"const": k}, k: {"default": 1}}, "required": ["k", k]}
        for k in ("a", "b")
    ]
}


@pytest.mark.parametrize(
    ("schema", "fill", "value"),
    [
        (TAGGED, "none", {}),
        (TAGGED, "required", {"k": "a", "a": 1}),
        ({**TAGGED, "properties": {"x": {"default": 2}}}, "all", {"k": "a", "a": 1, "x": 2}),
        ({"anyOf": [{"required": ["x"]}, {"required": ["y"]}], "type": "object"}, "all", {}),
        ({"oneOf": [{"type": "object"}, {"type": "array"}]}, "all", ABSENT),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, "all", ABSENT),
        ({"enum": [{}, {"a": 1}], "type": "object"}, "all", ABSENT),
    ],
    ids=repr,
)
def test_a_whole_that_can_only_be_an_object_begins_as_one(schema, fill, value):
    assert compile(schema).new(fill) == value


def test_a_constant_that_marks_a_branch_is_not_added_to_what_is_there():
    assert compile(TAGGED).new("all", {"a": 5}) == {"a": 5}


def test_rows_and_free_entries_are_filled_where_they_are_objects():
    rows = {"type": "array", "items": NESTED}
    form = compile({"properties": {"l": rows, "m": {"additionalProperties": NESTED}}})
    over = {"m": {"k": {"a": 0}, "s": "x"}, "l": [{}, 5, {"a": None, "free": {}}]}
    made = form.new("all", over)
    full = {"a": 1, "o": {"b": "x"}}
    assert made["l"] == [full, 5, {"a": None, "free": {"d": None}, "o": {"b": "x"}}]
    assert made["m"] == {"k": {"a": 0, "o": {"b": "x"}}, "s": "x"}
    assert list(made) == ["m", "l"]
    assert form.new("all") == {}


def test_a_new_row_has_what_a_required_object_has():
    form = compile({"type": "array", "items": {**NESTED, "type": "object"}})
    root = form.plan(form.load([]))
    assert blank(root.item(0)) == {"a": 1, "o": {"b": "x"}}
    form = compile({"type": "array", "items": {**TAGGED, "type": "object"}})
    root = form.plan(form.load([]))
    assert blank(root.item(0)) == {"k": "a", "a": 1}


@law
@given(cases(), st.sampled_from(["none", "required", "all"]))
def test_creation_keeps_every_key_and_repeats_itself(case, fill):
    schema, over = case
    form = compile(schema)
    made = form.new(fill, over)
    assert _holds(made, over)
    assert written(form.new(fill, made)) == written(made)


def _holds(value, part):
    """Tell whether every key of `part` is in `value` as it was, in the same order."""
    if isinstance(part, dict) and isinstance(value, dict):
        kept = [key for key in value if key in part]
        return kept == list(part) and all(_holds(value[key], part[key]) for key in part)
    if isinstance(part, list) and isinstance(value, list):
        return len(part) == len(value) and all(map(_holds, value, part))
    return part is ABSENT or written(value) == written(part)


@pytest.mark.parametrize(
    ("items", "first"),
    [
        ({"type": "string"}, ""),
        ({"type": "integer", "minimum": 0.5}, 1),
        ({"type": "number", "maximum": -0.5}, -0.5),
        ({"type": "number"}, 0),
        ({"type": "boolean"}, False),
        ({"type": "object", "properties": {}}, {}),
        ({"type": "array"}, []),
        ({"type": "null"}, None),
        ({"enum": ["b", "a"]}, "b"),
        ({"default": 7}, 7),
        ({"type": ["number", "string"]}, 0),
        ({"type": ["integer", "string"]}, 0),
        ({"type": ["string", "null"]}, ""),
        (True, None),
    ],
    ids=repr,
)
def test_a_new_row_begins_with_the_simplest_that_fits(items, first):
    form = compile({"type": "array", "items": items})
    root = form.plan(form.load([]))
    assert written(blank(root.item(0))) == written(first)


@law
@given(cases())
def test_every_place_has_a_blank(case):
    form = compile(case[0])
    for node in nodes(form.plan(form.load(case[1]))):
        written(blank(node))
