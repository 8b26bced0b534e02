"""Draws fields whose options come from a source of the host."""

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
from streamlit_jsonschema_form.ui.labels import escape_markdown, option_labels, placeholder
from streamlit_jsonschema_form.ui.session import FormSession

MANY_OPTIONS: Final = 50
"""From so many options on, which may not be all there are, a search box is shown."""


def requested_source(node: Node, codec: Codec) -> Reference | None:
    """Return the source that a field takes its options from; None if it has none."""
    if "source" not in node.info.ui or codec is not node.codec or not takes_source(node):
        return None
    return reference_of(node.info)


def read_source(session: FormSession, node: Node, reference: Reference) -> Sequence[Option] | str:
    """Return the options of a source; a message if there are none to be had."""
    source, quoted = session.sources.get(reference.name), f"“{escape_markdown(reference.name)}”"
    if source is None:
        return f"No source named {quoted} is available; type the value."
    search = str(st.session_state.get(_search_key(session, node), ""))
    try:
        return source(arguments_of(reference, session.state.value, node.path), search)
    except SourceUnavailable as error:
        return f"The options of {quoted} cannot be read: {escape_markdown(str(error))}"


def _search_key(session: FormSession, node: Node) -> str:
    return session.key_of(node, "search")


def draw_picker(
    session: FormSession, node: Node, options: Sequence[Option], common: dict[str, Any]
) -> None:
    """Draw a select with the options of a source; other values can be typed."""
    all_options = offered(options, node.value, node.info)
    names = option_labels(all_options)
    codec = replace(picker(all_options), marks=lambda _facts: tuple(names))
    st.selectbox(
        **{**common, "args": (node, codec)},
        options=range(len(names)),
        format_func=names.__getitem__,
        index=None,
        accept_new_options=True,
        placeholder=placeholder(node) or "Choose or type…",
        key=session.write_widget(node, codec),
    )
    search = _search_key(session, node)
    if len(options) >= MANY_OPTIONS or st.session_state.get(search):
        st.text_input(
            f"Search for {escape_markdown(node.label)}",
            key=search,
            type="search",
            placeholder="Search for more…",
            label_visibility="collapsed",
            live=True,
        )
