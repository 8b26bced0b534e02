"""What a template asks for is filled in so that it can be sent, and no secret is in it."""

import json

import pytest

from registry.domain.parameter_list import as_json_schema
from registry.locations import LOCATIONS
from registry.ui.snippets.examples import complete
from streamlit_jsonschema_form.model import compile

SAMPLES = sorted((LOCATIONS.code / "data" / "templates").glob("*.json"))


def filled(schema, given=None):
    return complete(compile(schema), given or {})


def asks(*required, **properties):
    return {"type": "object", "required": list(required), "properties": properties}


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_every_sample_template_can_be_filled(file):
    schema = json.loads(file.read_text("utf-8"))["model_creation_parameters_schema"]
    value, problems = filled(as_json_schema(schema))
    assert problems == ()
    assert value


def test_examples_come_before_what_is_made_up_and_defaults_before_both():
    schema = asks(
        *("a", "b", "c", "d"),
        a={"type": "string", "examples": ["shown"]},
        b={"type": "string", "default": "usual", "examples": ["shown"]},
        c={"type": "string"},
        d={"enum": [7, 8]},
        e={"type": "string", "examples": ["not asked for"]},
    )
    assert filled(schema) == ({"a": "shown", "b": "usual", "c": "YOUR-C", "d": 7}, ())


def test_a_secret_is_a_placeholder_whatever_the_schema_shows():
    secret = {"type": "string", "format": "password", "examples": ["s3cret"]}
    schema = asks("hf_token", "keys", hf_token=secret, keys=asks("inner", inner=secret))
    value = {"hf_token": "YOUR-HF-TOKEN", "keys": {"inner": "YOUR-INNER"}}
    assert filled(schema) == (value, ())


def test_what_stands_inside_and_under_conditions_is_filled_too():
    schema = asks(
        *("list", "on"),
        list={"type": "array", "minItems": 2, "items": asks("k", k={"type": "integer"})},
        on={"const": True},
    )
    schema |= {"if": {"required": ["on"]}, "then": asks("z", z={"minimum": 3, "type": "integer"})}
    assert filled(schema) == ({"list": [{"k": 0}, {"k": 0}], "on": True, "z": 3}, ())


def test_only_what_is_missing_is_told():
    schema = asks("a", "b", a={"type": "string"}, b={"type": "boolean"})
    assert filled(schema, {"a": "here"}) == ({"b": False}, ())


def test_what_cannot_be_guessed_is_named():
    schema = asks("a", a={"type": "string", "pattern": "^x+$"})
    value, problems = filled(schema)
    assert value == {"a": "YOUR-A"}
    assert [problem.path for problem in problems] == [("a",)]


def test_a_schema_that_is_no_object_asks_for_nothing():
    value, problems = filled({"type": "string"})
    assert value == {}
    assert problems
