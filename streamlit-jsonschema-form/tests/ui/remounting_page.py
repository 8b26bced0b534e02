"""A page that puts its fields into itself anew every second, as a busy browser does now and then."""

import json

import streamlit as st

from streamlit_jsonschema_form.ui.navigation import keep_focus


@st.fragment(run_every=1)
def _fields() -> None:
    turn = st.session_state["turn"] = st.session_state.get("turn", 0) + 1
    outer = st.container() if turn % 2 else st.container().container()
    for name in ("Name", "Notes"):
        with outer.container(key=f"row {name}"):
            draw = st.text_area if name == "Notes" else st.text_input
            draw(name, key=name)
    st.code(json.dumps({name: st.session_state[name] for name in ("Name", "Notes")}), language=None)
    st.caption(f"turn {turn}")


keep_focus()
_fields()
