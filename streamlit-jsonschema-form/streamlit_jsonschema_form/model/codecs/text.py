"""Texts in text boxes, text areas and password boxes."""

from typing import Any, Final

from streamlit_jsonschema_form.model.codecs.base import Codec, is_typable, is_unset
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.values import Value


def _one_line(value: Value, info: FieldInfo) -> bool:
    return is_unset(value, info) or (isinstance(value, str) and is_typable(value, "\t"))


def _lines(value: Value, info: FieldInfo) -> bool:
    return is_unset(value, info) or (isinstance(value, str) and is_typable(value, "\t\n"))


def _wants_lines(value: Value, info: FieldInfo) -> bool:
    hinted = info.ui.get("widget") == "textarea" or info.ui.get("multiline") is True
    return (hinted or (isinstance(value, str) and "\n" in value)) and _lines(value, info)


def _text(value: Value, info: FieldInfo) -> str:
    return "" if is_unset(value, info) else str(value)


def _identity(raw: Any, _facts: FieldInfo) -> Value:
    return raw if raw is not None else ""


PASSWORD: Final = Codec("password", _one_line, _text, _identity)
AREA: Final = Codec("area", _wants_lines, _text, _identity)
TEXT: Final = Codec("text", _one_line, _text, _identity)
