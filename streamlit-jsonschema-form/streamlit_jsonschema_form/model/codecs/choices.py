"""Listed values: one in a select or radio buttons, several in a multiselect or check boxes."""

from typing import Any, Final

from streamlit_jsonschema_form.json_text import write_json
from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.codecs.booleans import yes_no
from streamlit_jsonschema_form.model.field_info import Facts, Option
from streamlit_jsonschema_form.model.values import ABSENT, Value, same
from streamlit_jsonschema_form.problems import JsonValue


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
