"""Draws lists as tables to edit; what is done there is laid onto the value, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.table_edits import (
    ShownTable,
    TableChanges,
    apply_table_changes,
    begin,
)
from streamlit_jsonschema_form.model.tables import Table, read_table
from streamlit_jsonschema_form.model.values import get, same
from streamlit_jsonschema_form.ui.columns import Offers, configure, read_offers
from streamlit_jsonschema_form.ui.draw_context import Canvas, draw_problems
from streamlit_jsonschema_form.ui.labels import escape
from streamlit_jsonschema_form.ui.session import Sheet

UNSET: Final = "not set"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table on the screen.

    Attributes:
        begun: what it began with.
        key: of its widget.
        number: how many were drawn of this list before it.
        epoch: of the state that it was made of.
        offers: what sources offered in its columns.
    """

    shown: ShownTable
    key: str
    number: int
    epoch: int
    offers: Offers

    def shows(self, node: Node, table: Table, epoch: int, offers: Offers) -> bool:
        """Tell whether it still is what the list is, as far as it was edited here alone."""
        same_columns = [c.key for c in self.shown.columns] == [c.key for c in table.columns]
        same_columns = same_columns and self.offers == offers
        return same_columns and self.epoch == epoch and same(self.shown.latest, node.value)


def draw_table(canvas: Canvas, node: Node) -> bool:
    """Draw a list as a table if it can be one; else say why it is not, and let its rows be drawn."""
    table, sheet = read_table(node), canvas.sheet
    offers = table.obstacle or read_offers(sheet, node, table)
    if isinstance(offers, str):
        st.caption(f"Shown as rows and not as a table: {escape(offers)}.")
        return False
    drawn = _drawn(sheet, node, table, offers)
    st.data_editor(
        _frame(drawn.shown),
        key=drawn.key,
        width="stretch",
        hide_index=True,
        num_rows=_rows(sheet, node),
        column_config=configure(table.columns, offers, drawn.shown.cells),
        disabled=_is_locked(sheet, node),
        placeholder=UNSET,
        alt=node.label,
        on_change=_pull,
        args=(sheet, node, drawn.key),
    )
    _draw_problems(canvas, node, table)
    return True


def _is_locked(sheet: Sheet, node: Node) -> bool:
    return sheet.read_only or node.info.read_only


def _rows(sheet: Sheet, node: Node) -> Literal["fixed", "dynamic", "add", "delete"]:
    """Say whether rows may come and go, as the hints of the list have it."""
    if _is_locked(sheet, node):
        return "fixed"
    if node.permits("addable"):
        return "dynamic" if node.permits("removable") else "add"
    return "delete" if node.permits("removable") else "fixed"


def _drawn(sheet: Sheet, node: Node, table: Table, offers: Offers) -> Drawn:
    """Return the table that is on the screen; a fresh one when something else changed the list.

    One that was away for a while has forgotten what was done to it, and so has the session.
    """
    known = sheet.tables.get(node.id)
    stayed = known is not None and known.key in st.session_state
    if known is None or not (stayed and known.shows(node, table, sheet.state.epoch, offers)):
        number = 0 if known is None else known.number + 1
        shown = begin(sheet.state, node, table)
        key = sheet.name(node, f"table {number}")
        sheet.tables[node.id] = known = Drawn(shown, key, number, sheet.state.epoch, offers)
    return known


def _frame(shown: ShownTable) -> pd.DataFrame:
    """Put the cells into columns of texts and marks, which an empty column could not tell by itself."""
    columns = {str(n): [row[n] for row in shown.cells] for n in range(len(shown.columns))}
    kinds = {str(n): _DTYPES.get(c.kind, "string") for n, c in enumerate(shown.columns)}
    return pd.DataFrame(columns).astype(kinds)


_DTYPES: Final = {"flag": "boolean"}


def _pull(sheet: Sheet, node: Node, key: str) -> None:
    """Lay what was done to a table onto the list."""
    path, known = sheet.where(node), sheet.tables.get(node.id)
    if path is None or known is None:
        return
    if known.key != key or not same(get(sheet.state.value, path), known.shown.latest):
        sheet.notes = ("The list changed meanwhile; look at it and edit the table again.",)
        return
    sheet.advance(
        apply_table_changes(
            sheet.form, sheet.state, path, known.shown, _delta(st.session_state[key])
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


def _draw_problems(canvas: Canvas, node: Node, table: Table) -> None:
    """Write what is wrong inside the table under it, each with its row and its column."""
    depth = len(node.path)
    names = {str(column.key): column.place.label for column in table.columns}
    for problem in canvas.under(node):
        if inside := problem.path[depth:]:
            row, *rest = inside
            at = f"Row {int(row) + 1}" + (f", {names.get(str(rest[0]), rest[0])}" if rest else "")
            draw_problems([replace(problem, message=f"{at}: {problem.message}")])
