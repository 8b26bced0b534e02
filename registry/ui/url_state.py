"""Coming to a page: its URL alone says what is shown."""

from collections.abc import Iterable

import streamlit as st

from registry.ui.links import Link


def draw_back_link(label: str, link: Link, *, visit: str, forget: Iterable[str]) -> None:
    """Draw the way back, and on arrival forget what an earlier visit left behind.

    Streamlit brings the values of widgets that are bound to the URL back with the next visit, so that
    a link would show something else to whoever was here before.

    Args:
        label: where the way leads.
        link: the same.
        visit: what this visit is to; another one is an arrival.
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
