"""In a real browser: editing beside every field that traps widgets leaves all of them as they were."""

import json

import pytest
from playwright.sync_api import expect

from support.traps import widgets

pytestmark = pytest.mark.browser
VALUES = widgets()[1]
NAMES = [name for name in VALUES if name != "other"]
PARTS = [NAMES[start : start + 40] for start in range(0, len(NAMES), 40)]


def _holds(page, other, names):
    """Wait until the page has written exactly these values."""
    value = json.dumps({"other": other, **{name: VALUES[name] for name in names}})
    shown = page.get_by_test_id("stCode").locator("code")
    expect(shown).to_have_text(value, timeout=30_000)
    assert shown.text_content() == value


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_editing_one_field_leaves_every_trap_beside_it_as_it_was(begin, part):
    page = begin("traps_page.py", part=part)
    _holds(page, "x", PARTS[part])
    box = page.get_by_label("Other", exact=True)
    for text in ("y", "z"):
        box.fill(text)
        box.press("Tab")
        _holds(page, text, PARTS[part])


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_a_visit_to_every_text_box_changes_none(begin, part):
    page = begin("traps_page.py", part=part)
    _holds(page, "x", PARTS[part])
    boxes = page.locator("[data-testid=stTextInput] input, [data-testid=stTextArea] textarea")
    for number in range(boxes.count()):
        boxes.nth(number).focus()
        boxes.nth(number).blur()
    box = page.get_by_label("Other", exact=True)
    box.fill("y")
    box.press("Tab")
    _holds(page, "y", PARTS[part])
