"""Pickers of dates, times, colours and numbers, boxes to check, and the button before some of them."""

import datetime
from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from streamlit_jsonschema_form.model.codecs.colors import first_of
from streamlit_jsonschema_form.model.codecs.datetimes import FIRST, LAST, zone_of
from streamlit_jsonschema_form.model.codecs.numbers import step_of, stop_words
from streamlit_jsonschema_form.model.edits import Set
from streamlit_jsonschema_form.model.field_info import wording
from streamlit_jsonschema_form.model.node import Node
from streamlit_jsonschema_form.model.slider_steps import grid_of
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
    zone = zone_of(node.value, node.facts)
    told = "UTC" if zone == "Z" else f"UTC{zone}" if zone else ""
    return {**common, "label": label(node, told)}


def _color(_node: Node, common: dict[str, Any]) -> None:
    st.color_picker(width="stretch", **common)


def _slider(node: Node, common: dict[str, Any]) -> None:
    grid = grid_of(node.facts)
    if grid is not None:
        low, high, step = map(grid.number, (grid.first, grid.last, grid.step))
        shown = f"%.{grid.places}f" if grid.places else "%d"
        st.slider(min_value=low, max_value=high, step=step, format=shown, **common)


def _scale(node: Node, common: dict[str, Any]) -> None:
    names = stop_words(node.facts)
    st.select_slider(options=range(len(names)), format_func=names.__getitem__, **common)


def _updown(node: Node, common: dict[str, Any]) -> None:
    """Draw a number box without bounds: with them it would keep the number before, unseen."""
    st.number_input(
        value=None,
        step=step_of(node.facts),
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
            f"Set {escape(node.label)}: {literal(wording(first_of(node.facts)))}",
            key=sheet.name(node, "start"),
            icon=":material/add:",
            on_click=_begin,
            args=(sheet, node),
            disabled=common["disabled"],
        )


def _begin(sheet: Sheet, node: Node) -> None:
    path = sheet.where(node)
    if path is not None:
        sheet.edit(Set(path, first_of(node.facts)))


def _checks(sheet: Sheet, node: Node, common: dict[str, Any]) -> None:
    key = sheet.project(node, node.codec)
    names = option_labels(node.facts.picks or ())
    boxes = [sheet.mount(f"{key}|{at}") for at in range(len(names))]
    with st.container(key=sheet.name(node, "checks"), gap="xsmall"):
        st.markdown(f":small[{common['label']}]", help=common["help"])
        with st.container(horizontal=node.facts.ui.get("inline") is True, gap="small"):
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
    "moment": _moment,
    "color": _color,
    "slider": _slider,
    "scale": _scale,
    "updown": _updown,
    "checkbox": _checkbox,
}
BOXED: Final[dict[str, Box]] = {"start": _start, "checks": _checks}
