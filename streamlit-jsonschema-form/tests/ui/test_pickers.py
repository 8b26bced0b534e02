"""Pickers, sliders and boxes to check write what is chosen, and leave alone what they cannot show."""

import datetime

import pytest

TEXT, NUMBER, WHOLE = {"type": "string"}, {"type": "number"}, {"type": "integer"}
RANGE = {"minimum": 0, "maximum": 2, "ui:widget": "range"}
MAX_UNGROUPED = {"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b", "c"]}}
DAY, CLOCK = datetime.date(2024, 2, 29), datetime.time(7, 8, 9)


def _x(schema):
    return {"properties": {"x": schema}}


@pytest.mark.parametrize(
    ("schema", "value", "kind", "label", "chosen", "written"),
    [
        ({**TEXT, "format": "date"}, {}, "date_input", "X", DAY, '"2024-02-29"'),
        ({**TEXT, "format": "time"}, {}, "time_input", "X (UTC)", CLOCK, '"07:08:09Z"'),
        (
            {**TEXT, "format": "time"},
            {"x": "12:30:00+05:30"},
            "time_input",
            "X (UTC+05:30)",
            CLOCK,
            '"07:08:09+05:30"',
        ),
        ({**TEXT, "ui:widget": "time"}, {}, "time_input", "X", CLOCK, '"07:08:09"'),
        (
            {**TEXT, "format": "date-time"},
            {},
            "datetime_input",
            "X (UTC)",
            datetime.datetime(2024, 2, 29, 7, 8),
            '"2024-02-29T07:08:00Z"',
        ),
        ({**TEXT, "format": "color"}, {"x": "#FFF"}, "color_picker", "X", "#123abc", '"#123abc"'),
        ({**NUMBER, **RANGE}, {"x": 1}, "slider", "X", 0.30000000000000004, "0.3"),
        ({**NUMBER, **RANGE, "multipleOf": 0.1}, {"x": 0.2}, "select_slider", "X", 3, "0.4"),
        ({**WHOLE, **RANGE, "multipleOf": 1}, {"x": 0}, "slider", "X", 2, "2"),
        (
            {**NUMBER, "minimum": 1e-5, "maximum": 1, "ui:widget": "range", "x-ui": {"log": True}},
            {"x": 0.1},
            "select_slider",
            "X",
            0,
            "1e-05",
        ),
        ({**NUMBER, "ui:widget": "updown"}, {}, "number_input", "X", 0.3, "0.3"),
        ({**WHOLE, "ui:widget": "updown"}, {"x": 7}, "number_input", "X", 8.0, "8"),
        ({"type": "boolean", "ui:widget": "checkbox"}, {"x": False}, "checkbox", "X", True, "true"),
        ({"type": "boolean", "ui:widget": "radio"}, {}, "radio", "X", 1, "false"),
        ({"type": "boolean", "ui:widget": "select"}, {}, "selectbox", "X", 0, "true"),
    ],
    ids=repr,
)
def test_what_is_chosen_is_written(show, schema, value, kind, label, chosen, written):
    screen = show(_x({**schema, "description": "What it is."}), value)
    widget = screen.find(kind, label)
    assert "What it is." in widget.help
    assert not widget.disabled
    screen.pick(label, chosen, kind)
    assert screen.written == f'{{"x": {written}}}'
    locked = show(_x(schema), value, read_only=True)
    assert locked.find(kind, label).disabled


@pytest.mark.parametrize(
    ("schema", "kind", "label"),
    [
        ({**TEXT, "format": "date"}, "date_input", "X"),
        ({**TEXT, "format": "time"}, "time_input", "X (UTC)"),
        ({**TEXT, "format": "date-time"}, "datetime_input", "X (UTC)"),
        ({**NUMBER, "ui:widget": "updown"}, "number_input", "X"),
    ],
    ids=repr,
)
def test_a_picker_that_is_cleared_takes_the_value_away(show, schema, kind, label):
    first = {"date": "2024-02-29", "time": "07:08:09Z", "date-time": "2024-02-29T07:08:00Z"}
    screen = show(_x(schema), {"x": first.get(schema.get("format"), 7.5)})
    screen.pick(label, None, kind)
    assert screen.written == "{}"
    assert label in screen.labels


@pytest.mark.parametrize(
    ("schema", "first", "again"),
    [
        ({**NUMBER, **RANGE}, "0.0", "slider"),
        ({**NUMBER, **RANGE, "default": 0.7}, "0.7", "slider"),
        ({**TEXT, "format": "color", "default": "#FFF"}, "#FFF", "color_picker"),
    ],
    ids=repr,
)
def test_what_cannot_be_empty_is_set_by_a_button_and_unset_from_the_menu(
    show, schema, first, again
):
    screen = show(_x(schema), {})
    assert screen.written == "{}"
    screen.press(f"Set X: `{first}`")
    assert screen.find(again, "X").value == screen.value["x"]
    screen.act("X", "clear")
    assert screen.written == "{}"
    assert show(_x(schema), read_only=True).find("button", f"Set X: `{first}`").disabled


def test_a_number_between_the_places_of_a_slider_is_edited_as_text(show):
    screen = show(_x({**NUMBER, **RANGE}), {"x": 0.35})
    screen.type("X", "0.4")
    assert screen.find("slider", "X").value == 0.4
    assert (screen.page.slider[0].min, screen.page.slider[0].max) == (0, 2)


@pytest.mark.parametrize(
    ("schema", "value", "kind", "other", "back"),
    [
        ({**NUMBER, **RANGE}, 1, "slider", 0.9, 1.0),
        ({**NUMBER, "ui:widget": "updown"}, 3.0, "number_input", 3.5, 3.0),
        ({**WHOLE, "ui:widget": "updown"}, 3, "number_input", 4.0, 3.0),
        ({**TEXT, "format": "color"}, "#FA0", "color_picker", "#000000", "#ffaa00"),
    ],
    ids=repr,
)
def test_a_detour_leaves_no_trace(show, schema, value, kind, other, back):
    screen = show(_x(schema), {"x": value})
    before = screen.written
    screen.pick("X", other, kind)
    assert screen.written != before
    screen.pick("X", back, kind)
    assert screen.written == before


def test_a_number_beyond_its_bounds_is_taken_and_refused_beside_the_field(show):
    screen = show(_x({**NUMBER, "maximum": 1, "ui:widget": "updown"}), {"x": 1})
    screen.pick("X", 7.0, "number_input")
    assert screen.value == {"x": 7}
    assert "at most 1" in screen.said


def test_an_integer_that_the_box_has_rounded_is_written_in_full_instead(show):
    screen = show(_x({**WHOLE, "ui:widget": "updown"}), {"x": 7})
    screen.pick("X", float(2**53), "number_input")
    assert screen.value == {"x": 7}
    assert "in full" in screen.said
    screen.type("X", "9007199254740993", "text_area")
    assert screen.written == '{"x": 9007199254740993}'


def test_a_row_that_is_cleared_wants_a_value_and_takes_the_same_one_again(show):
    screen = show({"type": "array", "items": {**TEXT, "format": "date"}}, ["2024-02-29"])
    screen.pick("Item 1", None, "date_input")
    assert screen.value == ["2024-02-29"]
    assert screen.find("date_input", "Item 1").value is None
    assert "expected a value" in screen.said
    screen.pick("Item 1", DAY, "date_input")
    assert "expected a value" not in screen.said


def test_text_that_could_not_be_read_stays_as_json_where_a_picker_would_be(show):
    screen = show(_x({**TEXT, "format": "date"}), {"x": "2024-02-29"}).act("X", "json")
    screen.type("X", '"2024', "text_area").act("X", "json")
    assert screen.find("text_area", "X").value == '"2024'
    screen.type("X", '"2025-01-01"', "text_area")
    assert screen.find("date_input", "X").value == datetime.date(2025, 1, 1)


def test_boxes_to_check_write_the_options_in_their_order(show):
    screen = show(_x({**MAX_UNGROUPED, "ui:widget": "checkboxes"}), {"x": ["c"]})
    assert [box.value for box in screen.page.checkbox] == [False, False, True]
    screen.pick("a", True, "checkbox")
    assert screen.value == {"x": ["a", "c"]}
    screen.pick("c", False, "checkbox").pick("a", False, "checkbox")
    assert screen.written == '{"x": []}'
    screen.act("X", "clear")
    assert screen.written == "{}"
    locked = show(_x({**MAX_UNGROUPED, "ui:widget": "checkboxes"}), {"x": ["c"]}, read_only=True)
    assert all(box.disabled for box in locked.page.checkbox)


def test_items_in_another_order_than_the_options_are_no_boxes_to_check(show):
    screen = show(_x({**MAX_UNGROUPED, "ui:widget": "checkboxes"}), {"x": ["c", "a"]})
    assert not screen.page.checkbox
    assert screen.find("multiselect", "X").value == [2, 0]


def test_a_boolean_is_called_as_its_hints_say(show):
    named = {"type": "boolean", "default": True, "ui:enumNames": ["On", "Off"]}
    screen = show(_x({**named, "ui:widget": "radio"}))
    assert screen.find("radio", "X").options == ["On", "Off"]
    segments = show(_x(named)).find("segmented_control", "X").options
    assert segments == ["Not set (On)", "On", "Off"]


def test_an_empty_picker_tells_its_default_in_the_help(show):
    screen = show(_x({**TEXT, "format": "date", "default": "2024-02-29"}))
    assert "Default: `2024-02-29`" in screen.find("date_input", "X").help
    screen.act("X", "default")
    assert screen.find("date_input", "X").value == DAY


def test_a_hint_that_leaves_no_room_for_the_value_is_passed_over(show):
    screen = show(_x({**TEXT, "format": "time"}), {"x": "12:34:56.789Z"})
    screen.type("X", "12:34:56Z")
    assert screen.find("time_input", "X (UTC)").value == datetime.time(12, 34, 56)
