"""Keeps Streamlit from losing the focus, typed text and clicked options.

`focus.js` says when that happens, and prevents it.
"""

from pathlib import Path
from typing import Final

import streamlit as st

_SCRIPT: Final = f"<script>{Path(__file__).with_suffix('.js').read_text('utf-8')}</script>"


def keep_focus() -> None:
    """Add the script to the page; it runs once per browser tab."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
