"""The tools above a form: find a field, fill in defaults, paste or upload, download, JSON."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from registry.errors import Invalid, Problem
from registry.forms.values import ABSENT
from registry.json_text import write_json
from registry.schema.masking import mask_value, without_masks
from registry.ui.form.finding import draw_search
from registry.ui.form.labels import escape
from registry.ui.form.sheet import Sheet


def draw_tools(sheet: Sheet) -> None:
    """Draw the row of tools."""
    root = sheet.form.plan(sheet.state)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        draw_search(sheet, root)
        if not sheet.read_only:
            _writers(sheet)
        st.download_button(
            "Download",
            data=lambda: _written(sheet),
            file_name="parameters.json",
            mime="application/json",
            icon=":material/download:",
            key=f"{sheet.key}|download",
            on_click="ignore",
        )
        st.button(
            "As fields" if root.id in sheet.raw else "As JSON",
            icon=":material/data_object:",
            key=f"{sheet.key}|json",
            on_click=lambda: sheet.raw.symmetric_difference_update({root.id}),
        )


def _written(sheet: Sheet) -> str:
    """Write the value as a file, secrets left out."""
    value = sheet.state.value
    if value is ABSENT:
        return ""
    return write_json(without_masks(mask_value(value, sheet.form.secrets)), indent=2)


def _writers(sheet: Sheet) -> None:
    st.button(
        "Use all defaults",
        icon=":material/auto_fix_high:",
        key=f"{sheet.key}|defaults",
        help="Writes every default into the value; what is set already stays as it is.",
        on_click=lambda: sheet.replace(sheet.form.new("all", sheet.state.value)),
    )
    key = f"{sheet.key}|reset"
    st.menu_button(
        "Reset",
        list(RESETS),
        icon=":material/restart_alt:",
        key=key,
        on_click=lambda: RESETS[st.session_state[key]](sheet),
    )
    if sheet.undo:
        st.button(
            "Undo",
            icon=":material/undo:",
            key=f"{sheet.key}|undo",
            help="Brings back what was here before the whole form was replaced; again, and that is back.",
            on_click=sheet.take_back,
        )
    box = st.popover(
        "Paste or upload",
        icon=":material/content_paste:",
        key=f"{sheet.key}|exchange",
        on_change="rerun",
    )
    if box.open:
        with box:
            _reader(sheet)


RESETS: Final[dict[str, Callable[[Sheet], None]]] = {
    "Back to what was loaded": lambda sheet: sheet.reset(sheet.state.base),
    "Start again from the defaults": lambda sheet: sheet.reset(sheet.form.new("required")),
}


def _reader(sheet: Sheet) -> None:
    st.caption(f"{sheet.reads} It takes the place of what is here.")
    st.text_area("Parameters as text", key=f"{sheet.key}|pasted", height=200)
    st.file_uploader(
        "Or a file", type=["json", "yaml", "yml", "txt", "sh", "env"], key=f"{sheet.key}|upload"
    )
    for problem in sheet.unread:
        numbered = problem.path and isinstance(problem.path[0], int)  # the message counts the words
        said = problem.message if numbered else str(problem)
        st.error(escape(said), icon=":material/error:")
    st.button(
        "Take over",
        key=f"{sheet.key}|take",
        type="primary",
        icon=":material/input:",
        on_click=_take,
        args=(sheet,),
    )


def _take(sheet: Sheet) -> None:
    """Read the file, else the text, into the form; what cannot be read is said and changes nothing."""
    upload = st.session_state.get(f"{sheet.key}|upload")
    try:
        text = upload.getvalue().decode() if upload else st.session_state[f"{sheet.key}|pasted"]
        value, notes = sheet.reader(text, sheet.form.document.schema)
    except UnicodeDecodeError as error:
        sheet.unread = (Problem((), "text", f"expected a text file in UTF-8: {error.reason}"),)
    except Invalid as error:
        sheet.unread = error.problems
    else:
        sheet.replace(value)
        sheet.unread = ()
        st.session_state[f"{sheet.key}|exchange"] = False
        sheet.notes = notes
