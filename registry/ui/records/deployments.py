"""Deployments, which are records only: their pages, and those of a model."""

from typing import Final

import streamlit as st

from registry.domain.deployment import Deployment
from registry.domain.model import Model
from registry.errors import NotFound
from registry.services import Services
from registry.services.listing import FieldFilter
from registry.services.records import DamagedRecord
from registry.ui import code_view, links
from registry.ui.attributes import format_for_reading
from registry.ui.attributes_view import draw_table
from registry.ui.comparison import template_of
from registry.ui.records import page
from registry.ui.snippets import tasks
from registry.ui.snippets.clients import Connection, Task
from registry.ui.text import draw_empty_state, draw_pages, to_one_line
from streamlit_jsonschema_form.ui import escape_markdown

_DESCRIPTION: Final = (
    "Records of where and how models should be served. They are **recorded, not running**: "
    "Patternshop starts nothing."
)
_STATUS: Final = (
    "Patternshop records this deployment and starts nothing. To run the model, use the commands "
    "in its **Run** tab."
)


def draw_of_model(services: Services, model: Model) -> None:
    """Draw the deployments of a model."""
    where = FieldFilter(fields={"model_id": [model.id]})
    total = services.deployments.list(None, where, limit=0).total
    if not total:
        hint = f"{_DESCRIPTION} Create one with the API:"
        draw_empty_state("No deployments yet", hint, links.DEPLOYMENT.icon)
        code_view.draw([code_view.record_deployment(model, template_of(services, model))])
        return
    st.caption(_DESCRIPTION)
    rows, offset = st.container(gap="xsmall"), draw_pages(total, "deployments", page.ROWS)
    found = services.deployments.list(
        None, where, sort="-updated_at", limit=page.ROWS, offset=offset
    )
    with rows:
        for deployment in found.items:
            KIND.draw_row(deployment, "", ())


def _related(services: Services, deployment: Deployment) -> list[page.Related]:
    model = _find_model(services, deployment)
    if model is None:
        return []
    return [(model.name, links.MODEL.icon, links.model_link(model.workspace, model.name))]


def _find_model(services: Services, deployment: Deployment) -> Model | None:
    try:
        return services.models.get(deployment.model_id)
    except (NotFound, DamagedRecord):
        return None


def _find(services: Services, _: str, id: str) -> Deployment:
    deployment = services.deployments.get(id)
    return services.deployments.mask(deployment, _find_model(services, deployment))


def _draw(services: Services, deployment: Deployment) -> None:
    st.badge("Recorded, not running", icon=":material/inventory:", color="gray")
    st.caption(_STATUS)
    for model in _related(services, deployment):
        page.draw_related("Model", model)
    page.draw_json_values(
        {
            "Parameter overrides": deployment.model_creation_parameters or None,
            "Metadata": deployment.deployment_metadata or None,
        }
    )
    scaling = deployment.vendor_configuration
    if scaling:
        draw_table(
            "Scaling overrides",
            {
                escape_markdown(name.replace("_", " ").capitalize()): format_for_reading(value)
                for name, value in scaling.to_json().items()
                if value is not None
            },
        )
    page.draw_record(deployment)


def _create(services: Services, connection: Connection) -> Task:
    model = page.find_latest_model(services, connection.workspace)
    if model:
        return code_view.record_deployment(model, template_of(services, model))
    return tasks.record_deployment("your-model-id", connection, {})


KIND: Final = page.RecordKind(
    entries=(links.DEPLOYMENTS, links.DEPLOYMENT),
    noun="deployment",
    key="id",
    description=_DESCRIPTION,
    hint="Name…",
    entities=lambda services: services.deployments,
    find=_find,
    delete=lambda services, deployment, actor: services.deployments.delete(
        deployment.id, actor=actor
    ),
    loss=lambda deployment: (
        f"This deletes the record **{escape_markdown(to_one_line(deployment.name))}**. Nothing is "
        "stopped, because Patternshop started nothing."
    ),
    row=lambda services, deployment: ("", _related(services, deployment)),
    tabs={"Overview": _draw},
    tasks=lambda _, deployment, connection: tasks.deployment_tasks(deployment, connection),
    create=_create,
)
