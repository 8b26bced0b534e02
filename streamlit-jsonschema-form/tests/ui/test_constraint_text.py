"""What a value must be like is told before anything is wrong."""

import pytest

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui.labels import FORMATS, describe_limits


def _told(schema):
    form = compile({"properties": {"x": schema}})
    return list(describe_limits(form.plan(form.load({})).entry("x")))


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"type": "integer", "multipleOf": 5}, ["A multiple of 5."]),
        ({"type": "string", "minLength": 3, "maxLength": 10}, ["3 to 10 characters."]),
        ({"type": "string", "minLength": 1}, ["At least 1 character."]),
        (
            {"type": "string", "allOf": [{"maxLength": 9}, {"maxLength": 2}]},
            ["At most 2 characters."],
        ),
        ({"type": "string", "minLength": 2, "maxLength": 2}, ["Exactly 2 characters."]),
        (
            {"type": "array", "minItems": 2, "uniqueItems": True},
            ["At least 2 items.", "No two items alike."],
        ),
        ({"type": "object", "maxProperties": 2}, ["At most 2 entries."]),
        ({"type": "string", "pattern": "^a"}, ["Matches `^a`."]),
        ({"type": "string", "format": "date"}, [FORMATS["date"]]),
        ({"type": "string", "format": "own"}, []),
    ],
    ids=repr,
)
def test_every_limit_is_told_in_words(schema, told):
    assert _told(schema) == told
