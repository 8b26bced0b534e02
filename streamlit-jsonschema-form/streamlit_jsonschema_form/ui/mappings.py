"""Draws the keys of a person's own: each entry has a name, a value, and a removal."""

import streamlit as st

from streamlit_jsonschema_form.model.defaults import blank
from streamlit_jsonschema_form.model.edits import Set
from streamlit_jsonschema_form.model.map_keys import KeyRule, free_name, key_rule
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.ui.draw_context import (
    ROWS_AT_ONCE,
    Canvas,
    draw_branches,
    draw_problems,
    page_start,
)
from streamlit_jsonschema_form.ui.field_types import draws_itself
from streamlit_jsonschema_form.ui.labels import escape, unseen
from streamlit_jsonschema_form.ui.session import Sheet
from streamlit_jsonschema_form.ui.widget_names import tell_apart
from streamlit_jsonschema_form.ui.widgets import draw_widget

_COMPACT = (Kind.SCALAR, Kind.RAW, Kind.UNION)


def draw_entries(canvas: Canvas, node: Node, entries: tuple[Node, ...]) -> None:
    """Draw the keys of a person's own in an object, and the offer of one more."""
    rule = key_rule(canvas.sheet.form.context, node.scope) if node.extendable else KeyRule()
    if rule.patterns and rule.names is None:
        st.caption("Names match " + " or ".join(f"`{pattern}`" for pattern in rule.patterns) + ".")
    first = page_start(canvas, node, len(entries))
    for entry in entries[first : first + ROWS_AT_ONCE]:
        draw_entry(canvas, entry, _choices(node, entry, rule))
    if node.extendable and not canvas.sheet.read_only:
        _adder(canvas, node, rule)


def _choices(node: Node, entry: Node, rule: KeyRule) -> tuple[str, ...] | None:
    """List the names an entry can have: its own and those that no other has."""
    if rule.names is None:
        return None
    own, taken = str(entry.path[-1]), _taken(node)
    names = tuple(name for name in rule.names if name == own or name not in taken)
    return names if own in names else (*names, own)


def _taken(node: Node) -> frozenset[str]:
    return frozenset(node.value if isinstance(node.value, dict) else ())


def draw_entry(canvas: Canvas, node: Node, names: tuple[str, ...] | None = None) -> None:
    """Draw one key of the person's own: its name, its value, and its removal.

    Args:
        canvas: what it is drawn on.
        node: the place of its value.
        names: the names it can have; None where any can be typed.
    """
    plain = node.kind in _COMPACT and not draws_itself(node)
    compact = plain or node.id in canvas.sheet.raw
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="xsmall", key=canvas.key(node, "entry")
    ):
        (_key_box if names is None else _key_select)(canvas, node, names or ())
        if compact:
            draw_branches(canvas, node)
        if compact and node.kind is not Kind.UNION:
            draw_widget(canvas.sheet, node, canvas.sheet.codec(node))
        if not (canvas.sheet.read_only or node.info.read_only or node.is_unremovable):
            st.button(
                unseen(f"Remove {node.path[-1]}"),
                key=canvas.key(node, "remove"),
                icon=":material/delete:",
                type="tertiary",
                on_click=canvas.sheet.remove,
                args=(node,),
            )
        if compact:
            draw_problems(canvas.under(node))
    if not compact:
        canvas.draw(node)


def _key_box(canvas: Canvas, node: Node, _names: tuple[str, ...]) -> None:
    sheet, box = canvas.sheet, canvas.key(node, "key")
    typed = sheet.state.invalid_keys.get(node.id)
    st.session_state[box] = typed.text if typed else str(node.path[-1])
    st.text_input(
        "Key",
        key=box,
        on_change=lambda: sheet.rename(node, st.session_state[box]),
        disabled=sheet.read_only or node.info.read_only,
    )


def _key_select(canvas: Canvas, node: Node, names: tuple[str, ...]) -> None:
    sheet = canvas.sheet
    box = canvas.key(node, f"key {tell_apart(names)}")
    st.session_state[box] = names.index(str(node.path[-1]))
    st.selectbox(
        "Key",
        range(len(names)),
        format_func=lambda at: names[at] or "(no name)",
        key=box,
        on_change=lambda: sheet.rename(node, names[st.session_state[box]]),
        disabled=sheet.read_only or node.info.read_only,
    )


def _adder(canvas: Canvas, node: Node, rule: KeyRule) -> None:
    st.button(
        f"Add to {escape(node.label)}" if node.path else "Add a key",
        icon=":material/add:",
        key=canvas.key(node, "add key"),
        on_click=_add,
        args=(canvas.sheet, node, rule),
        disabled=node.info.read_only or free_name(rule, _taken(node)) is None,
    )


def _add(sheet: Sheet, node: Node, rule: KeyRule) -> None:
    path = sheet.where(node)
    if path is None:
        return
    now = sheet.plan().at(path)
    name = free_name(rule, _taken(now))
    if name is not None:
        sheet.edit(Set((*path, name), blank(now.entry(name))))
