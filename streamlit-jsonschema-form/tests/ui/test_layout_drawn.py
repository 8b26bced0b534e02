"""In a real browser: tabs and pages show one part at a time, and nothing typed is lost between them."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(begin):
    page = begin("layout_page.py")
    expect(page.get_by_test_id("stCode")).to_have_count(2, timeout=30_000)
    return page


def _holds(tab, which, value):
    shown = tab.get_by_test_id("stCode").nth(which).locator("code")
    expect(shown).to_have_text(json.dumps(value), timeout=15_000)


def test_text_typed_in_a_tab_is_kept_when_another_is_clicked_at_once(tab):
    tab.get_by_label("One", exact=True).fill("a")
    tab.get_by_role("tab", name="Second").click()
    _holds(tab, 0, {"one": "a"})
    tab.get_by_label("Two", exact=True).fill("b")
    tab.get_by_role("tab", name="First").click()
    _holds(tab, 0, {"one": "a", "two": "b"})
    expect(tab.get_by_label("One", exact=True)).to_have_value("a")
    expect(tab.get_by_label("Two", exact=True)).to_have_count(0)


def test_a_problem_leads_to_its_tab(tab):
    tab.get_by_role("tab", name="Second").click()
    tab.get_by_label("Two", exact=True).fill("b")
    tab.get_by_role("tab", name="First").click()
    tab.get_by_role("button", name="Send tabs").click()
    tab.get_by_role("button", name="Two: must have").click()
    expect(tab.get_by_label("Two", exact=True)).to_have_value("b")


def test_pages_keep_what_was_typed_and_a_condition_crosses_them(tab):
    tab.get_by_label("Name *", exact=True).fill("n")
    tab.get_by_role("button", name="Next").click()
    expect(tab.get_by_text("Nothing to fill in here")).to_be_visible(timeout=15_000)
    _holds(tab, 1, {"name": "n"})
    tab.get_by_role("radio", name="1. Who").click()
    expect(tab.get_by_label("Name *", exact=True)).to_have_value("n")
    tab.get_by_role("combobox", name="Gpu").click()
    tab.get_by_role("option", name="yes").click()
    _holds(tab, 1, {"name": "n", "gpu": "yes"})
    tab.get_by_role("button", name="Next").click()
    tab.get_by_label("Count", exact=True).fill("2")
    tab.get_by_role("button", name="Back").click()
    expect(tab.get_by_label("Name *", exact=True)).to_have_value("n")
    _holds(tab, 1, {"name": "n", "gpu": "yes", "count": 2})
