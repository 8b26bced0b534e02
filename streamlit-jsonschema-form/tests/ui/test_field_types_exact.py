"""In a real browser: a field type of the host's edits its place with the keyboard, and no other."""

import pytest
from playwright.sync_api import expect

from support.tab import Tab

ROWS = [{"from": 1, "to": 2}, {"to": 4, "from": 3}]
VALUE = {
    "big": 2**60 + 1,
    "hours": {"from": 8, "to": 16},
    "wide": {"from": 1, "to": 2.5},
    "rows": ROWS,
    "other": "x",
}

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(begin):
    opened = Tab(begin("field_types_page.py"))
    opened.holds(VALUE)
    return opened


def test_an_edit_elsewhere_leaves_what_a_field_type_draws(tab):
    tab.write("Other", "y")
    tab.holds({**VALUE, "other": "y"})


def test_both_ends_are_moved_with_the_keyboard(tab):
    low, high = (tab.slider("Hours").nth(end) for end in (0, 1))
    tab.press(high, "ArrowRight")
    tab.holds({**VALUE, "hours": {"from": 8, "to": 17}})
    tab.press(low, "ArrowLeft", "ArrowLeft")
    tab.holds({**VALUE, "hours": {"from": 6, "to": 17}})


def test_a_row_keeps_its_ends_when_the_one_above_it_goes(tab):
    tab.press(tab.slider("Item 2").nth(1), "ArrowRight")
    tab.holds({**VALUE, "rows": [ROWS[0], {"from": 3, "to": 5}]})
    tab.page.get_by_role("button", name="Actions for Item 1").click()
    tab.page.get_by_role("menuitem", name="Remove").click()
    tab.holds({**VALUE, "rows": [{"from": 3, "to": 5}]})
    expect(tab.slider("Item 2")).to_have_count(0)
    tab.press(tab.slider("Item 1").nth(0), "ArrowLeft")
    tab.holds({**VALUE, "rows": [{"from": 2, "to": 5}]})


def test_a_value_that_it_could_not_show_is_drawn_as_usual_and_says_so(tab):
    expect(tab.page.get_by_text("cannot show this value")).to_be_visible()
    expect(tab.slider("Wide")).to_have_count(0)
    expect(tab.page.get_by_role("textbox", name="To")).to_have_value("2.5")
