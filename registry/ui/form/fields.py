"""Draws the nodes of a plan; each kind of node is one function and one row in `DRAW`."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from registry.errors import Problem
from registry.forms.aside import Choose
from registry.forms.creation import blank
from registry.forms.edits import Insert, Set
from registry.forms.plan import Kind, Node
from registry.forms.values import ABSENT
from registry.ui.form.actions import draw_menu
from registry.ui.form.labels import escape, help_text, label, prose, unseen
from registry.ui.form.sections import Section, arrange, open_section, tell
from registry.ui.form.sheet import Sheet, tell_apart, under
from registry.ui.form.widgets import draw_widget

ROWS_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class Canvas:
    """What drawing needs besides the node: the sheet, and the problems worth showing."""

    sheet: Sheet
    problems: tuple[Problem, ...]

    def key(self, node: Node, part: str) -> str:
        """Name a control of a place."""
        return self.sheet.name(node, part)

    def shows(self, node: Node) -> bool:
        """Tell whether a place is among what the person looks for."""
        return self.sheet.found is None or self.sheet.found.shows(node.id)

    def count(self, node: Node) -> int:
        """Count the problems at a place or inside it."""
        return len(under(self.problems, node.path))


def draw(canvas: Canvas, node: Node) -> None:
    """Draw one place and everything inside it that is open."""
    (_widget if node.id in canvas.sheet.raw else DRAW[node.kind])(canvas, node)


def draw_all(canvas: Canvas, nodes: Iterable[Node]) -> None:
    """Draw places one after another; small fields that follow each other share a row."""
    for small, run in itertools.groupby(nodes, key=lambda node: _is_small(canvas, node)):
        fields = list(run)
        if not small or len(fields) == 1:
            for node in fields:
                draw(canvas, node)
            continue
        grid = st.grid(columns=2, min_column_width=300, gap=("small", "medium"))
        for node in fields:
            with grid.cell():
                draw(canvas, node)


def _is_small(canvas: Canvas, node: Node) -> bool:
    return node.kind is Kind.SCALAR and canvas.sheet.codec(node).name not in ("area", "json")


def draw_problems(problems: list[Problem]) -> None:
    """Write problems under their field, as text with an icon."""
    for problem in problems:
        st.markdown(f":small[:red[:material/error: {escape(problem.message)}]]")


def _widget(canvas: Canvas, node: Node) -> None:
    """Draw a place that is one widget: as its codec says, or as JSON text where that was asked for."""
    _branches(canvas, node)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        draw_widget(canvas.sheet, node, canvas.sheet.codec(node))
        draw_menu(canvas.sheet, node)
    if node.value == "" and node.facts.types == {"string"} and not node.facts.options:
        st.caption("Empty text, which is not the same as unset.")
    draw_problems(under(canvas.problems, node.path))


def _object(canvas: Canvas, node: Node) -> None:
    if not node.path:
        _inside(canvas, node)
        return
    if node.origin == "item" or canvas.sheet.found:
        with st.container(border=True, key=canvas.key(node, "box")):
            _heading(canvas, node)
            _inside(canvas, node)
        return
    body = open_section(
        canvas.sheet,
        canvas.key(node, "object"),
        label(node),
        tell(canvas.count(node)),
        opened=_busy(node),
    )
    if body.open:
        with body:
            _heading(canvas, node, title=False)
            _inside(canvas, node)


def _busy(node: Node) -> bool:
    """Tell whether an object starts open: it must be filled, or something is there already."""
    return node.required or (isinstance(node.value, dict) and bool(node.value))


def _heading(canvas: Canvas, node: Node, *, title: bool = True) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if title:
            st.markdown(f"**{label(node)}**", help=help_text(node), width="stretch")
        else:
            st.caption(prose(node.facts.description or ""), width="stretch")
        draw_menu(canvas.sheet, node)
    draw_problems([p for p in canvas.problems if p.path == node.path])


def _inside(canvas: Canvas, node: Node) -> None:
    """Draw what an object holds: loose fields, sections, and keys of the person's own."""
    _branches(canvas, node)
    layout = arrange(node, canvas.sheet.found)
    draw_all(canvas, layout.loose)
    for section in layout.sections:
        _group(canvas, node, section)
    left = {each.id for each in canvas.sheet.unused}
    for child in layout.free:
        if child.id in left:
            continue  # the list of what the present choices do not use has it
        draw_entry(canvas, child)
    if node.extendable and not canvas.sheet.read_only:
        _add_key(canvas, node)


def _group(canvas: Canvas, node: Node, section: Section) -> None:
    if canvas.sheet.found:
        st.markdown(f"**{escape(section.title)}**")
        draw_all(canvas, section.fields)
        return
    count = sum(canvas.count(child) for child in section.fields)
    body = open_section(
        canvas.sheet,
        canvas.key(node, f"section {section.title}"),
        escape(section.title),
        tell(count, f"{section.filled} of {len(section.fields)} set"),
        opened=section.opened or count > 0,
    )
    if body.open:
        with body:
            if section.description:
                st.caption(prose(section.description))
            draw_all(canvas, section.fields)


def _branches(canvas: Canvas, node: Node) -> None:
    """Offer the branches of a union; choosing another keeps what the old one held."""
    union = node.union
    if union is None:
        return
    numbers = [number for number, _ in union.branches]
    names = [words for _, words in union.branches]
    key = canvas.key(node, f"branch {union.index}|{tell_apart(names)}")
    st.session_state[key] = None if union.chosen is None else numbers.index(union.chosen)

    def choose() -> None:
        if (at := st.session_state[key]) is not None:
            canvas.sheet.edit(Choose(node.path, union.index, numbers[at]))

    st.selectbox(
        f"Kind of {label(node)}",
        range(len(names)),
        format_func=names.__getitem__,
        index=None,
        placeholder="Choose…",
        key=key,
        on_change=choose,
        disabled=canvas.sheet.read_only,
    )


def _union(canvas: Canvas, node: Node) -> None:
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="xsmall", key=canvas.key(node, "row")
    ):
        _branches(canvas, node)
        draw_menu(canvas.sheet, node)
    draw_problems(under(canvas.problems, node.path))


def _array(canvas: Canvas, node: Node) -> None:
    rows = [row for row in node.children() if canvas.shows(row)]
    with st.container(border=True, key=canvas.key(node, "list")):
        _heading(canvas, node)
        _branches(canvas, node)
        if not rows and not canvas.sheet.found:
            st.caption("No items yet." if node.value is ABSENT else "An empty list.")
        first = _page_start(canvas, node, len(rows))
        for row in rows[first : first + ROWS_AT_ONCE]:
            draw(canvas, row)
        if not canvas.sheet.read_only:
            st.button(
                f"Add to {escape(node.label)}",
                icon=":material/add:",
                key=canvas.key(node, "add"),
                on_click=_append,
                args=(canvas.sheet, node),
            )


def _page_start(canvas: Canvas, node: Node, count: int) -> int:
    if count <= ROWS_AT_ONCE:
        return 0
    pages = -(-count // ROWS_AT_ONCE)
    return (st.pagination(pages, key=canvas.key(node, "page")) - 1) * ROWS_AT_ONCE


def _append(sheet: Sheet, node: Node) -> None:
    rows = node.value if isinstance(node.value, list) else []
    following = node.planner.item(node, len(rows))
    sheet.edit(Insert(node.path, len(rows), blank(sheet.form, following)))


def _map(canvas: Canvas, node: Node) -> None:
    if not node.path:
        _inside(canvas, node)
        return
    with st.container(border=True, key=canvas.key(node, "map")):
        _heading(canvas, node)
        _inside(canvas, node)


def draw_entry(canvas: Canvas, node: Node) -> None:
    """Draw one key of the person's own: its name, its value, and its removal."""
    key = str(node.path[-1])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        _key_box(canvas, node, key)
        if node.kind in (Kind.SCALAR, Kind.RAW):
            draw_widget(canvas.sheet, node, canvas.sheet.codec(node))
        st.button(
            unseen(f"Remove {key}"),
            key=canvas.key(node, "remove"),
            icon=":material/delete:",
            type="tertiary",
            on_click=canvas.sheet.remove,
            args=(node,),
            disabled=canvas.sheet.read_only,
        )
    if node.kind not in (Kind.SCALAR, Kind.RAW):
        draw(canvas, node)
    else:
        draw_problems(under(canvas.problems, node.path))


def _key_box(canvas: Canvas, node: Node, key: str) -> None:
    sheet, box = canvas.sheet, canvas.key(node, "key")
    st.session_state[box] = sheet.misnamed[node.id].text if node.id in sheet.misnamed else key
    st.text_input(
        "Key",
        key=box,
        on_change=lambda: sheet.rename(node, st.session_state[box]),
        disabled=sheet.read_only,
    )


def _add_key(canvas: Canvas, node: Node) -> None:
    def add() -> None:
        fields = node.value if isinstance(node.value, dict) else {}
        names = ("key", *(f"key{n}" for n in range(2, len(fields) + 3)))
        name = next(name for name in names if name not in fields)
        canvas.sheet.edit(Set((*node.path, name), blank(canvas.sheet.form, node.entry(name))))

    st.button(
        f"Add to {escape(node.label)}" if node.path else "Add a key",
        icon=":material/add:",
        key=canvas.key(node, "add key"),
        on_click=add,
    )


def _never(_canvas: Canvas, _node: Node) -> None:
    """Draw nothing where no value is allowed."""


DRAW: Final[dict[Kind, Callable[[Canvas, Node], None]]] = {
    Kind.OBJECT: _object,
    Kind.MAP: _map,
    Kind.ARRAY: _array,
    Kind.SCALAR: _widget,
    Kind.UNION: _union,
    Kind.RAW: _widget,
    Kind.NEVER: _never,
}
