"""Import: a file, what it would change, what to do about conflicts, and taking it in."""

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
"""Documents that are shown; those that need a look come first."""

STEP: Final = 100
"""Documents between two looks at the progress."""

_REPORT: Final = "import report"
_KEEP, _TAKE, _CHOOSE = "Keep what is here", "Take what the file says", "Choose one by one"
_WORDS: Final = {
    Outcome.REFUSE: ("Refused", "breaks a rule"),
    Outcome.CONFLICT: ("Conflict", "something else is here"),
    Outcome.UPDATE: ("Update", "is here, and differs"),
    Outcome.CREATE: ("Create", "is not here yet"),
    Outcome.SKIP: ("Skip", "the same is here"),
}
"""Every outcome, those first that need a look."""


@dataclass
class Report:
    """What becomes of a file's documents.

    Attributes:
        file: the upload's id.
        dry: whether that is yet to be done.
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
        """Count a document and keep it to be shown, if it is among the first."""
        self.counts[result.outcome] += 1
        kept = self.shown.setdefault(result.outcome, [])
        if len(kept) < ROWS:
            kept.append(result)
        if result.choosable:
            self.choosable.append(result.what)

    def rows(self) -> list[ImportResult]:
        """Return the documents to show."""
        return [result for outcome in _WORDS for result in self.shown.get(outcome, ())][:ROWS]


def draw(registry: OpenRegistry) -> None:
    """Draw the upload, and what would become or became of it."""
    st.subheader("Import", anchor=False)
    st.caption(
        "What an export wrote, here or elsewhere. You see what it would change before anything does; "
        "the same file again changes nothing. Where an export left a secret out, the one that is "
        "here is kept; where there is none yet, the entity is refused."
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
    report: Report | None = st.session_state.get(_REPORT)
    if report is None or report.file != file.file_id:
        report = _run(registry, file, dry=True)
        st.session_state[_REPORT] = report
    if not report.dry:
        _draw_done(report)
        return
    st.markdown(
        "**What would become of it**" if report.counts else "There is nothing in this file."
    )
    _draw_counts(report)
    overwrite = _settle_conflicts(report)
    chosen = len(report.choosable) if overwrite is True else len(overwrite or ())
    if _press(report.changes + chosen):
        _take_in(registry, file, report, overwrite=overwrite)


def _press(changes: int) -> bool:
    return st.button(
        f"Take in {text.count(changes, 'document')}" if changes else "Nothing to take in",
        key="import",
        type="primary",
        icon=":material/input:",
        disabled=not changes,
    )


def _settle_conflicts(report: Report) -> bool | Collection[str]:
    """Ask what wins where an entity was changed here after the file was written."""
    if not report.choosable:
        return False
    way = st.radio(
        f"Changed here after the file was written: {len(report.choosable):,}",
        [_KEEP, _TAKE, _CHOOSE],
        key="import-conflicts",
        horizontal=True,
    )
    if way == _CHOOSE:
        return st.multiselect(
            "Take from the file", report.choosable, key=f"import-chosen-{report.file}"
        )
    return way == _TAKE


def _take_in(
    registry: OpenRegistry,
    file: UploadedFile,
    looked: Report,
    *,
    overwrite: bool | Collection[str],
) -> None:
    # Should anything end this run, the next one looks anew at what is left to do.
    del st.session_state[_REPORT]
    total = looked.counts.total()
    try:
        done = _run(registry, file, dry=False, overwrite=overwrite, total=total)
    except StoreUnavailable as error:
        st.error(
            escape_markdown(error.what), title="The import stopped", icon=":material/cloud_off:"
        )
        st.info(
            f"{escape_markdown(error.remedy)}. What was taken in before stays; "
            "import the same file again to go on.",
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
) -> Report:
    """Go over a file, and show how far it is.

    Args:
        registry: what takes it in.
        file: the upload.
        dry: only say what would become of it.
        overwrite: as `Import` takes it.
        total: how many documents there are; 0 if that is not known.
    """
    report = Report(file.file_id, dry)
    importing = Import(
        registry.store,
        actor=session.actor(),
        note=f"from {file.name}",
        dry=dry,
        overwrite=overwrite,
    )
    file.seek(0)
    bar = st.progress(0.0, "Looking at it …" if dry else "Taking it in …")
    for number, result in enumerate(importing.run(read_file(file.name, file)), 1):
        report.add(result)
        if number % STEP == 0:
            part = number / total if total else file.tell() / file.size
            bar.progress(min(1.0, part), f"{number:,} documents")
    bar.empty()
    return report


def _draw_counts(report: Report) -> None:
    """Draw how many documents have each outcome, and a table of them."""
    if not report.counts:
        return
    grid = st.grid(columns=len(_WORDS), min_column_width=130)
    for outcome, (word, meaning) in _WORDS.items():
        grid.cell().metric(word, f"{report.counts[outcome]:,}", help=f"The entity {meaning}.")
    rows = report.rows()
    st.dataframe(
        {
            "Outcome": [_WORDS[row.outcome][0] for row in rows],
            "Entity": [row.what for row in rows],
            "Place": [row.where for row in rows],
            "Reason": [row.reason for row in rows],
        },
        hide_index=True,
        height="content" if len(rows) < 10 else 400,
        key=f"import-table-{report.file}-{report.dry}",
    )
    if report.counts.total() > len(rows):
        st.caption(f"The first {len(rows):,} of {report.counts.total():,} documents are shown.")


def _draw_done(report: Report) -> None:
    created, updated = report.counts[Outcome.CREATE], report.counts[Outcome.UPDATE]
    st.success(f"Taken in: {created:,} created, {updated:,} updated.", icon=":material/check:")
    _draw_counts(report)
    st.button(
        "Look at the file again",
        key="import-again",
        icon=":material/refresh:",
        on_click=lambda: st.session_state.pop(_REPORT, None),
    )
