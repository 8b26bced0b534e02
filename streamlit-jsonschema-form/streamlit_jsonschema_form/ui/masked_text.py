"""Draws secret texts of several lines: masked, shown on request, or replaced."""

from typing import Any, Final

import streamlit as st

from streamlit_jsonschema_form.model.codecs.text import (
    MASKED_TEXT,
    is_editable,
    masked_summary,
)
from streamlit_jsonschema_form.model.edits import Set
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT
from streamlit_jsonschema_form.ui.labels import icon_label
from streamlit_jsonschema_form.ui.session import NEW, SHOWN, FormSession

HEIGHT_PX: Final = 160


def draw_masked_text(session: FormSession, node: Node, common: dict[str, Any]) -> None:
    """Draw a secret text: masked, as text, or as an empty box to replace it."""
    mode = session.display_modes.get(node.id)
    empty = node.value is ABSENT or node.value is None
    with st.container(key=session.key_of(node, "box"), gap="xsmall"):
        if not common["disabled"] and (mode == NEW or empty):
            _draw_new(session, node, common, masked=not empty)
        elif mode == SHOWN:
            _draw_text(session, node, common)
        else:
            _draw_masked(session, node, common)


def _draw_masked(session: FormSession, node: Node, common: dict[str, Any]) -> None:
    st.markdown(f":small[{common['label']}]", help=common["help"])
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f":material/key: {masked_summary(node.value)}", width="content")
        _draw_mode_button(session, node, "Show", ":material/visibility:", SHOWN)
        if not common["disabled"]:
            _draw_mode_button(session, node, "Replace", ":material/edit:", NEW)


def _draw_text(session: FormSession, node: Node, common: dict[str, Any]) -> None:
    if is_editable(node.value):
        key = session.write_widget(node, MASKED_TEXT)
        st.text_area(**{**common, "key": key}, height=HEIGHT_PX)
    else:
        st.markdown(f":small[{common['label']}]", help=common["help"])
        st.code(str(node.value), language=None, height=HEIGHT_PX)
        st.caption(
            "A text box would change its line endings or other characters. Use Replace instead."
        )
    _draw_mode_button(session, node, "Hide", ":material/visibility_off:", None)


def _draw_new(session: FormSession, node: Node, common: dict[str, Any], *, masked: bool) -> None:
    """Draw an empty box whose text replaces the secret, which is not shown."""
    key = session.mount(session.key_of(node, "new"))

    def replace() -> None:
        path = session.mounted_path(node, key)
        session.display_modes.pop(node.id, None)
        if path is not None and (typed := st.session_state[key]):
            session.edit(Set(path, typed))

    st.text_area(
        common["label"],
        key=key,
        help=common["help"],
        height=HEIGHT_PX,
        placeholder="Replaces the stored secret." if masked else None,
        on_change=replace,
    )
    if node.id in session.display_modes:
        _draw_mode_button(session, node, "Cancel", ":material/close:", None)


def _draw_mode_button(
    session: FormSession, node: Node, label: str, icon: str, mode: str | None
) -> None:
    """Draw a button that changes how a secret is shown."""

    def set_mode() -> None:
        if mode is None:
            session.display_modes.pop(node.id, None)
        else:
            session.display_modes[node.id] = mode

    st.button(
        f"{label}{icon_label(f' {node.label}')}",
        icon=icon,
        key=session.key_of(node, f"secret {label}"),
        type="tertiary",
        on_click=set_mode,
    )
