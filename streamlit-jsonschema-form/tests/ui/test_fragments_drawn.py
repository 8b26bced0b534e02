"""In a real browser: an edit sends its own field, and what comes back keeps what it held."""

import pytest
from playwright.sync_api import expect

from support.tab import Tab

VALUE = {"kind": "disk", "path": "/x", "other": "o"}

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(begin):
    return Tab(begin("fragments_page.py"))


def _received(tab):
    """How many messages came since this was called last."""
    tab.rest()
    return tab.page.evaluate("[window.appMessages, window.appMessages = 0][0]")


def _type(tab, label, text):
    tab.field(label).fill(text)
    tab.page.keyboard.press("Tab")


def test_an_edit_is_answered_with_its_own_field(tab):
    _received(tab)
    tab.page.keyboard.press("r")
    whole = _received(tab)
    _type(tab, "F0", "a")
    tab.holds({**VALUE, "f0": "a"})
    alone = _received(tab)
    assert alone < whole / 4
    assert alone < 25
    tab.page.get_by_role("button", name="Actions for F0").click()
    tab.page.get_by_role("menuitem", name="Unset").click()
    tab.holds(VALUE)
    expect(tab.field("F0")).to_have_value("")
    assert _received(tab) < whole / 4


def test_a_problem_comes_and_goes_with_its_own_field(tab):
    _type(tab, "Count", "10")
    expect(tab.page.get_by_text("must be at most 9")).to_be_visible(timeout=15_000)
    tab.holds({**VALUE, "count": 10})
    _received(tab)
    _type(tab, "Count", "9")
    tab.holds({**VALUE, "count": 9})
    expect(tab.page.get_by_text("must be at most 9")).to_have_count(0)
    assert _received(tab) < 25


def test_a_field_that_comes_back_shows_what_it_held_and_holds_it(tab):
    _type(tab, "Path", "/y")
    tab.holds({**VALUE, "path": "/y"})
    tab.choose("Kind", "memory")
    tab.holds({"kind": "memory", "other": "o"})
    expect(tab.field("Path")).to_have_count(0)
    tab.choose("Kind", "disk")
    tab.holds({**VALUE, "path": "/y"})
    expect(tab.field("Path")).to_have_value("/y")
    _type(tab, "F1", "b")
    tab.holds({**VALUE, "path": "/y", "f1": "b"})


def test_fields_that_a_search_hides_keep_what_they_hold(tab):
    _type(tab, "F2", "c")
    tab.holds({**VALUE, "f2": "c"})
    tab.page.get_by_placeholder("Find a field…").fill("other")
    expect(tab.field("F2")).to_have_count(0, timeout=15_000)
    _type(tab, "Other", "p")
    tab.holds({**VALUE, "f2": "c", "other": "p"})
    tab.page.get_by_placeholder("Find a field…").fill("")
    expect(tab.field("F2")).to_have_value("c", timeout=15_000)
    tab.holds({**VALUE, "f2": "c", "other": "p"})


def test_fields_of_a_closed_part_keep_what_they_hold(tab):
    _type(tab, "Other", "q")
    tab.holds({**VALUE, "other": "q"})
    tab.page.locator("summary", has_text="More").click()
    expect(tab.field("Other")).to_have_count(0, timeout=15_000)
    tab.rest()
    tab.page.get_by_role("button", name="More").click()
    expect(tab.field("Other")).to_have_value("q", timeout=15_000)
    tab.holds({**VALUE, "other": "q"})


def test_two_fields_typed_one_right_after_the_other_are_both_kept(tab):
    tab.field("F3").fill("one")
    _type(tab, "F4", "two")
    tab.holds({**VALUE, "f3": "one", "f4": "two"})
    expect(tab.field("F3")).to_have_value("one")
    expect(tab.field("F4")).to_have_value("two")


def test_what_is_clicked_right_after_typing_is_done(tab):
    tab.field("Count").fill("10")
    tab.page.get_by_role("button", name="Create").click()
    expect(tab.page.get_by_text("Fix 1 problem")).to_be_visible(timeout=15_000)
    tab.field("Count").fill("9")
    tab.page.get_by_role("button", name="Paste or upload").click()
    expect(tab.page.get_by_label("Text to read")).to_be_visible(timeout=15_000)
    tab.holds({**VALUE, "count": 9})
    expect(tab.page.get_by_text("to continue")).to_have_count(0)
