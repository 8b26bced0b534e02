"""A field that lists its values chooses the branch that repeats one of them: no menu is needed."""

import json

import pytest

from streamlit_jsonschema_form.model import Set, apply, compile
from streamlit_jsonschema_form.model.codecs.choices import SELECT

TEXT = {"type": "string"}
CPU = {"properties": {"device": {"enum": ["cpu"]}}}
GPU = {
    "properties": {"device": {"enum": ["gpu"]}, "memory": {"type": "number"}},
    "required": ["memory"],
}
DEVICE = {"device": {"enum": ["cpu", "gpu"], "title": "Device"}}
BY_DEPENDENCY = {"properties": DEVICE, "dependencies": {"device": {"oneOf": [CPU, GPU]}}}
SCHEMAS = {
    "dependencies": BY_DEPENDENCY,
    "dependentSchemas": {
        "properties": DEVICE,
        "dependentSchemas": {"device": {"oneOf": [CPU, GPU]}},
    },
    "oneOf": {"properties": DEVICE, "oneOf": [CPU, GPU]},
    "a reference": {
        "properties": {"device": {"$ref": "#/$defs/d"}},
        "anyOf": [CPU, GPU],
        "$defs": {"d": DEVICE["device"]},
    },
    "pages": {"parameters": [{"title": "One", **BY_DEPENDENCY}]},
}


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_a_field_offers_all_its_values_and_its_branch_follows(schema):
    form = compile(schema)
    state = form.load({"device": "cpu", "own": 1})
    for device, labels in (("gpu", ["Device", "Memory"]), ("cpu", ["Device"])) * 2:
        state = apply(form, state, Set(("device",), device))
        root = form.plan(state)
        field = root.entry("device")
        assert root.unions == ()
        assert field.codec is SELECT
        assert [option.value for option in field.info.options or ()] == ["cpu", "gpu"]
        assert [n.label for n in root.children() if n.origin == "property"] == labels
    assert state.value == {"device": "cpu", "own": 1}


def test_what_a_branch_held_waits_and_returns():
    form = compile(BY_DEPENDENCY)
    state = form.load({"device": "gpu", "memory": 0.5, "own": 1})
    before = json.dumps(state.value)
    state = apply(form, state, Set(("device",), "cpu"))
    assert state.value == {"device": "cpu", "own": 1}
    assert json.dumps(apply(form, state, Set(("device",), "gpu")).value) == before


def test_a_branch_whose_mark_no_field_outside_lists_is_chosen_from_a_menu():
    for outside in ({}, {"device": TEXT}, {"device": {"enum": ["cpu"]}}):
        form = compile({"properties": outside, "oneOf": [CPU, GPU]})
        (union,) = form.plan(form.load({"device": "cpu"})).unions
        assert [words for _, words in union.branches] == ["Cpu", "Gpu"]


def test_branches_that_share_a_mark_are_chosen_from_a_menu():
    both = {"properties": {"device": {"enum": ["cpu", "gpu"]}, "extra": TEXT}}
    form = compile({"properties": DEVICE, "anyOf": [CPU, both]})
    assert form.plan(form.load({"device": "cpu"})).unions
