"""The overview of a model: what is set, in groups, with ids and addresses to copy."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import streamlit as st

from registry.domain.model import Model
from registry.ui.attributes import Attribute, format_for_reading, list_detail_attributes
from registry.ui.model_filters import format_finetuning_type
from registry.ui.text import draw_empty_state, format_model_type, format_moment
from streamlit_jsonschema_form.problems import JsonPath
from streamlit_jsonschema_form.ui import escape_markdown, without_images

_SHOWN_ELSEWHERE: Final = frozenset(
    {"spec", "name", "display_name", "description", "model_card", "training_data_card"}
)
_COPYABLE: Final = frozenset(
    {
        ("model_group_id",),
        ("base_model",),
        ("base_model_id",),
        ("fileset",),
        ("api_endpoint", "url"),
        ("api_endpoint", "model_id"),
    }
)
_LAYERS: Final = ("spec", "linear_layers")
_CHAT_TEMPLATE: Final = ("spec", "chat_template")
_FIRST_COLUMN: Final = ("Checkpoint", "Size")
_LONG_TEXT: Final = 120


def draw_overview(model: Model) -> None:
    """Draw everything that is set of a masked model, but its parameters and specification."""
    attributes = list(list_detail_attributes(model))
    if model.description:
        st.markdown(escape_markdown(model.description))
    left, right = st.columns([3, 2], gap="large")
    with left:
        _draw_cards(model)
        _draw_texts(attributes)
    with right:
        _draw_ids(model, attributes)
        for title, group in group_attributes(filter(_is_short, attributes), _group):
            draw_group(title, group, texts=_formatted_values(model))
        draw_table(
            "Record",
            {
                "Created": format_moment(model.created_at, model.created_by_user_id),
                "Updated": format_moment(model.updated_at, model.updated_by),
                "Revision": str(model.revision),
            },
        )


def draw_spec(attributes: Sequence[Attribute], model: Model) -> None:
    """Draw a specification with its numbers readable."""
    plain = [
        attribute
        for attribute in attributes
        if attribute.node.path not in (_LAYERS, _CHAT_TEMPLATE)
    ]
    for column, chosen in zip(st.columns(2, gap="large"), _split_columns(plain), strict=True):
        with column:
            for title, group in group_attributes(chosen, _spec_group):
                draw_group(title, group, texts={})
    spec = model.spec
    if spec and spec.chat_template:
        st.markdown("##### Chat template")
        st.code(spec.chat_template, language="jinja2", wrap_lines=True)
    if spec and spec.linear_layers:
        st.markdown("##### Linear layers")
        st.dataframe(
            [layer.to_json() for layer in spec.linear_layers],
            hide_index=True,
            alt="Linear layers that adapters can be trained on",
        )


def draw_group(title: str, attributes: Iterable[Attribute], *, texts: dict[JsonPath, str]) -> None:
    """Draw attributes under a heading; `texts` replaces values by path."""
    rows = {
        attribute.labels[-1]: texts.get(
            attribute.node.path, format_for_reading(attribute.value, attribute.unit)
        )
        for attribute in attributes
    }
    draw_table(title, {escape_markdown(label): value for label, value in rows.items()})


def draw_table(title: str, rows: dict[str, str]) -> None:
    """Draw labels and values, both Markdown, under a heading."""
    if rows:
        st.markdown(f"##### {escape_markdown(title)}")
        st.table(rows, border="horizontal", alt=title)


def _formatted_values(model: Model) -> dict[JsonPath, str]:
    tuning = model.finetuning_type
    return {
        ("model_type",): format_model_type(model.model_type),
        **({("finetuning_type",): format_finetuning_type(tuning)} if tuning else {}),
    }


def _is_short(attribute: Attribute) -> bool:
    path = attribute.node.path
    return (
        path[0] not in _SHOWN_ELSEWHERE and path not in _COPYABLE and not _is_long_text(attribute)
    )


def _is_long_text(attribute: Attribute) -> bool:
    """Tell whether a value is a text to be shown in full width."""
    value = attribute.value
    return isinstance(value, str) and ("\n" in value or len(value) > _LONG_TEXT)


def _split_columns(attributes: list[Attribute]) -> tuple[list[Attribute], list[Attribute]]:
    """Split a specification into two columns: checkpoint and size, then everything else."""
    return (
        [attribute for attribute in attributes if _spec_group(attribute) in _FIRST_COLUMN],
        [attribute for attribute in attributes if _spec_group(attribute) not in _FIRST_COLUMN],
    )


def group_attributes(
    attributes: Iterable[Attribute], group: Callable[[Attribute], str]
) -> Iterator[tuple[str, list[Attribute]]]:
    """Group attributes by their headings, in order of appearance."""
    listed = list(attributes)
    for title in dict.fromkeys(map(group, listed)):
        yield title, [attribute for attribute in listed if group(attribute) == title]


def _group(attribute: Attribute) -> str:
    return " / ".join(attribute.labels[:-1]) or attribute.section or "More"


def _spec_group(attribute: Attribute) -> str:
    section = attribute.node.info.ui.get("section")
    return " / ".join(attribute.labels[1:-1]) or str(section or "More")


def _draw_cards(model: Model) -> None:
    cards = {"Model card": model.model_card, "Training data": model.training_data_card}
    if not any(cards.values()):
        draw_empty_state(
            "No model card yet",
            "A model card describes what the model is for, its limits and how it was evaluated.",
            ":material/description:",
        )
    for title, text in cards.items():
        if text:
            st.markdown(f"##### {title}")
            with st.container(border=True):
                st.markdown(without_images(text))


def _draw_texts(attributes: Iterable[Attribute]) -> None:
    for attribute in attributes:
        if attribute.node.path[0] not in _SHOWN_ELSEWHERE and _is_long_text(attribute):
            st.markdown(f"##### {escape_markdown(attribute.label)}")
            st.code(str(attribute.value), language=None, wrap_lines=True)


def _draw_ids(model: Model, attributes: Iterable[Attribute]) -> None:
    rows = {"Model ID": model.id}
    if model.model_template_id:
        rows["Template ID"] = model.model_template_id
    rows |= {
        attribute.label: str(attribute.value)
        for attribute in attributes
        if attribute.node.path in _COPYABLE
    }
    st.markdown("##### IDs and addresses")
    with st.container(gap="xxsmall"):
        for label, value in rows.items():
            st.caption(escape_markdown(label))
            st.code(value, language=None, wrap_lines=True)
