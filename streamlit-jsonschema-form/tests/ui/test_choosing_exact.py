"""In a real browser: a choice of a type, a value or a key changes that and nothing else."""

from pathlib import Path
from runpy import run_path

import pytest
from playwright.sync_api import expect

from support.tab import Tab

VALUE = run_path(str(Path(__file__).with_name("choosing_values.py")))["VALUE"]

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(begin):
    opened = Tab(begin("choosing_page.py"))
    opened.holds(VALUE)
    return opened


def test_editing_another_field_changes_no_choice(tab):
    for text in ("y", "x"):
        tab.write("Other", text)
        tab.holds({**VALUE, "other": text})


def _last(key, new):
    """Return the value after a key was taken away and set anew."""
    return {**{each: held for each, held in VALUE.items() if each != key}, key: new}


def test_another_type_gives_another_widget_and_the_first_one_its_value_back(tab):
    tab.choose("Mixed (kind)", "Whole number")
    tab.write("Mixed", "9007199254740993")
    tab.holds(_last("mixed", 9007199254740993))
    tab.choose("Mixed (kind)", "Yes or no")
    tab.press(tab.page.get_by_role("radio", name="Yes"), "Space")
    tab.holds(_last("mixed", True))
    tab.choose("Mixed (kind)", "Whole number")
    tab.holds(_last("mixed", 9007199254740993))
    tab.choose("Mixed (kind)", "Text")
    tab.holds(VALUE)


def test_a_value_of_any_type_becomes_another_and_is_itself_again(tab):
    tab.choose("Any (kind)", "Text")
    tab.write("Any", "two")
    tab.holds(_last("any", "two"))
    tab.choose("Any (kind)", "Number")
    tab.holds(VALUE)


def test_radio_buttons_that_read_alike_are_told_apart(tab):
    buttons = tab.page.get_by_role("radiogroup", name="Way").get_by_role("radio")
    expect(buttons).to_have_count(4)
    expect(buttons.nth(1)).to_be_checked()
    for at, value in ((2, True), (3, "fast")):
        tab.press(buttons.nth(at - 1), "ArrowDown")
        tab.holds({**VALUE, "way": value})
    for at, value in ((2, True), (1, "1"), (0, 1)):
        tab.press(buttons.nth(at + 1), "ArrowUp")
        tab.holds({**VALUE, "way": value})


def test_a_masked_number_is_typed_unseen_and_kept_in_full(tab):
    box = tab.field("Pin")
    expect(box).to_have_attribute("type", "password")
    expect(box).to_have_value(str(2**60 + 1))
    for typed, value in (("1e6", 1000000), (str(2**70), 2**70), (str(2**60 + 1), 2**60 + 1)):
        tab.write("Pin", typed)
        tab.holds({**VALUE, "pin": value})


def test_a_listed_key_is_chosen_where_it_stands_and_each_only_once(tab):
    tab.choose("Key", "cpu")
    tab.holds({**VALUE, "limits": {"cpu": 1e-7, "unlisted": 3.0}})
    tab.rest()
    tab.open(tab.page.get_by_role("combobox", name="Key").nth(1))
    expect(tab.page.get_by_role("option")).to_have_text(["memory", "disk", "unlisted"])
    tab.page.keyboard.press("Escape")
    tab.choose("Key", "memory")
    tab.holds(VALUE)


def test_a_problem_leads_into_a_picker_and_to_the_button_before_a_slider(tab):
    for problem, place in (
        ("Due: is required", tab.part("year", "Due *")),
        ("Level: is required", tab.page.get_by_role("button", name="Set Level")),
    ):
        tab.press(tab.page.get_by_role("button", name="Create"), "Enter")
        tab.rest()
        tab.press(tab.page.get_by_role("button", name=problem), "Enter")
        expect(place).to_be_focused(timeout=15_000)
        expect(place).to_be_in_viewport()
    tab.page.keyboard.press("Enter")
    tab.holds({**VALUE, "level": 0.0})
