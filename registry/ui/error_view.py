"""What a page shows instead of a traceback when the registry fails."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import streamlit as st

from registry.errors import Invalid, RegistryError, StoreUnavailable
from registry.ui.text import pluralize
from streamlit_jsonschema_form.ui import escape_markdown

_MAX_PROBLEMS: Final = 30


@contextmanager
def handle_errors() -> Iterator[None]:
    """Show a failure of the registry as a page with what to do, and end the run."""
    try:
        yield
    except (StoreUnavailable, Invalid) as error:
        draw_error(error)
        st.stop()


def draw_error(error: Exception) -> bool:
    """Draw what a failure means and what to do, if it is one of the registry.

    Streamlit calls this with what callbacks and fragments raise, which no page can catch.

    Returns:
        Whether it was drawn; any other error is a bug, and shown as such.
    """
    for kind, draw in _VIEWS.items():
        if isinstance(error, kind):
            draw(error)
            st.button("Try again", key="try-again", type="primary", icon=":material/refresh:")
            return True
    return False


def draw_problem_buttons(
    action: str, icon: str, problems: Sequence[tuple[str, Callable[[], None]]]
) -> None:
    """List problems that prevent an action, each as a button that opens its field."""
    with st.container(border=True, key="problems"):
        total = pluralize(len(problems), "problem")
        st.markdown(f"**:material/error: Fix {total} to {action}**")
        for index, (message, open_field) in enumerate(problems[:_MAX_PROBLEMS]):
            st.button(
                escape_markdown(message),
                key=f"problem {index}",
                type="tertiary",
                icon=icon,
                on_click=open_field,
            )
        if len(problems) > _MAX_PROBLEMS:
            st.caption(f"… and {len(problems) - _MAX_PROBLEMS} more.")


def draw_problems(error: Invalid, icon: str) -> None:
    """Draw every problem of an error."""
    for problem in error.problems:
        st.error(escape_markdown(str(problem)), icon=icon)


def draft_not_saved(error: StoreUnavailable) -> str:
    """Explain that a draft could not be saved, and what to do."""
    return (
        f"Your draft is not saved: {error.what}. Keep this page open. Your next edit saves "
        "everything."
    )


def _draw_unavailable(error: StoreUnavailable) -> None:
    st.title("The registry is unavailable")
    st.error(escape_markdown(error.what), icon=":material/cloud_off:")
    st.info(escape_markdown(error.remedy), icon=":material/healing:", title="What to do")


def _draw_invalid(error: Invalid) -> None:
    st.title(f"{error.what} need attention")
    st.error(
        escape_markdown("\n".join(f"* {each}" for each in error.problems)),
        icon=":material/cloud_off:",
    )


def _draw_other(error: RegistryError) -> None:
    st.error(escape_markdown(str(error)), icon=":material/error:", title="Something went wrong")


_VIEWS: Final[dict[type[RegistryError], Callable[[Any], None]]] = {
    StoreUnavailable: _draw_unavailable,
    Invalid: _draw_invalid,
    RegistryError: _draw_other,
}
"""The first matching class draws."""
