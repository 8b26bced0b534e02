"""The tools above a form: find a field, fill in defaults, paste or upload, download, JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model.ids import ROOT
from streamlit_jsonschema_form.model.values import ABSENT
from streamlit_jsonschema_form.problems import InvalidInput, Problem
from streamlit_jsonschema_form.ui.labels import escape, unseen
from streamlit_jsonschema_form.ui.search import draw_search
from streamlit_jsonschema_form.ui.session import Sheet
from streamlit_jsonschema_form.validation.masking import mask_value, without_masks


def draw_tools(sheet: Sheet) -> None:
    """Draw the one row of tools."""
    root = sheet.plan()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        draw_search(sheet, root)
        if sheet.undo and not sheet.read_only:
            st.button(
                "Undo",
                icon=":material/undo:",
                key=f"{sheet.key}|undo",
                help="Brings back what was here before the whole form was replaced; "
                "once more, and that is back.",
                on_click=sheet.take_back,
            )
        _menu(sheet)
        if not sheet.read_only:
            _exchange(sheet)
        st.download_button(
            unseen("Download"),
            data=lambda: _written(sheet),
            file_name="parameters.json",
            mime="application/json",
            icon=":material/download:",
            key=f"{sheet.key}|download",
            type="tertiary",
            help="Download as JSON",
            on_click="ignore",
        )


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing that can be done to the whole form.

    Attributes:
        words: what the menu says.
        act: does it.
        writes: it changes the value.
    """

    words: Callable[[Sheet], str]
    act: Callable[[Sheet], None]
    writes: bool = True


TOOLS: Final[dict[str, Tool]] = {
    "defaults": Tool(
        lambda _: "Use all defaults", lambda s: s.replace(s.form.new("all", s.state.value))
    ),
    "loaded": Tool(lambda _: "Back to what was loaded", lambda s: s.reset(s.state.base)),
    "anew": Tool(
        lambda _: "Start again from the defaults", lambda s: s.reset(s.form.new("required"))
    ),
    "json": Tool(
        lambda s: "Show as fields" if ROOT in s.raw else "Show as JSON",
        lambda s: s.raw.symmetric_difference_update({ROOT}),
        writes=False,
    ),
}


def _menu(sheet: Sheet) -> None:
    key = f"{sheet.key}|tools"
    st.menu_button(
        "Form",
        [name for name, tool in TOOLS.items() if not (tool.writes and sheet.read_only)],
        format_func=lambda name: TOOLS[name].words(sheet),
        icon=":material/tune:",
        key=key,
        type="tertiary",
        on_click=lambda: TOOLS[st.session_state[key]].act(sheet),
    )


def _written(sheet: Sheet) -> str:
    """Write the value as a file, secrets left out."""
    value = sheet.state.value
    if value is ABSENT:
        return ""
    return write_json(without_masks(mask_value(value, sheet.form.secrets)), indent=2)


def _exchange(sheet: Sheet) -> None:
    box = st.popover(
        unseen("Paste or upload"),
        icon=":material/content_paste:",
        key=f"{sheet.key}|exchange",
        type="tertiary",
        help="Paste or upload",
        on_change="rerun",
    )
    if box.open:
        with box:
            _reader(sheet)


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
    except InvalidInput as error:
        sheet.unread = error.problems
    else:
        sheet.replace(value)
        sheet.unread = ()
        st.session_state[f"{sheet.key}|exchange"] = False
        sheet.notes = notes
