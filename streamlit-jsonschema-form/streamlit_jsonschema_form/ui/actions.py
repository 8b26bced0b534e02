"""The menu of a field; each action is a row in `ACTIONS`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

import streamlit as st

from streamlit_jsonschema_form.model.codecs.text import PASSWORD
from streamlit_jsonschema_form.model.declarations import allows_item, positional_count
from streamlit_jsonschema_form.model.defaults import blank
from streamlit_jsonschema_form.model.edits import Copy, Insert, Move, Remove, Set
from streamlit_jsonschema_form.model.field_info import display_text
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.tables import read_table
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, get, same
from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.ui.labels import escape_markdown, icon_label
from streamlit_jsonschema_form.ui.session import NEW, ROWS, TABLE, FormSession


@dataclass(frozen=True, slots=True)
class Action:
    """An entry of a field's menu.

    Attributes:
        label: the menu's text.
        is_offered: whether it applies now.
        run: performs it.
    """

    label: Callable[[Node], str]
    is_offered: Callable[[FormSession, Node], bool]
    run: Callable[[FormSession, Node], None]


def _use_default(session: FormSession, node: Node) -> None:
    session.edit(Set(node.path, cast(JsonValue, node.info.default)))


def _has_default(_session: FormSession, node: Node) -> bool:
    return node.info.default is not ABSENT and not same(node.value, node.info.default)


def _can_clear(_session: FormSession, node: Node) -> bool:
    return (
        node.value is not ABSENT and not (node.is_item or node.is_unremovable) and bool(node.path)
    )


def _reset(session: FormSession, node: Node) -> None:
    base = get(session.state.base, node.path)
    session.edit(Remove(node.path) if base is ABSENT else Set(node.path, base))


def _is_changed(session: FormSession, node: Node) -> bool:
    if session.state.base is ABSENT or node.is_item:
        return False
    return not same(node.value, get(session.state.base, node.path))


def _toggle_json(session: FormSession, node: Node) -> None:
    session.raw_ids ^= {node.id}


def wants_table(session: FormSession, node: Node) -> bool:
    """Tell whether a list is shown as a table: on request, else by its hint."""
    hinted = TABLE if node.info.ui.get("widget") == "table" else ROWS
    return session.display_modes.get(node.id, hinted) == TABLE


def is_table(session: FormSession, node: Node) -> bool:
    """Tell whether a list is shown as a table, and can be one."""
    return node.kind is Kind.ARRAY and wants_table(session, node) and not read_table(node).obstacle


def _can_be_table(_session: FormSession, node: Node) -> bool:
    return node.kind is Kind.ARRAY and not read_table(node).obstacle


def _toggle_table(session: FormSession, node: Node) -> None:
    session.display_modes[node.id] = ROWS if wants_table(session, node) else TABLE


def _is_item(_session: FormSession, node: Node) -> bool:
    return node.origin == "item"


def _can_move(step: int) -> Callable[[FormSession, Node], bool]:
    def is_offered(session: FormSession, node: Node) -> bool:
        if not (_is_item(session, node) and node.parent and node.parent.info.permits("orderable")):
            return False
        _, index, last = _position(session, node)
        return positional_count(node.parent.scope) <= index + step <= last

    return is_offered


def _can_add(*hints: str) -> Callable[[FormSession, Node], bool]:
    """Tell whether the list of a row may get another one."""

    def is_offered(session: FormSession, node: Node) -> bool:
        if not (_is_item(session, node) and node.parent and node.parent.info.permits(*hints)):
            return False
        return allows_item(node.parent.scope, _position(session, node)[2] + 1)

    return is_offered


def _position(session: FormSession, node: Node) -> tuple[tuple[str | int, ...], int, int]:
    """Return the path of a row's list, the row's index and the last index."""
    path, index = node.path[:-1], cast(int, node.path[-1])
    return path, index, len(cast(list[JsonValue], get(session.state.value, path))) - 1


def _can_remove(session: FormSession, node: Node) -> bool:
    """Tell whether a row can be removed; of fixed positions, only the last."""
    if node.is_unremovable:
        return False
    if node.origin == "position":
        _, index, last = _position(session, node)
        return index == last
    return _is_item(session, node)


def _move(step: int) -> Callable[[FormSession, Node], None]:
    def run(session: FormSession, node: Node) -> None:
        path, index, _ = _position(session, node)
        session.edit(Move(path, index, index + step))

    return run


def _insert_above(session: FormSession, node: Node) -> None:
    path, index, _ = _position(session, node)
    session.edit(Insert(path, index, blank(node)))


def _copy(session: FormSession, node: Node) -> None:
    path, index, _ = _position(session, node)
    session.edit(Copy(path, index))


def _text(label: str) -> Callable[[Node], str]:
    return lambda _node: label


def _default_label(node: Node) -> str:
    text = display_text(cast(JsonValue, node.info.default))
    return f"Use the default: {escape_markdown(text if len(text) <= 30 else text[:29] + '…')}"


ACTIONS: Final[dict[str, Action]] = {
    "default": Action(_default_label, _has_default, _use_default),
    "clear": Action(_text("Unset"), _can_clear, lambda s, n: s.edit(Remove(n.path))),
    "loaded": Action(_text("Reset to the loaded value"), _is_changed, _reset),
    "null": Action(
        _text("Set to null"),
        lambda _s, n: n.info.nullable and n.value is not None,
        lambda s, n: s.edit(Set(n.path, None)),
    ),
    "empty": Action(
        _text("Set to empty text"),
        lambda _s, n: n.info.types == {"string"} and not n.info.options and n.value is ABSENT,
        lambda s, n: s.edit(Set(n.path, "")),
    ),
    "up": Action(_text("Move up"), _can_move(-1), _move(-1)),
    "down": Action(_text("Move down"), _can_move(1), _move(1)),
    "copy": Action(_text("Duplicate"), _can_add("addable", "copyable"), _copy),
    "insert": Action(_text("Insert above"), _can_add("addable"), _insert_above),
    "remove": Action(_text("Remove"), _can_remove, lambda s, n: s.edit(Remove(n.path))),
    "lines": Action(
        _text("Use several lines"),
        lambda _s, n: n.codec is PASSWORD,
        lambda s, n: s.display_modes.update({n.id: NEW}),
    ),
    "table": Action(_text("Show as a table or as rows"), _can_be_table, _toggle_table),
    "json": Action(
        lambda _n: "Edit as JSON or as fields",
        lambda _s, n: n.kind is not Kind.RAW,
        _toggle_json,
    ),
}


def offered(session: FormSession, node: Node) -> list[str]:
    """List the names of the actions that apply to a field now."""
    return [name for name, action in ACTIONS.items() if action.is_offered(session, node)]


def draw_menu(session: FormSession, node: Node) -> None:
    """Draw the menu of a field, unless it is empty."""
    if session.read_only or node.info.read_only:
        return
    names = offered(session, node)
    if not names:
        return
    key = session.key_of(node, "menu")
    st.menu_button(
        icon_label(f"Actions for {node.label}"),
        names,
        format_func=lambda name: ACTIONS[name].label(node),
        key=key,
        type="tertiary",
        on_click=_run,
        args=(session, node, key),
    )


def _run(session: FormSession, node: Node, key: str) -> None:
    chosen, current = st.session_state[key], session.current_field(node)
    if chosen is not None and current is not None:
        ACTIONS[chosen].run(session, current)
    session.finish_edit(node)
