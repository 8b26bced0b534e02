"""Import: upload, preview, resolution of conflicts, and the import itself."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from registry.bootstrap import OpenRegistry
from registry.errors import Invalid, StoreUnavailable
from registry.services.documents import READERS, read_file
from registry.services.import_ import Import, ImportResult, Outcome
from registry.ui import session, text
from streamlit_jsonschema_form.ui import escape_markdown

ROWS: Final = 1_000
"""Documents that are shown; those that need attention come first."""

STEP: Final = 100
"""Documents between two updates of the progress."""

_REPORT: Final = "import report"
_KEEP, _OVERWRITE, _CHOOSE = (
    "Keep the current state",
    "Overwrite with the file",
    "Choose individually",
)
_OUTCOMES: Final = {
    Outcome.REFUSE: ("Rejected", "breaks a rule"),
    Outcome.CONFLICT: ("Conflict", "was changed here after the export"),
    Outcome.UPDATE: ("Update", "exists and differs"),
    Outcome.CREATE: ("Create", "does not exist yet"),
    Outcome.SKIP: ("Unchanged", "is identical"),
}
"""Every outcome; those that need attention come first."""


@dataclass
class ImportReport:
    """The outcome of each document in a file.

    Attributes:
        file: the upload's id.
        dry: whether this is a preview.
        counts: how many documents have each outcome.
        shown: the first of each outcome.
        choosable: conflicts that can be overwritten.
    """

    file: str
    dry: bool
    counts: Counter[Outcome] = field(default_factory=Counter)
    shown: dict[Outcome, list[ImportResult]] = field(default_factory=dict)
    choosable: list[str] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many documents change something."""
        return self.counts[Outcome.CREATE] + self.counts[Outcome.UPDATE]

    def add(self, result: ImportResult) -> None:
        """Count a document, and show it if it is among the first."""
        self.counts[result.outcome] += 1
        shown = self.shown.setdefault(result.outcome, [])
        if len(shown) < ROWS:
            shown.append(result)
        if result.choosable:
            self.choosable.append(result.what)

    def rows(self) -> list[ImportResult]:
        """Return the documents to show."""
        return [result for outcome in _OUTCOMES for result in self.shown.get(outcome, ())][:ROWS]


def draw(registry: OpenRegistry) -> None:
    """Draw the upload, then its preview or its result."""
    st.subheader("Import", anchor=False)
    st.caption(
        "Upload an export of this or another registry. You see a preview before anything "
        "changes, and importing the same file twice changes nothing. If the export has no "
        "secrets, existing ones stay; an entity whose secret does not exist here yet is "
        "rejected."
    )
    file = st.file_uploader(
        "File: JSON Lines, YAML, or a ZIP of YAML files",
        type=[suffix.removeprefix(".") for suffix in READERS],
        key="import-file",
    )
    if file is None:
        st.session_state.pop(_REPORT, None)
        return
    try:
        _draw_file(registry, file)
    except Invalid as error:
        st.error(escape_markdown("; ".join(map(str, error.problems))), icon=":material/error:")


def _draw_file(registry: OpenRegistry, file: UploadedFile) -> None:
    report: ImportReport | None = st.session_state.get(_REPORT)
    if report is None or report.file != file.file_id:
        report = _run(registry, file, dry=True)
        st.session_state[_REPORT] = report
    if not report.dry:
        _draw_done(report)
        return
    st.markdown("**Preview**" if report.counts else "This file is empty.")
    _draw_counts(report)
    overwrite = _choose_resolution(report)
    chosen = len(report.choosable) if overwrite is True else len(overwrite or ())
    if _draw_import_button(report.changes + chosen):
        _import_file(registry, file, report, overwrite=overwrite)


def _draw_import_button(changes: int) -> bool:
    return st.button(
        f"Import {text.pluralize(changes, 'document')}" if changes else "Nothing to import",
        key="import",
        type="primary",
        icon=":material/input:",
        disabled=not changes,
    )


def _choose_resolution(report: ImportReport) -> bool | Collection[str]:
    """Draw the choice of what to do with entities that were changed here after the export."""
    if not report.choosable:
        return False
    choice = st.radio(
        f"Changed here after the export: {len(report.choosable):,}",
        [_KEEP, _OVERWRITE, _CHOOSE],
        key="import-conflicts",
        horizontal=True,
    )
    if choice == _CHOOSE:
        return st.multiselect(
            "Overwrite these", report.choosable, key=f"import-chosen-{report.file}"
        )
    return choice == _OVERWRITE


def _import_file(
    registry: OpenRegistry,
    file: UploadedFile,
    preview: ImportReport,
    *,
    overwrite: bool | Collection[str],
) -> None:
    # If this run ends early, the next one previews what is left to import.
    del st.session_state[_REPORT]
    total = preview.counts.total()
    try:
        done = _run(registry, file, dry=False, overwrite=overwrite, total=total)
    except StoreUnavailable as error:
        st.error(
            escape_markdown(error.what), title="The import stopped", icon=":material/cloud_off:"
        )
        st.info(
            f"{escape_markdown(error.remedy)}. Everything imported so far is stored. Import the same file "
            "again to continue.",
            icon=":material/healing:",
        )
        return
    st.session_state[_REPORT] = done
    st.rerun()


def _run(
    registry: OpenRegistry,
    file: UploadedFile,
    *,
    dry: bool,
    overwrite: bool | Collection[str] = False,
    total: int = 0,
) -> ImportReport:
    """Read a file and show the progress.

    Args:
        registry: where it is imported.
        file: the upload.
        dry: preview only.
        overwrite: as `Import` takes it.
        total: the number of documents; 0 if unknown.
    """
    report = ImportReport(file.file_id, dry)
    importing = Import(
        registry.store,
        actor=session.actor(),
        note=f"from {file.name}",
        dry=dry,
        overwrite=overwrite,
    )
    file.seek(0)
    bar = st.progress(0.0, "Checking …" if dry else "Importing …")
    for number, result in enumerate(importing.run(read_file(file.name, file)), 1):
        report.add(result)
        if number % STEP == 0:
            fraction = number / total if total else file.tell() / file.size
            bar.progress(min(1.0, fraction), f"{number:,} documents")
    bar.empty()
    return report


def _draw_counts(report: ImportReport) -> None:
    """Draw how many documents have each outcome, and a table of them."""
    if not report.counts:
        return
    grid = st.grid(columns=len(_OUTCOMES), min_column_width=130)
    for outcome, (label, meaning) in _OUTCOMES.items():
        grid.cell().metric(label, f"{report.counts[outcome]:,}", help=f"The entity {meaning}.")
    rows = report.rows()
    st.dataframe(
        {
            "Outcome": [_OUTCOMES[row.outcome][0] for row in rows],
            "Entity": [row.what for row in rows],
            "Location": [row.where for row in rows],
            "Reason": [row.reason for row in rows],
        },
        hide_index=True,
        height="content" if len(rows) < 10 else 400,
        key=f"import-table-{report.file}-{report.dry}",
    )
    if report.counts.total() > len(rows):
        st.caption(f"Showing the first {len(rows):,} of {report.counts.total():,} documents.")


def _draw_done(report: ImportReport) -> None:
    created, updated = report.counts[Outcome.CREATE], report.counts[Outcome.UPDATE]
    st.success(
        f"Import complete: {created:,} created, {updated:,} updated.", icon=":material/check:"
    )
    _draw_counts(report)
    st.button(
        "Check the file again",
        key="import-again",
        icon=":material/refresh:",
        on_click=lambda: st.session_state.pop(_REPORT, None),
    )
