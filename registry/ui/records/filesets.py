"""Filesets: the list, and one of them with its files."""

from typing import Final

import humanize
import streamlit as st

from registry.domain.fileset import Fileset
from registry.domain.model import Model
from registry.errors import NotFound
from registry.services import Services
from registry.services.listing import FieldFilter, ModelFilter
from registry.store.files import StoredFile
from registry.ui import code_view, links, session
from registry.ui.attributes_view import draw_table
from registry.ui.links import Link
from registry.ui.records import page, table
from registry.ui.records.related import parse_reference, record_rows
from registry.ui.snippets import filesets
from registry.ui.text import draw_empty_state, pluralize
from streamlit_jsonschema_form.ui import escape_markdown, inline_code

ICON: Final = links.FILESET.icon
_DESCRIPTION: Final = "Named sets of files, such as the weights of a model or of an adapter."
_NEW: Final = "my-files"
_USERS: Final = 10


def link_to(reference: str, workspace: str) -> Link:
    """Link to the fileset that an entity of this workspace names."""
    return links.fileset_link(*parse_reference(reference, workspace))


def draw_link_of(services: Services, model: Model) -> None:
    """Draw the link to a model's fileset, if it names one that is here."""
    if not model.fileset:
        return
    home, name = parse_reference(model.fileset, model.workspace)
    try:
        services.filesets.find(home, name)
    except NotFound:
        return  # what it says is among its addresses
    links.fileset_link(home, name).draw(escape_markdown(name), icon=ICON)


def draw_list(services: Services, workspace: str) -> None:
    """Draw the filesets of a workspace."""
    connection = code_view.connect_to(workspace)
    listing = table.ListPage(
        links.FILESETS,
        "fileset",
        _DESCRIPTION,
        "Name, description, project…",
        services.filesets,
        _row,
        lambda: (filesets.new_fileset(_NEW, connection),),
    )
    table.draw(listing, workspace)


def open_one(services: Services, workspace: str, name: str) -> page.EntityPage:
    """Return the page of a fileset. Raises NotFound."""
    fileset = services.filesets.find(workspace, name)

    def draw_code() -> None:
        files = services.filesets.files(workspace, name)
        first = files[0].path if files else None
        code_view.draw(filesets.tasks_of(fileset, code_view.connect_to(workspace), first))

    return page.EntityPage(
        links.FILESETS,
        "fileset",
        fileset.id,
        name,
        workspace,
        lambda: services.filesets.delete(workspace, name, actor=session.actor()),
        f"This deletes **{escape_markdown(name)}** and all its files. Models and adapters in **Used by** "
        "keep a reference to a fileset that no longer exists.",
        {
            "Files": lambda: _draw_files(services, fileset),
            "Used by": lambda: _draw_users(services, fileset),
            "Details": lambda: _draw_details(fileset),
            "JSON": lambda: page.draw_json(fileset, name),
            "Code": draw_code,
        },
    )


def _row(fileset: Fileset) -> table.ListRow:
    where = "" if fileset.is_local else f" · stored by {escape_markdown(_keeper(fileset))}"
    return table.ListRow(
        fileset.name,
        links.fileset_link(fileset.workspace, fileset.name),
        f"{fileset.purpose.value.capitalize()}{where}",
        (),
        fileset.updated_at,
    )


def _keeper(fileset: Fileset) -> str:
    return str(fileset.storage.get("type"))


def _draw_files(services: Services, fileset: Fileset) -> None:
    if fileset.description:
        st.markdown(escape_markdown(fileset.description))
    if not fileset.is_local:
        st.info(
            f"The files are stored by **{escape_markdown(_keeper(fileset))}**, not in Patternshop. See "
            "**Details**.",
            icon=":material/cloud:",
        )
        return
    files = services.filesets.files(fileset.workspace, fileset.name)
    if not files:
        draw_empty_state("No files yet", "Upload files with the API. See **Code**.", ICON)
        return
    size = humanize.naturalsize(sum(file.size for file in files))
    st.caption(f"{pluralize(len(files), 'file')}, {size}")
    rows, number = st.container(gap="xsmall"), table.draw_pages(len(files), "files")
    with rows:
        for file in files[(number - 1) * table.ROWS : number * table.ROWS]:
            _draw_file(fileset, file)


def _draw_file(fileset: Fileset, file: StoredFile) -> None:
    connection = code_view.connect_to(fileset.workspace)
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(inline_code(file.path), width="stretch")
        st.caption(humanize.naturalsize(file.size), width="content")
        st.link_button(
            "Download",
            filesets.file_url(connection, fileset.name, file.path),
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
            "Not used", "No model or adapter in this workspace uses this fileset.", ICON
        )
    for model in models.items:
        links.model_link(model.workspace, model.name).draw(
            escape_markdown(model.name), icon=links.MODEL.icon
        )
    _draw_more(len(models.items), models.total, "model")
    for adapter in adapters.items:
        links.adapter_link(adapter.workspace, adapter.name).draw(
            escape_markdown(adapter.name), icon=links.ADAPTER.icon
        )
    _draw_more(len(adapters.items), adapters.total, "adapter")


def _draw_more(shown: int, total: int, noun: str) -> None:
    if total > shown:
        st.caption(f"And {pluralize(total - shown, f'more {noun}')}.")


def _draw_details(fileset: Fileset) -> None:
    project = {"Project": escape_markdown(fileset.project)} if fileset.project else {}
    draw_table("Fileset", {"Purpose": fileset.purpose.value.capitalize(), **project})
    draw_table(
        "Storage", {escape_markdown(k): inline_code(str(v)) for k, v in fileset.storage.items()}
    )
    draw_table("Record", record_rows(fileset))
