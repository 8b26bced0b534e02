"""In a real browser: every control of every picture has a name that a screen reader can say."""

import re

import pytest
from playwright.sync_api import expect

from support.idle import wait_until_idle
from support.pictures import FORMS

NAMELESS = re.compile(
    r"^\s*- (button|checkbox|combobox|link|menuitem|option|radio|searchbox|slider|spinbutton|switch|"
    r"tab|textbox)(:| \[|$)"
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", FORMS)
def test_every_control_has_a_name_that_can_be_said(begin, name):
    page = begin("pictured_page.py", form=name)
    submit = page.get_by_role("button", name="Create", exact=True)
    expect(submit).to_be_visible(timeout=30_000)
    submit.click()
    wait_until_idle(page)
    spoken = page.get_by_test_id("stMain").aria_snapshot().splitlines()
    assert len(spoken) > 20
    assert [line for line in spoken if NAMELESS.match(line)] == []
