"""Keeps the focus, the text that is typed and the option that is clicked from getting lost.

Streamlit and what it is built on lose them now and then: `focus.js` says when, and prevents it.
"""

from pathlib import Path
from typing import Final

import streamlit as st

_SCRIPT: Final = f"<script>{Path(__file__).with_suffix('.js').read_text('utf-8')}</script>"


def keep_focus() -> None:
    """Draw the script; it runs once in a tab, however many forms there are."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
