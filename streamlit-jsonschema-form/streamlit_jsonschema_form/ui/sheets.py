"""The forms that a session has open, by their keys."""

import streamlit as st

from streamlit_jsonschema_form.model.form import Form
from streamlit_jsonschema_form.model.state import State
from streamlit_jsonschema_form.model.values import ABSENT, same
from streamlit_jsonschema_form.ui.session import Sheet


def sheet_of(key: str) -> Sheet | None:
    """Return the sheet of a form that this session has open."""
    found = st.session_state.get(_entry(key))
    return found if isinstance(found, Sheet) else None


def open_sheet(form: Form, key: str, state: State) -> Sheet:
    """Return the session's sheet for `key`, begun with `state` when there is none."""
    sheet = sheet_of(key)
    if sheet is None:
        sheet = st.session_state[_entry(key)] = Sheet(form, key, state)
        loaded = state.base is not ABSENT and not same(state.base, form.new("required"))
        sheet.doubted = loaded and bool(form.errors(state.base))
    elif sheet.form is not form:
        sheet.recompile(form)
    return sheet


def close_sheet(key: str) -> None:
    """Forget a form, so that the next one under this key begins anew."""
    st.session_state.pop(_entry(key), None)


def _entry(key: str) -> str:
    return f"form:{key}"
