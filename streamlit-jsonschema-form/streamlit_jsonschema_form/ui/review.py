"""Reviews a value: each field beside its default or its earlier value, with a link to the field."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import streamlit as st

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.node_kind import Kind
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import ABSENT, Value, get, same
from streamlit_jsonschema_form.problems import JsonPath
from streamlit_jsonschema_form.ui.labels import escape_markdown, inline_code
from streamlit_jsonschema_form.ui.session import get_session
from streamlit_jsonschema_form.validation.masking import MASK

Against = Literal["defaults", "loaded"]
ROWS_PER_PAGE: Final = 50
FILTERED_FROM: Final = 12
_MAX_LENGTH: Final = 160


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One field of a value under review.

    Attributes:
        path: where it is.
        name: the labels that lead to it.
        value: its value, secrets masked; ABSENT if it was removed.
        before: its default or earlier value, secrets masked; ABSENT if there is none.
        mark: `default`, `changed`, `set`, `same`, `added` or `removed`.
    """

    path: JsonPath
    name: str
    value: Value
    before: Value
    mark: str

    @property
    def differs(self) -> bool:
        """Tell whether the value differs from its default or earlier value."""
        return self.mark not in ("default", "same")


def compare_with_defaults(form: Form, value: Value) -> list[ReviewRow]:
    """List the fields with a value, each beside its default."""
    rows = []
    for node, names in leaves(form.plan(form.load(value))):
        if node.value is ABSENT:
            continue
        default = node.info.default
        mark = "changed" if default is not ABSENT else "set"
        if default is not ABSENT and same(node.value, default):
            mark = "default"
        rows.append(_row(form, node, names, node.value, default, mark))
    return rows


def compare_with_earlier(form: Form, value: Value, base: Value) -> list[ReviewRow]:
    """List the fields with a value now or earlier, each beside its earlier value."""
    rows = []
    for node, names in leaves(form.plan(form.load(value))):
        before = get(base, node.path)
        if node.value is ABSENT and not _was_removed(value, before, node.path):
            continue
        mark = _mark(node.value, before)
        rows.append(_row(form, node, names, node.value, before, mark))
    listed = {row.path for row in rows}
    for node, names in leaves(form.plan(form.load(base))):
        if node.value is not ABSENT and get(value, node.path) is ABSENT and node.path not in listed:
            rows.append(_row(form, node, names, ABSENT, node.value, "removed"))
    return rows


def _was_removed(value: Value, before: Value, path: JsonPath) -> bool:
    return before is not ABSENT and get(value, path) is ABSENT


def _mark(now: Value, before: Value) -> str:
    if before is ABSENT:
        return "added"
    if now is ABSENT:
        return "removed"
    return "same" if same(now, before) else "changed"


def _row(
    form: Form, node: Node, names: Sequence[str], now: Value, before: Value, mark: str
) -> ReviewRow:
    secret = any(part in form.secrets for part in node.path if isinstance(part, str))

    def masked(value: Value) -> Value:
        if value is ABSENT or value is None:
            return value
        result: Value = MASK if secret else form.secrets.mask(value)
        return result

    return ReviewRow(node.path, " / ".join(names) or "The whole", masked(now), masked(before), mark)


_CONTAINERS: Final = (Kind.OBJECT, Kind.MAP, Kind.ARRAY, Kind.TUPLE)


def leaves(node: Node, names: tuple[str, ...] = ()) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Walk the fields with one value each, with the labels that lead to them."""
    if node.kind in _CONTAINERS and (not node.path or node.value not in (ABSENT, None, {}, [])):
        for child in node.children():
            yield from leaves(child, (*names, child.label))
    else:
        yield node, names


def review(form_key: str, *, against: Against = "defaults") -> None:
    """Draw the value of an open form; a click on a field leads to it.

    Args:
        form_key: the key that the form was drawn with.
        against: what to compare with: the `defaults`, or the `loaded` value.
    """
    session = get_session(form_key)
    if session is None:
        return
    review_value(
        session.form,
        session.state.value,
        key=form_key,
        on_select=session.go_to,
        against=against,
        loaded=session.state.base,
    )


def review_value(
    form: Form,
    value: Value,
    *,
    key: str,
    on_select: Callable[[JsonPath], None],
    against: Against = "defaults",
    loaded: Value = ABSENT,
) -> None:
    """Draw a value, whether or not its form is open.

    Args:
        form: the compiled schema.
        value: the value to review.
        key: unique in the session.
        on_select: called in a callback with the path of a field that is clicked.
        against: what to compare with: the `defaults`, or the `loaded` value.
        loaded: the loaded value.
    """
    if against == "defaults":
        rows = compare_with_defaults(form, value)
    else:
        rows = compare_with_earlier(form, value, loaded)
    _draw_rows(rows, key, on_select)


def _draw_rows(rows: Sequence[ReviewRow], key: str, on_select: Callable[[JsonPath], None]) -> None:
    different = [row for row in rows if row.differs]
    if len(rows) > FILTERED_FROM and 0 < len(different) < len(rows):
        label = f"Only what differs ({len(different)} of {len(rows)})"
        if st.toggle(label, key=f"{key}|review differs"):
            rows = different
    if not rows:
        st.caption("No values.")
    first = 0
    if len(rows) > ROWS_PER_PAGE:
        pages = -(-len(rows) // ROWS_PER_PAGE)
        first = (st.pagination(pages, key=f"{key}|review page") - 1) * ROWS_PER_PAGE
    with st.container(key=f"{key}|review", gap=None):
        for at, row in enumerate(rows[first : first + ROWS_PER_PAGE], first):
            _draw_row(row, f"{key}|review {at}", on_select)


def _draw_row(row: ReviewRow, key: str, on_select: Callable[[JsonPath], None]) -> None:
    name, value = st.columns([2, 3], vertical_alignment="center", gap="small")
    name.button(
        escape_markdown(row.name),
        key=key,
        type="tertiary",
        wrap=True,
        on_click=on_select,
        args=(row.path,),
        help=_path_text(row),
    )
    text = _value_text(row.value) if row.mark != "removed" else f"~~{_value_text(row.before)}~~"
    value.markdown(f"{text} {_NOTES[row.mark](row)}")


def _path_text(row: ReviewRow) -> str:
    return inline_code(".".join(map(str, row.path)) or "/")


def _badge(color: str, text: str) -> str:
    return f":{color}-badge[{text}]"


def _changed_note(row: ReviewRow) -> str:
    badge = _badge("orange", "changed")
    return (
        badge if row.before in (ABSENT, MASK) else f":small[{badge} was {_value_text(row.before)}]"
    )


_NOTES: Final[dict[str, Callable[[ReviewRow], str]]] = {
    "default": lambda _: ":small[:gray[default]]",
    "changed": _changed_note,
    "set": lambda _: "",
    "same": lambda _: "",
    "added": lambda _: _badge("green", "added"),
    "removed": lambda _: _badge("red", "removed"),
}


def _value_text(value: Value) -> str:
    """Return a value as Markdown: strings without quotes, everything else as JSON."""
    if value is ABSENT:
        return "—"
    text = value if isinstance(value, str) else write_json(value)
    text = text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 1]}…"
    return inline_code(text) if text else "(empty text)"
