"""Numbers in sliders and in boxes with arrows: only those that these show and return as they are.

Both count in doubles and do not tell 3 from 3.0, so a number that is back where it was loaded is
written as it was.
"""

from typing import Any, Final, cast

from streamlit_jsonschema_form.json_text import InvalidText
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
        raise InvalidText(f"a box with arrows rounds integers beyond {SAFE}; write it here in full")
    return int(raw) if abs(raw) <= SAFE else float(raw)


def _alike(one: Value, other: Value) -> bool:
    return one is not ABSENT and other is not ABSENT and equal(one, other)


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
