"""How one value is shown in one widget and read back from it, without loss.

Choosing is by schema and by value; raw JSON text fits everything, so nothing is impossible.
"""

from typing import Any, Final

from streamlit_jsonschema_form.json_text import read_json, write_json
from streamlit_jsonschema_form.model.codecs.base import Codec, never_shown, typeable
from streamlit_jsonschema_form.model.codecs.colors import COLOR, START
from streamlit_jsonschema_form.model.codecs.datetimes import DATE, MOMENT, TIME, picker_of
from streamlit_jsonschema_form.model.codecs.files import FILE
from streamlit_jsonschema_form.model.codecs.masked_text import VEILED
from streamlit_jsonschema_form.model.codecs.numbers import SCALE, SLIDER, UPDOWN
from streamlit_jsonschema_form.model.field_info import Facts, Option
from streamlit_jsonschema_form.model.hints import offer
from streamlit_jsonschema_form.model.text import read_number
from streamlit_jsonschema_form.model.values import ABSENT, Value, same
from streamlit_jsonschema_form.problems import JsonValue

__all__ = ["BY_TYPE", "BY_WIDGET", "CHOICES", "Codec", "choices", "codec_for", "yes_no"]


def _one_line(value: Value, facts: Facts) -> bool:
    return never_shown(value, facts) or (isinstance(value, str) and typeable(value, "\t"))


def _lines(value: Value, facts: Facts) -> bool:
    return never_shown(value, facts) or (isinstance(value, str) and typeable(value, "\t\n"))


def _wants_lines(value: Value, facts: Facts) -> bool:
    hinted = facts.ui.get("widget") == "textarea" or facts.ui.get("multiline") is True
    return (hinted or (isinstance(value, str) and "\n" in value)) and _lines(value, facts)


def _is_number(value: Value, facts: Facts) -> bool:
    if never_shown(value, facts):
        return True
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number_text(value: Value, facts: Facts) -> str:
    return "" if never_shown(value, facts) else write_json(value)  # type: ignore[arg-type]


def _read_number(raw: Any, facts: Facts) -> Value:
    return read_number(raw, whole=facts.whole) if raw and raw.strip() else ABSENT


def _text(value: Value, facts: Facts) -> str:
    return "" if never_shown(value, facts) else str(value)


_TRI: Final[tuple[Value, ...]] = (ABSENT, True, False, None)


def _is_tri(value: Value, facts: Facts) -> bool:
    return value is ABSENT or isinstance(value, bool) or (value is None and facts.nullable)


def _encode_tri(value: Value, _facts: Facts) -> int:
    return next(i for i, state in enumerate(_TRI) if state is value)


def yes_no(facts: Facts) -> tuple[Option, ...]:
    """Name what a boolean can be, in the words that hints hold for it."""
    told = offer([True, False], facts.ui)
    return tuple(Option(value=not at, label=words or ("Yes", "No")[at]) for at, words in told)


def _offered(facts: Facts) -> tuple[Option, ...]:
    if facts.options is None and facts.types == {"boolean"}:
        return yes_no(facts)
    return facts.options or ()


def _is_choice(value: Value, facts: Facts) -> bool:
    asked = facts.ui.get("widget") in ("radio", "select") and facts.types == {"boolean"}
    return asked or facts.options is not None


def choices(value: Value, facts: Facts) -> tuple[Option, ...]:
    """List what a select offers: the options, null where it may be, and a stranger that is there."""
    options = list(_offered(facts))
    if facts.nullable and not any(o.value is None for o in options):
        options.append(Option(None, "null"))
    if value is not ABSENT and not any(same(o.value, value) for o in options):
        options.append(Option(value, f"{write_json(value)} (not among the choices)"))
    return tuple(options)


def _encode_choice(value: Value, facts: Facts) -> int | None:
    if value is ABSENT:
        return None
    return next(i for i, o in enumerate(choices(value, facts)) if same(o.value, value))


def _read_choice(raw: Any, facts: Facts) -> Value:
    return ABSENT if raw is None else choices(ABSENT, facts)[raw].value


def _is_fixed(value: Value, facts: Facts) -> bool:
    """Tell whether there is nothing to choose: one value is allowed, and it is there."""
    only = facts.options or ()
    return (
        len(only) == 1 and not facts.nullable and value is not ABSENT and same(only[0].value, value)
    )


def _wants_radio(value: Value, facts: Facts) -> bool:
    return facts.ui.get("widget") == "radio" and _is_choice(value, facts)


def _is_hidden_number(value: Value, facts: Facts) -> bool:
    return facts.write_only and _is_number(value, facts)


def _is_selection(value: Value, facts: Facts) -> bool:
    if value is ABSENT:
        return True
    if not isinstance(value, list):
        return False
    places = [_place(item, facts) for item in value]
    return None not in places and len(set(places)) == len(places)


def _place(item: JsonValue, facts: Facts) -> int | None:
    return next((i for i, o in enumerate(facts.picks or ()) if same(o.value, item)), None)


def _encode_selection(value: Value, facts: Facts) -> list[int | None]:
    return [_place(item, facts) for item in value] if isinstance(value, list) else []


def _read_selection(raw: Any, facts: Facts) -> Value:
    return [(facts.picks or ())[i].value for i in raw]


def _wants_checks(value: Value, facts: Facts) -> bool:
    """Tell whether boxes to check show a list: they have one order, that of the options."""
    if facts.ui.get("widget") != "checkboxes" or not _is_selection(value, facts):
        return False
    places = _encode_selection(value, facts)
    return places == sorted(places, key=lambda at: at or 0)


def _option_words(facts: Facts) -> tuple[str, ...]:
    return tuple(option.label for option in facts.picks or _offered(facts))


def _wants_checkbox(value: Value, facts: Facts) -> bool:
    return facts.ui.get("widget") == "checkbox" and isinstance(value, bool)


def _json_text(value: Value, _facts: Facts) -> str:
    return "" if value is ABSENT else write_json(value, indent=2)


def _read_json(raw: Any, _facts: Facts) -> Value:
    return read_json(raw) if raw and raw.strip() else ABSENT


def _identity(raw: Any, _facts: Facts) -> Value:
    return raw if raw is not None else ""


PASSWORD: Final = Codec("password", _one_line, _text, _identity)
AREA: Final = Codec("area", _wants_lines, _text, _identity)
TEXT: Final = Codec("text", _one_line, _text, _identity)
NUMBER: Final = Codec("number", _is_number, _number_text, _read_number)
MASKED: Final = Codec("masked", _is_hidden_number, _number_text, _read_number)
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
    marks=_option_words,
    text=False,
)
FIXED: Final = Codec(
    "fixed",
    _is_fixed,
    lambda _v, _f: 0,
    lambda raw, facts: (facts.options or ())[raw].value,
    text=False,
)
RADIO: Final = Codec(
    "radio", _wants_radio, _encode_choice, _read_choice, marks=_option_words, text=False
)
SELECT: Final = Codec(
    "select", _is_choice, _encode_choice, _read_choice, marks=_option_words, text=False
)
SELECTION: Final = Codec(
    "selection",
    _is_selection,
    _encode_selection,
    _read_selection,
    marks=_option_words,
    text=False,
)
CHECKS: Final = Codec(
    "checks", _wants_checks, _encode_selection, _read_selection, marks=_option_words, text=False
)
RAW: Final = Codec("json", lambda _v, _f: True, _json_text, _read_json)

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
