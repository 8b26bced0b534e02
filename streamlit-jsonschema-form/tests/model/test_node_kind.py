"""Where several types are allowed a person chooses one, and what another type held is kept."""

import pytest

from streamlit_jsonschema_form.model import ABSENT, Choose, Kind, Set, apply, compile
from streamlit_jsonschema_form.model.node_kind import BRANCH_TYPES, TYPE_UNION


def _form(schema):
    return compile({"properties": {"x": schema}})


def _entry(schema, value=ABSENT):
    form = _form(schema)
    return form.plan(form.load({} if value is ABSENT else {"x": value})).entry("x")


def _choose(name, path=("x",)):
    return Choose(path, TYPE_UNION, BRANCH_TYPES.index(name))


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ({"type": ["string", "integer"]}, ["Text", "Whole number"]),
        ({"type": ["integer", "number", "null", "string"]}, ["Text", "Number"]),
        ({"type": ["string", "null"]}, []),
        ({"type": ["string", "integer"], "enum": ["a", 1]}, []),
        ({"properties": {"a": {}}}, []),
        ({}, ["Text", "Number", "Yes or no", "List", "Object"]),
        (True, ["Text", "Number", "Yes or no", "List", "Object"]),
    ],
    ids=repr,
)
def test_every_type_that_a_place_allows_is_offered(schema, names):
    union = _entry(schema).union
    assert [words for _, words in union.branches] == names if union else names == []


@pytest.mark.parametrize(
    ("value", "name"),
    [("a", "string"), (1, "integer"), (1.0, "integer"), (ABSENT, None), (None, None), (True, None)],
    ids=repr,
)
def test_the_value_tells_its_type(value, name):
    union = _entry({"type": ["string", "integer", "null"]}, value).union
    assert union.chosen == (None if name is None else BRANCH_TYPES.index(name))


def test_another_type_keeps_what_the_old_one_held():
    form = _form({"type": ["string", "object", "array"], "properties": {"a": {"type": "string"}}})
    state = apply(form, form.load({"x": "typed"}), _choose("object"))
    assert state.value == {"x": {}}
    state = apply(form, state, Set(("x", "a"), "inner"))
    state = apply(form, state, _choose("string"))
    assert state.value == {"x": "typed"}
    state = apply(form, state, _choose("array"))
    assert state.value == {"x": []}
    state = apply(form, state, _choose("object"))
    assert state.value == {"x": {"a": "inner"}}


def test_choosing_a_type_writes_nothing_that_was_not_typed():
    form = _form({"type": ["string", "integer"]})
    state = apply(form, form.load({}), _choose("integer"))
    assert state.value == {}
    node = form.plan(state).entry("x")
    assert (node.kind, node.codec.name) == (Kind.SCALAR, "number")


def test_a_row_is_of_the_type_that_was_chosen():
    form = _form({"items": {"type": ["string", "integer"], "default": 5}})
    state = apply(form, form.load({"x": [5]}), _choose("string", ("x", 0)))
    assert state.value == {"x": [""]}
    assert apply(form, state, _choose("integer", ("x", 0))).value == {"x": [5]}


def test_a_type_chosen_for_null_in_a_list_begins_it():
    form = _form({"items": {}})
    state = apply(form, form.load({"x": [None]}), _choose("object", ("x", 0)))
    assert state.value == {"x": [{}]}


def test_a_value_written_as_json_is_shown_as_what_it_is():
    form = _form({"type": ["string", "integer"]})
    state = apply(form, form.load({}), _choose("integer"))
    state = apply(form, state, Set(("x",), "text"))
    assert form.plan(state).entry("x").codec.name == "text"


def test_keys_that_no_schema_declares_are_drawn_by_their_values():
    form = compile({"properties": {}})
    node = form.plan(form.load({"a": {"b": [1, "x"]}})).entry("a")
    assert node.kind is Kind.MAP
    inner = node.entry("b")
    assert [child.codec.name for child in inner.children()] == ["number", "text"]


def test_a_key_of_ones_own_keeps_its_place_when_its_type_changes():
    form = compile({"additionalProperties": {}})
    state = apply(form, form.load({"a": 1, "b": 2}), _choose("string", ("a",)))
    assert list(state.value.items()) == [("a", ""), ("b", 2)]
    assert apply(form, state, _choose("number", ("a",))).value == {"a": 1, "b": 2}
