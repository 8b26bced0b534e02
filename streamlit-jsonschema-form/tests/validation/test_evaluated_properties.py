import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from streamlit_jsonschema_form.validation.dialect import DRAFT_7, DRAFT_2020_12
from streamlit_jsonschema_form.validation.document import read_schema

NAMES = st.sampled_from(["a", "b", "ab", "ba", "c"])
LEAVES = st.sampled_from(
    [True, False, {}, {"type": "integer"}, {"minimum": 2}, {"required": ["a"]}]
)
OBJECTS = st.dictionaries(NAMES, st.integers(0, 3) | st.just("x"), max_size=4)


def _evaluators(inner):
    maps = st.dictionaries(NAMES, LEAVES, max_size=2)
    branches = st.lists(inner, min_size=1, max_size=2)
    choices = {
        "properties": maps,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b"]), LEAVES, max_size=2),
        "additionalProperties": LEAVES,
        "unevaluatedProperties": LEAVES,
        "dependentSchemas": st.dictionaries(NAMES, inner, max_size=2),
        "dependencies": st.dictionaries(NAMES, inner | st.lists(NAMES, unique=True), max_size=2),
        "allOf": branches,
        "anyOf": branches,
        "oneOf": branches,
        "if": inner,
        "then": inner,
        "else": inner,
        "required": st.lists(NAMES, max_size=1),
        "$ref": st.just("#/$defs/other"),
    }
    picked = st.lists(st.sampled_from(sorted(choices)), min_size=1, max_size=4, unique=True)
    return picked.flatmap(
        lambda names: st.fixed_dictionaries({name: choices[name] for name in names})
    )


SCHEMAS = st.recursive(LEAVES, _evaluators, max_leaves=6)


@pytest.mark.parametrize("old", [False, True], ids=["2020-12", "draft-07"])
@settings(max_examples=300, deadline=None)
@given(
    schema=_evaluators(SCHEMAS),
    other=LEAVES,
    rest=LEAVES,
    values=st.lists(OBJECTS, min_size=3, max_size=6),
)
def test_the_same_properties_are_evaluated_as_by_the_plain_validator(
    old, schema, other, rest, values
):
    whole = {"allOf": [schema], "unevaluatedProperties": rest, "$defs": {"other": other}}
    plain = (Draft7Validator if old else Draft202012Validator)(whole)
    document = read_schema(whole, dialect=DRAFT_7 if old else DRAFT_2020_12)
    assert document.problems == ()
    for value in values:
        assert (not document.errors(value)) == plain.is_valid(value), json.dumps([whole, value])


@pytest.mark.parametrize(
    ("schema", "value", "extra"),
    [
        ({"allOf": [{"properties": {"a": {}}}]}, {"a": 1, "b": 1}, ["b"]),
        (
            {"anyOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {}}}]},
            {"a": 1, "b": 1},
            ["a"],
        ),
        ({"if": {"required": ["a"]}, "then": {"properties": {"a": {}}}}, {"a": 1, "b": 1}, ["b"]),
        ({"not": {"not": {"properties": {"a": {}}}}}, {"a": 1}, ["a"]),
        ({"dependentSchemas": {"a": {"properties": {"b": {}}}}}, {"a": 1, "b": 1}, ["a"]),
        (
            {"$ref": "#/$defs/x", "$defs": {"x": {"patternProperties": {"^a": {}}}}},
            {"ab": 1, "b": 1},
            ["b"],
        ),
        ({"$ref": "#/$defs/gone"}, {}, []),
    ],
)
def test_each_unevaluated_key_is_an_error_at_its_place(schema, value, extra):
    errors = read_schema({**schema, "unevaluatedProperties": False}).errors(value)
    found = [list(e.absolute_path) for e in errors if e.validator == "unevaluatedProperties"]
    assert found == [[key] for key in extra]
