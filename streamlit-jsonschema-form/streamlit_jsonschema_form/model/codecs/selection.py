"""Which codec shows a value: chosen by schema and by value; JSON text fits everything."""

from typing import Final

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.codecs.choices import (
    CHECKBOX,
    CHECKS,
    FIXED,
    RADIO,
    SELECT,
    SELECTION,
    TOGGLE,
    TRI,
)
from streamlit_jsonschema_form.model.codecs.files import FILE
from streamlit_jsonschema_form.model.codecs.numbers import MASKED, NUMBER, SCALE, SLIDER, UPDOWN
from streamlit_jsonschema_form.model.codecs.pickers import (
    COLOR,
    DATE,
    DATETIME,
    START,
    TIME,
    picker_for,
)
from streamlit_jsonschema_form.model.codecs.text import AREA, MASKED_TEXT, PASSWORD, RAW, TEXT
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.values import ABSENT, Value

BY_TYPE: Final[dict[str, tuple[Codec, ...]]] = {
    "string": (FILE, AREA, TEXT),
    "integer": (MASKED, NUMBER),
    "number": (MASKED, NUMBER),
    "boolean": (TRI,),
}
"""The codecs of a type, the first that fits is taken."""

BY_WIDGET: Final[dict[str, tuple[Codec, ...]]] = {
    "date": (DATE,),
    "time": (TIME,),
    "date-time": (DATETIME,),
    "color": (COLOR, START),
    "range": (SLIDER, SCALE, START),
    "updown": (UPDOWN,),
    "checkbox": (CHECKBOX,),
    "radio": (RADIO,),
    "select": (SELECT,),
}
"""The codecs that come before those, for the picker of a format or for the widget that a hint names."""

CHOICES: Final = (FIXED, RADIO, SELECT)
SELECTIONS: Final = (CHECKS, SELECTION)


def codec_for(value: Value, info: FieldInfo, *, required: bool) -> Codec:
    """Choose the codec of a scalar place: the first that can show this value exactly, else raw JSON."""
    if info.options is not None:
        return next(codec for codec in CHOICES if codec.fits(value, info))
    if len(info.types) != 1:
        return RAW
    (kind,) = info.types
    candidates = BY_TYPE.get(kind, ())
    if kind == "string" and info.secret:
        candidates = (FILE, MASKED_TEXT, PASSWORD)
    elif not info.write_only:
        candidates = (*_asked(kind, info), *candidates)
    if kind == "boolean" and required and info.default is not ABSENT and not info.nullable:
        candidates = (*_asked(kind, info), TOGGLE, TRI)
    for codec in candidates:
        if codec.fits(value, info):
            return codec
    return RAW


def _asked(kind: str, info: FieldInfo) -> tuple[Codec, ...]:
    asked = picker_for(info) if kind == "string" else info.ui.get("widget")
    return BY_WIDGET.get(asked, ()) if isinstance(asked, str) else ()
