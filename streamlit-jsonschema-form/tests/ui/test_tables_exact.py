"""In a real browser: an edit of one cell of a table changes that cell and not one byte else."""

import json
from pathlib import Path
from runpy import run_path

import pytest
from playwright.sync_api import Locator, Page, expect

VALUE = run_path(str(Path(__file__).with_name("tables_values.py")))["VALUE"]
ROW_PX, MARKER_PX, INTO_PX = 35, 12, 60

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(page, serve):
    # A tab of its own: a grid in the same place remembers clicks.
    page.goto(serve("tables_page.py"))
    expect(page.get_by_test_id("stCode")).to_be_visible(timeout=30_000)
    expect(page.get_by_test_id("stDataFrame")).to_have_count(2, timeout=30_000)
    return page


def _holds(tab: Page, value):
    """Wait until the page has written exactly this value."""
    shown = tab.get_by_test_id("stCode").last.locator("code")
    expect(shown).to_have_text(json.dumps(value), timeout=20_000)
    assert shown.text_content() == json.dumps(value)


def _table(tab: Page, at: int) -> Locator:
    frame = tab.get_by_test_id("stDataFrame").nth(at)
    frame.scroll_into_view_if_needed()
    expect(frame.get_by_test_id("data-grid-canvas").first).to_be_visible()
    return frame


def _select(table: Locator, row: int, column: int = 0) -> None:
    """Select a cell with a click on the row above, and arrows: a second click would open a cell."""
    above = max(row - 1, 0)
    table.click(position={"x": INTO_PX, "y": ROW_PX * (above + 1) + ROW_PX // 2})
    expect(table.get_by_test_id(f"glide-cell-1-{above}")).to_be_focused()
    if row != above:
        table.page.keyboard.press("ArrowDown")
        expect(table.get_by_test_id(f"glide-cell-1-{row}")).to_be_focused()
    for at in range(2, column + 2):
        table.page.keyboard.press("ArrowRight")
        expect(table.get_by_test_id(f"glide-cell-{at}-{row}")).to_be_focused()


def _type(table: Locator, row: int, column: int, text: str) -> None:
    """Put a text into a cell with the keyboard."""
    _select(table, row, column)
    table.page.keyboard.press("Enter")
    box = table.page.locator(".gdg-input")
    box.fill(text)
    box.press("Enter")
    expect(box).to_have_count(0)


def _changed(row: int, **cells):
    rows = [dict(each) for each in VALUE["people"]]
    rows[row].update(cells)
    return {**VALUE, "people": rows}


def test_one_cell_is_edited_and_nothing_else_changes(tab):
    _type(_table(tab, 0), 1, 1, "5")
    _holds(tab, _changed(1, age=5))


def test_numbers_of_a_table_hold_what_was_typed(tab):
    _type(_table(tab, 0), 0, 2, "1e-9")
    _holds(tab, _changed(0, score=1e-9))
    _type(_table(tab, 0), 0, 1, "9007199254740993")
    _holds(tab, _changed(0, score=1e-9, age=9007199254740993))


def test_a_cell_is_cleared_with_the_keyboard(tab):
    _select(_table(tab, 0), 0, 1)
    tab.keyboard.press("Delete")
    rows = [dict(each) for each in VALUE["people"]]
    del rows[0]["age"]
    _holds(tab, {**VALUE, "people": rows})


def test_rows_are_added_and_deleted(tab):
    table = _table(tab, 1)
    table.click(position={"x": INTO_PX, "y": ROW_PX * 4 + ROW_PX // 2})
    _holds(tab, {**VALUE, "tags": [*VALUE["tags"], ""]})
    _type(table, 3, 0, "new")
    _holds(tab, {**VALUE, "tags": [*VALUE["tags"], "new"]})
    table.click(position={"x": MARKER_PX, "y": ROW_PX + ROW_PX // 2})
    tab.keyboard.press("Delete")
    _holds(tab, {**VALUE, "tags": ["", "1", "new"]})
    _fill(tab, "y")
    _holds(tab, {**VALUE, "tags": ["", "1", "new"], "other": "y"})


def _fill(tab: Page, text: str) -> None:
    box = tab.get_by_label("Other", exact=True)
    box.fill(text)
    box.press("Tab")


def test_a_text_that_is_no_number_is_told_and_changes_nothing(tab):
    _type(_table(tab, 0), 0, 1, "many")
    expect(tab.get_by_text("Row 1, Age: expected a whole number")).to_be_visible(timeout=20_000)
    _holds(tab, VALUE)
    _type(_table(tab, 0), 0, 1, "36")
    _holds(tab, _changed(0, age=36))
    expect(tab.get_by_text("expected a whole number")).to_have_count(0)


def test_a_table_that_was_away_shows_what_was_edited_before(tab):
    _type(_table(tab, 0), 1, 1, "5")
    _holds(tab, _changed(1, age=5))
    search = tab.get_by_placeholder("Find a field…")
    search.fill("other")
    expect(tab.get_by_test_id("stDataFrame")).to_have_count(0, timeout=20_000)
    search.fill("")
    expect(tab.get_by_test_id("stDataFrame")).to_have_count(2, timeout=20_000)
    _type(_table(tab, 0), 1, 2, "2.5")
    _holds(tab, _changed(1, age=5, score=2.5))


def test_a_cell_that_is_left_for_the_submit_button_is_written(tab):
    table = _table(tab, 0)
    _select(table, 0, 1)
    tab.keyboard.press("Enter")
    tab.locator(".gdg-input").fill("7")
    tab.get_by_role("button", name="Create").click()
    _holds(tab, _changed(0, age=7))
