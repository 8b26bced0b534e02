"""Pictures of what the form engine draws, each form on a page of its own."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import free_port

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "tests" / "ui" / "form" / "pictured_page.py"
FORMS = ("nested", "conditions", "branches", "objects", "map", "errors", "wide")
"""The names of the pictures: `form-nested-light.png`, and so on."""

START_S = 60


@contextmanager
def served() -> Iterator[str]:
    """Serve the page and give its address."""
    port = free_port()
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    command = [sys.executable, "-m", "streamlit", "run", str(PAGE), *options]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, "--browser.gatherUsageStats=false", "--client.toolbarMode=minimal"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _await(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _await(address: str) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def picture_forms(browser: Browser, folder: Path) -> Iterator[Path]:
    """Yield the picture of each form, in light and dark, as it is taken."""
    with served() as address:
        for scheme in ("light", "dark"):
            tab = browser.new_page(
                viewport={"width": 1000, "height": 900},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            for name in FORMS:
                _open(tab, f"{address}/?form={name}", name)
                target = folder / f"form-{name}-{scheme}.png"
                tab.screenshot(path=target)
                yield target
            tab.close()


def _open(tab: Page, address: str, name: str) -> None:
    tab.goto(address)
    submit = tab.get_by_role("button", name="Create", exact=True)
    expect(submit).to_be_visible(timeout=30_000)
    if name == "errors":
        submit.click()
        expect(tab.get_by_text("problem").first).to_be_visible(timeout=15_000)
    expect(tab.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=15_000)
    tab.wait_for_timeout(600)  # expanders are still opening when the script has ended
    height = tab.evaluate(
        "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
    )
    tab.set_viewport_size({"width": 1000, "height": min(max(int(height), 400), 1500)})
    tab.wait_for_timeout(300)
