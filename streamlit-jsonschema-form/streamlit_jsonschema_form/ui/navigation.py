"""The way to a place: what it is called, what must be opened, and how the screen gets there."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.model.codecs.colors import START
from streamlit_jsonschema_form.model.layout import arrange
from streamlit_jsonschema_form.model.node import Node, is_drawn
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.problems import JsonPath, Problem
from streamlit_jsonschema_form.ui.actions import is_table
from streamlit_jsonschema_form.ui.draw_context import ROWS_AT_ONCE
from streamlit_jsonschema_form.ui.search import show_all
from streamlit_jsonschema_form.ui.sections import bring_forth, page_fields
from streamlit_jsonschema_form.ui.session import Sheet

_FRAMES: Final = ("key", "list", "map", "box", "object", "row", "edit unused")
_FIELDS: Final = (
    "input:not([type=hidden]), textarea, [role=radio], [role=combobox], [role=spinbutton]"
)
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


def _line(sheet: Sheet, path: JsonPath) -> Iterator[tuple[Node, Node]]:
    """Walk the pairs of a holder and what it holds, as far down as places are drawn as fields."""
    node = sheet.plan()
    for part in path:
        drawn = (Kind.ARRAY, Kind.TUPLE) if isinstance(part, int) else (Kind.OBJECT, Kind.MAP)
        if node.id in sheet.raw or node.kind not in drawn or is_table(sheet, node):
            return
        child = node.item(part) if isinstance(part, int) else node.entry(part)
        yield node, child
        node = child


def name_of(sheet: Sheet, path: JsonPath) -> str:
    """Name a place by the labels on the way to it."""
    node, names = sheet.plan(), []
    for part in path:
        node = node.entry(part) if isinstance(part, str) else node.item(part)
        names.append(node.label)
    return " / ".join(names) or "The whole form"


def open_way(sheet: Sheet, path: JsonPath) -> None:
    """Open every section, object and page that leads to a place, and go there with the next drawing."""
    show_all(sheet)
    for parent, child in _line(sheet, path):
        if isinstance(child.path[-1], str):
            bring_forth(sheet, parent, child)
        at = _row(sheet, parent, child)
        if at is not None:
            st.session_state[sheet.name(parent, "page")] = at // ROWS_AT_ONCE + 1
        sheet.opened[sheet.name(child, "object")] = True
    sheet.target = path


def _row(sheet: Sheet, parent: Node, child: Node) -> int | None:
    """Return which row of its holder a place is; None for a field."""
    part = child.path[-1]
    if isinstance(part, int):
        return part
    left = {each.id for each in sheet.unused}
    free = [
        each.id for each in arrange(parent, page_fields(sheet, parent)).free if each.id not in left
    ]
    return free.index(child.id) if child.id in free else None


def go_there(sheet: Sheet) -> None:
    """Scroll to the place that the person asked for, and put the focus into it.

    Streamlit has no words for that. What was closed until now comes to the browser a moment later, so
    the script waits for the place itself before it is content with what is around it.
    """
    path, sheet.target = sheet.target, None
    if path is None:
        return
    root = sheet.plan()
    nodes = [root, *(child for _, child in _line(sheet, path))]
    keys = [key for node in reversed(nodes) for key in _keys(sheet, node)]
    fields = f"{_FIELDS}, .stButton button" if sheet.codec(nodes[-1]) is START else _FIELDS
    sheet.jumps += 1
    names = json.dumps([_css_class(key) for key in keys])
    script = _SCRIPT.format(
        nonce=sheet.jumps, names=names, own=1 + len(_FRAMES), fields=json.dumps(fields)
    )
    st.html(script, unsafe_allow_javascript=True)


def _keys(sheet: Sheet, node: Node) -> list[str]:
    return [
        sheet.widget_key(node, sheet.codec(node)),
        *(sheet.name(node, frame) for frame in _FRAMES),
    ]


def _css_class(key: str) -> str:
    """Return the class that Streamlit gives the element of a key."""
    return "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", key)


def placed(sheet: Sheet, problem: Problem) -> Problem:
    """Return a problem at a place that is drawn; one of a deeper or unknown place says which."""
    reached: JsonPath = ()
    root = sheet.form.plan(sheet.state)
    for length in range(len(problem.path), 0, -1):
        if is_drawn(root, problem.path[:length]):
            reached = problem.path[:length]
            break
    if reached == problem.path:
        return problem
    rest = ".".join(map(str, problem.path[len(reached) :]))
    return replace(problem, path=reached, message=f"{rest}: {problem.message}")
