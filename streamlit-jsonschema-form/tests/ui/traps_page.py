"""A page with one form of the fields that trap widgets; what it holds is written above it."""

import json

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form
from support.traps import widgets


@st.cache_resource
def _given():
    schema, value = widgets()
    names = list(schema["properties"])
    parts = {}
    for number, start in enumerate(range(1, len(names), 40)):
        chosen = ["other", *names[start : start + 40]]
        properties = {name: schema["properties"][name] for name in chosen}
        part = {**schema, "properties": properties}
        parts[number] = compile(part, formats=False), {name: value[name] for name in chosen}
    return parts


compiled, value = _given()[int(st.query_params.get("part", "0"))]
held = st.empty()
form(
    compiled,
    key="f",
    value=value,
    live=lambda result: held.code(json.dumps(result.value), language=None),
)
