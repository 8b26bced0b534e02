"""Draws the nodes of a plan; each kind of node is one function and one row in `DRAW`."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from streamlit_jsonschema_form.model.layout import arrange
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.node_kind import TYPE_UNION, Kind
from streamlit_jsonschema_form.model.values import ABSENT, get
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui.actions import draw_menu
from streamlit_jsonschema_form.ui.draw_context import (
    WHOLE_PX,
    Canvas,
    draw_branches,
    draw_heading,
    draw_own_problems,
    draw_problems,
    draw_problems_above,
)
from streamlit_jsonschema_form.ui.field_types import draw_field
from streamlit_jsonschema_form.ui.fragments import draw_spot, is_spot
from streamlit_jsonschema_form.ui.labels import label, prose
from streamlit_jsonschema_form.ui.lists import draw_array
from streamlit_jsonschema_form.ui.mappings import draw_entries
from streamlit_jsonschema_form.ui.sections import draw_sections, open_section, page_fields, tell
from streamlit_jsonschema_form.ui.widgets import draw_widget

NARROWEST_PX: Final = 250
_FEW: Final = 8
_TALL: Final = ("area", "json", "file", "masked_text", "checks")


def draw(canvas: Canvas, node: Node) -> None:
    """Draw one place and everything inside it that is open."""
    if node.id in canvas.sheet.raw:
        _widget(canvas, node)
    elif not draw_field(canvas, node):
        DRAW[node.kind](canvas, node)


def draw_all(
    canvas: Canvas, parent: Node, nodes: Iterable[Node], columns: int | None = None, part: str = ""
) -> None:
    """Draw places one after another; small fields that follow each other share a row.

    All have keys of their own: so they stay as they are in the browser when others come and go above.

    Args:
        canvas: what to draw on.
        parent: the object that the places are in.
        nodes: the places.
        columns: how many to put into a row; two when it is not said.
        part: tells these places from others of the same object.
    """
    number = itertools.count()
    for small, run in itertools.groupby(nodes, key=lambda node: _is_small(canvas, node)):
        fields = list(run)
        key = canvas.key(parent, f"grid {part} {next(number)}") if small else ""
        with _grid(len(fields), columns, key) if small else nullcontext():
            for node in fields:
                draw(canvas, node)


def _grid(count: int, columns: int | None, key: str) -> Any:
    """Make a grid in which each field is a cell; one alone has the whole width."""
    return st.grid(
        columns=1 if count == 1 else columns or 2,
        min_column_width=NARROWEST_PX if columns is None else NARROWEST_PX // 2,
        gap=("small", "medium"),
        key=key,
    )


def _is_small(canvas: Canvas, node: Node) -> bool:
    if node.kind is not Kind.SCALAR or node.unions or "field" in node.info.ui:
        return False
    return canvas.sheet.codec(node).name not in _TALL


def _widget(canvas: Canvas, node: Node) -> None:
    if is_spot(canvas.sheet, node):
        draw_spot(canvas, node, _line)
    else:
        _line(canvas, node)


def _line(canvas: Canvas, node: Node) -> None:
    """Draw a place that is one widget: as its codec says, or as JSON text where that was asked for."""
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="xsmall", key=canvas.key(node, "row")
    ):
        draw_branches(canvas, node)
        draw_widget(canvas.sheet, node, canvas.sheet.codec(node))
        draw_menu(canvas.sheet, node)
        if node.value == "" and node.info.types == {"string"} and not node.info.options:
            st.caption("Empty text, which is not the same as unset.", width=WHOLE_PX)
        draw_problems(canvas.under(node))


def _object(canvas: Canvas, node: Node) -> None:
    if not node.path:
        _inside(canvas, node)
        return
    if node.is_item or canvas.sheet.found:
        with st.container(border=True, key=canvas.key(node, "box")):
            draw_heading(canvas, node)
            _inside(canvas, node)
        return
    body = open_section(
        canvas.sheet,
        canvas.key(node, "object"),
        label(node),
        tell(canvas.count(node)),
        opened=_busy(canvas, node),
        whole=node,
    )
    _opened(canvas, node, body)


def _opened(canvas: Canvas, node: Node, body: DeltaGenerator | None) -> None:
    """Draw what stands under the header of a place, if that is open."""
    if body is None:
        return
    with body:
        if node.info.description:
            st.caption(prose(node.info.description))
        draw_own_problems(canvas, node)
        _inside(canvas, node)


def _busy(canvas: Canvas, node: Node) -> bool:
    """Tell whether an object starts open: it must be filled, or something is there already.

    What is required of an object that is not there itself stays closed: it may recur without end.
    """
    if "collapsed" in node.info.ui:
        return not node.info.ui["collapsed"]
    if isinstance(node.value, dict) and (node.value or node.unions):
        return True
    inside = get(canvas.sheet.state.value, node.path[:-1]) is not ABSENT
    return node.required and (inside or len(node.path) == 1)


def _inside(canvas: Canvas, node: Node) -> None:
    """Draw what an object holds: loose fields, sections, and keys of the person's own."""
    draw_branches(canvas, node)
    fields = page_fields(canvas.sheet, node)
    layout = arrange(node, [child for child in fields if child.hidden or canvas.shows(child)])
    if any(child.hidden or "when" in child.info.ui for child in fields):
        draw_problems_above(_unseen(canvas, layout.hidden))
    draw_all(canvas, node, layout.ungrouped, node.info.ui.get("columns"))
    draw_sections(canvas, node, layout.sections, draw_all)
    left = {each.id for each in canvas.sheet.unused}  # these are listed below the form
    draw_entries(canvas, node, tuple(child for child in layout.free if child.id not in left))


def _unseen(canvas: Canvas, hidden: Iterable[Node]) -> Iterator[Problem]:
    """Tell what is wrong in fields that hints hide, as it cannot be seen elsewhere."""
    for node in hidden:
        for problem in canvas.under(node):
            yield replace(problem, message=f"{node.label}: {problem.message}")


def _union(canvas: Canvas, node: Node) -> None:
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="xsmall", key=canvas.key(node, "row")
    ):
        draw_branches(canvas, node)
        draw_menu(canvas.sheet, node)
        draw_problems(canvas.under(node))


def _map(canvas: Canvas, node: Node) -> None:
    if not node.path:
        _inside(canvas, node)
    elif not canvas.sheet.found and any(u.index == TYPE_UNION for u in node.unions):
        _free(canvas, node)
    else:
        with st.container(border=True, key=canvas.key(node, "map")):
            draw_heading(canvas, node)
            _inside(canvas, node)


def _free(canvas: Canvas, node: Node) -> None:
    """Draw an object that no schema describes in a section of its own: it may hold anything."""
    entries = len(node.value) if isinstance(node.value, dict) else 0
    body = open_section(
        canvas.sheet,
        canvas.key(node, "object"),
        label(node),
        tell(canvas.count(node), f"{entries} set"),
        opened=entries <= _FEW,
        whole=node,
    )
    _opened(canvas, node, body)


def _never(_canvas: Canvas, _node: Node) -> None:
    """Draw nothing where no value is allowed."""


DRAW: Final[dict[Kind, Callable[[Canvas, Node], None]]] = {
    Kind.OBJECT: _object,
    Kind.MAP: _map,
    Kind.ARRAY: draw_array,
    Kind.TUPLE: draw_array,
    Kind.SCALAR: _widget,
    Kind.UNION: _union,
    Kind.RAW: _widget,
    Kind.NEVER: _never,
}
