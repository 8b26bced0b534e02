"""A page with a form in tabs and a form on pages; what they hold is written below each."""

import json

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form

TEXT = {"type": "string"}
TABS = {
    "x-ui": {"tabs": True},
    "properties": {
        "one": {**TEXT, "x-ui": {"section": "First"}},
        "two": {**TEXT, "minLength": 3, "x-ui": {"section": "Second"}},
    },
}
PAGES = {
    "required": ["name"],
    "properties": {"name": TEXT, "gpu": {"enum": ["yes", "no"]}},
    "if": {"properties": {"gpu": {"const": "yes"}}, "required": ["gpu"]},
    "then": {"properties": {"count": {"type": "integer"}}},
    "x-ui": {
        "pages": [
            {"title": "Who", "fields": ["name", "gpu"]},
            {"title": "How many", "fields": ["count"]},
        ]
    },
}


def _write(result) -> None:
    st.code(json.dumps(result.value), language=None)


@st.cache_resource
def _compiled():
    return compile(TABS), compile(PAGES)


tabbed, paged = _compiled()
form(tabbed, key="t", value={}, tools=False, live=_write, submit="Send tabs")
form(paged, key="p", value={}, tools=False, live=_write, submit="Send pages")
