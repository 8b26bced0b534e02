"""Keys of a person's own are chosen where they are listed, and told where they follow a pattern."""

import json

import pytest

from streamlit_jsonschema_form.model import ABSENT, State
from streamlit_jsonschema_form.ui.labels import icon_label

WHOLE = {"type": "integer"}
COLORS = {"additionalProperties": WHOLE, "propertyNames": {"enum": ["red", "green"]}}


def test_listed_names_are_chosen_and_each_only_once(show):
    screen = show({"properties": {"m": COLORS}}).press("Add to M")
    assert screen.value == {"m": {"red": 0}}
    screen.pick("Key", 1)
    assert screen.value == {"m": {"green": 0}}
    screen.press("Add to M")
    assert screen.value == {"m": {"green": 0, "red": 0}}
    assert screen.find("button", "Add to M").disabled


def test_a_name_that_is_not_listed_stays_until_another_is_chosen(show):
    screen = show({"properties": {"m": COLORS}}, {"m": {"blue": 1}})
    assert screen.find("selectbox", "Key").options == ["red", "green", "blue"]
    screen.pick("Key", 0)
    assert screen.value == {"m": {"red": 1}}


def test_the_pattern_of_names_is_told(show):
    rule = {"additionalProperties": WHOLE, "propertyNames": {"pattern": "^x-"}}
    assert "Names match `^x-`." in show({"properties": {"m": rule}}).said


def test_an_entry_of_any_type_can_become_another(show):
    screen = show({"properties": {"m": {"additionalProperties": {}}}}, {"m": {"a": 1}})
    options = screen.find("selectbox", "a (kind)").options
    screen.pick("a (kind)", options.index("Text")).type("a", "one")
    assert screen.value == {"m": {"a": "one"}}


def test_a_key_of_a_persons_own_is_written_as_it_was_typed(show):
    rules = {"additionalProperties": WHOLE, "patternProperties": {"^x-": WHOLE}}
    screen = show({"properties": {"m": rules}}, {"m": {"LOG_LEVEL": 1, "x-rate": 2, "": 3}})
    assert screen.labels == ["Find a field", "x-rate", "Key", "LOG_LEVEL", "Key", "(no name)"]
    assert not screen.find("text_input", "LOG_LEVEL").help


def test_a_long_map_is_shown_a_page_at_a_time(show):
    value = {"m": {f"k{n}": n for n in range(45)}}
    screen = show({"properties": {"m": {"additionalProperties": WHOLE}}}, value)
    assert screen.labels.count("Key") == 20


def test_a_hint_of_the_map_says_whether_keys_can_be_added_and_taken_away(show):
    schema = {"properties": {"m": {"type": "object", "additionalProperties": WHOLE}}}

    def buttons(**hints):
        screen = show(schema, {"m": {"a": 1}}, ui={"m": {"ui:options": hints}})
        return [button.label for button in screen.page.button if button.label != "Create"]

    take = icon_label("Remove a")
    assert buttons() == [take, "Add to M"]
    assert buttons(addable=False) == buttons(expandable=False) == [take]
    assert buttons(removable=False) == ["Add to M"]


def test_a_locked_map_locks_its_keys_and_values(show):
    rule = {"additionalProperties": WHOLE, "readOnly": True}
    screen = show({"properties": {"m": rule}}, {"m": {"a": 1}})
    assert screen.find("text_input", "Key").disabled
    assert screen.find("text_input", "a").disabled
    assert [button.label for button in screen.page.button] == ["Add to M", "Create"]
    assert screen.find("button", "Add to M").disabled


@pytest.mark.parametrize(
    ("typed", "value", "told"),
    [
        ("Rate", {"m": {"Rate": 1, "y": 2}}, "^[a-z]+$"),
        ("y", {"m": {"x": 1, "y": 2}}, "the key 'y' already exists; choose another"),
        ("", {"m": {"x": 1, "y": 2}}, "enter a key"),
    ],
    ids=["against the rule", "taken", "empty"],
)
def test_a_name_that_is_refused_is_there_again_in_a_saved_and_resumed_draft(
    show, typed, value, told
):
    rule = {
        "type": "object",
        "additionalProperties": WHOLE,
        "propertyNames": {"pattern": "^[a-z]+$"},
    }
    schema = {"type": "object", "properties": {"m": rule}}
    screen = show(schema, {"m": {"x": 1, "y": 2}})
    screen.page.text_input(key=_box(screen, "x")).set_value(typed)
    saved = json.dumps(screen.run().session.state.to_json())
    again = show(schema, state=State.from_json(json.loads(saved)))
    for each in (screen, again):
        assert [box.value for box in each.page.text_input if box.label == "Key"] == [typed, "y"]
        assert each.value == value
        assert told in each.said
        each.press("Create")
        assert each.sent is ABSENT
    again.page.text_input(key=_box(again, typed)).set_value("z")
    again.run().press("Create")
    assert again.sent == {"m": {"z": 1, "y": 2}}


def _box(screen, name):
    """Return the key of the first box that holds this name of an entry."""
    return next(b.key for b in screen.page.text_input if (b.label, b.value) == ("Key", name))
