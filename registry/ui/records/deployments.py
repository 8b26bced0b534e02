"""Deployments, which are records: the list, one of them, and those of a model."""

from typing import Final

import streamlit as st

from registry.domain.deployment import Deployment
from registry.domain.model import Model
from registry.errors import NotFound
from registry.services import Services
from registry.services.listing import FieldFilter
from registry.services.records import DamagedRecord
from registry.ui import code_view, entity_code, links, session
from registry.ui.attributes import format_for_reading
from registry.ui.attributes_view import draw_table
from registry.ui.comparison import template_of
from registry.ui.links import Link
from registry.ui.records import page, table
from registry.ui.records.related import draw_related, find_latest_model, record_rows
from registry.ui.snippets import deployments
from registry.ui.snippets.clients import Task
from registry.ui.text import draw_empty_state, to_one_line
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.ui import escape_markdown

_ICON: Final = links.DEPLOYMENT.icon
_DESCRIPTION: Final = (
    "Records of where and how models should be served. They are **recorded, not running**: "
    "Patternshop starts nothing."
)
_STATUS: Final = (
    "Patternshop records this deployment and starts nothing. To run the model, use the commands "
    "in its **Run** tab."
)
_PLACEHOLDER: Final = "your-model-id"


def draw_list(services: Services, workspace: str) -> None:
    """Draw the deployments of a workspace."""

    def make() -> tuple[Task, ...]:
        model = find_latest_model(services, workspace)
        if model:
            return (entity_code.deploy(model, template_of(services, model)),)
        return (deployments.deploy(_PLACEHOLDER, code_view.connect_to(workspace), {}),)

    listing = table.ListPage(
        links.DEPLOYMENTS,
        "deployment",
        _DESCRIPTION,
        "Name…",
        services.deployments,
        lambda deployment: _row(deployment, _find_model(services, deployment)),
        make,
    )
    table.draw(listing, workspace)


def open_one(services: Services, workspace: str, id: str) -> page.EntityPage:
    """Return the page of a deployment. Raises NotFound."""
    kept = services.deployments.get(id)
    if kept.workspace != workspace:
        raise NotFound("deployment", id, f"it is in workspace {kept.workspace!r}")
    model = _find_model(services, kept)
    deployment = services.deployments.mask(kept, model)
    return page.EntityPage(
        links.DEPLOYMENTS,
        "deployment",
        id,
        kept.name,
        workspace,
        lambda: services.deployments.delete(id, actor=session.actor()),
        f"This deletes the record **{escape_markdown(to_one_line(kept.name))}**. Nothing is stopped, "
        "because Patternshop started nothing.",
        {
            "Overview": lambda: _draw(deployment, model),
            "JSON": lambda: page.draw_json(deployment, id),
            "Code": lambda: code_view.draw(
                deployments.tasks_of(deployment, code_view.connect_to(workspace))
            ),
        },
    )


def draw_of(services: Services, model: Model) -> None:
    """Draw the deployments of a model."""
    where = FieldFilter(fields={"model_id": [model.id]})
    total = services.deployments.list(None, where, limit=0).total
    if not total:
        draw_empty_state("No deployments yet", f"{_DESCRIPTION} Create one with the API:", _ICON)
        code_view.draw((entity_code.deploy(model, template_of(services, model)),))
        return
    st.caption(_DESCRIPTION)
    rows, number = st.container(gap="xsmall"), table.draw_pages(total, "deployments")
    found = services.deployments.list(
        None,
        where,
        sort="-updated_at",
        limit=table.ROWS,
        offset=(number - 1) * table.ROWS,
    )
    with rows:
        for deployment in found.items:
            table.draw_row(_row(deployment, None), _ICON)


def _find_model(services: Services, deployment: Deployment) -> Model | None:
    try:
        return services.models.get(deployment.model_id)
    except (NotFound, DamagedRecord):
        return None


def _to(model: Model) -> tuple[str, str, Link]:
    return model.name, links.MODEL.icon, links.model_link(model.workspace, model.name)


def _row(deployment: Deployment, model: Model | None) -> table.ListRow:
    return table.ListRow(
        deployment.name,
        links.deployment_link(deployment.workspace, deployment.id),
        "",
        [_to(model)] if model else [],
        deployment.updated_at,
    )


def _draw(deployment: Deployment, model: Model | None) -> None:
    st.badge("Recorded, not running", icon=":material/inventory:", color="gray")
    st.caption(_STATUS)
    if model:
        draw_related(("Model", *_to(model)))
    for title, value in (
        ("Parameter overrides", deployment.model_creation_parameters),
        ("Metadata", deployment.deployment_metadata),
    ):
        if value:
            st.markdown(f"##### {title}")
            st.code(write_json(value, indent=2), language="json", wrap_lines=True)
    scaling = deployment.vendor_configuration
    if scaling:
        values = {name: each for name, each in scaling.to_json().items() if each is not None}
        draw_table(
            "Scaling overrides",
            {
                escape_markdown(name.replace("_", " ").capitalize()): format_for_reading(v)
                for name, v in values.items()
            },
        )
    draw_table("Record", record_rows(deployment, deployment.created_by_user_id))
