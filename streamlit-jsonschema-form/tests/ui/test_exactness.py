"""In a real browser: editing one field leaves every other byte as it was."""

import json
from pathlib import Path
from runpy import run_path

import pytest
from playwright.sync_api import expect

HERE = Path(__file__).parent
VALUE = run_path(str(HERE / "exact_values.py"))["VALUE"]

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(begin):
    page = begin("exact_page.py")
    expect(page.get_by_test_id("stCode")).to_be_visible(timeout=30_000)
    return page


def _holds(tab, value):
    """Wait until the page has written exactly this value."""
    shown = tab.get_by_test_id("stCode").locator("code")
    expect(shown).to_have_text(json.dumps(value), timeout=15_000)
    assert shown.text_content() == json.dumps(value)


def _fill(tab, label, text):
    box = tab.get_by_label(label, exact=True)
    box.fill(text)
    box.press("Tab")


def test_editing_one_field_changes_no_other(tab):
    _holds(tab, VALUE)
    _fill(tab, "Other", "y")
    _holds(tab, {**VALUE, "other": "y"})
    tab.get_by_role("radio", name="Yes").click()
    _holds(tab, {**VALUE, "other": "y", "flag": True})
    _fill(tab, "Other", VALUE["other"])
    tab.get_by_role("radio", name="No", exact=True).click()
    _holds(tab, VALUE)


def test_numbers_hold_what_was_typed(tab):
    for typed, small in (("1e-9", 1e-9), ("1e6", 1e6), ("-0.0", -0.0), ("1_000", 1000)):
        _fill(tab, "Small", typed)
        _holds(tab, {**VALUE, "small": small})
    _fill(tab, "Big", "1e6")
    _holds(tab, {**VALUE, "small": 1000, "big": 1000000})
    _fill(tab, "Big", "9007199254740993")
    _holds(tab, {**VALUE, "small": 1000, "big": 9007199254740993})


def test_a_text_of_several_lines_keeps_them_when_it_is_edited(tab):
    _fill(tab, "Area", "a\nb\nc\n")
    _holds(tab, {**VALUE, "area": "a\nb\nc\n"})


def test_a_long_text_is_edited_in_full(tab):
    _fill(tab, "Long", VALUE["long"] + "end")
    _holds(tab, {**VALUE, "long": VALUE["long"] + "end"})


def test_options_that_read_alike_are_told_apart(tab):
    box = tab.get_by_role("combobox", name="Odd")
    box.click()
    options = tab.get_by_role("option")
    expect(options).to_have_count(4)
    options.nth(1).click()
    _holds(tab, {**VALUE, "odd": "1"})
    box.click()
    tab.get_by_role("option").nth(0).click()
    _holds(tab, {**VALUE, "odd": 1})
