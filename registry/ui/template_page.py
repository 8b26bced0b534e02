"""One version of a template: its head and its tabs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import NotFound
from registry.services import Services
from registry.services.listing import Listing, ModelFilter
from registry.ui import (
    code_view,
    deletion,
    links,
    parameter_table,
    schema_editor,
    session,
    template_overview,
    template_summary,
    text,
    url_state,
)
from registry.ui.history import History, history_of_template
from registry.ui.records.page import draw_json
from registry.ui.sources import sources_of
from streamlit_jsonschema_form.ui import escape_markdown

MODELS_AT_ONCE: Final = 20
_MAX_USERS: Final = 5


@dataclass(frozen=True, slots=True)
class TemplateView:
    """What the page shows.

    Attributes:
        services: the use cases.
        template: the version that the URL names.
        newest: the latest version.
    """

    services: Services
    template: Template
    newest: Template

    @property
    def history(self) -> History:
        """The template's history."""
        return history_of_template(self.services, self.newest, self.template.version)

    @property
    def version(self) -> int | None:
        """The version for links: None for the latest."""
        return None if self.template.version == self.newest.version else self.template.version


def find(services: Services, workspace: str, name: str, version: str | None) -> TemplateView:
    """Return the template that the URL names.

    Raises:
        NotFound: there is no such template or version.
    """
    newest = services.templates.find(workspace, name)
    if version is None:
        return TemplateView(services, newest, newest)
    number = links.read_number(version)
    if number is None:
        raise NotFound("version", version, f"the latest is {newest.version}")
    return TemplateView(services, services.templates.get(newest.id, number), newest)


def draw(view: TemplateView) -> None:
    """Draw the page: the head, and the tab that is open."""
    _draw_head(view)
    view.history.draw_banner("Edit and Clone use the latest version.")
    with url_state.draw_tabs([*TABS]) as tab:
        TABS[tab](view)


def _draw_head(view: TemplateView) -> None:
    template = view.template
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.title(
            escape_markdown(template.display_name or template.name), anchor=False, width="stretch"
        )
        _draw_actions(view)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        template_summary.draw_badges(template)
        st.caption(f"`{template.name}`", width="content")
        _choose_version(view)
    if template.description:
        st.markdown(escape_markdown(template.description))


def _draw_actions(view: TemplateView) -> None:
    template = view.template
    workspace, name = template.workspace, view.newest.name
    with st.container(horizontal=True, width="content", gap="small"):
        if st.button("Register a model", type="primary", icon=links.REGISTER.icon):
            links.register_link(workspace, template=name, version=view.version).open()
        if st.button("Edit", icon=":material/edit:"):
            links.new_template_link(workspace, edit=name).open()
        if st.button("Clone", icon=":material/content_copy:"):
            links.new_template_link(workspace, source=name).open()
        if st.button("Delete", icon=":material/delete:", key="delete"):
            _delete(view)


def _delete(view: TemplateView) -> None:
    template, services = view.newest, view.services
    where = ModelFilter(templates=(template.id,))
    users = services.models.list(None, where, limit=_MAX_USERS)
    if users.total:
        _draw_users(template, users)
        return
    deletion.confirm(
        "template",
        template.name,
        f"This deletes **{escape_markdown(template.name)}** with "
        f"{text.pluralize(template.version, 'version')}. You cannot undo this here. No model uses "
        "it.",
        lambda: services.templates.delete(template.id, actor=session.actor()),
        links.page_link(links.TEMPLATES, template.workspace),
    )


@st.dialog("Delete this template?", icon=":material/delete:")
def _draw_users(template: Template, users: Listing[Model]) -> None:
    total = text.pluralize(users.total, "model", exactly=users.exact)
    st.warning(
        f"It is used by {total}. Delete them first, or register them from another template.",
        icon=":material/link:",
        title="This template is in use",
    )
    for model in users.items:
        links.model_link(model.workspace, model.name).draw(
            escape_markdown(model.name), icon=links.MODEL.icon
        )
    links.models_link(template.workspace, template=template.name).draw(
        "View these models", icon=links.MODELS.icon
    )


def _choose_version(view: TemplateView) -> None:
    newest = view.newest.version
    if newest == 1:
        st.caption("Version 1", width="content")
        return
    st.session_state["version-choice"] = view.template.version
    st.selectbox(
        "Version",
        range(newest, 0, -1),
        format_func=lambda number: f"Version {number}" + (" (latest)" if number == newest else ""),
        key="version-choice",
        on_change=lambda: view.history.open(st.session_state["version-choice"]),
        label_visibility="collapsed",
        width=190,
    )


def _draw_form(view: TemplateView) -> None:
    template = view.template
    kinds = {"Creation parameters": template.model_creation_parameters_schema}
    if template.model_request_parameters_schema is not None:
        kinds["Request parameters"] = template.model_request_parameters_schema
    chosen = "Creation parameters"
    if len(kinds) > 1:
        chosen = st.segmented_control(
            "Form", list(kinds), default=chosen, required=True, label_visibility="collapsed"
        )
    st.caption("Try the form. Nothing is saved.")
    if kinds[chosen] is None:
        st.caption("No schema, so any parameters are accepted.")
    key = f"try {template.id} {template.version} {chosen}"
    sources = sources_of(view.services, template.workspace)
    schema_editor.draw_form_preview(kinds[chosen], key=key, sources=sources)


def _draw_parameters(view: TemplateView) -> None:
    template = view.template
    for title, schema, injected in (
        ("Creation parameters", template.model_creation_parameters_schema, True),
        ("Request parameters", template.model_request_parameters_schema, False),
    ):
        st.subheader(title, anchor=False)
        if schema is None:
            st.caption("No schema, so any parameters are accepted.")
        else:
            parameter_table.draw(schema, injected=injected, alt=f"{title} of {template.name}")


def _draw_models(view: TemplateView) -> None:
    template, services = view.template, view.services
    where = ModelFilter(templates=(template.id,))
    found = services.models.list(template.workspace, where, limit=MODELS_AT_ONCE)
    if not found.total:
        text.draw_empty_state(
            "No models yet",
            "No model in this workspace uses this template.",
            links.MODELS.icon,
            (
                "Register a model",
                links.REGISTER.icon,
                links.register_link(template.workspace, template=view.newest.name),
            ),
        )
        return
    links.models_link(template.workspace, template=view.newest.name).draw(
        f"View {text.pluralize(found.total, 'model', exactly=found.exact)}",
        icon=links.MODELS.icon,
    )
    for model in found.items:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            links.model_link(model.workspace, model.name).draw(
                escape_markdown(model.name), icon=":material/package_2:"
            )
            st.caption(f"from version {model.model_template_version}", width="content")
            text.draw_review_badge(model.review.state)
            text.draw_time(model.updated_at)


def _draw_json(view: TemplateView) -> None:
    template = view.template
    given = st.segmented_control(
        "What",
        ("Full record", "Request body"),
        default="Full record",
        required=True,
        label_visibility="collapsed",
    )
    body = template if given == "Full record" else template.to_input()
    draw_json(body.to_json(), template.name)


TABS: Final[dict[str, Callable[[TemplateView], None]]] = {
    "Overview": lambda view: template_overview.draw(view.template),
    "Try the form": _draw_form,
    "Parameters": _draw_parameters,
    "Versions": lambda view: view.history.draw(),
    "Models": _draw_models,
    "JSON": _draw_json,
    "Code": lambda view: code_view.draw_template(view.services, view.newest),
}
"""The tabs; only the one that is open is drawn."""
