"""The list page of a kind of record and the page of one record, as its kind declares them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

import streamlit as st

from registry.domain.adapter import StoredAdapter
from registry.domain.deployment import Deployment
from registry.domain.fileset import Fileset
from registry.domain.group import Group
from registry.domain.model import Model
from registry.domain.saved_prompt import SavedPrompt
from registry.errors import NotFound
from registry.services import Services
from registry.services.entity_service import EntityService
from registry.services.listing import EntityFilter
from registry.ui import code_view, deletion, links, session, text, url_state
from registry.ui.attributes_view import draw_table
from registry.ui.links import Link, PageEntry
from registry.ui.snippets.clients import Connection, Task
from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.ui import escape_markdown

R = TypeVar("R", StoredAdapter, Deployment, Fileset, Group, SavedPrompt)
Related = tuple[str, str, Link]
"""The name, the icon and the link of an entity that a record refers to."""

ROWS: Final = 25
"""Rows on a page."""

_SORTS: Final = {"Last changed": "-updated_at", "Name": "name", "Newest": "-created_at"}
_SEARCH, _SORT, _PAGE = "q", "sort", "page"
_LIST_KEYS: Final = (_SEARCH, _SORT, _PAGE, *code_view.KEYS)
_RECORD_KEYS: Final = ("tab", "files", "models", *code_view.KEYS)


@dataclass(frozen=True, slots=True)
class RecordKind(Generic[R]):
    """What the pages of one kind of record show and do.

    Attributes:
        entries: the page of the list, and the page of one record.
        noun: the kind in a word.
        key: the parameter that names a record in the URL, `name` or `id`.
        description: Markdown: what it is, in a sentence.
        hint: what the search covers.
        entities: lists them.
        find: returns the one with this key in a workspace; raises NotFound.
        delete: deletes one by the name of the actor; raises InUse, NotFound.
        loss: Markdown: what is deleted with one.
        row: Markdown facts and related entities in the list.
        tabs: draw one, by title; JSON and Code follow.
        tasks: the code of one.
        create: the code that creates one, shown while there are none.
    """

    entries: tuple[PageEntry, PageEntry]
    noun: str
    key: str
    description: str
    hint: str
    entities: Callable[[Services], EntityService[R]]
    find: Callable[[Services, str, str], R]
    delete: Callable[[Services, R, str], object]
    loss: Callable[[R], str]
    row: Callable[[Services, R], tuple[str, Sequence[Related]]]
    tabs: Mapping[str, Callable[[Services, R], None]]
    tasks: Callable[[Services, R, Connection], Sequence[Task]]
    create: Callable[[Services, Connection], Task]

    def draw_row(self, record: R, facts: str, related: Sequence[Related]) -> None:
        """Draw one record of a list."""
        link = Link(
            self.entries[1],
            {"workspace": record.workspace, self.key: str(getattr(record, self.key))},
        )
        draw_row(link, record.name, facts, record.updated_at, related)


def draw_list(kind: RecordKind[R]) -> None:
    """Draw the page that lists the records of the workspace."""
    services, workspace, (entry, _) = session.services(), session.workspace(), kind.entries
    entities = kind.entities(services)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(entry.title, anchor=False, width="stretch")
        url_state.forget_unnamed(f"refresh-{entry.path}", _LIST_KEYS)
        st.button("Refresh", icon=":material/refresh:", key=f"refresh-{entry.path}")
    st.caption(kind.description)
    if not entities.list(workspace, limit=1).total:
        text.draw_empty_state(f"No {kind.noun}s yet", "Create one with the API:", entry.icon)
        code_view.draw([kind.create(services, code_view.connect_to(workspace))])
        return
    search, sort = text.draw_search(kind.hint, _SORTS)
    where = EntityFilter(search)
    total = entities.list(workspace, where, sort=sort, limit=0)
    if not total.total:
        text.draw_empty_state(
            f"No {kind.noun}s found", "Try another search.", ":material/search_off:"
        )
        st.button("Clear search", icon=":material/close:", key="clear", on_click=_clear_search)
        return
    rows = st.container(gap="xsmall")
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.caption(text.pluralize(total.total, kind.noun, exactly=total.exact), width="content")
        offset = text.draw_pages(total.total, _PAGE, ROWS)
    found = entities.list(workspace, where, sort=sort, limit=ROWS, offset=offset)
    with rows:
        for damaged in found.damaged:
            st.error(escape_markdown(str(damaged)), icon=":material/broken_image:")
        for record in found.items:
            kind.draw_row(record, *kind.row(services, record))


def draw_one(kind: RecordKind[R]) -> None:
    """Draw the page of the record that the URL names."""
    services, workspace = session.services(), session.workspace()
    key = st.query_params.get(kind.key, "")
    back = links.page_link(kind.entries[0], workspace)
    try:
        record = _find(kind, services, workspace, key)
    except NotFound as error:
        text.draw_empty_state(
            f"{kind.noun.capitalize()} not found",
            f"{text.sentence(error)} It may have been deleted.",
            ":material/search_off:",
            (f"All {kind.noun}s", kind.entries[0].icon, back),
        )
        return
    title = text.to_one_line(record.name)
    st.set_page_config(page_title=f"{title} · Patternshop")
    url_state.draw_back_link(kind.entries[0].title, back, visit=record.id, forget=_RECORD_KEYS)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.title(escape_markdown(title), anchor=False, width="stretch")
        if st.button("Delete", icon=":material/delete:", key="delete"):
            deletion.confirm(
                kind.noun,
                record.name,
                kind.loss(record),
                lambda: kind.delete(services, record, session.actor()),
                back,
            )
    with url_state.draw_tabs([*kind.tabs, "JSON", "Code"]) as tab:
        if tab in kind.tabs:
            kind.tabs[tab](services, record)
        elif tab == "JSON":
            draw_json(record.to_json(), str(getattr(record, kind.key)))
        else:
            code_view.draw(kind.tasks(services, record, code_view.connect_to(workspace)))


def _find(kind: RecordKind[R], services: Services, workspace: str, key: str) -> R:
    record = kind.find(services, workspace, key)
    if record.workspace != workspace:
        raise NotFound(kind.noun, key, f"it is in workspace {record.workspace!r}")
    return record


def draw_row(
    link: Link, name: str, facts: str, changed: datetime, related: Sequence[Related] = ()
) -> None:
    """Draw one entity with links to it and to related ones; `facts` is Markdown."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        link.draw(f"**{escape_markdown(text.to_one_line(name))}**", icon=link.entry.icon)
        if facts:
            st.caption(facts, width="content")
        for related_name, icon, related_link in related:
            related_link.draw(escape_markdown(text.to_one_line(related_name)), icon=icon)
        st.space("stretch")
        text.draw_time(changed)


def draw_json(content: Any, name: str) -> None:
    """Draw JSON with a download; the caller masks secrets."""
    written = write_json(content, indent=2)
    st.download_button(
        "Download",
        written,
        file_name=f"{name}.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    st.code(written, language="json", height=640)


def draw_json_values(values: Mapping[str, Any]) -> None:
    """Draw values that are set as JSON, each under its title."""
    for title, value in values.items():
        if value is not None:
            st.markdown(f"##### {title}")
            st.code(write_json(value, indent=2), language="json", wrap_lines=True)


def draw_related(noun: str, related: Related) -> None:
    """Draw an entity that a record refers to."""
    name, icon, link = related
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.caption(noun, width="content")
        link.draw(escape_markdown(text.to_one_line(name)), icon=icon)


def draw_record(record: R) -> None:
    """Draw when a record was created and changed."""
    creator = getattr(record, "created_by_user_id", None)
    draw_table(
        "Record",
        {
            "Created": text.format_moment(record.created_at, creator),
            "Updated": text.format_moment(record.updated_at),
            "Revision": str(record.revision),
            "ID": f"`{record.id}`",
        },
    )


def parse_reference(reference: str, workspace: str) -> tuple[str, str]:
    """Read `workspace/name`, or a name alone, which is in the given workspace."""
    home, slash, name = reference.partition("/")
    return (home, name) if slash else (workspace, reference)


def find_latest_model(services: Services, workspace: str) -> Model | None:
    """Return the model that changed last, for examples; None when there is none."""
    found = services.models.list(workspace, sort="-updated_at", limit=1).items
    return found[0] if found else None


def _clear_search() -> None:
    st.session_state[_SEARCH] = ""
    text.open_first_page()
