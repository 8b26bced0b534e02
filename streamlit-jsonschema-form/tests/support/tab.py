"""A tab of a real browser that shows one form and writes below it what the form holds."""

import json
import re
from contextlib import suppress
from typing import Any

from playwright.sync_api import Locator, Page, TimeoutError, expect

from support.idle import WAIT_MS, wait_until_idle


class Tab:
    """What a person does in the tab with the keyboard, and what the form holds then."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page.get_by_test_id("stCode")).to_be_visible(timeout=WAIT_MS)
        self.rest()

    def rest(self) -> None:
        """Wait until the app is idle: while it answers, a control can be on the page twice."""
        wait_until_idle(self.page)

    def holds(self, value: Any) -> None:
        """Wait until the form holds exactly this value."""
        shown = self.page.get_by_test_id("stCode").locator("code")
        expect(shown).to_have_text(json.dumps(value), timeout=WAIT_MS)
        assert shown.text_content() == json.dumps(value)
        self.rest()

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def part(self, part: str, label: str) -> Locator:
        """Find one part of a date or a time, such as its `month`."""
        return self.page.get_by_role("spinbutton", name=f"{part}, {label}", exact=True)

    def slider(self, label: str) -> Locator:
        return self.page.get_by_role("slider", name=re.compile(rf"^{re.escape(label)}\b"))

    def press(self, at: Locator, *keys: str) -> None:
        """Put the focus into a control and press keys."""
        at.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def open(self, box: Locator) -> None:
        """Open the list of a select box, once more where the page was drawn anew just then."""
        options = self.page.get_by_role("option")
        for _ in range(3):
            self.rest()
            self.press(box, "ArrowDown")
            with suppress(TimeoutError):
                options.first.wait_for(timeout=5_000)
                return

    def leave(self, at: Locator, *keys: str) -> None:
        """Press keys in a control, and go on to another one."""
        self.press(at, *keys)
        self.field("Other").focus()

    def write(self, label: str, text: str) -> None:
        """Type a text in place of the one in a box."""
        self.press(self.field(label), "Control+a", "Delete", *text, "Tab")

    def choose(self, label: str, option: str) -> None:
        """Pick an option of the first select box with a label, by typing its words."""
        self.rest()
        box = self.page.get_by_role("combobox", name=label).first
        self.press(box, "Control+a", *option)
        expect(self.page.get_by_role("option", name=option, exact=True)).to_be_visible()
        self.page.keyboard.press("Enter")
        self.rest()
