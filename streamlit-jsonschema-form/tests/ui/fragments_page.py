"""A form of which most edits change one field; what it holds is written below."""

import json

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form

TEXT = {"type": "string"}
SCHEMA = {
    "properties": {
        **{f"f{number}": TEXT for number in range(24)},
        "count": {"type": "integer", "maximum": 9},
        "kind": {"enum": ["disk", "memory"]},
        "other": {**TEXT, "x-ui": {"section": "More"}},
    },
    "if": {"properties": {"kind": {"const": "disk"}}, "required": ["kind"]},
    "then": {"properties": {"path": TEXT}},
}
VALUE = {"kind": "disk", "path": "/x", "other": "o"}


@st.cache_resource
def _compiled():
    return compile(SCHEMA)


form(_compiled(), key="s", value=VALUE, live=lambda r: st.code(json.dumps(r.value), language=None))
