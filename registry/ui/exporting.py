"""Export: the selection, the file and its download.

The file is written once, on request, and stays on the disk as long as the session: drawing the page again
reads nothing.
"""

import weakref
from dataclasses import dataclass
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import Final

import humanize
import streamlit as st

from registry.bootstrap import OpenRegistry
from registry.services.documents import WRITERS
from registry.services.export import Export
from registry.services.records import KINDS
from registry.ui import text
from streamlit_jsonschema_form.ui import escape_markdown

STEP: Final = 100
"""Entities between two updates of the progress."""

_FILE_KEY: Final = "export file"
_PLURALS: Final = {kind.noun: kind.table.capitalize() for kind in KINDS}
_FORMATS: Final = {".jsonl": "JSON Lines, for programs", ".zip": "YAML files in a ZIP, for git"}
_TYPES: Final = {".jsonl": "application/x-ndjson", ".zip": "application/zip"}


@dataclass(frozen=True, slots=True)
class ExportSelection:
    """The options of an export.

    Attributes:
        workspace: only what is in it; None means everything.
        kinds: the nouns of the entities to export; empty means all.
        suffix: the end of the file's name, which sets its format.
        secrets: whether they are written.
    """

    workspace: str | None
    kinds: tuple[str, ...]
    suffix: str
    secrets: bool


class ExportFile:
    """An export in an unnamed file, which is deleted with its last reference.

    Attributes:
        selection: the options.
        at: when it was written.
        documents: how many it has.
        size: in bytes.
        left_out: why some entities are not in it.
    """

    def __init__(self, selection: ExportSelection) -> None:
        self.selection = selection
        self.at = datetime.now(UTC)
        self.documents = 0
        self.size = 0
        self.left_out: list[str] = []
        self.file = TemporaryFile()  # noqa: SIM115 - it is closed with this
        weakref.finalize(self, self.file.close)

    @property
    def name(self) -> str:
        """What the download is called; the time distinguishes it from older ones."""
        scope = self.selection.workspace or "registry"
        return f"{scope}-{self.at:%Y%m%d-%H%M%S}{self.selection.suffix}"

    def read(self) -> bytes:
        """Return the whole file."""
        self.file.seek(0)
        return self.file.read()


def draw(registry: OpenRegistry, workspace: str) -> None:
    """Draw the options, and the file once it is written."""
    st.subheader("Export", anchor=False)
    st.caption(
        "Exports the current state of every entity and all versions of templates. History and "
        "drafts are not included; use `patternshop migrate` to move them."
    )
    selection = _choose(workspace)
    export = Export(
        registry.services,
        registry.store,
        workspace=selection.workspace,
        kinds=selection.kinds,
        secrets=selection.secrets,
    )
    total = export.total()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pressed = st.button(
            "Prepare export", key="export", icon=":material/archive:", disabled=not total
        )
        st.caption(f"{total:,} {'entity' if total == 1 else 'entities'}", width="content")
    if pressed:
        st.session_state[_FILE_KEY] = _write_file(selection, export, total)
    file: ExportFile | None = st.session_state.get(_FILE_KEY)
    if file is not None and file.selection == selection:
        _draw_download(file)


def _choose(workspace: str) -> ExportSelection:
    selected = [noun for noun in st.query_params.get_all("kind") if noun in _PLURALS]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        source = st.selectbox(
            "From",
            [workspace, ""],
            format_func=lambda name: f"Workspace {name}" if name else "All workspaces",
            key=f"export-from-{workspace}",
            width=230,
        )
        kinds = st.multiselect(
            "Entity types",
            list(_PLURALS),
            default=selected,
            format_func=_PLURALS.__getitem__,
            key="export-kinds",
            placeholder="All",
            width=300,
        )
        suffix = st.selectbox(
            "Format", list(_FORMATS), format_func=_FORMATS.__getitem__, key="export-as", width=260
        )
    secrets = st.checkbox("Include secrets", key="export-secrets")
    if secrets:
        st.warning(
            "The file will contain API keys and other secrets in plain text. Store it safely and "
            "delete it after use.",
            icon=":material/key:",
        )
    return ExportSelection(source or None, tuple(kinds), suffix, secrets)


def _write_file(selection: ExportSelection, export: Export, total: int) -> ExportFile:
    file = ExportFile(selection)
    bar = st.progress(0.0, "Preparing …")
    for number, documents in enumerate(WRITERS[selection.suffix](export.entities(), file.file), 1):
        file.documents += documents
        if number % STEP == 0:
            bar.progress(min(1.0, number / total), f"{number:,} of {total:,}")
    bar.empty()
    file.size = file.file.tell()
    file.left_out = [str(error) for error in export.left_out]
    return file


def _draw_download(file: ExportFile) -> None:
    for reason in file.left_out[:5]:
        st.warning(f"Skipped: {escape_markdown(reason)}", icon=":material/broken_image:")
    if len(file.left_out) > 5:
        st.caption(f"{len(file.left_out):,} entities were skipped.")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            f"Download {file.name}",
            file.read,
            file_name=file.name,
            mime=_TYPES[file.selection.suffix],
            key="export-download",
            icon=":material/download:",
            type="primary",
            on_click="ignore",
        )
        documents = text.pluralize(file.documents, "document")
        st.caption(f"{documents}, {humanize.naturalsize(file.size)}", width="content")
        text.draw_time(file.at)
