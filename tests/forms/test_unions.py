"""The branch shown is the person's choice, else the one that the value fits best; values never change."""

import pytest

from registry.forms import ABSENT, Choose, Kind, apply, compile


def _tagged(tag, **properties):
    return {"type": "object", "properties": {"kind": {"const": tag}, **properties}}


INTEGER, TEXT = {"type": "integer"}, {"type": "string"}
TWO = {"oneOf": [_tagged("a", x=INTEGER), _tagged("b", y=TEXT)]}


def _chosen(schema, value):
    form = compile(schema)
    union = form.plan(form.load(value)).union
    return union and union.chosen


@pytest.mark.parametrize(
    ("schema", "value", "chosen"),
    [
        (TWO, {"kind": "b"}, 1),
        (TWO, {"kind": "a", "y": "stray"}, 0),
        (TWO, {"kind": "b", "y": 5}, 1),
        (TWO, {"y": 5}, 0),
        (TWO, {}, 0),
        (TWO, ABSENT, None),
        (TWO, None, None),
        (TWO, "text", 0),
        ({"anyOf": [INTEGER, TEXT]}, "5", 1),
        ({"anyOf": [INTEGER, TEXT]}, 1.0, 0),
        ({"anyOf": [INTEGER, {"type": "number"}]}, 1.5, 1),
        ({"anyOf": [INTEGER, {"type": "null"}]}, None, None),
        ({"anyOf": [{"const": 1}, {"const": 2}]}, 1, None),
        ({"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, None),
        ({"oneOf": [{"properties": {"a": {}}}, {"properties": {"a": {}, "b": {}}}]}, {"b": 1}, 1),
    ],
    ids=repr,
)
def test_the_branch_that_fits_best_is_shown(schema, value, chosen):
    assert _chosen(schema, value) == chosen


def test_a_stored_choice_wins_until_it_is_not_offered():
    form = compile(TWO)
    state = apply(form, form.load({"x": 1}), Choose((), 0, 1))
    assert form.plan(state).union.chosen == 1


def test_nothing_chosen_is_a_place_to_choose():
    form = compile({"properties": {"u": TWO}})
    node = form.plan(form.load({})).entry("u")
    assert node.kind is Kind.UNION
    assert [number for number, _ in node.union.branches] == [0, 1]


def test_null_is_a_control_and_not_a_branch():
    form = compile({"properties": {"u": {"anyOf": [INTEGER, TEXT, {"type": "null"}]}}})
    node = form.plan(form.load({"u": 1})).entry("u")
    assert node.facts.nullable
    assert [words for _, words in node.union.branches] == ["integer", "string"]


def test_branches_are_named_by_title_constant_or_type_and_no_two_alike():
    schema = {
        "oneOf": [
            {"title": "Same", "type": "object"},
            {"title": "Same", "type": "array"},
            {"const": "fixed"},
            {"type": ["integer", "string"]},
            {"$ref": "#/$defs/named"},
        ],
        "$defs": {"named": {"title": "Named", "type": "boolean"}},
    }
    form = compile(schema)
    labels = [words for _, words in form.plan(form.load(ABSENT)).union.branches]
    assert labels == ["Same (1)", "Same (2)", "fixed", "integer or string", "Named"]


def test_the_title_of_a_branch_is_not_the_title_of_the_place():
    form = compile(
        {"properties": {"u": {"oneOf": [{"title": "A", **INTEGER}, {"title": "B", **TEXT}]}}}
    )
    assert form.plan(form.load({"u": 1})).entry("u").label == "U"
