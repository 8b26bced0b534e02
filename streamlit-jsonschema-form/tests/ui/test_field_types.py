"""A registered field type draws the places that name it, wherever they are; others are as usual."""

import pytest
import streamlit as st

from streamlit_jsonschema_form.model import ABSENT
from streamlit_jsonschema_form.ui.field_types import FIELD_TYPES, FieldType, register

TEXT = {"type": "string"}


def _draw(place):
    key = place.key("box")
    st.session_state[key] = "" if place.value is ABSENT else place.value
    most = place.options.get("most")
    where = place.at("/where")
    st.text_input(
        f"Own {place.label} of {'nowhere' if where is ABSENT else where}, {most}",
        key=key,
        disabled=place.disabled,
        help=place.help,
        on_change=lambda: place.set(st.session_state[key].upper()),
    )
    st.button(f"Empty {place.label}", key=place.key("empty"), on_click=place.unset)


@pytest.fixture(autouse=True)
def own(monkeypatch):
    monkeypatch.setitem(FIELD_TYPES, "own", None)
    options = {"type": "object", "properties": {"most": {"type": "integer"}}}
    register(FieldType("own", {"type": "string", "pattern": "^[A-Z]*$"}, options, _draw))


def field_of(**ui):
    return {**TEXT, "ui:field": "own", **ui}


def test_a_place_is_drawn_by_the_field_type_that_it_names(show):
    schema = {"properties": {"where": TEXT, "it": field_of(**{"ui:options": {"most": 3}})}}
    screen = show(schema, {"where": "here"})
    screen.type("Own It of here, 3", "abc")
    assert screen.value == {"where": "here", "it": "ABC"}
    screen.press("Empty It")
    assert screen.value == {"where": "here"}


def test_looking_changes_nothing(show):
    value = {"it": "ABC"}
    assert show({"properties": {"it": field_of()}}, value).run().run().value is value


def test_rows_and_keys_of_a_persons_own_are_drawn_by_it_too(show):
    schema = {
        "properties": {
            "l": {"type": "array", "items": field_of()},
            "m": {"type": "object", "additionalProperties": field_of()},
        }
    }
    screen = show(schema, {"l": ["A"], "m": {"k": "B"}})
    screen.type("Own Item 1 of nowhere, None", "x").type("Own k of nowhere, None", "y")
    assert screen.value == {"l": ["X"], "m": {"k": "Y"}}


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        ({**TEXT, "ui:field": "nobody"}, "a", "Unknown field type “nobody”"),
        (field_of(), "abc", "cannot show this value"),
        (field_of(**{"x-ui": {"most": "x"}}), "A", "cannot be used: /most"),
    ],
    ids=["unknown", "value", "options"],
)
def test_what_it_cannot_draw_is_the_usual_field_under_a_line(show, schema, value, said):
    screen = show({"properties": {"it": schema}}, {"it": value})
    assert said in screen.said
    screen.type("It", "changed")
    assert screen.value == {"it": "changed"}


def test_what_its_widget_says_again_when_the_place_went_changes_nothing(show):
    kinds = [{"properties": {"is": {"const": n}, n: field_of()}, "required": ["is"]} for n in "pq"]
    screen = show({"properties": {"u": {"oneOf": kinds}}}, {"u": {"is": "p", "p": "A"}})
    said = screen.find("text_input", "Own P of nowhere, None")._widget_state
    screen.pick("U (kind)", 1)
    assert screen.resend(said).written == '{"u": {"is": "q"}}'


def test_problems_and_the_menu_stand_beside_it(show):
    screen = show({"properties": {"it": field_of(minLength=3)}}, {"it": "A"}).press("Create")
    assert "at least 3" in screen.said
    screen.act("It", "json")
    assert "It" in screen.labels


def test_a_form_that_is_only_read_tells_it(show):
    screen = show({"properties": {"it": field_of()}}, {"it": "A"}, read_only=True)
    assert screen.find("text_input", "Own It of nowhere, None").disabled


def test_a_field_type_with_a_wrong_schema_is_refused():
    with pytest.raises(ValueError, match="value_schema of 'bad': /type"):
        register(FieldType("bad", {"type": "nothing"}, {}, _draw))
    with pytest.raises(ValueError, match="options_schema of 'bad'"):
        register(FieldType("bad", True, {"type": 5}, _draw))
    assert "bad" not in FIELD_TYPES
