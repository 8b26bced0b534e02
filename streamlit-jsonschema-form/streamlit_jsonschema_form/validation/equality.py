"""How JSON Schema compares values: which are equal, and which is a multiple of which."""

from fractions import Fraction
from math import isfinite
from typing import Any

from jsonschema._utils import equal

__all__ = ["are_unique", "equal", "identity", "is_multiple"]


def identity(value: Any) -> Any:
    """Return something hashable that is equal for equal JSON values: 1 is 1.0, but not true."""
    if isinstance(value, dict):
        return "o", frozenset((key, identity(each)) for key, each in value.items())
    if isinstance(value, list):
        return "a", tuple(identity(each) for each in value)
    return ("b", value) if isinstance(value, bool) else value


def are_unique(items: list[Any]) -> bool:
    """Tell whether no two items are equal."""
    return len({identity(each) for each in items}) == len(items)


def is_multiple(value: int | float, step: int | float) -> bool:
    """Divide as `jsonschema` does, and exactly where that overflows."""
    try:
        rest = value / step % 1 if isinstance(step, float) else value % step
        rest = rest if isfinite(rest) else _exact_rest(value, step)
    except OverflowError:
        rest = _exact_rest(value, step)
    return not rest


def _exact_rest(value: int | float, step: int | float) -> float:
    if isinstance(value, float) and not isfinite(value):
        return 1
    return 1 if Fraction(value) % Fraction(step) else 0
