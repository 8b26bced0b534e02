"""A page with one form of files, secrets of several lines and a large integer."""

import json
from pathlib import Path
from runpy import run_path

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form


@st.cache_resource
def _given():
    names = run_path(str(Path(__file__).with_name("files_values.py")))
    return compile(names["SCHEMA"]), names["VALUE"]


compiled, value = _given()
form(
    compiled,
    key="f",
    value=value,
    live=lambda result: st.code(json.dumps(result.value), language=None),
)
