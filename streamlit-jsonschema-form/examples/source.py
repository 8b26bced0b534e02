"""Options from a function of the page, which depend on another field."""

import streamlit as st

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import Option, form

CITIES = {"de": ["Berlin", "Bonn"], "fr": ["Paris"]}
BY_COUNTRY = {"name": "cities", "arguments": {"country": {"from": "/country"}}}
TRIP = compile(
    {
        "type": "object",
        "required": ["country", "city"],
        "properties": {
            "country": {"enum": list(CITIES), "enumNames": ["Germany", "France"]},
            "city": {"type": "string", "x-ui": {"source": BY_COUNTRY}},
        },
    }
)


def cities(arguments, text):
    """Return the cities of the country that contain the text."""
    names = CITIES.get(arguments.get("country"), [])
    return [Option(name, name) for name in names if text.casefold() in name.casefold()]


result = form(TRIP, key="trip", sources={"cities": cities}, submit="Book")
if result.submitted:
    st.success(f"Booked a trip to {result.value['city']}.")
