"""Export: what is taken along, the file that is made of it, and its download.

The file is made once, on request, and kept on the disk for as long as the session: drawing the page
again reads nothing.
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
from registry.services.export import KINDS, Export
from registry.ui import text
from streamlit_jsonschema_form.ui import escape_markdown

STEP: Final = 100
"""Entities between two looks at the progress."""

_MADE: Final = "export made"
_PLURALS: Final = {kind.noun: kind.table.capitalize() for kind in KINDS}
_FORMATS: Final = {".jsonl": "JSON Lines, for programs", ".zip": "YAML files in a ZIP, for git"}
_TYPES: Final = {".jsonl": "application/x-ndjson", ".zip": "application/zip"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for.

    Attributes:
        workspace: only what is in it; None means everything.
        kinds: the nouns of what is taken along; empty means all.
        suffix: the end of the file's name, which tells its format.
        secrets: whether they are written.
    """

    workspace: str | None
    kinds: tuple[str, ...]
    suffix: str
    secrets: bool

    def open(self, registry: OpenRegistry) -> Export:
        """Return what reads it."""
        return Export(
            registry.services,
            registry.store,
            workspace=self.workspace,
            kinds=self.kinds,
            secrets=self.secrets,
        )


class Made:
    """An export in a file without a name, which is gone when nobody holds it any more.

    Attributes:
        wanted: what is in it.
        at: when it was made.
        documents: how many it has.
        size: in bytes.
        left_out: why some entities are not in it.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.at = datetime.now(UTC)
        self.documents = 0
        self.size = 0
        self.left_out: list[str] = []
        self.file = TemporaryFile()  # noqa: SIM115 - it is closed with this
        weakref.finalize(self, self.file.close)

    @property
    def name(self) -> str:
        """What the download is called; the time keeps Streamlit from taking an older one for it."""
        place = self.wanted.workspace or "registry"
        return f"{place}-{self.at:%Y%m%d-%H%M%S}{self.wanted.suffix}"

    def read(self) -> bytes:
        """Return the whole file."""
        self.file.seek(0)
        return self.file.read()


def draw(registry: OpenRegistry, workspace: str) -> None:
    """Draw what can be chosen, and the file once it is made."""
    st.subheader("Export", anchor=False)
    st.caption(
        "Entities as they are now, with their ids; templates with every version. "
        "History and drafts stay here: `patternshop migrate` carries those."
    )
    wanted = _choose(workspace)
    export = wanted.open(registry)
    total = export.total()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pressed = st.button(
            "Prepare export", key="export", icon=":material/archive:", disabled=not total
        )
        st.caption(f"{total:,} {'entity' if total == 1 else 'entities'}", width="content")
    if pressed:
        st.session_state[_MADE] = _make(wanted, export, total)
    made: Made | None = st.session_state.get(_MADE)
    if made is not None and made.wanted == wanted:
        _offer(made)


def _choose(workspace: str) -> Wanted:
    asked = [noun for noun in st.query_params.get_all("kind") if noun in _PLURALS]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        inside = st.selectbox(
            "From",
            [workspace, ""],
            format_func=lambda name: f"Workspace {name}" if name else "All workspaces",
            key=f"export-from-{workspace}",
            width=230,
        )
        kinds = st.multiselect(
            "Kinds",
            list(_PLURALS),
            default=asked,
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
            "The file will hold API keys and other secrets as plain text. Keep it where nobody else "
            "reads it, and delete it after use.",
            icon=":material/key:",
        )
    return Wanted(inside or None, tuple(kinds), suffix, secrets)


def _make(wanted: Wanted, export: Export, total: int) -> Made:
    made = Made(wanted)
    bar = st.progress(0.0, "Preparing …")
    for number, documents in enumerate(WRITERS[wanted.suffix](export.entities(), made.file), 1):
        made.documents += documents
        if number % STEP == 0:
            bar.progress(min(1.0, number / total), f"{number:,} of {total:,}")
    bar.empty()
    made.size = made.file.tell()
    made.left_out = [str(error) for error in export.left_out]
    return made


def _offer(made: Made) -> None:
    for reason in made.left_out[:5]:
        st.warning(f"Left out: {escape_markdown(reason)}", icon=":material/broken_image:")
    if len(made.left_out) > 5:
        st.caption(f"{len(made.left_out):,} entities were left out.")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            f"Download {made.name}",
            made.read,
            file_name=made.name,
            mime=_TYPES[made.wanted.suffix],
            key="export-download",
            icon=":material/download:",
            type="primary",
            on_click="ignore",
        )
        said = text.count(made.documents, "document")
        st.caption(f"{said}, {humanize.naturalsize(made.size)}", width="content")
        text.show_moment(made.at)
