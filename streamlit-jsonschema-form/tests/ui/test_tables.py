"""A list that asks for it is a table, or rows with the reason; both show the same value."""

import json

import pytest
import streamlit as st

from streamlit_jsonschema_form.model import ABSENT
from streamlit_jsonschema_form.ui import FieldType, Option, register

TEXT, WHOLE, YES = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
PERSON = {
    "type": "object",
    "required": ["name", "active"],
    "properties": {"name": {**TEXT, "minLength": 2}, "age": WHOLE, "active": YES, "vip": YES},
}


def table_of(items, **more):
    table = {"type": "array", "items": items, "ui:widget": "table", **more}
    return {"type": "object", "properties": {"l": table, "other": TEXT}}


def cells(screen):
    (table,) = screen.page.data_editor
    return table.value.to_dict("list")


def test_a_list_is_drawn_as_a_table_and_comes_back_unchanged(show):
    value = {"l": [{"name": "Ada", "active": True, "age": 2**60 + 1}, {"name": "Bo", "vip": True}]}
    value["l"][1]["active"] = False
    screen = show(table_of(PERSON), value).type("Other", "x")
    assert cells(screen) == {
        "0": ["Ada", "Bo"],
        "1": ["1152921504606846977", None],
        "2": [True, False],
        "3": [None, "0"],
    }
    assert screen.value == {**value, "other": "x"}
    assert "Name" not in screen.labels


@pytest.mark.parametrize("items", [TEXT, WHOLE, YES, {"enum": [1, "1"]}, PERSON], ids=str)
@pytest.mark.parametrize("value", [{}, {"l": []}], ids=["absent", "empty"])
def test_an_empty_list_is_an_empty_table(show, items, value):
    screen = show(table_of(items), value)
    assert all(column == [] for column in cells(screen).values())
    assert screen.value == value


def test_a_list_that_a_table_could_not_show_has_rows_and_says_why(show):
    screen = show(table_of(TEXT), {"l": ["a\nb"]})
    assert not screen.page.data_editor
    assert "not as a table: item 1 has line breaks" in screen.said
    assert screen.find("text_area", "Item 1").value == "a\nb"


def test_a_table_is_turned_into_rows_and_back(show):
    screen = show(table_of(TEXT), {"l": ["a"]}).act("L", "table")
    assert not screen.page.data_editor
    screen.type("Item 1", "b").act("L", "table")
    assert cells(screen) == {"0": ["b"]}


def test_any_list_that_could_be_a_table_may_be_turned_into_one(show):
    plain = {"properties": {"l": {"type": "array", "items": PERSON}}}
    screen = show(plain, {"l": [{"name": "Ada"}]}).act("L", "table")
    assert cells(screen)["0"] == ["Ada"]


def test_what_is_wrong_in_a_table_stands_below_it_with_its_row_and_column(show):
    screen = show(table_of(PERSON), {"l": [{"name": "Ada", "active": True}, {"name": "B"}]})
    screen.press("Create")
    assert "Row 2, Name: must have at least 2 characters" in screen.said
    assert "Row 2, Active: is required" in screen.said


def test_a_search_shows_the_rows_that_it_finds(show):
    screen = show(table_of(PERSON), {"l": [{"name": "Ada", "active": True}]})
    screen.type("Find a field", "vip")
    assert not screen.page.data_editor
    assert "Vip" in screen.labels


def test_a_table_that_is_only_read_takes_no_rows(show):
    screen = show(table_of(TEXT), {"l": ["a"]}, read_only=True)
    proto = screen.page.data_editor[0].proto
    assert proto.editing_mode == type(proto).EditingMode.FIXED
    assert proto.disabled


def test_the_whole_list_is_reset_under_a_table(show):
    screen = show(table_of(TEXT), {"l": ["a"]})
    first = screen.page.data_editor[0].proto.id
    screen.act("L", "clear")
    assert screen.value == {}
    assert cells(screen) == {"0": []}
    assert screen.page.data_editor[0].proto.id != first
    assert show(table_of(TEXT)).value is ABSENT


def test_a_table_that_was_away_begins_anew_with_what_the_list_holds_by_then(show):
    screen = show(table_of(TEXT), {"l": ["a"]})
    first = screen.page.data_editor[0].proto.id
    assert screen.run().page.data_editor[0].proto.id == first
    screen.type("Find a field", "other").type("Find a field", "")
    assert screen.page.data_editor[0].proto.id != first


def town(**source):
    return {"type": "object", "properties": {"town": {**TEXT, "x-ui": {"source": source}}}}


def offers(screen):
    """Read what each column of the table offers, and how it is named."""
    columns = json.loads(screen.page.data_editor[0].proto.columns)
    configs = {key: each["type_config"] for key, each in columns.items() if key.isdecimal()}
    return {k: [o["label"] for o in c["options"]] for k, c in configs.items() if "options" in c}


def towns(arguments, text):
    found = {"de": ["Berlin", "Bonn"]}.get(
        arguments.get("land", "de"), [f"T{n}" for n in range(60)]
    )
    return [Option(name, f"{name}!") for name in found]


def test_a_column_offers_what_its_source_does_and_what_is_there(show):
    value = {"l": [{"town": "Bonn"}, {"town": "Rome"}, {}], "other": "de"}
    land = {"land": {"from": "/other"}}
    schema = table_of(town(name="towns", arguments=land))
    screen = show(schema, value, sources={"towns": towns})
    assert offers(screen) == {"0": ["Berlin!", "Bonn!", "Rome (not offered)"]}
    assert cells(screen) == {"0": ["Bonn", "Rome", None]}
    assert screen.value == value


def test_a_table_begins_anew_where_its_sources_offer_something_else(show):
    land = {"land": {"from": "/other"}}
    schema = table_of(town(name="few", arguments=land))
    few = lambda given, _: [Option(given["land"], given["land"])]  # noqa: E731
    screen = show(schema, {"l": [], "other": "x"}, sources={"few": few})
    first = screen.page.data_editor[0].proto.id
    assert offers(screen.type("Other", "y")) == {"0": ["y"]}
    assert screen.page.data_editor[0].proto.id != first


@pytest.mark.parametrize(
    ("items", "why"),
    [
        (
            town(name="towns", arguments={"land": "it"}),
            "“Town” has too many options",
        ),
        (
            town(name="towns", arguments={"l": {"from": "1/x"}}),
            "options of “Town” depend on its row",
        ),
        (town(name="nobody"), "the options of “Town” cannot be read"),
        ({**TEXT, "ui:field": "shout"}, "has a field type"),
    ],
    ids=repr,
)
def test_a_list_has_rows_where_a_table_could_not_offer_what_they_do(show, items, why):
    def shout(place):
        st.text(f"{place.value}!")

    register(FieldType("shout", value_schema=TEXT, options_schema={}, render=shout))
    first = "a" if items["type"] == "string" else {}
    screen = show(table_of(items), {"l": [first]}, sources={"towns": towns})
    assert not screen.page.data_editor
    assert why in screen.said
