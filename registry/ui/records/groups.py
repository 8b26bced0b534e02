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
from registry.ui.records.references import a_model, moments
from registry.ui.snippets import groups
from registry.ui.text import in_one_line, show_empty, type_words
from streamlit_jsonschema_form.ui import escape_markdown

_ICON: Final = links.GROUP.icon
_ABOUT: Final = "Names under which models are shown together; a model is in one group at most."
_ANY_MODEL: Final = "your-model-id"


def draw_list(services: Services, workspace: str) -> None:
    """Draw the groups of a workspace."""
    place = code_view.place_of(workspace)
    catalogue = table.Catalogue(
        links.GROUPS,
        "group",
        _ABOUT,
        "Name, description…",
        services.entity_lists.groups,
        _row,
        lambda: (groups.new_group(place),),
    )
    table.draw(catalogue, workspace)


def open_one(services: Services, workspace: str, id: str) -> page.Record:
    """Return the page of a group. Raises NotFound."""
    group = services.groups.get(id)
    if group.workspace != workspace:
        raise NotFound("group", id, f"it is in workspace {group.workspace!r}")
    return page.Record(
        links.GROUPS,
        "group",
        id,
        group.name,
        workspace,
        lambda: services.groups.delete(id, actor=session.actor()),
        f"The group **{escape_markdown(in_one_line(group.name))}** goes. A group with models in it cannot "
        "be deleted.",
        {
            "Models": lambda: _draw_models(services, group),
            "Details": lambda: draw_table("Record", moments(group, group.created_by_user_id)),
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
    name = escape_markdown(in_one_line(group.name))
    links.group_link(group.workspace, group.id).draw(name, icon=_ICON)


def _row(group: Group) -> table.Row:
    return table.Row(
        group.name,
        links.group_link(group.workspace, group.id),
        escape_markdown(in_one_line(group.description or "")),
        (),
        group.updated_at,
    )


def _count(services: Services, group: Group) -> int:
    where = ModelFilter(groups=(group.id,))
    return services.models.list(group.workspace, where, limit=0).total


def _draw_code(services: Services, group: Group) -> None:
    model = a_model(services, group.workspace)
    place = code_view.place_of(group.workspace)
    code_view.draw(groups.tasks_of(group, place, model.id if model else _ANY_MODEL))


def _draw_models(services: Services, group: Group) -> None:
    if group.description:
        st.markdown(escape_markdown(group.description))
    total = _count(services, group)
    if not total:
        show_empty(
            "No models in it yet", "Programs put them into it; the tab **Code** says how.", _ICON
        )
        return
    place, at = st.container(gap="xsmall"), table.draw_pages(total, "models")
    found = services.models.list(
        group.workspace,
        ModelFilter(groups=(group.id,)),
        limit=table.ROWS,
        offset=(at - 1) * table.ROWS,
    )
    with place:
        for model in found.items:
            link = links.model_link(model.workspace, model.name)
            facts = type_words(model.model_type)
            table.draw_row(
                table.Row(model.name, link, facts, (), model.updated_at), links.MODEL.icon
            )
