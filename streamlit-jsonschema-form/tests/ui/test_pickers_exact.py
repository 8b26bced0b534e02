"""In a real browser: pickers and sliders, used with the keyboard, change their own value and no other."""

from pathlib import Path
from runpy import run_path

import pytest
from playwright.sync_api import expect

from support.tab import Tab

VALUE = run_path(str(Path(__file__).with_name("picker_values.py")))["VALUE"]
MOMENT = "Moment (UTC-08:00)"

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(begin):
    opened = Tab(begin("picker_page.py"))
    opened.holds(VALUE)
    return opened


def test_editing_another_field_changes_no_picker(tab):
    for text in ("y", "z", "x"):
        tab.write("Other", text)
        tab.holds({**VALUE, "other": text})


def test_a_visit_to_every_control_changes_nothing(tab):
    controls = tab.page.get_by_test_id("stMain").locator(
        "[role=spinbutton], [role=radio], [role=combobox], input:not([type=hidden])"
    )
    for number in range(controls.count()):
        controls.nth(number).focus()
        controls.nth(number).blur()
    tab.page.keyboard.press("Escape")
    tab.write("Other", "y")
    tab.holds({**VALUE, "other": "y"})


def test_dates_and_times_go_there_and_back(tab):
    for key, part, label, there, value, back in (
        ("day", "day", "Day", "ArrowDown", "2024-02-28", "ArrowUp"),
        ("day", "month", "Day", "ArrowUp", "2024-03-29", "ArrowDown"),
        ("first", "day", "First", "ArrowUp", "1000-01-02", "ArrowDown"),
        ("last", "day", "Last", "ArrowDown", "9989-12-30", "ArrowUp"),
        ("clock", "hour", "Clock (UTC+05:30)", "ArrowUp", "13:30:05+05:30", "ArrowDown"),
        ("clock", "second", "Clock (UTC+05:30)", "ArrowUp", "12:30:06+05:30", "ArrowDown"),
        ("plain", "minute", "Plain", "ArrowDown", "23:58:59", "ArrowUp"),
        ("moment", "minute", MOMENT, "ArrowUp", "2024-02-29T12:31:00-08:00", "ArrowDown"),
    ):
        tab.leave(tab.part(part, label), there)
        tab.holds({**VALUE, key: value})
        tab.leave(tab.part(part, label), back)
        tab.holds(VALUE)


def test_sliders_go_there_and_back(tab):
    for key, label, there, value, back in (
        ("ratio", "Ratio", ["ArrowRight"] * 2, 1.2, ["ArrowLeft"] * 2),
        ("ratio", "Ratio", ["ArrowLeft"] * 7, 0.3, ["ArrowRight"] * 7),
        ("tenths", "Tenths", ["ArrowLeft"] * 2, 0.2, ["ArrowRight"] * 2),
        ("tenths", "Tenths", ["ArrowRight"], 0.8, ["ArrowLeft"]),
        ("count", "Count", ["End"], 50, ["Home", *["ArrowRight"] * 3]),
        ("rate", "Rate", ["ArrowRight"], 2e-05, ["ArrowLeft"]),
        ("rate", "Rate", ["End"], 1.0, ["Home"]),
    ):
        tab.press(tab.slider(label), *there)
        tab.holds({**VALUE, key: value})
        tab.press(tab.slider(label), *back)
        tab.holds(VALUE)


def test_number_boxes_go_there_and_back(tab):
    for key, label, typed, value, back in (
        ("arrows", "Arrows", "0.30000000000000004", 0.30000000000000004, "3"),
        ("arrows", "Arrows", "1e6", 1000000, "3.0"),
        ("tiny", "Tiny", "5e-324", 5e-324, "1e-7"),
        ("safe", "Safe", "7", 7, str(2**53 - 1)),
    ):
        tab.write(label, typed)
        tab.holds({**VALUE, key: value})
        tab.write(label, back)
        tab.holds(VALUE)


def test_the_arrows_of_a_number_box_do_not_drift(tab):
    for value in (3.1, 3.2, 3.3):
        tab.press(tab.field("Arrows"), "ArrowUp")
        tab.holds({**VALUE, "arrows": value})


def test_an_integer_that_a_number_box_rounds_is_not_taken(tab):
    tab.write("Safe", "9007199254740993")
    expect(tab.page.get_by_text("write it here in full")).to_be_visible()
    tab.holds(VALUE)
    tab.write("Safe", "9007199254740993")
    tab.holds({**VALUE, "safe": 9007199254740993})


def test_a_colour_goes_there_and_back(tab):
    opener = tab.page.get_by_role("button", name="Shade color picker")
    for typed, value in (("#123ABC", "#123abc"), ("#FFAA00", "#FA0")):
        tab.press(opener, "Enter")
        digits = tab.page.get_by_role("dialog").locator("input")
        expect(digits).to_be_visible()
        digits.fill(typed)
        digits.press("Enter")
        tab.page.keyboard.press("Escape")
        tab.holds({**VALUE, "shade": value})


def test_a_colour_that_is_only_looked_at_stays_as_it_is_written(tab):
    tab.press(tab.page.get_by_role("button", name="Shade color picker"), "Enter")
    expect(tab.page.get_by_role("dialog").locator("input")).to_be_visible()
    tab.page.keyboard.press("Escape")
    tab.write("Other", "y")
    tab.holds({**VALUE, "other": "y"})


def test_booleans_are_chosen_in_boxes_buttons_and_lists(tab):
    tab.press(tab.field("Ready"), "Space")
    tab.holds({**VALUE, "ready": True})
    tab.press(tab.page.get_by_role("radio", name="Fast"), "ArrowDown")
    tab.holds({**VALUE, "ready": True, "way": False})
    tab.press(tab.page.get_by_role("combobox", name="State"), "ArrowDown")
    expect(tab.page.get_by_role("option", name="No", exact=True)).to_be_visible()
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("Enter")
    tab.holds({**VALUE, "ready": True, "way": False, "state": False})


def test_boxes_to_check_go_there_and_back(tab):
    tab.press(tab.field("green"), "Space")
    tab.holds({**VALUE, "many": ["red", "green", "blue"]})
    tab.press(tab.field("green"), "Space")
    tab.holds(VALUE)


def test_an_empty_picker_is_typed_into_and_a_part_of_a_date_is_none(tab):
    held = VALUE
    for key, part, label, typed, value in (
        ("undated", "year", "Undated", "20240531", "2024-05-31"),
        ("untimed", "hour", "Untimed (UTC)", "070809", "07:08:09Z"),
        ("unset", "year", "Unset (UTC)", "202405310708", "2024-05-31T07:08:00Z"),
    ):
        tab.leave(tab.part(part, label), *typed[:4])
        held = {**held, "other": label}
        tab.write("Other", label)
        tab.holds(held)
        tab.leave(tab.part(part, label), *typed)
        held = {**held, key: value}
        tab.holds(held)


def test_a_year_that_the_calendar_cannot_do_is_not_taken(tab):
    tab.leave(tab.part("year", "Day"), *"9999")
    expect(tab.page.get_by_text("on or before 9989-12-31")).to_be_visible()
    tab.write("Other", "y")
    tab.holds({**VALUE, "other": "y"})


def test_a_slider_and_a_colour_are_set_by_a_button_and_then_used(tab):
    tab.press(tab.page.get_by_role("button", name="Set Level"), "Enter")
    tab.holds({**VALUE, "level": 0.5})
    tab.press(tab.slider("Level"), "ArrowRight")
    tab.holds({**VALUE, "level": 0.51})
    tab.press(tab.page.get_by_role("button", name="Set Paint"), "Enter")
    tab.holds({**VALUE, "level": 0.51, "paint": "#000000"})
    expect(tab.page.get_by_role("button", name="Paint color picker")).to_be_visible()


def test_every_control_is_named_and_reached_with_the_tab_key(tab):
    reached = []
    tab.field("Other").focus()
    for _ in range(140):
        tab.page.keyboard.press("Tab")
        reached.append(
            tab.page.evaluate(
                """() => {
                    const at = document.activeElement
                    const labels = [...(at.labels ?? [])].map((each) => each.textContent)
                    return [at.ariaLabel, ...labels, at.textContent].join(" ")
                }"""
            )
        )
    told = "\n".join(reached)
    names = [
        *("year, Day", "hour, Clock (UTC+05:30)", "minute, Moment (UTC-08:00)", "Shade color"),
        *("Ratio", "Count", "Rate", "Arrows", "Ready", "Fast", "State", "green", "Set Level"),
    ]
    assert [name for name in names if name not in told] == []
