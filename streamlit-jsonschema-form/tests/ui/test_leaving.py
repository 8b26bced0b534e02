"""In a real browser: what is typed is taken over, however the focus leaves its box."""

from pathlib import Path
from runpy import run_path

import pytest
from playwright.sync_api import expect

from support.tab import Tab

HERE = Path(__file__).parent
PICKED = run_path(str(HERE / "picker_values.py"))["VALUE"]
CHOSEN = run_path(str(HERE / "choosing_values.py"))["VALUE"]

pytestmark = pytest.mark.browser


def test_a_secret_is_taken_over_when_the_focus_goes_to_the_button_that_shows_it(begin):
    tab = Tab(begin("choosing_page.py"))
    tab.press(tab.field("Pin"), "Control+a", *"55", "Tab")
    expect(tab.page.get_by_role("button", name="Show password")).to_be_focused()
    tab.holds({**CHOSEN, "pin": 55})
    tab.press(tab.field("Pin"), "Control+a", *"77", "Tab", "Space")
    expect(tab.field("Pin")).to_have_attribute("type", "text")
    tab.holds({**CHOSEN, "pin": 77})


def test_what_is_typed_is_taken_over_when_the_focus_goes_back_to_the_help(begin):
    tab = Tab(begin("picker_page.py"))
    tab.press(tab.field("Other"), "Control+a", *"new", "Shift+Tab")
    expect(tab.page.get_by_role("button", name="Help for Other")).to_be_focused()
    held = {**PICKED, "other": "new"}
    tab.holds(held)
    tab.press(tab.part("year", "Moment (UTC-08:00)"), "ArrowUp", "Shift+Tab")
    held["moment"] = "2025-02-28T12:30:00-08:00"
    tab.holds(held)
    tab.press(tab.part("year", "Day"), "ArrowUp", "Shift+Tab")
    held["day"] = "2025-02-28"
    tab.holds(held)
    tab.press(tab.field("Arrows"), "Control+a", *"7.5", "Shift+Tab")
    held["arrows"] = 7.5
    tab.holds(held)
