"""Draws lists as editable tables; edits are applied to the value cell by cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import streamlit as st
from streamlit.column_config import CheckboxColumn, SelectboxColumn, TextColumn

from streamlit_jsonschema_form.model.field_info import Option
from streamlit_jsonschema_form.model.sources import looks_within
from streamlit_jsonschema_form.model.tables import (
    Cell,
    Column,
    ListTable,
    ShownTable,
    TableChanges,
    apply_table_changes,
    begin,
    read_table,
)
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.model.values import get, same
from streamlit_jsonschema_form.ui.draw_context import DrawContext, draw_problems
from streamlit_jsonschema_form.ui.field_types import has_field_type
from streamlit_jsonschema_form.ui.labels import escape_markdown, help_text, label, option_labels
from streamlit_jsonschema_form.ui.session import FormSession
from streamlit_jsonschema_form.ui.sources import MANY_OPTIONS, read_source, requested_source

if TYPE_CHECKING:
    import pandas as pd

UNSET: Final = "not set"

ColumnOptions = Mapping[int, tuple[Option, ...]]
"""The options of sources, by the index of the column."""


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table on the screen.

    Attributes:
        initial: its content when it was drawn first.
        key: of its widget.
        number: how many tables of this list were drawn before.
        epoch: of the state that it was made from.
        options: the options of sources in its columns.
    """

    initial: ShownTable
    key: str
    number: int
    epoch: int
    options: ColumnOptions

    def shows(self, node: Node, table: ListTable, epoch: int, options: ColumnOptions) -> bool:
        """Tell whether it shows the list: nothing but this table has edited it."""
        alike = [c.key for c in self.initial.columns] == [c.key for c in table.columns]
        alike = alike and self.options == options
        return alike and self.epoch == epoch and same(self.initial.latest, node.value)


def draw_table(context: DrawContext, node: Node) -> bool:
    """Draw a list as a table; return False, after saying why, if it cannot be one."""
    table, session = read_table(node), context.session
    options = table.obstacle or read_column_options(session, node, table)
    if isinstance(options, str):
        st.caption(f"Shown as rows and not as a table: {escape_markdown(options)}.")
        return False
    drawn = _current_table(session, node, table, options)
    st.data_editor(
        _data_frame(drawn.initial),
        key=drawn.key,
        width="stretch",
        hide_index=True,
        num_rows=_row_editing(session, node),
        column_config=configure(table.columns, options, drawn.initial.cells),
        disabled=_is_locked(session, node),
        placeholder=UNSET,
        alt=node.label,
        on_change=_apply_edits,
        args=(session, node, drawn.key),
    )
    _draw_problems(context, node, table)
    return True


def _is_locked(session: FormSession, node: Node) -> bool:
    return session.read_only or node.info.read_only


def _row_editing(session: FormSession, node: Node) -> Literal["fixed", "dynamic", "add", "delete"]:
    """Return which changes of rows the hints of the list allow."""
    if _is_locked(session, node):
        return "fixed"
    if node.info.permits("addable"):
        return "dynamic" if node.info.permits("removable") else "add"
    return "delete" if node.info.permits("removable") else "fixed"


def _current_table(
    session: FormSession, node: Node, table: ListTable, options: ColumnOptions
) -> DrawnTable:
    """Return the table on the screen; a new one if something else changed the list.

    A table that was not drawn for a while has lost its edits, and so has the session.
    """
    current = session.tables.get(node.id)
    still_drawn = current is not None and current.key in st.session_state
    if current is None or not (
        still_drawn and current.shows(node, table, session.state.epoch, options)
    ):
        number = 0 if current is None else current.number + 1
        initial = begin(session.state, node, table)
        key = session.key_of(node, f"table {number}")
        session.tables[node.id] = current = DrawnTable(
            initial, key, number, session.state.epoch, options
        )
    return current


def _data_frame(initial: ShownTable) -> "pd.DataFrame":
    """Return the cells as a data frame with explicit types, as an empty column has none."""
    import pandas as pd  # slow to load, and few forms have tables

    columns = {str(n): [row[n] for row in initial.cells] for n in range(len(initial.columns))}
    types = {str(n): _DTYPES.get(c.kind, "string") for n, c in enumerate(initial.columns)}
    return pd.DataFrame(columns).astype(types)


_DTYPES: Final = {"flag": "boolean"}


def _apply_edits(session: FormSession, node: Node, key: str) -> None:
    """Apply the edits of a table to the list."""
    path, current = session.current_path(node), session.tables.get(node.id)
    if path is None or current is None:
        return
    if current.key != key or not same(get(session.state.value, path), current.initial.latest):
        session.notes = ("The list has changed since; check it and edit the table again.",)
        return
    session.set_state(
        apply_table_changes(
            session.form, session.state, path, current.initial, _delta(st.session_state[key])
        ),
        path,
    )


def _delta(state: Mapping[str, Any]) -> TableChanges:
    return TableChanges(
        {at: _numbered(cells) for at, cells in state["edited_rows"].items()},
        [_numbered(cells) for cells in state["added_rows"]],
        state["deleted_rows"],
    )


def _numbered(cells: Mapping[str, Any]) -> dict[int, Any]:
    return {int(name): cell for name, cell in cells.items() if name.isdecimal()}


def _draw_problems(context: DrawContext, node: Node, table: ListTable) -> None:
    """Draw the problems in a table below it, with row and column."""
    depth = len(node.path)
    names = {str(column.key): column.place.label for column in table.columns}
    for problem in context.under(node):
        if inside := problem.path[depth:]:
            row, *rest = inside
            at = f"Row {int(row) + 1}" + (f", {names.get(str(rest[0]), rest[0])}" if rest else "")
            draw_problems([replace(problem, message=f"{at}: {problem.message}")])


def read_column_options(session: FormSession, node: Node, table: ListTable) -> ColumnOptions | str:
    """Return the options of the columns' sources, or why the list cannot be a table."""
    by_column = {}
    for number, column in enumerate(table.columns):
        place, name = column.place, f"“{column.place.label}”"
        if has_field_type(place):
            return f"{name} has a field type"
        reference = requested_source(place, place.codec)
        if reference is None:
            continue
        if looks_within(reference, len(place.path) - len(node.path)):
            return f"the options of {name} depend on its row"
        options = read_source(session, place, reference)
        if isinstance(options, str):
            return f"the options of {name} cannot be read"
        if len(options) >= MANY_OPTIONS:
            return f"{name} has too many options"
        by_column[number] = tuple(option for option in options if column.fits(option.value))
    return by_column


def configure(
    columns: Sequence[Column], options: ColumnOptions, cells: Sequence[Sequence[Cell]]
) -> dict[str, Any]:
    """Return the configuration of each column; current values outside of the options stay available."""
    return {
        str(at): _source_column(column, options[at], [row[at] for row in cells])
        if at in options
        else _COLUMN_TYPES[column.kind](column, _common(column))
        for at, column in enumerate(columns)
    }


def _common(column: Column) -> dict[str, Any]:
    place = column.place
    return {
        "label": label(place) if column.key is not None else "Value",
        "help": help_text(place),
        "disabled": place.info.read_only or None,
        "default": column.encode(column.first),
    }


def _choice_column(column: Column, common: dict[str, Any]) -> Any:
    names = option_labels(column.options)
    numbers = [str(n) for n in range(len(names))]
    return SelectboxColumn(**common, options=numbers, format_func=lambda n: names[int(n)])


def _source_column(column: Column, options: tuple[Option, ...], cells: Sequence[Cell]) -> Any:
    names = option_labels(options)
    labels = {str(column.encode(o.value)): name for o, name in zip(options, names, strict=True)}
    for cell in (*cells, column.encode(column.first)):
        if cell is not None:
            labels.setdefault(str(cell), f"{cell} (not offered)")
    return SelectboxColumn(
        **_common(column), options=list(labels), format_func=lambda c: labels[str(c)]
    )


_COLUMN_TYPES: Final[dict[str, Callable[[Column, dict[str, Any]], Any]]] = {
    "text": lambda _, common: TextColumn(**common),
    "number": lambda _, common: TextColumn(**common, alignment="right"),
    "choice": _choice_column,
    "flag": lambda _, common: CheckboxColumn(**common),
}
