"""Model groups: the list, and one of them with its models."""

from typing import Final

import streamlit as st

from registry.domain.group import Group
from registry.domain.model import Model
from registry.errors import NotFound
from registry.services import Services
from registry.services.listing import ModelFilter
from registry.ui import code_view, links, session
from registry.ui.attributes_view import draw_table
from registry.ui.records import page, table
from registry.ui.records.related import find_latest_model, record_rows
from registry.ui.snippets import groups
from registry.ui.text import draw_empty_state, format_model_type, to_one_line
from streamlit_jsonschema_form.ui import escape_markdown

_ICON: Final = links.GROUP.icon
_DESCRIPTION: Final = "Groups collect related models. A model belongs to at most one group."
_PLACEHOLDER: Final = "your-model-id"


def draw_list(services: Services, workspace: str) -> None:
    """Draw the groups of a workspace."""
    connection = code_view.connect_to(workspace)
    listing = table.ListPage(
        links.GROUPS,
        "group",
        _DESCRIPTION,
        "Name, description…",
        services.groups,
        _row,
        lambda: (groups.new_group(connection),),
    )
    table.draw(listing, workspace)


def open_one(services: Services, workspace: str, id: str) -> page.EntityPage:
    """Return the page of a group. Raises NotFound."""
    group = services.groups.get(id)
    if group.workspace != workspace:
        raise NotFound("group", id, f"it is in workspace {group.workspace!r}")
    return page.EntityPage(
        links.GROUPS,
        "group",
        id,
        group.name,
        workspace,
        lambda: services.groups.delete(id, actor=session.actor()),
        f"This deletes the group **{escape_markdown(to_one_line(group.name))}**. A group that has models "
        "cannot be deleted.",
        {
            "Models": lambda: _draw_models(services, group),
            "Details": lambda: draw_table("Record", record_rows(group, group.created_by_user_id)),
            "JSON": lambda: page.draw_json(group, id),
            "Code": lambda: _draw_code(services, group),
        },
    )


def draw_link_of(services: Services, model: Model) -> None:
    """Draw the link to the group that a model is in, if it is in one."""
    if model.model_group_id is None:
        return
    try:
        group = services.groups.get(model.model_group_id)
    except NotFound:
        return  # its id is among the model's ids
    name = escape_markdown(to_one_line(group.name))
    links.group_link(group.workspace, group.id).draw(name, icon=_ICON)


def _row(group: Group) -> table.ListRow:
    return table.ListRow(
        group.name,
        links.group_link(group.workspace, group.id),
        escape_markdown(to_one_line(group.description or "")),
        (),
        group.updated_at,
    )


def _count(services: Services, group: Group) -> int:
    where = ModelFilter(groups=(group.id,))
    return services.models.list(group.workspace, where, limit=0).total


def _draw_code(services: Services, group: Group) -> None:
    model = find_latest_model(services, group.workspace)
    connection = code_view.connect_to(group.workspace)
    code_view.draw(groups.tasks_of(group, connection, model.id if model else _PLACEHOLDER))


def _draw_models(services: Services, group: Group) -> None:
    if group.description:
        st.markdown(escape_markdown(group.description))
    total = _count(services, group)
    if not total:
        draw_empty_state("No models yet", "Add models with the API. See **Code**.", _ICON)
        return
    rows, number = st.container(gap="xsmall"), table.draw_pages(total, "models")
    found = services.models.list(
        group.workspace,
        ModelFilter(groups=(group.id,)),
        limit=table.ROWS,
        offset=(number - 1) * table.ROWS,
    )
    with rows:
        for model in found.items:
            link = links.model_link(model.workspace, model.name)
            facts = format_model_type(model.model_type)
            table.draw_row(
                table.ListRow(model.name, link, facts, (), model.updated_at), links.MODEL.icon
            )
