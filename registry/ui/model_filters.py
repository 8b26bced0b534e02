"""The filters and the sort order of the models, whose values are in the URL."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import streamlit as st

from registry.domain.adapter import FinetuningType
from registry.domain.review import ReviewState
from registry.domain.template import OFFERED_MODEL_TYPES
from registry.errors import NotFound
from registry.services import Services
from registry.services.listing import ModelFilter
from registry.services.records import MODELS
from registry.ui.text import (
    REVIEW_BADGES,
    draw_search,
    format_model_type,
    open_first_page,
)

T = TypeVar("T")

COLUMNS: Final[Mapping[str, str]] = {
    "name": "Name",
    "display_name": "Display name",
    "model_type": "Type",
    "template": "Template",
    "base_model": "Base model",
    "review": "Review",
    "updated_at": "Updated",
    "updated_by": "By",
}
"""The table's columns and what people call them."""

_NEWEST: Final = "-updated_at"
_TIMES: Final = {"updated_at": "Updated", "created_at": "Created"}
_TEXTS: Final = {key: label for key, label in COLUMNS.items() if key in {*MODELS.sorts} - {*_TIMES}}
SORTS: Final[Mapping[str, str]] = {
    **{f"-{key}": f"{label}, newest first" for key, label in _TIMES.items()},
    **{key: f"{label}, oldest first" for key, label in _TIMES.items()},
    **{key: f"{label}, A to Z" for key, label in _TEXTS.items()},
    **{f"-{key}": f"{label}, Z to A" for key, label in _TEXTS.items()},
}
"""Every order that is offered, and its words."""

_MAX_TEMPLATES: Final = 200
_FILTERS: Final = ("q", "type", "template", "review", "tuning")
KEYS: Final = (*_FILTERS, "sort", "page")
"""The widgets whose values are in the URL."""


def draw(services: Services, workspace: str) -> tuple[ModelFilter, str]:
    """Draw the search box, the filters and the sort order, and return the filter and the order."""
    search, sort = draw_search(
        "Name, description, base model, project…", {key: key for key in SORTS}, SORTS.__getitem__
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        types = _choose("Type", OFFERED_MODEL_TYPES, format_model_type, "type")
        templates = _choose_templates(services, workspace)
        reviews = _choose("Review", tuple(ReviewState), lambda s: REVIEW_BADGES[s][0], "review")
        tunings = _choose("Fine-tuning", tuple(FinetuningType), format_finetuning_type, "tuning")
    where = ModelFilter(
        search=search,
        model_types=types,
        templates=templates,
        reviews=reviews,
        finetuning_types=tunings,
    )
    return where, sort


def _choose(
    label: str, options: tuple[T, ...], format: Callable[[T], str], key: str
) -> tuple[T, ...]:
    chosen = st.multiselect(
        label,
        options,
        format_func=format,
        key=key,
        placeholder="Any",
        bind="query-params",
        on_change=open_first_page,
        width=198,
    )
    return tuple(chosen)


def _choose_templates(services: Services, workspace: str) -> tuple[str, ...]:
    """Offer templates by name, as the URL has names; return the chosen ids."""
    listing = services.templates.list(workspace, sort="name", limit=_MAX_TEMPLATES)
    ids = {template.name: template.id for template in listing.items}
    for name in st.query_params.get_all("template"):
        if name not in ids:
            ids |= _find_template(services, workspace, name)
    return tuple(ids[name] for name in _choose("Template", tuple(ids), str, "template"))


def _find_template(services: Services, workspace: str, name: str) -> dict[str, str]:
    try:
        return {name: services.templates.find(workspace, name).id}
    except NotFound:
        return {}


def format_finetuning_type(kind: FinetuningType) -> str:
    """Write a fine-tuning type for people: `all_weights` is `All weights`."""
    return _FINETUNING_LABELS.get(kind, kind.value.replace("_", " ").capitalize())


_FINETUNING_LABELS: Final = {
    FinetuningType.LORA: "LoRA",
    FinetuningType.LORA_MERGED: "LoRA, merged",
    FinetuningType.LORA_PLUS: "LoRA+",
    FinetuningType.QLORA: "QLoRA",
    FinetuningType.ADALORA: "AdaLoRA",
    FinetuningType.DORA: "DoRA",
    FinetuningType.P_TUNING: "P-tuning",
    FinetuningType.P_TUNING_V2: "P-tuning v2",
    **{
        kind: kind.value.upper()
        for kind in FinetuningType
        if kind.value in {"ppo", "dpo", "cdpo", "ipo", "orpo", "kto", "rrhf", "grpo"}
    },
}


def clear_filters() -> None:
    """Clear the search and all filters."""
    for key in _FILTERS:
        st.session_state[key] = "" if key == "q" else []
    open_first_page()


def set_sort(column: str) -> None:
    """Sort by a column; reverse the order if it sorts already."""
    if column in MODELS.sorts:
        first = _NEWEST if column == "updated_at" else column
        reversed_sort = column if first.startswith("-") else f"-{column}"
        st.session_state["sort"] = reversed_sort if st.session_state.get("sort") == first else first
        open_first_page()
