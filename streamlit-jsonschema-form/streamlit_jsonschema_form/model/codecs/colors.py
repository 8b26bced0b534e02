"""Colours in a picker, and the button before the widgets that cannot be empty."""

import re
from typing import Any, Final

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.codecs.datetimes import picker_of
from streamlit_jsonschema_form.model.codecs.numbers import start_of
from streamlit_jsonschema_form.model.field_info import Facts
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.problems import JsonValue

_COLOR: Final = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}", re.ASCII)
_BLACK: Final = "#000000"


def _is_color(value: Value, facts: Facts) -> bool:
    wanted = picker_of(facts) == "color" and isinstance(value, str)
    return wanted and _COLOR.fullmatch(str(value)) is not None


def _alike(one: Value, other: Value) -> bool:
    return isinstance(one, str) and isinstance(other, str) and _full(one) == _full(other)


def _full(color: str) -> str:
    """Write a colour as the picker does: in small letters, two for each part."""
    digits = color[1:].lower()
    return "#" + ("".join(2 * each for each in digits) if len(digits) == 3 else digits)


def first_of(facts: Facts) -> JsonValue:
    """Return what a widget that cannot be empty begins with: the default, else the least."""
    if picker_of(facts) == "color":
        return str(facts.default) if _is_color(facts.default, facts) else _BLACK
    return start_of(facts)


def _starts(value: Value, facts: Facts) -> bool:
    if value is not ABSENT or facts.write_only:
        return False
    return picker_of(facts) == "color" or start_of(facts) is not None


def _encode(value: Value, _facts: Facts) -> Any:
    return value if isinstance(value, str) else None


COLOR: Final = Codec("color", _is_color, _encode, lambda raw, _: raw, alike=_alike, text=False)
START: Final = Codec(
    "start", _starts, lambda _v, _f: None, lambda _raw, facts: first_of(facts), text=False
)
