"""Draws the tree of fields; each kind of field is one function and one row in `DRAW`."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from streamlit_jsonschema_form.model.codecs.files import FILE
from streamlit_jsonschema_form.model.declarations import (
    KeyRule,
    allows_item,
    free_name,
    key_rule,
    positional_count,
)
from streamlit_jsonschema_form.model.defaults import blank
from streamlit_jsonschema_form.model.edits import Insert, Set
from streamlit_jsonschema_form.model.layout import arrange
from streamlit_jsonschema_form.model.node_kind import TYPE_UNION, Kind
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, get
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui.actions import draw_menu, wants_table
from streamlit_jsonschema_form.ui.draw_context import (
    FULL_WIDTH_PX,
    ROWS_PER_PAGE,
    DrawContext,
    draw_branches,
    draw_heading,
    draw_icon_button,
    draw_own_problems,
    draw_problem_block,
    draw_problems,
    page_start,
)
from streamlit_jsonschema_form.ui.field_types import draw_field, has_field_type
from streamlit_jsonschema_form.ui.files import draw_file_adder
from streamlit_jsonschema_form.ui.fragments import draw_in_fragment, has_own_fragment
from streamlit_jsonschema_form.ui.labels import escape_markdown, label, without_images
from streamlit_jsonschema_form.ui.sections import (
    draw_sections,
    fields_on_page,
    open_section,
    problem_count,
)
from streamlit_jsonschema_form.ui.session import FormSession
from streamlit_jsonschema_form.ui.tables import draw_table
from streamlit_jsonschema_form.ui.widget_names import checksum
from streamlit_jsonschema_form.ui.widgets import draw_widget

MIN_COLUMN_PX: Final = 250
_COMPACT: Final = (Kind.SCALAR, Kind.RAW, Kind.UNION)
_OPEN_ENTRIES: Final = 8
_TALL_CODECS: Final = ("area", "json", "file", "masked_text", "checks")


def draw(context: DrawContext, node: Node) -> None:
    """Draw one field and everything open inside it."""
    if node.id in context.session.raw_ids:
        _widget(context, node)
    elif not draw_field(context, node):
        DRAW[node.kind](context, node)


def draw_all(
    context: DrawContext,
    parent: Node,
    nodes: Iterable[Node],
    columns: int | None = None,
    part: str = "",
) -> None:
    """Draw fields one after another; consecutive small ones share a row.

    Rows have keys, so that the browser keeps them when others come and go above.

    Args:
        context: what drawing needs.
        parent: the object that the fields are in.
        nodes: the fields.
        columns: the number of fields in a row; two by default.
        part: the part of the object, for keys.
    """
    number = itertools.count()
    for small, run in itertools.groupby(nodes, key=lambda node: _is_small(context, node)):
        fields = list(run)
        key = context.key(parent, f"grid {part} {next(number)}") if small else ""
        with _grid(len(fields), columns, key) if small else nullcontext():
            for node in fields:
                draw(context, node)


def _grid(count: int, columns: int | None, key: str) -> Any:
    """Return a grid of fields; a single field gets the whole width."""
    return st.grid(
        columns=1 if count == 1 else columns or 2,
        min_column_width=MIN_COLUMN_PX if columns is None else MIN_COLUMN_PX // 2,
        gap=("small", "medium"),
        key=key,
    )


def _is_small(context: DrawContext, node: Node) -> bool:
    if node.kind is not Kind.SCALAR or node.unions or "field" in node.info.ui:
        return False
    return context.session.codec(node).name not in _TALL_CODECS


def _widget(context: DrawContext, node: Node) -> None:
    if has_own_fragment(context.session, node):
        draw_in_fragment(context, node, _draw_row)
    else:
        _draw_row(context, node)


def _draw_row(context: DrawContext, node: Node) -> None:
    """Draw a field that is one widget at most, with its branches, menu and problems."""
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="xsmall", key=context.key(node, "row")
    ):
        draw_branches(context, node)
        if node.kind is not Kind.UNION or node.id in context.session.raw_ids:
            draw_widget(context.session, node, context.session.codec(node))
        draw_menu(context.session, node)
        if node.value == "" and node.info.types == {"string"} and not node.info.options:
            st.caption("Empty text, which is not the same as unset.", width=FULL_WIDTH_PX)
        draw_problems(context.under(node))


def _object(context: DrawContext, node: Node) -> None:
    if not node.path:
        _draw_content(context, node)
        return
    if node.is_item or context.session.search_result:
        with st.container(border=True, key=context.key(node, "box")):
            draw_heading(context, node)
            _draw_content(context, node)
        return
    _draw_under_header(context, node, "", opened=_starts_open(context, node))


def _draw_under_header(context: DrawContext, node: Node, summary: str, *, opened: bool) -> None:
    """Draw an object under a header that opens and closes."""
    body = open_section(
        context.session,
        context.key(node, "object"),
        label(node),
        problem_count(context.count(node), summary),
        opened=opened,
        node=node,
    )
    if body is None:
        return
    with body:
        if node.info.description:
            st.caption(without_images(node.info.description))
        draw_own_problems(context, node)
        _draw_content(context, node)


def _starts_open(context: DrawContext, node: Node) -> bool:
    """Tell whether an object starts open: it is required, or has values already.

    What is required inside an absent object stays closed, as it may recur without end.
    """
    if "collapsed" in node.info.ui:
        return not node.info.ui["collapsed"]
    if isinstance(node.value, dict) and (node.value or node.unions):
        return True
    inside = get(context.session.state.value, node.path[:-1]) is not ABSENT
    return node.required and (inside or len(node.path) == 1)


def _draw_content(context: DrawContext, node: Node) -> None:
    """Draw the content of an object: fields, sections and additional keys."""
    draw_branches(context, node)
    fields = fields_on_page(context.session, node)
    layout = arrange(node, [child for child in fields if child.hidden or context.shows(child)])
    if any(child.hidden or "when" in child.info.ui for child in fields):
        draw_problem_block(_hidden_problems(context, layout.hidden))
    draw_all(context, node, layout.ungrouped, node.info.ui.get("columns"))
    draw_sections(context, node, layout.sections, draw_all)
    unused = {each.id for each in context.session.unused}  # listed below the form
    draw_entries(context, node, tuple(child for child in layout.free if child.id not in unused))


def _hidden_problems(context: DrawContext, hidden: Iterable[Node]) -> Iterator[Problem]:
    """Yield the problems of hidden fields, which are shown nowhere else."""
    for node in hidden:
        for problem in context.under(node):
            yield replace(problem, message=f"{node.label}: {problem.message}")


def _map(context: DrawContext, node: Node) -> None:
    if not node.path:
        _draw_content(context, node)
    elif not context.session.search_result and any(u.index == TYPE_UNION for u in node.unions):
        entries = len(node.value) if isinstance(node.value, dict) else 0
        _draw_under_header(context, node, f"{entries} set", opened=entries <= _OPEN_ENTRIES)
    else:
        with st.container(border=True, key=context.key(node, "map")):
            draw_heading(context, node)
            _draw_content(context, node)


def _never(_context: DrawContext, _node: Node) -> None:
    """Draw nothing where no value is allowed."""


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
            draw(context, row)
        if not context.session.read_only and node.info.permits("addable"):
            following = node.item(len(items))
            if following.codec is FILE:
                draw_file_adder(context.session, node, following)
            else:
                _draw_add_item_button(context, node, len(items))
        elif not items:
            st.caption(_empty_text(node))


def _draw_add_item_button(context: DrawContext, node: Node, count: int) -> None:
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
    if (current := session.current_field(node)) is not None:
        count = len(current.value) if isinstance(current.value, list) else 0
        session.edit(Insert(current.path, count, blank(current.item(count))))


def draw_entries(context: DrawContext, node: Node, entries: tuple[Node, ...]) -> None:
    """Draw the additional keys of an object, and the button that adds one."""
    rule = key_rule(context.session.form.context, node.scope) if node.extendable else KeyRule()
    if rule.patterns and rule.names is None:
        st.caption("Names match " + " or ".join(f"`{pattern}`" for pattern in rule.patterns) + ".")
    first = page_start(context, node, len(entries))
    for entry in entries[first : first + ROWS_PER_PAGE]:
        draw_entry(context, entry, _name_options(node, entry, rule))
    if node.extendable and not context.session.read_only:
        _draw_add_key_button(context, node, rule)


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
            remove = partial(context.session.remove, node)
            key = context.key(node, "remove")
            draw_icon_button(f"Remove {node.path[-1]}", "delete", key, remove)
        if compact:
            draw_problems(context.under(node))
    if not compact:
        draw(context, node)


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


def _draw_add_key_button(context: DrawContext, node: Node, rule: KeyRule) -> None:
    st.button(
        f"Add to {escape_markdown(node.label)}" if node.path else "Add a key",
        icon=":material/add:",
        key=context.key(node, "add key"),
        on_click=_add,
        args=(context.session, node, rule),
        disabled=node.info.read_only or free_name(rule, _taken(node)) is None,
    )


def _add(session: FormSession, node: Node, rule: KeyRule) -> None:
    current = session.current_field(node)
    if current is not None and (name := free_name(rule, _taken(current))) is not None:
        session.edit(Set((*current.path, name), blank(current.entry(name))))


DRAW: Final[dict[Kind, Callable[[DrawContext, Node], None]]] = {
    Kind.OBJECT: _object,
    Kind.MAP: _map,
    Kind.ARRAY: draw_array,
    Kind.TUPLE: draw_array,
    Kind.SCALAR: _widget,
    Kind.UNION: _draw_row,
    Kind.RAW: _widget,
    Kind.NEVER: _never,
}
