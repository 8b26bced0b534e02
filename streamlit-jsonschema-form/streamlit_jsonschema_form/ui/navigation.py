"""Leads to a field: opens everything around it, scrolls to it and focuses it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.model.codecs.pickers import START
from streamlit_jsonschema_form.model.layout import arrange
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.tree import Node, is_drawn
from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.ui.actions import is_table
from streamlit_jsonschema_form.ui.draw_context import ROWS_PER_PAGE
from streamlit_jsonschema_form.ui.search import clear_search
from streamlit_jsonschema_form.ui.sections import fields_on_page, open_section_of
from streamlit_jsonschema_form.ui.session import FormSession

_CONTAINERS: Final = ("key", "list", "map", "box", "object", "row", "edit unused")
_FIELDS: Final = (
    "input:not([type=hidden]), textarea, [role=radio], [role=combobox], [role=spinbutton]"
)
_FOCUS_SCRIPT: Final = Path(__file__).with_name("focus.js").read_text("utf-8")
_SCRIPT: Final = """<script>
(() => {{ // {nonce}
  const names = {names};
  let seen = null;
  const go = (left) => {{
    const found = names.map((name) => document.querySelector("." + CSS.escape(name)));
    const place = found.slice(0, left ? {own} : names.length).find((each) => each);
    const inner = place && place.querySelector({fields});
    if (place && place !== seen) (seen = place).scrollIntoView({{block: "center"}});
    if (!inner && left) return setTimeout(() => go(left - 1), 100);
    const instead = place && place.querySelector("button, summary, [tabindex]");
    if (inner || instead) (inner || instead).focus({{preventScroll: true}});
  }};
  go(30);
}})();
</script>"""


def _drawn_pairs(session: FormSession, path: JsonPath) -> Iterator[tuple[Node, Node]]:
    """Walk down a path as pairs of parent and child, as far as fields are drawn."""
    node = session.plan()
    for part in path:
        drawn = (Kind.ARRAY, Kind.TUPLE) if isinstance(part, int) else (Kind.OBJECT, Kind.MAP)
        if node.id in session.raw_ids or node.kind not in drawn or is_table(session, node):
            return
        child = node.child(part)
        yield node, child
        node = child


def open_target(session: FormSession) -> None:
    """Open the page, sections and objects around the target, if there is one."""
    if session.target is None:
        return
    clear_search(session)
    for parent, child in _drawn_pairs(session, session.target):
        if isinstance(child.path[-1], str):
            open_section_of(session, parent, child)
        index = _row_index(session, parent, child)
        if index is not None:
            st.session_state[session.key_of(parent, "page")] = index // ROWS_PER_PAGE + 1
        session.open_sections[session.key_of(child, "object")] = True


def _row_index(session: FormSession, parent: Node, child: Node) -> int | None:
    """Return the index of a child among the rows of its parent; None for a field."""
    part = child.path[-1]
    if isinstance(part, int):
        return part
    unused = {each.id for each in session.unused}
    rows = arrange(parent, fields_on_page(session, parent)).free
    ids = [each.id for each in rows if each.id not in unused]
    return ids.index(child.id) if child.id in ids else None


def scroll_to_target(session: FormSession) -> None:
    """Scroll to the target and focus it, if there is one.

    Streamlit has no call for that. What was closed so far reaches the browser a moment later, so the
    script waits for the field before it settles for what is around it.
    """
    path, session.target = session.target, None
    if path is None:
        return
    root = session.plan()
    nodes = [root, *(child for _, child in _drawn_pairs(session, path))]
    keys = [key for node in reversed(nodes) for key in _keys(session, node)]
    fields = f"{_FIELDS}, .stButton button" if session.codec(nodes[-1]) is START else _FIELDS
    session.jump_count += 1
    names = json.dumps([_css_class(key) for key in keys])
    script = _SCRIPT.format(
        nonce=session.jump_count,
        names=names,
        own=1 + len(_CONTAINERS),
        fields=json.dumps(fields),
    )
    st.html(script, unsafe_allow_javascript=True)


def _keys(session: FormSession, node: Node) -> list[str]:
    return [
        session.widget_key(node, session.codec(node)),
        *(session.key_of(node, container) for container in _CONTAINERS),
    ]


def _css_class(key: str) -> str:
    """Return the class that Streamlit gives the element of a key."""
    return "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", key)


def move_to_drawn_field(session: FormSession, problem: Problem) -> Problem:
    """Return a problem at a field that is drawn; the message of a deeper one says where it is."""
    reached: JsonPath = ()
    root = session.form.plan(session.state)
    for length in range(len(problem.path), 0, -1):
        if is_drawn(root, problem.path[:length]):
            reached = problem.path[:length]
            break
    if reached == problem.path:
        return problem
    rest = ".".join(map(str, problem.path[len(reached) :]))
    return replace(problem, path=reached, message=f"{rest}: {problem.message}")


def keep_focus() -> None:
    """Keep Streamlit from losing the focus, typed text and clicked options.

    `focus.js` explains when that happens; it runs once per browser tab.
    """
    st.html(f"<script>{_FOCUS_SCRIPT}</script>", unsafe_allow_javascript=True)
