"""A value at a glance: each field beside its default or its earlier value, with a way to the field."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import streamlit as st

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.values import ABSENT, Value, get, same
from streamlit_jsonschema_form.problems import JsonPath
from streamlit_jsonschema_form.ui.labels import escape, literal
from streamlit_jsonschema_form.ui.navigation import open_way
from streamlit_jsonschema_form.ui.sheets import sheet_of
from streamlit_jsonschema_form.validation.masking import MASK, mask_value

Against = Literal["defaults", "loaded"]
ROWS_AT_ONCE: Final = 50
FEW: Final = 12
_LONGEST: Final = 160


@dataclass(frozen=True, slots=True)
class Row:
    """One field of a value under review.

    Attributes:
        path: where it is.
        name: the labels that lead there.
        value: what is there, secrets masked; ABSENT when it was removed.
        before: what it is held against, secrets masked; ABSENT when there is nothing.
        mark: `default`, `changed`, `set`, `same`, `added` or `removed`.
    """

    path: JsonPath
    name: str
    value: Value
    before: Value
    mark: str

    @property
    def differs(self) -> bool:
        """Tell whether the row is anything but what it is held against."""
        return self.mark not in ("default", "same")


def against_defaults(form: Form, value: Value) -> list[Row]:
    """List the fields that are there, each beside its default."""
    found = []
    for node, names in leaves(form.plan(form.load(value))):
        if node.value is ABSENT:
            continue
        default = node.info.default
        mark = "changed" if default is not ABSENT else "set"
        if default is not ABSENT and same(node.value, default):
            mark = "default"
        found.append(_row(form, node, names, node.value, default, mark))
    return found


def against_earlier(form: Form, value: Value, base: Value) -> list[Row]:
    """List the fields that are there or were, each beside its earlier value."""
    found = []
    for node, names in leaves(form.plan(form.load(value))):
        before = get(base, node.path)
        if node.value is ABSENT and not _is_gone(value, before, node.path):
            continue
        mark = _mark(node.value, before)
        found.append(_row(form, node, names, node.value, before, mark))
    seen = {row.path for row in found}
    for node, names in leaves(form.plan(form.load(base))):
        if node.value is not ABSENT and get(value, node.path) is ABSENT and node.path not in seen:
            found.append(_row(form, node, names, ABSENT, node.value, "removed"))
    return found


def _is_gone(value: Value, before: Value, path: JsonPath) -> bool:
    return before is not ABSENT and get(value, path) is ABSENT


def _mark(now: Value, before: Value) -> str:
    if before is ABSENT:
        return "added"
    if now is ABSENT:
        return "removed"
    return "same" if same(now, before) else "changed"


def _row(form: Form, node: Node, names: Sequence[str], now: Value, before: Value, mark: str) -> Row:
    hidden = any(part in form.secrets for part in node.path if isinstance(part, str))

    def seen(value: Value) -> Value:
        if value is ABSENT or value is None:
            return value
        masked: Value = MASK if hidden else mask_value(value, form.secrets)
        return masked

    return Row(node.path, " / ".join(names) or "The whole", seen(now), seen(before), mark)


_HOLDERS: Final = (Kind.OBJECT, Kind.MAP, Kind.ARRAY, Kind.TUPLE)


def leaves(node: Node, names: tuple[str, ...] = ()) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Walk the places that hold one value each, with the labels that lead there."""
    if node.kind in _HOLDERS and (not node.path or node.value not in (ABSENT, None, {}, [])):
        for child in node.children():
            yield from leaves(child, (*names, child.label))
    else:
        yield node, names


def review(form_key: str, *, against: Against = "defaults") -> None:
    """Draw the value of a form that this session has open; a click on a field leads to it.

    Args:
        form_key: the key that the form was drawn with.
        against: `defaults`, or `loaded` for what the form began with.
    """
    sheet = sheet_of(form_key)
    if sheet is None:
        return
    value, base = sheet.state.value, sheet.state.base
    if against == "defaults":
        rows = against_defaults(sheet.form, value)
    else:
        rows = against_earlier(sheet.form, value, base)
    draw_rows(rows, key=form_key, jump=lambda path: open_way(sheet, path))


def draw_rows(rows: Sequence[Row], *, key: str, jump: Callable[[JsonPath], None]) -> None:
    """Draw the rows of a review.

    Args:
        rows: what to show.
        key: unique in the session.
        jump: called in a callback when the person clicks a field's name.
    """
    different = [row for row in rows if row.differs]
    if len(rows) > FEW and 0 < len(different) < len(rows):
        words = f"Only what differs ({len(different)} of {len(rows)})"
        if st.toggle(words, key=f"{key}|review differs"):
            rows = different
    if not rows:
        st.caption("Nothing was given.")
    first = 0
    if len(rows) > ROWS_AT_ONCE:
        pages = -(-len(rows) // ROWS_AT_ONCE)
        first = (st.pagination(pages, key=f"{key}|review page") - 1) * ROWS_AT_ONCE
    with st.container(key=f"{key}|review", gap=None):
        for at, row in enumerate(rows[first : first + ROWS_AT_ONCE], first):
            _draw_row(row, f"{key}|review {at}", jump)


def _draw_row(row: Row, key: str, jump: Callable[[JsonPath], None]) -> None:
    name, value = st.columns([2, 3], vertical_alignment="center", gap="small")
    name.button(
        escape(row.name),
        key=key,
        type="tertiary",
        wrap=True,
        on_click=jump,
        args=(row.path,),
        help=_place(row),
    )
    said = _written(row.value) if row.mark != "removed" else f"~~{_written(row.before)}~~"
    value.markdown(f"{said} {_NOTES[row.mark](row)}")


def _place(row: Row) -> str:
    return literal(".".join(map(str, row.path)) or "/")


def _badge(color: str, words: str) -> str:
    return f":{color}-badge[{words}]"


def _differs(row: Row) -> str:
    badge = _badge("orange", "changed")
    return badge if row.before in (ABSENT, MASK) else f":small[{badge} was {_written(row.before)}]"


_NOTES: Final[dict[str, Callable[[Row], str]]] = {
    "default": lambda _: ":small[:gray[default]]",
    "changed": _differs,
    "set": lambda _: "",
    "same": lambda _: "",
    "added": lambda _: _badge("green", "added"),
    "removed": lambda _: _badge("red", "removed"),
}


def _written(value: Value) -> str:
    """Write a value for reading: texts bare, everything else as JSON."""
    if value is ABSENT:
        return "—"
    text = value if isinstance(value, str) else write_json(value)
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return literal(text) if text else "(empty text)"
