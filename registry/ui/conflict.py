"""A stale edit: the changes of both sides, and the button that applies the person's."""

from collections.abc import Sequence

import streamlit as st

from registry.ui.attributes import format_code
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model import ABSENT, Change, Value
from streamlit_jsonschema_form.problems import JsonPath, json_pointer
from streamlit_jsonschema_form.ui import escape_markdown

MAX_LENGTH = 200


def draw_conflict(theirs: Sequence[Change], mine: Sequence[Change], *, noun: str, by: str) -> bool:
    """Draw both sides of a stale edit, and return whether to apply the person's changes.

    Args:
        theirs: the changes of others.
        mine: the changes of the person.
        noun: what is edited.
        by: who made the other changes.

    Returns:
        True if the person chose to apply their changes to the latest.
    """
    st.warning(
        f"{escape_markdown(by)} changed this {noun} after you opened it. Your changes are still "
        "here. Compare both before you continue.",
        icon=":material/call_merge:",
        title=f"This {noun} has changed",
    )
    both = {change.path for change in theirs} & {change.path for change in mine}
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Their changes**")
        _draw_changes(theirs, both)
    with right:
        st.markdown("**Your changes**")
        _draw_changes(mine, both)
    if both:
        st.caption("⚠ marks fields that you both changed. Your value is used.")
    return st.button("Apply my changes", type="primary", icon=":material/call_merge:")


def _draw_changes(changes: Sequence[Change], both: set[JsonPath]) -> None:
    if not changes:
        st.caption("No changes.")
        return
    st.table(
        [
            {
                "Field": ("⚠ " if change.path in both else "")
                + format_code(json_pointer(change.path) or "/"),
                "Before": escape_markdown(format_json(change.before)),
                "After": escape_markdown(format_json(change.after)),
            }
            for change in changes
        ],
        border="horizontal",
        hide_index=True,
    )


def format_json(value: Value) -> str:
    """Write a value in one line; absence is a dash."""
    text = "—" if value is ABSENT else write_json(value)
    return text if len(text) <= MAX_LENGTH else f"{text[: MAX_LENGTH - 1]}…"
