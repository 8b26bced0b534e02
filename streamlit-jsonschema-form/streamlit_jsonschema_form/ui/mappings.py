"""Draws additional keys of an object: each with its name, its value and a remove button."""

import streamlit as st

from streamlit_jsonschema_form.model.defaults import blank
from streamlit_jsonschema_form.model.edits import Set
from streamlit_jsonschema_form.model.map_keys import KeyRule, free_name, key_rule
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.ui.draw_context import (
    ROWS_PER_PAGE,
    DrawContext,
    draw_branches,
    draw_problems,
    page_start,
)
from streamlit_jsonschema_form.ui.field_types import has_field_type
from streamlit_jsonschema_form.ui.labels import escape_markdown, icon_label
from streamlit_jsonschema_form.ui.session import FormSession
from streamlit_jsonschema_form.ui.widget_names import checksum
from streamlit_jsonschema_form.ui.widgets import draw_widget

_COMPACT = (Kind.SCALAR, Kind.RAW, Kind.UNION)


def draw_entries(context: DrawContext, node: Node, entries: tuple[Node, ...]) -> None:
    """Draw the additional keys of an object, and the button that adds one."""
    rule = key_rule(context.session.form.context, node.scope) if node.extendable else KeyRule()
    if rule.patterns and rule.names is None:
        st.caption(
            "WidgetNames match " + " or ".join(f"`{pattern}`" for pattern in rule.patterns) + "."
        )
    first = page_start(context, node, len(entries))
    for entry in entries[first : first + ROWS_PER_PAGE]:
        draw_entry(context, entry, _name_options(node, entry, rule))
    if node.extendable and not context.session.read_only:
        _draw_add_button(context, node, rule)


def _name_options(node: Node, entry: Node, rule: KeyRule) -> tuple[str, ...] | None:
    """Return the names that an entry can have: its own and those not taken."""
    if rule.names is None:
        return None
    own, taken = str(entry.path[-1]), _taken(node)
    names = tuple(name for name in rule.names if name == own or name not in taken)
    return names if own in names else (*names, own)


def _taken(node: Node) -> frozenset[str]:
    return frozenset(node.value if isinstance(node.value, dict) else ())


def draw_entry(context: DrawContext, node: Node, names: tuple[str, ...] | None = None) -> None:
    """Draw an additional key: its name, its value and a remove button.

    Args:
        context: what drawing needs.
        node: its value.
        names: the names it can have; None if any.
    """
    plain = node.kind in _COMPACT and not has_field_type(node)
    compact = plain or node.id in context.session.raw_ids
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="xsmall", key=context.key(node, "entry")
    ):
        (_key_box if names is None else _key_select)(context, node, names or ())
        if compact:
            draw_branches(context, node)
        if compact and node.kind is not Kind.UNION:
            draw_widget(context.session, node, context.session.codec(node))
        if not (context.session.read_only or node.info.read_only or node.is_unremovable):
            st.button(
                icon_label(f"Remove {node.path[-1]}"),
                key=context.key(node, "remove"),
                icon=":material/delete:",
                type="tertiary",
                on_click=context.session.remove,
                args=(node,),
            )
        if compact:
            draw_problems(context.under(node))
    if not compact:
        context.draw(node)


def _key_box(context: DrawContext, node: Node, _names: tuple[str, ...]) -> None:
    session, box = context.session, context.key(node, "key")
    typed = session.state.invalid_keys.get(node.id)
    st.session_state[box] = typed.text if typed else str(node.path[-1])
    st.text_input(
        "Key",
        key=box,
        on_change=lambda: session.rename(node, st.session_state[box]),
        disabled=session.read_only or node.info.read_only,
    )


def _key_select(context: DrawContext, node: Node, names: tuple[str, ...]) -> None:
    session = context.session
    box = context.key(node, f"key {checksum(names)}")
    st.session_state[box] = names.index(str(node.path[-1]))
    st.selectbox(
        "Key",
        range(len(names)),
        format_func=lambda at: names[at] or "(no name)",
        key=box,
        on_change=lambda: session.rename(node, names[st.session_state[box]]),
        disabled=session.read_only or node.info.read_only,
    )


def _draw_add_button(context: DrawContext, node: Node, rule: KeyRule) -> None:
    st.button(
        f"Add to {escape_markdown(node.label)}" if node.path else "Add a key",
        icon=":material/add:",
        key=context.key(node, "add key"),
        on_click=_add,
        args=(context.session, node, rule),
        disabled=node.info.read_only or free_name(rule, _taken(node)) is None,
    )


def _add(session: FormSession, node: Node, rule: KeyRule) -> None:
    path = session.current_path(node)
    if path is None:
        return
    current = session.plan().at(path)
    name = free_name(rule, _taken(current))
    if name is not None:
        session.edit(Set((*path, name), blank(current.entry(name))))
