"""A list is a table only where that shows every value exactly; else it says what stands against it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.model.state import UnreadableText
from streamlit_jsonschema_form.model.tables import read_table
from support.strategies import law, values

TEXT, WHOLE, NUMBER, YES = ({"type": t} for t in ("string", "integer", "number", "boolean"))
PERSON = {
    "type": "object",
    "required": ["name", "active"],
    "properties": {
        "name": TEXT,
        "age": WHOLE,
        "score": NUMBER,
        "active": YES,
        "vip": YES,
        "role": {"enum": ["dev", 1, "1", True]},
    },
}


def table_of(items, value=ABSENT, ui=None):
    form = compile({"type": "array", "items": items}, ui)
    return read_table(form.plan(form.load(value)))


def test_each_field_of_the_items_is_a_column_with_what_a_new_row_begins_with():
    table = table_of(PERSON)
    assert [(c.key, c.kind, c.first) for c in table.columns] == [
        ("name", "text", ABSENT),
        ("age", "number", ABSENT),
        ("score", "number", ABSENT),
        ("active", "flag", ABSENT),
        ("vip", "choice", ABSENT),
        ("role", "choice", ABSENT),
    ]
    assert not table.obstacle


@pytest.mark.parametrize(
    ("items", "kind", "first"),
    [(TEXT, "text", ""), (WHOLE, "number", 0), (YES, "flag", False), ({"enum": [2]}, "choice", 2)],
    ids=repr,
)
def test_a_list_of_single_values_has_one_column(items, kind, first):
    (column,) = table_of(items).columns
    assert (column.key, column.kind, column.first) == (None, kind, first)


@law
@given(st.lists(values, max_size=3), st.sampled_from([TEXT, WHOLE, NUMBER, YES, PERSON]))
def test_a_cell_that_is_not_touched_is_read_back_as_it_was(items, schema):
    table = table_of(schema, items)
    for item in [] if table.obstacle else items:
        for column in table.columns:
            value = item if column.key is None else item.get(column.key, ABSENT)
            cell = column.encode(value)
            assert cell is None or type(cell) in (str, bool)
            assert repr(column.decode(cell)) == repr(value)


@pytest.mark.parametrize(
    ("items", "value", "said"),
    [
        (PERSON, [{"name": "a"}, {"name": None}], "“Name” of item 2 is null"),
        (PERSON, [{"name": "a\nb"}], "“Name” of item 1 has line breaks"),
        (PERSON, [{"age": True}], "“Age” of item 1 is of another type"),
        (PERSON, [{"age": "1"}], "“Age” of item 1"),
        (PERSON, [{"role": 1.0}], "“Role” of item 1 is not among the choices"),
        (PERSON, [{"zz": 1}], "“zz”, which is no column"),
        (PERSON, ["a"], "item 1 is not an object"),
        (TEXT, ["a", "\r"], "item 2 has line breaks"),
        (TEXT, ["\ud800"], "item 1"),
        (WHOLE, [1, None], "item 2"),
        ({"type": "array", "items": TEXT}, [], "not flat"),
        ({}, [], "not flat"),
        ({"type": ["string", "integer"]}, [], "not flat"),
        ({"type": ["string", "null"]}, [], "not flat"),
        ({"type": "object", "additionalProperties": TEXT}, [], "not flat"),
        ({**PERSON, "additionalProperties": TEXT}, [], "not flat"),
        ({**PERSON, "if": {"required": ["age"]}, "then": {"required": ["vip"]}}, [], "not flat"),
        ({"properties": {"a": PERSON}}, [], "“A” is not one value"),
        ({"properties": {"a": {"type": ["string", "null"]}}}, [], "“A” is of several kinds"),
        ({"properties": {"a": {"oneOf": [TEXT, WHOLE]}}}, [], "“A” is of several kinds"),
        ({"properties": {"a": {**TEXT, "format": "password"}}}, [], "“A” is a secret"),
        ({"properties": {"a": {**TEXT, "format": "data-url"}}}, [], "“A” is not one value"),
        ({"properties": {"a": {**TEXT, "ui:widget": "hidden"}}}, [], "“A” is not always shown"),
        ({"properties": {"a": {**TEXT, "default": 5}}, "required": ["a"]}, [], "“A” begins with"),
        ({**TEXT, "writeOnly": True}, [], "is a secret"),
    ],
    ids=repr,
)
def test_what_a_table_could_not_show_exactly_stands_against_it(items, value, said):
    assert said in table_of(items, value).obstacle


def test_positions_with_rules_of_their_own_are_no_table():
    form = compile({"type": "array", "prefixItems": [TEXT], "items": TEXT})
    assert "positions" in read_table(form.plan(form.load([]))).obstacle


def test_what_is_absent_or_in_another_order_is_no_obstacle():
    value = [{"name": "a", "age": 1}, {"age": 2**60 + 1, "name": ""}, {}]
    assert not table_of(PERSON, value).obstacle


def test_items_behind_a_reference_are_columns_too():
    schema = {"type": "array", "items": {"$ref": "#/$defs/p"}, "$defs": {"p": PERSON}}
    form = compile(schema)
    table = read_table(form.plan(form.load([{"name": "a"}])))
    assert not table.obstacle
    assert len(table.columns) == 6


def test_numbers_of_any_size_and_kind_are_read_as_typed():
    age, score = table_of(PERSON).columns[1:3]
    assert age.encode(2**60 + 1) == "1152921504606846977"
    assert score.encode(1.0) == "1.0"
    assert repr(score.decode("1e-7")) == "1e-07"
    assert repr(age.decode("1e6")) == "1000000"
    assert age.decode(" ") is ABSENT
    assert isinstance(age.decode("7x"), UnreadableText)


@pytest.mark.parametrize("cell", ["6", "x", "-1", "1.0", 1, True], ids=repr)
def test_a_cell_that_is_none_of_the_choices_is_kept_as_a_draft(cell):
    role = table_of(PERSON).columns[-1]
    unreadable = role.decode(cell)
    assert isinstance(unreadable, UnreadableText)
    assert unreadable.text == str(cell)
    assert "expected one of the choices" in unreadable.reason
