"""The templates of a workspace as cards, searched, filtered and sorted by the URL."""

from typing import Final

import streamlit as st

from registry.domain.template import ModelType, Template
from registry.services import Services
from registry.services.listing import Listing, ModelFilter, TemplateFilter
from registry.ui import links, template_summary, text
from streamlit_jsonschema_form.ui import escape_markdown

PAGE_SIZE: Final = 12
MAX_LENGTH: Final = 180
SORTS: Final = {
    "Name": "name",
    "Newest": "-created_at",
    "Last changed": "-updated_at",
    "Model type": "model_type",
}
_SEARCH, _TYPE, _SORT, _PAGE = "q", "type", "sort", "page"


def draw(services: Services, workspace: str) -> None:
    """Draw the controls and the page of cards that the URL asks for."""
    everything = services.templates.count(workspace)
    if not everything:
        _draw_no_templates(workspace)
        return
    where, sort = _draw_controls(services, workspace)
    total = services.templates.list(workspace, where, limit=0)
    if not total.total:
        _draw_no_match()
        return
    pages = -(-total.total // PAGE_SIZE)
    cards = st.container()
    page = _draw_footer(total, pages)
    listing = services.templates.list(
        workspace, where, sort=sort, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
    )
    with cards:
        _draw_cards(services, workspace, listing)


def _draw_footer(total: Listing[Template], pages: int) -> int:
    """Draw how many there are, and return which page is asked for."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.caption(text.pluralize(total.total, "template", exactly=total.exact), width="content")
        return st.pagination(pages, key=_PAGE, bind="query-params") if pages > 1 else 1


def _draw_controls(services: Services, workspace: str) -> tuple[TemplateFilter, str]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        search = st.text_input(
            "Search templates",
            key=_SEARCH,
            type="search",
            placeholder="Name, description or image…",
            label_visibility="collapsed",
            live=True,
            bind="query-params",
            on_change=_first_page,
        )
        sort = st.selectbox(
            "Sort by",
            list(SORTS),
            key=_SORT,
            bind="query-params",
            label_visibility="collapsed",
            width=180,
            on_change=_first_page,
        )
    counts = services.templates.count(workspace, TemplateFilter(search or ""))
    types = _draw_types(counts)
    return TemplateFilter(search or "", types), SORTS[sort]


def _first_page() -> None:
    if _PAGE in st.session_state:
        st.session_state[_PAGE] = 1


def _draw_types(counts: dict[ModelType, int]) -> list[ModelType]:
    """Draw the types as pills; the URL holds their names, for the pills' words change with counts."""
    known = {kind.value.lower(): kind for kind in ModelType}
    chosen = [known[text] for text in st.query_params.get_all(_TYPE) if text in known]
    offered = [kind for kind in ModelType if kind in counts or kind in chosen]
    key = "template types"
    st.session_state[key] = chosen

    def choose() -> None:
        st.query_params[_TYPE] = [kind.value.lower() for kind in st.session_state[key]]
        _first_page()

    st.pills(
        "Model type",
        offered,
        selection_mode="multi",
        format_func=lambda kind: (
            f"{text.TYPE_ICONS[kind]} {text.format_model_type(kind)} · {counts.get(kind, 0)}"
        ),
        key=key,
        on_change=choose,
        label_visibility="collapsed",
    )
    return chosen


def _draw_cards(services: Services, workspace: str, listing: Listing[Template]) -> None:
    for damaged in listing.damaged:
        st.error(escape_markdown(str(damaged)), icon=":material/broken_image:")
    grid = st.grid(columns=3, min_column_width=310)
    for template in listing.items:
        with grid.container(border=True, height="stretch", key=f"card-{template.id}"):
            _draw_card(services, workspace, template)


def _draw_card(services: Services, workspace: str, template: Template) -> None:
    title = escape_markdown(template.display_name or template.name)
    subtitle = f"{escape_markdown(template.name)} · version {template.version}"
    st.markdown(f"**{title}**  \n:gray[:small[{subtitle}]]")
    with st.container(horizontal=True, gap="xsmall"):
        template_summary.draw_badges(template)
    if template.description:
        st.markdown(_truncate(template.description))
    st.caption(
        f":material/album: {escape_markdown(template_summary.image(template))}  \n"
        f":material/memory: {template_summary.shape(template)}  \n"
        f":material/tune: {text.pluralize(template_summary.count_parameters(template), 'parameter')}"
    )
    st.space("stretch")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        links.register_link(workspace, template=template.name).draw(
            "Register a model", icon=links.REGISTER.icon
        )
        links.template_link(workspace, template.name).draw("Open", icon=links.TEMPLATE.icon)
        draw_model_link(services, workspace, template)


def draw_model_link(services: Services, workspace: str, template: Template) -> None:
    """Say how many models of the workspace are made from a template, and lead to them."""
    users = services.models.list(workspace, ModelFilter(templates=(template.id,)), limit=0)
    if users.total:
        label = text.pluralize(users.total, "model", exactly=users.exact)
        links.models_link(workspace, template=template.name).draw(label, icon=links.MODELS.icon)
    else:
        st.caption("No models yet", width="content")


def _truncate(text: str) -> str:
    """Return the beginning of a text, cut between words."""
    flat = " ".join(text.split())
    if len(flat) > MAX_LENGTH:
        flat = flat[:MAX_LENGTH].rsplit(" ", 1)[0] + "…"
    return escape_markdown(flat)


def _draw_no_templates(workspace: str) -> None:
    text.draw_empty_state(
        "No templates yet",
        "A template defines a container image, its endpoint and the parameters that people can "
        "set.",
        links.TEMPLATES.icon,
        ("New template", links.NEW_TEMPLATE.icon, links.new_template_link(workspace)),
    )


def _draw_no_match() -> None:
    text.draw_empty_state(
        "No templates found", "Try another search or model type.", ":material/search_off:"
    )
    st.button("Clear search and filters", icon=":material/close:", on_click=_clear)


def _clear() -> None:
    st.session_state[_SEARCH] = ""
    st.query_params.pop(_TYPE, None)
