"""Adapters: the list, one of them, and those of a model."""

from typing import Final

import streamlit as st

from registry.domain.adapter import Adapter, StoredAdapter
from registry.domain.model import Model
from registry.services import Services
from registry.ui import code_view, links, session
from registry.ui.attributes_view import draw_table
from registry.ui.model_filters import tuning_words
from registry.ui.records import filesets, page, table
from registry.ui.records.references import a_model, draw_belongings, moments, split
from registry.ui.snippets import adapters
from registry.ui.snippets.clients import Task
from registry.ui.text import show_empty
from streamlit_jsonschema_form.ui import escape_markdown

_ICON: Final = links.ADAPTER.icon
_ABOUT: Final = "Small weights that are added to a model when it is served."
_ANY_MODEL: Final = "your-model"


def draw_list(services: Services, workspace: str) -> None:
    """Draw the adapters of a workspace."""
    place = code_view.place_of(workspace)

    def make() -> tuple[Task, ...]:
        model = a_model(services, workspace)
        return (adapters.adapter_of(model.name if model else _ANY_MODEL, place),)

    entities = services.entity_lists.adapters
    hint = "Name, description, model, fileset…"
    table.draw(
        table.Catalogue(links.ADAPTERS, "adapter", _ABOUT, hint, entities, _row, make), workspace
    )


def open_one(services: Services, workspace: str, name: str) -> page.Record:
    """Return the page of an adapter. Raises NotFound."""
    adapter = services.adapters.get(workspace, name)
    return page.Record(
        links.ADAPTERS,
        "adapter",
        adapter.id,
        name,
        workspace,
        lambda: services.adapters.delete(workspace, name, actor=session.actor()),
        f"**{escape_markdown(name)}** is taken from its model, {escape_markdown(adapter.model)}. "
        "Its fileset stays.",
        {
            "Overview": lambda: _draw(services, adapter),
            "JSON": lambda: page.draw_json(adapter, name),
            "Code": lambda: code_view.draw(
                adapters.tasks_of(adapter, code_view.place_of(workspace))
            ),
        },
    )


def draw_of(model: Model) -> None:
    """Draw the adapters of a model as it is now."""
    if not model.adapters:
        show_empty("No adapters yet", f"{_ABOUT} Programs add them. This is how:", _ICON)
        code_view.draw((adapters.adapter_of(model.name, code_view.place_of(model.workspace)),))
        return
    total = len(model.adapters)
    place, at = st.container(gap="xsmall"), table.draw_pages(total, "adapters")
    with place:
        for adapter in model.adapters[(at - 1) * table.ROWS : at * table.ROWS]:
            table.draw_row(_row(adapter, alone=False), _ICON)


def _row(adapter: Adapter, *, alone: bool = True) -> table.Row:
    """Describe an adapter; `alone` names its model, too."""
    home, model = split(adapter.model, adapter.workspace)
    fileset = (adapter.fileset, filesets.ICON, filesets.refer(adapter.fileset, adapter.workspace))
    parent = (model, links.MODEL.icon, links.model_link(home, model))
    return table.Row(
        adapter.name,
        links.adapter_link(adapter.workspace, adapter.name),
        f"{tuning_words(adapter.finetuning_type)} · {_state(adapter)}",
        [parent, fileset] if alone else [fileset],
        adapter.updated_at,
    )


def _state(adapter: Adapter) -> str:
    return "enabled" if adapter.enabled else "disabled"


def _draw(services: Services, adapter: StoredAdapter) -> None:
    if adapter.description:
        st.markdown(escape_markdown(adapter.description))
    home, model = split(adapter.model, adapter.workspace)
    draw_belongings(
        ("Model", adapter.model, links.MODEL.icon, links.model_link(home, model)),
        (
            "Fileset",
            adapter.fileset,
            filesets.ICON,
            filesets.refer(adapter.fileset, adapter.workspace),
        ),
    )
    shape = adapter.lora_config
    draw_table(
        "Weights",
        {
            "Trained as": tuning_words(adapter.finetuning_type),
            "When the model is served": "it is loaded" if adapter.enabled else "it is left out",
            **({"Rank": f"{shape.rank:,}"} if shape else {}),
            **({"Alpha": f"{shape.alpha:,}"} if shape and shape.alpha is not None else {}),
        },
    )
    draw_table("Record", moments(adapter))
