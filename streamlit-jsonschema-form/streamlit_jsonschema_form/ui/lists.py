"""Draws lists: items of one schema, and positions with schemas of their own."""

import streamlit as st

from streamlit_jsonschema_form.model.codecs.files import FILE
from streamlit_jsonschema_form.model.defaults import blank
from streamlit_jsonschema_form.model.edits import Insert
from streamlit_jsonschema_form.model.items import allows_item, positional_count
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT
from streamlit_jsonschema_form.ui.actions import wants_table
from streamlit_jsonschema_form.ui.draw_context import (
    ROWS_PER_PAGE,
    DrawContext,
    draw_branches,
    draw_heading,
    page_start,
)
from streamlit_jsonschema_form.ui.files import draw_file_adder
from streamlit_jsonschema_form.ui.labels import escape_markdown
from streamlit_jsonschema_form.ui.session import FormSession
from streamlit_jsonschema_form.ui.tables import draw_table


def draw_array(context: DrawContext, node: Node) -> None:
    """Draw a list as a table or as rows, a page at a time."""
    items = node.children()
    rows = [row for row in items if context.shows(row)]
    with st.container(border=True, key=context.key(node, "list")):
        draw_heading(context, node)
        draw_branches(context, node)
        found = context.session.search_result
        whole = found is None or node.id in found.hits
        if whole and wants_table(context.session, node) and draw_table(context, node):
            return
        first = page_start(context, node, len(rows))
        for row in rows[first : first + ROWS_PER_PAGE]:
            context.draw(row)
        if not context.session.read_only and node.info.permits("addable"):
            following = node.item(len(items))
            if following.codec is FILE:
                draw_file_adder(context.session, node, following)
            else:
                _draw_add_button(context, node, len(items))
        elif not items:
            st.caption(_empty_text(node))


def _draw_add_button(context: DrawContext, node: Node, count: int) -> None:
    """Draw the button that adds the next item."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            f"Add {_next_name(node, count)}",
            icon=":material/add:",
            key=context.key(node, "add"),
            on_click=_append,
            args=(context.session, node),
            disabled=node.info.read_only or not allows_item(node.scope, count),
        )
        if not count:
            st.caption(_empty_text(node), width="content")
    if missing := range(count + 1, positional_count(node.scope)):
        names = (node.item(index).label for index in missing)
        st.caption(f"Then: {escape_markdown(', '.join(names))}.")


def _empty_text(node: Node) -> str:
    return "No items yet." if node.value is ABSENT else "An empty list."


def _next_name(node: Node, count: int) -> str:
    if node.kind is Kind.TUPLE and count < positional_count(node.scope):
        return escape_markdown(node.item(count).label)
    return f"to {escape_markdown(node.label)}"


def _append(session: FormSession, node: Node) -> None:
    path = session.current_path(node)
    if path is None:
        return
    current = session.plan().at(path)
    rows = current.value if isinstance(current.value, list) else []
    following = current.item(len(rows))
    session.edit(Insert(path, len(rows), blank(following)))
