"""What every test of the library may rely on."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, Page

from support.chromium import ARGUMENTS, executable
from support.components import scan_once
from support.idle import watch

# How long an example takes depends on what else the machine does: a slow one is no failure.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

scan_once()


@pytest.fixture(scope="session")
def context(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """One context for all tests, so that Streamlit's scripts are loaded and compiled once."""
    with closing(browser.new_context(**browser_context_args)) as context:
        yield watch(context)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A new tab."""
    with closing(context.new_page()) as page:
        yield page


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Drive the system's Chromium, as the journeys in tests/browser do."""
    found = executable()
    path = {"executable_path": str(found)} if found else {}
    return {**browser_type_launch_args, **path, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Take the place of the plugin's own, which the present pytest deprecates."""
