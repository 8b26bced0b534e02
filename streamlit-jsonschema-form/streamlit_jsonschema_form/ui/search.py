"""What a person looks for among the fields: words, and only some of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.search import Found, Wanted, find, is_long
from streamlit_jsonschema_form.model.values import get, same
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui.draw_context import draw_offer
from streamlit_jsonschema_form.ui.labels import escape
from streamlit_jsonschema_form.ui.session import Sheet

MANY_FIELDS: Final = 12
"""A form of more fields than this is worth looking through by more than words."""


def _required(_sheet: Sheet, _problems: Sequence[Problem]) -> Wanted:
    return lambda node: node.required and node.kind is not Kind.OBJECT and node.origin != "item"


def _changed(sheet: Sheet, _problems: Sequence[Problem]) -> Wanted:
    base = sheet.state.base

    def wanted(node: Node) -> bool:
        before = get(base, node.path)
        if same(node.value, before):
            return node.id in sheet.held
        inside = isinstance(node.value, dict) and isinstance(before, dict)
        rows = isinstance(node.value, list) and isinstance(before, list)
        return not inside and not (rows and len(node.value) == len(before))  # type: ignore[arg-type]

    return wanted


def _wrong(sheet: Sheet, problems: Sequence[Problem]) -> Wanted:
    paths = {problem.path for problem in problems}
    return lambda node: node.path in paths or node.id in sheet.held


FILTERS: Final[dict[str, tuple[str, Callable[[Sheet, Sequence[Problem]], Wanted]]]] = {
    "required": ("Only required", _required),
    "changed": ("Only changed", _changed),
    "problems": ("Only with problems", _wrong),
}
"""Each filter: its words, and what makes the test of a place."""


def draw_search(sheet: Sheet, root: Node) -> None:
    """Draw the search box, and beside it, in a form of many fields, the choice of filters."""
    sheet.needle = (
        st.text_input(
            "Find a field",
            key=f"{sheet.key}|find",
            type="search",
            placeholder="Find a field…",
            label_visibility="collapsed",
            live=True,
        )
        or ""
    )
    sheet.long = sheet.long or is_long(root, MANY_FIELDS)
    if not sheet.long:
        return
    key = f"{sheet.key}|only"
    sheet.only = st.selectbox(
        "Show",
        ["", *FILTERS],
        key=key,
        format_func=lambda name: FILTERS[name][0] if name else "All fields",
        on_change=lambda: _choose(sheet, st.session_state[key]),
        required=True,
        label_visibility="collapsed",
        width=150,
    )


def _choose(sheet: Sheet, only: str) -> None:
    sheet.held = frozenset()
    if only == "problems":  # who asks for the problems wants to read them
        sheet.state = replace(sheet.state, submitted=True)


def look(sheet: Sheet, root: Node, problems: Sequence[Problem]) -> Found | None:
    """Find what is looked for; None while nothing is.

    What was found stays as long as the filter does: a field that is mended would otherwise vanish
    under the hands that mend it.
    """
    needle = sheet.needle.casefold().strip()
    if not needle and not sheet.only:
        return None
    wanted = FILTERS[sheet.only][1](sheet, problems) if sheet.only else None
    named = _names(needle) if needle else None
    unseen = sheet.only == "problems" and not needle
    found = find(root, named=named, wanted=wanted, unseen=unseen)
    if sheet.only and not needle:
        sheet.held |= found.hits
    return found


def _names(needle: str) -> Wanted:
    def named(node: Node) -> bool:
        key = node.path[-1] if node.path else ""
        section = node.info.ui.get("section")
        texts = (node.label, key, node.info.description, section)
        return any(isinstance(text, str) and needle in text.casefold() for text in texts)

    return named


def draw_nothing_found(sheet: Sheet) -> None:
    """Say that nothing fits, and offer the way back to all fields."""
    words = f"“{sheet.needle.strip()}”" if sheet.needle.strip() else ""
    only = FILTERS[sheet.only][0].lower() if sheet.only else ""
    asked = " and ".join(part for part in (words, only and f"“{only}”") if part)
    told = f":small[:material/search_off: No field fits {escape(asked)}.]"
    draw_offer(
        f"{sheet.key}|show all",
        told,
        "Show all fields",
        ":material/close:",
        lambda: show_all(sheet),
    )


def show_all(sheet: Sheet) -> None:
    """Look for nothing any more."""
    sheet.needle, sheet.only, sheet.held = "", "", frozenset()
    st.session_state[f"{sheet.key}|find"] = ""
    st.session_state[f"{sheet.key}|only"] = ""
