"""A page with one form that has a list, a section, a choice between branches, and a submit button."""

import json

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form


@st.cache_resource
def _compiled():
    return compile(
        {
            "type": "object",
            "required": ["name", "tags"],
            "properties": {
                "name": {"type": "string", "description": "What it is called."},
                "ready": {"type": "boolean"},
                "size": {"enum": ["small", "large"]},
                "tags": {"type": "array", "items": {"type": "string"}},
                "store": {
                    "oneOf": [
                        {
                            "title": "Disk",
                            "type": "object",
                            "properties": {"kind": {"const": "disk"}, "path": {"type": "string"}},
                            "required": ["kind", "path"],
                        },
                        {
                            "title": "Cloud",
                            "type": "object",
                            "properties": {"kind": {"const": "cloud"}, "url": {"type": "string"}},
                            "required": ["kind", "url"],
                        },
                    ]
                },
                "seed": {"type": "integer", "x-ui": {"section": "Tuning"}},
            },
            "x-ui": {"sections": [{"title": "Tuning", "collapsed": True}]},
        }
    )


result = form(_compiled(), key="f", value={"tags": []}, tools=False)
if result.submitted:
    st.code(json.dumps(result.value), language=None)
