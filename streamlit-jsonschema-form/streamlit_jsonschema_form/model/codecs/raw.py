"""JSON text, which can show any value."""

from typing import Any, Final

from streamlit_jsonschema_form.json_text import read_json, write_json
from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.values import ABSENT, Value


def _json_text(value: Value, _facts: FieldInfo) -> str:
    return "" if value is ABSENT else write_json(value, indent=2)


def _read_json(raw: Any, _facts: FieldInfo) -> Value:
    return read_json(raw) if raw and raw.strip() else ABSENT


RAW: Final = Codec("json", lambda _v, _f: True, _json_text, _read_json)
