"""Draws the tree of fields; each kind of node is one function and one row in `DRAW`."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from streamlit_jsonschema_form.model.layout import arrange
from streamlit_jsonschema_form.model.node_kind import TYPE_UNION, Kind
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, get
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui.actions import draw_menu
from streamlit_jsonschema_form.ui.draw_context import (
    FULL_WIDTH_PX,
    DrawContext,
    draw_branches,
    draw_heading,
    draw_own_problems,
    draw_problem_block,
    draw_problems,
)
from streamlit_jsonschema_form.ui.field_types import draw_field
from streamlit_jsonschema_form.ui.fragments import draw_in_fragment, has_own_fragment
from streamlit_jsonschema_form.ui.labels import label, without_images
from streamlit_jsonschema_form.ui.lists import draw_array
from streamlit_jsonschema_form.ui.mappings import draw_entries
from streamlit_jsonschema_form.ui.sections import (
    draw_sections,
    fields_on_page,
    open_section,
    problem_count,
)
from streamlit_jsonschema_form.ui.widgets import draw_widget

MIN_COLUMN_PX: Final = 250
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
    """Draw a field that is one widget, with its menu and problems."""
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="xsmall", key=context.key(node, "row")
    ):
        draw_branches(context, node)
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
    body = open_section(
        context.session,
        context.key(node, "object"),
        label(node),
        problem_count(context.count(node)),
        opened=_starts_open(context, node),
        node=node,
    )
    _draw_body(context, node, body)


def _draw_body(context: DrawContext, node: Node, body: DeltaGenerator | None) -> None:
    """Draw what is under the header of an object, if it is open."""
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


def _union(context: DrawContext, node: Node) -> None:
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="xsmall", key=context.key(node, "row")
    ):
        draw_branches(context, node)
        draw_menu(context.session, node)
        draw_problems(context.under(node))


def _map(context: DrawContext, node: Node) -> None:
    if not node.path:
        _draw_content(context, node)
    elif not context.session.search_result and any(u.index == TYPE_UNION for u in node.unions):
        _draw_any_object(context, node)
    else:
        with st.container(border=True, key=context.key(node, "map")):
            draw_heading(context, node)
            _draw_content(context, node)


def _draw_any_object(context: DrawContext, node: Node) -> None:
    """Draw an object that no schema describes in a section, as it may be large."""
    entries = len(node.value) if isinstance(node.value, dict) else 0
    body = open_section(
        context.session,
        context.key(node, "object"),
        label(node),
        problem_count(context.count(node), f"{entries} set"),
        opened=entries <= _OPEN_ENTRIES,
        node=node,
    )
    _draw_body(context, node, body)


def _never(_context: DrawContext, _node: Node) -> None:
    """Draw nothing where no value is allowed."""


DRAW: Final[dict[Kind, Callable[[DrawContext, Node], None]]] = {
    Kind.OBJECT: _object,
    Kind.MAP: _map,
    Kind.ARRAY: draw_array,
    Kind.TUPLE: draw_array,
    Kind.SCALAR: _widget,
    Kind.UNION: _union,
    Kind.RAW: _widget,
    Kind.NEVER: _never,
}
