"""One revision of a model: its head and its tabs."""

from collections.abc import Callable
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
    links,
    model_actions,
    model_parameters,
    url_state,
)
from registry.ui.attributes import list_detail_attributes
from registry.ui.comparison import template_of
from registry.ui.history import History, history_of_model
from registry.ui.launch_preview import draw_launch_preview
from registry.ui.records import adapters, deployments, filesets, groups, page
from registry.ui.text import (
    REVIEW_BADGES,
    TYPE_ICONS,
    draw_empty_state,
    draw_review_badge,
    format_age,
    format_model_type,
    format_utc,
)
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
        model: the revision that the URL names, as stored.
        masked: the same with secrets masked.
        newest: the latest revision.
        template: the version that it uses; None if it has none or it was deleted.
    """

    model: Model
    masked: Model
    newest: Model
    template: Template | None

    def history(self, services: Services) -> History:
        """Return the model's history."""
        return history_of_model(services, self.newest, self.model.revision)


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
    """Draw the names, the badges and the actions."""
    model = view.model
    url_state.draw_back_link(
        "Models",
        links.page_link(links.MODELS, model.workspace),
        visit=model.id,
        forget=_KEYS,
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.title(escape_markdown(model.display_name or model.name), anchor=False, width="stretch")
        if view.model.revision == view.newest.revision:
            model_actions.draw(services, model)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.code(model.name, language=None, width="content")
        st.badge(
            format_model_type(model.model_type), icon=TYPE_ICONS[model.model_type], color="blue"
        )
        draw_review_badge(model.review.state)
        _draw_template(view)
        groups.draw_link_of(services, model)
        filesets.draw_link_of(services, model)
    st.caption(
        f"Revision {model.revision} by {escape_markdown(model.updated_by)}, {format_age(model.updated_at)} "
        f"({format_utc(model.updated_at)})"
    )
    _draw_review(model)
    view.history(services).draw_banner()


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


def draw_tabs(services: Services, view: ModelView) -> None:
    """Draw the tabs; only the open one is drawn, and its name is in the URL."""
    with url_state.draw_tabs([*_TABS]) as tab:
        _TABS[tab](services, view)


def _run(services: Services, view: ModelView) -> None:
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


def _spec(_: Services, view: ModelView) -> None:
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


def _json(_: Services, view: ModelView) -> None:
    st.caption("Secrets are masked.")
    page.draw_json(view.masked.to_json(), view.model.name)


_TABS: Final[dict[str, Callable[[Services, ModelView], None]]] = {
    "Overview": lambda _, view: attributes_view.draw_overview(view.masked),
    "Parameters": lambda _, view: model_parameters.draw(view.masked, view.template),
    "Run": _run,
    "Specification": _spec,
    "Adapters": lambda _, view: adapters.draw_of_model(view.newest),
    "Deployments": lambda services, view: deployments.draw_of_model(services, view.newest),
    "History": lambda services, view: view.history(services).draw(),
    "JSON": _json,
    "Code": lambda services, view: code_view.draw_model(
        view.newest, template_of(services, view.newest)
    ),
}
