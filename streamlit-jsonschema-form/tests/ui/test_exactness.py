"""In a real browser: editing one field leaves every other byte as it was."""

from pathlib import Path
from runpy import run_path

import pytest
from playwright.sync_api import expect

from support.tab import Tab

HERE = Path(__file__).parent
VALUE = run_path(str(HERE / "exact_values.py"))["VALUE"]

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(begin):
    return Tab(begin("exact_page.py"))


def _fill(tab, label, text):
    tab.field(label).fill(text)
    tab.field(label).press("Tab")


def test_editing_one_field_changes_no_other(tab):
    tab.holds(VALUE)
    _fill(tab, "Other", "y")
    tab.holds({**VALUE, "other": "y"})
    tab.page.get_by_role("radio", name="Yes").click()
    tab.holds({**VALUE, "other": "y", "flag": True})
    _fill(tab, "Other", VALUE["other"])
    tab.page.get_by_role("radio", name="No", exact=True).click()
    tab.holds(VALUE)


def test_numbers_hold_what_was_typed(tab):
    for typed, small in (("1e-9", 1e-9), ("1e6", 1e6), ("-0.0", -0.0), ("1_000", 1000)):
        _fill(tab, "Small", typed)
        tab.holds({**VALUE, "small": small})
    _fill(tab, "Big", "1e6")
    tab.holds({**VALUE, "small": 1000, "big": 1000000})
    _fill(tab, "Big", "9007199254740993")
    tab.holds({**VALUE, "small": 1000, "big": 9007199254740993})


def test_a_text_of_several_lines_keeps_them_when_it_is_edited(tab):
    _fill(tab, "Area", "a\nb\nc\n")
    tab.holds({**VALUE, "area": "a\nb\nc\n"})


def test_a_long_text_is_edited_in_full(tab):
    _fill(tab, "Long", VALUE["long"] + "end")
    tab.holds({**VALUE, "long": VALUE["long"] + "end"})


def test_options_that_read_alike_are_told_apart(tab):
    box, options = tab.page.get_by_role("combobox", name="Odd"), tab.page.get_by_role("option")
    tab.open(box)
    expect(options).to_have_count(4)
    options.nth(1).click()
    tab.holds({**VALUE, "odd": "1"})
    tab.open(box)
    options.nth(0).click()
    tab.holds({**VALUE, "odd": 1})
