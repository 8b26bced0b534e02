"""An author's own words reach the problems of their place, wherever rule and words stand."""

import pytest

from streamlit_jsonschema_form.model import compile

SHORT = {"type": "string", "minLength": 2}


@pytest.mark.parametrize(
    ("schema", "ui", "value", "message"),
    [
        ({"properties": {"a": SHORT}}, {"a": {"ui:message": "Two!"}}, {"a": ""}, "Two!"),
        (
            {"properties": {"a": {"$ref": "#/$defs/s"}}, "$defs": {"s": SHORT}},
            {"a": {"x-ui": {"message": {"minLength": "Two!"}}}},
            {"a": ""},
            "Two!",
        ),
        (
            {"properties": {"a": {"allOf": [SHORT], "ui:message": {"minLength": "Two!"}}}},
            None,
            {"a": ""},
            "Two!",
        ),
        ({"items": SHORT}, {"items": {"ui:message": "Two!"}}, ["ab", ""], "Two!"),
        ({"required": ["a"]}, {"ui:message": {"required": "Say a."}}, {}, "Say a."),
        (
            {"required": ["a"], "properties": {"a": SHORT}},
            {"ui:message": {"required": "Say."}, "a": {"ui:message": {"required": "Say a."}}},
            {},
            "Say a.",
        ),
        (
            {"required": ["a"], "properties": {"a": SHORT}},
            {"a": {"ui:message": "Two!"}},
            {},
            "is required",
        ),
        (
            {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {"ui:message": {"oneOf": "Give a or b."}},
            {"a": 1, "b": 1},
            "Give a or b.",
        ),
        (
            SHORT,
            {"ui:message": {"minLength": 5}},
            "",
            "must have at least 2 characters, has 0 characters",
        ),
    ],
    ids=repr,
)
def test_own_words_replace_the_text_of_a_problem(schema, ui, value, message):
    assert [problem.message for problem in compile(schema, ui).errors(value)] == [message]


def test_own_words_do_not_hide_that_a_value_could_not_be_checked():
    slow = {"type": "string", "pattern": "^(a|a)*$"}
    form = compile(slow, {"ui:message": "No."})
    (problem,) = form.errors("a" * 5000 + "b")
    assert problem.message != "No."
