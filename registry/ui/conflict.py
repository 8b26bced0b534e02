"""A stale edit: what the others changed, what this person changed, and how to go on."""

from collections.abc import Sequence

import streamlit as st

from registry.ui.attributes import code
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model import ABSENT, Change, Value
from streamlit_jsonschema_form.problems import JsonPath, json_pointer
from streamlit_jsonschema_form.ui import escape_markdown

LONGEST = 200


def draw_conflict(theirs: Sequence[Change], mine: Sequence[Change], *, noun: str, by: str) -> bool:
    """Draw both sides of a stale edit, and return whether the person wants to go on.

    Args:
        theirs: what was changed meanwhile.
        mine: what the person is about to change.
        noun: what is edited.
        by: who changed it meanwhile.

    Returns:
        True when the person chose to lay their changes over the newest.
    """
    st.warning(
        f"{escape_markdown(by)} changed this {noun} after you opened it. Nothing of yours is lost; look at "
        "both sides.",
        icon=":material/call_merge:",
        title=f"The {noun} has changed meanwhile",
    )
    both = {change.path for change in theirs} & {change.path for change in mine}
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**What changed meanwhile**")
        _draw_changes(theirs, both)
    with right:
        st.markdown("**What you changed**")
        _draw_changes(mine, both)
    if both:
        st.caption("⚠ marks places that both of you changed; yours would stand.")
    return st.button("Lay my changes over the newest", type="primary", icon=":material/call_merge:")


def _draw_changes(changes: Sequence[Change], both: set[JsonPath]) -> None:
    if not changes:
        st.caption("Nothing.")
        return
    st.table(
        [
            {
                "Field": ("⚠ " if change.path in both else "")
                + code(json_pointer(change.path) or "/"),
                "Before": escape_markdown(brief(change.before)),
                "After": escape_markdown(brief(change.after)),
            }
            for change in changes
        ],
        border="horizontal",
        hide_index=True,
    )


def brief(value: Value) -> str:
    """Write a value in one line; absence is a dash."""
    text = "—" if value is ABSENT else write_json(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
