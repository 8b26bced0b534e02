"""What a page shows in the place of a traceback when the registry refuses to go on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import streamlit as st

from registry.errors import Invalid, RegistryError, StoreUnavailable
from streamlit_jsonschema_form.ui import escape_markdown


@contextmanager
def explained() -> Iterator[None]:
    """Show a failure of the registry as a page that says what to do, and end the run."""
    try:
        yield
    except (StoreUnavailable, Invalid) as error:
        show(error)
        st.stop()


def show(error: Exception) -> bool:
    """Draw what a failure means and what to do, if it is one of the registry.

    Streamlit asks this for what callbacks and fragments raise, which no page can catch.

    Returns:
        Whether it was drawn; anything else is a mistake in the program, and shown as such.
    """
    for kind, draw in _DRAWN.items():
        if isinstance(error, kind):
            draw(error)
            st.button("Try again", key="try-again", type="primary", icon=":material/refresh:")
            return True
    return False


def unsaved(error: StoreUnavailable) -> str:
    """Say that a draft could not be kept, and what becomes of what was typed."""
    return (
        f"What you typed is here, and not kept as a draft yet: {error.what}. Leave this page open; "
        "your next edit is tried again, with everything before it."
    )


def _show_unavailable(error: StoreUnavailable) -> None:
    st.title("The registry cannot be reached")
    st.error(escape_markdown(error.what), icon=":material/cloud_off:")
    st.info(escape_markdown(error.remedy), icon=":material/healing:", title="What to do")


def _show_invalid(error: Invalid) -> None:
    st.title(f"{error.what} need attention")
    st.error(
        escape_markdown("\n".join(f"* {each}" for each in error.problems)),
        icon=":material/cloud_off:",
    )


def _show_other(error: RegistryError) -> None:
    st.error(escape_markdown(str(error)), icon=":material/error:", title="This did not work")


_DRAWN: Final[dict[type[RegistryError], Callable[[Any], None]]] = {
    StoreUnavailable: _show_unavailable,
    Invalid: _show_invalid,
    RegistryError: _show_other,
}
"""The first that fits draws."""
