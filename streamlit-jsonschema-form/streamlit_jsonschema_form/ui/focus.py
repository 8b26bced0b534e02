"""Keeps the focus, and the text that is typed, where a person expects them.

Streamlit and what it is built on forget both now and then: `focus.js` says when, and mends it.
"""

from pathlib import Path
from typing import Final

import streamlit as st

_SCRIPT: Final = f"<script>{Path(__file__).with_suffix('.js').read_text('utf-8')}</script>"


def keep_focus() -> None:
    """Draw the script; it runs once in a tab, however many forms there are."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
