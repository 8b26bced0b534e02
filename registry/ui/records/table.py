"""A list that is searched, sorted and paged by the URL; each row leads to one entity."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

import streamlit as st

from registry.domain.entity import Entity
from registry.services.entity_service import EntityService
from registry.services.listing import EntityFilter, Listing
from registry.ui import code_view, flash, text, url_state
from registry.ui.links import Link, PageEntry
from registry.ui.snippets.clients import Task
from streamlit_jsonschema_form.ui import escape_markdown

E = TypeVar("E", bound=Entity)

ROWS: Final = 25
"""Rows on a page."""

_SORTS: Final = {"Last changed": "-updated_at", "Name": "name", "Newest": "-created_at"}
_SEARCH, _SORT, _PAGE = "q", "sort", "page"
_KEYS: Final = (_SEARCH, _SORT, _PAGE, *code_view.KEYS)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One entity in a list.

    Attributes:
        name: what people call it; any text.
        link: its page.
        facts: Markdown.
        more: names, icons and links of what it belongs to.
        changed: when it last changed.
    """

    name: str
    link: Link
    facts: str
    more: Sequence[tuple[str, str, Link]]
    changed: datetime


@dataclass(frozen=True, slots=True)
class ListPage(Generic[E]):
    """What the list page of one kind of entity shows.

    Attributes:
        entry: the page of the list.
        noun: what people call one.
        about: Markdown: what it is, in a sentence.
        hint: what the search looks through.
        entities: where they are listed from.
        row: describes those of one page.
        make: the code that creates one, shown while there are none.
    """

    entry: PageEntry
    noun: str
    about: str
    hint: str
    entities: EntityService[E]
    row: Callable[[E], ListRow]
    make: Callable[[], Sequence[Task]]


def draw(page: ListPage[E], workspace: str) -> None:
    """Draw the page of a list."""
    flash.show()
    entry = page.entry
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(entry.title, anchor=False, width="stretch")
        url_state.forget_unnamed(f"refresh-{entry.path}", _KEYS)
        st.button("Refresh", icon=":material/refresh:", key=f"refresh-{entry.path}")
    st.caption(page.about)
    if not page.entities.list(workspace, limit=1).total:
        _draw_none(page)
        return
    search, sort = _draw_controls(page.hint)
    where = EntityFilter(search)
    total = page.entities.list(workspace, where, sort=sort, limit=0)
    if not total.total:
        text.draw_empty_state(
            f"No {page.noun}s found", "Try another search.", ":material/search_off:"
        )
        st.button("Clear search", icon=":material/close:", key="clear", on_click=_clear)
        return
    rows = st.container(gap="xsmall")
    number = _draw_footer(total, page.noun)
    found = page.entities.list(workspace, where, sort=sort, limit=ROWS, offset=(number - 1) * ROWS)
    with rows:
        for damaged in found.damaged:
            st.error(escape_markdown(str(damaged)), icon=":material/broken_image:")
        for each in found.items:
            draw_row(page.row(each), entry.icon)


def draw_row(row: ListRow, icon: str) -> None:
    """Draw one entity with links to it and to what it belongs to."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        row.link.draw(f"**{escape_markdown(text.to_one_line(row.name))}**", icon=icon)
        if row.facts:
            st.caption(row.facts, width="content")
        for name, link_icon, link in row.more:
            link.draw(escape_markdown(text.to_one_line(name)), icon=link_icon)
        st.space("stretch")
        text.draw_time(row.changed)


def draw_pages(total: int, key: str) -> int:
    """Draw which pages there are, if more than one, and return the one that is asked for."""
    pages = -(-total // ROWS)
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = 1  # what was on the last pages is gone
    return st.pagination(pages, key=key, bind="query-params") if pages > 1 else 1


def _draw_controls(hint: str) -> tuple[str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        search = st.text_input(
            "Search",
            key=_SEARCH,
            type="search",
            placeholder=hint,
            live=True,
            bind="query-params",
            on_change=_to_first_page,
        )
        sort = st.selectbox(
            "Sort by",
            list(_SORTS),
            key=_SORT,
            bind="query-params",
            width=180,
            on_change=_to_first_page,
        )
    return search or "", _SORTS[sort]


def _draw_footer(total: Listing[E], noun: str) -> int:
    """Draw how many there are, and return which page is asked for."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.caption(text.pluralize(total.total, noun, exactly=total.exact), width="content")
        return draw_pages(total.total, _PAGE)


def _draw_none(page: ListPage[E]) -> None:
    text.draw_empty_state(
        f"No {page.noun}s yet",
        "Create one with the API:",
        page.entry.icon,
    )
    code_view.draw(page.make())


def _to_first_page() -> None:
    if _PAGE in st.session_state:
        st.session_state[_PAGE] = 1


def _clear() -> None:
    st.session_state[_SEARCH] = ""
    _to_first_page()
