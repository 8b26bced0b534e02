"""What a `uiSchema` keeps secret is masked as what the schema keeps secret."""

import pytest

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.validation.masking import MASK

TEXT = {"type": "string"}
BOX = {"ui:widget": "password"}
SCHEMA = {
    "properties": {
        "key": {"$ref": "#/$defs/key"},
        "inner": {"properties": {"key": {"$ref": "#/$defs/key"}, "plain": TEXT}},
        "list": {"items": {"anyOf": [TEXT, {"type": "integer"}]}},
    },
    "additionalProperties": TEXT,
    "$defs": {"key": TEXT},
}
VALUE = {"key": "s", "inner": {"key": "s", "plain": "p"}, "list": ["s"], "own": "s"}


@pytest.mark.parametrize(
    ("ui", "masked"),
    [
        ({}, set()),
        ({"key": {"ui:help": "h"}}, set()),
        ({"key": BOX}, {"key"}),
        ({"inner": {"key": {"ui:options": {"inputType": "password"}}}}, {"key"}),
        ({"list": {"items": BOX}}, {"list"}),
        ({"list": {"items": {"anyOf": [BOX, {}]}}}, {"list"}),
        ({"anyOf": [{"key": BOX}]}, {"key"}),
        ({"ui:definitions": {"#/$defs/key": BOX}}, {"key"}),
        ({"additionalProperties": BOX}, {"own"}),
    ],
    ids=repr,
)
def test_a_password_box_of_a_ui_schema_hides_what_it_is_for(ui, masked):
    form = compile(SCHEMA, ui)

    def seen(value):
        if isinstance(value, dict):
            return {k: MASK if k in masked else seen(each) for k, each in value.items()}
        return value

    assert form.secrets.mask(VALUE) == seen(VALUE)


def test_no_problem_quotes_what_a_ui_schema_keeps_secret():
    form = compile({"properties": {"key": {**TEXT, "pattern": "^x"}}}, {"key": BOX})
    (problem,) = form.errors({"key": "s3cret"})
    assert "s3cret" not in problem.message
