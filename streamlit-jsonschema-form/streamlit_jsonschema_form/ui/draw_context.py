"""What every kind of field is drawn with: the session, the problems to show, and small parts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.model.branch_switch import Choose
from streamlit_jsonschema_form.model.node_kind import Union
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.ui.actions import draw_menu
from streamlit_jsonschema_form.ui.labels import escape_markdown, help_text, icon_label, label
from streamlit_jsonschema_form.ui.session import FormSession
from streamlit_jsonschema_form.ui.widget_names import checksum

ROWS_PER_PAGE: Final = 20
FULL_WIDTH_PX: Final = 4_000
"""Wider than any row, so that an element of this width gets a line of its own."""


@dataclass(frozen=True)
class DrawContext:
    """What drawing a node needs.

    Attributes:
        session: the form.
        problems: the problems to show.
    """

    session: FormSession
    problems: tuple[Problem, ...]

    def key(self, node: Node, part: str) -> str:
        """Return the key of a field's widget."""
        return self.session.key_of(node, part)

    def shows(self, node: Node) -> bool:
        """Tell whether a field is drawn: not hidden, and matched by the search."""
        found = self.session.search_result
        return not node.hidden and (found is None or found.shows(node.id))

    @cached_property
    def _problems_under(self) -> dict[JsonPath, list[Problem]]:
        """The problems by the paths of their fields and everything around these."""
        under: dict[JsonPath, list[Problem]] = {}
        for problem in self.problems:
            for length in range(len(problem.path) + 1):
                under.setdefault(problem.path[:length], []).append(problem)
        return under

    def under(self, node: Node) -> list[Problem]:
        """Return the problems at a field or inside it."""
        return self._problems_under.get(node.path, [])

    def count(self, node: Node) -> int:
        """Count the problems at a field or inside it."""
        return len(self.under(node))


def draw_problems(problems: Iterable[Problem]) -> None:
    """Draw problems under their field, each on a line of its own."""
    for problem in problems:
        st.markdown(_problem_text(problem), width=FULL_WIDTH_PX)


def draw_problem_block(problems: Iterable[Problem]) -> None:
    """Draw problems above other fields, in one element that exists without problems, too.

    So what follows keeps its position in the browser's tree. If it moved, Streamlit might mount it again
    and lose what is being typed in it.
    """
    lines = [_problem_text(problem) for problem in problems]
    if lines:
        st.markdown("\n\n".join(lines), width=FULL_WIDTH_PX)
    else:
        st.empty()


def _problem_text(problem: Problem) -> str:
    return f":small[:red[:material/error: {escape_markdown(problem.message)}]]"


def draw_text_with_button(
    key: str, text: str, name: str, icon: str, on_click: Callable[[], None]
) -> None:
    """Draw a line of text with a button beside it.

    Args:
        key: of the button.
        text: Markdown.
        name: the label of the button.
        icon: of the button.
        on_click: called when it is pressed.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(text, width="content")
        st.button(name, key=key, type="tertiary", icon=icon, on_click=on_click)


def draw_icon_button(
    label: str, icon: str, key: str, on_click: Callable[[], None], help: str | None = None
) -> None:
    """Draw a button that shows only its icon; screen readers read its label."""
    st.button(
        icon_label(label),
        key=key,
        icon=f":material/{icon}:",
        type="tertiary",
        help=help,
        on_click=on_click,
    )


def draw_heading(context: DrawContext, node: Node) -> None:
    """Draw the title of a container, its menu, and the problems of the container itself."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        title = label(node)
        bold = title.removesuffix(" *")  # Markdown does not read three stars as bold
        st.markdown(f"**{bold}**{title[len(bold) :]}", help=help_text(node), width="stretch")
        draw_menu(context.session, node)
        draw_own_problems(context, node)


def draw_own_problems(context: DrawContext, node: Node) -> None:
    """Draw the problems of a field itself, without those inside it."""
    draw_problem_block(problem for problem in context.under(node) if problem.path == node.path)


def draw_branches(context: DrawContext, node: Node) -> None:
    """Draw a select for each union of a field; switching keeps the values of the old branch."""
    for number, union in enumerate(node.unions):
        _draw_branch_select(context, node, union, f"kind {number + 1}" if number else "kind")


def _draw_branch_select(context: DrawContext, node: Node, union: Union, note: str) -> None:
    numbers = [number for number, _ in union.branches]
    names = [name for _, name in union.branches]
    session = context.session
    key = session.mount(context.key(node, f"branch {union.index}|{checksum(names)}"))
    st.session_state[key] = None if union.chosen is None else numbers.index(union.chosen)

    def choose() -> None:
        path = session.mounted_path(node, key)
        if path is not None and (index := st.session_state[key]) is not None:
            session.edit(Choose(path, union.index, numbers[index]))

    st.selectbox(
        label(node, note),
        range(len(names)),
        format_func=names.__getitem__,
        index=None,
        placeholder="null" if node.value is None else "Choose…",
        key=key,
        on_change=choose,
        disabled=session.read_only or node.info.read_only,
    )


def page_start(context: DrawContext, node: Node, count: int) -> int:
    """Draw the pagination of `count` rows, and return the index of the first row on the page."""
    if count <= ROWS_PER_PAGE:
        return 0
    pages = -(-count // ROWS_PER_PAGE)
    return (st.pagination(pages, key=context.key(node, "page")) - 1) * ROWS_PER_PAGE


def under(problems: Iterable[Problem], path: JsonPath) -> list[Problem]:
    """Return the problems at a field or inside it."""
    return [problem for problem in problems if problem.path[: len(path)] == path]
