"""A choice that the URL holds: what it names is chosen, and choosing writes it there.

Streamlit binds widgets to the URL by itself, but then keeps a choice in the session after what it was
chosen from has changed, and knows options by their words.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from registry.ui import links


def choose_number(
    label: str,
    name: str,
    numbers: Sequence[int],
    default: int,
    *,
    words: Callable[[int], str] = str,
    label_visibility: Literal["visible", "collapsed"] = "visible",
    width: int = 190,
) -> int:
    """Draw a select box of numbers and return the chosen one.

    Args:
        label: of the box.
        name: of the URL's parameter; it is left out while the default is chosen.
        numbers: what may be chosen.
        default: what is chosen while the URL says nothing, or nothing that may be chosen.
        words: writes a number for people.
        label_visibility: as in Streamlit.
        width: in pixels.
    """
    asked = links.read_number(st.query_params.get(name))
    chosen = asked if asked is not None and asked in numbers else default
    key = f"choice of {name}"
    st.session_state[key] = chosen

    def write() -> None:
        if st.session_state[key] != default:
            st.query_params[name] = str(st.session_state[key])
        elif name in st.query_params:
            del st.query_params[name]

    st.selectbox(
        label,
        numbers,
        format_func=words,
        key=key,
        on_change=write,
        label_visibility=label_visibility,
        width=width,
    )
    return chosen
