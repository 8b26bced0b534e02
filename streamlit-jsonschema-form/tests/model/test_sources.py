"""What a source is asked for, and what a choice among its offers gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.field_info import FieldInfo, Option
from streamlit_jsonschema_form.model.sources import (
    Reference,
    arguments_of,
    look_up,
    offered,
    picker,
    reference_of,
    takes_source,
)
from streamlit_jsonschema_form.model.state import UnreadableText
from support.strategies import law

VALUE = {"workspace": "a", "rows": [{"kind": "x", "name": ""}], "a/b": {"~": 1}, "no": None}
TEXT, WHOLE = FieldInfo(types=frozenset({"string"})), FieldInfo(types=frozenset({"integer"}))


@pytest.mark.parametrize(
    ("hint", "reference"),
    [
        ("models", Reference("models")),
        ({"name": "models"}, Reference("models")),
        ({"name": "m", "arguments": {"a": 1}}, Reference("m", {"a": 1})),
        ({"name": "m", "arguments": 5}, Reference("m")),
        ({"arguments": {}}, None),
        ({"name": 5}, None),
    ],
    ids=repr,
)
def test_the_hint_is_a_name_or_a_name_with_arguments(hint, reference):
    form = compile({"type": "string", "x-ui": {"source": hint}})
    assert reference_of(form.plan(form.load("")).info) == reference


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("/workspace", "a"),
        ("/rows/0/kind", "x"),
        ("/a~1b/~0", 1),
        ("/no", None),
        ("/rows/1/kind", ABSENT),
        ("/rows/x", ABSENT),
        ("/workspace/x", ABSENT),
        ("1/kind", "x"),
        ("0", ""),
        ("3/workspace", "a"),
        ("4/workspace", ABSENT),
        ("workspace", ABSENT),
        ("", VALUE),
    ],
)
def test_a_place_is_named_from_the_root_or_from_where_one_is(pointer, found):
    assert look_up(pointer, VALUE, ("rows", 0, "name")) == found


def test_arguments_are_values_of_the_form_or_themselves():
    given = {"a": {"from": "/workspace"}, "b": {"from": "/none"}, "c": {"from": 1}, "d": [1]}
    arguments = arguments_of(Reference("m", given), VALUE, ())
    assert arguments == {"a": "a", "c": {"from": 1}, "d": [1]}


@law
@given(st.lists(st.sampled_from(["a", "b", 1, 2, "1"]), max_size=4), st.sampled_from(["a", 2, "z"]))
def test_what_is_there_is_offered_and_read_back(values, value):
    options = offered([Option(v, str(v)) for v in values], value, TEXT)
    codec = picker(options)
    assert codec.fits(value, TEXT)
    assert codec.decode(codec.encode(value, TEXT), value, TEXT) is value
    assert len(options) == len(values) + (value not in values)


def test_another_value_can_be_typed_and_a_choice_be_taken_back():
    codec = picker((Option("a", "A"), Option("zz", "zz (not offered)"), Option(5, "Five")))
    assert codec.decode("new", "a", TEXT) == "new"
    assert codec.decode(0, "zz", TEXT) == "a"
    assert codec.decode(None, "a", TEXT) is ABSENT
    assert codec.decode("1e3", 5, WHOLE) == 1000
    assert isinstance(codec.decode("many", 5, WHOLE), UnreadableText)


@pytest.mark.parametrize(
    ("schema", "value", "takes"),
    [
        ({"type": "string"}, "a", True),
        ({"type": "integer"}, ABSENT, True),
        ({"type": "string"}, "a\nb", False),
        ({"type": "string", "enum": ["a"]}, "a", False),
        ({"type": "string", "format": "password"}, "a", False),
        ({"type": "boolean"}, True, False),
        ({"type": "string"}, 5, False),
        ({"type": "array"}, [], False),
    ],
    ids=repr,
)
def test_only_one_text_or_number_is_filled_from_a_source(schema, value, takes):
    form = compile(schema)
    assert takes_source(form.plan(form.load(value))) is takes
