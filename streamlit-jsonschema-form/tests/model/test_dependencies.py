"""Which fields lead others."""

import pytest

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.model.dependencies import controlling_keys

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, set()),
        ({"properties": {"a": TEXT}, "required": ["a"]}, set()),
        ({"if": {"properties": {"a": {"const": 1}}, "required": ["b"]}, "then": False}, {"a", "b"}),
        ({"if": {"not": {"anyOf": [{"required": ["c"]}]}}}, {"c"}),
        ({"dependentRequired": {"a": ["b"]}, "dependencies": {"c": ["d"]}}, {"a", "c"}),
        ({"dependentSchemas": {"a": {"properties": {"b": TEXT}}}}, {"a"}),
        ({"oneOf": [{"properties": {"k": {"const": "p"}, "p": TEXT}}, True]}, {"k"}),
        ({"anyOf": [{"properties": {"k": {"enum": ["p"]}}}]}, {"k"}),
        ({"properties": {"b": {"x-ui": {"when": {"properties": {"a": {}}}}}}}, {"a"}),
        ({"$defs": {"d": {"items": [{"if": {"required": ["deep"]}}]}}}, {"deep"}),
        ({"if": True, "when": 1, "dependencies": [], "oneOf": {}, "anyOf": [1]}, set()),
        ({"if": {"properties": [], "required": [1, "a"]}}, {"a"}),
    ],
)
def test_keys_lead_where_conditions_dependencies_or_choices_name_them(schema, expected):
    assert controlling_keys(schema) == expected


def test_a_form_knows_the_keys_of_its_schema_and_of_the_hints_beside_it():
    schema = {"properties": {"a": TEXT, "b": TEXT}, "dependentRequired": {"b": ["a"]}}
    ui = {"b": {"ui:when": {"required": ["a"]}}}
    assert compile(schema, ui).controlling_keys == {"a", "b"}
    assert compile({"properties": {"a": TEXT}}).controlling_keys == frozenset()
