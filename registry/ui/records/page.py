"""One entity that programs keep here: its head, its tabs, and taking it away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from registry.domain.entity import Entity
from registry.errors import InUse, NotFound
from registry.ui import code_view, flash, links, text, url_state
from registry.ui.deletion import draw_confirmation
from registry.ui.links import PageEntry
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.ui import escape_markdown

KEYS: Final = ("tab", "files", "models", *code_view.KEYS)


@dataclass(frozen=True, slots=True)
class EntityPage:
    """What the page of one entity says and does.

    Attributes:
        entry: the page of the list that it is in.
        noun: what people call one.
        id: which one.
        name: any text.
        workspace: where it is.
        remove: deletes it; raises InUse, NotFound.
        loss: Markdown: what goes with it.
        tabs: what to draw, by name.
    """

    entry: PageEntry
    noun: str
    id: str
    name: str
    workspace: str
    remove: Callable[[], object]
    loss: str
    tabs: Mapping[str, Callable[[], None]]


def draw(page: EntityPage) -> None:
    """Draw the page."""
    title = text.to_one_line(page.name)
    st.set_page_config(page_title=f"{title} · Patternshop")
    url_state.draw_back_link(
        page.entry.title,
        links.page_link(page.entry, page.workspace),
        visit=page.id,
        forget=KEYS,
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.title(escape_markdown(title), anchor=False, width="stretch")
        if st.button("Delete", icon=":material/delete:", key="delete"):
            st.dialog(f"Delete this {page.noun}?", icon=":material/delete:")(_confirm)(page)
    tabs = st.tabs(list(page.tabs), key=KEYS[0], bind="query-params")
    for tab, draw_tab in zip(tabs, page.tabs.values(), strict=True):
        if tab.open:
            with tab:
                draw_tab()


def draw_json(entity: Entity, name: str) -> None:
    """Draw everything that is kept of an entity, its secrets masked by the caller."""
    text = write_json(entity.to_json(), indent=2)
    st.download_button(
        "Download",
        text,
        file_name=f"{name}.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    st.code(text, language="json", height=640)


def draw_missing(entry: PageEntry, noun: str, workspace: str, error: NotFound) -> None:
    """Say that there is no such entity, and lead back."""
    reason = escape_markdown(str(error))
    text.draw_empty_state(
        f"{noun.capitalize()} not found",
        f"{reason[:1].upper()}{reason[1:]}. It may have been deleted.",
        ":material/search_off:",
        (f"All {noun}s", entry.icon, links.page_link(entry, workspace)),
    )


def _confirm(page: EntityPage) -> None:
    """Delete the entity when its name is typed."""
    st.markdown(page.loss)
    if draw_confirmation(page.noun, page.name):
        _delete(page)


def _delete(page: EntityPage) -> None:
    try:
        page.remove()
    except InUse as error:
        st.error(escape_markdown(str(error)), icon=":material/link:")
        return
    except NotFound:
        pass  # someone else has deleted it already
    flash.add(f"{text.to_one_line(page.name)} deleted.")
    links.page_link(page.entry, page.workspace).open()
