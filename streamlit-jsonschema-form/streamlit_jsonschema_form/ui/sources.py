"""Draws places whose values the host of the form offers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.field_info import Option
from streamlit_jsonschema_form.model.sources import (
    Reference,
    arguments_of,
    offered,
    picker,
    reference_of,
    takes_source,
)
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.problems import SourceUnavailable
from streamlit_jsonschema_form.ui.labels import escape, option_labels, placeholder
from streamlit_jsonschema_form.ui.session import Sheet

MANY: Final = 50
"""So many offers are not all there is, or too many to look through: the person is asked for words."""


def asked_source(node: Node, codec: Codec) -> Reference | None:
    """Return the source that a place is to be filled from; None where it is drawn as it would be."""
    if "source" not in node.facts.ui or codec is not node.codec or not takes_source(node):
        return None
    return reference_of(node.facts)


def read_source(sheet: Sheet, node: Node, reference: Reference) -> Sequence[Option] | str:
    """Ask a source for what it offers now; the words for the person where it cannot say."""
    source = sheet.sources.get(reference.name)
    if source is None:
        return (
            f"There is no source of choices named “{escape(reference.name)}” here; type the value."
        )
    words = str(st.session_state.get(_search_key(sheet, node), ""))
    try:
        return source(arguments_of(reference, sheet.state.value, node.path), words)
    except SourceUnavailable as error:
        return f"The choices of “{escape(reference.name)}” cannot be read now: {escape(str(error))}"


def _search_key(sheet: Sheet, node: Node) -> str:
    return sheet.name(node, "search")


def draw_picker(
    sheet: Sheet, node: Node, options: Sequence[Option], common: dict[str, Any]
) -> None:
    """Draw a choice among what a source offers; what it does not offer can be typed."""
    all_of_them = offered(options, node.value, node.facts)
    names = option_labels(all_of_them)
    codec = replace(picker(all_of_them), marks=lambda _facts: tuple(names))
    st.selectbox(
        **{**common, "args": (node, codec)},
        options=range(len(names)),
        format_func=names.__getitem__,
        index=None,
        accept_new_options=True,
        placeholder=placeholder(node) or "Choose or type…",
        key=sheet.project(node, codec),
    )
    search = _search_key(sheet, node)
    if len(options) >= MANY or st.session_state.get(search):
        st.text_input(
            f"Search for {escape(node.label)}",
            key=search,
            type="search",
            placeholder="Search for more…",
            label_visibility="collapsed",
            live=True,
        )
