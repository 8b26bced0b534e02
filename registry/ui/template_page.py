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
    template_facts,
    template_overview,
    text,
    versions,
)
from registry.ui.sources import sources_of
from registry.ui.url_choice import choose_number
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.ui import escape_markdown

MODELS_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class Shown:
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


def find(services: Services, workspace: str, name: str, version: str | None) -> Shown:
    """Return what the URL asks for.

    Raises:
        NotFound: there is no such template or version.
    """
    newest = services.templates.find(workspace, name)
    if version is None:
        return Shown(services, newest, newest)
    number = links.read_number(version)
    if number is None:
        raise NotFound("version", version, f"the newest is {newest.version}")
    return Shown(services, services.templates.get(newest.id, number), newest)


def draw(shown: Shown) -> None:
    """Draw the page: the head, and the tab that is open."""
    _draw_head(shown)
    if shown.version is not None:
        _draw_old(shown)
    tabs = st.tabs(list(TABS), key="tab", bind="query-params")
    for tab, draw_tab in zip(tabs, TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw_tab(shown)


def _draw_head(shown: Shown) -> None:
    template = shown.template
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.title(
            escape_markdown(template.display_name or template.name), anchor=False, width="stretch"
        )
        _draw_actions(shown)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        template_facts.draw_badges(template)
        st.caption(f"`{template.name}`", width="content")
        _choose_version(shown)
    if template.description:
        st.markdown(escape_markdown(template.description))


def _draw_actions(shown: Shown) -> None:
    template = shown.template
    workspace, name = template.workspace, shown.newest.name
    with st.container(horizontal=True, width="content", gap="small"):
        if st.button("Register a model", type="primary", icon=links.REGISTER.icon):
            links.register_link(workspace, template=name, version=shown.version).open()
        if st.button("Edit", icon=":material/edit:"):
            links.new_template_link(workspace, edit=name).open()
        if st.button("Clone", icon=":material/content_copy:"):
            links.new_template_link(workspace, source=name).open()
        if st.button("Delete", icon=":material/delete:"):
            template_deletion.confirm(shown.services, shown.newest)


def _choose_version(shown: Shown) -> None:
    newest = shown.newest.version
    if newest == 1:
        st.caption("Version 1", width="content")
        return
    choose_number(
        "Version",
        "version",
        range(newest, 0, -1),
        newest,
        words=lambda number: f"Version {number}" + (" (newest)" if number == newest else ""),
        label_visibility="collapsed",
    )


def _draw_old(shown: Shown) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.warning(
            f"You look at version {shown.template.version}; the newest is {shown.newest.version}. "
            "Editing and cloning begin from the newest.",
            icon=":material/history:",
        )
        st.button(
            f"Go to version {shown.newest.version}",
            icon=":material/arrow_forward:",
            on_click=versions.look_at,
            args=(shown.newest.version, shown.newest),
        )


def _draw_trial(shown: Shown) -> None:
    template = shown.template
    kinds = {"Creation parameters": template.model_creation_parameters_schema}
    if template.model_request_parameters_schema is not None:
        kinds["Request parameters"] = template.model_request_parameters_schema
    chosen = "Creation parameters"
    if len(kinds) > 1:
        chosen = st.segmented_control(
            "Form", list(kinds), default=chosen, required=True, label_visibility="collapsed"
        )
    st.caption("Try what you like: nothing is saved here.")
    if kinds[chosen] is None:
        st.caption("This template has no schema for them: anything may be given.")
    key = f"try {template.id} {template.version} {chosen}"
    sources = sources_of(shown.services, template.workspace)
    schema_editor.draw_trial(kinds[chosen], key=key, sources=sources)


def _draw_parameters(shown: Shown) -> None:
    template = shown.template
    for title, schema, injected in (
        ("Creation parameters", template.model_creation_parameters_schema, True),
        ("Request parameters", template.model_request_parameters_schema, False),
    ):
        st.subheader(title, anchor=False)
        if schema is None:
            st.caption("No schema: anything may be given.")
        else:
            parameter_table.draw(schema, injected=injected, alt=f"{title} of {template.name}")


def _draw_versions(shown: Shown) -> None:
    versions.draw(shown.services, shown.template, shown.newest)


def _draw_models(shown: Shown) -> None:
    template, services = shown.template, shown.services
    where = ModelFilter(templates=(template.id,))
    found = services.models.list(template.workspace, where, limit=MODELS_AT_ONCE)
    if not found.total:
        text.show_empty(
            "No models yet",
            "Nothing in this workspace was made from this template.",
            links.MODELS.icon,
            (
                "Register a model",
                links.REGISTER.icon,
                links.register_link(template.workspace, template=shown.newest.name),
            ),
        )
        return
    links.models_link(template.workspace, template=shown.newest.name).draw(
        f"See {text.count(found.total, 'model', exactly=found.exact)} among the models",
        icon=links.MODELS.icon,
    )
    for model in found.items:
        said, icon, color = text.REVIEW_SIGNS[model.review.state]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            links.model_link(model.workspace, model.name).draw(
                escape_markdown(model.name), icon=":material/package_2:"
            )
            st.caption(f"from version {model.model_template_version}", width="content")
            st.badge(said, icon=icon, color=color)  # type: ignore[arg-type]
            text.show_moment(model.updated_at)


def _draw_json(shown: Shown) -> None:
    template = shown.template
    given = st.segmented_control(
        "What",
        ("As it is kept", "To create it elsewhere"),
        default="As it is kept",
        required=True,
        label_visibility="collapsed",
    )
    body = template if given == "As it is kept" else template.to_input()
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


TABS: Final[dict[str, Callable[[Shown], None]]] = {
    "Overview": lambda shown: template_overview.draw(shown.template),
    "Try the form": _draw_trial,
    "Parameters": _draw_parameters,
    "Versions": _draw_versions,
    "Models": _draw_models,
    "JSON": _draw_json,
    "Code": lambda shown: entity_code.draw_template(shown.services, shown.newest),
}
"""The tabs; only the one that is open is drawn."""
