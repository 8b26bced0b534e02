"""Secrets of several lines, such as keys and certificates: shown as how many lines there are.

A password box has one line and drops line breaks, so it cannot hold these. Every text fits here, as
nothing is put into a widget before a person asks to see it, and what a text area would change is only
read.
"""

from typing import Any, Final

from streamlit_jsonschema_form.model.codecs.base import Codec, is_typable, is_unset
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.values import Value
from streamlit_jsonschema_form.validation.masking import MASK


def is_multiline(info: FieldInfo) -> bool:
    """Tell whether a hint asks for several lines."""
    asked = info.ui.get("widget") == "textarea" or info.ui.get("multiline") is True
    return asked or "rows" in info.ui


def is_editable(value: Value) -> bool:
    """Tell whether a text area shows this text exactly."""
    return isinstance(value, str) and is_typable(value, "\t\n")


def masked_summary(value: Value) -> str:
    """Write what stands for a secret: that it is there, and how many lines it has."""
    lines = len(value.splitlines()) if isinstance(value, str) else 0
    return MASK if lines < 2 else f"{MASK} {lines} lines"


def _is_masked(value: Value, info: FieldInfo) -> bool:
    if not info.secret:
        return False
    if is_unset(value, info):
        return is_multiline(info)
    return isinstance(value, str) and (is_multiline(info) or not is_typable(value, "\t"))


def _read(raw: Any, _facts: FieldInfo) -> Value:
    return raw if isinstance(raw, str) else ""


MASKED_TEXT: Final = Codec(
    "masked_text", _is_masked, lambda value, info: "" if is_unset(value, info) else value, _read
)
