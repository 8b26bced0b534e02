"""What can be done to a place beside typing into it; each action is one row of a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

import streamlit as st

from streamlit_jsonschema_form.model.codecs.text import PASSWORD
from streamlit_jsonschema_form.model.defaults import blank
from streamlit_jsonschema_form.model.edits import Copy, Insert, Move, Remove, Set
from streamlit_jsonschema_form.model.field_info import display_text
from streamlit_jsonschema_form.model.items import allows_item, positional_count
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.tables import read_table
from streamlit_jsonschema_form.model.values import ABSENT, get, same
from streamlit_jsonschema_form.problems import JsonValue
from streamlit_jsonschema_form.ui.labels import escape, unseen
from streamlit_jsonschema_form.ui.session import NEW, ROWS, TABLE, Sheet


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of a place's menu.

    Attributes:
        words: what the menu says.
        offered: whether it makes sense now.
        act: does it.
    """

    words: Callable[[Node], str]
    offered: Callable[[Sheet, Node], bool]
    act: Callable[[Sheet, Node], None]


def _default(sheet: Sheet, node: Node) -> None:
    sheet.edit(Set(node.path, cast(JsonValue, node.info.default)))


def _has_default(_sheet: Sheet, node: Node) -> bool:
    return node.info.default is not ABSENT and not same(node.value, node.info.default)


def _can_clear(_sheet: Sheet, node: Node) -> bool:
    return (
        node.value is not ABSENT and not (node.is_item or node.is_unremovable) and bool(node.path)
    )


def _loaded(sheet: Sheet, node: Node) -> None:
    base = get(sheet.state.base, node.path)
    sheet.edit(Remove(node.path) if base is ABSENT else Set(node.path, base))


def _differs(sheet: Sheet, node: Node) -> bool:
    if sheet.state.base is ABSENT or node.is_item:
        return False
    return not same(node.value, get(sheet.state.base, node.path))


def _toggle_raw(sheet: Sheet, node: Node) -> None:
    sheet.raw ^= {node.id}


def wants_table(sheet: Sheet, node: Node) -> bool:
    """Tell whether a list is to be a table: the person says so, else the hint."""
    hinted = TABLE if node.info.ui.get("widget") == "table" else ROWS
    return sheet.asked.get(node.id, hinted) == TABLE


def is_table(sheet: Sheet, node: Node) -> bool:
    """Tell whether a list is to be a table, and can be one."""
    return node.kind is Kind.ARRAY and wants_table(sheet, node) and not read_table(node).obstacle


def _can_turn(_sheet: Sheet, node: Node) -> bool:
    return node.kind is Kind.ARRAY and not read_table(node).obstacle


def _turn(sheet: Sheet, node: Node) -> None:
    sheet.asked[node.id] = ROWS if wants_table(sheet, node) else TABLE


def _is_item(_sheet: Sheet, node: Node) -> bool:
    return node.origin == "item"


def _can_move(step: int) -> Callable[[Sheet, Node], bool]:
    def offered(sheet: Sheet, node: Node) -> bool:
        if not (_is_item(sheet, node) and node.parent and node.parent.permits("orderable")):
            return False
        _, index, last = _place(sheet, node)
        return positional_count(node.parent.scope) <= index + step <= last

    return offered


def _can_grow(*hints: str) -> Callable[[Sheet, Node], bool]:
    """Tell whether the list that a row is in takes one more, and hints let it."""

    def offered(sheet: Sheet, node: Node) -> bool:
        if not (_is_item(sheet, node) and node.parent and node.parent.permits(*hints)):
            return False
        return allows_item(node.parent.scope, _place(sheet, node)[2] + 1)

    return offered


def _place(sheet: Sheet, node: Node) -> tuple[tuple[str | int, ...], int, int]:
    """Return the list a row is in, the row's index, and the last index."""
    path, index = node.path[:-1], cast(int, node.path[-1])
    return path, index, len(cast(list[JsonValue], get(sheet.state.value, path))) - 1


def _can_go(sheet: Sheet, node: Node) -> bool:
    """Tell whether a row can be taken away; of fixed positions only the last, as there are no gaps."""
    if node.is_unremovable:
        return False
    if node.origin == "position":
        _, index, last = _place(sheet, node)
        return index == last
    return _is_item(sheet, node)


def _shift(step: int) -> Callable[[Sheet, Node], None]:
    def act(sheet: Sheet, node: Node) -> None:
        path, index, _ = _place(sheet, node)
        sheet.edit(Move(path, index, index + step))

    return act


def _insert_above(sheet: Sheet, node: Node) -> None:
    path, index, _ = _place(sheet, node)
    sheet.edit(Insert(path, index, blank(node)))


def _copy(sheet: Sheet, node: Node) -> None:
    path, index, _ = _place(sheet, node)
    sheet.edit(Copy(path, index))


def _says(words: str) -> Callable[[Node], str]:
    return lambda _node: words


def _default_words(node: Node) -> str:
    text = display_text(cast(JsonValue, node.info.default))
    return f"Use the default: {escape(text if len(text) <= 30 else text[:29] + '…')}"


ACTIONS: Final[dict[str, Action]] = {
    "default": Action(_default_words, _has_default, _default),
    "clear": Action(_says("Unset"), _can_clear, lambda s, n: s.edit(Remove(n.path))),
    "loaded": Action(_says("Back to the loaded value"), _differs, _loaded),
    "null": Action(
        _says("Set to null"),
        lambda _s, n: n.info.nullable and n.value is not None,
        lambda s, n: s.edit(Set(n.path, None)),
    ),
    "empty": Action(
        _says("Set to empty text"),
        lambda _s, n: n.info.types == {"string"} and not n.info.options and n.value is ABSENT,
        lambda s, n: s.edit(Set(n.path, "")),
    ),
    "up": Action(_says("Move up"), _can_move(-1), _shift(-1)),
    "down": Action(_says("Move down"), _can_move(1), _shift(1)),
    "copy": Action(_says("Duplicate"), _can_grow("addable", "copyable"), _copy),
    "insert": Action(_says("Insert above"), _can_grow("addable"), _insert_above),
    "remove": Action(_says("Remove"), _can_go, lambda s, n: s.edit(Remove(n.path))),
    "lines": Action(
        _says("Type several lines"),
        lambda _s, n: n.codec is PASSWORD,
        lambda s, n: s.asked.update({n.id: NEW}),
    ),
    "table": Action(_says("Show as a table or as rows"), _can_turn, _turn),
    "json": Action(
        lambda _n: "Edit as JSON or as fields",
        lambda _s, n: n.kind is not Kind.RAW,
        _toggle_raw,
    ),
}


def offered(sheet: Sheet, node: Node) -> list[str]:
    """List what can be done to a place now."""
    return [name for name, action in ACTIONS.items() if action.offered(sheet, node)]


def draw_menu(sheet: Sheet, node: Node) -> None:
    """Draw the menu of one place, unless nothing can be done there."""
    if sheet.read_only or node.info.read_only:
        return
    names = offered(sheet, node)
    if not names:
        return
    key = sheet.name(node, "menu")
    st.menu_button(
        unseen(f"Actions for {node.label}"),
        names,
        format_func=lambda name: ACTIONS[name].words(node),
        key=key,
        type="tertiary",
        on_click=_act,
        args=(sheet, node, key),
    )


def _act(sheet: Sheet, node: Node, key: str) -> None:
    chosen, path = st.session_state[key], sheet.where(node)
    if chosen is not None and path is not None:
        ACTIONS[chosen].act(sheet, sheet.plan().at(path))
    sheet.clear_place(node)
