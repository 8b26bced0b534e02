"""Pictures of what the form engine draws: `python -m support.pictures ../docs/images`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from support.chromium import ARGUMENTS, executable
from support.serving import served

PAGE = Path(__file__).parents[1] / "ui" / "pictured_page.py"
FORMS = (
    *("nested", "conditions", "branches", "objects", "table", "map", "errors", "pickers"),
    *("files", "wide"),
)
"""The names of the pictures: `nested-light.png`, and so on."""


def picture(folder: Path) -> Iterator[Path]:
    """Yield the picture of each form, in light and dark, as it is taken."""
    folder.mkdir(parents=True, exist_ok=True)
    found = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(found) if found else None,
            args=ARGUMENTS,
        )
        yield from picture_forms(browser, folder)
        browser.close()


def picture_forms(browser: Browser, folder: Path) -> Iterator[Path]:
    with served(PAGE, "--client.toolbarMode=minimal") as address:
        for scheme in ("light", "dark"):
            tab = browser.new_page(
                viewport={"width": 1000, "height": 900},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            for name in FORMS:
                _open(tab, f"{address}/?form={name}", name)
                target = folder / f"{name}-{scheme}.png"
                tab.screenshot(path=target)
                yield target
            tab.close()


def _open(tab: Page, address: str, name: str) -> None:
    tab.goto(address)
    submit = tab.get_by_role("button", name="Create", exact=True)
    expect(submit).to_be_visible(timeout=30_000)
    if name in ("errors", "table"):
        submit.click()
        expect(tab.get_by_text("problem").first).to_be_visible(timeout=15_000)
    expect(tab.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=15_000)
    tab.wait_for_timeout(600)  # expanders are still opening when the script has ended
    height = tab.evaluate(
        "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
    )
    tab.set_viewport_size({"width": 1000, "height": min(max(int(height), 400), 1500)})
    tab.wait_for_timeout(300)


if __name__ == "__main__":
    for taken in picture(Path(sys.argv[1])):
        sys.stdout.write(f"{taken}\n")
