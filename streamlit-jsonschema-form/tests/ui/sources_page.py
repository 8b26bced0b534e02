"""A page with one form that offers values, few or many as another field says.

The many are read from a slow place where the address asks for that: once a file is there.
"""

import json
import time
from pathlib import Path

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import Option, form

TEXT, LOOK_S = {"type": "string"}, 0.01
ASKED = {"source": {"name": "models", "arguments": {"of": {"from": "/of"}}}}
SCHEMA = {
    "type": "object",
    "properties": {
        "big": {"type": "integer"},
        "of": {"enum": ["few", "many"]},
        "model": {**TEXT, "x-ui": ASKED},
    },
}


def _models(arguments, text):
    awaited = st.query_params.get("awaited")
    while awaited and arguments["of"] == "many" and not Path(awaited).exists():
        time.sleep(LOOK_S)
    names = [f"{arguments['of']}-{n}" for n in range(99 if arguments["of"] == "many" else 2)]
    return [Option(name, name.upper()) for name in names if text in name][:50]


@st.cache_resource
def _compiled():
    return compile(SCHEMA)


form(
    _compiled(),
    key="f",
    value={"big": 2**60 + 1, "of": "few"},
    sources={"models": _models},
    live=lambda result: st.code(json.dumps(result.value), language=None),
)
