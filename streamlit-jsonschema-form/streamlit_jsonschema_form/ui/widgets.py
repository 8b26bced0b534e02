"""The native widget of each codec; a new codec is one function and one row in `WIDGETS`."""

from typing import Any, Final

import streamlit as st

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.sources import Reference
from streamlit_jsonschema_form.ui.files import draw_file
from streamlit_jsonschema_form.ui.labels import (
    help_text,
    label,
    literal,
    option_labels,
    placeholder,
    select_labels,
    tri_labels,
)
from streamlit_jsonschema_form.ui.masked_text import draw_masked_text
from streamlit_jsonschema_form.ui.pickers import BOXED, PICKERS, Box, Draw
from streamlit_jsonschema_form.ui.session import Sheet
from streamlit_jsonschema_form.ui.sources import asked_source, draw_picker, read_source


def _text(node: Node, common: dict[str, Any]) -> None:
    held = node.info.ui.get("autocomplete")
    st.text_input(placeholder=placeholder(node), autocomplete=held, **common)


def _password(node: Node, common: dict[str, Any]) -> None:
    st.text_input(
        type="password", autocomplete="new-password", placeholder=placeholder(node), **common
    )


def _area(node: Node, common: dict[str, Any]) -> None:
    rows = node.info.ui.get("rows")
    height = 26 * rows + 20 if isinstance(rows, int) and 2 <= rows <= 40 else 120
    st.text_area(placeholder=placeholder(node), height=height, **common)


def _toggle(_node: Node, common: dict[str, Any]) -> None:
    st.toggle(**common)


def _tri(node: Node, common: dict[str, Any]) -> None:
    names = tri_labels(node.info)
    st.segmented_control(options=range(len(names)), format_func=names.__getitem__, **common)


def _select(node: Node, common: dict[str, Any]) -> None:
    names = select_labels(node)
    st.selectbox(
        options=range(len(names)),
        format_func=names.__getitem__,
        index=None,
        placeholder=placeholder(node) or "Choose…",
        **common,
    )


def _radio(node: Node, common: dict[str, Any]) -> None:
    names = select_labels(node)
    inline = node.info.ui.get("inline") is True
    st.radio(
        options=range(len(names)),
        format_func=names.__getitem__,
        index=None,
        horizontal=inline,
        **common,
    )


def _fixed(node: Node, common: dict[str, Any]) -> None:
    """Write the one value that is allowed: there is nothing to choose."""
    (only,) = node.info.options or ()
    told = f":small[{common['label']}]  \n{literal(only.label)}"
    st.markdown(told, help=common["help"], width="stretch")


def _selection(node: Node, common: dict[str, Any]) -> None:
    names = option_labels(node.info.item_options or ())
    st.multiselect(
        options=range(len(names)),
        format_func=names.__getitem__,
        placeholder=placeholder(node) or "Choose any…",
        **common,
    )


def _json(_node: Node, common: dict[str, Any]) -> None:
    lines = str(st.session_state[common["key"]]).count("\n") + 1
    st.text_area(height=min(26 * max(lines, 2) + 20, 420), placeholder="JSON", **common)


WIDGETS: Final[dict[str, Draw]] = {
    "text": _text,
    "number": _text,
    "password": _password,
    "area": _area,
    "toggle": _toggle,
    "tri": _tri,
    "masked": _password,
    "fixed": _fixed,
    "radio": _radio,
    "select": _select,
    "selection": _selection,
    "json": _json,
    **PICKERS,
}

BOXES: Final[dict[str, Box]] = {"file": draw_file, "masked_text": draw_masked_text, **BOXED}
"""What is more than one widget: it makes its edits itself, or asks for the widget's state by need."""


def draw_widget(sheet: Sheet, node: Node, codec: Codec) -> None:
    """Draw one place as one widget, showing its value; a change comes back through `Sheet.pull`."""
    common = {
        "label": label(node),
        "help": help_text(node),
        "on_change": sheet.pull,
        "args": (node, codec),
        "disabled": sheet.read_only or node.info.read_only,
    }
    reference = asked_source(node, codec)
    if reference:
        _sourced(sheet, node, reference, common)
    elif codec.name in BOXES:
        BOXES[codec.name](sheet, node, common)
    else:
        WIDGETS[codec.name](node, {**common, "key": sheet.project(node, codec)})


def _sourced(sheet: Sheet, node: Node, reference: Reference, common: dict[str, Any]) -> None:
    """Draw what a source offers; where there is none, the widget of the codec, and a line that says so."""
    sheet.linked = True
    found = read_source(sheet, node, reference)
    with st.container(key=sheet.name(node, "box"), gap="xsmall"):
        if isinstance(found, str):
            WIDGETS[node.codec.name](node, {**common, "key": sheet.project(node, node.codec)})
            st.caption(found)
        else:
            draw_picker(sheet, node, found, common)
