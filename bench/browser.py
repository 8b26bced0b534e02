"""A served page, and a Chromium that times edits of it by its own clock."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect, sync_playwright

from support.chromium import executable

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
WIDGETS = ("stTextInput", "stSelectbox", "stButtonGroup", "stMenuButton", "stButton")
NO_HEADER = ":not([class*='-closed'] *)"
WATCH = """
(text) => {
  const has = () => [...document.querySelectorAll('[data-testid="stCode"]')]
    .some((each) => each.textContent.includes(text));
  window.seen = new Promise((resolve, reject) => {
    let began = 0;
    setTimeout(() => reject(new Error(`${text} was not written within a minute`)), 60_000);
    document.addEventListener('keydown', () => { began = performance.now(); },
      { capture: true, once: true });
    const watch = new MutationObserver(() => {
      if (began && has()) { watch.disconnect(); resolve((performance.now() - began) / 1000); }
    });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}
"""
"""Sets `window.seen` to the seconds from the next key until a text is written on the page."""


class Tab:
    """One page of the server, and one field of it that is edited."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)
        expect(page.get_by_test_id("stCode")).to_be_visible(timeout=60_000)
        self._settle()

    def edit(self, label: str, text: str) -> float:
        """Type into a field, leave it, and return the seconds until the page has written the text."""
        self.page.bring_to_front()
        self.page.get_by_role("textbox", name=label).fill(text)
        self.page.evaluate(WATCH, text)
        self.page.keyboard.press("Tab")
        seconds = float(self.page.evaluate("window.seen"))
        self._settle()
        return seconds

    def widgets(self) -> dict[str, int]:
        """Count what a person can use, by kind; headers of closed sections aside."""
        found = {kind: self.page.locator(f"[data-testid={kind}]{NO_HEADER}") for kind in WIDGETS}
        return {kind: each.count() for kind, each in found.items()}

    def _settle(self) -> None:
        shell = self.page.get_by_test_id("stApp")
        expect(shell).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
        expect(self.page.locator("[data-stale='true']")).to_have_count(0, timeout=60_000)


@contextmanager
def opened() -> Iterator[Browser]:
    """A Chromium without a window."""
    found = executable()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found and str(found), args=FLAGS)
        yield browser
        browser.close()
