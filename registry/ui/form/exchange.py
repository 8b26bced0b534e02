"""The tools above a form: find a field, fill in defaults, paste or upload, download, JSON."""

import streamlit as st

from registry.errors import Invalid
from registry.forms.values import ABSENT
from registry.json_text import write_json
from registry.ui.form.sheet import Sheet


def draw_tools(sheet: Sheet) -> None:
    """Draw the row of tools."""
    root = sheet.form.plan(sheet.state).id
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        sheet.needle = (
            st.text_input(
                "Find a field",
                key=f"{sheet.key}|find",
                type="search",
                placeholder="Find a field…",
                label_visibility="collapsed",
                live=True,
            )
            or ""
        )
        if not sheet.read_only:
            _writers(sheet)
        st.download_button(
            "Download",
            data=lambda: (
                "" if sheet.state.value is ABSENT else write_json(sheet.state.value, indent=2)
            ),
            file_name="parameters.json",
            mime="application/json",
            icon=":material/download:",
            key=f"{sheet.key}|download",
            on_click="ignore",
        )
        st.button(
            "As fields" if root in sheet.raw else "As JSON",
            icon=":material/data_object:",
            key=f"{sheet.key}|json",
            on_click=lambda: sheet.raw.symmetric_difference_update({root}),
        )


def _writers(sheet: Sheet) -> None:
    st.button(
        "Use all defaults",
        icon=":material/auto_fix_high:",
        key=f"{sheet.key}|defaults",
        help="Writes every default into the value; what is set already stays as it is.",
        on_click=lambda: sheet.replace(sheet.form.new("all", sheet.state.value)),
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


def _reader(sheet: Sheet) -> None:
    st.caption(f"{sheet.reads} It takes the place of what is here.")
    text = st.text_area("Parameters as text", key=f"{sheet.key}|pasted", height=200)
    upload = st.file_uploader(
        "Or a file", type=["json", "yaml", "yml", "txt", "sh", "env"], key=f"{sheet.key}|upload"
    )
    if st.button("Take over", key=f"{sheet.key}|take", type="primary", icon=":material/input:"):
        content = upload.getvalue().decode("utf-8", "replace") if upload else text
        try:
            value, notes = sheet.reader(content, sheet.form.document.schema)
        except Invalid as error:
            for problem in error.problems:
                st.error(str(problem), icon=":material/error:")
            return
        sheet.replace(value)
        for note in notes:
            st.toast(note)
        st.session_state[f"{sheet.key}|exchange"] = False
        st.rerun(scope="fragment")
