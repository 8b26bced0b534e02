"""Numbers as texts of any size, in sliders and in boxes with arrows.

Sliders and boxes with arrows show only the numbers that they return unchanged. Both count in doubles and
do not tell 3 from 3.0, so a number that is back where it was loaded is written as it was.
"""

import math
import re
import sys
from decimal import Decimal
from typing import Any, Final, cast

from streamlit_jsonschema_form.json_text import Unreadable, write_json
from streamlit_jsonschema_form.model.codecs.base import Codec, never_shown
from streamlit_jsonschema_form.model.field_info import Facts, wording
from streamlit_jsonschema_form.model.slider_steps import (
    NUMBERS,
    SAFE,
    Grid,
    common,
    exact,
    grid_of,
    is_plain,
    left_of,
    stops_of,
)
from streamlit_jsonschema_form.model.values import ABSENT, Value, equal


def read_number(text: str, *, whole: bool) -> int | float:
    """Read a number as a person types it: `8192`, `1_000`, `-0.0`, `1e-7`, of any size.

    Args:
        text: what was typed; surrounding spaces are ignored.
        whole: the field takes integers only, so that `1e6` means 1000000 and not 1000000.0.

    Raises:
        Unreadable: not a number.
    """
    bare = text.strip()
    if not _NUMBER.fullmatch(bare):
        wanted = "a whole number such as 8192" if whole else "a number such as 0.9 or 1e-5"
        raise Unreadable(f"expected {wanted}, got {_short(bare)!r}")
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
        raise Unreadable(f"expected an integer of at most {limit} digits, got {len(digits)}")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise Unreadable(f"{_short(digits)} is too large for a floating-point number")
    return number


def _is_number(value: Value, facts: Facts) -> bool:
    if never_shown(value, facts):
        return True
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number_text(value: Value, facts: Facts) -> str:
    return "" if never_shown(value, facts) else write_json(value)  # type: ignore[arg-type]


def _read_text(raw: Any, facts: Facts) -> Value:
    return read_number(raw, whole=facts.whole) if raw and raw.strip() else ABSENT


def _is_hidden_number(value: Value, facts: Facts) -> bool:
    return facts.write_only and _is_number(value, facts)


def _slides(facts: Facts) -> bool:
    return facts.ui.get("widget") == "range" and facts.types in NUMBERS


def _even(facts: Facts) -> Grid | None:
    """Find where a slider stands whose places are one step from each other."""
    if not _slides(facts) or facts.ui.get("log") is True:
        return None
    grid = grid_of(facts)
    return grid if grid is not None and left_of(grid, facts.steps) is None else None


def _stops(facts: Facts) -> tuple[int | float, ...]:
    """List where a slider stands whose places are not, in their order."""
    if not _slides(facts):
        return ()
    if facts.ui.get("log") is True:
        return stops_of(facts)
    grid = grid_of(facts)
    left = None if grid is None else left_of(grid, facts.steps)
    return left if left and len(left) > 1 else ()


def _fits_slider(value: Value, facts: Facts) -> bool:
    grid = _even(facts) if is_plain(value) else None
    return grid is not None and grid.holds(cast(float, value))


def _encode_slider(value: Value, facts: Facts) -> int | float | None:
    grid = grid_of(facts)
    if grid is None or not isinstance(value, (int, float)):
        return None
    return grid.number(exact(value))


def _read_slider(raw: Any, facts: Facts) -> Value:
    grid = grid_of(facts)
    return ABSENT if grid is None or raw is None else grid.nearest(raw)


def _slider_marks(facts: Facts) -> tuple[str, ...]:
    return (str(grid_of(facts)),)


def _fits_scale(value: Value, facts: Facts) -> bool:
    return _stop(value, facts) is not None


def _stop(value: Value, facts: Facts) -> int | None:
    if not is_plain(value):
        return None
    return next((i for i, stop in enumerate(_stops(facts)) if stop == value), None)


def _read_scale(raw: Any, facts: Facts) -> Value:
    return ABSENT if raw is None else _stops(facts)[raw]


def stop_words(facts: Facts) -> tuple[str, ...]:
    """Name the stops of a slider whose places are not one step from each other."""
    return tuple(map(wording, _stops(facts)))


def start_of(facts: Facts) -> int | float | None:
    """Return where a slider begins: at its default, else at the lowest place; None for no slider."""
    if SLIDER.fits(facts.default, facts) or SCALE.fits(facts.default, facts):
        return cast(float, facts.default)
    grid = _even(facts)
    return next(iter(_stops(facts)), None) if grid is None else grid.number(grid.first)


def step_of(facts: Facts) -> float:
    """Return what the arrows of a number box add."""
    wide = common(facts.steps)
    grid = None if wide or facts.whole else grid_of(facts)
    return float(wide or (grid.step if grid else 1))


def _fits_updown(value: Value, facts: Facts) -> bool:
    if facts.ui.get("widget") != "updown" or facts.types not in NUMBERS:
        return False
    if never_shown(value, facts):
        return True
    return is_plain(value) and (not facts.whole or abs(cast(float, value)) <= SAFE)


def _encode_updown(value: Value, _facts: Facts) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _read_updown(raw: Any, facts: Facts) -> Value:
    if raw is None:
        return ABSENT
    if not float(raw).is_integer():
        return float(raw)
    if facts.whole and abs(raw) > SAFE:
        raise Unreadable(f"a box with arrows rounds integers beyond {SAFE}; write it here in full")
    return int(raw) if abs(raw) <= SAFE else float(raw)


def _alike(one: Value, other: Value) -> bool:
    return one is not ABSENT and other is not ABSENT and equal(one, other)


NUMBER: Final = Codec("number", _is_number, _number_text, _read_text)
MASKED: Final = Codec("masked", _is_hidden_number, _number_text, _read_text)
SLIDER: Final = Codec(
    "slider",
    _fits_slider,
    _encode_slider,
    _read_slider,
    alike=_alike,
    marks=_slider_marks,
    text=False,
)
SCALE: Final = Codec(
    "scale", _fits_scale, _stop, _read_scale, alike=_alike, marks=stop_words, text=False
)
UPDOWN: Final = Codec(
    "updown", _fits_updown, _encode_updown, _read_updown, alike=_alike, text=False
)
