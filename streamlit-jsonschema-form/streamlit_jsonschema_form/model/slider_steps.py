"""Where a slider can stand, computed in fractions: a sum of steps in doubles would drift."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from streamlit_jsonschema_form.model.field_info import Bound, FieldInfo
from streamlit_jsonschema_form.model.values import Value
from streamlit_jsonschema_form.validation.equality import is_multiple

MAX_SAFE_INTEGER: Final = 2**53 - 1
"""The largest integer that a browser tells from its neighbours."""

NUMBERS: Final = ({"integer"}, {"number"})
_FINEST: Final = Fraction(1, 1_000_000)
"""The smallest step that a browser writes without an exponent; it rounds by the digits that it sees."""

_MOST_DIGITS: Final = 10
_MOST_STEPS: Final = 10**9
"""How many steps from zero a slider reaches, well before doubles take two places for one."""

_MOST_STOPS: Final = 60
_PARTS: Final = 20
_MOST_PARTS: Final = 1000

Steps = tuple[int | float, ...]


@dataclass(frozen=True, slots=True)
class StepRange:
    """Where a slider can stand: `first`, and `count` further places, each a `step` on.

    Attributes:
        places: how many digits behind the point a place has at most.
    """

    first: Fraction
    step: Fraction
    count: int
    places: int

    @property
    def last(self) -> Fraction:
        """Return the highest place."""
        return self.first + self.count * self.step

    def number(self, place: Fraction) -> int | float:
        """Write a place as a number: as an integer when all of them are."""
        return float(place) if self.places else int(place)

    def nearest(self, raw: float) -> int | float:
        """Return the place next to what a slider returned."""
        at = round((as_decimal(raw) - self.first) / self.step)
        return self.number(self.first + min(max(at, 0), self.count) * self.step)

    def numbers(self) -> Iterator[int | float]:
        """Write every place as a number."""
        return (self.number(self.first + at * self.step) for at in range(self.count + 1))

    def holds(self, number: float) -> bool:
        """Tell whether a number is one of the places."""
        at = (as_decimal(number) - self.first) / self.step
        return at.denominator == 1 and 0 <= at <= self.count


def as_decimal(number: float) -> Fraction:
    """Return the decimal number that JSON writes for this one, not the double nearest to it."""
    return Fraction(repr(number))


def is_browser_number(value: Value) -> bool:
    """Tell whether number boxes and sliders can hold a value: not -0.0, nor integers beyond `SAFE`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    if isinstance(value, float):
        return value != 0 or math.copysign(1, value) > 0
    return abs(value) <= MAX_SAFE_INTEGER


def step_range(info: FieldInfo) -> StepRange | None:
    """Find where a slider can stand; None without two bounds, or where a slider would be inexact.

    That is at the multiples of every `multipleOf`, else at every integer, else at those of the power of ten
    that divides the range into 20 to 200 parts, or into ten times as many to reach the bounds.
    """
    if info.low is None or info.high is None or info.types not in NUMBERS:
        return None
    return _step_range(info.low, info.high, info.steps, whole=info.whole)


@lru_cache(maxsize=512)
def _step_range(low: Bound, high: Bound, steps: Steps, *, whole: bool) -> StepRange | None:
    if not -MAX_SAFE_INTEGER <= low.value < high.value <= MAX_SAFE_INTEGER:
        return None
    lowest, highest = as_decimal(low.value), as_decimal(high.value)
    wide = common_multiple(steps) if steps else Fraction(1) if whole else _fitting(lowest, highest)
    if wide is None:
        return None
    places = _places(wide)
    if wide < _FINEST or places > (0 if whole else _MOST_DIGITS):
        return None
    if max(abs(lowest), abs(highest)) / wide > _MOST_STEPS:
        return None
    first, last = math.ceil(lowest / wide), math.floor(highest / wide)
    first += low.open and first * wide == lowest
    last -= high.open and last * wide == highest
    return StepRange(first * wide, wide, last - first, places) if last > first else None


def common_multiple(steps: Steps) -> Fraction | None:
    """Return the smallest number that all steps divide; None without one, or where one is too large."""
    if not steps or not all(0 < step <= MAX_SAFE_INTEGER for step in steps):
        return None
    every = [as_decimal(step) for step in steps]
    return Fraction(
        math.lcm(*(step.numerator for step in every)),
        math.gcd(*(step.denominator for step in every)),
    )


@lru_cache(maxsize=512)
def valid_stops(span: StepRange, steps: Steps) -> tuple[int | float, ...] | None:
    """List the places of a grid that a validator takes for multiples; None where it takes all.

    Validators divide in doubles, in which 0.3 is no multiple of 0.1. Empty beyond 1,000 places.
    """
    if all(Fraction(step) == as_decimal(step) for step in steps):
        return None  # then doubles divide exactly, too
    if span.count > _MOST_PARTS:
        return ()
    found = tuple(n for n in span.numbers() if all(is_multiple(n, step) for step in steps))
    return None if len(found) > span.count else found


def _fitting(low: Fraction, high: Fraction) -> Fraction:
    """Choose the step of a range: as coarse as people count, as fine as its ends."""
    power = math.floor(math.log10((high - low) / _PARTS))
    step = Fraction(10) ** power
    ends = any((end / step).denominator > 1 for end in (low, high))
    return step / 10 if ends and (high - low) / step * 10 <= _MOST_PARTS else step


def _places(number: Fraction) -> int:
    return next(n for n in range(400) if (number * 10**n).denominator == 1)


def log_stops(info: FieldInfo) -> tuple[int | float, ...]:
    """List where a logarithmic slider can stand: 1, 2, 3, …, 9, 10, 20, … and the bounds themselves.

    Beyond six powers of ten it is 1, 2, 5, 10, 20, … Empty without two bounds above zero.
    """
    if info.low is None or info.high is None or info.types not in NUMBERS:
        return ()
    return _stops(info.low, info.high, info.steps, whole=info.whole)


@lru_cache(maxsize=512)
def _stops(low: Bound, high: Bound, steps: Steps, *, whole: bool) -> tuple[int | float, ...]:
    if not 0 < low.value < high.value <= MAX_SAFE_INTEGER or (
        steps and common_multiple(steps) is None
    ):
        return ()
    lowest, highest = as_decimal(low.value), as_decimal(high.value)
    ends = [*([] if low.open else [lowest]), *([] if high.open else [highest])]
    held = sorted({*ends, *_digits(lowest, highest)})
    held = [stop for stop in held if all(is_multiple(_number(stop), step) for step in steps)]
    integers = [stop for stop in held if stop.denominator == 1]
    if whole or len(integers) == len(held):
        found: tuple[int | float, ...] = tuple(map(int, integers))
    else:
        found = tuple(map(float, held))
    return found if 2 <= len(found) <= _MOST_STOPS else ()


def _number(stop: Fraction) -> int | float:
    return int(stop) if stop.denominator == 1 else float(stop)


def _digits(low: Fraction, high: Fraction) -> Iterator[Fraction]:
    first, last = math.floor(math.log10(low)) - 1, math.floor(math.log10(high)) + 1
    digits = (1, 2, 5) if high / low > 10**6 else range(1, 10)
    for power in range(first, last + 1):
        stops = (digit * Fraction(10) ** power for digit in digits)
        yield from (stop for stop in stops if low < stop < high)
