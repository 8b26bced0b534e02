"""Secrets of several lines, such as keys and certificates: shown as how many lines there are.

A password box has one line and drops line breaks, so it cannot hold these. Every text fits here, as
nothing is put into a widget before a person asks to see it, and what a text area would change is only
read.
"""

from typing import Any, Final

from streamlit_jsonschema_form.model.codecs.base import Codec, never_shown, typeable
from streamlit_jsonschema_form.model.field_info import Facts
from streamlit_jsonschema_form.model.values import Value
from streamlit_jsonschema_form.validation.masking import MASK


def takes_lines(facts: Facts) -> bool:
    """Tell whether a hint asks for several lines."""
    asked = facts.ui.get("widget") == "textarea" or facts.ui.get("multiline") is True
    return asked or "rows" in facts.ui


def is_editable(value: Value) -> bool:
    """Tell whether a text area shows this text exactly."""
    return isinstance(value, str) and typeable(value, "\t\n")


def veiled(value: Value) -> str:
    """Write what stands for a secret: that it is there, and how many lines it has."""
    lines = len(value.splitlines()) if isinstance(value, str) else 0
    return MASK if lines < 2 else f"{MASK} {lines} lines"


def _is_veiled(value: Value, facts: Facts) -> bool:
    if not facts.secret:
        return False
    if never_shown(value, facts):
        return takes_lines(facts)
    return isinstance(value, str) and (takes_lines(facts) or not typeable(value, "\t"))


def _read(raw: Any, _facts: Facts) -> Value:
    return raw if isinstance(raw, str) else ""


VEILED: Final = Codec(
    "veiled", _is_veiled, lambda value, facts: "" if never_shown(value, facts) else value, _read
)
