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
    parameters,
)
from registry.ui.attributes import details_facts
from registry.ui.comparison import template_of
from registry.ui.launch_preview import draw_result
from registry.ui.records import adapters, deployments, filesets, groups, page
from registry.ui.text import REVIEW_SIGNS, TYPE_ICONS, ago, exact, show_empty, type_words
from registry.ui.url_state import draw_way_back
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
class Shown:
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


def open_model(services: Services, workspace: str, name: str, revision: str | None) -> Shown:
    """Return the model that a URL names. Raises NotFound."""
    newest = services.models.find(workspace, name)
    model = newest
    if revision is not None:
        number = links.read_number(revision)
        if number is None:
            raise NotFound("revision", revision, "a revision is a number such as 1")
        model = services.models.get(newest.id, number)
    return Shown(model, services.models.mask(model), newest, template_of(services, model))


def draw_head(services: Services, shown: Shown) -> None:
    """Draw the names, the signs and the actions."""
    model = shown.model
    draw_way_back(
        "Models",
        links.page_link(links.MODELS, model.workspace),
        visit=model.id,
        forget=_KEYS,
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.title(escape_markdown(model.display_name or model.name), anchor=False, width="stretch")
        if not shown.is_old:
            model_actions.draw(services, model)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.code(model.name, language=None, width="content")
        st.badge(type_words(model.model_type), icon=TYPE_ICONS[model.model_type], color="blue")
        words, icon, color = REVIEW_SIGNS[model.review.state]
        st.badge(words, icon=icon, color=color)  # type: ignore[arg-type]
        _draw_template(shown)
        groups.draw_link_of(services, model)
        filesets.draw_link_of(services, model)
    st.caption(
        f"Revision {model.revision}, by {escape_markdown(model.updated_by)} {ago(model.updated_at)} "
        f"({exact(model.updated_at)})"
    )
    _draw_review(model)


def _draw_template(shown: Shown) -> None:
    template, model = shown.template, shown.model
    if template:
        links.template_link(template.workspace, template.name, template.version).draw(
            f"{escape_markdown(template.name)} v{template.version}",
            icon=":material/design_services:",
        )
    elif model.model_template_id:
        gone = f"Its template {model.model_template_id} is gone"
        st.badge(escape_markdown(gone), icon=":material/link_off:", color="orange")


def _draw_review(model: Model) -> None:
    review = model.review
    if review.by is None or review.at is None:
        return
    words, icon, _ = REVIEW_SIGNS[review.state]
    note = f": {escape_markdown(review.note)}" if review.note else ""
    st.markdown(f"{icon} {words} by **{escape_markdown(review.by)}** {ago(review.at)}{note}")


def draw_banner(services: Services, shown: Shown) -> None:
    """Say that this is an old revision, and lead to the newest or back to this one."""
    if not shown.is_old:
        return
    model, newest = shown.model, shown.newest
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":material/history: **You are looking at revision {model.revision}** of "
            f"{newest.revision}, made {ago(model.updated_at)}. It is shown as it was.",
            width="stretch",
        )
        st.button(
            "Show the newest",
            icon=":material/update:",
            key="show-newest",
            on_click=history.show,
            args=(None,),
        )
        if st.button("Restore this revision", icon=":material/restore:", key="restore-shown"):
            history.confirm_restoring(services, newest, model.revision)


def draw_tabs(services: Services, shown: Shown) -> None:
    """Draw the tabs; only the open one is worked out, and its name is in the URL."""
    tabs = st.tabs(list(_TABS), key="tab", bind="query-params")
    for tab, draw in zip(tabs, _TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw(services, shown)


def _overview(_services: Services, shown: Shown) -> None:
    attributes_view.draw_overview(shown.masked)


def _parameters(_services: Services, shown: Shown) -> None:
    parameters.draw(shown.masked, shown.template)


def _result(services: Services, shown: Shown) -> None:
    if shown.template is None:
        show_empty(
            "Nothing to run",
            "Only a model that was made from a template has a container image to run.",
            ":material/terminal:",
        )
        return
    model = shown.model
    draw_result(
        shown.template,
        model.model_creation_parameters,
        schema=services.schemas.of(shown.template),
        name=model.name,
        workspace=model.workspace,
        key=f"result|{model.id}|{model.revision}",
    )


def _spec(_services: Services, shown: Shown) -> None:
    found = [fact for fact in details_facts(shown.masked) if fact.node.path[0] == "spec"]
    if found:
        attributes_view.draw_spec(found, shown.model)
        return
    model = shown.newest
    show_empty(
        "No specification yet",
        "It says how large the checkpoint is and how it is built: layers, heads, context, experts.",
        ":material/straighten:",
        (
            "Add it by editing the model",
            ":material/edit:",
            links.register_link(model.workspace, edit=model.name),
        ),
    )


def _history(services: Services, shown: Shown) -> None:
    history.draw(services, shown.newest, shown.model.revision)


def _json(_services: Services, shown: Shown) -> None:
    st.caption("Secrets are masked.")
    page.draw_json(shown.masked, shown.model.name)


def _code(services: Services, shown: Shown) -> None:
    entity_code.draw_model(shown.newest, template_of(services, shown.newest))


def _adapters(_services: Services, shown: Shown) -> None:
    adapters.draw_of(shown.newest)


def _deployments(services: Services, shown: Shown) -> None:
    deployments.draw_of(services, shown.newest)


_TABS: Final = {
    "Overview": _overview,
    "Parameters": _parameters,
    "Result": _result,
    "Specification": _spec,
    "Adapters": _adapters,
    "Deployments": _deployments,
    "History": _history,
    "JSON": _json,
    "Code": _code,
}
