"""In a real browser: what an edit makes come and go leaves every other field, and the focus, alone."""

import json

import pytest
from playwright.sync_api import expect

MARK = """() => document.querySelectorAll("[data-testid=stMain] :is(input, textarea)")
    .forEach((each) => { each.dataset.mark = "kept" })"""
FRESH = """() => [...document.querySelectorAll("[data-testid=stMain] :is(input, textarea)")]
    .filter((each) => each.dataset.mark !== "kept").map((each) => each.ariaLabel)"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(serve):
    return serve("steady_page.py")


@pytest.fixture
def tab(page, address):
    page.goto(address)
    expect(page.get_by_test_id("stCode")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Show problems")).to_be_visible(timeout=15_000)
    _mark(page)
    return page


def _mark(tab):
    """Mark every field once the last has come: some wait for a script of their own."""
    expect(tab.get_by_role("combobox", name="Kind")).to_be_visible(timeout=15_000)
    expect(tab.get_by_test_id("stSkeleton")).to_have_count(0)
    tab.evaluate(MARK)


def _sent(tab, **changed):
    code = tab.get_by_test_id("stCode").locator("code")
    expect(code).to_contain_text(json.dumps(changed)[1:-1], timeout=15_000)


def test_a_field_that_comes_above_leaves_the_others_and_the_focus(tab):
    tab.get_by_label("Name *", exact=True).focus()
    tab.keyboard.type("typed")
    tab.keyboard.press("Enter")
    _sent(tab, name="typed")
    expect(tab.get_by_label("Early", exact=True)).to_be_visible(timeout=15_000)
    expect(tab.get_by_label("Name *", exact=True)).to_be_focused()
    fresh = set(tab.evaluate(FRESH))
    assert "Early" in fresh
    assert fresh <= {"Early", "Name *", "Kind"}  # Streamlit may fill the cells of their grid anew


def test_a_problem_that_comes_above_leaves_the_field_that_the_keyboard_went_on_to(tab):
    tab.get_by_role("button", name="Create").click()
    expect(tab.get_by_text("to continue")).to_be_visible(timeout=15_000)
    _mark(tab)
    tab.get_by_label("Second", exact=True).focus()
    tab.keyboard.type("typed")
    tab.keyboard.press("Tab")
    menu = tab.get_by_role("button", name="Actions for Second")
    expect(tab.get_by_text("must have at most 1 field").first).to_be_visible(timeout=15_000)
    expect(menu).to_be_focused()
    assert tab.evaluate(FRESH) == []
