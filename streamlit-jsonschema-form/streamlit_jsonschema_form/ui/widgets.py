"""The native widget of each codec; a new codec is one function and one row in `WIDGETS`."""

import datetime
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.codecs.numbers import number_step, stop_labels
from streamlit_jsonschema_form.model.codecs.pickers import FIRST, LAST, initial_value, utc_offset
from streamlit_jsonschema_form.model.edits import Set
from streamlit_jsonschema_form.model.field_info import display_text
from streamlit_jsonschema_form.model.slider_steps import step_range
from streamlit_jsonschema_form.model.sources import Reference
from streamlit_jsonschema_form.model.tree import Node
from streamlit_jsonschema_form.ui.files import draw_file
from streamlit_jsonschema_form.ui.labels import (
    escape_markdown,
    help_text,
    inline_code,
    label,
    option_labels,
    optional_boolean_labels,
    placeholder,
    select_labels,
)
from streamlit_jsonschema_form.ui.masked_text import draw_masked_text
from streamlit_jsonschema_form.ui.session import FormSession
from streamlit_jsonschema_form.ui.sources import draw_picker, read_source, requested_source

DrawWidget = Callable[[Node, dict[str, Any]], object]
DrawGroup = Callable[[FormSession, Node, dict[str, Any]], None]

_ISO: Final = "YYYY-MM-DD"
_MINUTE_S: Final = 60


def _date(_node: Node, common: dict[str, Any]) -> None:
    st.date_input(value=None, format=_ISO, min_value=FIRST, max_value=LAST, **common)


def _time(node: Node, common: dict[str, Any]) -> None:
    st.time_input(value=None, step=1, **_zoned(node, common))  # a longer step would drop seconds


def _moment(node: Node, common: dict[str, Any]) -> None:
    st.datetime_input(
        value=None,
        format=_ISO,
        step=_MINUTE_S,
        min_value=datetime.datetime.combine(FIRST, datetime.time.min),
        max_value=datetime.datetime.combine(LAST, datetime.time(23, 59)),
        **_zoned(node, common),
    )


def _zoned(node: Node, common: dict[str, Any]) -> dict[str, Any]:
    """Add the offset of the time to the label, as the picker shows none."""
    zone = utc_offset(node.value, node.info)
    note = "UTC" if zone == "Z" else f"UTC{zone}" if zone else ""
    return {**common, "label": label(node, note)}


def _color(_node: Node, common: dict[str, Any]) -> None:
    st.color_picker(width="stretch", **common)


def _slider(node: Node, common: dict[str, Any]) -> None:
    grid = step_range(node.info)
    if grid is not None:
        low, high, step = map(grid.number, (grid.first, grid.last, grid.step))
        shown = f"%.{grid.places}f" if grid.places else "%d"
        st.slider(min_value=low, max_value=high, step=step, format=shown, **common)


def _scale(node: Node, common: dict[str, Any]) -> None:
    names = stop_labels(node.info)
    st.select_slider(options=range(len(names)), format_func=names.__getitem__, **common)


def _updown(node: Node, common: dict[str, Any]) -> None:
    """Draw a number box without bounds: a number outside of them would be dropped silently."""
    st.number_input(
        value=None,
        step=number_step(node.info),
        format="%g",
        placeholder=placeholder(node),
        **common,
    )


def _checkbox(_node: Node, common: dict[str, Any]) -> None:
    st.checkbox(**common)


def _start(session: FormSession, node: Node, common: dict[str, Any]) -> None:
    """Draw a button instead of a widget that cannot be empty, while there is no value."""
    with st.container(key=session.widget_key(node, node.codec), gap=None):
        st.markdown(f":small[{common['label']}]", help=common["help"])
        st.button(
            f"Set {escape_markdown(node.label)}: {inline_code(display_text(initial_value(node.info)))}",
            key=session.key_of(node, "start"),
            icon=":material/add:",
            on_click=_set_first,
            args=(session, node),
            disabled=common["disabled"],
        )


def _set_first(session: FormSession, node: Node) -> None:
    path = session.current_path(node)
    if path is not None:
        session.edit(Set(path, initial_value(node.info)))


def _checks(session: FormSession, node: Node, common: dict[str, Any]) -> None:
    key = session.write_widget(node, node.codec)
    names = option_labels(node.info.item_options or ())
    boxes = [session.mount(f"{key}|{at}") for at in range(len(names))]
    with st.container(key=session.key_of(node, "checks"), gap="xsmall"):
        st.markdown(f":small[{common['label']}]", help=common["help"])
        with st.container(horizontal=node.info.ui.get("inline") is True, gap="small"):
            for at, box in enumerate(boxes):
                chosen = at in st.session_state[key]
                if st.session_state.get(box) is not chosen:
                    st.session_state[box] = chosen
                st.checkbox(
                    escape_markdown(names[at]),
                    key=box,
                    on_change=_check,
                    args=(session, node, key, boxes),
                    disabled=common["disabled"],
                )


def _check(session: FormSession, node: Node, key: str, boxes: list[str]) -> None:
    if not session.is_mounted(key):
        return
    st.session_state[key] = [at for at, box in enumerate(boxes) if st.session_state[box]]
    session.read_widget(node, node.codec)


def _text(node: Node, common: dict[str, Any]) -> None:
    autocomplete = node.info.ui.get("autocomplete")
    st.text_input(placeholder=placeholder(node), autocomplete=autocomplete, **common)


def _password(node: Node, common: dict[str, Any]) -> None:
    st.text_input(
        type="password", autocomplete="new-password", placeholder=placeholder(node), **common
    )


def _area(node: Node, common: dict[str, Any]) -> None:
    rows = node.info.ui.get("rows")
    height = 26 * rows + 20 if isinstance(rows, int) and 2 <= rows <= 40 else 120
    st.text_area(placeholder=placeholder(node), height=height, **common)


def _toggle(_node: Node, common: dict[str, Any]) -> None:
    st.toggle(**common)


def _optional_boolean(node: Node, common: dict[str, Any]) -> None:
    names = optional_boolean_labels(node.info)
    st.segmented_control(options=range(len(names)), format_func=names.__getitem__, **common)


def _select(node: Node, common: dict[str, Any]) -> None:
    names = select_labels(node)
    st.selectbox(
        options=range(len(names)),
        format_func=names.__getitem__,
        index=None,
        placeholder=placeholder(node) or "Choose…",
        **common,
    )


def _radio(node: Node, common: dict[str, Any]) -> None:
    names = select_labels(node)
    inline = node.info.ui.get("inline") is True
    st.radio(
        options=range(len(names)),
        format_func=names.__getitem__,
        index=None,
        horizontal=inline,
        **common,
    )


def _fixed(node: Node, common: dict[str, Any]) -> None:
    """Show the only value that is allowed."""
    (only,) = node.info.options or ()
    text = f":small[{common['label']}]  \n{inline_code(only.label)}"
    st.markdown(text, help=common["help"], width="stretch")


def _selection(node: Node, common: dict[str, Any]) -> None:
    names = option_labels(node.info.item_options or ())
    st.multiselect(
        options=range(len(names)),
        format_func=names.__getitem__,
        placeholder=placeholder(node) or "Choose any…",
        **common,
    )


def _json(_node: Node, common: dict[str, Any]) -> None:
    lines = str(st.session_state[common["key"]]).count("\n") + 1
    st.text_area(height=min(26 * max(lines, 2) + 20, 420), placeholder="JSON", **common)


WIDGETS: Final[dict[str, DrawWidget]] = {
    "text": _text,
    "number": _text,
    "password": _password,
    "area": _area,
    "toggle": _toggle,
    "tri": _optional_boolean,
    "masked": _password,
    "fixed": _fixed,
    "radio": _radio,
    "select": _select,
    "selection": _selection,
    "json": _json,
    "date": _date,
    "time": _time,
    "datetime": _moment,
    "color": _color,
    "slider": _slider,
    "scale": _scale,
    "updown": _updown,
    "checkbox": _checkbox,
}

GROUPS: Final[dict[str, DrawGroup]] = {
    "file": draw_file,
    "masked_text": draw_masked_text,
    "start": _start,
    "checks": _checks,
}
"""Fields of more than one widget, which make their edits themselves."""


def draw_widget(session: FormSession, node: Node, codec: Codec) -> None:
    """Draw a field as its widget; a change arrives in `FormSession.read_widget`."""
    common = {
        "label": label(node),
        "help": help_text(node),
        "on_change": session.read_widget,
        "args": (node, codec),
        "disabled": session.read_only or node.info.read_only,
    }
    reference = requested_source(node, codec)
    if reference:
        _draw_options(session, node, reference, common)
    elif codec.name in GROUPS:
        GROUPS[codec.name](session, node, common)
    else:
        WIDGETS[codec.name](node, {**common, "key": session.write_widget(node, codec)})


def _draw_options(
    session: FormSession, node: Node, reference: Reference, common: dict[str, Any]
) -> None:
    """Draw the options of a source; without them, the standard widget and the reason."""
    session.has_links = True
    options = read_source(session, node, reference)
    with st.container(key=session.key_of(node, "box"), gap="xsmall"):
        if isinstance(options, str):
            WIDGETS[node.codec.name](
                node, {**common, "key": session.write_widget(node, node.codec)}
            )
            st.caption(options)
        else:
            draw_picker(session, node, options, common)
