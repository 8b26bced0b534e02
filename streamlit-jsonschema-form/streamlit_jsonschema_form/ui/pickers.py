"""Pickers of dates, times, colours and numbers, boxes to check, and the button before some of them."""

import datetime
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from streamlit_jsonschema_form.model.codecs.colors import initial_value
from streamlit_jsonschema_form.model.codecs.datetimes import FIRST, LAST, utc_offset
from streamlit_jsonschema_form.model.codecs.numbers import number_step, stop_labels
from streamlit_jsonschema_form.model.edits import Set
from streamlit_jsonschema_form.model.field_info import display_text
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.slider_steps import step_range
from streamlit_jsonschema_form.ui.labels import escape, label, literal, option_labels, placeholder
from streamlit_jsonschema_form.ui.session import Sheet

Draw = Callable[[Node, dict[str, Any]], object]
Box = Callable[[Sheet, Node, dict[str, Any]], None]

_ISO: Final = "YYYY-MM-DD"
_MINUTE_S: Final = 60


def _date(_node: Node, common: dict[str, Any]) -> None:
    st.date_input(value=None, format=_ISO, min_value=FIRST, max_value=LAST, **common)


def _time(node: Node, common: dict[str, Any]) -> None:
    st.time_input(value=None, step=1, **_zoned(node, common))  # a longer step would cut seconds


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
    """Say in the label which offset the time is written with: the picker shows none."""
    zone = utc_offset(node.value, node.info)
    told = "UTC" if zone == "Z" else f"UTC{zone}" if zone else ""
    return {**common, "label": label(node, told)}


def _color(_node: Node, common: dict[str, Any]) -> None:
    st.color_picker(width="stretch", **common)


def _slider(node: Node, common: dict[str, Any]) -> None:
    span = step_range(node.info)
    if span is not None:
        low, high, step = map(span.number, (span.first, span.last, span.step))
        shown = f"%.{span.places}f" if span.places else "%d"
        st.slider(min_value=low, max_value=high, step=step, format=shown, **common)


def _scale(node: Node, common: dict[str, Any]) -> None:
    names = stop_labels(node.info)
    st.select_slider(options=range(len(names)), format_func=names.__getitem__, **common)


def _updown(node: Node, common: dict[str, Any]) -> None:
    """Draw a number box without bounds: with them it would keep the number before, unseen."""
    st.number_input(
        value=None,
        step=number_step(node.info),
        format="%g",
        placeholder=placeholder(node),
        **common,
    )


def _checkbox(_node: Node, common: dict[str, Any]) -> None:
    st.checkbox(**common)


def _start(sheet: Sheet, node: Node, common: dict[str, Any]) -> None:
    """Draw a button in place of a widget that cannot be empty, while nothing is there."""
    with st.container(key=sheet.widget_key(node, node.codec), gap=None):
        st.markdown(f":small[{common['label']}]", help=common["help"])
        st.button(
            f"Set {escape(node.label)}: {literal(display_text(initial_value(node.info)))}",
            key=sheet.name(node, "start"),
            icon=":material/add:",
            on_click=_begin,
            args=(sheet, node),
            disabled=common["disabled"],
        )


def _begin(sheet: Sheet, node: Node) -> None:
    path = sheet.where(node)
    if path is not None:
        sheet.edit(Set(path, initial_value(node.info)))


def _checks(sheet: Sheet, node: Node, common: dict[str, Any]) -> None:
    key = sheet.project(node, node.codec)
    names = option_labels(node.info.item_options or ())
    boxes = [sheet.mount(f"{key}|{at}") for at in range(len(names))]
    with st.container(key=sheet.name(node, "checks"), gap="xsmall"):
        st.markdown(f":small[{common['label']}]", help=common["help"])
        with st.container(horizontal=node.info.ui.get("inline") is True, gap="small"):
            for at, box in enumerate(boxes):
                chosen = at in st.session_state[key]
                if st.session_state.get(box) is not chosen:
                    st.session_state[box] = chosen
                st.checkbox(
                    escape(names[at]),
                    key=box,
                    on_change=_check,
                    args=(sheet, node, key, boxes),
                    disabled=common["disabled"],
                )


def _check(sheet: Sheet, node: Node, key: str, boxes: list[str]) -> None:
    if not sheet.is_mounted(key):
        return
    st.session_state[key] = [at for at, box in enumerate(boxes) if st.session_state[box]]
    sheet.pull(node, node.codec)


PICKERS: Final[dict[str, Draw]] = {
    "date": _date,
    "time": _time,
    "datetime": _moment,
    "color": _color,
    "slider": _slider,
    "scale": _scale,
    "updown": _updown,
    "checkbox": _checkbox,
}
BOXED: Final[dict[str, Box]] = {"start": _start, "checks": _checks}
