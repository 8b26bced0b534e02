"""A page with one long form whose fields are closed, below others, and keys of a person's own."""

import json

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form

WHOLE = {"type": "integer"}
SCHEMA = {
    "properties": {
        **{f"f{n}": {"type": "string"} for n in range(30)},
        "late": {**WHOLE, "x-ui": {"section": "Tuning"}},
        "rows": {
            "type": "array",
            "items": {"properties": {"o": {"properties": {"cell": WHOLE}}}},
        },
        "own": {"type": "object", "additionalProperties": WHOLE},
    },
    "required": ["f0"],
    "x-ui": {"sections": [{"title": "Tuning", "collapsed": True}]},
}
VALUE = {
    "f0": "",
    "late": "x",
    "rows": [*({} for _ in range(33)), {"o": {"cell": "x"}}],
    "own": {"a": 1, "z": 2},
}


@st.cache_resource
def _compiled():
    return compile(SCHEMA)


def _write(result) -> None:
    st.code(json.dumps(result.value), language=None)


form(_compiled(), key="f", value=VALUE, live=_write)
