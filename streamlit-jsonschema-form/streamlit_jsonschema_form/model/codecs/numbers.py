"""Numbers as texts of any size, in sliders and in boxes with arrows.

Sliders and boxes with arrows show only the numbers that they return unchanged. Both count in doubles and
do not tell 3 from 3.0, so a number that is back where it was loaded is written as it was.
"""

import math
import re
import sys
from decimal import Decimal
from typing import Any, Final, cast

from streamlit_jsonschema_form.json_text import InvalidText, write_json
from streamlit_jsonschema_form.model.codecs.base import Codec, is_unset
from streamlit_jsonschema_form.model.field_info import FieldInfo, display_text
from streamlit_jsonschema_form.model.slider_steps import (
    MAX_SAFE_INTEGER,
    NUMBERS,
    StepRange,
    as_decimal,
    common_multiple,
    is_browser_number,
    log_stops,
    step_range,
    valid_stops,
)
from streamlit_jsonschema_form.model.values import ABSENT, Value
from streamlit_jsonschema_form.validation.equality import equal


def read_number(text: str, *, whole: bool) -> int | float:
    """Read a number as a person types it: `8192`, `1_000`, `-0.0`, `1e-7`, of any size.

    Args:
        text: what was typed; surrounding spaces are ignored.
        whole: the field takes integers only, so that `1e6` means 1000000 and not 1000000.0.

    Raises:
        InvalidText: not a number.
    """
    bare = text.strip()
    if not _NUMBER.fullmatch(bare):
        wanted = "a whole number such as 8192" if whole else "a number such as 0.9 or 1e-5"
        raise InvalidText(f"expected {wanted}, got {_short(bare)!r}")
    digits = bare.replace("_", "")
    if _INTEGER.fullmatch(digits):
        return _integer(digits)
    number = _finite(digits)
    exponent_only = "." not in digits and number.is_integer()
    return int(Decimal(digits)) if whole and exponent_only else number


_NUMBER = re.compile(r"[+-]?(\d+(_\d+)*(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_INTEGER = re.compile(r"[+-]?\d+")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _integer(digits: str) -> int:
    limit = sys.get_int_max_str_digits()
    if limit and len(digits.lstrip("+-")) > limit:
        raise InvalidText(f"expected an integer of at most {limit} digits, got {len(digits)}")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise InvalidText(f"{_short(digits)} is too large for a floating-point number")
    return number


def _is_number(value: Value, info: FieldInfo) -> bool:
    if is_unset(value, info):
        return True
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number_text(value: Value, info: FieldInfo) -> str:
    return "" if is_unset(value, info) else write_json(value)  # type: ignore[arg-type]


def _read_text(raw: Any, info: FieldInfo) -> Value:
    return read_number(raw, whole=info.whole) if raw and raw.strip() else ABSENT


def _is_hidden_number(value: Value, info: FieldInfo) -> bool:
    return info.write_only and _is_number(value, info)


def _slides(info: FieldInfo) -> bool:
    return info.ui.get("widget") == "range" and info.types in NUMBERS


def _even(info: FieldInfo) -> StepRange | None:
    """Find where a slider stands whose places are one step from each other."""
    if not _slides(info) or info.ui.get("log") is True:
        return None
    span = step_range(info)
    return span if span is not None and valid_stops(span, info.steps) is None else None


def _stops(info: FieldInfo) -> tuple[int | float, ...]:
    """List where a slider stands whose places are not, in their order."""
    if not _slides(info):
        return ()
    if info.ui.get("log") is True:
        return log_stops(info)
    span = step_range(info)
    left = None if span is None else valid_stops(span, info.steps)
    return left if left and len(left) > 1 else ()


def _fits_slider(value: Value, info: FieldInfo) -> bool:
    span = _even(info) if is_browser_number(value) else None
    return span is not None and span.holds(cast(float, value))


def _encode_slider(value: Value, info: FieldInfo) -> int | float | None:
    span = step_range(info)
    if span is None or not isinstance(value, (int, float)):
        return None
    return span.number(as_decimal(value))


def _read_slider(raw: Any, info: FieldInfo) -> Value:
    span = step_range(info)
    return ABSENT if span is None or raw is None else span.nearest(raw)


def _slider_marks(info: FieldInfo) -> tuple[str, ...]:
    return (str(step_range(info)),)


def _fits_scale(value: Value, info: FieldInfo) -> bool:
    return _stop(value, info) is not None


def _stop(value: Value, info: FieldInfo) -> int | None:
    if not is_browser_number(value):
        return None
    return next((i for i, stop in enumerate(_stops(info)) if stop == value), None)


def _read_scale(raw: Any, info: FieldInfo) -> Value:
    return ABSENT if raw is None else _stops(info)[raw]


def stop_labels(info: FieldInfo) -> tuple[str, ...]:
    """Name the stops of a slider whose places are not one step from each other."""
    return tuple(map(display_text, _stops(info)))


def slider_start(info: FieldInfo) -> int | float | None:
    """Return where a slider begins: at its default, else at the lowest place; None for no slider."""
    if SLIDER.fits(info.default, info) or SCALE.fits(info.default, info):
        return cast(float, info.default)
    span = _even(info)
    return next(iter(_stops(info)), None) if span is None else span.number(span.first)


def number_step(info: FieldInfo) -> float:
    """Return what the arrows of a number box add."""
    wide = common_multiple(info.steps)
    span = None if wide or info.whole else step_range(info)
    return float(wide or (span.step if span else 1))


def _fits_updown(value: Value, info: FieldInfo) -> bool:
    if info.ui.get("widget") != "updown" or info.types not in NUMBERS:
        return False
    if is_unset(value, info):
        return True
    return is_browser_number(value) and (
        not info.whole or abs(cast(float, value)) <= MAX_SAFE_INTEGER
    )


def _encode_updown(value: Value, _info: FieldInfo) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _read_updown(raw: Any, info: FieldInfo) -> Value:
    if raw is None:
        return ABSENT
    if not float(raw).is_integer():
        return float(raw)
    if info.whole and abs(raw) > MAX_SAFE_INTEGER:
        raise InvalidText(
            f"a box with arrows rounds integers beyond {MAX_SAFE_INTEGER}; write it here in full"
        )
    return int(raw) if abs(raw) <= MAX_SAFE_INTEGER else float(raw)


def _looks_same(one: Value, other: Value) -> bool:
    return one is not ABSENT and other is not ABSENT and equal(one, other)


NUMBER: Final = Codec("number", _is_number, _number_text, _read_text)
MASKED: Final = Codec("masked", _is_hidden_number, _number_text, _read_text)
SLIDER: Final = Codec(
    "slider",
    _fits_slider,
    _encode_slider,
    _read_slider,
    looks_same=_looks_same,
    marks=_slider_marks,
    text=False,
)
SCALE: Final = Codec(
    "scale", _fits_scale, _stop, _read_scale, looks_same=_looks_same, marks=stop_labels, text=False
)
UPDOWN: Final = Codec(
    "updown", _fits_updown, _encode_updown, _read_updown, looks_same=_looks_same, text=False
)
