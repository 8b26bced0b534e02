"""In a real browser: what a source offers is chosen, searched for and typed, and nothing else changes."""

import pytest
from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect

from support.tab import Tab

OPENINGS, OPEN_MS = 4, 5_000
_SCROLL = """list => {
    const tell = () => list.dispatchEvent(new Event("scroll"))
    const scroll = () => list.isConnected && tell() && setTimeout(scroll, 20)
    scroll()
}"""
VALUE = {"big": 2**60 + 1, "of": "few"}

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(begin):
    page = begin("sources_page.py")
    expect(page.get_by_test_id("stCode")).to_be_visible(timeout=30_000)
    return page


def _holds(tab, **more):
    """Wait until the page has written exactly this value, and no control is about to be replaced."""
    Tab(tab).holds({**VALUE, **more})


def _choose(tab, label, option):
    """Pick an option; a list that other options come to while it is open closes, and is opened again."""
    wanted = tab.get_by_role("option", name=option, exact=True)
    for _ in range(OPENINGS):
        Tab(tab).rest()
        tab.get_by_role("combobox", name=label, exact=True).click()
        try:
            return wanted.click(timeout=OPEN_MS)
        except NotInTime:
            tab.keyboard.press("Escape")
    return pytest.fail(f"the list of {label!r} shows no {option!r}")


def test_the_offers_follow_another_field_and_a_chosen_value_stays(tab):
    _choose(tab, "Model", "FEW-1")
    _holds(tab, model="few-1")
    _choose(tab, "Of", "many")
    _holds(tab, of="many", model="few-1")
    box = tab.get_by_role("combobox", name="Model", exact=True)
    expect(box).to_have_value("few-1 (not offered)")
    _choose(tab, "Model", "MANY-7")
    _holds(tab, of="many", model="many-7")


def test_an_option_is_chosen_while_its_list_still_scrolls(tab):
    _choose(tab, "Of", "many")
    _holds(tab, of="many")
    tab.get_by_role("combobox", name="Model", exact=True).click()
    tab.get_by_role("listbox").evaluate(_SCROLL)
    tab.get_by_role("option", name="MANY-3", exact=True).click(timeout=OPEN_MS)
    _holds(tab, of="many", model="many-3")


def test_a_choice_made_while_other_offers_are_read_stays(begin, tmp_path):
    awaited = tmp_path / "read"
    tab = begin("sources_page.py", awaited=awaited)
    _choose(tab, "Of", "many")
    tab.get_by_role("combobox", name="Model", exact=True).click()
    tab.get_by_role("option", name="FEW-1", exact=True).click(timeout=OPEN_MS)
    awaited.touch()
    _holds(tab, of="many", model="few-1")


def test_what_is_not_offered_is_typed(tab):
    box = tab.get_by_role("combobox", name="Model", exact=True)
    box.fill("one of mine")
    tab.get_by_role("option", name="one of mine").click()
    _holds(tab, model="one of mine")
    expect(box).to_have_value("one of mine (not offered)")


def test_words_are_searched_for_where_there_are_many_offers(tab):
    _choose(tab, "Of", "many")
    search = tab.get_by_label("Search for Model")
    expect(search).to_be_visible(timeout=20_000)
    search.fill("many-98")
    search.press("Tab")
    _choose(tab, "Model", "MANY-98")
    _holds(tab, of="many", model="many-98")
