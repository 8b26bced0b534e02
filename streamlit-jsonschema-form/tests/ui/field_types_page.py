"""A page with one form, of which a field type draws two places in a way of its own."""

import json

import streamlit as st

from streamlit_jsonschema_form.model import ABSENT, compile
from streamlit_jsonschema_form.ui import FieldType, form, register

WHOLE = {"type": "integer", "minimum": 0}
SPAN = {
    "type": "object",
    "required": ["from", "to"],
    "properties": {"from": WHOLE, "to": WHOLE},
    "additionalProperties": False,
}
PLACE = {"type": "object", "ui:field": "span", "ui:options": {"most": 24}}
SCHEMA = {
    "type": "object",
    "properties": {
        "other": {"type": "string"},
        "big": {"type": "integer"},
        "hours": PLACE,
        "wide": {**PLACE, "title": "Wide"},
        "rows": {"type": "array", "items": PLACE},
    },
}
VALUE = {
    "big": 2**60 + 1,
    "hours": {"from": 8, "to": 16},
    "wide": {"from": 1, "to": 2.5},
    "rows": [{"from": 1, "to": 2}, {"to": 4, "from": 3}],
    "other": "x",
}


def _draw(place):
    low, high = (0, 0) if place.value is ABSENT else (place.value["from"], place.value["to"])
    key = place.key("ends")
    st.session_state[key] = (low, high)

    def change():
        ends = st.session_state[key]
        place.set({"from": ends[0], "to": ends[1]})

    most = place.options["most"]
    st.slider(
        place.label, 0, most, key=key, help=place.help, disabled=place.disabled, on_change=change
    )


OPTIONS = {"type": "object", "properties": {"most": WHOLE}}
register(FieldType("span", value_schema=SPAN, options_schema=OPTIONS, render=_draw))


@st.cache_resource
def _compiled():
    return compile(SCHEMA)


form(
    _compiled(),
    key="f",
    value=VALUE,
    tools=False,
    live=lambda result: st.code(json.dumps(result.value), language=None),
)
