"""Draws secrets of several lines: masked, shown on request, or replaced as a whole."""

from typing import Any, Final

import streamlit as st

from streamlit_jsonschema_form.model.codecs.masked_text import (
    MASKED_TEXT,
    is_editable,
    masked_summary,
)
from streamlit_jsonschema_form.model.edits import Set
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.values import ABSENT
from streamlit_jsonschema_form.ui.labels import unseen
from streamlit_jsonschema_form.ui.session import NEW, SHOWN, Sheet

HEIGHT_PX: Final = 160


def draw_masked_text(sheet: Sheet, node: Node, common: dict[str, Any]) -> None:
    """Draw a secret text: only how long it is, until the person asks for more."""
    mode = sheet.asked.get(node.id)
    empty = node.value is ABSENT or node.value is None
    with st.container(key=sheet.name(node, "box"), gap="xsmall"):
        if not common["disabled"] and (mode == NEW or empty):
            _entry(sheet, node, common, masked=not empty)
        elif mode == SHOWN:
            _shown(sheet, node, common)
        else:
            _masked(sheet, node, common)


def _masked(sheet: Sheet, node: Node, common: dict[str, Any]) -> None:
    st.markdown(f":small[{common['label']}]", help=common["help"])
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f":material/key: {masked_summary(node.value)}", width="content")
        _turn(sheet, node, "Show", ":material/visibility:", SHOWN)
        if not common["disabled"]:
            _turn(sheet, node, "Replace", ":material/edit:", NEW)


def _shown(sheet: Sheet, node: Node, common: dict[str, Any]) -> None:
    if is_editable(node.value):
        key = sheet.project(node, MASKED_TEXT)
        st.text_area(**{**common, "key": key}, height=HEIGHT_PX)
    else:
        st.markdown(f":small[{common['label']}]", help=common["help"])
        st.code(str(node.value), language=None, height=HEIGHT_PX)
        st.caption("A text box would change its line ends or other marks; it can be replaced.")
    _turn(sheet, node, "Hide", ":material/visibility_off:", None)


def _entry(sheet: Sheet, node: Node, common: dict[str, Any], *, masked: bool) -> None:
    """Draw an empty box: what is typed takes the place of what is there, which is not shown."""
    key = sheet.mount(sheet.name(node, "new"))

    def take() -> None:
        path = sheet.where(node) if sheet.is_mounted(key) else None
        sheet.asked.pop(node.id, None)
        if path is not None and (typed := st.session_state[key]):
            sheet.edit(Set(path, typed))

    st.text_area(
        common["label"],
        key=key,
        help=common["help"],
        height=HEIGHT_PX,
        placeholder="What is typed here takes the place of what is kept." if masked else None,
        on_change=take,
    )
    if node.id in sheet.asked:
        _turn(sheet, node, "Cancel", ":material/close:", None)


def _turn(sheet: Sheet, node: Node, words: str, icon: str, mode: str | None) -> None:
    """Draw the button that shows, hides or replaces a secret."""

    def turn() -> None:
        if mode is None:
            sheet.asked.pop(node.id, None)
        else:
            sheet.asked[node.id] = mode

    st.button(
        f"{words}{unseen(f' {node.label}')}",
        icon=icon,
        key=sheet.name(node, f"veil {words}"),
        type="tertiary",
        on_click=turn,
    )
