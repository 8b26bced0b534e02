"""Which codec shows a value: chosen by schema and by value; JSON text fits everything."""

from typing import Final

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.codecs.booleans import CHECKBOX, TOGGLE, TRI
from streamlit_jsonschema_form.model.codecs.choices import CHECKS, FIXED, RADIO, SELECT, SELECTION
from streamlit_jsonschema_form.model.codecs.colors import COLOR, START
from streamlit_jsonschema_form.model.codecs.datetimes import DATE, MOMENT, TIME, picker_of
from streamlit_jsonschema_form.model.codecs.files import FILE
from streamlit_jsonschema_form.model.codecs.masked_text import VEILED
from streamlit_jsonschema_form.model.codecs.numbers import MASKED, NUMBER, SCALE, SLIDER, UPDOWN
from streamlit_jsonschema_form.model.codecs.raw import RAW
from streamlit_jsonschema_form.model.codecs.text import AREA, PASSWORD, TEXT
from streamlit_jsonschema_form.model.field_info import Facts
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
    "date-time": (MOMENT,),
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


def codec_for(value: Value, facts: Facts, *, required: bool) -> Codec:
    """Choose the codec of a scalar place: the first that can show this value exactly, else raw JSON."""
    if facts.options is not None:
        return next(codec for codec in CHOICES if codec.fits(value, facts))
    if len(facts.types) != 1:
        return RAW
    (kind,) = facts.types
    candidates = BY_TYPE.get(kind, ())
    if kind == "string" and facts.secret:
        candidates = (FILE, VEILED, PASSWORD)
    elif not facts.write_only:
        candidates = (*_asked(kind, facts), *candidates)
    if kind == "boolean" and required and facts.default is not ABSENT and not facts.nullable:
        candidates = (*_asked(kind, facts), TOGGLE, TRI)
    for codec in candidates:
        if codec.fits(value, facts):
            return codec
    return RAW


def _asked(kind: str, facts: Facts) -> tuple[Codec, ...]:
    asked = picker_of(facts) if kind == "string" else facts.ui.get("widget")
    return BY_WIDGET.get(asked, ()) if isinstance(asked, str) else ()
