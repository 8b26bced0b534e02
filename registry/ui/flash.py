"""Messages for the next page: a toast would disappear with the page that drew it."""

from typing import Final

import streamlit as st

_KEY: Final = "notice"


def add(text: str) -> None:
    """Store a message for the next page."""
    st.session_state[_KEY] = text


def show() -> None:
    """Show the stored message once."""
    text = st.session_state.pop(_KEY, None)
    if text:
        st.toast(text, icon=":material/check:")
