"""Facts say what can be drawn; where subschemas differ, only what all of them allow is offered."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.field_info import Bound
from streamlit_jsonschema_form.validation.dialect import DRAFT_7


def _facts(schema, value=ABSENT, **options):
    form = compile(schema, **options)
    return form.plan(form.load(value)).info


@pytest.mark.parametrize(
    ("schema", "types", "nullable"),
    [
        ({"type": "integer"}, ["integer"], False),
        ({"type": ["integer", "null"]}, ["integer"], True),
        ({"type": "null"}, [], False),
        ({"type": ["integer", "number"]}, ["number"], False),
        ({"allOf": [{"type": "number"}, {"type": ["integer", "string"]}]}, ["integer"], False),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, [], True),
        ({"type": ["integer", "string"]}, ["integer", "string"], False),
        ({"minimum": 1}, ["number"], False),
        ({"properties": {}}, ["object"], False),
        ({"maxProperties": 2}, ["object"], False),
        ({"uniqueItems": True}, ["array"], False),
        ({"contentEncoding": "base64"}, ["string"], False),
        ({"minimum": 1, "maxLength": 3}, [], True),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, ["string"], True),
        ({"oneOf": [{"const": None}, {"type": "string"}]}, ["string"], True),
        ({"type": ["string", "null"], "enum": ["a", None]}, ["string"], True),
        ({"type": ["string", "null"], "enum": ["a"]}, ["string"], False),
        ({"anyOf": [{"enum": ["a", "b"]}, {"type": "null"}]}, [], True),
        ({"enum": ["a", None]}, [], False),
        (True, [], True),
        ({}, [], True),
    ],
    ids=repr,
)
def test_types_are_intersected_and_null_is_told_apart(schema, types, nullable):
    info = _facts(schema)
    assert (sorted(info.types), info.nullable) == (types, nullable)


@pytest.mark.parametrize(
    ("schema", "options"),
    [
        ({"enum": [1, "1", True, 1.0, None]}, [1, "1", True, 1.0, None]),
        ({"const": None}, [None]),
        ({"type": "null"}, [None]),
        ({"type": "string", "enum": ["a", 1, None]}, ["a"]),
        ({"type": "integer", "enum": [1.0, 1.5, True]}, [1.0]),
        ({"enum": ["a", "b"], "const": "b"}, ["b"]),
        ({"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}, ["b"]),
        ({"oneOf": [{"const": 1, "title": "one"}, {"const": 2}]}, [1, 2]),
        ({"anyOf": [{"const": "a"}, {"const": "b"}, {"type": "null"}]}, ["a", "b", None]),
        ({"enum": []}, None),
        ({"oneOf": [{"const": 1}, {"type": "string"}]}, None),
    ],
    ids=repr,
)
def test_options_are_those_that_every_subschema_allows(schema, options):
    found = _facts(schema).options
    if options is None:
        assert not found
    else:
        assert [repr(o.value) for o in found] == [repr(value) for value in options]


def test_options_have_titles_from_branches_and_names_from_hints():
    titled = {"enum": [1, 2], "oneOf": [{"const": 1, "title": "one"}, {"const": 2, "title": "two"}]}
    assert [o.label for o in _facts(titled).options] == ["one", "two"]
    named = {"enum": [1, 2], "ui:enumNames": ["uno", "dos"]}
    assert [o.label for o in _facts(named).options] == ["uno", "dos"]
    short = {"enum": [1, ""], "enumNames": ["uno"]}
    assert [o.label for o in _facts(short).options] == ["1", "(empty text)"]


def test_the_only_value_of_a_titled_place_goes_by_its_own_words():
    assert [o.label for o in _facts({"const": "LAUNCH", "title": "Vendor"}).options] == ["LAUNCH"]


def test_the_tightest_bounds_count_and_an_open_one_wins_a_tie():
    schema = {
        "type": "number",
        "minimum": 1,
        "allOf": [
            {"minimum": 2, "maximum": 2**60 + 1},
            {"exclusiveMinimum": 2},
            {"maximum": 2.0**60},
        ],
    }
    info = _facts(schema)
    assert info.low == Bound(2, open=True)
    assert info.high == Bound(2.0**60)


def test_in_draft_7_a_reference_keeps_the_words_beside_it_and_drops_the_rules():
    schema = {
        "$ref": "#/definitions/n",
        "title": "Beside",
        "default": 5,
        "ui:placeholder": "here",
        "type": "string",
        "enum": ["a"],
        "definitions": {"n": {"type": "integer", "title": "Inside"}},
    }
    info = _facts(
        {"properties": {"x": schema}, "definitions": schema["definitions"]}, dialect=DRAFT_7
    )
    assert info.types == {"object"}
    form = compile(
        {"properties": {"x": schema}, "definitions": schema["definitions"]}, dialect=DRAFT_7
    )
    inside = form.plan(form.load({})).entry("x").info
    assert inside.types == {"integer"}
    assert inside.options is None
    assert (inside.title, inside.default) == ("Beside", 5)
    assert inside.ui["placeholder"] == "here"


def test_facts_of_one_place_are_never_those_of_another():
    count = 300
    schema = {
        "definitions": {f"d{i}": {"type": "integer", "minimum": i} for i in range(count)},
        "properties": {f"p{i}": {"$ref": f"#/definitions/d{i}"} for i in range(count)},
    }
    form = compile(schema, dialect=DRAFT_7)
    for _ in range(3):
        lows = [n.info.low.value for n in form.plan(form.load({})).children()]
        assert lows == list(range(count))


def test_hints_beside_win_over_those_inside():
    schema = {
        "$ref": "#/$defs/s",
        "x-ui": {"unit": "ms"},
        "ui:help": "beside",
        "$defs": {"s": {"type": "string", "x-ui": {"unit": "s", "log": True}, "ui:help": "inside"}},
    }
    ui = _facts(schema).ui
    assert (ui["unit"], ui["log"], ui["help"]) == ("ms", True, "beside")


def test_secrets_are_passwords_and_texts_that_are_only_written():
    assert _facts({"type": "string", "format": "password"}).secret
    assert _facts({"type": "string", "writeOnly": True}).secret
    assert not _facts({"type": "integer", "writeOnly": True}).secret


@pytest.mark.parametrize(
    ("schema", "value", "fits"),
    [
        ({"type": "integer"}, 1.0, True),
        ({"type": "integer"}, 1.5, False),
        ({"type": "integer"}, True, False),
        ({"type": "number"}, 1, True),
        ({"enum": [1]}, 1.0, True),
        ({"enum": [1]}, True, False),
        ({"type": ["string", "null"]}, None, True),
        ({}, [None], True),
        ({"type": "object"}, [], False),
    ],
    ids=repr,
)
def test_a_value_suits_a_place_of_its_type_or_among_its_options(schema, value, fits):
    assert _facts(schema).allows(value) is fits
