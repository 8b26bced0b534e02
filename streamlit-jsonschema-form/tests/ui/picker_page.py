"""A page with one form of pickers, sliders and boxes to check; what it holds is written below it."""

import json
from pathlib import Path
from runpy import run_path

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form


def _write(result) -> None:
    st.code(json.dumps(result.value), language=None)


@st.cache_resource
def _given():
    names = run_path(str(Path(__file__).with_name("picker_values.py")))
    return compile(names["SCHEMA"]), names["VALUE"]


compiled, value = _given()
form(compiled, key="f", value=value, live=_write)
