"""Waits until a Streamlit app has answered all that its page sent, and has drawn the answer."""

from itertools import count
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import BrowserContext, Page

SCRIPT = Path(__file__).with_suffix(".js").read_text()
WAIT_MS, POLL_MS = 30_000, 20
_waits = count()
Watched = TypeVar("Watched", BrowserContext, Page)


def watch(opened: Watched) -> Watched:
    """Count the messages of what this page, or a page of this context, shows from now on."""
    opened.add_init_script(SCRIPT)
    return opened


def wait_until_idle(page: Page) -> None:
    """Wait until nothing is being answered or drawn.

    Raises:
        TimeoutError: the app was busy for 30 s, or the page is not watched.
    """
    page.wait_for_function(
        "wait => window.appIsIdle?.(wait)", arg=next(_waits), polling=POLL_MS, timeout=WAIT_MS
    )
