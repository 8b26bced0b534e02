"""A model's facts on the screen: only what is set, in groups; ids and addresses to copy."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import streamlit as st

from registry.domain.model import Model
from registry.ui.attributes import Fact, details_facts, readable
from registry.ui.model_filters import tuning_words
from registry.ui.text import ago, exact, show_empty, type_words
from streamlit_jsonschema_form.problems import JsonPath
from streamlit_jsonschema_form.ui import escape_markdown, without_images

_APART: Final = frozenset(
    {"spec", "name", "display_name", "description", "model_card", "training_data_card"}
)
_COPIED: Final = frozenset(
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
_LONG: Final = 120


def draw_overview(model: Model) -> None:
    """Draw everything that is set of a masked model, but its parameters and specification."""
    found = list(details_facts(model))
    if model.description:
        st.markdown(escape_markdown(model.description))
    left, right = st.columns([3, 2], gap="large")
    with left:
        _draw_cards(model)
        _draw_texts(found)
    with right:
        _draw_ids(model, found)
        for title, facts in _groups(filter(_is_plain, found), _group):
            draw_group(title, facts, words=_words(model))
        draw_table("Record", _record(model))


def draw_spec(found: Sequence[Fact], model: Model) -> None:
    """Draw a specification with its numbers readable."""
    plain = [fact for fact in found if fact.node.path not in (_LAYERS, _CHAT_TEMPLATE)]
    for column, chosen in zip(st.columns(2, gap="large"), _halves(plain), strict=True):
        with column:
            for title, facts in _groups(chosen, _spec_group):
                draw_group(title, facts, words={})
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


def draw_group(title: str, facts: Iterable[Fact], *, words: dict[JsonPath, str]) -> None:
    """Draw facts under a heading; `words` replaces what is written at a place."""
    rows = {
        fact.labels[-1]: words.get(fact.node.path, readable(fact.value, fact.unit))
        for fact in facts
    }
    draw_table(title, {escape_markdown(label): value for label, value in rows.items()})


def draw_table(title: str, rows: dict[str, str]) -> None:
    """Draw labels and values, both Markdown, under a heading."""
    if rows:
        st.markdown(f"##### {escape_markdown(title)}")
        st.table(rows, border="horizontal", alt=title)


def _words(model: Model) -> dict[JsonPath, str]:
    tuning = model.finetuning_type
    return {
        ("model_type",): type_words(model.model_type),
        **({("finetuning_type",): tuning_words(tuning)} if tuning else {}),
    }


def _is_plain(fact: Fact) -> bool:
    path = fact.node.path
    return path[0] not in _APART and path not in _COPIED and not _is_text(fact)


def _is_text(fact: Fact) -> bool:
    """Tell whether a value is a text to read rather than a fact."""
    value = fact.value
    return isinstance(value, str) and ("\n" in value or len(value) > _LONG)


def _halves(found: list[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Part a specification in two columns: its own numbers, and the parts that it may have."""
    return (
        [fact for fact in found if _spec_group(fact) in _FIRST_COLUMN],
        [fact for fact in found if _spec_group(fact) not in _FIRST_COLUMN],
    )


def _groups(
    found: Iterable[Fact], group: Callable[[Fact], str]
) -> Iterator[tuple[str, list[Fact]]]:
    """Group facts by their headings, in order of appearance."""
    kept = list(found)
    for title in dict.fromkeys(map(group, kept)):
        yield title, [fact for fact in kept if group(fact) == title]


def _group(fact: Fact) -> str:
    return " / ".join(fact.labels[:-1]) or fact.section or "More"


def _spec_group(fact: Fact) -> str:
    section = fact.node.facts.ui.get("section")
    return " / ".join(fact.labels[1:-1]) or str(section or "More")


def _draw_cards(model: Model) -> None:
    cards = {"Model card": model.model_card, "Training data": model.training_data_card}
    if not any(cards.values()):
        show_empty(
            "No model card yet",
            "It tells people what the model is for, where its limits are and how it was evaluated.",
            ":material/description:",
        )
    for title, text in cards.items():
        if text:
            st.markdown(f"##### {title}")
            with st.container(border=True):
                st.markdown(without_images(text))


def _draw_texts(found: Iterable[Fact]) -> None:
    for fact in found:
        if fact.node.path[0] not in _APART and _is_text(fact):
            st.markdown(f"##### {escape_markdown(fact.label)}")
            st.code(str(fact.value), language=None, wrap_lines=True)


def _draw_ids(model: Model, found: Iterable[Fact]) -> None:
    rows = {"Model id": model.id}
    if model.model_template_id:
        rows["Template id"] = model.model_template_id
    rows |= {fact.label: str(fact.value) for fact in found if fact.node.path in _COPIED}
    st.markdown("##### Ids and addresses")
    with st.container(gap="xxsmall"):
        for label, value in rows.items():
            st.caption(escape_markdown(label))
            st.code(value, language=None, wrap_lines=True)


def _record(model: Model) -> dict[str, str]:
    return {
        "Created": f"{ago(model.created_at)} by {escape_markdown(model.created_by_user_id)}  \n"
        f":small[{exact(model.created_at)}]",
        "Updated": f"{ago(model.updated_at)} by {escape_markdown(model.updated_by)}  \n"
        f":small[{exact(model.updated_at)}]",
        "Revision": str(model.revision),
    }
