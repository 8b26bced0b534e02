"""What `bench.browser` serves: `?page=ours&fields=60`, and `hand` or `whole` for `ours`."""

import json

import streamlit as st

from bench.fields import PER_SECTION, VALUES, WIDGETS, describe, make_schema, make_value
from streamlit_jsonschema_form.model import Form, compile
from streamlit_jsonschema_form.ui import Result, form, icon_label

DEEDS = ("Use the default", "Unset", "Edit as JSON or as fields")


@st.cache_resource
def make_form(count: int, section: int) -> Form:
    return compile(make_schema(count, WIDGETS, section=section))


def show(result: Result) -> None:
    """Write the field that is edited."""
    value = result.value if isinstance(result.value, dict) else {}
    st.code(str(value.get("field_0")), language=None)


def ours(count: int, section: int) -> None:
    value = make_value(count, WIDGETS)
    compiled = make_form(count, section)
    form(compiled, key="form", value=value, live=show, tools=False)


def draw(number: int) -> object:
    """Draw one widget as a page would that knows what it wants."""
    words = describe(number)
    key, kind, first = f"field_{number}", number % len(WIDGETS), VALUES[number % len(WIDGETS)]
    common = {"label": words["title"], "key": key, "help": words["description"]}
    if kind == 2:
        options = ["low", "middle", "high"]
        if key not in st.session_state:
            st.session_state[key] = first
        return st.selectbox(options=options, index=None, placeholder="default: low", **common)
    if kind == 3:
        if key not in st.session_state:
            st.session_state[key] = "Yes"
        return st.segmented_control(options=["Not set", "Yes", "No"], **common) == "Yes"
    if key not in st.session_state:
        st.session_state[key] = str(first)
    text = st.text_input(placeholder="default", **common)
    if kind == 0:
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        st.error("expected a number")
        return None


@st.fragment
def hand(count: int) -> None:
    """A form of the same widgets in the same places, written by hand."""
    values = {}
    with st.expander("Section 0", expanded=True):
        grid = st.grid(columns=2, min_column_width=300, gap=("small", "medium"))
    for number in range(count):
        with grid.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
            values[f"field_{number}"] = draw(number)
            words = icon_label(f"Actions for Field {number}")
            st.menu_button(words, DEEDS, key=f"menu_{number}", type="tertiary")
    st.button("Create", key="create", type="primary")
    st.code(str(values["field_0"]), language=None)


PAGES = {
    "ours": lambda count: ours(count, section=count),
    "hand": hand,
    "whole": lambda count: ours(count, section=PER_SECTION),
}
st.set_page_config(layout="wide")
PAGES[st.query_params.get("page", "ours")](int(st.query_params.get("fields", "20")))
