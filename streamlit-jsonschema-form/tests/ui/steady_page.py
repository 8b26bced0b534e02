"""A page with one form in which an edit makes fields and problems come and go above all others."""

import json

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form

TEXT = {"type": "string"}
SCHEMA = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "early": {**TEXT, "x-ui": {"when": {"required": ["name"]}}},
        "name": TEXT,
        "kind": {"enum": ["a", "b"]},
        "notes": {**TEXT, "x-ui": {"widget": "textarea"}},
        "alone": {
            "type": "object",
            "maxProperties": 1,
            "properties": {"first": TEXT, "second": TEXT},
        },
        "own": {"type": "object", "additionalProperties": TEXT},
        "list": {"type": "array", "items": TEXT, "maxItems": 1},
    },
}
VALUE = {"kind": "a", "alone": {"first": "x"}, "own": {"k": "v"}, "list": ["a", "b"]}


@st.cache_resource
def _compiled():
    return compile(SCHEMA)


def _write(result) -> None:
    st.code(json.dumps(result.value), language=None)


form(_compiled(), key="f", value=VALUE, tools=False, live=_write)
