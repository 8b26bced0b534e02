"""One template: what it is, its form to try, its versions, and what was made from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from registry.domain.template import Template
from registry.errors import NotFound
from registry.services import Services
from registry.services.listing import ModelFilter
from registry.ui import (
    entity_code,
    links,
    parameter_table,
    schema_editor,
    template_deletion,
    template_overview,
    template_summary,
    text,
    versions,
)
from registry.ui.sources import sources_of
from registry.ui.url_choice import choose_number
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.ui import escape_markdown

MODELS_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class TemplateView:
    """What the page shows.

    Attributes:
        services: the use cases.
        template: the version that the URL asks for.
        newest: the newest version.
    """

    services: Services
    template: Template
    newest: Template

    @property
    def version(self) -> int | None:
        """The version for links: None when it is the newest anyway."""
        return None if self.template.version == self.newest.version else self.template.version


def find(services: Services, workspace: str, name: str, version: str | None) -> TemplateView:
    """Return what the URL asks for.

    Raises:
        NotFound: there is no such template or version.
    """
    newest = services.templates.find(workspace, name)
    if version is None:
        return TemplateView(services, newest, newest)
    number = links.read_number(version)
    if number is None:
        raise NotFound("version", version, f"the newest is {newest.version}")
    return TemplateView(services, services.templates.get(newest.id, number), newest)


def draw(view: TemplateView) -> None:
    """Draw the page: the head, and the tab that is open."""
    _draw_head(view)
    if view.version is not None:
        _draw_old_version(view)
    tabs = st.tabs(list(TABS), key="tab", bind="query-params")
    for tab, draw_tab in zip(tabs, TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw_tab(view)


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
        if st.button("Delete", icon=":material/delete:"):
            template_deletion.confirm(view.services, view.newest)


def _choose_version(view: TemplateView) -> None:
    newest = view.newest.version
    if newest == 1:
        st.caption("Version 1", width="content")
        return
    choose_number(
        "Version",
        "version",
        range(newest, 0, -1),
        newest,
        words=lambda number: f"Version {number}" + (" (latest)" if number == newest else ""),
        label_visibility="collapsed",
    )


def _draw_old_version(view: TemplateView) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.warning(
            f"You are viewing version {view.template.version} of {view.newest.version}. Edit and "
            "Clone use the latest version.",
            icon=":material/history:",
        )
        st.button(
            f"Go to version {view.newest.version}",
            icon=":material/arrow_forward:",
            on_click=versions.open_version,
            args=(view.newest.version, view.newest),
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


def _draw_versions(view: TemplateView) -> None:
    versions.draw(view.services, view.template, view.newest)


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
        label, icon, color = text.REVIEW_BADGES[model.review.state]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            links.model_link(model.workspace, model.name).draw(
                escape_markdown(model.name), icon=":material/package_2:"
            )
            st.caption(f"from version {model.model_template_version}", width="content")
            st.badge(label, icon=icon, color=color)  # type: ignore[arg-type]
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
    text = write_json(body.to_json(), indent=2)
    st.download_button(
        "Download",
        data=text,
        file_name=f"{template.name}.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    st.code(text, language="json", height=640)


TABS: Final[dict[str, Callable[[TemplateView], None]]] = {
    "Overview": lambda view: template_overview.draw(view.template),
    "Try the form": _draw_form,
    "Parameters": _draw_parameters,
    "Versions": _draw_versions,
    "Models": _draw_models,
    "JSON": _draw_json,
    "Code": lambda view: entity_code.draw_template(view.services, view.newest),
}
"""The tabs; only the one that is open is drawn."""
