"""In a real browser: a field that is put into the page anew keeps what is being typed in it."""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(serve):
    return serve("remounting_page.py")


@pytest.fixture
def tab(page, address):
    page.goto(address)
    expect(page.get_by_text(re.compile("turn "))).to_be_visible(timeout=30_000)
    return page


OTHER = """([label, old]) => {
    const { activeElement } = document
    return !old.isConnected && activeElement.ariaLabel === label
}"""


def _wait_for_others(tab, label, times):
    """Wait until so many other controls stood in the place of one, each with the focus."""
    for _ in range(times):
        old = tab.evaluate_handle("document.activeElement")
        tab.wait_for_function(OTHER, arg=[label, old])


@pytest.mark.parametrize(("label", "commit"), [("Name", "Enter"), ("Notes", "Control+Enter")])
def test_what_is_typed_stays_until_it_is_taken_over(tab, label, commit):
    tab.get_by_label(label, exact=True).focus()
    tab.keyboard.type("half")
    _wait_for_others(tab, label, 2)
    assert tab.evaluate("document.activeElement.value") == "half"
    tab.keyboard.type(" of it")
    tab.keyboard.press(commit)
    told = json.dumps({label: "half of it"})[1:-1]
    expect(tab.get_by_test_id("stCode")).to_contain_text(told, timeout=15_000)
