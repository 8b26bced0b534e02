"""Model groups: their pages, and the group of a model."""

from typing import Final

import streamlit as st

from registry.domain.group import Group
from registry.domain.model import Model
from registry.errors import NotFound
from registry.services import Services
from registry.services.listing import ModelFilter
from registry.ui import links
from registry.ui.records import page
from registry.ui.snippets import tasks
from registry.ui.snippets.clients import Connection, Task
from registry.ui.text import draw_empty_state, draw_pages, format_model_type, to_one_line
from streamlit_jsonschema_form.ui import escape_markdown


def draw_link_of(services: Services, model: Model) -> None:
    """Draw the link to the group of a model, if it has one."""
    if model.model_group_id is None:
        return
    try:
        group = services.groups.get(model.model_group_id)
    except NotFound:
        return  # its id is among the model's ids
    name = escape_markdown(to_one_line(group.name))
    links.id_link(links.GROUP, group.workspace, group.id).draw(name, icon=links.GROUP.icon)


def _draw_models(services: Services, group: Group) -> None:
    if group.description:
        st.markdown(escape_markdown(group.description))
    where = ModelFilter(groups=(group.id,))
    total = services.models.list(group.workspace, where, limit=0).total
    if not total:
        draw_empty_state(
            "No models yet", "Add models with the API. See **Code**.", links.GROUP.icon
        )
        return
    rows, offset = st.container(gap="xsmall"), draw_pages(total, "models", page.ROWS)
    found = services.models.list(group.workspace, where, limit=page.ROWS, offset=offset)
    with rows:
        for model in found.items:
            link = links.model_link(model.workspace, model.name)
            facts = format_model_type(model.model_type)
            page.draw_row(link, model.name, facts, model.updated_at)


def _tasks(services: Services, group: Group, connection: Connection) -> tuple[Task, ...]:
    model = page.find_latest_model(services, group.workspace)
    return tasks.group_tasks(group, connection, model.id if model else "your-model-id")


KIND: Final = page.RecordKind(
    entries=(links.GROUPS, links.GROUP),
    noun="group",
    key="id",
    description="Groups collect related models. A model belongs to at most one group.",
    hint="Name, description…",
    entities=lambda services: services.groups,
    find=lambda services, _, id: services.groups.get(id),
    delete=lambda services, group, actor: services.groups.delete(group.id, actor=actor),
    loss=lambda group: (
        f"This deletes the group **{escape_markdown(to_one_line(group.name))}**. A group that has "
        "models cannot be deleted."
    ),
    row=lambda _, group: (escape_markdown(to_one_line(group.description or "")), ()),
    tabs={"Models": _draw_models, "Details": lambda _, group: page.draw_record(group)},
    tasks=_tasks,
    create=lambda _, connection: tasks.create_group(connection),
)
