"""Draws lists: rows that are alike, and positions that each have a rule of their own."""

import streamlit as st

from streamlit_jsonschema_form.model.codecs.files import FILE
from streamlit_jsonschema_form.model.defaults import blank
from streamlit_jsonschema_form.model.edits import Insert
from streamlit_jsonschema_form.model.items import allows_item, positional_count
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.values import ABSENT
from streamlit_jsonschema_form.ui.actions import wants_table
from streamlit_jsonschema_form.ui.draw_context import (
    ROWS_AT_ONCE,
    Canvas,
    draw_branches,
    draw_heading,
    page_start,
)
from streamlit_jsonschema_form.ui.files import draw_file_adder
from streamlit_jsonschema_form.ui.labels import escape
from streamlit_jsonschema_form.ui.session import Sheet
from streamlit_jsonschema_form.ui.tables import draw_table


def draw_array(canvas: Canvas, node: Node) -> None:
    """Draw a list as rows, a page at a time."""
    every = node.children()
    rows = [row for row in every if canvas.shows(row)]
    with st.container(border=True, key=canvas.key(node, "list")):
        draw_heading(canvas, node)
        draw_branches(canvas, node)
        whole = canvas.sheet.found is None or node.id in canvas.sheet.found.hits
        if whole and wants_table(canvas.sheet, node) and draw_table(canvas, node):
            return
        first = page_start(canvas, node, len(rows))
        for row in rows[first : first + ROWS_AT_ONCE]:
            canvas.draw(row)
        if not canvas.sheet.read_only and node.permits("addable"):
            following = node.item(len(every))
            if following.codec is FILE:
                draw_file_adder(canvas.sheet, node, following)
            else:
                _adder(canvas, node, len(every))
        elif not every:
            st.caption(_empty(node))


def _adder(canvas: Canvas, node: Node, count: int) -> None:
    """Offer the item that would follow the last: a list has no gaps."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            f"Add {_following(node, count)}",
            icon=":material/add:",
            key=canvas.key(node, "add"),
            on_click=_append,
            args=(canvas.sheet, node),
            disabled=node.info.read_only or not allows_item(node.scope, count),
        )
        if not count:
            st.caption(_empty(node), width="content")
    if missing := range(count + 1, positional_count(node.scope)):
        names = (node.item(index).label for index in missing)
        st.caption(f"Then: {escape(', '.join(names))}.")


def _empty(node: Node) -> str:
    return "No items yet." if node.value is ABSENT else "An empty list."


def _following(node: Node, count: int) -> str:
    if node.kind is Kind.TUPLE and count < positional_count(node.scope):
        return escape(node.item(count).label)
    return f"to {escape(node.label)}"


def _append(sheet: Sheet, node: Node) -> None:
    path = sheet.where(node)
    if path is None:
        return
    now = sheet.plan().at(path)
    rows = now.value if isinstance(now.value, list) else []
    following = now.item(len(rows))
    sheet.edit(Insert(path, len(rows), blank(following)))
