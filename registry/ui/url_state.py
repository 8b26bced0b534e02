"""What a page shows is in its URL: tabs, and widgets whose values an earlier visit left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import streamlit as st

from registry.ui.links import Link

_RENAMED: Final[Mapping[str, str]] = {"Result": "Run"}
"""Tabs by their former names, which old links have."""


def draw_back_link(label: str, link: Link, *, visit: str, forget: Iterable[str]) -> None:
    """Draw the link back, and on arrival forget the widgets' values of an earlier visit.

    Streamlit brings the values of widgets that are bound to the URL back with the next visit, so that
    a link would show something else to whoever was here before.

    Args:
        label: the title of the page that the link opens.
        link: to that page.
        visit: identifies what the page shows; another value is an arrival.
        forget: the keys of the widgets that are bound to the URL.
    """
    forget_unnamed(f"visit-{visit}", forget)
    if st.button(label, icon=":material/arrow_back:", type="tertiary", key=f"visit-{visit}"):
        link.open()


def forget_unnamed(marker: str, forget: Iterable[str]) -> None:
    """On arrival, forget the widgets' values that the URL does not name.

    Args:
        marker: the key of a widget that the page always draws and that is not bound to the URL:
            Streamlit forgets it when the page is left.
        forget: the keys of the widgets that are bound to the URL.
    """
    if marker not in st.session_state:
        for key in forget:
            if key not in st.query_params and key in st.session_state:
                del st.session_state[key]


@contextmanager
def draw_tabs(titles: Sequence[str]) -> Iterator[str]:
    """Draw tabs; inside, the body of the open one is drawn, and its name is in the URL."""
    if st.query_params.get("tab") in _RENAMED:
        st.session_state["tab"] = _RENAMED[st.query_params.pop("tab")]
    tabs = dict(zip(titles, st.tabs(list(titles), key="tab", bind="query-params"), strict=True))
    title = next((title for title, tab in tabs.items() if tab.open), titles[0])
    with tabs[title]:
        yield title
