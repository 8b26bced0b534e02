"""A job form: conditions, defaults and a preview beside the fields."""

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form

JOB = compile(
    {
        "type": "object",
        "required": ["name", "engine"],
        "properties": {
            "name": {"type": "string", "minLength": 1, "description": "How the job is listed."},
            "engine": {"enum": ["cpu", "gpu"], "default": "cpu"},
            "environment": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "if": {"properties": {"engine": {"const": "gpu"}}},
        "then": {
            "required": ["gpus"],
            "properties": {"gpus": {"type": "integer", "minimum": 1, "default": 1}},
        },
    }
)

st.title("New job")
result = form(
    JOB,
    key="job",
    value=JOB.new(),
    submit="Start",
    live=lambda now: st.json(now.value),
    beside=True,
)
if result.submitted:
    st.success(f"Started {result.value['name']}.")
