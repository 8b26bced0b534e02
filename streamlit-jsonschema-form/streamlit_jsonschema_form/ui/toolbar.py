"""The toolbar above a form: search, undo, menu, paste or upload, download."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model.state import ROOT
from streamlit_jsonschema_form.model.values import ABSENT
from streamlit_jsonschema_form.problems import InvalidInput, Problem
from streamlit_jsonschema_form.ui.labels import escape_markdown, icon_label
from streamlit_jsonschema_form.ui.search import draw_search
from streamlit_jsonschema_form.ui.session import FormSession
from streamlit_jsonschema_form.validation.masking import without_masks


def draw_toolbar(session: FormSession) -> None:
    """Draw the toolbar."""
    root = session.plan()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        draw_search(session, root)
        if session.undo_state and not session.read_only:
            st.button(
                "Undo",
                icon=":material/undo:",
                key=f"{session.key}|undo",
                help="Restores the form before its whole value was replaced; click again to redo.",
                on_click=session.undo,
            )
        _draw_menu(session)
        if not session.read_only:
            _draw_paste(session)
        st.download_button(
            icon_label("Download"),
            data=lambda: _file_content(session),
            file_name="parameters.json",
            mime="application/json",
            icon=":material/download:",
            key=f"{session.key}|download",
            type="tertiary",
            help="Download as JSON",
            on_click="ignore",
        )


@dataclass(frozen=True, slots=True)
class FormAction:
    """An entry of the menu of the whole form.

    Attributes:
        label: the menu's text.
        run: performs it.
        writes: whether it changes the value.
    """

    label: Callable[[FormSession], str]
    run: Callable[[FormSession], None]
    writes: bool = True


FORM_ACTIONS: Final[dict[str, FormAction]] = {
    "defaults": FormAction(
        lambda _: "Use all defaults", lambda s: s.replace(s.form.new("all", s.state.value))
    ),
    "loaded": FormAction(lambda _: "Reset to the loaded value", lambda s: s.reset(s.state.base)),
    "anew": FormAction(
        lambda _: "Start over with the defaults", lambda s: s.reset(s.form.new("required"))
    ),
    "json": FormAction(
        lambda s: "Show as fields" if ROOT in s.raw_ids else "Show as JSON",
        lambda s: s.raw_ids.symmetric_difference_update({ROOT}),
        writes=False,
    ),
}


def _draw_menu(session: FormSession) -> None:
    key = f"{session.key}|tools"
    st.menu_button(
        "Form",
        [
            name
            for name, action in FORM_ACTIONS.items()
            if not (action.writes and session.read_only)
        ],
        format_func=lambda name: FORM_ACTIONS[name].label(session),
        icon=":material/tune:",
        key=key,
        type="tertiary",
        on_click=lambda: FORM_ACTIONS[st.session_state[key]].run(session),
    )


def _file_content(session: FormSession) -> str:
    """Return the value as JSON without secrets."""
    value = session.state.value
    if value is ABSENT:
        return ""
    return write_json(without_masks(session.form.secrets.mask(value)), indent=2)


def _draw_paste(session: FormSession) -> None:
    box = st.popover(
        icon_label("Paste or upload"),
        icon=":material/content_paste:",
        key=f"{session.key}|paste",
        type="tertiary",
        help="Paste or upload",
        on_change="rerun",
    )
    if box.open:
        with box:
            _draw_paste_form(session)


def _draw_paste_form(session: FormSession) -> None:
    st.caption(f"{session.reader_hint} It replaces the current value.")
    st.text_area("Text to read", key=f"{session.key}|pasted", height=200)
    st.file_uploader(
        "Or a file", type=["json", "yaml", "yml", "txt", "sh", "env"], key=f"{session.key}|upload"
    )
    for problem in session.paste_problems:
        numbered = problem.path and isinstance(
            problem.path[0], int
        )  # the message says where in the text
        text = problem.message if numbered else str(problem)
        st.error(escape_markdown(text), icon=":material/error:")
    st.button(
        "Replace value",
        key=f"{session.key}|replace",
        type="primary",
        icon=":material/input:",
        on_click=_replace_value,
        args=(session,),
    )


def _replace_value(session: FormSession) -> None:
    """Read the file, else the text, into the form; text that cannot be read changes nothing."""
    upload = st.session_state.get(f"{session.key}|upload")
    try:
        text = upload.getvalue().decode() if upload else st.session_state[f"{session.key}|pasted"]
        value, notes = session.reader(text, session.form.document.schema)
    except UnicodeDecodeError as error:
        session.paste_problems = (
            Problem((), "text", f"expected a text file in UTF-8: {error.reason}"),
        )
    except InvalidInput as error:
        session.paste_problems = error.problems
    else:
        session.replace(value)
        session.paste_problems = ()
        st.session_state[f"{session.key}|paste"] = False
        session.notes = notes
