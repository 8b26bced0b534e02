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
from registry.ui.model_filters import HEADINGS, Wanted, set_sort, settle_page
from registry.ui.text import REVIEW_SIGNS, count, type_words
from streamlit_jsonschema_form.ui import escape_markdown

ROWS: Final = 50
"""Models on a page."""

_OPEN: Final = {"name": "open-model", "template": "open-template"}


@dataclass(frozen=True, slots=True)
class Row:
    """A model and the version of the template that it was made from, where there is one."""

    model: Model
    template: Template | None

    @property
    def template_words(self) -> str | None:
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
            "model_type": type_words(model.model_type),
            "template": self.template_words,
            "base_model": model.base_model,
            "review": REVIEW_SIGNS[model.review.state][0],
            "updated_at": model.updated_at,
            "updated_by": model.updated_by,
        }


def find(services: Services, workspace: str, wanted: Wanted) -> Listing[Model]:
    """Return the page of models that is wanted; the first where that page does not exist."""

    def read(page: int) -> Listing[Model]:
        return services.models.list(
            workspace, wanted.where, sort=wanted.sort, limit=ROWS, offset=(page - 1) * ROWS
        )

    listing = read(wanted.page)
    beyond = wanted.page > 1 and not listing.items and not listing.damaged
    return read(1) if beyond else listing


def draw(services: Services, workspace: str, wanted: Wanted, listing: Listing[Model]) -> None:
    """Draw one page of models, with its total, its picks and the other pages."""
    for damaged in listing.damaged:
        st.warning(escape_markdown(str(damaged)), icon=":material/broken_image:")
    rows = _with_templates(services, listing.items)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        total = count(listing.total, "model", exactly=listing.exact)
        st.markdown(f"**{total}**", width="content")
        _draw_picks(workspace)
    _draw_rows(workspace, wanted, rows)
    _draw_pages(listing)


def _with_templates(services: Services, models: Sequence[Model]) -> list[Row]:
    known: dict[str | None, Template | None] = {None: None}
    for id in {model.model_template_id for model in models} - {None}:
        try:
            known[id] = services.templates.get(str(id))
        except NotFound:
            known[id] = None
    return [Row(model, known[model.model_template_id]) for model in models]


def _draw_rows(workspace: str, wanted: Wanted, rows: list[Row]) -> None:
    cells = [row.cells for row in rows]
    place = _Place(workspace, tuple(row.model.name for row in rows))
    st.dataframe(
        {column: [each[column] for each in cells] for column in HEADINGS},
        column_config=_configure(wanted.sort),
        key=place.key,
        on_select=_take_selection,
        selection_mode=["multi-row", "single-column"],
        selection_default={"selection": {"rows": place.picked_rows}},
        hide_index=True,
        height="content",
        placeholder="",
        alt=f"Models of workspace {workspace}",
    )
    st.session_state["table"] = place
    _follow(rows)


def _configure(sort: str) -> dict[str, Any]:
    """Describe the columns; the one that sorts says in which direction."""
    turned = {sort.removeprefix("-"): " ↓" if sort.startswith("-") else " ↑"}
    heads = {column: words + turned.get(column, "") for column, words in HEADINGS.items()}
    config = st.column_config
    return {
        **heads,
        "name": config.ButtonColumn(
            heads["name"], type="tertiary", alignment="left", key=_OPEN["name"], pinned=True
        ),
        "template": config.ButtonColumn(
            heads["template"], type="tertiary", alignment="left", key=_OPEN["template"]
        ),
        "updated_at": config.DatetimeColumn(heads["updated_at"], format="distance"),
    }


def _follow(rows: list[Row]) -> None:
    """Go where a click in the table asks to go."""
    if (click := st.session_state.get(_OPEN["name"])) is not None:
        model = rows[click.row].model
        links.model_link(model.workspace, model.name).open()
    if (click := st.session_state.get(_OPEN["template"])) is not None:
        row = rows[click.row]
        if row.template:
            version = row.model.model_template_version
            links.template_link(row.template.workspace, row.template.name, version).open()


@dataclass(frozen=True, slots=True)
class _Place:
    """The table as it was drawn last.

    Its key changes with its rows: a selection names rows by their position.
    """

    workspace: str
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        turn = st.session_state.get("table-turn", 0)
        return f"models|{self.workspace}|{hash(self.names)}|{turn}"

    @property
    def picked_rows(self) -> list[int]:
        picked = _picked(self.workspace)
        return [at for at, name in enumerate(self.names) if name in picked]


def _picked(workspace: str) -> list[str]:
    """Return the names that are picked: on any page, under any filter."""
    kept: list[str] = st.session_state.setdefault(f"picked|{workspace}", [])
    return kept


def _redraw() -> None:
    """Give the table a new key, so that it shows what is picked and not what it remembers."""
    st.session_state["table-turn"] = st.session_state.get("table-turn", 0) + 1


def _take_selection() -> None:
    """Keep what is picked in the table; a picked column asks to be sorted by."""
    place: _Place = st.session_state["table"]
    selection = st.session_state[place.key].selection
    here = {place.names[at] for at in selection.rows}
    picked = _picked(place.workspace)
    picked[:] = [name for name in picked if name not in place.names or name in here]
    picked.extend(name for name in place.names if name in here and name not in picked)
    if selection.columns:
        set_sort(selection.columns[0])
        _redraw()


def _draw_picks(workspace: str) -> None:
    picked = _picked(workspace)
    if not picked:
        st.caption("Click a name to open it. Tick two or more to compare them.")
        return
    many = len(picked) > MAX_MODELS
    if st.button(
        f"Compare {len(picked)} models" if len(picked) > 1 else "Tick one more to compare",
        key="compare",
        type="primary",
        icon=":material/compare_arrows:",
        disabled=len(picked) < 2 or many,
        help=f"At most {MAX_MODELS} fit side by side." if many else None,
    ):
        links.compare_link(workspace, picked).open()
    st.button(
        "Clear", key="clear-picks", icon=":material/close:", on_click=_clear, args=(workspace,)
    )
    st.caption(escape_markdown(", ".join(picked)), width="stretch")


def _clear(workspace: str) -> None:
    _picked(workspace).clear()
    _redraw()


def _draw_pages(listing: Listing[Model]) -> None:
    pages = max(1, -(-listing.total // ROWS))
    settle_page(pages)
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            st.pagination(pages, key="page", bind="query-params")
    if not listing.exact:
        st.caption(f"Pages reach the first {listing.total:,}; search or filter to find the others.")
