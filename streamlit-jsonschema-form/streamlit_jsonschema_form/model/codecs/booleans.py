"""Booleans in toggles, check boxes and three-state choices."""

from typing import Final

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.field_info import FieldInfo, Option
from streamlit_jsonschema_form.model.hints import offer
from streamlit_jsonschema_form.model.values import ABSENT, Value

_TRI: Final[tuple[Value, ...]] = (ABSENT, True, False, None)


def _is_tri(value: Value, info: FieldInfo) -> bool:
    return value is ABSENT or isinstance(value, bool) or (value is None and info.nullable)


def _encode_tri(value: Value, _facts: FieldInfo) -> int:
    return next(i for i, state in enumerate(_TRI) if state is value)


def boolean_options(info: FieldInfo) -> tuple[Option, ...]:
    """Name what a boolean can be, in the words that hints hold for it."""
    told = offer([True, False], info.ui)
    return tuple(Option(value=not at, label=words or ("Yes", "No")[at]) for at, words in told)


def _words(info: FieldInfo) -> tuple[str, ...]:
    return tuple(option.label for option in boolean_options(info))


def _wants_checkbox(value: Value, info: FieldInfo) -> bool:
    return info.ui.get("widget") == "checkbox" and isinstance(value, bool)


TOGGLE: Final = Codec(
    "toggle",
    lambda v, _: isinstance(v, bool),
    lambda v, _: v is True,
    lambda raw, _: bool(raw),
    text=False,
)
CHECKBOX: Final = Codec(
    "checkbox", _wants_checkbox, lambda v, _: v is True, lambda raw, _: bool(raw), text=False
)
TRI: Final = Codec(
    "tri",
    _is_tri,
    _encode_tri,
    lambda raw, _: ABSENT if raw is None else _TRI[raw],
    marks=_words,
    text=False,
)
