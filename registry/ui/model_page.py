"""One model: what it is, as it is now or as it was."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from registry.domain.model import Model
from registry.domain.template import Template
from registry.errors import NotFound
from registry.services import Services
from registry.ui import (
    attributes_view,
    code_view,
    entity_code,
    history,
    links,
    model_actions,
    model_parameters,
)
from registry.ui.attributes import list_detail_attributes
from registry.ui.comparison import template_of
from registry.ui.launch_preview import draw_launch_preview
from registry.ui.records import adapters, deployments, filesets, groups, page
from registry.ui.text import (
    REVIEW_BADGES,
    TYPE_ICONS,
    draw_empty_state,
    format_age,
    format_model_type,
    format_utc,
)
from registry.ui.url_state import draw_back_link
from streamlit_jsonschema_form.ui import escape_markdown

_KEYS: Final = (
    "tab",
    "show",
    "before",
    "after",
    "revisions",
    "adapters",
    "deployments",
    *code_view.KEYS,
)


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model on its page.

    Attributes:
        model: the revision that the URL names, as it is kept.
        masked: what is shown of it.
        newest: the same model as it is now.
        template: the version that it was made from, where there is one.
    """

    model: Model
    masked: Model
    newest: Model
    template: Template | None

    @property
    def is_old(self) -> bool:
        """Tell whether the model was changed after this revision."""
        return self.model.revision != self.newest.revision


def open_model(services: Services, workspace: str, name: str, revision: str | None) -> ModelView:
    """Return the model that a URL names. Raises NotFound."""
    newest = services.models.find(workspace, name)
    model = newest
    if revision is not None:
        number = links.read_number(revision)
        if number is None:
            raise NotFound("revision", revision, "a revision is a number such as 1")
        model = services.models.get(newest.id, number)
    return ModelView(model, services.models.mask(model), newest, template_of(services, model))


def draw_head(services: Services, view: ModelView) -> None:
    """Draw the names, the signs and the actions."""
    model = view.model
    draw_back_link(
        "Models",
        links.page_link(links.MODELS, model.workspace),
        visit=model.id,
        forget=_KEYS,
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.title(escape_markdown(model.display_name or model.name), anchor=False, width="stretch")
        if not view.is_old:
            model_actions.draw(services, model)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.code(model.name, language=None, width="content")
        st.badge(
            format_model_type(model.model_type), icon=TYPE_ICONS[model.model_type], color="blue"
        )
        label, icon, color = REVIEW_BADGES[model.review.state]
        st.badge(label, icon=icon, color=color)  # type: ignore[arg-type]
        _draw_template(view)
        groups.draw_link_of(services, model)
        filesets.draw_link_of(services, model)
    st.caption(
        f"Revision {model.revision} by {escape_markdown(model.updated_by)}, {format_age(model.updated_at)} "
        f"({format_utc(model.updated_at)})"
    )
    _draw_review(model)


def _draw_template(view: ModelView) -> None:
    template, model = view.template, view.model
    if template:
        links.template_link(template.workspace, template.name, template.version).draw(
            f"{escape_markdown(template.name)} v{template.version}",
            icon=":material/design_services:",
        )
    elif model.model_template_id:
        gone = f"Template {model.model_template_id} was deleted"
        st.badge(escape_markdown(gone), icon=":material/link_off:", color="orange")


def _draw_review(model: Model) -> None:
    review = model.review
    if review.by is None or review.at is None:
        return
    label, icon, _ = REVIEW_BADGES[review.state]
    note = f": {escape_markdown(review.note)}" if review.note else ""
    st.markdown(f"{icon} {label} by **{escape_markdown(review.by)}** {format_age(review.at)}{note}")


def draw_banner(services: Services, view: ModelView) -> None:
    """Say that this is an old revision, and lead to the newest or back to this one."""
    if not view.is_old:
        return
    model, newest = view.model, view.newest
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":material/history: **You are viewing revision {model.revision}** of "
            f"{newest.revision}, created {format_age(model.updated_at)}.",
            width="stretch",
        )
        st.button(
            "View the latest",
            icon=":material/update:",
            key="show-newest",
            on_click=history.open_revision,
            args=(None,),
        )
        if st.button("Restore this revision", icon=":material/restore:", key="restore-shown"):
            history.confirm_restoring(services, newest, model.revision)


def draw_tabs(services: Services, view: ModelView) -> None:
    """Draw the tabs; only the open one is worked out, and its name is in the URL."""
    tabs = st.tabs(list(_TABS), key="tab", bind="query-params")
    for tab, draw in zip(tabs, _TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw(services, view)


def _overview(_services: Services, view: ModelView) -> None:
    attributes_view.draw_overview(view.masked)


def _parameters(_services: Services, view: ModelView) -> None:
    model_parameters.draw(view.masked, view.template)


def _result(services: Services, view: ModelView) -> None:
    if view.template is None:
        draw_empty_state(
            "Nothing to run",
            "Only models created from a template have a container image to run.",
            ":material/terminal:",
        )
        return
    model = view.model
    draw_launch_preview(
        view.template,
        model.model_creation_parameters,
        schema=services.schemas.of(view.template),
        name=model.name,
        workspace=model.workspace,
        key=f"result|{model.id}|{model.revision}",
    )


def _spec(_services: Services, view: ModelView) -> None:
    attributes = [
        attribute
        for attribute in list_detail_attributes(view.masked)
        if attribute.node.path[0] == "spec"
    ]
    if attributes:
        attributes_view.draw_spec(attributes, view.model)
        return
    model = view.newest
    draw_empty_state(
        "No specification yet",
        "A specification describes the size and architecture of the checkpoint: layers, heads, "
        "context, experts.",
        ":material/straighten:",
        (
            "Add a specification",
            ":material/edit:",
            links.register_link(model.workspace, edit=model.name),
        ),
    )


def _history(services: Services, view: ModelView) -> None:
    history.draw(services, view.newest, view.model.revision)


def _json(_services: Services, view: ModelView) -> None:
    st.caption("Secrets are masked.")
    page.draw_json(view.masked, view.model.name)


def _code(services: Services, view: ModelView) -> None:
    entity_code.draw_model(view.newest, template_of(services, view.newest))


def _adapters(_services: Services, view: ModelView) -> None:
    adapters.draw_of(view.newest)


def _deployments(services: Services, view: ModelView) -> None:
    deployments.draw_of(services, view.newest)


_TABS: Final = {
    "Overview": _overview,
    "Parameters": _parameters,
    "Run": _result,
    "Specification": _spec,
    "Adapters": _adapters,
    "Deployments": _deployments,
    "History": _history,
    "JSON": _json,
    "Code": _code,
}
