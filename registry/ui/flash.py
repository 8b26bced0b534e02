"""A word that one page leaves for the next: a message would be gone with the page it was drawn on."""

from typing import Final

import streamlit as st

_KEY: Final = "notice"


def add(text: str) -> None:
    """Leave a message for the page that is drawn next."""
    st.session_state[_KEY] = text


def show() -> None:
    """Show what the page before left, once."""
    text = st.session_state.pop(_KEY, None)
    if text:
        st.toast(text, icon=":material/check:")
