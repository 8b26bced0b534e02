"""Hints reach every place that a schema describes, and neither they nor their faults touch the value."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import ABSENT, Choose, apply, compile
from streamlit_jsonschema_form.model.hints import HINTS
from support.strategies import cases, law, nodes, values, written

TEXT = {"type": "string"}
X = {"properties": {"x": TEXT}}
BRANCHES = [{"title": "One", **X}, {"title": "Two", "properties": {"y": TEXT}}]


def _title(schema, value, ui, path, **options):
    form = compile(schema, ui, **options)
    assert form.document.schema is schema
    return form.plan(form.load(value)).at(path).info.title


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (X, {}),
        ({"$ref": "#/$defs/d", "$defs": {"d": X}}, {}),
        ({"$dynamicRef": "#d", "$defs": {"d": {"$dynamicAnchor": "d", **X}}}, {}),
        ({"allOf": [{"allOf": [X]}]}, {}),
        ({"anyOf": BRANCHES}, {"x": "a"}),
        ({"oneOf": [{"oneOf": BRANCHES}, {"type": "null"}]}, {"x": "a"}),
        ({"if": {}, "then": X}, {}),
        ({"if": False, "else": X}, {}),
        ({"dependentSchemas": {"a": X}}, {"a": 1}),
        ({"dependencies": {"a": {"oneOf": BRANCHES}}}, {"a": 1, "x": "a"}),
        ({"patternProperties": {"^x": TEXT}}, {"x": "a"}),
        ({"additionalProperties": TEXT}, {"x": "a"}),
        ({"unevaluatedProperties": TEXT}, {"x": "a"}),
    ],
    ids=repr,
)
def test_the_hints_of_a_key_reach_it_wherever_it_is_declared(schema, value):
    before = copy.deepcopy(schema)
    assert _title(schema, value, {"x": {"ui:title": "Hinted"}}, ("x",)) == "Hinted"
    assert schema == before


ROWS = [{"ui:title": "First"}, {"ui:title": "Second"}]


@pytest.mark.parametrize(
    ("schema", "ui", "titles"),
    [
        ({"items": TEXT}, {"items": {"ui:title": "Row"}}, ["Row"] * 3),
        ({"prefixItems": [TEXT]}, {"items": {"ui:title": "Row"}}, ["Row", None, None]),
        ({"prefixItems": [TEXT], "items": TEXT}, {"items": ROWS}, ["First", "Second", None]),
        (
            {"items": [TEXT], "additionalItems": TEXT},
            {"items": ROWS[:1], "additionalItems": {"ui:title": "Further"}},
            ["First", "Further", "Further"],
        ),
        ({"items": {"$ref": "#/$defs/d"}, "$defs": {"d": TEXT}}, {"items": ROWS[0]}, ["First"] * 3),
    ],
    ids=repr,
)
def test_the_hints_of_items_reach_both_kinds_of_lists(schema, ui, titles):
    form = compile({"type": "array", **schema}, ui)
    rows = form.plan(form.load(["a", "b", "c"])).children()
    assert [row.info.title for row in rows] == titles


def test_hints_for_keys_of_a_persons_own_spare_those_that_are_declared():
    schema = {**X, "additionalProperties": TEXT}
    ui = {"additionalProperties": {"ui:title": "Own"}, "z": {"ui:title": "Known"}}
    form = compile(schema, ui)
    titles = [n.info.title for n in form.plan(form.load({"q": "", "z": ""})).children()]
    assert titles == [None, "Own", "Known"]


def test_hints_of_a_branch_hold_while_it_is_chosen():
    ui = {
        "x": {"ui:help": "of the place"},
        "ui:order": ["x"],
        "anyOf": [
            {"ui:title": "First", "ui:order": ["y"], "x": {"ui:help": "of the branch"}},
            {"ui:title": "Second"},
        ],
    }
    form = compile({"title": "Place", "anyOf": BRANCHES}, ui)
    state = form.load({"x": "a"})
    root = form.plan(state)
    assert root.union is not None
    assert root.union.branches == ((0, "First"), (1, "Second"))
    assert root.label == "Place"
    assert (root.info.ui["order"], root.entry("x").info.ui["help"]) == (["y"], "of the branch")
    assert form.plan(apply(form, state, Choose((), 0, 1))).info.ui["order"] == ["x"]


def test_hints_inside_a_branch_are_its_own():
    branches = [{**X, "ui:order": ["x"]}, {"properties": {"y": {"ui:help": "y"}}}]
    form = compile({"oneOf": branches})
    assert form.plan(form.load({"x": "a"})).info.ui == {"order": ["x"]}
    root = form.plan(form.load({"y": "a"}))
    assert (root.info.ui, root.entry("y").info.ui) == ({}, {"help": "y"})


def test_hints_of_a_definition_reach_every_place_behind_it():
    schema = {
        "$defs": {"node": {"properties": {"next": {"$ref": "#/$defs/node"}}}},
        "$ref": "#/$defs/node",
    }
    ui = {
        "ui:definitions": {"#/$defs/node": {"ui:help": "a node", "next": {"ui:title": "Next one"}}},
        "next": {"next": {"ui:help": "the third"}},
    }
    form = compile(schema, ui)
    at = form.plan(form.load({"next": {"next": {}}})).at
    assert [at(("next",) * n).info.ui.get("help") for n in range(4)] == [
        "a node",
        "a node",
        "the third",
        "a node",
    ]
    assert at(("next", "next")).info.title == "Next one"


def test_what_wins_is_the_ui_schema_then_ui_then_x_ui_and_options_common_to_all_come_last():
    inside: dict[str, Any] = {"type": "string"}
    ui: dict[str, Any] = {"ui:globalOptions": {"help": "common"}}

    def told():
        form = compile({"properties": {"a": inside}}, ui)
        return form.plan(form.load({})).entry("a").info.ui["help"]

    assert told() == "common"
    for place, hint in (
        (inside, {"x-ui": {"help": "x-ui"}}),
        (inside, {"ui:options": {"help": "options"}}),
        (inside, {"ui:help": "inline"}),
        (ui, {"a": {"x-ui": {"help": "beside, x-ui"}}}),
        (ui, {"a": {"x-ui": {"help": ""}, "ui:help": "beside"}}),
    ):
        place |= hint
        (expected,) = [v for v in _leaves(hint) if v]
        assert told() == expected


def _leaves(hint: Any) -> list[Any]:
    if not isinstance(hint, dict):
        return [hint]
    return [leaf for each in hint.values() for leaf in _leaves(each)]


@pytest.mark.parametrize(
    ("ui", "labels"),
    [
        ({"ui:enumNames": ["A", "B", "C"]}, ["A", "B", "C"]),
        ({"ui:enumNames": ["A"]}, ["1", "2", "3"]),
        ({"ui:enumOrder": [3, 3, 1]}, ["3", "1", "2"]),
        ({"ui:enumOrder": [3, "*", 1]}, ["3", "2", "1"]),
        ({"ui:options": {"enumDisabled": [2]}}, ["1", "3"]),
        ({"ui:enumNames": ["A", "B", "C"], "ui:enumOrder": ["*", 1]}, ["B", "C", "A"]),
    ],
    ids=repr,
)
def test_options_are_named_ordered_and_left_out(ui, labels):
    form = compile({"enum": [1, 2, 3]}, ui)
    assert [o.label for o in form.plan(form.load(2)).info.options or ()] == labels
    assert form.errors(2) == []


@pytest.mark.parametrize("hint", HINTS)
@pytest.mark.parametrize("wrong", [5.5, None, {"title": 1}, [1, {}]], ids=repr)
def test_a_hint_of_a_wrong_kind_is_passed_over(hint, wrong):
    form = compile({"type": "string"}, {f"ui:{hint}": wrong})
    told = form.plan(form.load(ABSENT)).info.ui
    assert (hint in told) is HINTS[hint](wrong)


names = st.sampled_from([*HINTS, *(f"ui:{name}" for name in HINTS), "nobody", "ui:nobody"])
blocks = st.dictionaries(names, values, max_size=4)
places = st.sampled_from(
    ["a", "b", "kind", "items", "oneOf", "anyOf", "allOf", "x-ui", "ui:options", "ui:definitions"]
)
hints = st.recursive(
    blocks | values,
    lambda inner: (
        st.builds(
            lambda block, below: {**block, **below},
            blocks,
            st.dictionaries(places, inner, max_size=3),
        )
        | st.lists(inner, max_size=2)
    ),
    max_leaves=8,
).filter(lambda ui: isinstance(ui, dict))


@law
@given(cases(), hints)
def test_no_hint_changes_a_value_or_what_is_valid_or_breaks_the_plan(case, ui):
    schema, value = case
    plain, hinted = compile(schema), compile(schema, ui)
    state = hinted.load(value)
    for node in nodes(hinted.plan(state)):
        assert isinstance(node.label, str)
    assert written(state.value) == written(value)
    assert [p.path for p in hinted.errors(value)] == [p.path for p in plain.errors(value)]
