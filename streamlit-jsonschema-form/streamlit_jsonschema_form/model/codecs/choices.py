"""Listed values and booleans: in selects, radio buttons, multiselects, toggles and check boxes."""

from typing import Any, Final

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.field_info import FieldInfo, Option
from streamlit_jsonschema_form.model.hints import offer
from streamlit_jsonschema_form.model.values import ABSENT, Value, same
from streamlit_jsonschema_form.problems import JsonValue

_TRI: Final[tuple[Value, ...]] = (ABSENT, True, False, None)


def _is_tri(value: Value, info: FieldInfo) -> bool:
    return value is ABSENT or isinstance(value, bool) or (value is None and info.nullable)


def _encode_tri(value: Value, _info: FieldInfo) -> int:
    return next(i for i, state in enumerate(_TRI) if state is value)


def boolean_options(info: FieldInfo) -> tuple[Option, ...]:
    """Name what a boolean can be, in the words that hints hold for it."""
    offers = offer([True, False], info.ui)
    return tuple(Option(value=not at, label=words or ("Yes", "No")[at]) for at, words in offers)


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


def _offered(info: FieldInfo) -> tuple[Option, ...]:
    if info.options is None and info.types == {"boolean"}:
        return boolean_options(info)
    return info.options or ()


def _is_choice(value: Value, info: FieldInfo) -> bool:
    asked = info.ui.get("widget") in ("radio", "select") and info.types == {"boolean"}
    return asked or info.options is not None


def choices(value: Value, info: FieldInfo) -> tuple[Option, ...]:
    """List what a select offers: the options, null where it may be, and a stranger that is there."""
    options = list(_offered(info))
    if info.nullable and not any(o.value is None for o in options):
        options.append(Option(None, "null"))
    if value is not ABSENT and not any(same(o.value, value) for o in options):
        options.append(Option(value, f"{write_json(value)} (not among the choices)"))
    return tuple(options)


def _encode_choice(value: Value, info: FieldInfo) -> int | None:
    if value is ABSENT:
        return None
    return next(i for i, o in enumerate(choices(value, info)) if same(o.value, value))


def _read_choice(raw: Any, info: FieldInfo) -> Value:
    return ABSENT if raw is None else choices(ABSENT, info)[raw].value


def _is_fixed(value: Value, info: FieldInfo) -> bool:
    """Tell whether there is nothing to choose: one value is allowed, and it is there."""
    only = info.options or ()
    return (
        len(only) == 1 and not info.nullable and value is not ABSENT and same(only[0].value, value)
    )


def _wants_radio(value: Value, info: FieldInfo) -> bool:
    return info.ui.get("widget") == "radio" and _is_choice(value, info)


def _is_selection(value: Value, info: FieldInfo) -> bool:
    if value is ABSENT:
        return True
    if not isinstance(value, list):
        return False
    places = [_place(item, info) for item in value]
    return None not in places and len(set(places)) == len(places)


def _place(item: JsonValue, info: FieldInfo) -> int | None:
    return next((i for i, o in enumerate(info.item_options or ()) if same(o.value, item)), None)


def _encode_selection(value: Value, info: FieldInfo) -> list[int | None]:
    return [_place(item, info) for item in value] if isinstance(value, list) else []


def _read_selection(raw: Any, info: FieldInfo) -> Value:
    return [(info.item_options or ())[i].value for i in raw]


def _wants_checks(value: Value, info: FieldInfo) -> bool:
    """Tell whether boxes to check show a list: they have one order, that of the options."""
    if info.ui.get("widget") != "checkboxes" or not _is_selection(value, info):
        return False
    places = _encode_selection(value, info)
    return places == sorted(places, key=lambda at: at or 0)


def _option_words(info: FieldInfo) -> tuple[str, ...]:
    return tuple(option.label for option in info.item_options or _offered(info))


FIXED: Final = Codec(
    "fixed",
    _is_fixed,
    lambda _v, _f: 0,
    lambda raw, info: (info.options or ())[raw].value,
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
