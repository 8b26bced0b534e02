"""Words and small signs that every page uses in the same way."""

from datetime import UTC, datetime
from typing import Final

import humanize
import streamlit as st

from registry.domain.review import ReviewState
from registry.domain.template import ModelType
from registry.ui.links import Link
from streamlit_jsonschema_form.ui import escape_markdown

TYPE_ICONS: Final = {
    ModelType.COMPLETION: ":material/edit_note:",
    ModelType.CHAT_COMPLETION: ":material/chat:",
    ModelType.AGENT: ":material/smart_toy:",
    ModelType.EMBEDDING: ":material/scatter_plot:",
    ModelType.RERANKING: ":material/swap_vert:",
    ModelType.GENERIC: ":material/deployed_code:",
    ModelType.BUNDLE: ":material/inventory_2:",
}
REVIEW_BADGES: Final = {
    ReviewState.PENDING: ("Pending", ":material/hourglass_empty:", "gray"),
    ReviewState.APPROVED: ("Approved", ":material/verified:", "green"),
    ReviewState.CHANGES_REQUESTED: ("Changes requested", ":material/rate_review:", "orange"),
}
_MAX_LENGTH: Final = 80


def format_model_type(kind: ModelType) -> str:
    """Write a model type for people: `CHAT_COMPLETION` is `Chat completion`."""
    return kind.value.replace("_", " ").capitalize()


def format_age(moment: datetime) -> str:
    """Say how long ago something was: `3 minutes ago`."""
    return humanize.naturaltime(datetime.now(UTC) - moment)


def format_utc(moment: datetime) -> str:
    """Write a moment in full, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def draw_time(moment: datetime) -> None:
    """Draw how long ago something was; the pointer over it shows the moment in full."""
    label = f'<span title="{format_utc(moment)}">{format_age(moment)}</span>'
    st.caption(label, unsafe_allow_html=True, width="content")


def pluralize(number: int, noun: str, *, exactly: bool = True) -> str:
    """Count things: `1 model`, `12 models`, `more than 10,000 models`."""
    label = f"{number:,} {noun}{'' if number == 1 else 's'}"
    return label if exactly else f"more than {label}"


def to_one_line(text: str) -> str:
    """Write a text that may have several lines in one, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _MAX_LENGTH else f"{flat[: _MAX_LENGTH - 1]}…"


def draw_empty_state(title: str, text: str, icon: str, *next_steps: tuple[str, str, Link]) -> None:
    """Draw a calm place that is empty, and what to do next.

    Args:
        title: what is not here.
        text: why, and what would be.
        icon: a Material symbol.
        next_steps: label, icon and link of each.
    """
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(f"### {icon} {escape_markdown(title)}", text_alignment="center")
        st.markdown(text, text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center"):
            for label, link_icon, link in next_steps:
                link.draw(label, icon=link_icon)
