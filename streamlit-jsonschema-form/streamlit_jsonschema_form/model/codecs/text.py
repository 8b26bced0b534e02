"""Texts in text boxes, text areas and password boxes."""

from typing import Any, Final

from streamlit_jsonschema_form.model.codecs.base import Codec, never_shown, typeable
from streamlit_jsonschema_form.model.field_info import Facts
from streamlit_jsonschema_form.model.values import Value


def _one_line(value: Value, facts: Facts) -> bool:
    return never_shown(value, facts) or (isinstance(value, str) and typeable(value, "\t"))


def _lines(value: Value, facts: Facts) -> bool:
    return never_shown(value, facts) or (isinstance(value, str) and typeable(value, "\t\n"))


def _wants_lines(value: Value, facts: Facts) -> bool:
    hinted = facts.ui.get("widget") == "textarea" or facts.ui.get("multiline") is True
    return (hinted or (isinstance(value, str) and "\n" in value)) and _lines(value, facts)


def _text(value: Value, facts: Facts) -> str:
    return "" if never_shown(value, facts) else str(value)


def _identity(raw: Any, _facts: Facts) -> Value:
    return raw if raw is not None else ""


PASSWORD: Final = Codec("password", _one_line, _text, _identity)
AREA: Final = Codec("area", _wants_lines, _text, _identity)
TEXT: Final = Codec("text", _one_line, _text, _identity)
