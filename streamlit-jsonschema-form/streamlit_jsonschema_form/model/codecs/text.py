"""Text in boxes, JSON text, which can show any value, and secrets of several lines.

A password box has one line and drops line breaks. So a secret of several lines is shown as the number of
its lines, and put into a text area only on request.
"""

from typing import Any, Final

from streamlit_jsonschema_form.json_text import read_json, write_json
from streamlit_jsonschema_form.model.codecs.base import Codec, is_typable, is_unset
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.validation.masking import MASK


def _one_line(value: Value, info: FieldInfo) -> bool:
    return is_unset(value, info) or (isinstance(value, str) and is_typable(value, "\t"))


def _lines(value: Value, info: FieldInfo) -> bool:
    return is_unset(value, info) or (isinstance(value, str) and is_typable(value, "\t\n"))


def _wants_lines(value: Value, info: FieldInfo) -> bool:
    hinted = info.ui.get("widget") == "textarea" or info.ui.get("multiline") is True
    return (hinted or (isinstance(value, str) and "\n" in value)) and _lines(value, info)


def _text(value: Value, info: FieldInfo) -> str:
    return "" if is_unset(value, info) else str(value)


def _identity(raw: Any, _info: FieldInfo) -> Value:
    return raw if raw is not None else ""


PASSWORD: Final = Codec("password", _one_line, _text, _identity)
AREA: Final = Codec("area", _wants_lines, _text, _identity)
TEXT: Final = Codec("text", _one_line, _text, _identity)


def _json_text(value: Value, _info: FieldInfo) -> str:
    return "" if value is ABSENT else write_json(value, indent=2)


def _read_json(raw: Any, _info: FieldInfo) -> Value:
    return read_json(raw) if raw and raw.strip() else ABSENT


RAW: Final = Codec("json", lambda _v, _f: True, _json_text, _read_json)


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


def _read(raw: Any, _info: FieldInfo) -> Value:
    return raw if isinstance(raw, str) else ""


MASKED_TEXT: Final = Codec(
    "masked_text", _is_masked, lambda value, info: "" if is_unset(value, info) else value, _read
)
