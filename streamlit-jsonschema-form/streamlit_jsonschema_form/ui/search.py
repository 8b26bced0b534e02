"""Finds fields by text and by filters."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.search import Found, Wanted, find, is_long
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import get, same
from streamlit_jsonschema_form.problems import Problem
from streamlit_jsonschema_form.ui.draw_context import draw_text_with_button
from streamlit_jsonschema_form.ui.labels import escape_markdown
from streamlit_jsonschema_form.ui.session import FormSession

MANY_FIELDS: Final = 12
"""Forms of more fields than this offer filters."""


def _required(_session: FormSession, _problems: Sequence[Problem]) -> Wanted:
    return lambda node: node.required and node.kind is not Kind.OBJECT and node.origin != "item"


def _changed(session: FormSession, _problems: Sequence[Problem]) -> Wanted:
    base = session.state.base

    def is_changed(node: Node) -> bool:
        before = get(base, node.path)
        if same(node.value, before):
            return node.id in session.filter_hits
        inside = isinstance(node.value, dict) and isinstance(before, dict)
        rows = isinstance(node.value, list) and isinstance(before, list)
        return not inside and not (rows and len(node.value) == len(before))  # type: ignore[arg-type]

    return is_changed


def _invalid(session: FormSession, problems: Sequence[Problem]) -> Wanted:
    paths = {problem.path for problem in problems}
    return lambda node: node.path in paths or node.id in session.filter_hits


FILTERS: Final[dict[str, tuple[str, Callable[[FormSession, Sequence[Problem]], Wanted]]]] = {
    "required": ("Only required", _required),
    "changed": ("Only changed", _changed),
    "problems": ("Only with problems", _invalid),
}
"""Each filter: its label, and the function that makes its test of a field."""


def draw_search(session: FormSession, root: Node) -> None:
    """Draw the search box, and beside it the filters if the form has many fields."""
    session.search_text = (
        st.text_input(
            "Find a field",
            key=f"{session.key}|find",
            type="search",
            placeholder="Find a field…",
            label_visibility="collapsed",
            live=True,
        )
        or ""
    )
    session.has_many_fields = session.has_many_fields or is_long(root, MANY_FIELDS)
    if not session.has_many_fields:
        return
    key = f"{session.key}|only"
    session.filter_name = st.selectbox(
        "Show",
        ["", *FILTERS],
        key=key,
        format_func=lambda name: FILTERS[name][0] if name else "All fields",
        on_change=lambda: _select_filter(session, st.session_state[key]),
        required=True,
        label_visibility="collapsed",
        width=150,
    )


def _select_filter(session: FormSession, name: str) -> None:
    session.filter_hits = frozenset()
    if name == "problems":
        session.state = replace(session.state, submitted=True)


def search(session: FormSession, root: Node, problems: Sequence[Problem]) -> Found | None:
    """Return the fields that match the search; None while no search is active.

    Fields that matched a filter stay while it is active: otherwise a field would disappear as soon as it
    is fixed.
    """
    text = session.search_text.casefold().strip()
    if not text and not session.filter_name:
        return None
    matches_filter = (
        FILTERS[session.filter_name][1](session, problems) if session.filter_name else None
    )
    matches_text = _text_filter(text) if text else None
    include_hidden = session.filter_name == "problems" and not text
    found = find(root, named=matches_text, wanted=matches_filter, unseen=include_hidden)
    if session.filter_name and not text:
        session.filter_hits |= found.hits
    return found


def _text_filter(text: str) -> Wanted:
    def matches(node: Node) -> bool:
        key = node.path[-1] if node.path else ""
        section = node.info.ui.get("section")
        texts = (node.label, key, node.info.description, section)
        return any(isinstance(each, str) and text in each.casefold() for each in texts)

    return matches


def draw_nothing_found(session: FormSession) -> None:
    """Say that no field matches, with a button to show all fields."""
    quoted = f"“{session.search_text.strip()}”" if session.search_text.strip() else ""
    name = FILTERS[session.filter_name][0].lower() if session.filter_name else ""
    criteria = " and ".join(part for part in (quoted, name and f"“{name}”") if part)
    text = f":small[:material/search_off: No field matches {escape_markdown(criteria)}.]"
    draw_text_with_button(
        f"{session.key}|show all",
        text,
        "Show all fields",
        ":material/close:",
        lambda: clear_search(session),
    )


def clear_search(session: FormSession) -> None:
    """Clear the search and the filter."""
    session.search_text, session.filter_name, session.filter_hits = "", "", frozenset()
    st.session_state[f"{session.key}|find"] = ""
    st.session_state[f"{session.key}|only"] = ""
