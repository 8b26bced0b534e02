"""Dates, times and colours in pickers: only those that a picker returns as they are written.

Formats `time` and `date-time` want an offset from UTC (RFC 3339 §5.6), for which pickers have no
room. So it is kept from the value; what begins in a picker is in UTC, and ends in `Z`.
"""

import datetime
import re
from typing import Any, Final

from streamlit_jsonschema_form.model.codecs.base import Codec
from streamlit_jsonschema_form.model.codecs.numbers import slider_start
from streamlit_jsonschema_form.model.field_info import FieldInfo
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.problems import JsonValue

FIRST: Final = datetime.date(1000, 1, 1)
LAST: Final = datetime.date(9989, 12, 31)
"""What Streamlit's calendar can do: it drops edits of earlier years, and later ones freeze the tab."""

_ZONE = r"(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d|)"
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(rf"(\d\d:\d\d:\d\d){_ZONE}", re.ASCII)
_DATETIME = re.compile(rf"(\d{{4}}-\d\d-\d\dT\d\d:\d\d):00{_ZONE}", re.ASCII)
_PICKERS: Final = {
    "date": "date",
    "alt-date": "date",
    "time": "time",
    "datetime": "date-time",
    "date-time": "date-time",
    "alt-datetime": "date-time",
    "color": "color",
}
_TEXT: Final = frozenset({"text", "textarea", "email", "uri"})


def picker_for(info: FieldInfo) -> str | None:
    """Name the picker that a text wants: the one its hint asks for, else the one of its format.

    A hint that contradicts the format is passed over: what it writes would not be valid.
    """
    if info.types != {"string"}:
        return None
    hint, own = info.ui.get("widget"), info.format
    asked = _PICKERS.get(hint) if isinstance(hint, str) else None
    if hint in _TEXT or own not in (None, *_PICKERS.values()):
        return None
    return asked if own is None else own


def utc_offset(value: Value, info: FieldInfo) -> str:
    """Return the offset that a time or a moment is written with: `Z`, `+05:30`, or none."""
    if isinstance(value, str):
        found = (_DATETIME if picker_for(info) == "date-time" else _TIME).fullmatch(value)
        return found[2] if found else ""
    return "" if info.format is None and picker_for(info) == "time" else "Z"


def _read_date(text: str, _info: FieldInfo) -> datetime.date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def _read_time(text: str, info: FieldInfo) -> datetime.time | None:
    found = _TIME.fullmatch(text)
    if not found or (info.format and not found[2]):
        return None
    try:
        return datetime.time.fromisoformat(found[1])
    except ValueError:
        return None


def _read_datetime(text: str, info: FieldInfo) -> datetime.datetime | None:
    found = _DATETIME.fullmatch(text)
    if not found or (info.format and not found[2]):
        return None
    try:
        moment = datetime.datetime.fromisoformat(found[1])
    except ValueError:
        return None
    return moment if FIRST <= moment.date() <= LAST else None


_READERS: Final = {"date": _read_date, "time": _read_time, "date-time": _read_datetime}


def _encode(value: Value, info: FieldInfo) -> Any:
    if not isinstance(value, str):
        return None
    return _READERS[str(picker_for(info))](value, info)


def _fits(picker: str) -> Any:
    def fits(value: Value, info: FieldInfo) -> bool:
        return picker_for(info) == picker and (value is ABSENT or _encode(value, info) is not None)

    return fits


def _write_date(raw: Any, _info: FieldInfo) -> Value:
    return ABSENT if raw is None else str(raw.isoformat())


def _write_time(raw: Any, _info: FieldInfo) -> Value:
    return ABSENT if raw is None else str(raw.isoformat(timespec="seconds"))


def _with_zone(read: Value, before: Value, info: FieldInfo) -> Value:
    return f"{read}{utc_offset(before, info)}"


DATE: Final = Codec("date", _fits("date"), _encode, _write_date, text=False)
TIME: Final = Codec("time", _fits("time"), _encode, _write_time, _with_zone, text=False)
DATETIME: Final = Codec(
    "datetime", _fits("date-time"), _encode, _write_time, _with_zone, text=False
)


_COLOR: Final = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}", re.ASCII)
_BLACK: Final = "#000000"


def _is_color(value: Value, info: FieldInfo) -> bool:
    wanted = picker_for(info) == "color" and isinstance(value, str)
    return wanted and _COLOR.fullmatch(str(value)) is not None


def _looks_same(one: Value, other: Value) -> bool:
    return isinstance(one, str) and isinstance(other, str) and _full(one) == _full(other)


def _full(color: str) -> str:
    """Write a colour as the picker does: in small letters, two for each part."""
    digits = color[1:].lower()
    return "#" + ("".join(2 * each for each in digits) if len(digits) == 3 else digits)


def initial_value(info: FieldInfo) -> JsonValue:
    """Return what a widget that cannot be empty begins with: the default, else the least."""
    if picker_for(info) == "color":
        return str(info.default) if _is_color(info.default, info) else _BLACK
    return slider_start(info)


def _starts(value: Value, info: FieldInfo) -> bool:
    if value is not ABSENT or info.write_only:
        return False
    return picker_for(info) == "color" or slider_start(info) is not None


COLOR: Final = Codec(
    "color",
    _is_color,
    lambda value, _: value if isinstance(value, str) else None,
    lambda raw, _: raw,
    looks_same=_looks_same,
    text=False,
)
START: Final = Codec(
    "start", _starts, lambda _v, _f: None, lambda _raw, info: initial_value(info), text=False
)
