"""A served app and a page that waits for Streamlit's script, not for time.

Each worker serves its own registry from its own temporary folder, so browser tests may run side by
side. Tests share that registry: they use names of their own, and take `own_server` to stop it.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from playwright.sync_api import TimeoutError as NotInTime

from support.chromium import ARGUMENTS, executable
from support.idle import wait_until_idle, watch
from support.serving import answers, free_port

HERE = Path(__file__).parent
STOP_S = 20.0
OPENINGS = 4
OPEN_MS = 4_000

expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def base_url() -> None:
    """Stands in for the plugin's own, whose form pytest warns of; a test's server has the address."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = executable()
    return {
        **browser_type_launch_args,
        **({"executable_path": str(found)} if found else {}),
        "args": ARGUMENTS,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
        "permissions": ["clipboard-read", "clipboard-write"],
    }


class Server:
    """A `patternshop serve` process over its own store.

    The process's current directory is not the checkout: nothing may depend on that.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.store = folder / "registry.json"
        self.log = folder / "server.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = {"store": f"tinydb:///{self.store}", "actor": "ada", **settings}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        own = {f"PATTERNSHOP_{name.upper()}": value for name, value in self.settings.items()}
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("PATTERNSHOP", "STREAMLIT"))
        }
        command = [sys.executable, "-m", "registry", "serve", "--no-open", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=kept | own, stdout=log, stderr=subprocess.STDOUT
            )
        self._await_answer(self.process)

    def _await_answer(self, process: subprocess.Popen[bytes]) -> None:
        if answers(self.url, process):
            return
        self.stop()
        pytest.fail(f"the server did not come up:\n{self.log.read_text()}")

    def stop(self) -> None:
        """Stop it as an operator would."""
        self._end("terminate")

    def kill(self) -> None:
        """Stop it as a power cut would."""
        self._end("kill")

    def _end(self, how: str) -> None:
        if self.process is not None:
            getattr(self.process, how)()
            self.process.wait(STOP_S)
            self.process = None

    def restart(self) -> None:
        """Stop it, and start it again on the same port and store."""
        self.stop()
        self.start()


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    """A running server, shared by the worker's tests."""
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_server(tmp_path) -> Iterator[Server]:
    """A running server of this test alone, free to be stopped, killed and started again."""
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


class Shop:
    """The app in one tab: what a person does, each deed followed by waiting until the app is idle.

    Idle is not yet done: a deed may be answered a moment later, so tests go on with `expect`.
    """

    def __init__(self, tab: Page, url: str) -> None:
        self.tab, self.url = tab, url

    def visit(self, path: str = "", **query: str) -> "Shop":
        """Open a page of the app by its address."""
        self.tab.goto(f"{self.url}/{path}" + (f"?{urlencode(query)}" if query else ""))
        return self.settle()

    def reload(self) -> "Shop":
        self.tab.reload()
        return self.settle()

    def settle(self) -> "Shop":
        """Wait until the app is idle, and see that nothing was raised."""
        wait_until_idle(self.tab)
        assert self.tab.get_by_test_id("stException").all_inner_texts() == []
        return self

    def keyed(self, key: str) -> Locator:
        """The element that has this key."""
        return self.tab.locator(f".st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', key)}")

    def field(self, label: str) -> Locator:
        return self.tab.get_by_label(label, exact=True)

    def fill(self, label: str, text: str) -> "Shop":
        """Type into the field with this label and leave it."""
        self.field(label).fill(text)
        self.field(label).press("Tab")
        return self.settle()

    def box(self, label: str) -> Locator:
        """The select box with this label; its value is what is chosen."""
        return self.tab.get_by_role("combobox", name=label)

    def choose(self, label: str, option: str) -> "Shop":
        """Pick an option of the select box with this label.

        An open list closes when the page below it scrolls, so it is opened again as a person would.
        """
        wanted = self.tab.get_by_role("option", name=option, exact=True)
        for _ in range(OPENINGS):
            self.box(label).click()
            try:
                wanted.click(timeout=OPEN_MS)
            except NotInTime:
                continue
            return self.settle()
        pytest.fail(f"the list of {label!r} shows no {option!r}")

    def press(self, name: str, within: Locator | None = None) -> "Shop":
        """Press the button with this name."""
        (within or self.tab).get_by_role("button", name=name).click()
        return self.settle()

    def follow(self, name: str | re.Pattern[str], within: Locator | None = None) -> "Shop":
        """Follow the link with this name."""
        (within or self.tab).get_by_role("link", name=name).click()
        return self.settle()

    @property
    def sidebar(self) -> Locator:
        return self.tab.get_by_test_id("stSidebar")

    @property
    def dialog(self) -> Locator:
        return self.tab.get_by_role("dialog")

    def clipboard(self) -> str:
        """What was copied last."""
        return self.tab.evaluate("navigator.clipboard.readText()")


@pytest.fixture(scope="session")
def context(browser: Browser, browser_context_args) -> Iterator[BrowserContext]:
    """One context for all tests, so that Streamlit's scripts are loaded and compiled once."""
    with closing(browser.new_context(**browser_context_args)) as context:
        yield watch(context)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A new tab."""
    with closing(context.new_page()) as page:
        yield page


@pytest.fixture
def open_shop(page: Page) -> Callable[[Server], Shop]:
    """Enter the app of a given server, as with `own_server`."""
    return lambda server: Shop(page, server.url)


@pytest.fixture
def shop(page: Page, server: Server) -> Shop:
    """The app in a fresh tab, not yet opened."""
    return Shop(page, server.url)
