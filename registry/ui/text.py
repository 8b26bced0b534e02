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
REVIEW_SIGNS: Final = {
    ReviewState.PENDING: ("Pending", ":material/hourglass_empty:", "gray"),
    ReviewState.APPROVED: ("Approved", ":material/verified:", "green"),
    ReviewState.CHANGES_REQUESTED: ("Changes requested", ":material/rate_review:", "orange"),
}
_LONGEST: Final = 80


def type_words(kind: ModelType) -> str:
    """Write a model type for people: `CHAT_COMPLETION` is `Chat completion`."""
    return kind.value.replace("_", " ").capitalize()


def ago(moment: datetime) -> str:
    """Say how long ago something was: `3 minutes ago`."""
    return humanize.naturaltime(datetime.now(UTC) - moment)


def exact(moment: datetime) -> str:
    """Write a moment in full, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def show_moment(moment: datetime) -> None:
    """Draw how long ago something was; the pointer over it shows the moment in full."""
    said = f'<span title="{exact(moment)}">{ago(moment)}</span>'
    st.caption(said, unsafe_allow_html=True, width="content")


def count(number: int, noun: str, *, exactly: bool = True) -> str:
    """Count things: `1 model`, `12 models`, `more than 10,000 models`."""
    said = f"{number:,} {noun}{'' if number == 1 else 's'}"
    return said if exactly else f"more than {said}"


def in_one_line(text: str) -> str:
    """Write a text that may have several lines in one, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"


def show_empty(title: str, text: str, icon: str, *ways: tuple[str, str, Link]) -> None:
    """Draw a calm place that is empty, and what to do next.

    Args:
        title: what is not here.
        text: why, and what would be.
        icon: a Material symbol.
        ways: words, icon and link of each next step.
    """
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(f"### {icon} {escape_markdown(title)}", text_alignment="center")
        st.markdown(text, text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center"):
            for words, sign, link in ways:
                link.draw(words, icon=sign)
