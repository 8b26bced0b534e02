"""What every kind of place is drawn with: the sheet, the problems worth showing, and small parts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.model.branch_switch import Choose
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.node_kind import Union
from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.ui.actions import draw_menu
from streamlit_jsonschema_form.ui.labels import escape, help_text, label
from streamlit_jsonschema_form.ui.session import Sheet
from streamlit_jsonschema_form.ui.widget_names import tell_apart

ROWS_AT_ONCE: Final = 20
WHOLE_PX: Final = 4_000
"""Wider than any row: what asks for this much gets all there is, and so a line of its own."""


@dataclass(frozen=True)
class Canvas:
    """What drawing needs besides the node.

    Attributes:
        sheet: the form in this session.
        problems: those worth showing.
        drawer: draws one place of any kind, on this canvas.
    """

    sheet: Sheet
    problems: tuple[Problem, ...]
    drawer: Callable[["Canvas", Node], None]

    def key(self, node: Node, part: str) -> str:
        """Name a control of a place."""
        return self.sheet.name(node, part)

    def shows(self, node: Node) -> bool:
        """Tell whether a place is drawn: not hidden, and among what the person looks for."""
        return not node.hidden and (self.sheet.found is None or self.sheet.found.shows(node.id))

    @cached_property
    def _places(self) -> dict[JsonPath, list[Problem]]:
        """The problems by each place that they are at or inside of."""
        places: dict[JsonPath, list[Problem]] = {}
        for problem in self.problems:
            for length in range(len(problem.path) + 1):
                places.setdefault(problem.path[:length], []).append(problem)
        return places

    def under(self, node: Node) -> list[Problem]:
        """Return the problems at a place or inside it."""
        return self._places.get(node.path, [])

    def count(self, node: Node) -> int:
        """Count the problems at a place or inside it."""
        return len(self.under(node))

    def draw(self, node: Node) -> None:
        """Draw one place and everything inside it that is open."""
        self.drawer(self, node)


def draw_problems(problems: Iterable[Problem]) -> None:
    """Write problems under their field, as text with an icon; in a row, each on a line of its own."""
    for problem in problems:
        st.markdown(_write(problem), width=WHOLE_PX)


def draw_problems_above(problems: Iterable[Problem]) -> None:
    """Write problems above others' fields, in one element that is there without any problem, too.

    So what follows keeps its place in the browser's tree. Where it moves by one, Streamlit may mount it
    anew, and what is being typed in it is lost.
    """
    lines = [_write(problem) for problem in problems]
    if lines:
        st.markdown("\n\n".join(lines), width=WHOLE_PX)
    else:
        st.empty()


def _write(problem: Problem) -> str:
    return f":small[:red[:material/error: {escape(problem.message)}]]"


def draw_offer(key: str, told: str, words: str, icon: str, act: Callable[[], None]) -> None:
    """Draw a line that says something, and beside it what can be done about it.

    Args:
        key: the button's.
        told: Markdown.
        words: what the button says.
        icon: stands before them.
        act: called when it is pressed.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(told, width="content")
        st.button(words, key=key, type="tertiary", icon=icon, on_click=act)


def draw_heading(canvas: Canvas, node: Node) -> None:
    """Draw the title of a place that holds others, its menu, and the problems of the place itself."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        words = label(node)
        bold = words.removesuffix(" *")  # three stars in a row would make nothing bold
        st.markdown(f"**{bold}**{words[len(bold) :]}", help=help_text(node), width="stretch")
        draw_menu(canvas.sheet, node)
        draw_own_problems(canvas, node)


def draw_own_problems(canvas: Canvas, node: Node) -> None:
    """Write what is wrong with a place itself, whatever is wrong inside it."""
    draw_problems_above(problem for problem in canvas.under(node) if problem.path == node.path)


def draw_branches(canvas: Canvas, node: Node) -> None:
    """Offer the branches of each union of a place; choosing another keeps what the old one held."""
    for number, union in enumerate(node.unions):
        _chooser(canvas, node, union, f"kind {number + 1}" if number else "kind")


def _chooser(canvas: Canvas, node: Node, union: Union, told: str) -> None:
    numbers = [number for number, _ in union.branches]
    names = [words for _, words in union.branches]
    sheet = canvas.sheet
    key = sheet.mount(canvas.key(node, f"branch {union.index}|{tell_apart(names)}"))
    st.session_state[key] = None if union.chosen is None else numbers.index(union.chosen)

    def choose() -> None:
        path = sheet.where(node) if sheet.is_mounted(key) else None
        if path is not None and (at := st.session_state[key]) is not None:
            sheet.edit(Choose(path, union.index, numbers[at]))

    st.selectbox(
        label(node, told),
        range(len(names)),
        format_func=names.__getitem__,
        index=None,
        placeholder="null" if node.value is None else "Choose…",
        key=key,
        on_change=choose,
        disabled=sheet.read_only or node.info.read_only,
    )


def page_start(canvas: Canvas, node: Node, count: int) -> int:
    """Return where the page begins that is shown of `count` rows; draw the choice of pages."""
    if count <= ROWS_AT_ONCE:
        return 0
    pages = -(-count // ROWS_AT_ONCE)
    return (st.pagination(pages, key=canvas.key(node, "page")) - 1) * ROWS_AT_ONCE


def under(problems: Iterable[Problem], path: JsonPath) -> list[Problem]:
    """Return the problems at a place or inside it."""
    return [problem for problem in problems if problem.path[: len(path)] == path]
