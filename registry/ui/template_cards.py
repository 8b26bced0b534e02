"""The templates of a workspace as cards, searched, filtered and sorted by the URL."""

from typing import Final

import streamlit as st

from registry.domain.template import ModelType, Template
from registry.launch.plan import image_of
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
_TYPE: Final = "type"


def draw(services: Services, workspace: str) -> None:
    """Draw the controls and the page of cards that the URL names."""
    everything = services.templates.count(workspace)
    if not everything:
        _draw_no_templates(workspace)
        return
    where, sort = _draw_controls(services, workspace)
    total = services.templates.list(workspace, where, limit=0)
    if not total.total:
        _draw_no_match()
        return
    cards = st.container()
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.caption(text.pluralize(total.total, "template", exactly=total.exact), width="content")
        offset = text.draw_pages(total.total, "page", PAGE_SIZE)
    listing = services.templates.list(workspace, where, sort=sort, limit=PAGE_SIZE, offset=offset)
    with cards:
        _draw_cards(services, workspace, listing)


def _draw_controls(services: Services, workspace: str) -> tuple[TemplateFilter, str]:
    search, sort = text.draw_search("Name, description or image…", SORTS)
    counts = services.templates.count(workspace, TemplateFilter(search))
    types = _draw_types(counts)
    return TemplateFilter(search, types), sort


def _draw_types(counts: dict[ModelType, int]) -> list[ModelType]:
    """Draw the types as pills; the URL holds their names, for the pills' words change with counts."""
    known = {kind.value.lower(): kind for kind in ModelType}
    chosen = [known[text] for text in st.query_params.get_all(_TYPE) if text in known]
    offered = [kind for kind in ModelType if kind in counts or kind in chosen]
    key = "template types"
    st.session_state[key] = chosen

    def choose() -> None:
        st.query_params[_TYPE] = [kind.value.lower() for kind in st.session_state[key]]
        text.open_first_page()

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
        f":material/album: {escape_markdown(image_of(template.vendor_configuration.bundle_config))}  \n"
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
    """Draw how many models of the workspace use a template, as a link to them."""
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
    st.session_state["q"] = ""
    st.query_params.pop(_TYPE, None)
