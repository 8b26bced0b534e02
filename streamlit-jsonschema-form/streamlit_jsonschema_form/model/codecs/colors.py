"""Colours in a picker, and the button before the widgets that cannot be empty."""

import re
from typing import Any, Final

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.codecs.datetimes import picker_for
from streamlit_jsonschema_form.model.codecs.numbers import slider_start
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.problems import JsonValue

_COLOR: Final = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}", re.ASCII)
_BLACK: Final = "#000000"


def _is_color(value: Value, info: FieldInfo) -> bool:
    wanted = picker_for(info) == "color" and isinstance(value, str)
    return wanted and _COLOR.fullmatch(str(value)) is not None


def _looks_same(one: Value, other: Value) -> bool:
    return isinstance(one, str) and isinstance(other, str) and _full(one) == _full(other)


def _full(color: str) -> str:
    """Write a colour as the picker does: in small letters, two for each part."""
    digits = color[1:].lower()
    return "#" + ("".join(2 * each for each in digits) if len(digits) == 3 else digits)


def initial_value(info: FieldInfo) -> JsonValue:
    """Return what a widget that cannot be empty begins with: the default, else the least."""
    if picker_for(info) == "color":
        return str(info.default) if _is_color(info.default, info) else _BLACK
    return slider_start(info)


def _starts(value: Value, info: FieldInfo) -> bool:
    if value is not ABSENT or info.write_only:
        return False
    return picker_for(info) == "color" or slider_start(info) is not None


def _encode(value: Value, _facts: FieldInfo) -> Any:
    return value if isinstance(value, str) else None


COLOR: Final = Codec(
    "color", _is_color, _encode, lambda raw, _: raw, looks_same=_looks_same, text=False
)
START: Final = Codec(
    "start", _starts, lambda _v, _f: None, lambda _raw, info: initial_value(info), text=False
)
