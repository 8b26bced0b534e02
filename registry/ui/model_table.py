"""The models of a workspace: filters, the table, its pages, and what is picked to be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import NotFound
from registry.services import Services
from registry.services.listing import Listing
from registry.ui import links
from registry.ui.comparison import MAX_MODELS
from registry.ui.model_filters import COLUMNS, ModelQuery, reset_missing_page, set_sort
from registry.ui.text import REVIEW_BADGES, format_model_type, pluralize
from streamlit_jsonschema_form.ui import escape_markdown

ROWS: Final = 50
"""Models on a page."""

_CLICKS: Final = {"name": "open-model", "template": "open-template"}


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model and the version of the template that it was made from, where there is one."""

    model: Model
    template: Template | None

    @property
    def template_label(self) -> str | None:
        """Name the template and its version; its id where it is gone."""
        if self.template is None:
            return self.model.model_template_id
        return f"{self.template.name} · v{self.model.model_template_version}"

    @property
    def cells(self) -> dict[str, Any]:
        """What each column shows."""
        model = self.model
        return {
            "name": model.name,
            "display_name": model.display_name,
            "model_type": format_model_type(model.model_type),
            "template": self.template_label,
            "base_model": model.base_model,
            "review": REVIEW_BADGES[model.review.state][0],
            "updated_at": model.updated_at,
            "updated_by": model.updated_by,
        }


def find(services: Services, workspace: str, query: ModelQuery) -> Listing[Model]:
    """Return the page of models that is wanted; the first where that page does not exist."""

    def read(page: int) -> Listing[Model]:
        return services.models.list(
            workspace, query.where, sort=query.sort, limit=ROWS, offset=(page - 1) * ROWS
        )

    listing = read(query.page)
    beyond = query.page > 1 and not listing.items and not listing.damaged
    return read(1) if beyond else listing


def draw(services: Services, workspace: str, query: ModelQuery, listing: Listing[Model]) -> None:
    """Draw one page of models, with its total, its picks and the other pages."""
    for damaged in listing.damaged:
        st.warning(escape_markdown(str(damaged)), icon=":material/broken_image:")
    rows = _with_templates(services, listing.items)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        total = pluralize(listing.total, "model", exactly=listing.exact)
        st.markdown(f"**{total}**", width="content")
        _draw_selection(workspace)
    _draw_rows(workspace, query, rows)
    _draw_pages(listing)


def _with_templates(services: Services, models: Sequence[Model]) -> list[ModelRow]:
    known: dict[str | None, Template | None] = {None: None}
    for id in {model.model_template_id for model in models} - {None}:
        try:
            known[id] = services.templates.get(str(id))
        except NotFound:
            known[id] = None
    return [ModelRow(model, known[model.model_template_id]) for model in models]


def _draw_rows(workspace: str, query: ModelQuery, rows: list[ModelRow]) -> None:
    cells = [row.cells for row in rows]
    table = _TableState(workspace, tuple(row.model.name for row in rows))
    st.dataframe(
        {column: [each[column] for each in cells] for column in COLUMNS},
        column_config=_configure(query.sort),
        key=table.key,
        on_select=_take_selection,
        selection_mode=["multi-row", "single-column"],
        selection_default={"selection": {"rows": table.selected_rows}},
        hide_index=True,
        height="content",
        placeholder="",
        alt=f"Models of workspace {workspace}",
    )
    st.session_state["table"] = table
    _follow(rows)


def _configure(sort: str) -> dict[str, Any]:
    """Describe the columns; the one that sorts says in which direction."""
    arrows = {sort.removeprefix("-"): " ↓" if sort.startswith("-") else " ↑"}
    headers = {column: label + arrows.get(column, "") for column, label in COLUMNS.items()}
    config = st.column_config
    return {
        **headers,
        "name": config.ButtonColumn(
            headers["name"], type="tertiary", alignment="left", key=_CLICKS["name"], pinned=True
        ),
        "template": config.ButtonColumn(
            headers["template"], type="tertiary", alignment="left", key=_CLICKS["template"]
        ),
        "updated_at": config.DatetimeColumn(headers["updated_at"], format="distance"),
    }


def _follow(rows: list[ModelRow]) -> None:
    """Go where a click in the table asks to go."""
    if (click := st.session_state.get(_CLICKS["name"])) is not None:
        model = rows[click.row].model
        links.model_link(model.workspace, model.name).open()
    if (click := st.session_state.get(_CLICKS["template"])) is not None:
        row = rows[click.row]
        if row.template:
            version = row.model.model_template_version
            links.template_link(row.template.workspace, row.template.name, version).open()


@dataclass(frozen=True, slots=True)
class _TableState:
    """The table as it was drawn last.

    Its key changes with its rows: a selection names rows by their position.
    """

    workspace: str
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        version = st.session_state.get("table-turn", 0)
        return f"models|{self.workspace}|{hash(self.names)}|{version}"

    @property
    def selected_rows(self) -> list[int]:
        selected = _selected(self.workspace)
        return [index for index, name in enumerate(self.names) if name in selected]


def _selected(workspace: str) -> list[str]:
    """Return the names that are picked: on any page, under any filter."""
    kept: list[str] = st.session_state.setdefault(f"picked|{workspace}", [])
    return kept


def _redraw() -> None:
    """Give the table a new key, so that it shows what is picked and not what it remembers."""
    st.session_state["table-turn"] = st.session_state.get("table-turn", 0) + 1


def _take_selection() -> None:
    """Keep what is picked in the table; a picked column asks to be sorted by."""
    table: _TableState = st.session_state["table"]
    selection = st.session_state[table.key].selection
    here = {table.names[index] for index in selection.rows}
    selected = _selected(table.workspace)
    selected[:] = [name for name in selected if name not in table.names or name in here]
    selected.extend(name for name in table.names if name in here and name not in selected)
    if selection.columns:
        set_sort(selection.columns[0])
        _redraw()


def _draw_selection(workspace: str) -> None:
    selected = _selected(workspace)
    if not selected:
        st.caption("Click a name to open a model. Select two or more to compare.")
        return
    many = len(selected) > MAX_MODELS
    if st.button(
        f"Compare {len(selected)} models" if len(selected) > 1 else "Select one more to compare",
        key="compare",
        type="primary",
        icon=":material/compare_arrows:",
        disabled=len(selected) < 2 or many,
        help=f"You can compare up to {MAX_MODELS} models." if many else None,
    ):
        links.compare_link(workspace, selected).open()
    st.button(
        "Clear", key="clear-picks", icon=":material/close:", on_click=_clear, args=(workspace,)
    )
    st.caption(escape_markdown(", ".join(selected)), width="stretch")


def _clear(workspace: str) -> None:
    _selected(workspace).clear()
    _redraw()


def _draw_pages(listing: Listing[Model]) -> None:
    pages = max(1, -(-listing.total // ROWS))
    reset_missing_page(pages)
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            st.pagination(pages, key="page", bind="query-params")
    if not listing.exact:
        st.caption(
            f"Only the first {listing.total:,} models are listed. Search or filter to find others."
        )
