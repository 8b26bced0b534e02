import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.parameter_list import (
    as_json_schema,
    from_parameters,
    is_parameters,
    to_parameters,
)
from registry.errors import Invalid
from streamlit_jsonschema_form.validation import read_schema

LIST = {
    "parameters": [
        {"name": "model", "type": "str", "description": "Which", "required": True},
        {"name": "port", "type": "int", "description": "", "required": False},
    ]
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)


@st.composite
def shuffled(draw, required, optional, taken):
    known = draw(st.fixed_dictionaries(required, optional=optional))
    extra = draw(
        st.dictionaries(st.text(max_size=6).filter(lambda k: k not in taken), JSON, max_size=2)
    )
    items = draw(st.permutations([*known.items(), *extra.items()]))
    return dict(items)


ENTRIES = shuffled(
    {"name": st.text(max_size=5), "type": st.sampled_from(["str", "int", "float", "bool"])},
    {"description": st.text(max_size=5), "required": st.booleans()},
    {"name", "type", "description", "required"},
)
DOCUMENTS = shuffled(
    {"parameters": st.lists(ENTRIES, max_size=4, unique_by=lambda entry: entry["name"])},
    {},
    {"parameters"},
)


@given(DOCUMENTS)
def test_every_list_comes_back_byte_for_byte(document):
    schema = from_parameters(json.loads(json.dumps(document)))
    back = to_parameters(json.loads(json.dumps(schema, sort_keys=False)))
    assert json.dumps(back) == json.dumps(document)
    assert read_schema(schema).problems == ()


@given(DOCUMENTS)
def test_the_order_survives_a_store_that_sorts_keys(document):
    sorted_schema = json.loads(json.dumps(from_parameters(document), sort_keys=True))
    back = to_parameters(sorted_schema)
    assert [each["name"] for each in back["parameters"]] == [
        e["name"] for e in document["parameters"]
    ]


def test_the_schema_says_what_the_contract_says():
    document = read_schema(from_parameters(LIST))
    assert not document.errors({"model": "a"})
    assert not document.errors({"model": "a", "port": None})
    assert document.errors({})
    assert document.errors({"model": None})
    assert document.errors({"model": "a", "other": 1})
    assert document.errors({"model": "a", "port": "5"})


def test_a_repeated_name_is_refused_with_both_positions():
    entry = LIST["parameters"][0]
    with pytest.raises(Invalid) as caught:
        from_parameters({"parameters": [entry, LIST["parameters"][1], entry]})
    (problem,) = caught.value.problems
    assert problem.path == ("parameters", 2, "name")
    assert "parameters 1 and 3" in problem.message


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({}, ("parameters",)),
        ({"parameters": {}}, ("parameters",)),
        ({"parameters": [1]}, ("parameters", 0)),
        ({"parameters": [{"type": "str"}]}, ("parameters", 0, "name")),
        ({"parameters": [{"name": "a", "type": "list"}]}, ("parameters", 0, "type")),
        ({"parameters": [{"name": "a", "type": []}]}, ("parameters", 0, "type")),
        (
            {"parameters": [{"name": "a", "type": "str", "required": 1}]},
            ("parameters", 0, "required"),
        ),
        (
            {"parameters": [{"name": "a", "type": "str", "description": None}]},
            ("parameters", 0, "description"),
        ),
    ],
)
def test_a_wrong_list_says_where(document, path):
    with pytest.raises(Invalid) as caught:
        from_parameters(document)
    assert [problem.path for problem in caught.value.problems] == [path]


def test_what_the_list_cannot_say_is_left_out():
    schema = {
        "type": "object",
        "title": "T",
        "properties": {
            "a": {"type": "integer", "minimum": 1},
            "b": {"type": "array"},
            "c": {"type": ["string", "null"]},
            "d": True,
        },
        "required": ["c", "gone"],
        "allOf": [{}],
    }
    assert to_parameters(schema) == {
        "parameters": [
            {"name": "a", "type": "int", "description": "", "required": False},
            {"name": "b", "type": "str", "description": "", "required": False},
            {"name": "c", "type": "str", "description": "", "required": True},
            {"name": "d", "type": "str", "description": "", "required": False},
        ]
    }


@given(
    st.dictionaries(st.sampled_from(["type", "properties", "required", "x-scale", "title"]), JSON)
)
def test_any_object_converts_to_a_legal_list(schema):
    from_parameters(to_parameters(schema))


def test_edits_of_the_schema_reach_the_list():
    schema = from_parameters({"parameters": [{"name": "a", "type": "int"}]})
    schema["required"] = ["a"]
    schema["properties"]["a"]["type"] = "integer"
    schema["properties"]["b"] = {"type": ["string", "null"], "description": "new"}
    document = to_parameters(schema)
    assert document == {
        "parameters": [
            {"name": "a", "type": "int", "required": True},
            {"name": "b", "type": "str", "description": "new", "required": False},
        ]
    }


def test_both_dialects_are_read_as_json_schema():
    assert as_json_schema(None) == {"type": "object"}
    assert as_json_schema(LIST) == from_parameters(LIST)
    assert as_json_schema({"properties": {}}) == {"properties": {}}
    assert (as_json_schema(True), as_json_schema(False)) == ({}, {"not": {}})
    assert is_parameters(LIST)
    assert not is_parameters({"type": "object", "parameters": []})
