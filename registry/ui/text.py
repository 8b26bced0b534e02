"""Texts, badges and list controls that pages share."""

from collections.abc import Callable, Mapping
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
    """Write how long ago something was: `3 minutes ago`."""
    return humanize.naturaltime(datetime.now(UTC) - moment)


def format_utc(moment: datetime) -> str:
    """Write a moment in full, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def format_moment(moment: datetime, actor: str | None = None) -> str:
    """Write as Markdown how long ago something was, by whom, and the moment in full below."""
    by = f" by {escape_markdown(actor)}" if actor else ""
    return f"{format_age(moment)}{by}  \n:small[{format_utc(moment)}]"


def draw_time(moment: datetime) -> None:
    """Draw how long ago something was; the pointer over it shows the moment in full."""
    label = f'<span title="{format_utc(moment)}">{format_age(moment)}</span>'
    st.caption(label, unsafe_allow_html=True, width="content")


def draw_review_badge(state: ReviewState) -> None:
    """Draw the state of a review."""
    label, icon, color = REVIEW_BADGES[state]
    st.badge(label, icon=icon, color=color)  # type: ignore[arg-type]


def pluralize(number: int, noun: str, *, exactly: bool = True) -> str:
    """Count things: `1 model`, `12 models`, `more than 10,000 models`."""
    label = f"{number:,} {noun}{'' if number == 1 else 's'}"
    return label if exactly else f"more than {label}"


def to_one_line(text: str) -> str:
    """Write a text that may have several lines in one, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _MAX_LENGTH else f"{flat[: _MAX_LENGTH - 1]}…"


def sentence(error: Exception) -> str:
    """Write an error's message as a sentence in Markdown."""
    message = escape_markdown(str(error))
    return f"{message[:1].upper()}{message[1:]}."


def draw_search(
    hint: str, sorts: Mapping[str, str], format_sort: Callable[[str], str] = str
) -> tuple[str, str]:
    """Draw the search box of a list and its sort order, both in the URL, and return them.

    Args:
        hint: what the search covers.
        sorts: sort keys by what the URL calls them; the first is the default.
        format_sort: writes what the URL calls them for people.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        search = st.text_input(
            "Search",
            key="q",
            type="search",
            placeholder=hint,
            live=True,
            bind="query-params",
            on_change=open_first_page,
        )
        sort = st.selectbox(
            "Sort by",
            list(sorts),
            format_func=format_sort,
            key="sort",
            bind="query-params",
            width=230,
            on_change=open_first_page,
        )
    return search or "", sorts[sort]


def draw_pages(total: int, key: str, rows: int) -> int:
    """Draw the pagination if there is more than one page, and return the offset of the page."""
    pages = -(-total // rows)
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = 1  # the rows of the last pages were deleted
    return (st.pagination(pages, key=key, bind="query-params") - 1) * rows if pages > 1 else 0


def open_first_page() -> None:
    """Go back to the first page of a list."""
    if "page" in st.session_state:
        st.session_state["page"] = 1


def draw_empty_state(title: str, text: str, icon: str, *next_steps: tuple[str, str, Link]) -> None:
    """Draw a notice that there is nothing to show, and what to do next.

    Args:
        title: what is missing.
        text: why, as Markdown.
        icon: a Material symbol.
        next_steps: label, icon and link of each.
    """
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(f"### {icon} {escape_markdown(title)}", text_alignment="center")
        st.markdown(text, text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center"):
            for label, link_icon, link in next_steps:
                link.draw(label, icon=link_icon)
