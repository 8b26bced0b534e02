"""The table of models, its pages, and the models selected for comparison."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import NotFound
from registry.services import Services
from registry.services.listing import Listing, ModelFilter
from registry.ui import links
from registry.ui.comparison import MAX_MODELS
from registry.ui.model_filters import COLUMNS, set_sort
from registry.ui.text import REVIEW_BADGES, draw_pages, format_model_type, pluralize
from streamlit_jsonschema_form.ui import escape_markdown

ROWS: Final = 50
"""Models on a page."""

_CLICKS: Final = {"name": "open-model", "template": "open-template"}


def draw(
    services: Services, workspace: str, where: ModelFilter, sort: str, total: Listing[Model]
) -> None:
    """Draw the total, the selected models and one page of the table."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        counted = pluralize(total.total, "model", exactly=total.exact)
        st.markdown(f"**{counted}**", width="content")
        _draw_selection(workspace)
    table = st.container()
    with st.container(horizontal_alignment="center"):
        offset = draw_pages(total.total, "page", ROWS)
    listing = services.models.list(workspace, where, sort=sort, limit=ROWS, offset=offset)
    with table:
        for damaged in listing.damaged:
            st.warning(escape_markdown(str(damaged)), icon=":material/broken_image:")
        _draw_rows(services, workspace, sort, listing.items)
    if not total.exact:
        st.caption(
            f"Only the first {total.total:,} models are listed. Search or filter to find others."
        )


def _find_templates(services: Services, models: Sequence[Model]) -> dict[str, Template]:
    """Return the templates of models by id, without those that were deleted."""
    found = {}
    for id in {model.model_template_id for model in models if model.model_template_id}:
        with suppress(NotFound):
            found[id] = services.templates.get(id)
    return found


def _cells(model: Model, template: Template | None) -> dict[str, Any]:
    name = f"{template.name} · v{model.model_template_version}" if template else None
    return {
        "name": model.name,
        "display_name": model.display_name,
        "model_type": format_model_type(model.model_type),
        "template": name or model.model_template_id,
        "base_model": model.base_model,
        "review": REVIEW_BADGES[model.review.state][0],
        "updated_at": model.updated_at,
        "updated_by": model.updated_by,
    }


def _draw_rows(services: Services, workspace: str, sort: str, models: Sequence[Model]) -> None:
    templates = _find_templates(services, models)
    cells = [_cells(model, templates.get(model.model_template_id or "")) for model in models]
    table = _TableState(workspace, tuple(model.name for model in models))
    st.dataframe(
        {column: [each[column] for each in cells] for column in COLUMNS},
        column_config=_configure(sort),
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
    if (click := st.session_state.get(_CLICKS["name"])) is not None:
        links.model_link(workspace, models[click.row].name).open()
    if (click := st.session_state.get(_CLICKS["template"])) is not None:
        model = models[click.row]
        if template := templates.get(model.model_template_id or ""):
            version = model.model_template_version
            links.template_link(template.workspace, template.name, version).open()


def _configure(sort: str) -> dict[str, Any]:
    """Describe the columns; an arrow marks the sort column."""
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
    """Return the names of the selected models, on any page and under any filter."""
    names: list[str] = st.session_state.setdefault(f"selected|{workspace}", [])
    return names


def _redraw() -> None:
    """Give the table a new key, so that it shows the stored selection."""
    st.session_state["table-turn"] = st.session_state.get("table-turn", 0) + 1


def _take_selection() -> None:
    """Store the selected rows; selecting a column sorts by it."""
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
