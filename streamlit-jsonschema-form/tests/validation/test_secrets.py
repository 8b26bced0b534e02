import pytest

from streamlit_jsonschema_form.validation.document import read_schema
from streamlit_jsonschema_form.validation.masking import MASK

KEY = {"type": "string", "writeOnly": True}


def masked(schema, value):
    return read_schema(schema).secret_names().mask(value)


def test_declared_secrets_are_named_at_any_depth():
    schema = {"properties": {"a": {"properties": {"key": KEY}}, "list": {"items": KEY}}}
    value = {"a": {"key": "s", "b": 1}, "list": ["s"], "plain": "p"}
    assert masked(schema, value) == {"a": {"key": MASK, "b": 1}, "list": MASK, "plain": "p"}


@pytest.mark.parametrize(
    "hint",
    [
        {"ui:widget": "password"},
        {"ui:options": {"widget": "password"}},
        {"x-ui": {"widget": "password"}},
        {"ui:inputType": "password"},
        {"ui:field": "Secret"},
        {"ui:options": {"inputType": "password"}},
    ],
)
def test_a_field_that_asks_for_a_password_box_is_a_secret(hint):
    schema = {"properties": {"key": {"type": "string", **hint}, "b": {"ui:widget": "textarea"}}}
    assert masked(schema, {"key": "s", "b": "t"}) == {"key": MASK, "b": "t"}


@pytest.mark.parametrize(
    "rule",
    [
        {"additionalProperties": KEY},
        {"patternProperties": {"_KEY$": KEY}},
        {"anyOf": [{"additionalProperties": {"$ref": "#/$defs/key"}}]},
        {"unevaluatedProperties": KEY},
    ],
)
def test_where_keys_of_ones_own_hold_secrets_all_but_the_declared_ones_do(rule):
    schema = {"properties": {"plain": {"type": "string"}}, "$defs": {"key": KEY}, **rule}
    assert masked(schema, {"plain": "p", "MY_KEY": "s"}) == {"plain": "p", "MY_KEY": MASK}


def test_without_secrets_there_are_no_names():
    schema = {"properties": {"plain": {}}, "additionalProperties": {"type": "string"}}
    assert not read_schema(schema).secret_names()
    assert read_schema({"additionalProperties": KEY}).secret_names()


def test_no_problem_quotes_a_secret_under_a_key_of_ones_own():
    rule = {"allOf": [{"writeOnly": True}, {"pattern": "^x"}]}
    (problem,) = read_schema({"additionalProperties": rule}).validate({"k": "s3cret"})
    assert "s3cret" not in problem.message
