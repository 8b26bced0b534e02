"""Filesets: their pages, and the fileset of a model."""

from typing import Final

import humanize
import streamlit as st

from registry.domain.fileset import Fileset
from registry.domain.model import Model
from registry.errors import NotFound
from registry.services import Services
from registry.services.listing import FieldFilter, ModelFilter
from registry.store.files import StoredFile
from registry.ui import code_view, links
from registry.ui.attributes_view import draw_table
from registry.ui.records import page
from registry.ui.snippets import tasks
from registry.ui.snippets.clients import Connection, Task
from registry.ui.text import draw_empty_state, draw_pages, pluralize
from streamlit_jsonschema_form.ui import escape_markdown, inline_code

_USERS: Final = 10


def draw_link_of(services: Services, model: Model) -> None:
    """Draw the link to the fileset of a model, if it exists."""
    if not model.fileset:
        return
    home, name = page.parse_reference(model.fileset, model.workspace)
    try:
        services.filesets.find(home, name)
    except NotFound:
        return  # the reference is among the model's ids
    links.name_link(links.FILESET, home, name).draw(escape_markdown(name), icon=links.FILESET.icon)


def _row(_: Services, fileset: Fileset) -> tuple[str, tuple[page.Related, ...]]:
    storage = "" if fileset.is_local else f" · stored by {escape_markdown(_storage(fileset))}"
    return f"{fileset.purpose.value.capitalize()}{storage}", ()


def _storage(fileset: Fileset) -> str:
    return str(fileset.storage.get("type"))


def _tasks(services: Services, fileset: Fileset, connection: Connection) -> tuple[Task, ...]:
    files = services.filesets.files(fileset.workspace, fileset.name)
    return tasks.fileset_tasks(fileset, connection, files[0].path if files else None)


def _draw_files(services: Services, fileset: Fileset) -> None:
    if fileset.description:
        st.markdown(escape_markdown(fileset.description))
    if not fileset.is_local:
        st.info(
            f"The files are stored by **{escape_markdown(_storage(fileset))}**, not in Patternshop. See "
            "**Details**.",
            icon=":material/cloud:",
        )
        return
    files = services.filesets.files(fileset.workspace, fileset.name)
    if not files:
        draw_empty_state(
            "No files yet", "Upload files with the API. See **Code**.", links.FILESET.icon
        )
        return
    size = humanize.naturalsize(sum(file.size for file in files))
    st.caption(f"{pluralize(len(files), 'file')}, {size}")
    rows, offset = st.container(gap="xsmall"), draw_pages(len(files), "files", page.ROWS)
    with rows:
        for file in files[offset : offset + page.ROWS]:
            _draw_file(fileset, file)


def _draw_file(fileset: Fileset, file: StoredFile) -> None:
    connection = code_view.connect_to(fileset.workspace)
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(inline_code(file.path), width="stretch")
        st.caption(humanize.naturalsize(file.size), width="content")
        st.link_button(
            "Download",
            tasks.file_url(connection, fileset.name, file.path),
            icon=":material/download:",
            type="tertiary",
            help=f"Download {escape_markdown(file.path)}",
        )


def _draw_users(services: Services, fileset: Fileset) -> None:
    names = (f"{fileset.workspace}/{fileset.name}", fileset.name)
    where = ModelFilter(filesets=names)
    models = services.models.list(fileset.workspace, where, limit=_USERS)
    having = FieldFilter(fields={"fileset": names})
    adapters = services.adapters.list(fileset.workspace, having, limit=_USERS)
    if not models.total + adapters.total:
        draw_empty_state(
            "Not used",
            "No model or adapter in this workspace uses this fileset.",
            links.FILESET.icon,
        )
    for noun, entry, found in (
        ("model", links.MODEL, models),
        ("adapter", links.ADAPTER, adapters),
    ):
        for user in found.items:
            links.name_link(entry, user.workspace, user.name).draw(
                escape_markdown(user.name), icon=entry.icon
            )
        if found.total > len(found.items):
            more = pluralize(found.total - len(found.items), f"more {noun}")
            st.caption(f"And {more}.")


def _draw_details(_: Services, fileset: Fileset) -> None:
    project = {"Project": escape_markdown(fileset.project)} if fileset.project else {}
    draw_table("Fileset", {"Purpose": fileset.purpose.value.capitalize(), **project})
    draw_table(
        "Storage", {escape_markdown(k): inline_code(str(v)) for k, v in fileset.storage.items()}
    )
    page.draw_record(fileset)


KIND: Final = page.RecordKind(
    entries=(links.FILESETS, links.FILESET),
    noun="fileset",
    key="name",
    description="Named sets of files, such as the weights of a model or of an adapter.",
    hint="Name, description, project…",
    entities=lambda services: services.filesets,
    find=lambda services, workspace, name: services.filesets.find(workspace, name),
    delete=lambda services, fileset, actor: services.filesets.delete(
        fileset.workspace, fileset.name, actor=actor
    ),
    loss=lambda fileset: (
        f"This deletes **{escape_markdown(fileset.name)}** and all its files. Models and adapters "
        "in **Used by** keep a reference to a fileset that no longer exists."
    ),
    row=_row,
    tabs={"Files": _draw_files, "Used by": _draw_users, "Details": _draw_details},
    tasks=_tasks,
    create=lambda _, connection: tasks.create_fileset(connection),
)
