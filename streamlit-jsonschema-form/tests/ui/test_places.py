"""At a place of any kind: JSON text both ways, and the way back to nothing, to null, to the default."""

import json

import pytest

from streamlit_jsonschema_form.model import ABSENT

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
STORES = [
    {"title": "Disk", "properties": {"kind": {"const": "disk"}, "path": TEXT}},
    {"title": "Cloud", "properties": {"kind": {"const": "cloud"}, "url": TEXT}},
]
KINDS = {
    "text": (TEXT, "a", "b"),
    "lines": ({**TEXT, "x-ui": {"widget": "textarea"}}, "a\nb", "c"),
    "number": ({"type": "number"}, 1, 1.0),
    "boolean": ({"type": "boolean"}, True, False),
    "choice": ({"enum": [1, "1"]}, 1, "1"),
    "radio": ({"enum": [1, "1"], "x-ui": {"widget": "radio"}}, 1, "1"),
    "constant": ({"const": "a"}, "a", "b"),
    "selection": ({"items": {"enum": ["a", "b"]}, "uniqueItems": True}, ["b"], ["b", "a"]),
    "list": ({"items": WHOLE}, [1], [2, 3]),
    "tuple": ({"prefixItems": [TEXT, WHOLE]}, ["a", 1], ["b"]),
    "object": ({"properties": {"a": TEXT}}, {"a": "x"}, {"a": "y", "own": 1}),
    "map": ({"additionalProperties": WHOLE}, {"k": 1}, {"z": 2, "k": 1}),
    "branches": ({"oneOf": STORES}, {"kind": "disk", "path": "p"}, {"kind": "cloud", "url": "u"}),
    "types": ({"type": ["string", "integer"]}, "a", 5),
    "any": ({}, {"deep": [1]}, [None]),
}
each_kind = pytest.mark.parametrize(("place", "value", "other"), KINDS.values(), ids=KINDS)


def _in_the_middle(value):
    return {"a": 2**60 + 1, "it": value, "z": 1.0}


def _schema(place, **more):
    return {"properties": {"a": WHOLE, "it": {"title": "It", **place}, "z": WHOLE}, **more}


@each_kind
def test_any_place_is_edited_as_json_and_as_fields_again(show, place, value, other):
    screen = show(_schema(place), _in_the_middle(value))
    drawn = screen.labels
    screen.act("It", "json")
    (box,) = [area for area in screen.page.text_area if area.label == "It"]
    assert json.loads(box.value) == value
    assert screen.act("It", "json").labels == drawn
    screen.act("It", "json").type("It", json.dumps(other), "text_area")
    assert screen.written == json.dumps(_in_the_middle(other))
    screen.act("It", "json")
    assert screen.written == json.dumps(_in_the_middle(other))


@each_kind
def test_any_optional_place_is_cleared_and_goes_back_to_what_was_loaded(show, place, value, other):
    screen = show(_schema(place), _in_the_middle(value)).act("It", "clear")
    assert screen.value == {"a": 2**60 + 1, "z": 1.0}
    assert "Unset" not in screen.menu("It").options
    screen.act("It", "loaded")
    assert json.dumps(screen.value["it"]) == json.dumps(value)


@each_kind
def test_any_place_takes_its_default_only_when_told_so(show, place, value, other):
    screen = show(_schema({**place, "default": other}), {})
    assert screen.value == {}
    screen.act("It", "default")
    assert screen.written == json.dumps({"it": other})
    assert screen.act("It", "clear").value == {}


@pytest.mark.parametrize("key", ["a.b", "a/b", "a~1b", "", " ", "0", "$ref", "ü[0]", "f|x|text"])
def test_a_key_of_any_name_is_edited_at_its_own_place(show, key):
    schema = {"properties": {key: {**TEXT, "title": "It"}, "a": {"properties": {"b": TEXT}}}}
    value = {"a": {"b": "kept"}, "other": 1}
    screen = show(schema, value).type("It", "typed")
    assert screen.value == {**value, key: "typed"}
    assert screen.act("It", "clear").value == value


def test_the_whole_is_cleared_by_empty_json(show):
    screen = show({"properties": {"x": TEXT}}, {"x": "a"}).tool("json")
    screen.page.text_area[0].set_value("")
    assert screen.run().value is ABSENT
