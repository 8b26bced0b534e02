"""In a real browser: a click leads to a field and into it, and a renamed key keeps the focus."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(begin):
    page = begin("way_page.py")
    expect(page.get_by_test_id("stCode")).to_be_visible(timeout=30_000)
    return page


@pytest.mark.parametrize(
    ("problem", "label"),
    [("Late: must", "Late"), ("Rows / Item 34 / O / Cell: must", "Cell")],
)
def test_a_click_on_a_problem_puts_the_focus_into_its_field(tab, problem, label):
    tab.get_by_role("button", name="Create").click()
    tab.get_by_role("button", name=problem).click()
    field = tab.get_by_label(label, exact=True)
    expect(field).to_be_focused(timeout=15_000)
    expect(field).to_be_in_viewport()


def test_a_key_is_renamed_and_its_value_typed_in_one_go(tab):
    key = tab.get_by_label("Key", exact=True).first
    key.fill("b")
    key.press("Tab")
    expect(tab.get_by_label("b", exact=True)).to_be_focused(timeout=15_000)
    tab.keyboard.press("Control+A")
    tab.keyboard.type("77", delay=60)
    tab.keyboard.press("Tab")
    shown = tab.get_by_test_id("stCode").locator("code")
    expect(shown).to_contain_text(json.dumps({"b": 77, "z": 2}), timeout=15_000)
    expect(tab.get_by_label("Key", exact=True).first).to_have_value("b")
