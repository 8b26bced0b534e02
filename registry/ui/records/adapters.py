"""Adapters: their pages, and those of a model."""

from typing import Final

import streamlit as st

from registry.domain.adapter import Adapter, StoredAdapter
from registry.domain.model import Model
from registry.services import Services
from registry.ui import code_view, links
from registry.ui.attributes_view import draw_table
from registry.ui.links import Link
from registry.ui.model_filters import format_finetuning_type
from registry.ui.records import page
from registry.ui.snippets import tasks
from registry.ui.snippets.clients import Connection, Task
from registry.ui.text import draw_empty_state, draw_pages
from streamlit_jsonschema_form.ui import escape_markdown

_DESCRIPTION: Final = "Small sets of weights added to a model when it is served."


def draw_of_model(model: Model) -> None:
    """Draw the adapters of a model."""
    if not model.adapters:
        hint = f"{_DESCRIPTION} Add one with the API:"
        draw_empty_state("No adapters yet", hint, links.ADAPTER.icon)
        connection = code_view.connect_to(model.workspace)
        code_view.draw([tasks.add_adapter(model.name, connection)])
        return
    rows, offset = (
        st.container(gap="xsmall"),
        draw_pages(len(model.adapters), "adapters", page.ROWS),
    )
    with rows:
        for adapter in model.adapters[offset : offset + page.ROWS]:
            link = links.name_link(links.ADAPTER, adapter.workspace, adapter.name)
            related = [_fileset_of(adapter)]
            page.draw_row(link, adapter.name, _facts(adapter), adapter.updated_at, related)


def _facts(adapter: Adapter) -> str:
    state = "enabled" if adapter.enabled else "disabled"
    return f"{format_finetuning_type(adapter.finetuning_type)} · {state}"


def _fileset_of(adapter: Adapter) -> page.Related:
    home, name = page.parse_reference(adapter.fileset, adapter.workspace)
    link = links.name_link(links.FILESET, home, name)
    return adapter.fileset, links.FILESET.icon, link


def _model_of(adapter: Adapter) -> tuple[str, Link]:
    home, name = page.parse_reference(adapter.model, adapter.workspace)
    return name, links.model_link(home, name)


def _row(_: Services, adapter: StoredAdapter) -> tuple[str, list[page.Related]]:
    name, link = _model_of(adapter)
    return _facts(adapter), [(name, links.MODEL.icon, link), _fileset_of(adapter)]


def _draw(_: Services, adapter: StoredAdapter) -> None:
    if adapter.description:
        st.markdown(escape_markdown(adapter.description))
    page.draw_related("Model", (adapter.model, links.MODEL.icon, _model_of(adapter)[1]))
    page.draw_related("Fileset", _fileset_of(adapter))
    lora = adapter.lora_config
    draw_table(
        "Weights",
        {
            "Fine-tuning": format_finetuning_type(adapter.finetuning_type),
            "Loaded when served": "yes" if adapter.enabled else "no",
            **({"Rank": f"{lora.rank:,}"} if lora else {}),
            **({"Alpha": f"{lora.alpha:,}"} if lora and lora.alpha is not None else {}),
        },
    )
    page.draw_record(adapter)


def _create(services: Services, connection: Connection) -> Task:
    model = page.find_latest_model(services, connection.workspace)
    return tasks.add_adapter(model.name if model else "your-model", connection)


KIND: Final = page.RecordKind(
    entries=(links.ADAPTERS, links.ADAPTER),
    noun="adapter",
    key="name",
    description=_DESCRIPTION,
    hint="Name, description, model, fileset…",
    entities=lambda services: services.adapters,
    find=lambda services, workspace, name: services.adapters.find(workspace, name),
    delete=lambda services, adapter, actor: services.adapters.delete(
        adapter.workspace, adapter.name, actor=actor
    ),
    loss=lambda adapter: (
        f"**{escape_markdown(adapter.name)}** is removed from model "
        f"{escape_markdown(adapter.model)}. Its fileset is not deleted."
    ),
    row=_row,
    tabs={"Overview": _draw},
    tasks=lambda _, adapter, connection: tasks.adapter_tasks(adapter, connection),
    create=_create,
)
