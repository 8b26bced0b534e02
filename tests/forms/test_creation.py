"""Defaults enter when a value is made, and only then; what is there stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.forms import ABSENT, compile
from registry.forms.creation import blank
from tests.forms.strategies import cases, law, nodes, written

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
    assert written(blank(form, root.planner.item(root, 0))) == written(first)


@law
@given(cases())
def test_every_place_has_a_blank(case):
    form = compile(case[0])
    for node in nodes(form.plan(form.load(case[1]))):
        written(blank(form, node))
