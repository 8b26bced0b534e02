"""A form on a page of its own, and words for what a person does to it."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Page
from streamlit.testing.v1 import AppTest

from streamlit_jsonschema_form.model import ABSENT, compile
from support.idle import wait_until_idle
from support.serving import served


def _page(compiled, value, options):  # its text becomes a script: no name from outside is known
    import streamlit as st

    from streamlit_jsonschema_form.ui import form

    result = form(compiled, key="f", value=value, **options)
    if result.submitted:
        st.session_state["sent"] = result.value


class Screen:
    """One form, driven by what is seen of it."""

    def __init__(self, schema: Any, value: Any = ABSENT, *, ui: Any = None, **options: Any) -> None:
        kwargs = {"compiled": compile(schema, ui), "value": value, "options": options}
        self.page = AppTest.from_function(_page, kwargs=kwargs, default_timeout=20)
        self.run()

    def run(self) -> "Screen":
        """Run the page; nothing may be raised."""
        self.page.run()
        assert not self.page.exception, "\n".join(self.page.exception[0].stack_trace)
        return self

    def resend(self, gone: Any) -> "Screen":
        """Say again what a widget held that has gone since, as a browser does if it was not told yet."""
        states = self.page._tree.get_widget_states()
        states.widgets.append(gone)
        self.page._run(states)
        assert not self.page.exception, "\n".join(self.page.exception[0].stack_trace)
        return self

    @property
    def session(self) -> Any:
        return self.page.session_state["form:f"]

    @property
    def value(self) -> Any:
        return self.session.state.value

    @property
    def written(self) -> str:
        return "ABSENT" if self.value is ABSENT else json.dumps(self.value)

    @property
    def sent(self) -> Any:
        return getattr(self.page.session_state, "sent", ABSENT)

    @property
    def labels(self) -> list[str]:
        """The labels of every widget that is drawn."""
        return [widget.label for kind in _KINDS for widget in getattr(self.page, kind)]

    @property
    def said(self) -> str:
        """Everything that is written on the page beside the widgets."""
        texts = (*self.page.markdown, *self.page.caption, *self.page.error)
        return "\n".join(text.value for text in texts)

    @property
    def jumps(self) -> list[str]:
        """The scripts that lead to a place."""
        scripts = [each.proto.body for each in self.page.get("html")]
        return [script for script in scripts if "scrollIntoView" in script]

    def find(self, kind: str, label: str) -> Any:
        """Return the widget with a label, its star and unit aside."""
        found = [w for w in getattr(self.page, kind) if _bare(w.label) == label]
        assert len(found) == 1, (kind, label, [w.label for w in getattr(self.page, kind)])
        return found[0]

    def type(self, label: str, text: str, kind: str = "text_input") -> "Screen":
        self.find(kind, label).set_value(text)
        return self.run()

    def pick(self, label: str, option: Any, kind: str = "selectbox") -> "Screen":
        self.find(kind, label).set_value(option)
        return self.run()

    def press(self, label: str) -> "Screen":
        self.find("button", label).click()
        return self.run()

    def menu(self, label: str) -> Any:
        """Return the menu of a place, by the words for screen readers."""
        return self.find("menu_button", f"Actions for {label}")

    def tool(self, name: str) -> "Screen":
        """Choose what is done to the whole form."""
        self.find("menu_button", "Form").click(name)
        return self.run()

    def act(self, label: str, action: str) -> "Screen":
        self.menu(label).click(action)
        return self.run()


_KINDS = (
    "text_input",
    "text_area",
    "selectbox",
    "multiselect",
    "segmented_control",
    "toggle",
    "checkbox",
    "number_input",
    "date_input",
    "time_input",
    "datetime_input",
    "color_picker",
    "slider",
    "select_slider",
)


_GO = """query => {
    document.activeElement.blur()
    history.replaceState(null, "", query)
}"""


def _bare(label: str) -> str:
    return re.sub(r"!\[([^]]*)\]\([^)]*\)", r"\1", label).removesuffix(" *")


@pytest.fixture
def show() -> Callable[..., Screen]:
    """Draw a form of a schema, beginning with a value."""
    return Screen


HERE = Path(__file__).parent
PRESSES = 20


@pytest.fixture(scope="session")
def pages() -> Iterator[str]:
    """Serve the pages that lie beside the tests, and give the address of none of them."""
    with served(HERE / "pages.py") as address:
        yield address


@pytest.fixture(scope="session")
def serve(pages: str) -> Callable[[str], str]:
    """Return the address of a page that lies beside the tests."""
    return lambda page: f"{pages}/?page={page}"


@pytest.fixture(scope="module")
def stage(context: BrowserContext, pages: str) -> Iterator[Page]:
    """Keep a tab open for the tests of a module: to load Streamlit takes longer than most of them."""
    with closing(context.new_page()) as tab:
        tab.goto(pages)
        yield tab


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave a module whose tests share a tab to one worker, which loads it once."""
    for item in items:
        if item.path.is_relative_to(HERE) and "begin" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def _turn_to(tab: Page, query: str, title: str) -> None:
    """Press Streamlit's key to run the page, which reads the address, and which is heard when idle."""
    for _ in range(PRESSES):
        wait_until_idle(tab)
        if tab.title() == title:
            return
        tab.evaluate(_GO, query)
        tab.keyboard.press("r")
    pytest.fail(f"the tab does not turn to {title}")


@pytest.fixture
def begin(stage: Page) -> Callable[..., Page]:
    """Show a page as it begins: what was on the tab goes first, and all that its session held."""

    def show(page: str, **more: object) -> Page:
        for name, query in (("", {}), (page, {"page": page, **more})):
            _turn_to(stage, f"?{urlencode(query)}", f"page:{name}")
        return stage

    return show
