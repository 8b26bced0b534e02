"""Adapters: the list, one of them, and those of a model."""

from typing import Final

import streamlit as st

from registry.domain.adapter import Adapter, StoredAdapter
from registry.domain.model import Model
from registry.services import Services
from registry.ui import code_view, links, session
from registry.ui.attributes_view import draw_table
from registry.ui.model_filters import format_finetuning_type
from registry.ui.records import filesets, page, table
from registry.ui.records.related import (
    draw_related,
    find_latest_model,
    parse_reference,
    record_rows,
)
from registry.ui.snippets import adapters
from registry.ui.snippets.clients import Task
from registry.ui.text import draw_empty_state
from streamlit_jsonschema_form.ui import escape_markdown

_ICON: Final = links.ADAPTER.icon
_DESCRIPTION: Final = "Small sets of weights added to a model when it is served."
_PLACEHOLDER: Final = "your-model"


def draw_list(services: Services, workspace: str) -> None:
    """Draw the adapters of a workspace."""
    connection = code_view.connect_to(workspace)

    def make() -> tuple[Task, ...]:
        model = find_latest_model(services, workspace)
        return (adapters.add_adapter(model.name if model else _PLACEHOLDER, connection),)

    entities = services.adapters
    hint = "Name, description, model, fileset…"
    table.draw(
        table.ListPage(links.ADAPTERS, "adapter", _DESCRIPTION, hint, entities, _row, make),
        workspace,
    )


def open_one(services: Services, workspace: str, name: str) -> page.EntityPage:
    """Return the page of an adapter. Raises NotFound."""
    adapter = services.adapters.find(workspace, name)
    return page.EntityPage(
        links.ADAPTERS,
        "adapter",
        adapter.id,
        name,
        workspace,
        lambda: services.adapters.delete(workspace, name, actor=session.actor()),
        f"**{escape_markdown(name)}** is removed from model {escape_markdown(adapter.model)}. "
        "Its fileset is kept.",
        {
            "Overview": lambda: _draw(services, adapter),
            "JSON": lambda: page.draw_json(adapter, name),
            "Code": lambda: code_view.draw(
                adapters.tasks_of(adapter, code_view.connect_to(workspace))
            ),
        },
    )


def draw_of(model: Model) -> None:
    """Draw the adapters of a model as it is now."""
    if not model.adapters:
        draw_empty_state("No adapters yet", f"{_DESCRIPTION} Add one with the API:", _ICON)
        code_view.draw((adapters.add_adapter(model.name, code_view.connect_to(model.workspace)),))
        return
    total = len(model.adapters)
    rows, number = st.container(gap="xsmall"), table.draw_pages(total, "adapters")
    with rows:
        for adapter in model.adapters[(number - 1) * table.ROWS : number * table.ROWS]:
            table.draw_row(_row(adapter, alone=False), _ICON)


def _row(adapter: Adapter, *, alone: bool = True) -> table.ListRow:
    """Describe an adapter; `alone` names its model, too."""
    home, model = parse_reference(adapter.model, adapter.workspace)
    fileset = (adapter.fileset, filesets.ICON, filesets.link_to(adapter.fileset, adapter.workspace))
    parent = (model, links.MODEL.icon, links.model_link(home, model))
    return table.ListRow(
        adapter.name,
        links.adapter_link(adapter.workspace, adapter.name),
        f"{format_finetuning_type(adapter.finetuning_type)} · {_state(adapter)}",
        [parent, fileset] if alone else [fileset],
        adapter.updated_at,
    )


def _state(adapter: Adapter) -> str:
    return "enabled" if adapter.enabled else "disabled"


def _draw(services: Services, adapter: StoredAdapter) -> None:
    if adapter.description:
        st.markdown(escape_markdown(adapter.description))
    home, model = parse_reference(adapter.model, adapter.workspace)
    draw_related(
        ("Model", adapter.model, links.MODEL.icon, links.model_link(home, model)),
        (
            "Fileset",
            adapter.fileset,
            filesets.ICON,
            filesets.link_to(adapter.fileset, adapter.workspace),
        ),
    )
    shape = adapter.lora_config
    draw_table(
        "Weights",
        {
            "Fine-tuning": format_finetuning_type(adapter.finetuning_type),
            "Loaded when served": "yes" if adapter.enabled else "no",
            **({"Rank": f"{shape.rank:,}"} if shape else {}),
            **({"Alpha": f"{shape.alpha:,}"} if shape and shape.alpha is not None else {}),
        },
    )
    draw_table("Record", record_rows(adapter))
